"""Folds under their ranges: a body need not ask what holds for every index that it is evaluated at.

Before: `sum(j < n: j < n ? a[j] : 0)`. After: `sum(j < n: a[j])`.
"""

from __future__ import annotations

from tensir.build import add, apply, le, lt, sub, under
from tensir.cells import FALSE, TRUE, Apply, Cell, Fold, Sym, integer, rebuild, subterms
from tensir.dtypes import INT
from tensir.polynomial import mentions
from tenspiler.symbolic.bounds import Bounds


def inside_ranges(cell: Cell) -> Cell:
    """Bodies of folds without the conditions that hold throughout the range."""
    if not any(isinstance(t, Fold) for t in subterms(cell)):
        return cell
    rebuilt = rebuild(cell, inside_ranges)
    match rebuilt:
        case Fold(lo=lo, hi=hi):
            index = Sym(rebuilt.binder, INT)
            inside = (le(lo, index), lt(index, hi))
            body = _decided(under(rebuilt.body, inside), index, Bounds(inside))
            return Fold(rebuilt.op, rebuilt.binder, lo, hi, rebuilt.init, body)
        case _:
            return rebuilt


def _decided(body: Cell, index: Sym, bounds: Bounds) -> Cell:
    """The body of a fold without the comparisons of its index that the range visibly decides."""

    def visit(term: Cell) -> Cell:
        rebuilt = rebuild(term, visit)
        match rebuilt:
            case Apply(op="le" | "lt" | "ge" | "gt" as op, args=(a, b)) if a.dtype is INT:
                small, large = (a, b) if op in ("le", "lt") else (b, a)
                gap = integer(1 if op in ("lt", "gt") else 0)
                if not mentions(rebuilt, index.name):
                    return rebuilt
                if bounds.at_least(large, add(small, gap)):
                    return TRUE
                return FALSE if bounds.at_least(small, add(large, sub(integer(1), gap))) else rebuilt
            case Apply():
                return apply(rebuilt.op, rebuilt.args, rebuilt.dtype)
            case _:
                return rebuilt

    return visit(body)
