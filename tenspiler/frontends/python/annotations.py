"""Annotations of parameters and variables: `int`, `list[list[float]]`, `npt.NDArray[np.uint8]`."""

from __future__ import annotations

import ast

from tensir.dtypes import BOOL, F64, INT, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.arithmetic import dtype_named
from tenspiler.frontends.python.module import Module
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, ScalarType, Span, Type

_NUMBERS = {
    "builtins.int": ScalarType(INT, Flavour.PYTHON),
    "builtins.float": ScalarType(F64, Flavour.PYTHON),
    "builtins.bool": ScalarType(BOOL, Flavour.PYTHON),
}
_LISTS = (
    "builtins.list",
    "typing.List",
    "typing.Sequence",
    "collections.abc.Sequence",
    "typing.MutableSequence",
)
_TYPED_ARRAYS = ("numpy.typing.NDArray", "numpy.ndarray")


def annotated_type(node: ast.expr, module: Module) -> Type:
    """The type that an annotation states; an ndarray has rank one until its uses show more."""
    span = module.source.span(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return annotated_type(_quoted(node, span), module)
    name = module.qualified(node)
    if name in _NUMBERS:
        return _NUMBERS[name]
    scalar = _numpy_scalar(name)
    if scalar is not None:
        return ScalarType(scalar, Flavour.NUMPY)
    if name in ("numpy.ndarray", "numpy.typing.NDArray"):
        raise Refusal("TSP1003", span)
    if isinstance(node, ast.Subscript):
        return _subscripted(node, module, span)
    raise Refusal("TSP1002", span, annotation=ast.unparse(node))


def _quoted(node: ast.Constant, span: Span) -> ast.expr:
    try:
        inner = ast.parse(str(node.value), mode="eval").body
    except SyntaxError:
        raise Refusal("TSP1002", span, annotation=node.value) from None
    for part in ast.walk(inner):
        ast.copy_location(part, node)
    return inner


def _numpy_scalar(name: str | None) -> DType | None:
    if name is None or not name.startswith("numpy."):
        return None
    return dtype_named(name.removeprefix("numpy."))


def _subscripted(node: ast.Subscript, module: Module, span: Span) -> Type:
    name = module.qualified(node.value)
    if name in _LISTS:
        return _list_of(annotated_type(node.slice, module), node, span)
    if name in _TYPED_ARRAYS:
        dtype = _array_dtype(node.slice, module)
        if dtype is None:
            raise Refusal("TSP1003", span)
        return ArrayType(ScalarType(dtype, Flavour.NUMPY), 1, Container.NDARRAY)
    raise Refusal("TSP1002", span, annotation=ast.unparse(node))


def _list_of(inner: Type, node: ast.expr, span: Span) -> ArrayType:
    if isinstance(inner, ScalarType):
        return ArrayType(inner, 1, Container.LIST)
    if inner.container is Container.LIST:
        return ArrayType(inner.element, inner.rank + 1, Container.LIST)
    raise Refusal("TSP1002", span, annotation=ast.unparse(node))


def _array_dtype(node: ast.expr, module: Module) -> DType | None:
    """`np.float64` in `NDArray[np.float64]`, and in `ndarray[Any, np.dtype[np.float64]]`."""
    if isinstance(node, ast.Tuple) and len(node.elts) == 2:
        return _array_dtype(node.elts[1], module)
    if isinstance(node, ast.Subscript) and module.qualified(node.value) == "numpy.dtype":
        return named_dtype(node.slice, module)
    return named_dtype(node, module)


def named_dtype(node: ast.expr, module: Module) -> DType | None:
    """A dtype as NumPy accepts it: `np.uint8`, `float`, `"int32"`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return dtype_named(node.value)
    name = module.qualified(node)
    python = {"builtins.int": "int64", "builtins.float": "float64", "builtins.bool": "bool"}
    if name in python:
        return dtype_named(python[name])
    return _numpy_scalar(name)
