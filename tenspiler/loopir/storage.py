"""How a run holds arrays: nested Python lists, made from what a caller gives and turned back at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

import numpy as np

from tensir.dtypes import BOOL, F32, DType
from tenspiler.loopir.arithmetic import round_f32
from tenspiler.loopir.nodes import ArrayType, Container, ScalarType, Type

ARRAYS_OF_NUMPY = (Container.NDARRAY, Container.POINTER)


class ArgumentError(ValueError):
    """An argument is not of its parameter's type."""


class StopError(Exception):
    """The source would raise, or its behaviour is undefined; the argument is the reason."""


def argument(kind: Type, value: Any) -> tuple[Any, tuple[int, ...] | None]:
    """A copy of the value as a run holds it, and the shape if it is an array of NumPy's."""
    match kind:
        case ScalarType():
            return _number(kind.dtype, value), None
        case ArrayType() if kind.container in ARRAYS_OF_NUMPY:
            array = _converted(kind, value)
            return array.tolist(), array.shape
        case ArrayType():
            return _nested(kind.element.dtype, kind.rank, value), None
        case _:
            assert_never(kind)


def result(kind: ArrayType, rows: list[Any], shape: tuple[int, ...] | None) -> Any:
    """A fresh copy: nested lists, or an array of NumPy's."""
    if kind.container not in ARRAYS_OF_NUMPY:
        return copied(rows, kind.rank)
    try:
        array = np.array(rows, dtype=kind.element.dtype.numpy)
    except TypeError:
        raise StopError("an array with uninitialised elements is returned") from None
    return array if shape is None else array.reshape(shape)


def _converted(kind: ArrayType, value: Any) -> np.ndarray[Any, Any]:
    given, dtype = np.asarray(value), kind.element.dtype
    array = given.astype(dtype.numpy)
    if array.ndim != kind.rank:
        raise ArgumentError(f"an array has {array.ndim} axes, not {kind.rank}")
    if given.dtype != array.dtype and not dtype.is_float and not np.array_equal(given, array):
        raise ArgumentError(f"an array of {given.dtype} does not fit {dtype}")
    return array


def _nested(dtype: DType, rank: int, value: Any) -> list[Any]:
    if rank > 1:
        return [_nested(dtype, rank - 1, row) for row in value]
    return [_number(dtype, x) for x in value]


def _number(dtype: DType, value: Any) -> int | float | bool:
    if dtype is BOOL:
        return bool(value)
    if dtype.is_float:
        return round_f32(float(value)) if dtype is F32 else float(value)
    number = int(value)
    if number != value or not dtype.holds(number):
        raise ArgumentError(f"{value!r} is not a value of {dtype}")
    return number


def copied(rows: list[Any], rank: int) -> list[Any]:
    """A deep copy of nested lists."""
    return rows[:] if rank == 1 else [copied(row, rank - 1) for row in rows]


def extents(shape: tuple[int, ...], container: Container) -> tuple[int, ...]:
    """The shape of a new array, given the values of the expressions for it."""
    if container is Container.LIST:
        return tuple(max(n, 0) for n in shape)
    if any(n < 0 for n in shape):
        raise StopError("negative extent")
    if container is Container.VECTOR and any(n >= 1 << 60 for n in shape):
        raise StopError("extent too large for a vector")
    return shape


def filled(shape: tuple[int, ...], fill: Any) -> list[Any]:
    """Nested lists that share no row."""
    if len(shape) == 1:
        return [fill] * shape[0]
    return [filled(shape[1:], fill) for _ in range(shape[0])]


def inner_extent(rows: list[Any], axis: int) -> int:
    """The extent of nested lists along an axis, by their first rows; 0 where there is none."""
    for _ in range(axis):
        if not rows:
            return 0
        rows = rows[0]
    return len(rows)


def require_extents(rows: list[Any], shape: tuple[int, ...] | None, declared: Sequence[int | None]) -> None:
    """Stop unless an array has the extents that it is declared with, as far as nested lists show them."""
    for axis, wanted in enumerate(declared):
        found = inner_extent(rows, axis) if shape is None else shape[axis]
        hidden = shape is None and any(inner_extent(rows, outer) == 0 for outer in range(axis))
        if wanted is not None and found != wanted and not hidden:
            raise StopError("an array has not the extents that it is declared with")


def measured(rows: list[Any], rank: int) -> tuple[int, ...]:
    """The shape of nested lists; ragged ones have none."""
    if rank == 1:
        return (len(rows),)
    inner = {measured(row, rank - 1) for row in rows}
    if len(inner) > 1:
        raise StopError("ragged rows do not make an array")
    return (len(rows), *(inner.pop() if inner else (0,) * (rank - 1)))
