"""The last index that meets a condition, as a fold: `max(j in lo .. hi: c(j) ? j : lo - 1)`, from lo - 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import apply, fold, select, sub
from tensir.cells import Cell, Sym, integer, substitute
from tensir.dtypes import INT
from tensir.polynomial import normal
from tensir.search import searched


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
    found = searched(cell, "max")
    return None if found is None else Last(*found)
