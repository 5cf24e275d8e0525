"""Closed forms of arrays that take in, one after the other, what meets a condition.

Before: `a'[k] = (k == c(t) && m(t)) ? v(t) : a[k]`, where c(t) counts the iterations before t that meet m.
After: `a[k] at t = (0 <= k < c(t)) ? v(nth(k)) : a0[k]`, nth(k) being the iteration with k before it that do.
"""

from __future__ import annotations

from collections.abc import Iterator

from tensir.build import add, apply, cast, conj, le, lt, negate, select, sub
from tensir.cells import TRUE, Apply, Cell, Elem, Fold, Lit, Sym, fresh, integer, rewritten, substitute
from tensir.dtypes import INT
from tensir.polynomial import linear_in, mentions, normal, polynomial, to_cell
from tensir.selection import count, counted_condition, nth
from tenspiler.synthesis.closed_scalar import by_identity
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.writes import Iteration, Write


def selected(writes: list[Write], keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """The one write, if it is under a condition, and at a place that counts how often that held."""
    match writes:
        case [Write(position=(Apply(op="eq", args=(a, b)),), value=Apply(op="select") as value)] if (
            a.dtype is INT
        ):
            pass
        case _:
            return
    found = _axis(without_casts(sub(a, b)), keep)
    if found is None:
        return
    axis, place = found
    number_and_condition = counted(place, loop)
    written = written_where_it_is(value, keep)
    if number_and_condition is None or written is None:
        return
    number, condition = number_and_condition
    base = normal(sub(place, number))
    binder = fresh(loop.index.name)
    mask = substitute(condition, {loop.index.name: Sym(binder, INT)}, make=apply)
    rank = normal(sub(axis, base))
    when = normal(nth(binder, loop.lo, loop.hi, mask, rank))
    there = substitute(written, {loop.index.name: when}, make=apply)
    yield recombined(select(conj(le(base, axis), lt(axis, place)), there, keep))


def places(x: Sym, step: Cell, loop_index: Sym, lo: Cell, entry: Cell) -> Iterator[Cell]:
    """A place that moves by one where a condition holds: so many from where it started, as a number."""
    unit = by_identity(step, x, "add")
    match unit:
        case Apply(op="select", args=(condition, Lit(value=1), Lit(value=0))) if x.dtype.is_fixed:
            pass
        case Apply(op="select", args=(condition, Lit(value=0), Lit(value=1))) if x.dtype.is_fixed:
            condition = negate(condition)
        case _:
            return
    binder = fresh(loop_index.name)
    mask = substitute(condition, {loop_index.name: Sym(binder, INT)}, make=apply)
    number = add(cast(entry, INT), count(binder, lo, loop_index, mask))
    yield recombined(cast(number, x.dtype))


def without_casts(cell: Cell) -> Cell:
    """An integer without conversions to narrower types and back: the number that it is where none wraps."""

    def change(term: Cell) -> Cell:
        match term:
            case Apply(op="cast", args=(Apply(op="cast", args=(inner,)),)) if (
                term.dtype is INT and inner.dtype is INT
            ):
                return inner
            case _:
                return term

    return normal(rewritten(cell, change))


def _axis(difference: Cell, keep: Elem) -> tuple[Sym, Cell] | None:
    """The axis `k` and the place `e` of a position `k == e`."""
    for index in keep.indices:
        if isinstance(index, Sym):
            split = linear_in(difference, index.name)
            if split is None or split[0] not in ({(): 1}, {(): -1}):
                continue
            rest = to_cell(split[1])
            return index, normal(sub(sub(index, index), rest)) if split[0] == {(): 1} else rest
    return None


def counted(place: Cell, loop: Iteration) -> tuple[Fold, Cell] | None:
    """The count in a place, of the iterations before this one, and the condition that it counts."""
    for monomial, coefficient in polynomial(place).items():
        match monomial:
            case (Fold() as found,) if coefficient == 1 and normal(found.hi) == loop.index:
                condition = counted_condition(found)
                rest = normal(sub(place, found))
                if condition is None or found.lo != loop.lo or mentions(rest, loop.index.name):
                    continue
                return found, normal(substitute(condition, {found.binder: loop.index}, make=apply))
            case _:
                pass
    return None


def begins_at_once(length: Cell, loop: Iteration) -> bool:
    """Whether a length counts iterations of which the first is one: then it is not zero after that."""
    found = counted(length, loop)
    if found is None or normal(sub(length, found[0])) != integer(0):
        return False
    return recombined(substitute(found[1], {loop.index.name: loop.lo}, make=apply)) == TRUE


def written_where_it_is(value: Cell, keep: Elem) -> Cell | None:
    """What is written wherever the array is not kept."""
    match value:
        case _ if value == keep:
            return None
        case Apply(op="select", args=(condition, yes, no)):
            one, other = written_where_it_is(yes, keep), written_where_it_is(no, keep)
            if one is None or other is None:
                return other if one is None else one
            return select(condition, one, other)
        case _:
            return value
