"""Orders: the two encodings, and what is said of indices, against the order that there is."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir import F64, INT
from tensir.build import add, conj, eq, implies, le, lt, negate, within
from tensir.cell_evaluator import evaluate_cell
from tensir.cells import Cell, Elem, Extent, Fold, Lit, Sym, integer
from tensir.dtypes import DType
from tensir.order import argsort
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.ground import Ground
from tenspiler.verification.order import differ, place
from tenspiler.verification.solver import Answer, check

P, Q, N = Sym("p", INT), Sym("q", INT), Extent("x", 0)


def order(rank: Cell, dtype: DType = INT, extent: Cell = N) -> Cell:
    return argsort("j", extent, Elem("x", (Sym("j", INT),), dtype), rank)


def answer(goal: Cell, *hypotheses: Cell) -> Answer:
    return check(Encoder(Arithmetic.EXACT).question(hypotheses, goal))


@settings(max_examples=80)
@given(st.lists(st.integers(-2, 2), max_size=6), st.integers(-2, 8), st.integers(-1, 6))
def test_the_ground_encoding_counts(keys: list[int], rank: int, extent: int) -> None:
    extent = min(extent, len(keys))
    cell = order(Lit(rank, INT), extent=Lit(extent, INT))
    here = Ground({"x": (len(keys),)}, {}, {}, {"x": keys}, wraps=True)
    found: Any = here.value(Fold("argsort", "j", integer(0), Lit(extent, INT), integer(rank), _key()))
    found = z3.simplify(found).as_long() if z3.is_expr(found) else found
    by_python = sorted(range(extent), key=keys.__getitem__)
    want = by_python[rank] if 0 <= rank < extent else rank
    assert found == want
    assert int(evaluate_cell(cell, {}, {"x": _array(keys)})) == want


@settings(max_examples=60)
@given(st.lists(st.integers(-1, 1), max_size=5))
def test_what_is_said_of_indices_holds(keys: list[int]) -> None:
    """At every rank, those out of the range too."""
    arrays = {"x": _array(keys)}
    ranks = range(-2, len(keys) + 2)
    facts = [place(_fold(P), order(P))]
    facts += list(differ({P: (_fold(P), order(P)), Q: (_fold(Q), order(Q))}))
    for p, q in product(ranks, ranks):
        for fact in facts:
            assert bool(evaluate_cell(fact, {"p": p, "q": q}, arrays))


@pytest.mark.parametrize("dtype", [INT, F64], ids=str)
def test_indices_are_in_range_and_differ(dtype: DType) -> None:
    inside = within(P, integer(0), N)
    assert answer(within(order(P, dtype), integer(0), N), inside) is Answer.UNSAT
    assert answer(negate(eq(order(P, dtype), order(Q, dtype))), lt(P, Q)) is Answer.UNSAT
    assert answer(eq(order(N, dtype), N)) is Answer.UNSAT


@pytest.mark.parametrize(
    "claim",
    [
        lt(order(P), N),  # of any rank
        le(order(P), P),
        eq(order(integer(0)), integer(0)),
        implies(lt(P, Q), lt(order(P), order(Q))),
        eq(order(P), argsort("j", N, Elem("y", (Sym("j", INT),), INT), P)),  # by other keys
        conj(le(integer(0), order(P)), lt(order(P), N)),
    ],
)
def test_what_is_not_so_is_not_proved(claim: Cell) -> None:
    assert answer(claim) is Answer.SAT


def test_orders_of_more_or_fewer_are_others() -> None:
    fewer = argsort("j", Sym("m", INT), _key(), P)
    assert answer(eq(order(P), fewer)) is Answer.SAT
    assert answer(eq(order(P), fewer), eq(Sym("m", INT), N)) is Answer.UNSAT


def test_orders_by_keys_that_are_moved_are_others() -> None:
    def moved(by: Cell) -> Cell:
        return argsort("j", N, Elem("x", (add(Sym("j", INT), by),), INT), P)

    other = Sym("r", INT)
    assert answer(eq(moved(Q), moved(other))) is Answer.SAT
    assert answer(eq(moved(Q), moved(other)), eq(Q, other)) is Answer.UNSAT


def test_facts_of_orders_contradict_nothing() -> None:
    known = [within(P, integer(0), N), lt(P, Q), lt(Q, N), lt(order(Q), order(P)), eq(order(Q), integer(0))]
    assert check(Encoder(Arithmetic.EXACT).question(known, None)) is Answer.SAT


def _key() -> Cell:
    return Elem("x", (Sym("j", INT),), INT)


def _fold(rank: Cell) -> Fold:
    cell = order(rank)
    assert isinstance(cell, Fold)
    return cell


def _array(keys: list[int]) -> Any:
    return np.array(keys, dtype=np.int64)
