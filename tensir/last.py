"""The last index that meets a condition, as a fold: `max(j in lo .. hi: c(j) ? j : lo - 1)`, from lo - 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import apply, fold, negate, select, sub
from tensir.cells import Apply, Cell, Fold, Sym, free_symbols, integer, substitute
from tensir.dtypes import INT
from tensir.polynomial import linear_in, normal, to_cell


@final
@dataclass(frozen=True, slots=True)
class Last:
    """The greatest `j + offset` with `condition` on j, for j in `lo .. hi`; `otherwise` if that is more."""

    binder: str
    lo: Cell
    hi: Cell
    offset: Cell
    otherwise: Cell
    condition: Cell

    def holds(self, index: Cell) -> Cell:
        """The condition at an index."""
        return normal(substitute(self.condition, {self.binder: index}, make=apply))


def last(binder: str, lo: Cell, hi: Cell, condition: Cell) -> Cell:
    """The greatest index in `lo .. hi` that meets a condition on the binder; `lo - 1` where none does."""
    otherwise = sub(lo, integer(1))
    return fold("max", binder, lo, hi, otherwise, select(condition, Sym(binder, INT), otherwise))


def last_of(cell: Cell) -> Last | None:
    """A fold as a search for the last index, if it is one."""
    if not isinstance(cell, Fold) or cell.op != "max" or cell.dtype is not INT:
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
    return Last(cell.binder, cell.lo, cell.hi, to_cell(split[1]), cell.init, condition)
