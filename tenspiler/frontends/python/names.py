"""Which names a piece of code binds, in the scope of the function that it belongs to."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


def in_scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node below these that belongs to the same scope; inner scopes are given but not entered."""
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _SCOPES):
            stack.extend(list(ast.iter_child_nodes(node))[::-1])


def bound_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that these statements or targets assign."""
    found: set[str] = set()
    for node in in_scope(nodes):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found.update(a.asname or a.name.split(".")[0] for a in names)
            case ast.ExceptHandler(name=str(name)):
                found.add(name)
            case _:
                pass
    return frozenset(found)


def used_names(node: ast.AST) -> frozenset[str]:
    """Every name that occurs, in inner scopes too."""
    return frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name))


def parameters(function: ast.FunctionDef) -> list[ast.arg]:
    """The positional and keyword parameters, in order."""
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def local_names(function: ast.FunctionDef) -> frozenset[str]:
    """The local variables of a function, its parameters among them."""
    return frozenset(a.arg for a in parameters(function)) | bound_names(function.body)


def first_line(node: ast.FunctionDef) -> int:
    """The line that a code object calls its first."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def mentions(node: ast.FunctionDef) -> frozenset[str]:
    """Every name in the body of a function, in inner scopes too."""
    found = (n for statement in node.body for n in ast.walk(statement))
    return frozenset(n.id for n in found if isinstance(n, ast.Name))
