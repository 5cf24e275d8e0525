"""Arrays whose elements are those of another one that meet a condition, in their order.

Before: `out[k] = f(nth(k - base))`. After: `f(j)` for every j of the range, compressed by a mask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import add, apply
from tensir.cells import Apply, Cell, Elem, Fold, Sym, alike, fresh, replaced, rewritten, substitute
from tensir.dtypes import INT
from tensir.polynomial import linear_in, mentions, normal, to_cell
from tensir.selection import Nth, nth_of


@final
@dataclass(frozen=True, slots=True)
class Selection:
    """`body` at the indices `axis + lo` below `hi` at which `mask` holds, in places from `base` on.

    `count` says how many there are.
    """

    axis: str
    lo: Cell
    hi: Cell
    base: Cell
    mask: Cell
    body: Cell
    count: Cell


def selection(body: Cell, binder: str) -> Selection | None:
    """A cell as one of a selection along an index, if it depends on that only by what was selected.

    That nothing is read that was never set is left to the proof.
    """
    body = rewritten(body, set_elements)
    found: list[Nth] = []
    axis = Sym(fresh("j"), INT)

    def instead(term: Cell) -> Cell | None:
        if not isinstance(term, Fold) or not mentions(term, binder):
            return None
        nth = nth_of(term)
        if nth is None or mentions(nth.mask, binder):
            return None
        split = linear_in(nth.rank, binder)  # it may be that of what is selected from a selection
        if split is None or split[0] != {(): 1} or (found and not _same(found[0], nth)):
            return None
        found.append(nth)
        return normal(add(axis, nth.search.lo))

    changed = replaced(body, instead, apply)
    if not found or mentions(changed, binder):
        return None
    nth = found[0]
    split = linear_in(nth.rank, binder)
    if split is None or any(n.rank != nth.rank for n in found):
        return None
    lo, hi = nth.search.lo, nth.search.hi
    mask = substitute(nth.mask, {nth.search.binder: normal(add(axis, lo))}, make=apply)
    base = normal(to_cell({m: -c for m, c in split[1].items()}))
    counted = nth.counted
    count = Fold(counted.op, counted.binder, counted.lo, hi, counted.init, counted.body)
    return Selection(axis.name, lo, hi, base, mask, changed, count)


def set_elements(cell: Cell) -> Cell:
    """What has been set, where a choice is between that and what has not."""
    match cell:
        case Apply(op="select", args=(_, set_, Elem(array=name))) if name.startswith("unset#"):
            return set_
        case Apply(op="select", args=(_, Elem(array=name), set_)) if name.startswith("unset#"):
            return set_
        case _:
            return cell


def _same(one: Nth, other: Nth) -> bool:
    renamed = substitute(other.mask, {other.search.binder: Sym(one.search.binder, INT)})
    return alike(one.mask, renamed) and (one.search.lo, one.search.hi) == (other.search.lo, other.search.hi)
