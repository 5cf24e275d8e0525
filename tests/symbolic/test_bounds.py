"""Signs that are seen without a solver: what a search or a choice lies between, and what is left open."""

from __future__ import annotations

import pytest

from tensir.build import add, apply, fold, le, lt, select, sub
from tensir.cells import Cell, Elem, Extent, Lit, Sym, integer
from tensir.dtypes import BOOL, I32, INT
from tensir.first import first
from tensir.last import last
from tenspiler.symbolic.bounds import Bounds

J, N, T = Sym("j", INT), Sym("n", INT), Sym("i", INT)
SIZE = Extent("x", 0)
HOLDS = Elem("m", (J,), BOOL)


def largest(init: Cell) -> Cell:
    return fold("max", "j", integer(0), SIZE, init, Elem("x", (J,), INT))


def least(init: Cell) -> Cell:
    return fold("min", "j", integer(0), SIZE, init, Elem("x", (J,), INT))


FIRST = first("j", integer(0), SIZE, SIZE, HOLDS)
LAST = last("j", add(FIRST, integer(1)), T, HOLDS)
ABOVE = lt(T, SIZE)

SEEN = {
    "the last is at least what there is without": (sub(last("j", N, T, HOLDS), sub(N, integer(1))), ()),
    "the first is not negative": (FIRST, ()),
    "the first is at most what there is without": (sub(SIZE, FIRST), ()),
    "a last that begins with a first": (LAST, ()),
    "it is inside": (sub(SIZE, LAST), (ABOVE,)),
    "a maximum is at least its start": (sub(largest(N), N), ()),
    "a minimum is at most its start": (sub(N, least(N)), ()),
    "the larger of two": (sub(apply("max", (T, N), INT), N), ()),
    "the smaller of two": (sub(N, apply("min", (T, N), INT)), ()),
    "two are below": (sub(integer(9), apply("max", (T, N), INT)), (le(T, integer(9)), le(N, integer(8)))),
    "two are above": (sub(apply("min", (T, N), INT), integer(2)), (le(integer(2), T), le(integer(3), N))),
}
OPEN = {
    "the last may be missing": (last("j", integer(0), SIZE, HOLDS), ()),
    "the first may be the end": (sub(sub(SIZE, integer(1)), FIRST), ()),
    "the last may be the end": (sub(sub(SIZE, integer(1)), LAST), (ABOVE,)),
    "a first without is not what it is without": (sub(FIRST, SIZE), ()),
    "a maximum may be above its start": (sub(N, largest(N)), ()),
    "a minimum may be below its start": (sub(least(N), N), ()),
    "one of two is below": (sub(integer(9), apply("max", (T, N), INT)), (le(T, integer(9)),)),
    "one of two is above": (sub(apply("min", (T, N), INT), integer(2)), (le(integer(2), T),)),
    "one side of a choice": (select(HOLDS, integer(1), integer(-1)), ()),
    "a start below": (first("j", integer(-1), SIZE, SIZE, HOLDS), ()),
    "an end below": (first("j", integer(0), SIZE, N, HOLDS), ()),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen(name: str) -> None:
    cell, facts = SEEN[name]
    assert Bounds(facts).non_negative(cell)


@pytest.mark.parametrize("name", OPEN)
def test_what_is_open(name: str) -> None:
    cell, facts = OPEN[name]
    assert not Bounds(facts).non_negative(cell)


def test_a_place_fits_where_its_range_does() -> None:
    facts = (lt(T, Sym("n", INT)), le(N, integer(2**31 - 1)), le(integer(0), T))
    place = last("j", integer(0), T, HOLDS)
    assert Bounds(facts).fits(place, I32)
    assert not Bounds(facts[:1]).fits(place, I32)
    assert Bounds(()).fits(Lit(7, INT), I32)
