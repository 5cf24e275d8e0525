"""Cells of scalars and extents: sizes, starts and numbers that are computed before any tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from tensir import build
from tensir.cells import FALSE, Apply, Cell, Elem, Extent, Fold, Lit, Sym, children, rewritten
from tensir.dtypes import BOOL, INT, DType
from tenspiler.backend.emission import intervals

QUOTIENTS: Final = frozenset({"floordiv", "truncdiv"})
REMAINDERS: Final = frozenset({"mod", "truncrem"})
SHIFTS: Final = frozenset({"shl", "shr"})

# Comparisons with 0 that settle, where they hold (or do not), that the other side is not 0.
STRICT: Final = {True: frozenset({"ne", "lt", "gt"}), False: frozenset({"eq", "le", "ge"})}

Bounds: TypeAlias = "tuple[int, int] | None"

_MOST_SHIFTED = 4096  # an unbounded integer is shifted by no more


def last_count(dtype: DType) -> int:
    """The greatest count by which an integer can be shifted."""
    return dtype.bits - 1 if dtype.is_fixed else _MOST_SHIFTED


def empties(op: str, dtype: DType) -> bool:
    """Whether a shift by the width or more gives 0; a signed integer shifted right keeps its sign."""
    return op == "shl" or not (dtype is INT or dtype.lowest)


def safe_cell(cell: Cell) -> Cell:
    """A cell of scalars and extents whose every operand is inside the domain of its operator."""
    return rewritten(cell, _safe)


def _safe(cell: Cell) -> Cell:
    match cell:
        case Apply(op="floordiv" | "truncdiv" | "mod" | "truncrem" as op, args=(a, b)):
            return _safe_quotient(cell, op, a, b)
        case Apply(op="shl" | "shr" as op, args=(x, count)):
            return _safe_shift(cell, op, x, count)
        case Apply(op="cast", args=(x,), dtype=dtype) if x.dtype.is_float and dtype.is_integer:
            return _safe_conversion(cell, x)
        case _:
            return cell


def _safe_quotient(cell: Apply, op: str, a: Cell, b: Cell) -> Cell:
    zero, one = Lit(0, cell.dtype), Lit(1, cell.dtype)
    match b:
        case Apply(op="select", args=(condition, yes, inner)):
            if yes == one and condition == _fails(a, inner):
                return cell
        case _:
            pass
    bad = _fails(a, b)
    if bad == FALSE:
        return cell
    safe = Apply(op, (a, build.select(bad, one, b)), cell.dtype)
    return build.select(build.eq(b, zero), zero, safe) if op in QUOTIENTS and _may_be(b, 0) else safe


def _fails(a: Cell, b: Cell) -> Cell:
    """Where a quotient fails: the divisor is 0, or -1 under the lowest integer."""
    dtype, bad = b.dtype, FALSE
    if _may_be(b, 0):
        bad = build.eq(b, Lit(0, dtype))
    if dtype.is_fixed and dtype.lowest < 0 and _may_be(b, -1) and _may_be(a, dtype.lowest):
        overflow = build.conj(build.eq(b, Lit(-1, dtype)), build.eq(a, Lit(dtype.lowest, dtype)))
        bad = build.disj(bad, overflow)
    return bad


def _may_be(cell: Cell, value: int) -> bool:
    bounds = cell_bounds(cell)
    return bounds is None or bounds[0] <= value <= bounds[1]


def _safe_shift(cell: Apply, op: str, x: Cell, count: Cell) -> Cell:
    dtype = cell.dtype
    last, bounds = last_count(dtype), cell_bounds(count)
    zero, most = Lit(0, dtype), Lit(last, dtype)
    clamped = isinstance(count, Apply) and count.op == "min" and most in count.args
    if clamped or (bounds is not None and bounds[0] >= 0 and bounds[1] <= last):
        return cell
    near = build.apply("min", (build.apply("max", (count, zero), dtype), most), dtype)
    wrong = build.lt(count, zero)
    if empties(op, dtype):
        wrong = build.disj(wrong, build.lt(most, count))
    return build.select(wrong, zero, Apply(op, (x, near), dtype))


def _safe_conversion(cell: Apply, x: Cell) -> Cell:
    nothing, infinite = Lit(0.0, x.dtype), Lit(float("inf"), x.dtype)
    match x:
        case Apply(op="select", args=(condition, value, other)):
            if other == nothing and condition == _less(value, infinite):
                return cell
        case _:
            pass
    return Apply("cast", (Apply("select", (_less(x, infinite), x, nothing), x.dtype),), cell.dtype)


def _less(x: Cell, limit: Cell) -> Cell:
    return Apply("lt", (Apply("abs", (x,), x.dtype), limit), BOOL)


def nonzero_cells(condition: Cell, holds: bool) -> Iterator[Cell]:
    """The cells that are not zero wherever a condition holds (or does not)."""
    match condition:
        case Apply(op="not", args=(inner,)):
            yield from nonzero_cells(inner, not holds)
        case Apply(op="and" | "or" as op, args=(first, second)) if (op == "and") is holds:
            yield from nonzero_cells(first, holds)
            yield from nonzero_cells(second, holds)
        case Apply(op=op, args=(first, second)) if op in STRICT[holds]:
            for cell, other in ((first, second), (second, first)):
                if isinstance(other, Lit) and other.value == 0:
                    yield cell
        case _:
            pass


def cell_bounds(cell: Cell) -> Bounds:
    """The least and the greatest value of an integer cell, where that is known."""
    if cell.dtype.is_float:
        return None
    match cell:
        case Lit():
            return (int(cell.value), int(cell.value))
        case Extent():
            return intervals.EXTENT
        case Apply():
            return intervals.apply(cell.op, cell.dtype, tuple(cell_bounds(a) for a in children(cell)))
        case Sym() | Elem() | Fold():
            return intervals.of_dtype(cell.dtype)
