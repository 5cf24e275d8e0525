"""What an order of floats says of infinities, bit for bit: nothing is beyond them, and no more than that."""

from __future__ import annotations

import pytest

from tensir.build import select
from tensir.cells import FALSE, TRUE, Apply, Cell, Lit, Sym
from tensir.dtypes import BOOL, F32, F64, DType
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.solver import RLIMIT, Answer, Session, check

SESSION = Session()
C = Sym("c", BOOL)


def proved(one: Cell, other: Cell) -> bool:
    question = Encoder(Arithmetic.EXACT).question((), Apply("identical", (one, other), BOOL))
    return check(question, RLIMIT, SESSION) is Answer.UNSAT


def compared(op: str, a: Cell, b: Cell) -> Cell:
    return Apply(op, (a, b), BOOL)


@pytest.mark.parametrize("dtype", [F64, F32], ids=str)
def test_nothing_is_beyond_an_infinity(dtype: DType) -> None:
    x, low, high = Sym("x", dtype), Lit(float("-inf"), dtype), Lit(float("inf"), dtype)
    assert proved(compared("lt", x, low), FALSE)
    assert proved(compared("gt", low, x), FALSE)
    assert proved(compared("lt", high, x), FALSE)
    assert proved(compared("gt", x, high), FALSE)
    for possible in (
        *(compared(op, x, low) for op in ("le", "eq", "gt", "ge")),
        *(compared(op, x, high) for op in ("le", "eq", "lt", "ge")),
    ):
        assert not proved(possible, FALSE)
        assert not proved(possible, TRUE)


def test_what_is_not_selected_is_not_above() -> None:
    x, y, low = Sym("x", F64), Sym("y", F64), Lit(float("-inf"), F64)
    masked = compared("lt", y, select(C, x, low))
    assert proved(masked, Apply("and", (C, compared("lt", y, x)), BOOL))
    assert not proved(masked, compared("lt", y, x))
    assert not proved(masked, C)
    below = compared("lt", select(C, x, Lit(float("inf"), F64)), y)
    assert proved(below, Apply("and", (C, compared("lt", x, y)), BOOL))
    assert not proved(below, compared("lt", x, y))
    turned = compared("lt", y, select(C, low, x))
    assert not proved(turned, masked)
    assert proved(turned, Apply("and", (Apply("not", (C,), BOOL), compared("lt", y, x)), BOOL))
