"""The loops of a function as functions of their own: live-in variables are parameters, live-out ones results.

`s = 0.0`, then `for x in a: s += x` within more, becomes `def f_lines_4_5(a): s = 0.0; for ...; return s`. A
start value that is a literal goes along; every other value comes in as a parameter.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.names import parameters
from tenspiler.frontends.python.partial.flow import live_after, loaded, read_first, stored, surely_bound
from tenspiler.frontends.python.tree import placed
from tenspiler.loopir.nodes import Span

# With these, what a name holds may change or be read behind the back of the statements.
_HIDDEN: Final = (
    ast.Global, ast.Nonlocal, ast.Delete, ast.Match, ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor,
    ast.AsyncWith,
)  # fmt: skip
_LOOKS_AROUND: Final = frozenset(("locals", "vars", "eval", "exec", "globals", "dir"))
_SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
# These read variables when they are run, which may be later than where they stand.
_LATER: Final = (*_SCOPES, ast.GeneratorExp)
Loop = ast.For | ast.While


@final
@dataclass(frozen=True, slots=True)
class Region:
    """A loop, with where it stands: the blocks around it, from the function's own, and their statements."""

    function: ast.FunctionDef
    loop: Loop
    path: tuple[tuple[tuple[ast.stmt, ...], int], ...]
    around: tuple[ast.stmt, ...]

    @property
    def lines(self) -> tuple[int, int]:
        """The first and the last line."""
        return self.loop.lineno, self.loop.end_lineno or self.loop.lineno

    @property
    def name(self) -> str:
        """What the loop is called as a function."""
        return f"{self.function.name}_lines_{self.lines[0]}_{self.lines[1]}"

    def before(self) -> list[ast.stmt]:
        """The statements that are gone through on the way to the loop in any case, in order."""
        return [stmt for block, place in self.path for stmt in block[:place]]

    def inner(self) -> list[Region]:
        """The outermost loops within this one."""
        body = tuple(self.loop.body)
        return list(_loops(self.function, body, self.path, (*self.around, self.loop)))


@final
@dataclass(frozen=True, slots=True)
class Flow:
    """What goes into a loop and comes out of it.

    `given` are the names whose values it may read, `results` those that it binds and that may be read later,
    `starts` the literals that some of these hold before it.
    """

    given: tuple[str, ...]
    results: tuple[str, ...]
    starts: Mapping[str, ast.Assign]


def outermost(function: ast.FunctionDef) -> list[Region]:
    """The loops of a function that are in no other one."""
    return list(_loops(function, tuple(function.body), (), ()))


def _loops(
    function: ast.FunctionDef,
    block: tuple[ast.stmt, ...],
    path: tuple[tuple[tuple[ast.stmt, ...], int], ...],
    around: tuple[ast.stmt, ...],
) -> Iterator[Region]:
    for place, stmt in enumerate(block):
        here = (*path, (block, place))
        if isinstance(stmt, Loop):
            yield Region(function, stmt, here, around)
        elif isinstance(stmt, ast.If | ast.With | ast.Try):
            for inner in _blocks(stmt):
                yield from _loops(function, tuple(inner), here, (*around, stmt))


def _blocks(stmt: ast.If | ast.With | ast.Try) -> Iterator[Sequence[ast.stmt]]:
    yield stmt.body
    if not isinstance(stmt, ast.With):
        yield stmt.orelse
    if isinstance(stmt, ast.Try):
        yield from (handler.body for handler in stmt.handlers)
        yield stmt.finalbody


def hidden(function: ast.FunctionDef) -> ast.AST | None:
    """What makes it unknowable which names of a function live where, if anything does."""
    for node in ast.walk(function):
        if isinstance(node, _HIDDEN):
            return node
        if isinstance(node, ast.Name) and node.id in _LOOKS_AROUND:
            return node
    return None


def flow(region: Region, span: Span) -> Flow:
    """What lives into a loop and out of it; raises `Refusal` where the loop is no function of that."""
    loop, function = region.loop, region.function
    _check(loop, span)
    own = frozenset(n.arg for n in ast.walk(function.args) if isinstance(n, ast.arg)) | stored(function.body)
    bound = stored([loop])
    results = tuple(sorted(bound & _live(region)))
    known = frozenset(a.arg for a in parameters(function)) | surely_bound(region.before())
    known |= frozenset(
        name for stmt in region.around if isinstance(stmt, ast.For) for name in stored([stmt.target])
    )
    starts = _starts(region)
    # A result that the loop may leave alone keeps the value that it had.
    needed = (read_first([loop]) & own) | (frozenset(results) & known)
    given = needed - frozenset(starts)
    for name in sorted(given - known):
        raise Refusal("TSP0024", span, what=f"`{name}` may have no value before it")
    return Flow(tuple(sorted(given)), results, {n: a for n, a in starts.items() if n in needed})


def _check(loop: Loop, span: Span) -> None:
    if loop.orelse:
        raise Refusal("TSP0024", span, what="it has an `else`")
    for node in ast.walk(loop):
        match node:
            case ast.Return():
                raise Refusal("TSP0024", span, what="it is left by `return`")
            case ast.NamedExpr():
                raise Refusal("TSP0024", span, what="it binds a name within an expression")
            case ast.Import() | ast.ImportFrom() | ast.With() | ast.Try() | ast.Raise():
                raise Refusal("TSP0024", span, what="it does more than compute")
            case _ if isinstance(node, _SCOPES):
                raise Refusal("TSP0024", span, what="it defines a function")
            case _:
                pass


def _live(region: Region) -> frozenset[str]:
    """The names that may be read after a loop."""
    function = region.function
    scopes = [n for s in function.body for n in ast.walk(s) if isinstance(n, _LATER)]
    jumps = any(isinstance(n, ast.Try | ast.With) for s in function.body for n in ast.walk(s))
    if jumps:
        again = any(isinstance(s, Loop) for s in region.around)
        outside = loaded(_outside(function.body, region.loop))
        return outside | read_first([region.loop]) if again else outside
    return live_after(region.path, region.around) | loaded(scopes)


def _outside(body: Sequence[ast.stmt], loop: Loop) -> Iterator[ast.AST]:
    """The nodes of statements, without a loop and all in it, each by itself."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if node is not loop:
            inner = list(ast.iter_child_nodes(node))
            if isinstance(node, ast.stmt) and any(isinstance(n, ast.stmt) for n in inner):
                pending += inner
            else:
                yield node


def _starts(region: Region) -> dict[str, ast.Assign]:
    """The literals that names surely hold when a loop begins: assigned in its own block, and not since."""
    block, place = region.path[-1]
    found: dict[str, ast.Assign] = {}
    for stmt in block[:place]:
        for name in stored([stmt]):
            found.pop(name, None)
        match stmt:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if literal(value) is not None:
                found[name] = stmt
            case _:
                pass
    return found


def literal(node: ast.expr) -> type | None:
    """The type of a number that is written out."""
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            return type(value)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=int() | float() as value)):
            return int if isinstance(value, bool) else type(value)
        case _:
            return None


# ---------------------------------------------------------------- as a function


def flag_of(name: str, taken: frozenset[str]) -> str:
    """A name for whether a loop has bound another one."""
    flag = f"{name}_bound"
    while flag in taken:
        flag += "_"
    return flag


def as_function(region: Region, found: Flow, flags: Sequence[str] = ()) -> ast.FunctionDef:
    """The loop as a function of what lives into it; for names in `flags` it tells whether it bound them."""
    taken = stored([region.function]) | loaded([region.function])
    named = {name: flag_of(name, taken) for name in flags}
    loop = copy.deepcopy(region.loop)
    if named:
        loop.body = _noting(loop.body, named)
    start = region.loop
    head: list[ast.stmt] = [copy.deepcopy(a) for a in found.starts.values()]
    head += [_set(flag, False, start) for flag in named.values()]
    if isinstance(loop, ast.For):
        mine = [name for name in named if name in stored([loop.target])]
        loop.body = [*(_set(named[n], True, start) for n in mine), *loop.body]
    names = [*found.results, *named.values()]
    body = [*head, loop, *([_give(names, start)] if names else [])]
    arguments = ast.arguments([], [_parameter(n, start) for n in found.given], None, [], [], None, [])
    made = ast.FunctionDef(region.name, arguments, body, [], None, None)
    return placed(made, region.loop)


def _noting(body: Sequence[ast.stmt], named: Mapping[str, str]) -> list[ast.stmt]:
    """The same statements; behind each that binds a name, its flag is set."""
    done: list[ast.stmt] = []
    for stmt in body:
        done.append(stmt)
        match stmt:
            case ast.If():
                stmt.body, stmt.orelse = (_noting(b, named) for b in (stmt.body, stmt.orelse))
            case ast.For():
                mine = [_set(named[n], True, stmt) for n in sorted(stored([stmt.target])) if n in named]
                stmt.body = [*mine, *_noting(stmt.body, named)]
            case ast.While():
                stmt.body = _noting(stmt.body, named)
            case _:
                done += [_set(named[n], True, stmt) for n in sorted(stored([stmt])) if n in named]
    return done


def _set(name: str, value: bool, at: ast.stmt) -> ast.stmt:
    return placed(ast.Assign([ast.Name(name, ast.Store())], ast.Constant(value)), at)


def _parameter(name: str, at: ast.stmt) -> ast.arg:
    return ast.copy_location(ast.arg(name), at)


def _give(names: Sequence[str], at: ast.stmt) -> ast.stmt:
    values: list[ast.expr] = [ast.Name(name, ast.Load()) for name in names]
    value = values[0] if len(values) == 1 else ast.Tuple(values, ast.Load())
    return placed(ast.Return(value), at)
