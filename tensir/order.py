"""Stable order: which index of a range has so many others before it.

`argsort(j < n: key(j); p)` is the index of `0 .. n` with exactly p others before it, and p itself where p is
not in `0 .. n`. An index i is before j if `key(i) < key(j)`, or if neither is less and `i < j`: the order is
total, and equal keys keep their places. It is a fold in form alone: its initial value is the rank that is
asked for, its body the key. Keys are numbers; among floats that are not, NaN is the greatest.
"""

from __future__ import annotations

from typing import Final

from tensir.build import apply, fold
from tensir.cells import Cell, Fold, integer
from tensir.dtypes import INT

ARGSORT: Final = "argsort"
"""The operator of folds that stand for an order."""


def argsort(binder: str, extent: Cell, key: Cell, rank: Cell) -> Cell:
    """The index below `extent` with `rank` others before it, by a key over the binder."""
    return fold(ARGSORT, binder, integer(0), extent, rank, key)


def is_argsort(cell: Cell) -> bool:
    """Whether a cell is an index in an order."""
    return isinstance(cell, Fold) and cell.op == ARGSORT


def turned(key: Cell) -> Cell:
    """A key of which the order is the opposite, with the same keys equal: `-x` of floats, `~x` of integers."""
    op = "neg" if key.dtype.is_float else "bitnot"
    return apply(op, (key,), INT if key.dtype is INT else key.dtype)
