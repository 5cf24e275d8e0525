"""Stable order: which index of a range has so many others before it.

`argsort(j < n: key(j); p)` is the index of `0 .. n` with exactly p others before it, and p itself where p is
not in `0 .. n`. An index i is before j if `key(i) < key(j)`, or if neither is less and `i < j`: the order is
total, and equal keys keep their places. It is a fold in form alone: its initial value is the rank that is
asked for, its body the key. Keys are numbers; among floats that are not, NaN is the greatest.
"""

from __future__ import annotations

from typing import Final

from tensir.build import fold
from tensir.cells import Cell, Fold, integer

ARGSORT: Final = "argsort"
"""The operator of folds that stand for an order."""


def argsort(binder: str, extent: Cell, key: Cell, rank: Cell) -> Cell:
    """The index below `extent` with `rank` others before it, by a key over the binder."""
    return fold(ARGSORT, binder, integer(0), extent, rank, key)


def is_argsort(cell: Cell) -> bool:
    """Whether a cell is an index in an order."""
    return isinstance(cell, Fold) and cell.op == ARGSORT
