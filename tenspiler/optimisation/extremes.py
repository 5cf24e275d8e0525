"""Places of extremes: the last index at which an element was better than all before it.

Before: `max(j in 1 .. n: x(j) < min(l in 1 .. j: x(l); x(0)) ? j : 0)`. After: the place of the least `x(j)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import add, apply, conj, conjuncts, select, sub
from tensir.cells import Apply, Cell, Fold, Sym, alike, free_symbols, integer, rename_binder, substitute
from tensir.dtypes import INT
from tensir.first import first_of
from tensir.last import Last, last_of
from tensir.ops import POSITIONS, SELECTED_POSITIONS
from tensir.polynomial import normal
from tenspiler.synthesis.euclid import recombined

_FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@final
@dataclass(frozen=True, slots=True)
class Place:
    """The place of an extreme `element`, for `binder` in `lo .. hi`; no `start` where that is the first."""

    op: str
    binder: str
    lo: Cell
    hi: Cell
    element: Cell
    start: Cell | None


def place_of(search: Last) -> Place | None:
    """A search as one for the place of an extreme, if its condition says so."""
    *selecting, comparison = sorted(conjuncts(search.condition), key=_is_with_fold)
    compared = _with_the_best(comparison)
    if compared is None:
        return None
    relation, element, best = compared
    if selecting and relation in ("lt", "gt"):  # what is not selected is not better than the start
        element = select(conj(*selecting), element, best.init)
    elif selecting:
        return None
    op = POSITIONS.get((best.op, relation))
    here = Sym(search.binder, INT)
    if op is None or best.hi != here or search.binder in free_symbols(best.init):
        return None
    if not alike(recombined(rename_binder(best, search.binder).body), recombined(element)):
        return None
    if normal(sub(best.lo, search.lo)) != integer(0):
        return None
    before = normal(sub(search.lo, integer(1)))
    first = substitute(element, {search.binder: before}, make=apply)
    if alike(recombined(first), recombined(best.init)):
        return Place(op, search.binder, before, search.hi, element, None)
    return Place(op, search.binder, search.lo, search.hi, element, best.init)


def _with_the_best(comparison: Cell) -> tuple[str, Cell, Fold] | None:
    """How an element compares with the best so far, and these."""
    match comparison:
        case Apply(op=relation, args=(element, Fold() as best)) if relation in _FLIPPED:
            return relation, element, best
        case Apply(op=relation, args=(Fold() as best, element)) if relation in _FLIPPED:
            return _FLIPPED[relation], element, best
        case _:
            return None


def _is_with_fold(condition: Cell) -> bool:
    return isinstance(condition, Apply) and any(isinstance(a, Fold) for a in condition.args)


@final
@dataclass(frozen=True, slots=True)
class SelectedPlace:
    """The place of an extreme `element` among those of `lo .. hi` that a condition selects."""

    op: str
    binder: str
    lo: Cell
    hi: Cell
    element: Cell
    selected: Cell


def selected_place_of(begin: Cell, end: Cell, chosen: Cell) -> SelectedPlace | None:
    """What a search finds that begins at the first selected index `begin < end`, as the place of an extreme.

    Before: with `f = min(j in lo .. hi: m(j) ? j : hi; hi)`, the last j in `f + 1 .. hi` with m(j) at which
    x(j) was below all selected before it, x(f) among them; f without such a j.
    """
    selection, search = first_of(begin), last_of(chosen)
    if selection is None or search is None or search.otherwise != begin or search.offset != integer(0):
        return None
    if search.hi not in (selection.hi, selection.otherwise) or end not in (selection.hi, selection.otherwise):
        return None
    here = Sym(search.binder, INT)
    selected = selection.holds(here)
    rest = [a for a in conjuncts(search.condition) if a not in map(recombined, conjuncts(selected))]
    compared = _with_the_best(rest[0]) if len(rest) == 1 else None
    if compared is None:
        return None
    relation, element, best = compared
    op = SELECTED_POSITIONS.get((best.op, relation))
    if op is None or best.hi != here or normal(sub(best.lo, search.lo)) != integer(0):
        return None
    start = substitute(element, {search.binder: begin}, make=apply)
    known = rename_binder(best, search.binder).body
    if not alike(recombined(start), recombined(best.init)):
        return None
    if not alike(recombined(known), recombined(select(selected, element, best.init))):
        return None
    return SelectedPlace(op, search.binder, selection.lo, selection.hi, element, selected)


def shift_of(place: Place, search: Last) -> Cell:
    """What is to be added to a place in the range to make it what the search finds."""
    return normal(add(place.lo, search.offset))
