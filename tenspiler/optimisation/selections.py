"""Arrays whose elements are those of another one that meet a condition, in their order.

Before: `out[k] = f(nth(k - base))`. After: `f(j)` for every j of the range, compressed by a mask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import add, apply, sub
from tensir.cells import (
    Apply,
    Cell,
    Elem,
    Fold,
    Sym,
    alike,
    fresh,
    integer,
    replaced,
    rewritten,
    substitute,
)
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
    return Selection(axis.name, lo, hi, base, mask, changed, _whole(nth))


@final
@dataclass(frozen=True, slots=True)
class Neighbours:
    """`body` over the places of what a mask picks, of which each may ask where the next one was.

    In the body, elements of `picked` are the indices `axis + lo` below `hi` at which `mask` holds, and those
    of `following` the next of these, or `hi` behind the last one.
    """

    axis: str
    lo: Cell
    hi: Cell
    mask: Cell
    body: Cell
    picked: str
    following: str
    count: Cell


def neighbours(body: Cell, binder: str) -> Neighbours | None:
    """A cell that depends on what a selection has at an index, and behind it.

    Before: `nth(k + 1) - nth(k)`. After: `following[k] - picked[k]`.
    """
    body = rewritten(body, set_elements)
    found: list[Nth] = []
    names = fresh("picked"), fresh("following")
    here = (Sym(binder, INT),)

    def instead(term: Cell) -> Cell | None:
        match term:
            case Apply(op="select", args=(Apply(op="lt", args=(a, b)), Fold() as yes, no)) if (a, b) == (
                yes,
                no,
            ):
                kept = instead(yes)
                return kept if kept is not None and found and b == found[0].search.hi else None
            case Fold() if mentions(term, binder):
                nth = nth_of(term)
            case _:
                return None
        if nth is None or mentions(nth.mask, binder) or (found and not _same(found[0], nth)):
            return None
        gap = normal(sub(nth.rank, Sym(binder, INT)))
        if gap not in (integer(0), integer(1)):
            return None
        found.append(nth)
        return Elem(names[0 if gap == integer(0) else 1], here, INT)

    changed = replaced(body, instead, apply)
    if not found:
        return None
    nth, axis = found[0], Sym(fresh("j"), INT)
    lo, hi = nth.search.lo, nth.search.hi
    mask = substitute(nth.mask, {nth.search.binder: normal(add(axis, lo))}, make=apply)
    return Neighbours(axis.name, lo, hi, mask, normal(changed), *names, _whole(nth))


def _whole(nth: Nth) -> Cell:
    """How many there are in all."""
    counted = nth.counted
    return Fold(counted.op, counted.binder, counted.lo, nth.search.hi, counted.init, counted.body)


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
