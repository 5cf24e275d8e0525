"""Selections in order: how many indices of a range meet a condition, and which of them is the k-th.

`nth(k)` is the first j of the range that meets the condition, with k indices before it that do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import conj, conjuncts, eq, fold, select
from tensir.cells import (
    FALSE,
    TRUE,
    Apply,
    Cell,
    Fold,
    Lit,
    Sym,
    alike,
    free_symbols,
    fresh,
    integer,
    substitute,
)
from tensir.dtypes import BOOL, INT
from tensir.first import First, first, first_of
from tensir.polynomial import normal, plus, polynomial, to_cell


@final
@dataclass(frozen=True, slots=True)
class Nth:
    """A search for the index with `rank` others before it that meet the same condition."""

    search: First
    counted: Fold
    mask: Cell
    rank: Cell

    def holds(self, index: Cell) -> Cell:
        """The condition at an index."""
        return substitute(self.mask, {self.search.binder: index})


def count(binder: str, lo: Cell, hi: Cell, condition: Cell) -> Cell:
    """How many indices of `lo .. hi` meet a condition on the binder."""
    return fold("add", binder, lo, hi, integer(0), select(condition, integer(1), integer(0)))


def nth(binder: str, lo: Cell, hi: Cell, condition: Cell, rank: Cell) -> Cell:
    """The index of `lo .. hi` that meets a condition, `rank` of them before it; `hi` where there is none."""
    inner = fresh(binder)
    before = count(inner, lo, Sym(binder, INT), substitute(condition, {binder: Sym(inner, INT)}))
    return first(binder, lo, hi, hi, conj(condition, eq(before, rank)))


def counted_condition(cell: Cell) -> Cell | None:
    """The condition of which a fold counts, over its binder, where it holds; None if it does not count."""
    if not isinstance(cell, Fold) or cell.op != "add" or cell.dtype is not INT or cell.init != integer(0):
        return None
    return _where_one(cell.body)


def _where_one(body: Cell) -> Cell | None:
    """The condition under which a choice between ones and zeros is 1."""
    match body:
        case Lit(value=0 | 1):
            return TRUE if body.value else FALSE
        case Apply(op="select", args=(condition, yes, no)):
            one, other = _where_one(yes), _where_one(no)
            return None if one is None or other is None else select(condition, one, other)
        case Apply(op="cast", args=(condition,)) if condition.dtype is BOOL:
            return condition
        case _:
            return None


def as_count(cell: Fold) -> Fold:
    """A fold that counts, as one that adds up `c ? 1 : 0`; any other fold as it is."""
    condition = counted_condition(cell)
    if condition is None:
        return cell
    body = select(condition, integer(1), integer(0))
    return cell if body == cell.body else Fold(cell.op, cell.binder, cell.lo, cell.hi, cell.init, body)


def nth_of(cell: Cell) -> Nth | None:
    """A fold as a search for the k-th index that meets a condition, if it is one."""
    search = first_of(cell)
    if search is None or search.offset != integer(0):
        return None
    atoms = conjuncts(search.condition)
    for atom in atoms:
        found = _rank(atom, search.binder)
        if found is None:
            continue
        counted, rank = found
        mask = conj(*(a for a in atoms if a is not atom))
        condition = counted_condition(counted)
        if condition is None or normal(counted.lo) != normal(search.lo):
            continue
        same = substitute(condition, {counted.binder: Sym(search.binder, INT)})
        if alike(normal(same), normal(mask)):
            return Nth(search, counted, mask, rank)
    return None


def _rank(atom: Cell, binder: str) -> tuple[Fold, Cell] | None:
    """`count(.. binder) == k` as the count and k."""
    match atom:
        case Apply(op="eq", args=(a, b)) if a.dtype is INT:
            difference = plus(polynomial(a), polynomial(b), -1)
        case _:
            return None
    for monomial, coefficient in difference.items():
        match monomial:
            case (Fold(hi=Sym(name=name)) as counted,) if name == binder and coefficient in (1, -1):
                rest = to_cell(plus({}, plus(difference, {monomial: coefficient}, -1), -coefficient))
                if binder not in free_symbols(rest):
                    return counted, rest
            case _:
                pass
    return None
