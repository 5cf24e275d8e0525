"""Loops that are left early, rewritten so that nothing jumps: a flag ends the loop.

Before: `for x in a: if x < 0: break; total += x`. After, in the syntax tree:
`left = False`, then, until `left`, `for x in a: if x < 0: left = True else: total += x`.
A `return` inside loops sets the flags of all of them and keeps its value for a `return` behind them.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.names import bound_names, in_scope, used_names
from tenspiler.frontends.python.returns import contains
from tenspiler.frontends.python.stepping import bounded
from tenspiler.frontends.python.tree import Kept, Prepared, UntilFor, UntilWhile, placed

_MOST_COPIES = 64
_JUMPS = (ast.Break, ast.Continue, ast.Return)


@final
@dataclass(slots=True)
class _Returns:
    """What the `return`s inside one outermost loop give: the names that keep it, or one expression."""

    flag: str
    names: tuple[str, ...] | None
    value: ast.expr | None


@final
@dataclass(slots=True)
class _Loops:
    """The flags of the loops around a place, the innermost first, and where a `return` puts its value."""

    flags: tuple[str, ...]
    returns: _Returns | None
    budget: list[int] = field(default_factory=lambda: [_MOST_COPIES])


def without_exits(ctx: Context, body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The same statements, in which no loop is left by a jump."""
    done: list[ast.stmt] = []
    for stmt in body:
        match stmt:
            case ast.For() | ast.While():
                done += _outermost(ctx, stmt)
            case ast.If():
                then, orelse = without_exits(ctx, stmt.body), without_exits(ctx, stmt.orelse)
                done.append(ast.copy_location(ast.If(stmt.test, then, orelse), stmt))
            case _:
                done.append(stmt)
    return done


def _outermost(ctx: Context, loop: ast.For | ast.While) -> list[ast.stmt]:
    """A loop that is in no other one that is left, with what stands in its `else`."""
    loop = bounded(ctx, loop)
    if not _leaves(loop):
        rest = without_exits(ctx, loop.orelse)
        return [_with_body(loop, without_exits(ctx, loop.body), None), *rest]
    flag = _flag(ctx, loop)
    returns = _returns(ctx, loop, flag)
    done = [_set(flag, False, loop)]
    if returns is not None and returns.names is not None:
        done += [placed(Prepared(n), loop) for n in returns.names]
    if returns is not None and returns.flag != flag:
        done.append(_set(returns.flag, False, loop))
    body = _inside(ctx, loop.body, _Loops((flag,), returns))
    done.append(_with_body(loop, body, flag))
    if returns is not None:
        done.append(placed(ast.If(_read(returns.flag, loop), [_return(returns, loop)], []), loop))
    if loop.orelse:
        done.append(_unless(flag, loop.orelse, loop))
    head, tail = done[: -1 if loop.orelse else len(done)], done[-1:] if loop.orelse else []
    return [*head, *without_exits(ctx, tail)]


def _leaves(loop: ast.For | ast.While) -> bool:
    return contains(loop.body, ast.Break) or contains(loop.body, ast.Return)


def _flag(ctx: Context, loop: ast.For | ast.While) -> str:
    """The flag of a loop, whose rounds must be bounded."""
    if isinstance(loop, ast.While) and not isinstance(loop, UntilWhile):
        raise Refusal("TSP1044", ctx.span(loop))
    return _new(ctx, "left", loop)


def _new(ctx: Context, stem: str, node: ast.stmt) -> str:
    """A name of this frame that nothing else uses."""
    name = ctx.fresh(stem, ctx.span(node))
    ctx.frame.local |= {name}
    return name


# ---------------------------------------------------------------- inside a loop that is left


def _inside(ctx: Context, body: Sequence[ast.stmt], loops: _Loops) -> list[ast.stmt]:
    """Statements of a loop that is left; what follows a jump moves to where it is not taken."""
    done: list[ast.stmt] = []
    for position, stmt in enumerate(body):
        rest = body[position + 1 :]
        match stmt:
            case ast.Break():
                return [*done, _set(loops.flags[0], True, stmt)]
            case ast.Continue():
                return done or [placed(ast.Pass(), stmt)]
            case ast.Return():
                return [*done, *_returning(stmt, loops)]
            case ast.For() | ast.While():
                part, ends = _inner(ctx, stmt, loops)
                done += part
                if stmt.orelse:
                    stays = _unless(ends, stmt.orelse, stmt) if ends else None
                    return [*done, *_inside(ctx, [*([stays] if stays else stmt.orelse), *rest], loops)]
                if contains(stmt.body, ast.Return):
                    after = _inside(ctx, rest, loops)
                    return [*done, _unless(loops.flags[0], after, stmt)] if after else done
            case ast.If() if contains([stmt], *_JUMPS):
                return [*done, _branch(ctx, stmt, rest, loops)]
            case ast.If():
                done += without_exits(ctx, [stmt])
            case _:
                done.append(stmt)
    return done


def _branch(ctx: Context, stmt: ast.If, rest: Sequence[ast.stmt], loops: _Loops) -> ast.stmt:
    loops.budget[0] -= 1
    if loops.budget[0] < 0:
        raise Refusal("TSP1010", ctx.span(stmt), what="so many jumps in nested branches")
    then = _inside(ctx, [*stmt.body, *rest], loops)
    orelse = _inside(ctx, [*stmt.orelse, *rest], loops)
    return placed(ast.If(stmt.test, then, orelse), stmt)


def _inner(ctx: Context, stmt: ast.For | ast.While, loops: _Loops) -> tuple[list[ast.stmt], str | None]:
    """A loop inside, without its `else`, and the flag that says whether it was left."""
    loop = bounded(ctx, stmt)
    if not _leaves(loop):
        return [_with_body(loop, without_exits(ctx, loop.body), None)], None
    flag = _flag(ctx, loop)
    inner = _Loops((flag, *loops.flags), loops.returns, loops.budget)
    body = _inside(ctx, loop.body, inner)
    return [_set(flag, False, loop), _with_body(loop, body, flag)], flag


def _with_body(loop: ast.For | ast.While, body: list[ast.stmt], flag: str | None) -> ast.stmt:
    """The loop with another body and without its `else`; until a flag is set."""
    match loop:
        case UntilWhile():
            return placed(UntilWhile(loop.test, body, loop.counting, flag, []), loop)
        case ast.While():
            return placed(ast.While(loop.test, body, []), loop)
        case ast.For() if flag is not None:
            return placed(UntilFor(loop.target, loop.iter, body, flag), loop)
        case ast.For():
            return placed(ast.For(loop.target, loop.iter, body, []), loop)


# ---------------------------------------------------------------- flags and kept values


def _set(name: str, value: bool, at: ast.stmt) -> ast.stmt:
    return placed(ast.Assign([ast.Name(name, ast.Store())], ast.Constant(value)), at)


def _read(name: str, at: ast.stmt) -> ast.expr:
    return placed(ast.Name(name, ast.Load()), at)


def _unless(flag: str, body: Sequence[ast.stmt], at: ast.stmt) -> ast.stmt:
    return placed(ast.If(_read(flag, at), [placed(ast.Pass(), at)], list(body)), at)


def _returns(ctx: Context, loop: ast.For | ast.While, flag: str) -> _Returns | None:
    """Where the values of the `return`s inside a loop are kept."""
    found = [n for n in in_scope(loop.body) if isinstance(n, ast.Return)]
    if not found:
        return None
    if contains(loop.body, ast.Break):
        flag = _new(ctx, "returned", loop)
    first = found[0].value
    alike = all(_dump(r.value) == _dump(first) for r in found)
    bound = bound_names([loop])
    if alike and (first is None or (_is_atomic(first) and not used_names(first) & bound)):
        return _Returns(flag, None, first)
    counts = {_arity(r.value) for r in found}
    if len(counts) > 1 or None in counts:
        raise Refusal("TSP1038", ctx.span(found[-1]))
    names = tuple(_new(ctx, "found", found[0]) for _ in range(counts.pop() or 0))
    return _Returns(flag, names, None if isinstance(first, ast.Tuple) else first)


def _dump(node: ast.expr | None) -> str:
    return "" if node is None else ast.dump(node)


def _is_atomic(node: ast.expr) -> bool:
    """Names and constants, which mean the same behind the loop."""
    match node:
        case ast.Constant() | ast.Name() | ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.Tuple(elts=elements):
            return all(map(_is_atomic, elements))
        case _:
            return False


def _arity(node: ast.expr | None) -> int | None:
    match node:
        case None:
            return None
        case ast.Tuple(elts=elements):
            return len(elements)
        case _:
            return 1


def _returning(stmt: ast.Return, loops: _Loops) -> list[ast.stmt]:
    """What a `return` becomes: its value kept, and all loops left."""
    returns = loops.returns
    assert returns is not None
    done: list[ast.stmt] = []
    if returns.names is not None and stmt.value is not None:
        values = stmt.value.elts if isinstance(stmt.value, ast.Tuple) else [stmt.value]
        for name, value in zip(returns.names, values, strict=True):
            done.append(placed(Kept([ast.Name(name, ast.Store())], value), stmt))
    flags = dict.fromkeys((*loops.flags, returns.flag))
    return [*done, *(_set(flag, True, stmt) for flag in flags)]


def _return(returns: _Returns, at: ast.stmt) -> ast.stmt:
    """The `return` behind the loops."""
    if returns.names is None:
        return placed(ast.Return(returns.value), at)
    kept = [_read(name, at) for name in returns.names]
    single = returns.value is not None
    return placed(ast.Return(kept[0] if single else ast.Tuple(kept, ast.Load())), at)
