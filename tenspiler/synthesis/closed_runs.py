"""Closed forms of arrays of which the last element is worked on until the next one is appended.

Before: `a'[k] = m(t) ? (k == c(t) ? v(t) : a[k]) : (k == c(t) - 1 ? a[k] + u(t) : a[k])`, where c(t) counts
the iterations before t that meet m. After: with s for the iteration that appended element k, and e for the
one that appended the next, or t if there is none yet, `a[k] at t = v(s) + sum(s + 1 <= j < e: u(j))`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tensir.build import add, apply, cast, conj, fold, identity, le, lt, mul, negate, select, sub, under
from tensir.cells import (
    FALSE,
    TRUE,
    Apply,
    Cell,
    Elem,
    Fold,
    Lit,
    Sym,
    fresh,
    integer,
    replaced,
    substitute,
    subterms,
)
from tensir.dtypes import BOOL, INT
from tensir.polynomial import linear_in, mentions, normal, to_cell
from tensir.selection import nth
from tenspiler.synthesis.closed_scalar import factor
from tenspiler.synthesis.closed_selection import counted, without_casts
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.occurrences import contains
from tenspiler.synthesis.writes import Iteration

_OPERATORS = ("add", "min", "max", "mul", "or", "and")


def runs(body: Cell, keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """The array after iterations that append to it, and work on its last element where they do not."""
    (axis,) = keep.indices if len(keep.indices) == 1 else (None,)
    if not isinstance(axis, Sym):
        return
    places = _places(body, axis)
    for place in places:
        found = counted(place, loop)
        last = normal(sub(place, integer(1)))
        if found is None or last not in places or len(places) != 2:
            continue
        number, condition = found
        refused = (negate(condition), Apply("not", (condition,), BOOL))

        def at(where: Cell | None, known: tuple[Cell, ...]) -> Cell:
            there = _at(body, axis, where, keep)
            return recombined(under(there, known))

        appended, kept = at(place, (condition,)), at(place, refused)
        worked, untouched = at(last, refused), at(last, (condition,))
        if (kept, untouched) != (keep, keep) or at(None, ()) != keep or contains(appended, keep):
            continue
        base = normal(sub(place, number))
        binder = fresh(loop.index.name)
        mask = substitute(condition, {loop.index.name: Sym(binder, INT)}, make=apply)
        rank = normal(sub(axis, base))
        start = normal(nth(binder, loop.lo, loop.hi, mask, rank))
        following = normal(nth(binder, loop.lo, loop.hi, mask, normal(add(rank, integer(1)))))
        end = select(lt(following, loop.index), following, loop.index)
        first = substitute(appended, {loop.index.name: start}, make=apply)
        for value in _worked(worked, keep, loop.index, first, start, end):
            yield recombined(select(conj(le(base, axis), lt(axis, place)), value, keep))


def _worked(step: Cell, keep: Elem, index: Sym, first: Cell, start: Cell, end: Cell) -> Iterator[Cell]:
    """What becomes of an element that an iteration appends, by the iterations behind that one."""
    begin = normal(add(start, integer(1)))
    if not contains(step, keep):
        final = substitute(step, {index.name: sub(end, integer(1))}, make=apply)
        yield select(lt(begin, end), final, first)
        return
    for op in _OPERATORS:
        unit = factor(step, keep, op, first)
        if not isinstance(unit, Apply | Elem | Sym | Lit | Fold) or contains(unit, keep):
            continue
        if op == "add" and unit.dtype.is_integer and not mentions(unit, index.name):
            yield cast(add(cast(first, INT), mul(sub(end, begin), cast(unit, INT))), keep.dtype)
        inner = fresh(index.name)
        element = substitute(unit, {index.name: Sym(inner, INT)}, make=apply)
        neutral = identity(op, keep.dtype)
        if keep.dtype.is_float or neutral is None or op in ("min", "max"):
            yield fold(op, inner, begin, end, first, element)
        else:
            yield apply(op, (first, fold(op, inner, begin, end, neutral, element)), keep.dtype)


def _places(body: Cell, axis: Sym) -> list[Cell]:
    """The places with which an index is compared."""
    found: dict[Cell, None] = {}
    for term in subterms(body):
        place = _equal(term, axis)
        if place is not None:
            found[place] = None
    return list(found)


def _equal(term: Cell, axis: Sym) -> Cell | None:
    """`e` where a condition says that an index is e."""
    match term:
        case Apply(op="eq", args=(a, b)) if a.dtype is INT and mentions(term, axis.name):
            split = linear_in(without_casts(sub(a, b)), axis.name)
        case _:
            return None
    if split is None or split[0] not in ({(): 1}, {(): -1}):
        return None
    rest = to_cell(split[1])
    return normal(sub(integer(0), rest)) if split[0] == {(): 1} else rest


def _at(body: Cell, axis: Sym, where: Cell | None, keep: Elem) -> Cell:
    """The body at a place, or at one that is none of those, with the element there by its name."""

    def instead(term: Cell) -> Cell | None:
        place = _equal(term, axis)
        if place is not None:
            return TRUE if place == where else FALSE
        if isinstance(term, Elem) and term.array == keep.array and where in _whole(term.indices[0]):
            return keep
        return None

    return replaced(body, instead, apply)


def _whole(index: Cell) -> set[Cell]:
    """What an index comes to, where it is one of several by how long the array is."""
    match index:
        case Apply(op="select", args=(_, yes, no)):
            return _whole(yes) | _whole(no)
        case _:
            return {normal(without_casts(index))}
