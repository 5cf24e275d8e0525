"""Folds under their ranges: a body need not ask what holds for every index that it is evaluated at.

Before: `sum(j < n: j < n ? a[j] : 0)`. After: `sum(j < n: a[j])`.
"""

from __future__ import annotations

from tensir.build import add, apply, le, lt, sub, under
from tensir.cells import FALSE, TRUE, Apply, Cell, Fold, Sym, free_symbols, integer, rewritten, subterms
from tensir.dtypes import INT
from tensir.polynomial import mentions
from tenspiler.symbolic.bounds import Bounds


def inside_ranges(cell: Cell) -> Cell:
    """Bodies of folds without the conditions that hold throughout the range."""
    if not any(isinstance(t, Fold) for t in subterms(cell)):
        return cell
    return rewritten(cell, _within)


def _within(fold: Cell) -> Cell:
    """A fold whose body does not ask what holds throughout its own range; other cells as they are."""
    if not isinstance(fold, Fold) or not (_compares(fold.body, fold.binder) or _reaches(fold)):
        return fold
    if any(isinstance(t, Fold) and t.binder == fold.binder for t in subterms(fold.body)):
        return fold  # one name for two indices
    index = Sym(fold.binder, INT)
    inside = _range(fold)
    body = _decided(under(fold.body, inside), index, inside)
    return Fold(fold.op, fold.binder, fold.lo, fold.hi, fold.init, body)


def _range(fold: Fold) -> tuple[Cell, Cell]:
    """What is known of the index of a fold in its body."""
    index = Sym(fold.binder, INT)
    return le(fold.lo, index), lt(index, fold.hi)


def _compares(body: Cell, name: str) -> bool:
    """Whether there is a comparison in which an index occurs."""
    return any(
        isinstance(t, Apply) and t.op in ("le", "lt", "ge", "gt") and name in free_symbols(t)
        for t in subterms(body)
    )


def _reaches(fold: Fold) -> bool:
    """Whether a fold inside ends at the index of this one, and asks about an index of its own."""
    return any(_ends_at(t, fold.binder) for t in subterms(fold.body))


def _ends_at(fold: Cell, name: str) -> bool:
    return (
        isinstance(fold, Fold)
        and (mentions(fold.hi, name) or mentions(fold.lo, name))
        and _compares(fold.body, fold.binder)
    )


def _decided(body: Cell, index: Sym, inside: tuple[Cell, ...]) -> Cell:
    """The body of a fold without the comparisons of its index that the range visibly decides, and those of
    the folds in it that end at the index.
    """
    bounds = Bounds(inside)

    def compute(term: Cell) -> Cell:
        match term:
            case Apply(op="le" | "lt" | "ge" | "gt" as op, args=(a, b)) if a.dtype is INT:
                small, large = (a, b) if op in ("le", "lt") else (b, a)
                gap = integer(1 if op in ("lt", "gt") else 0)
                if not mentions(term, index.name):
                    return term
                if bounds.at_least(large, add(small, gap)):
                    return TRUE
                return FALSE if bounds.at_least(small, add(large, sub(integer(1), gap))) else term
            case Fold() if _ends_at(term, index.name):
                inner = _decided(term.body, Sym(term.binder, INT), (*inside, *_range(term)))
                return Fold(term.op, term.binder, term.lo, term.hi, term.init, inner)
            case Apply():
                return apply(term.op, term.args, term.dtype)
            case _:
                return term

    return rewritten(body, compute)
