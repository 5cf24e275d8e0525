"""Rounds that take several places each: how many places come before a round, and which round has a place.

With `c(j)` places in round j, never fewer than none, `before(r) = sum(lo <= j < r: c(j))`; the round that has
place k is the first r with `k < before(r + 1)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import add, apply, clamp_extent, fold, lt, sub
from tensir.cells import Apply, Cell, Fold, Sym, free_symbols, fresh, integer, substitute
from tensir.dtypes import BOOL, INT
from tensir.first import First, first, first_of
from tensir.polynomial import normal, plus, polynomial, to_cell


@final
@dataclass(frozen=True, slots=True)
class Owner:
    """A search for the round that has the place `rank`, rounds taking what `summed` adds up."""

    search: First
    summed: Fold
    rank: Cell

    def before(self, round: Cell) -> Fold:
        """How many places come before those of a round."""
        s = self.summed
        end = normal(add(s.lo, sub(round, self.search.lo)))
        return Fold(s.op, s.binder, s.lo, end, s.init, s.body)

    def places(self, round: Cell) -> Cell:
        """How many places a round has."""
        index = normal(add(self.summed.lo, sub(round, self.search.lo)))
        return normal(substitute(self.summed.body, {self.summed.binder: index}, make=apply))


def never_negative(cell: Cell) -> bool:
    """Whether an integer is visibly not negative."""
    match cell:
        case Fold(op="add"):
            return cell.dtype is INT and never_negative(cell.init) and never_negative(cell.body)
        case Apply(op="select", args=(_, yes, no)):
            return never_negative(yes) and never_negative(no)
        case Apply(op="cast", args=(inner,)):
            return cell.dtype is INT and inner.dtype is BOOL
        case Apply(op="max", args=args) if cell.dtype is INT:
            return any(map(never_negative, args))
        case Apply(op="add" | "mul" | "min", args=args) if cell.dtype is INT:
            return all(map(never_negative, args))
        case _:
            return cell.dtype is INT and clamp_extent(cell) == cell


def at_least_none(cell: Cell) -> Cell:
    """`max(cell, 0)`, or the cell itself where it is visibly not negative."""
    return cell if never_negative(cell) else clamp_extent(cell)


def before(binder: str, lo: Cell, round: Cell, places: Cell) -> Cell:
    """How many places come before those of a round; `places` says over the binder how many each has."""
    return fold("add", binder, lo, round, integer(0), places)


def owner(binder: str, lo: Cell, hi: Cell, places: Cell, rank: Cell) -> Cell:
    """The round of `lo .. hi` that has the place `rank`; `hi` where none has."""
    index = fresh(binder)
    after = before(binder, lo, add(Sym(index, INT), integer(1)), places)
    return first(index, lo, hi, hi, lt(rank, after))


def is_rising(cell: Fold) -> bool:
    """Whether a fold adds up integers of which none is negative, from zero."""
    return cell.op == "add" and cell.dtype is INT and cell.init == integer(0) and never_negative(cell.body)


def owner_of(cell: Cell) -> Owner | None:
    """A fold as a search for the round that has a place, if it is one."""
    search = first_of(cell)
    if search is None or search.offset != integer(0) or search.otherwise != search.hi:
        return None
    match search.condition:
        case Apply(op="lt" | "le" as op, args=(a, b)) if a.dtype is INT:
            slack = plus(polynomial(b), polynomial(a), -1)
        case _:
            return None
    gap = 1 if op == "lt" else 0
    for monomial, coefficient in slack.items():
        match monomial:
            case (Fold() as summed,) if coefficient == 1 and is_rising(summed):
                rest = to_cell(plus({}, plus(slack, {monomial: 1}, -1), -1))
            case _:
                continue
        reach = normal(sub(sub(summed.hi, summed.lo), sub(Sym(search.binder, INT), search.lo)))
        inside = free_symbols(summed.body) | free_symbols(summed.lo) | free_symbols(rest)
        if reach == integer(1) and search.binder not in inside:
            return Owner(search, summed, normal(add(rest, integer(gap - 1))))
    return None
