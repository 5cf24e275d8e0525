"""The first index that meets a condition, as a fold: `min(j in lo .. hi: c(j) ? j : n)`, from n."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import apply, fold, select
from tensir.cells import Cell, Sym, substitute
from tensir.dtypes import INT
from tensir.polynomial import normal
from tensir.search import searched


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
    found = searched(cell, "min")
    return None if found is None else First(*found)
