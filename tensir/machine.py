"""Integer operators in 64-bit arithmetic, where operands are so small that nothing is lost.

They give what Python's integers give, many elements at once, or None where 64 bits may not do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, Any]

ROOM = 1 << 62
FEW = 12  # for fewer elements, Python's own arithmetic is as quick


def machine(values: Any) -> Array | None:
    """Integers as 64-bit ones, if each is less than 2 to the 62 in size."""
    array = np.asarray(values)
    if array.dtype.kind == "O":
        try:
            array = array.astype(np.int64)
        except (OverflowError, TypeError, ValueError):
            return None
    elif array.dtype.kind not in "iub":
        return None
    if array.dtype.itemsize == 8 and array.size and not (array.min() > -ROOM and array.max() < ROOM):
        return None
    return array.astype(np.int64, copy=False)


def quickly(function: Callable[..., Array | None], operands: tuple[Any, ...]) -> Array | None:
    """A function of 64-bit integers on operands, where they are many, and small enough for it."""
    if max((np.size(x) for x in operands), default=0) < FEW:
        return None
    found: list[Array] = []
    for operand in operands:
        small = machine(operand)
        if small is None:
            return None
        found.append(small)
    return function(*found)


def truncated(values: Array) -> Array | None:
    """Floats as 64-bit integers, toward zero, and 0 where they are no numbers; None beyond 64 bits."""
    finite = np.isfinite(values)
    known = np.where(finite, values, 0)
    if known.size and not float(np.max(np.abs(known))) < float(ROOM):
        return None
    return known.astype(np.int64)


def floordiv(a: Array, b: Array) -> Array:
    """Quotients rounded down; 0 for a divisor of 0."""
    zero = b == 0
    return np.where(zero, 0, a // np.where(zero, 1, b))


def mod(a: Array, b: Array) -> Array:
    """What rounding down leaves; 0 for a divisor of 0."""
    zero = b == 0
    return np.where(zero, 0, a % np.where(zero, 1, b))


def truncdiv(a: Array, b: Array) -> Array:
    """Quotients rounded toward zero; 0 for a divisor of 0."""
    size = floordiv(np.abs(a), np.abs(b))
    return np.where((a < 0) == (b < 0), size, -size)


def truncrem(a: Array, b: Array) -> Array:
    """What rounding toward zero leaves; 0 for a divisor of 0."""
    return np.where(b == 0, 0, a - b * truncdiv(a, b))


def shl(a: Array, b: Array) -> Array | None:
    """Shifts to the left; 0 for a shift out of range."""
    if (b.size and (b.min() < 0 or b.max() > 30)) or (a.size and np.abs(a).max() >= 1 << 31):
        return None
    return a << b


def shr(a: Array, b: Array) -> Array:
    """Shifts to the right, the sign kept; 0 for a negative shift."""
    return np.where(b < 0, 0, a >> np.clip(b, 0, 63))
