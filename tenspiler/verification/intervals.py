"""Static ranges of integer cells, from the widths of their types and the shape of the arithmetic."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from tensir.cells import Apply, Cell, Extent, Lit
from tensir.dtypes import BOOL, DType, Kind

Interval: TypeAlias = tuple[int | None, int | None]

ANY: Interval = (None, None)


def of_dtype(dtype: DType) -> Interval:
    """All values of an integer type."""
    return (dtype.lowest, dtype.highest) if dtype.is_fixed else ANY


MOST_REMEMBERED = 50_000


def inside(interval: Interval, dtype: DType) -> bool:
    """Whether every number of an interval is a value of a fixed-width type."""
    low, high = interval
    return low is not None and high is not None and dtype.lowest <= low and high <= dtype.highest


@lru_cache(maxsize=MOST_REMEMBERED)
def interval(cell: Cell) -> Interval:
    """A range that contains the value of an integer cell, whatever its symbols stand for."""
    match cell:
        case Lit():
            return int(cell.value), int(cell.value)
        case Extent():
            return 0, None
        case Apply(op="cast", args=(inner,)) if inner.dtype is BOOL:
            return 0, 1
        case Apply(op="cast", args=(inner,)) if inner.dtype.is_integer:
            found = interval(inner)
            return (
                found
                if cell.dtype.kind is Kind.UNBOUNDED or inside(found, cell.dtype)
                else of_dtype(cell.dtype)
            )
        case Apply():
            exact = _exact(cell)
            return (
                exact
                if cell.dtype.kind is Kind.UNBOUNDED or inside(exact, cell.dtype)
                else of_dtype(cell.dtype)
            )
        case _:
            return of_dtype(cell.dtype)


def _exact(cell: Apply) -> Interval:
    """The range of the exact result, before it wraps."""
    if cell.op == "select":
        return hull(interval(cell.args[1]), interval(cell.args[2]))
    if any(not a.dtype.is_integer for a in cell.args):
        return ANY
    return exact(cell.op, tuple(interval(a) for a in cell.args))


def exact(op: str, args: tuple[Interval, ...]) -> Interval:
    """The range of an exact integer operation on operands of given ranges."""
    match op, args:
        case "add", ((a, b), (c, d)):
            return _plus(a, c), _plus(b, d)
        case "sub", ((a, b), (c, d)):
            return _minus(a, d), _minus(b, c)
        case "neg", ((a, b),):
            return _minus(0, b), _minus(0, a)
        case "mul", (x, y):
            return _times(x, y)
        case "min", ((a, b), (c, d)):
            return (None if a is None or c is None else min(a, c)), _least(b, d)
        case "max", ((a, b), (c, d)):
            return _greatest(a, c), (None if b is None or d is None else max(b, d))
        case "abs", ((a, b),):
            return 0, (None if a is None or b is None else max(abs(a), abs(b)))
        case "floordiv" | "truncdiv", ((a, b), (c, d)) if c is not None and c > 0:
            return _quotient(op, a, b, c, d)
        case "mod", (_, (c, d)) if c is not None and c > 0:
            return 0, (None if d is None else d - 1)
        case "truncrem", ((a, _), (c, d)) if a is not None and a >= 0 and c is not None and c > 0:
            return 0, (None if d is None else d - 1)
        case "bitor" | "bitxor", ((a, b), (c, d)) if _natural(a, b) and _natural(c, d):
            return 0, (1 << max(b or 0, d or 0).bit_length()) - 1
        case "bitand", ((a, b), (c, d)) if a is not None and c is not None and a >= 0 and c >= 0:
            return 0, _least(b, d)
        case _:
            return ANY


def _natural(low: int | None, high: int | None) -> bool:
    return low is not None and low >= 0 and high is not None


def hull(x: Interval, y: Interval) -> Interval:
    """The smallest range around two."""
    low = None if x[0] is None or y[0] is None else min(x[0], y[0])
    high = None if x[1] is None or y[1] is None else max(x[1], y[1])
    return low, high


def _plus(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _minus(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a - b


def _least(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _greatest(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else max(a, b)


def _times(x: Interval, y: Interval) -> Interval:
    if None in (*x, *y):
        both = x[0] is not None and y[0] is not None and x[0] >= 0 and y[0] >= 0
        return (x[0] * y[0] if both and x[0] is not None and y[0] is not None else None), None
    corners = [a * b for a in x for b in y if a is not None and b is not None]
    return min(corners), max(corners)


def _quotient(op: str, a: int | None, b: int | None, c: int, d: int | None) -> Interval:
    low = None if a is None else (0 if a >= 0 else (a // c if op == "floordiv" else -(-a // c)))
    high = None if b is None else (b // c if b >= 0 else 0)
    return low, high
