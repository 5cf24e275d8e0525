"""Folds over two ranges are equal where the longer one goes on with elements that change nothing."""

from __future__ import annotations

import pytest

from tensir.build import add, identity, le, lt, select
from tensir.cells import Apply, Cell, Elem, Fold, Lit, Sym, integer
from tensir.dtypes import BOOL, F64, INT, DType
from tenspiler.loopir.nodes import Span
from tenspiler.symbolic.obligation import Obligation
from tenspiler.verification.discharge import Ledger
from tenspiler.verification.encode import Arithmetic

J, K, N, M = (Sym(name, INT) for name in ("j#1", "k", "n", "m"))
FEWER = (le(integer(0), M), le(M, N))


def element(dtype: DType, at: Cell = J) -> Cell:
    return Elem("a", (at,), dtype)


def over(op: str, hi: Cell, init: Cell, body: Cell) -> Fold:
    return Fold(op, "j#1", integer(0), hi, init, body)


def agree(one: Cell, other: Cell, *known: Cell, real: bool = False) -> bool:
    goal = Apply("identical", (one, other), BOOL)
    obligation = Obligation("final", Span("f.py", 1, 0, 1, 0), known, goal)
    arithmetic = Arithmetic.REAL if real else Arithmetic.EXACT
    return Ledger((), frozenset("nmk")).by_congruence(obligation, arithmetic)


def chosen(dtype: DType, rest: Cell) -> Cell:
    """The element, below m by a detour that hides the range, and `rest` from there on."""
    below = lt(add(J, J), add(M, M))
    return select(below, element(dtype), rest)


CASES = [("add", INT), ("mul", INT), ("max", INT), ("min", INT), ("or", BOOL), ("and", BOOL)]


@pytest.mark.parametrize(("op", "dtype"), CASES, ids=str)
def test_what_changes_nothing_may_follow(op: str, dtype: DType) -> None:
    init = Sym("s", dtype)
    neutral: Cell = identity(op, dtype) or init
    other = Lit(7 if dtype is INT else op == "or", dtype)
    short, body = over(op, M, init, element(dtype)), chosen(dtype, neutral)
    assert agree(short, over(op, N, init, body), *FEWER)
    assert agree(over(op, N, init, body), short, *FEWER)
    assert not agree(short, over(op, N, init, chosen(dtype, other)), *FEWER)
    assert not agree(short, over(op, N, init, body), le(integer(0), M))
    assert not agree(short, over(op, N, init, element(dtype)), *FEWER)
    assert not agree(short, over(op, N, Sym("r", dtype), body), *FEWER)


def test_a_sum_of_floats_may_come_to_a_negative_zero() -> None:
    init, body = Sym("s", F64), chosen(F64, Lit(0.0, F64))
    short, long = over("add", M, init, element(F64)), over("add", N, init, body)
    assert not agree(short, long, *FEWER)
    assert agree(short, long, *FEWER, real=True)


def test_a_key_below_zero_is_no_place() -> None:
    """Writes that are left out go to -1, which is none of the places from 0 on."""
    nothing, place = Lit(False, BOOL), element(INT)
    short = over("or", M, nothing, Apply("eq", (K, place), BOOL))
    left_out = Apply("eq", (K, select(lt(J, M), place, integer(-1))), BOOL)
    assert agree(short, over("or", N, nothing, left_out), *FEWER, le(integer(0), K))
    assert not agree(short, over("or", N, nothing, left_out), *FEWER)
