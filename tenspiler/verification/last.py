"""What is true of the last index that meets a condition, and cannot be seen by unfolding the maximum.

`max(j in lo .. hi: c(j) ? j : e)`, from e, is at least e; above e it is in the range and meets c; and no
index of the range after it does. Each follows by induction on `hi`.
"""

from __future__ import annotations

from tensir.build import add, conj, implies, le, lt, sub
from tensir.cells import Cell
from tensir.last import Last
from tensir.polynomial import normal


def meets(last: Last, value: Cell) -> Cell:
    """The value is in the range and meets the condition, unless it is the one for want of any."""
    index = normal(sub(value, last.offset))
    inside = conj(le(last.lo, index), lt(index, last.hi))
    return conj(
        le(last.otherwise, value),
        implies(lt(last.otherwise, value), conj(inside, last.holds(index))),
    )


def not_after(last: Last, value: Cell, index: Cell) -> Cell:
    """An index that meets the condition is not after the last one."""
    inside = conj(le(last.lo, index), lt(index, last.hi))
    return implies(conj(inside, last.holds(index)), le(normal(add(index, last.offset)), value))
