"""Folds that are arranged differently are proved equal, and their wrong variants are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir import INT, Sym
from tensir.build import add, apply, le, lt, mul, scalar, select, sub
from tensir.cells import TRUE, Apply, Cell, Elem, Extent, Fold, alike, integer
from tensir.polynomial import normal
from tenspiler.loopir.nodes import Span
from tenspiler.symbolic.obligation import Obligation, identical
from tenspiler.verification.discharge import Ledger, Unproved
from tenspiler.verification.induction import inductions

N, J = Extent("a", 0), Sym("j", INT)
HALF = Apply("floordiv", (N, integer(2)), INT)


def a(index: Cell) -> Cell:
    return Elem("a", (index,), INT)


def total(hi: Cell, body: Cell, op: str = "add", init: int = 0) -> Cell:
    return Fold(op, "j", integer(0), hi, integer(init), body)


def last(back: Cell) -> Cell:
    return a(sub(sub(N, integer(1)), back))


SUM = total(N, a(J))
POSITIVE = lt(integer(0), a(J))
COUNT = total(N, select(POSITIVE, integer(1), integer(0)))
REST = total(N, select(POSITIVE, integer(0), integer(1)))
PROVED = {
    "negated": (SUM, scalar("neg", total(N, scalar("neg", a(J))))),
    "backwards": (SUM, total(N, last(J))),
    "least, backwards": (total(N, a(J), "min", 5), total(N, last(J), "min", 5)),
    "in two halves": (SUM, add(total(HALF, a(J)), total(sub(N, HALF), a(add(J, HALF))))),
    "one less each": (SUM, add(total(N, sub(a(J), integer(1))), N)),
    "twice": (add(SUM, SUM), total(N, mul(integer(2), a(J)))),
    "of two conditions": (SUM, add(total(N, select(POSITIVE, a(J), integer(0))), total(N, select(POSITIVE, integer(0), a(J))))),
    "a count as the rest": (COUNT, sub(N, REST)),
    "a count that is not zero": (lt(integer(0), COUNT), lt(integer(0), total(N, apply("max", (a(J), integer(0)), INT), "max"))),
    "largest as least": (total(N, a(J), "max"), scalar("neg", total(N, scalar("neg", a(J)), "min"))),
}  # fmt: skip
WRONG = {
    "negated once": (SUM, total(N, scalar("neg", a(J)))),
    "backwards, without the last": (SUM, total(sub(N, integer(1)), last(J))),
    "backwards from one further": (SUM, total(N, a(sub(N, J)))),
    "two halves of an even number": (SUM, add(total(HALF, a(J)), total(HALF, a(add(J, HALF))))),
    "halves that overlap": (SUM, add(total(HALF, a(J)), total(sub(N, HALF), a(J)))),
    "one less for all": (SUM, add(total(N, sub(a(J), integer(1))), integer(1))),
    "off by one": (SUM, add(total(N, a(J)), integer(1))),
    "both conditions": (SUM, add(total(N, select(POSITIVE, a(J), integer(0))), total(N, a(J)))),
    "a count as the rest but one": (COUNT, sub(sub(N, integer(1)), REST)),
    "a count that is more than one": (lt(integer(0), COUNT), lt(integer(1), COUNT)),
    "another start": (SUM, total(N, a(J), init=1)),
    "largest without zero": (total(N, a(J), "max"), total(N, a(J), "max", 1)),
    "right for one element": (SUM, mul(N, SUM)),
    "right up to three": (SUM, total(apply("min", (N, integer(3)), INT), a(J))),
    "right from one on": (total(N, integer(1)), apply("max", (N, integer(1)), INT)),
}  # fmt: skip


def prove(one: Cell, other: Cell, *facts: Cell) -> bool:
    ledger = Ledger((), frozenset())
    ledger.inducts = True
    obligation = Obligation("final", Span("f.py", 1, 1, 1, 2), facts, identical(normal(one), normal(other)))
    try:
        ledger.owe(obligation)
    except Unproved:
        return False
    return True


@pytest.mark.parametrize("name", PROVED)
def test_what_is_equal_is_proved(name: str) -> None:
    assert prove(*PROVED[name])
    assert prove(*reversed(PROVED[name]))


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_equal_is_not_proved(name: str) -> None:
    assert not prove(*WRONG[name])
    assert not prove(*reversed(WRONG[name]))


def test_without_asking_for_it_there_is_no_induction() -> None:
    obligation = Obligation("final", Span("f.py", 1, 1, 1, 2), (), identical(*map(normal, PROVED["negated"])))
    with pytest.raises(Unproved):
        Ledger((), frozenset()).owe(obligation)


def test_a_bound_that_may_be_negative_is_none() -> None:
    """At N = -3 a sum up to N is empty, and -3 it is not: 0 <= N has to be proved."""
    n = Sym("n", INT)
    assert not prove(total(n, integer(1)), n)
    assert prove(total(n, integer(1)), n, le(integer(0), n))


BODIES = [a(J), integer(1), J, scalar("neg", a(J)), select(POSITIVE, a(J), integer(0)), last(J), integer(0)]


@settings(max_examples=25)
@given(st.tuples(*[st.integers(-2, 2)] * 3), st.tuples(*[st.sampled_from(range(len(BODIES)))] * 2))
def test_nothing_wrong_is_proved(factors: tuple[int, int, int], bodies: tuple[int, int]) -> None:
    """`p * sum(f) + q * sum(g) + r` is proved to be `sum(a)` only where it is, on some arrays."""
    p, q, r = map(integer, factors)
    first, second = (total(N, BODIES[b]) for b in bodies)
    other = add(add(mul(p, first), mul(q, second)), r)
    arrays = [[], [3], [5, -2], [1, 2, 7], [-4, 9, 2, 2]]
    same = all(value(SUM, cells) == value(other, cells) for cells in arrays)
    assert same or not prove(SUM, other)


def value(cell: Cell, cells: list[int]) -> int:
    import numpy as np

    from tensir import evaluate_cell

    return int(evaluate_cell(cell, {}, {"a": np.array(cells, dtype=object)}).item())


def test_a_property_at_its_bound_is_the_goal() -> None:
    goal = normal(identical(*map(normal, PROVED["negated"])))
    found = list(inductions(goal, ()))
    assert found
    assert any(alike(induction.at(induction.bound), goal) for induction in found)
    assert TRUE not in [induction.claim for induction in found]
