"""What is true of the first index that meets a condition, and cannot be seen by unfolding the minimum.

`min(j in lo .. hi: c(j) ? j : n)`, from n, is at most n; below n it is in the range and meets c; and no index
of the range before it does. Each follows by induction on `hi`.
"""

from __future__ import annotations

from tensir.build import add, conj, implies, le, lt, sub
from tensir.cells import Cell
from tensir.first import First
from tensir.polynomial import normal


def meets(first: First, value: Cell) -> Cell:
    """The value is in the range and meets the condition, unless it is the one for want of any."""
    index = normal(sub(value, first.offset))
    inside = conj(le(first.lo, index), lt(index, first.hi))
    return conj(
        le(value, first.otherwise),
        implies(lt(value, first.otherwise), conj(inside, first.holds(index))),
    )


def not_before(first: First, value: Cell, index: Cell) -> Cell:
    """An index that meets the condition is not before the first one."""
    inside = conj(le(first.lo, index), lt(index, first.hi))
    return implies(conj(inside, first.holds(index)), le(value, normal(add(index, first.offset))))
