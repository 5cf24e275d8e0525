"""Intervals of Python's integers: known at compile time where they can be, computed at run time where not."""

from __future__ import annotations

from typing import Any
from typing import cast as typed

from tensir.dtypes import BOOL, INT, DType
from tenspiler.backend.emission import prelude_intervals
from tenspiler.backend.emission.values import INT64, Range

# No array has more elements than memory has bytes.
EXTENT: Range = (0, 2**56)
LAST: Range = (-1, 2**56)

ELEMENTWISE: dict[str, str] = {
    "add": "_range_add", "sub": "_range_sub", "mul": "_range_mul", "neg": "_range_neg", "abs": "_range_abs",
    "min": "_range_min", "max": "_range_max", "floordiv": "_range_floordiv", "mod": "_range_mod",
    "truncdiv": "_range_truncdiv", "truncrem": "_range_truncrem", "bitand": "_range_and",
    "bitor": "_range_bits", "bitxor": "_range_bits", "bitnot": "_range_not", "shl": "_range_shl",
    "shr": "_range_shr",
}  # fmt: skip


def of_dtype(dtype: DType) -> Range | None:
    """The values of a dtype; None where there is no bound (or where they are floats)."""
    if dtype is BOOL:
        return (0, 1)
    return (dtype.lowest, dtype.highest) if dtype.is_fixed else None


def fits(bounds: Range | None) -> bool:
    """Whether 64 bits hold every value."""
    return bounds is not None and INT64[0] <= bounds[0] and bounds[1] <= INT64[1]


def call(name: str, *operands: Range, number: Range | None = None) -> Range:
    """An interval function of the prelude at compile time; `number` bounds the count that it takes."""
    function: Any = getattr(prelude_intervals, name)
    if number is None:
        return function(*operands)
    return prelude_intervals._range_hull(*(function(*operands, n) for n in number))  # pyright: ignore


def apply(op: str, dtype: DType, operands: tuple[Range | None, ...]) -> Range | None:
    """Bounds of an elementwise operator on integers; those of the dtype where it may wrap around."""
    whole = of_dtype(dtype)
    if dtype is BOOL or dtype.is_float:
        return whole
    if op == "select":
        operands = operands[1:]
    found: Range | None = None
    if op == "mod" and operands[1] is not None and operands[0] is None:
        found = call("_range_mod", (min(operands[1][0], 0) - 1, 0), operands[1])
    elif op == "bitand" and any(o is not None and o[0] >= 0 for o in operands):
        found = (0, min(o[1] for o in operands if o is not None and o[0] >= 0))
    elif all(o is not None for o in operands) and not _huge(op, operands):
        known = typed("tuple[Range, ...]", operands)
        if op == "select":
            found = call("_range_hull", *known)
        elif op == "cast":
            found = known[0]
        elif op in ELEMENTWISE:
            found = call(ELEMENTWISE[op], *known)
    if dtype is INT:
        return found
    return found if found is not None and whole is not None and _inside(found, whole) else whole


def _inside(inner: Range, outer: Range) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _huge(op: str, operands: tuple[Range | None, ...]) -> bool:
    limit = 2**256
    return any(o is not None and (o[0] < -limit or o[1] > limit) for o in operands)
