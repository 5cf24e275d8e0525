"""Objects among the arguments: of which class the compiler takes them to be, and whether fields are plain."""

from __future__ import annotations

import ast
from types import FunctionType, MemberDescriptorType
from typing import Any, Final, NamedTuple, cast

from tenspiler.frontends.python.names import parameters

_TUPLE: Final[Any] = tuple
_PLAIN_ACCESS: Final = (cast(Any, object.__getattribute__), _TUPLE.__getattribute__)


class _One(NamedTuple):
    field: int


# How named tuples keep their fields; there is no public name for it.
_TUPLE_FIELD: Final = type(cast(object, vars(_One)["field"]))


def owner_of(tree: ast.Module, node: ast.FunctionDef) -> str | None:
    """The class at the top of a file in whose body a function is defined."""
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef) and node in statement.body:
            return statement.name
    return None


def classes_of(function: FunctionType, tree: ast.Module, node: ast.FunctionDef) -> dict[str, type]:
    """The parameters that hold objects, and the classes that the file says they are of, as they are now."""
    classes = {n.name: n for n in tree.body if isinstance(n, ast.ClassDef)}
    owner = owner_of(tree, node)
    found: dict[str, type] = {}
    for place, parameter in enumerate(parameters(node)):
        match parameter.annotation:
            case ast.Name(id=name) | ast.Constant(value=str(name)):
                pass
            case None if place == 0 and owner is not None:
                name = owner
            case _:
                continue
        kind = function.__globals__.get(name)
        if name in classes and isinstance(kind, type) and _is_of(kind, classes[name], function):
            found[parameter.arg] = kind
    return found


def _is_of(kind: Any, node: ast.ClassDef, function: FunctionType) -> bool:
    """Whether a class is the one of the file; a named tuple must be one with the same fields."""
    if kind.__module__ != function.__module__ or kind.__qualname__ != node.name:
        return False
    names = [n.target for n in node.body if isinstance(n, ast.AnnAssign)]
    fields = tuple(n.id for n in names if isinstance(n, ast.Name))
    usual = getattr(kind, "_fields", None) == fields and kind.__iter__ is _TUPLE.__iter__
    return _TUPLE not in kind.__mro__ or usual


def has_plain_fields(value: Any, kind: type, names: tuple[str, ...]) -> bool:
    """Whether an object is of a class, and reading these attributes of it runs nobody's code."""
    if type(value) is not kind or kind.__getattribute__ not in _PLAIN_ACCESS or hasattr(kind, "__getattr__"):
        return False
    return all(_is_plain(kind, name) and hasattr(value, name) for name in names)


def _is_plain(kind: type, name: str) -> bool:
    found: list[object] = [vars(base)[name] for base in kind.__mro__ if name in vars(base)]
    if not found or isinstance(found[0], (MemberDescriptorType, _TUPLE_FIELD)):
        return True
    holder: type[object] = type(found[0])
    return not hasattr(holder, "__get__")
