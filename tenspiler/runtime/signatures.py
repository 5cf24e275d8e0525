"""Types of arguments: what a value is to the compiler, and how types are written for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, Final, TypeAlias, cast

import numpy as np

from tensir.dtypes import BOOL, DTYPES, F64, INT, DType
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, ScalarType, Type

# A type for each parameter that matters, in order.
Signature: TypeAlias = tuple[Type, ...]

_DEEPEST: Final = 8
_PYTHON: Final[dict[type, ScalarType]] = {
    bool: ScalarType(BOOL, Flavour.PYTHON),
    int: ScalarType(INT, Flavour.PYTHON),
    float: ScalarType(F64, Flavour.PYTHON),
}
PYTHON_NAMES: Final = {BOOL: "bool", INT: "int", F64: "float"}
_NUMPY: Final[dict[Any, ScalarType]] = {
    dtype.numpy: ScalarType(dtype, Flavour.NUMPY) for dtype in DTYPES.values() if dtype is not INT
}
_NUMPY_SCALARS: Final[dict[type, ScalarType]] = {dtype.type: kind for dtype, kind in _NUMPY.items()}


class Untyped(Exception):
    """A value is nothing that a loop over tensors could take; the message says what it is."""


def type_of(value: object, declared: Callable[[], Type | None]) -> Type:
    """The type of an argument; for an empty list, `declared` is asked what else is known of it.

    Raises `Untyped`. Subclasses are not taken for what they derive from: they may do anything.
    """
    kind = type(value)
    if kind in _PYTHON:
        return _PYTHON[kind]
    if kind is np.ndarray:
        return _array_type(cast("np.ndarray[Any, Any]", value))
    if kind is list:
        return _list_type(cast("list[Any]", value), declared)
    if kind in _NUMPY_SCALARS:
        return _NUMPY_SCALARS[kind]
    raise Untyped(describe_value(value))


def is_tensor(value: object) -> bool:
    """Whether a value is a plain PyTorch tensor; PyTorch is not imported for the question."""
    torch = sys.modules.get("torch")
    return torch is not None and type(value) is torch.Tensor


def _array_type(value: np.ndarray[Any, Any]) -> ArrayType:
    element = _NUMPY.get(value.dtype)
    if element is None or value.ndim == 0:
        raise Untyped(describe_value(value))
    return ArrayType(element, value.ndim, Container.NDARRAY)


def _list_type(value: list[Any], declared: Callable[[], Type | None]) -> ArrayType:
    level: Iterable[Any] = value
    for rank in range(1, _DEEPEST):
        items: list[Any] = list(level)
        kinds = set(map(type, items))
        if not kinds:
            return _empty_list(declared(), rank)
        if kinds == {list}:
            level = chain.from_iterable(items)
            continue
        (kind, *others) = kinds
        if others or kind not in _PYTHON:
            raise Untyped(describe_value(value))
        return ArrayType(_PYTHON[kind], rank, Container.LIST)
    raise Untyped(f"a list nested more than {_DEEPEST} deep")


def _empty_list(declared: Type | None, rank: int) -> ArrayType:
    """A list without elements is of the type that is declared, if that is one of lists as deep."""
    match declared:
        case ArrayType(container=Container.LIST) if declared.rank >= rank:
            return declared
        case _:
            raise Untyped("an empty list, which does not tell the type of its elements")


def describe_value(value: object) -> str:
    """A value's type as people write it, with what makes it unusable."""
    kind = type(value)
    if isinstance(value, np.ndarray):
        array = cast("np.ndarray[Any, Any]", value)
        return f"{kind.__name__} of {array.dtype} with {array.ndim} axes"
    if is_tensor(value):
        tensor: Any = value
        grad = ", of which gradients are wanted" if tensor.requires_grad else ""
        return f"Tensor of {tensor.dtype} with {tensor.dim()} axes{grad}"
    if isinstance(value, (list, tuple)):
        inner = sorted({type(item).__name__ for item in cast("list[Any]", value)[:100]})
        return f"{kind.__name__} of {' and '.join(inner) or 'nothing'}"
    return kind.__name__


def describe(kind: Type) -> str:
    """A type as people write it in an annotation."""
    if isinstance(kind, ScalarType):
        return scalar_name(kind)
    if kind.container is Container.LIST:
        return "list[" * kind.rank + scalar_name(kind.element) + "]" * kind.rank
    return f"array of {scalar_name(kind.element)} with {kind.rank} axes"


def scalar_name(kind: ScalarType) -> str:
    """`float` for Python's, `float32` for NumPy's."""
    if kind.flavour is Flavour.PYTHON and kind.dtype in PYTHON_NAMES:
        return PYTHON_NAMES[kind.dtype]
    return str(kind.dtype.numpy)


def type_key(kind: Type) -> tuple[str, ...]:
    """A type as text, for keys and for the cache; `type_from` is its inverse."""
    if isinstance(kind, ScalarType):
        return (kind.dtype.name, kind.flavour.value)
    return (kind.element.dtype.name, kind.element.flavour.value, str(kind.rank), kind.container.value)


def type_from(key: tuple[str, ...]) -> Type:
    """The type that `type_key` was given."""
    dtype: DType = DTYPES[key[0]]
    scalar = ScalarType(dtype, Flavour(key[1]))
    return scalar if len(key) == 2 else ArrayType(scalar, int(key[2]), Container(key[3]))
