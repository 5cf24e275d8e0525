"""Types of arguments: what a value is to the compiler, and how types are written for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, TypeAlias, cast, final

import numpy as np

from tensir.dtypes import BOOL, DTYPES, F32, F64, I32, I64, INT, DType
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, ScalarType, Type


@final
@dataclass(frozen=True, slots=True)
class TensorType:
    """A PyTorch tensor; the compiler takes it for the array of the same elements."""

    array: ArrayType


@final
@dataclass(frozen=True, slots=True)
class ObjectType:
    """An object of a class of the function's file; the compiler takes its fields for arguments."""

    name: str


Argument: TypeAlias = Type | TensorType | ObjectType

# A type for each parameter that matters, in order.
Signature: TypeAlias = tuple[Argument, ...]

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
# The dtypes whose arithmetic in PyTorch is NumPy's; bytes as indices are masks there.
_TENSORS: Final = {f"torch.{d.numpy}": ScalarType(d, Flavour.NUMPY) for d in (F32, F64, I32, I64, BOOL)}


class Untyped(Exception):
    """A value is nothing that a loop over tensors could take; the message says what it is."""


def type_of(value: object, declared: Callable[[], Argument | None], tensors: bool = False) -> Argument:
    """The type of an argument; for an empty list, `declared` is asked what else is known of it.

    Tensors have one only where `tensors` are taken. Raises `Untyped`. Subclasses are not taken for what they
    derive from: they may do anything.
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
    if tensors and is_tensor(value):
        return _tensor_type(value)
    raise Untyped(describe_value(value))


def is_tensor(value: object) -> bool:
    """Whether a value is a plain PyTorch tensor; PyTorch is not imported for the question."""
    torch = sys.modules.get("torch")
    return torch is not None and type(value) is torch.Tensor


def plain(kind: Argument) -> Type | None:
    """What an argument is to the compiler, if it is one thing."""
    match kind:
        case TensorType():
            return kind.array
        case ObjectType():
            return None
        case _:
            return kind


def _tensor_type(value: Any) -> TensorType:
    element = _TENSORS.get(str(value.dtype))
    if element is None or value.dim() == 0 or unusable_tensor(value) is not None:
        raise Untyped(describe_value(value))
    return TensorType(ArrayType(element, value.dim(), Container.NDARRAY))


def unusable_tensor(tensor: Any) -> str | None:
    """Why a loop over a tensor is more than a loop over its elements, if it is."""
    torch: Any = sys.modules["torch"]
    if tensor.requires_grad:
        return "of which gradients are wanted"
    if tensor.layout is not torch.strided or tensor.is_neg():
        return "of another layout than rows of numbers"
    if tensor.is_meta:
        return "without elements"
    if tensor.is_inference() and not torch.is_inference_mode_enabled():
        return "made in inference mode"
    return None


def _array_type(value: np.ndarray[Any, Any]) -> ArrayType:
    element = _NUMPY.get(value.dtype)
    if element is None or value.ndim == 0:
        raise Untyped(describe_value(value))
    return ArrayType(element, value.ndim, Container.NDARRAY)


def _list_type(value: list[Any], declared: Callable[[], Argument | None]) -> ArrayType:
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


def _empty_list(declared: Argument | None, rank: int) -> ArrayType:
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
        reason = unusable_tensor(tensor)
        more = "" if reason is None else f", {reason}"
        return f"Tensor of {tensor.dtype} with {tensor.dim()} axes{more}"
    if isinstance(value, (list, tuple)):
        inner = sorted({type(item).__name__ for item in cast("list[Any]", value)[:100]})
        return f"{kind.__name__} of {' and '.join(inner) or 'nothing'}"
    return kind.__name__


def describe(kind: Argument) -> str:
    """A type as people write it in an annotation."""
    if isinstance(kind, ObjectType):
        return kind.name
    if isinstance(kind, TensorType):
        return f"tensor of {scalar_name(kind.array.element)} with {kind.array.rank} axes"
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


def type_key(kind: Argument) -> tuple[str, ...]:
    """A type as text, for keys and for the cache; `type_from` is its inverse."""
    if isinstance(kind, ObjectType):
        return (kind.name, "object")
    if isinstance(kind, TensorType):
        return (*type_key(kind.array), "tensor")
    if isinstance(kind, ScalarType):
        return (kind.dtype.name, kind.flavour.value)
    return (kind.element.dtype.name, kind.element.flavour.value, str(kind.rank), kind.container.value)


def type_from(key: tuple[str, ...]) -> Argument:
    """The type that `type_key` was given."""
    if key[-1] == "object":
        return ObjectType(key[0])
    if key[-1] == "tensor":
        return TensorType(cast(ArrayType, type_from(key[:-1])))
    dtype: DType = DTYPES[key[0]]
    scalar = ScalarType(dtype, Flavour(key[1]))
    return scalar if len(key) == 2 else ArrayType(scalar, int(key[2]), Container(key[3]))
