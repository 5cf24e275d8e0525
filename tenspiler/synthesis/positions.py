"""Positions of extremes that a loop reads through: `if x[i] < x[best]: best = i`.

Before: `best' = x[t] < x[best] ? t : best`. After: the last t at which `x[t]` was below all before it, and
what has to be known of it along the way: that `x[best]` is the least so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import add, apply, conj, conjuncts, fold, le, negate, select, sub
from tensir.cells import Apply, Cell, Elem, Fold, Sym, fresh, integer, replaced, substitute, subterms
from tensir.dtypes import BOOL, INT
from tensir.last import last
from tensir.polynomial import mentions, normal
from tenspiler.symbolic.obligation import identical
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


def position(x: Sym, step: Cell, index: Sym, lo: Cell, entry: Cell) -> Position | None:
    """The closed form of a position at the head of iteration `index`, from its step."""
    match step:
        case Apply(op="select", args=(condition, place, kept)) if kept == x:
            pass
        case Apply(op="select", args=(negated, kept, place)) if kept == x:
            condition = negate(negated)
        case _:
            return None
    if mentions(place, x.name) or not mentions(place, index.name):
        return None
    if not mentions(condition, x.name):
        return _beside(condition, place, index, lo, entry)
    atoms = conjuncts(condition)
    about = [a for a in atoms if mentions(a, x.name)]
    rest = conj(*(a for a in atoms if not mentions(a, x.name)))
    compared = _compared(about[0], x, index) if len(about) == 1 else None
    if compared is None:
        return None
    relation, element, held = compared

    def at(cell: Cell, value: Cell) -> Cell:
        return substitute(cell, {index.name: value}, make=apply)

    start = substitute(held, {x.name: entry}, make=apply)
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
    known = substitute(held, {x.name: closed}, make=apply)
    return Position(closed, identical(recombined(known), recombined(extreme(index))))


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
    match condition:
        case Apply(op="not", args=(Apply(op=op, args=(a, b)),)) if op in _NEGATED and a.dtype.is_integer:
            op = _NEGATED[op]
        case Apply(op=op, args=(a, b)) if op in _TAKES:
            pass
        case _:
            return None
    if mentions(a, x.name):
        a, b, op = b, a, _FLIPPED[op]
    if mentions(a, x.name) or mentions(b, index.name) or not mentions(a, index.name):
        return None
    if not any(isinstance(t, Elem) and mentions(t, x.name) for t in subterms(b)):
        return None
    return op, a, b
