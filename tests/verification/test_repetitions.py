"""What the encoder knows of sums of what is never negative and of the round that has a place: proved by
induction, with broken variants that must fail, and in questions to the solver."""

from __future__ import annotations

from typing import Any

import pytest
import z3

from tensir.build import add, apply, conj, eq, fold, le, lt, select, sub
from tensir.cells import Cell, Elem, Fold, Lit, Sym, integer
from tensir.dtypes import BOOL, INT
from tensir.first import first
from tensir.repetition import at_least_none, before, is_rising, never_negative, owner, owner_of
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.solver import Answer, Session, check

SESSION = Session()
N, LOW, RANK = z3.Ints("n low rank")
PLACES = z3.Function("places", z3.IntSort(), z3.IntSort())
BEFORE = z3.Function("before", z3.IntSort(), z3.IntSort())
FOUND = z3.Function("found", z3.IntSort(), z3.IntSort())


def holds(goal: Any, *facts: Any) -> bool:
    solver = z3.Solver()
    solver.set("rlimit", 4_000_000)
    solver.add(*facts, z3.Not(goal))
    return solver.check() == z3.unsat


def summed(k: Any, least: int = 0) -> Any:
    """`before(k) = sum(j < k: places(j))`, unfolded at k; no round has fewer than `least` places."""
    return z3.And(
        z3.Implies(k <= 0, BEFORE(k) == 0),
        z3.Implies(k > 0, BEFORE(k) == BEFORE(k - 1) + PLACES(k - 1)),
        PLACES(k - 1) >= least,
    )


@pytest.mark.parametrize(("least", "right"), [(0, True), (-1, False)])
def test_sums_of_what_is_never_negative_do_not_decrease(least: int, right: bool) -> None:
    def claim(k: Any) -> Any:
        return z3.And(BEFORE(k) >= 0, BEFORE(LOW) <= BEFORE(k))

    none = holds(z3.And(BEFORE(N) >= 0, BEFORE(LOW) <= BEFORE(N)), LOW <= N, N <= 0, summed(N), summed(LOW))
    base = holds(BEFORE(LOW) <= BEFORE(N), N == LOW)
    step = holds(claim(N), N > LOW, N > 0, summed(N, least), claim(N - 1))
    assert none
    assert base
    assert step is right


@pytest.mark.parametrize(("more", "right"), [(0, True), (1, False)])
def test_every_place_has_a_round(more: int, right: bool) -> None:
    """`min(j < n: rank < before(j + 1) ? j : end)` is below n where `0 <= rank < before(n)`."""
    end = z3.Int("end")
    search = z3.And(
        z3.Implies(N <= 0, FOUND(N) == end),
        z3.Implies(
            N > 0,
            FOUND(N)
            == z3.If(
                z3.If(BEFORE(N) > RANK, N - 1, end) < FOUND(N - 1),
                z3.If(BEFORE(N) > RANK, N - 1, end),
                FOUND(N - 1),
            ),
        ),
    )

    def claim(k: Any) -> Any:
        return z3.Implies(z3.And(RANK >= 0, BEFORE(k) + more > RANK), FOUND(k) < k)

    base = holds(claim(N), N <= 0, summed(N), search)
    step = holds(claim(N), N > 0, summed(N), search, claim(N - 1))
    assert (base and step) is right


@pytest.mark.parametrize(("least", "right"), [(0, True), (-1, False)])
def test_the_places_of_a_round_begin_no_later_than_each_of_them(least: int, right: bool) -> None:
    found, end = z3.Ints("found end")
    first_one = z3.And(found >= 0, found <= z3.If(end < 0, 0, end))
    not_before = z3.Implies(z3.And(found - 1 >= 0, found - 1 < end), z3.Not(BEFORE(found) > RANK))
    assert holds(BEFORE(found) <= RANK, least <= RANK, first_one, not_before, summed(found)) is right


# ---------------------------------------------------------------- questions to the solver

SIZE, INDEX, PLACE, J = Sym("size", INT), Sym("index#1", INT), Sym("place", INT), Sym("j", INT)


def count(index: Cell) -> Cell:
    return at_least_none(Elem("count", (index,), INT))


def places_before(round: Cell) -> Cell:
    return before("j", integer(0), round, count(J))


def round_of(place: Cell) -> Cell:
    return owner("j", integer(0), SIZE, count(J), place)


def is_proved(goal: Cell, *facts: Cell) -> bool:
    return check(Encoder(Arithmetic.EXACT).script(facts, goal), session=SESSION) is Answer.UNSAT


def test_what_the_encoder_knows_of_the_round_of_a_place() -> None:
    found, whole = round_of(PLACE), places_before(SIZE)
    after = add(INDEX, integer(1))
    there = conj(le(integer(0), PLACE), lt(PLACE, whole))
    inside = conj(le(integer(0), INDEX), lt(INDEX, SIZE))
    own = conj(le(places_before(INDEX), PLACE), lt(PLACE, places_before(after)))
    assert is_proved(conj(le(integer(0), found), lt(found, SIZE)), there)
    assert is_proved(le(places_before(found), PLACE), there)
    assert is_proved(lt(PLACE, places_before(add(found, integer(1)))), there)
    assert is_proved(eq(found, INDEX), inside, own)
    assert is_proved(le(found, round_of(add(PLACE, integer(1)))), there)
    assert is_proved(le(places_before(INDEX), whole), inside)
    assert not is_proved(lt(found, SIZE))
    assert not is_proved(lt(found, SIZE), lt(PLACE, whole))
    assert not is_proved(lt(found, SIZE), le(integer(0), PLACE), le(PLACE, whole))
    assert not is_proved(le(places_before(found), PLACE))
    assert not is_proved(eq(found, INDEX), inside, lt(PLACE, places_before(after)))
    assert not is_proved(eq(found, INDEX), own)
    assert not is_proved(lt(places_before(INDEX), whole), inside)
    assert not is_proved(lt(found, round_of(add(PLACE, integer(1)))), there)


def test_the_facts_about_rounds_have_a_model() -> None:
    found, whole = round_of(PLACE), places_before(SIZE)
    for facts in (
        (lt(integer(3), found), lt(found, SIZE), le(integer(0), PLACE)),
        (eq(found, SIZE), lt(integer(3), SIZE)),
        (eq(found, SIZE), eq(PLACE, whole), lt(integer(2), PLACE)),
        (lt(SIZE, integer(0)), eq(whole, integer(0))),
        (
            eq(places_before(INDEX), places_before(add(INDEX, integer(1)))),
            lt(INDEX, SIZE),
            lt(integer(0), INDEX),
        ),
        (lt(PLACE, integer(0)), eq(found, integer(0)), lt(integer(0), SIZE)),
        (lt(found, INDEX), lt(INDEX, SIZE), lt(integer(0), found), lt(PLACE, whole)),
    ):
        script = Encoder(Arithmetic.EXACT).script(facts, None)
        assert check(script, session=SESSION) is not Answer.UNSAT


def test_sums_that_may_fall_are_not_taken_to_rise() -> None:
    falling = fold("add", "j", integer(0), INDEX, integer(0), Elem("count", (J,), INT))
    whole = fold("add", "j", integer(0), SIZE, integer(0), Elem("count", (J,), INT))
    assert isinstance(falling, Fold)
    assert not is_rising(falling)
    assert not is_proved(le(falling, whole), le(INDEX, SIZE))
    assert not is_proved(le(integer(0), falling))
    assert not is_rising(Fold("mul", "j", integer(0), SIZE, integer(0), count(J)))
    assert not is_rising(Fold("add", "j", integer(0), SIZE, integer(-1), count(J)))


NEVER = {
    "a choice": (select(Sym("c", BOOL), integer(2), integer(0)), True),
    "a choice of less than none": (select(Sym("c", BOOL), integer(2), integer(-1)), False),
    "a truth": (apply("cast", (Sym("c", BOOL),), INT), True),
    "an element": (Elem("count", (J,), INT), False),
    "a clamped element": (count(J), True),
    "a number": (Sym("n", INT), False),
    "a difference": (sub(count(J), integer(1)), False),
    "the smaller": (apply("min", (count(J), Sym("n", INT)), INT), False),
    "the larger": (apply("max", (count(J), Sym("n", INT)), INT), True),
    "a sum": (add(count(J), count(Sym("n", INT))), True),
    "minus one": (Lit(-1, INT), False),
    "a sum of many": (fold("add", "j", integer(0), SIZE, integer(0), count(J)), True),
    "a sum from below": (fold("add", "j", integer(0), SIZE, integer(-1), count(J)), False),
    "a maximum of many": (fold("max", "j", integer(0), SIZE, integer(-1), count(J)), False),
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_what_is_never_negative(name: str) -> None:
    cell, right = NEVER[name]
    assert never_negative(cell) is right


def nearly(end: Cell, otherwise: Cell, condition: Cell) -> Cell:
    return first("j", integer(0), end, otherwise, condition)


AFTER = before("i", integer(0), add(J, integer(1)), count(Sym("i", INT)))
NEARLY = {
    "before the round": nearly(SIZE, SIZE, lt(PLACE, before("i", integer(0), J, count(Sym("i", INT))))),
    "from a later round on": nearly(
        SIZE, SIZE, lt(PLACE, before("i", integer(1), add(J, integer(1)), count(Sym("i", INT))))
    ),
    "another number for none": nearly(SIZE, add(SIZE, integer(1)), lt(PLACE, AFTER)),
    "a place of its own": nearly(SIZE, SIZE, lt(add(PLACE, J), AFTER)),
    "at most so many": nearly(SIZE, SIZE, lt(AFTER, PLACE)),
    "counts that may be negative": nearly(
        SIZE, SIZE, lt(PLACE, before("i", integer(0), add(J, integer(1)), Elem("count", (Sym("i", INT),), INT))),
    ),
    "counts that depend on the round": nearly(
        SIZE, SIZE, lt(PLACE, before("i", integer(0), add(J, integer(1)), at_least_none(Elem("c", (J,), INT))))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEARLY)
def test_what_is_nearly_a_round_of_a_place(name: str) -> None:
    assert owner_of(NEARLY[name]) is None


def test_rounds_are_found_however_they_are_written() -> None:
    for condition, rank in (
        (lt(PLACE, AFTER), PLACE),
        (le(PLACE, AFTER), sub(PLACE, integer(1))),
        (lt(sub(PLACE, integer(3)), AFTER), sub(PLACE, integer(3))),
        (lt(PLACE, add(AFTER, SIZE)), sub(PLACE, SIZE)),
    ):
        found = owner_of(nearly(SIZE, SIZE, condition))
        assert found is not None
        assert is_proved(eq(found.rank, rank))
        assert found.places(INDEX) == count(INDEX)
        assert is_proved(eq(found.before(INDEX), places_before(INDEX)))
