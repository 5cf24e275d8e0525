"""A fold and an element next to it are a longer fold: `sum(j < i: a[j]) + a[i]` is `sum(j < i + 1: a[j])`."""

from __future__ import annotations

from collections.abc import Iterator

from tensir.build import add, apply, identity, sub
from tensir.cells import Apply, Cell, Fold, integer, rewritten, substitute, subterms
from tensir.dtypes import INT
from tensir.polynomial import normal
from tensir.recurrences import RECURRENCES
from tenspiler.effort import spend
from tenspiler.synthesis.closed_scalar import factor
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.recurrent import pairs

STEPPING = frozenset({
    "add", "sub", "mul", "div", "mod", "truncrem", "min", "max", "select", "cast", "and", "or", "not", "ne",
    "bitand",
})  # fmt: skip


def with_longer_folds(cell: Cell) -> Cell:
    """The cell in which a fold absorbs the element that follows it, whatever form the addition of it has."""
    if not any(isinstance(t, Fold) for t in subterms(cell)):
        return cell
    return rewritten(cell, _longer)


def _longer(cell: Cell) -> Cell:
    """A fold below an operator with the element that the operator adds to it, or the cell as it is."""
    if not isinstance(cell, Apply):
        return cell
    for fold in _recurrences_in(cell):
        for op, element in pairs(cell, fold):
            if op == fold.op and element == _element(fold, fold.hi):
                return Fold(
                    fold.op, fold.binder, fold.lo, normal(add(fold.hi, integer(1))), fold.init, fold.body
                )
    for fold in _folds_below(cell):
        element = factor(cell, fold, fold.op, fold.init) if fold.dtype is cell.dtype else None
        if element is not None:
            if element == fold.init and fold.op in ("min", "max", "and", "or"):
                return fold  # which has taken that in to begin with
            for lo, hi, end in _extended(fold):
                if element == _element(fold, end):
                    return Fold(fold.op, fold.binder, lo, hi, fold.init, fold.body)
    return cell


def _recurrences_in(cell: Apply) -> list[Fold]:
    """The recurrences that a cell may be the next step of."""
    if cell.op not in STEPPING:
        return []
    return [
        t for t in subterms(cell) if isinstance(t, Fold) and t.op in RECURRENCES and t.dtype is cell.dtype
    ]


def _folds_below(cell: Apply) -> list[Fold]:
    return [a for a in cell.args if isinstance(a, Fold)]


def _extended(fold: Fold) -> Iterator[tuple[Cell, Cell, Cell]]:
    """Ranges that are longer by an index, and that index: behind the range, where it ends, or before it.

    A sum of integers may begin anywhere; the order of a sum of floats is left as it is.
    """
    one = integer(1)
    yield fold.lo, normal(add(fold.hi, one)), fold.hi
    if fold.op != "add" or not fold.dtype.is_integer or fold.init != identity("add", fold.dtype):
        return
    end = normal(apply("max", (fold.hi, fold.lo), INT))
    if end != fold.hi:
        yield fold.lo, normal(add(end, one)), end
    before = normal(sub(fold.lo, one))
    yield before, end, before


def _element(fold: Fold, index: Cell) -> Cell:
    """The element of a fold at an index."""
    spend()
    return recombined(substitute(fold.body, {fold.binder: index}, make=apply))
