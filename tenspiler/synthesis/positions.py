"""Positions of extremes that a loop reads through: `if x[i] < x[best]: best = i`.

Before: `best' = x[t] < x[best] ? t : best`. After: the last t at which `x[t]` was below all before it, and
what has to be known of it along the way: that `x[best]` is the least so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from tensir.build import add, apply, conj, conjuncts, disj, fold, le, lt, negate, select, sub
from tensir.cells import (
    FALSE,
    TRUE,
    Apply,
    Cell,
    Elem,
    Fold,
    Sym,
    alike,
    arrays_read,
    free_symbols,
    fresh,
    integer,
    replaced,
    substitute,
    subterms,
)
from tensir.dtypes import BOOL, INT
from tensir.first import first
from tensir.last import last
from tensir.polynomial import mentions, normal
from tenspiler.symbolic.obligation import identical
from tenspiler.synthesis.closed_scalar import setting
from tenspiler.synthesis.euclid import recombined

_TAKES = {"lt": "min", "le": "min", "gt": "max", "ge": "max"}
_FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_NEGATED = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}


@final
@dataclass(frozen=True, slots=True)
class Position:
    """The closed form of a position, and what holds at the head of each iteration, for the step to follow."""

    closed: Cell
    invariant: Cell
    extreme: Cell | None = None
    """The extreme itself at the head of an iteration, where something has begun."""
    begun: Cell = TRUE
    """Whether the place is one that the loop has found, or that of an element that it began with."""
    says: Cell = TRUE
    """The part of the invariant that does not speak of the element at the place."""

    def beside(self, value: Cell, x: Sym, entry: Cell) -> Iterator[tuple[Cell, Cell]]:
        """What is kept of the element at the place, `value` of the place `x`, and what its step has to know.

        It is the extreme itself, or else read anew; `entry` before something has begun.
        """
        if self.extreme is not None:
            yield recombined(select(self.begun, self.extreme, entry)), self.says
        there = substitute(value, {x.name: self.closed}, make=apply)
        yield recombined(select(self.begun, there, entry)), self.invariant


def position(x: Sym, step: Cell, index: Sym, lo: Cell, hi: Cell, entry: Cell) -> Position | None:
    """The closed form of a position at the head of iteration `index` of `lo .. hi`, from its step."""
    condition, place = setting(step, x)
    if place is None or condition == TRUE:
        return None
    if mentions(place, x.name) or not mentions(place, index.name):
        return None
    if not mentions(condition, x.name):
        return _beside(condition, place, index, lo, entry)
    atoms = conjuncts(condition)
    about = [a for a in atoms if mentions(a, x.name)]
    rest = conj(*(a for a in atoms if not mentions(a, x.name)))
    if len(about) != 1:
        return None
    parts = next(_unless_unset(about[0], x, entry), None)
    if parts is not None:
        return _from_the_first(*parts, rest, place, x, index, lo, hi, entry)
    compared = _compared(about[0], x, index)
    if compared is None:
        return None
    start = substitute(compared[2], {x.name: entry}, make=apply)
    return _along(compared, start, rest, place, x, index, lo, entry)


def _along(
    compared: tuple[str, Cell, Cell],
    start: Cell,
    rest: Cell,
    place: Cell,
    x: Sym,
    index: Sym,
    lo: Cell,
    entry: Cell,
) -> Position:
    """The last place of `lo .. index` at which `rest` held and the element was better than any before.

    `start` is the element that the first one has to be better than.
    """
    relation, element, held = compared

    def at(cell: Cell, value: Cell) -> Cell:
        return substitute(cell, {index.name: value}, make=apply)

    begins = recombined(at(element, lo)) == recombined(start)
    begin = normal(add(lo, integer(1))) if begins else lo  # no element is better than itself

    def extreme(end: Cell) -> Cell:
        binder = fresh(index.name)
        inner = Sym(binder, INT)
        taken = select(at(rest, inner), at(element, inner), start)
        return fold(_TAKES[relation], binder, begin, end, start, taken)

    binder = fresh(index.name)
    place_of = Sym(binder, INT)
    better = apply(relation, (at(element, place_of), extreme(place_of)), BOOL)
    found = last(binder, begin, index, recombined(conj(at(rest, place_of), better)))
    before = recombined(at(place, sub(begin, integer(1))))
    closed = at(place, found) if before == entry else select(le(begin, found), at(place, found), entry)
    closed = recombined(closed)
    direct = before == entry and alike(recombined(at(element, Sym(x.name, INT))), recombined(held))
    known = at(element, found) if direct else substitute(held, {x.name: closed}, make=apply)
    best = recombined(extreme(index))
    return Position(closed, identical(recombined(known), best), best)


def _from_the_first(
    unset: Cell, better: Cell, rest: Cell, place: Cell, x: Sym, index: Sym, lo: Cell, hi: Cell, entry: Cell
) -> Position | None:
    """A place that is none until `rest` holds for the first time, and goes on from there.

    Before: `x' = m(t) and (x < 0 or y[t] < y[x]) ? t : x`, from -1. After: with f the first index of all
    at which m holds, -1 up to it, and the place of the least of those after it, from f on.
    """
    compared = _compared(better, x, index)
    if compared is None or arrays_read(place):
        return None
    begin = first_held(rest, index, lo, hi)
    start, begins = (recombined(substitute(c, {index.name: begin}, make=apply)) for c in (compared[1], place))
    after = _along(compared, start, rest, place, x, index, normal(add(begin, integer(1))), begins)
    begun = lt(begin, index)
    says = _says(unset, x, negate(begun))
    invariant = conj(says, disj(negate(begun), after.invariant))
    return Position(recombined(select(begun, after.closed, entry)), invariant, after.extreme, begun, says)


def extreme_of_selected(x: Sym, step: Cell, index: Sym, lo: Cell, hi: Cell, entry: Cell) -> Position | None:
    """The least or largest of selected elements, which is another value until one is selected.

    Before: `x' = m(t) and (none so far or y[t] < x) ? y[t] : x`. After: with f the first index of all with
    m(f), x as it was up to it, and then the least of what is selected, which begins with `y[f]`.
    """
    condition, value = setting(step, x)
    if value is None or mentions(value, x.name) or not mentions(value, index.name):
        return None
    atoms = conjuncts(condition)
    about = [a for a in atoms if mentions(a, x.name)]
    rest = conj(*(a for a in atoms if a not in about))
    for unset, better in _unless_unset(about[0], x, entry) if len(about) == 1 else ():
        op = _order(better, x, value)
        if op is None:
            continue
        begin = first_held(rest, index, lo, hi)
        start = recombined(substitute(value, {index.name: begin}, make=apply))
        binder = fresh(index.name)
        taken = substitute(select(rest, value, start), {index.name: Sym(binder, INT)}, make=apply)
        begun = lt(begin, index)
        after = normal(add(begin, integer(1)))
        closed = select(begun, fold(op, binder, after, index, start, taken), entry)
        return Position(recombined(closed), _says(unset, x, negate(begun)))
    return None


def _order(comparison: Cell, x: Sym, value: Cell) -> str | None:
    """Which of x and a value is kept where the value is taken if they compare so."""
    sides = _relation(comparison)
    if sides is None:
        return None
    op, a, b = sides
    if b == value and a == x:
        op = _FLIPPED[op]
    elif a != value or b != x:
        return None
    return _TAKES[op]


def _says(unset: Cell, x: Sym, none: Cell) -> Cell:
    """That a condition which does not read x says that nothing has been selected yet."""
    return TRUE if mentions(unset, x.name) else identical(unset, none)


def first_held(condition: Cell, index: Sym, lo: Cell, hi: Cell) -> Cell:
    """The first index of `lo .. hi` at which a condition on it holds; the end of the range without any."""
    if condition == TRUE:
        return lo
    binder = fresh(index.name)
    held = recombined(substitute(condition, {index.name: Sym(binder, INT)}, make=apply))
    return recombined(first(binder, lo, hi, apply("max", (lo, hi), INT), held))


def _unless_unset(condition: Cell, x: Sym, entry: Cell) -> Iterator[tuple[Cell, Cell]]:
    """The parts of `u or c`: u is about x alone, and true at the entry, or not about x at all."""
    match condition:
        case Apply(op="or", args=(a, b)):
            pass
        case Apply(op="not", args=(Apply(op="and", args=(a, b)),)):
            a, b = negate(a), negate(b)
        case _:
            return
    for unset, other in ((a, b), (b, a)):
        if not mentions(unset, x.name):
            yield unset, other
        alone = free_symbols(unset) == frozenset((x.name,)) and not arrays_read(unset)
        if alone and recombined(substitute(unset, {x.name: entry}, make=apply)) == TRUE:
            never = (unset, lt(x, integer(0)))  # Python asks whether an index is below zero
            yield unset, replaced(other, lambda t, never=never: FALSE if t in never else None, apply)


def _beside(condition: Cell, place: Cell, index: Sym, lo: Cell, entry: Cell) -> Position | None:
    """A place that is kept beside an extremum which starts with the element before the loop's first.

    Its condition compares with `min(l in lo - 1 .. t: x(l); x(lo - 1))`, where `l in lo .. t` would do.
    """
    found = [t for t in subterms(condition) if isinstance(t, Fold) and _repeats_its_start(t, index, lo)]
    if len(set(found)) != 1:
        return None
    long = found[0]
    short = fold(long.op, long.binder, lo, index, long.init, long.body)
    better = replaced(condition, lambda t: short if t == long else None, apply)
    binder = fresh(index.name)

    def at(cell: Cell, value: Cell) -> Cell:
        return substitute(cell, {index.name: value}, make=apply)

    latest = last(binder, lo, index, recombined(at(better, Sym(binder, INT))))
    before = recombined(at(place, sub(lo, integer(1))))
    closed = at(place, latest) if before == entry else select(le(lo, latest), at(place, latest), entry)
    return Position(recombined(closed), identical(long, short))


def _repeats_its_start(extremum: Fold, index: Sym, lo: Cell) -> bool:
    before = normal(sub(lo, integer(1)))
    if extremum.op not in ("min", "max") or extremum.hi != index or normal(extremum.lo) != before:
        return False
    first = substitute(extremum.body, {extremum.binder: before}, make=apply)
    return recombined(first) == recombined(extremum.init)


def _compared(condition: Cell, x: Sym, index: Sym) -> tuple[str, Cell, Cell] | None:
    """A comparison of what an iteration brings with what a position holds: the relation, and both."""
    sides = _relation(condition)
    if sides is None:
        return None
    op, a, b = sides
    if mentions(a, x.name):
        a, b, op = b, a, _FLIPPED[op]
    if mentions(a, x.name) or mentions(b, index.name) or not mentions(a, index.name):
        return None
    if not any(isinstance(t, Elem | Fold) and mentions(t, x.name) for t in subterms(b)):
        return None
    return op, a, b


def _relation(condition: Cell) -> tuple[str, Cell, Cell] | None:
    """How a condition compares two numbers, and these."""
    match condition:
        case Apply(op="not", args=(Apply(op=op, args=(a, b)),)) if op in _NEGATED and a.dtype.is_integer:
            return _NEGATED[op], a, b
        case Apply(op=op, args=(a, b)) if op in _TAKES:
            return op, a, b
        case _:
            return None
