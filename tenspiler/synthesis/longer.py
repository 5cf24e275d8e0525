"""A fold and its next element are a longer fold: `sum(j < i: a[j]) + a[i]` is `sum(j < i + 1: a[j])`."""

from __future__ import annotations

from tensir.build import add, apply
from tensir.cells import Apply, Cell, Fold, integer, rewritten, substitute, subterms
from tensir.polynomial import normal
from tenspiler.effort import spend
from tenspiler.synthesis.closed_scalar import factor
from tenspiler.synthesis.euclid import recombined


def with_longer_folds(cell: Cell) -> Cell:
    """The cell in which a fold absorbs the element that follows it, whatever form the addition of it has."""
    if not any(isinstance(t, Fold) for t in subterms(cell)):
        return cell
    return rewritten(cell, _longer)


def _longer(cell: Cell) -> Cell:
    """A fold below an operator with the element that the operator adds to it, or the cell as it is."""
    if not isinstance(cell, Apply):
        return cell
    for fold in _folds_below(cell):
        element = factor(cell, fold, fold.op, fold.init) if fold.dtype is cell.dtype else None
        if element is not None and element == _following(fold):
            hi = normal(add(fold.hi, integer(1)))
            return Fold(fold.op, fold.binder, fold.lo, hi, fold.init, fold.body)
    return cell


def _folds_below(cell: Apply) -> list[Fold]:
    return [a for a in cell.args if isinstance(a, Fold)]


def _following(fold: Fold) -> Cell:
    """The element at the upper bound of a fold."""
    spend()
    return recombined(substitute(fold.body, {fold.binder: fold.hi}, make=apply))
