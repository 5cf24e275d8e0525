"""Which names a piece of a function may read before it binds them, and which it surely binds.

Both err on the safe side: too many names are read, too few are bound.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_JUMPS: Final = (ast.Break, ast.Continue, ast.Return, ast.Raise, ast.Try, ast.With, ast.Assert, ast.While)


def stored(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Every name that is bound somewhere in these nodes, targets of comprehensions among them."""
    found: set[str] = set()
    for root in nodes:
        for node in ast.walk(root):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    found.add(name)
                case ast.alias(name=name, asname=other):
                    found.add(other or name.split(".")[0])
                case ast.ExceptHandler(name=str(name)):
                    found.add(name)
                case _:
                    pass
    return frozenset(found)


def loaded(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Every name that is read somewhere in these nodes; what is changed in place (`x += 1`) is read."""
    found: set[str] = set()
    for root in nodes:
        for node in ast.walk(root):
            match node:
                case ast.Name(id=name, ctx=ast.Load()) | ast.AugAssign(target=ast.Name(id=name)):
                    found.add(name)
                case _:
                    pass
    return frozenset(found)


def read_first(body: Sequence[ast.stmt], bound: frozenset[str] = frozenset()) -> frozenset[str]:
    """The names that statements may read before they bind them, where some are bound already."""
    found: set[str] = set()
    for stmt in body:
        found |= _reads(stmt, bound)
        bound |= surely_bound([stmt])
    return frozenset(found)


def _reads(stmt: ast.stmt, bound: frozenset[str]) -> frozenset[str]:
    match stmt:
        case ast.For():
            target = stored([stmt.target])
            inside = read_first(stmt.body, bound | target) | read_first(stmt.orelse, bound)
            # What the target reads (`for a[i] in x`) it reads before it binds.
            return (_loads([stmt.iter, stmt.target]) - bound) | inside
        case ast.While():
            inside = read_first(stmt.body, bound) | read_first(stmt.orelse, bound)
            return (_loads([stmt.test]) - bound) | inside
        case ast.If():
            branches = read_first(stmt.body, bound) | read_first(stmt.orelse, bound)
            return (_loads([stmt.test]) - bound) | branches
        case _:
            return _loads([stmt]) - bound


def _loads(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names read, without those that a comprehension binds for itself."""
    found: set[str] = set()
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if isinstance(node, _COMPREHENSIONS):
            first, *others = node.generators
            own = stored(g.target for g in node.generators)
            inner = [g.iter for g in others] + [i for g in node.generators for i in g.ifs]
            inner += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            found |= _loads([first.iter]) | (_loads(inner) - own)
            continue
        found |= loaded([node]) if isinstance(node, (ast.Name, ast.AugAssign, *_SCOPES)) else frozenset()
        pending.extend(ast.iter_child_nodes(node))
    return frozenset(found)


def surely_bound(body: Sequence[ast.stmt]) -> frozenset[str]:
    """The names that are bound once statements have been gone through to their end."""
    found: frozenset[str] = frozenset()
    for stmt in body:
        match stmt:
            case ast.Assign() | ast.AugAssign():
                targets = stmt.targets if isinstance(stmt, ast.Assign) else [stmt.target]
                found |= frozenset(name for target in targets for name in _plain(target))
            case ast.AnnAssign(target=target, value=ast.expr()):
                found |= frozenset(_plain(target))
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found |= {name}
            case ast.Import() | ast.ImportFrom():
                found |= stored([stmt])
            case ast.If():
                found |= surely_bound(stmt.body) & surely_bound(stmt.orelse)
            case _:
                pass
    return found


def _plain(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from _plain(element)
        case ast.Starred(value=value):
            yield from _plain(value)
        case _:
            pass


def live_after(path: Sequence[tuple[Sequence[ast.stmt], int]], around: Sequence[ast.stmt]) -> frozenset[str]:
    """The names that may be read after a statement before they are bound anew.

    `path` leads to it, the outermost block first: each block, and the place in it; `around` are the
    statements whose blocks these are, without the function itself.
    """
    found: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    for depth in range(len(path) - 1, -1, -1):
        block, place = path[depth]
        rest = block[place + 1 :]
        found |= read_first(rest, bound)
        # A jump out of the rest may leave out what follows in it.
        straight = not any(isinstance(n, _JUMPS) for s in rest for n in ast.walk(s))
        bound |= surely_bound(rest) if straight else frozenset()
        if depth and isinstance(around[depth - 1], ast.For | ast.While):
            found |= _reads(around[depth - 1], bound)
    return found
