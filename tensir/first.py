"""The first index that meets a condition, as a fold: `min(j in lo .. hi: c(j) ? j : n)`, from n."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import apply, fold, negate, select
from tensir.cells import Apply, Cell, Fold, Sym, free_symbols, substitute
from tensir.dtypes import INT
from tensir.polynomial import linear_in, normal, to_cell


@final
@dataclass(frozen=True, slots=True)
class First:
    """The least `j + offset` with `condition` on j, for j in `lo .. hi`; `otherwise` if that is less."""

    binder: str
    lo: Cell
    hi: Cell
    offset: Cell
    otherwise: Cell
    condition: Cell

    def holds(self, index: Cell) -> Cell:
        """The condition at an index."""
        return normal(substitute(self.condition, {self.binder: index}, make=apply))


def first(binder: str, lo: Cell, hi: Cell, otherwise: Cell, condition: Cell) -> Cell:
    """The least index in `lo .. hi` that meets a condition on the binder; `otherwise` where none does.

    `otherwise` must not be below an index of the range.
    """
    return fold("min", binder, lo, hi, otherwise, select(condition, Sym(binder, INT), otherwise))


def first_of(cell: Cell) -> First | None:
    """A fold as a search for the first index, if it is one."""
    if not isinstance(cell, Fold) or cell.op != "min" or cell.dtype is not INT:
        return None
    match cell.body:
        case Apply(op="select", args=(condition, found, other)) if other == cell.init:
            pass
        case Apply(op="select", args=(negated, other, found)) if other == cell.init:
            condition = negate(negated)
        case _:
            return None
    split = linear_in(found, cell.binder)
    if split is None or split[0] != {(): 1} or cell.binder in free_symbols(cell.init):
        return None
    return First(cell.binder, cell.lo, cell.hi, to_cell(split[1]), cell.init, condition)
