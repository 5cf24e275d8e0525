"""What is added where nothing is: -0.0 leaves every float as it is, 0.0 does not."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from tensir.cells import Apply, Cell, Elem, Lit, Sym
from tensir.dtypes import BOOL, F32, F64, INT, DType
from tenspiler.verification.encode import Arithmetic, Encoder, without_minus_zero
from tenspiler.verification.solver import Answer, Session, check

FLOATS = (0.0, -0.0, 1.5, -2.5, 5e-324, -5e-324, np.inf, -np.inf, np.nan, 1.7e308)
X, Y, C = Elem("x", (Sym("i", INT),), F64), Elem("y", (Sym("i", INT),), F64), Sym("c", BOOL)


def bits(value: float) -> bytes:
    return struct.pack("d", value)


@pytest.mark.parametrize("value", FLOATS)
def test_minus_zero_leaves_what_it_is_added_to(value: float) -> None:
    assert bits(value + -0.0) == bits(value)
    assert bits(-0.0 + value) == bits(value)
    assert bits(float(np.float64(value) + np.float64(-0.0))) == bits(value)


def added(part: Cell, dtype: DType = F64) -> Apply:
    return Apply("add", (Elem("x", (Sym("i", INT),), dtype), part), dtype)


def test_only_minus_zero_is_nothing() -> None:
    assert without_minus_zero(added(Lit(-0.0, F64))) == X
    assert without_minus_zero(added(Lit(-0.0, F32), F32)) == added(Y, F32).args[0]
    assert without_minus_zero(Apply("add", (Lit(-0.0, F64), X), F64)) == X
    assert without_minus_zero(added(Lit(0.0, F64))) is None
    assert without_minus_zero(added(Y)) is None
    assert without_minus_zero(added(Apply("select", (C, Y, Lit(0.0, F64)), F64))) is None


def test_a_choice_adds_where_it_is_not_nothing() -> None:
    for yes, no, want in (
        (Y, Lit(-0.0, F64), (added(Y), X)),
        (Lit(-0.0, F64), Y, (X, added(Y))),
    ):
        found = without_minus_zero(added(Apply("select", (C, yes, no), F64)))
        assert found == Apply("select", (C, *want), F64)


@pytest.mark.parametrize(("zero", "right"), [(-0.0, True), (0.0, False)])
def test_bit_for_bit_only_minus_zero_changes_nothing(zero: float, right: bool) -> None:
    chosen = Apply("select", (C, Y, Lit(zero, F64)), F64)
    goal = Apply("identical", (added(chosen), Apply("select", (C, added(Y), X), F64)), BOOL)
    script = Encoder(Arithmetic.EXACT).script((), goal)
    assert (check(script, session=Session()) is Answer.UNSAT) is right
