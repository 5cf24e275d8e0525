"""Closed forms of arrays that grow by several elements in a round, as many as data say.

Before: `a'[k] = (L(t) <= k < L(t + 1)) ? v(t, k - L(t)) : a[k]`, where L(t) is how long the array is then.
After: `a[k] at t = (L(lo) <= k < L(t)) ? v(r, k - L(r)) : a0[k]`, r being the round that has place k.
"""

from __future__ import annotations

from collections.abc import Iterator

from tensir.build import add, apply, conj, le, lt, mul, select, sub
from tensir.cells import Cell, Elem, Fold, Sym, fresh, integer, substitute
from tensir.dtypes import INT
from tensir.polynomial import linear_in, mentions, normal, polynomial, to_cell
from tensir.repetition import before, never_negative, owner
from tenspiler.synthesis.closed_selection import written_where_it_is
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.writes import Iteration


def grown(body: Cell, keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """The array after rounds that append what `body` says, `loop.length` being how long it was before one."""
    length, axis = loop.length, keep.indices[0] if keep.indices else None
    if length is None or not isinstance(axis, Sym):
        return
    places = places_of_a_round(length, loop)
    if places is None:
        return
    base = normal(substitute(length, {loop.index.name: loop.lo}, make=apply))
    offset = Sym(fresh("u"), INT)
    here = normal(substitute(body, {axis.name: add(length, offset)}, make=apply))
    kept = Elem(keep.array, (normal(add(length, offset)), *keep.indices[1:]), keep.dtype)
    written = written_where_it_is(here, kept)
    if written is None or mentions(written, axis.name):
        return
    binder = fresh(loop.index.name)
    each = normal(substitute(places, {loop.index.name: Sym(binder, INT)}, make=apply))
    round = normal(owner(binder, loop.lo, loop.hi, each, sub(axis, base)))
    begin = normal(add(base, before(binder, loop.lo, round, each)))
    put = {loop.index.name: round, offset.name: normal(sub(axis, begin))}
    value = substitute(written, put, make=apply)
    yield recombined(select(conj(le(base, axis), lt(axis, length)), value, keep))


def places_of_a_round(length: Cell, loop: Iteration) -> Cell | None:
    """How many elements a round appends, where sums over the rounds before it say how many there are."""
    rest: Cell = length
    places: Cell = integer(0)
    summed = False
    for monomial, coefficient in polynomial(length).items():
        match monomial:
            case (Fold(op="add") as found,) if coefficient > 0 and found.hi == loop.index:
                if found.lo != loop.lo or found.init != integer(0):
                    return None
                here = substitute(found.body, {found.binder: loop.index}, make=apply)
                places, summed = add(places, mul(integer(coefficient), here)), True
                rest = normal(sub(rest, mul(integer(coefficient), found)))
            case _:
                pass
    if not summed:
        return None
    split = linear_in(rest, loop.index.name)
    if split is None or not set(split[0]) <= {()}:
        return None
    places = normal(add(places, to_cell(split[0])))
    return places if never_negative(places) else None
