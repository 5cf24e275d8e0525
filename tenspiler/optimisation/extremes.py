"""Places of extremes: the last index at which an element was better than all before it.

Before: `max(j in 1 .. n: x(j) < min(l in 1 .. j: x(l); x(0)) ? j : 0)`. After: the place of the least `x(j)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import add, apply, sub
from tensir.cells import Apply, Cell, Fold, Sym, alike, free_symbols, integer, rename_binder, substitute
from tensir.dtypes import INT
from tensir.last import Last
from tensir.ops import POSITIONS
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
    match search.condition:
        case Apply(op=relation, args=(element, Fold() as best)) if relation in _FLIPPED:
            pass
        case Apply(op=relation, args=(Fold() as best, element)) if relation in _FLIPPED:
            relation = _FLIPPED[relation]
        case _:
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


def shift_of(place: Place, search: Last) -> Cell:
    """What is to be added to a place in the range to make it what the search finds."""
    return normal(add(place.lo, search.offset))
