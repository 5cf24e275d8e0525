"""What a parameter without an annotation looks like, by how the function uses it; never done unasked.

`for i in range(n): s += x[i]` looks like `n: int` and `x: npt.NDArray[np.float64]`. A lift that rests on
this says so, as an assumption.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, final

from tensir.dtypes import F64, I64, INT, DType
from tenspiler.frontends.options import ASSUMED
from tenspiler.frontends.python.annotations import NUMBERS, Stated
from tenspiler.frontends.python.names import used_names
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, ScalarType

# Attributes and functions that tell an array.
_OF_ARRAYS: Final = frozenset((
    "shape", "size", "ndim", "T", "copy", "sum", "min", "max", "mean", "dtype", "flatten", "ravel", "reshape",
))  # fmt: skip
_TAKES_ARRAYS: Final = frozenset(("len", "enumerate", "zip", "reversed", "sum", "sorted", "any", "all"))
_TAKES_SHAPES: Final = frozenset(("zeros", "ones", "empty", "full", "arange", "eye", "range"))


@final
@dataclass(frozen=True, slots=True)
class Assumed:
    """What a parameter is taken to hold, and the annotation that would say so."""

    stated: Stated
    annotation: str


def said(name: str, assumed: Assumed) -> str:
    """The assumption that a function rests on."""
    return f"{ASSUMED}{name}: {assumed.annotation}"


def assumed(function: ast.FunctionDef, name: str, dtype: DType) -> Assumed | None:
    """What a parameter of a function looks like; None if its uses do not tell. Floats are of `dtype`."""
    uses = set(_uses(function, name))
    if "other" in uses:
        return None
    if "append" in uses:
        number = _number(dtype)
        return Assumed(Stated(ArrayType(number, 1, Container.LIST), (None,)), f"list[{_python(number)}]")
    if uses & {"array", "places"}:
        return _array(I64 if "places" in uses else dtype)
    if "count" in uses:
        return Assumed(Stated(NUMBERS["builtins.int"]), "int")
    default = _default(function, name)
    if default is not None:
        return Assumed(Stated(NUMBERS[f"builtins.{default}"]), default)
    if "number" in uses or not uses:
        number = _number(dtype)
        return Assumed(Stated(number), _python(number))
    return None


def _array(dtype: DType) -> Assumed:
    element = ScalarType(dtype, Flavour.NUMPY)
    stated = Stated(ArrayType(element, 1, Container.NDARRAY), is_open=True)
    return Assumed(stated, f"npt.NDArray[np.{dtype.numpy.name}]")


def _number(dtype: DType) -> ScalarType:
    """A number of the caller's: Python's own, where it has one of that width."""
    if dtype is F64:
        return NUMBERS["builtins.float"]
    return NUMBERS["builtins.int"] if dtype is I64 else ScalarType(dtype, Flavour.NUMPY)


def _python(number: ScalarType) -> str:
    if number.flavour is Flavour.NUMPY:
        return f"np.{number.dtype.numpy.name}"
    return "int" if number.dtype is INT else "float"


def _default(function: ast.FunctionDef, name: str) -> str | None:
    """The type of a default value that is a number."""
    own = function.args
    places = [*own.posonlyargs, *own.args]
    pairs = [*zip(places[len(places) - len(own.defaults) :], own.defaults, strict=True)]
    pairs += [(a, d) for a, d in zip(own.kwonlyargs, own.kw_defaults, strict=True) if d is not None]
    for argument, default in pairs:
        if argument.arg == name and isinstance(default, ast.Constant):
            kind = type(default.value).__name__
            return kind if kind in ("int", "float", "bool") else None
    return None


def _uses(function: ast.FunctionDef, name: str) -> Iterator[str]:
    """How a name is used, one word for each place."""
    for statement in function.body:
        for node in ast.walk(statement):
            yield from _use(node, name)


def _use(node: ast.AST, name: str) -> Iterator[str]:
    match node:
        case ast.Subscript(value=value, slice=places):
            if _is(value, name):
                yield "other" if _is_key(places) else "array"
            if name in used_names(places):
                yield _in_place(places, name)
        case ast.For(iter=items) | ast.comprehension(iter=items) if _is(items, name):
            yield "array"
        case ast.Attribute(value=value, attr=attribute) if _is(value, name):
            yield "append" if attribute == "append" else "array" if attribute in _OF_ARRAYS else "other"
        case ast.Call(func=function, args=arguments):
            yield from _called(function, arguments, name)
        case ast.BinOp(left=left, right=right) if _is(left, name) or _is(right, name):
            yield "number"
        case ast.Compare(left=left, comparators=others) if any(_is(n, name) for n in (left, *others)):
            yield "other" if any(map(_is_no_number, (left, *others))) else "number"
        case ast.Assign(value=value) | ast.AugAssign(value=value) if _is(value, name):
            yield "number"
        case _:
            pass


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_no_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | None)


def _is_key(places: ast.expr) -> bool:
    return isinstance(places, ast.Constant) and isinstance(places.value, str)


def _in_place(places: ast.expr, name: str) -> str:
    """A name within an index: a position, or an array of positions."""
    reads = (n.value for n in ast.walk(places) if isinstance(n, ast.Subscript))
    return "places" if any(_is(value, name) for value in reads) else "count"


def _called(function: ast.expr, arguments: list[ast.expr], name: str) -> Iterator[str]:
    if _is(function, name):
        yield "other"
    last = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    for argument in arguments:
        if last == "range" and name in used_names(argument):
            yield _in_place(argument, name) if not _is(argument, name) else "count"
        elif _is(argument, name) or (last in _TAKES_SHAPES and _is_part(argument, name)):
            alone = len(arguments) == 1 and last in ("min", "max")
            if last in _TAKES_SHAPES:
                yield "count"
            elif last in _TAKES_ARRAYS or alone:
                yield "array"


def _is_part(argument: ast.expr, name: str) -> bool:
    return isinstance(argument, ast.Tuple) and any(_is(e, name) for e in argument.elts)
