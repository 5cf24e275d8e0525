"""What the solver is told of recurrences: their steps, and what they are not."""

from __future__ import annotations

import pytest
import z3

from tensir.build import add, apply, cast, mul, select
from tensir.cells import Apply, Cell, Elem, Fold, Lit, Sym, fresh, integer
from tensir.dtypes import BOOL, F64, I32, INT, U8, DType
from tensir.recurrences import halves, pair, stepped
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.numbers import is_number
from tenspiler.verification.solver import RLIMIT, Answer, Session, check

SESSION = Session()
K = Sym("k#0", INT)


def at(array: str, place: Cell, dtype: DType) -> Cell:
    return Elem(array, (place,), dtype)


def recurrence(op: str, count: Cell, y: Cell, dtype: DType, a: str = "a", b: str = "b") -> Fold:
    binder = fresh("j")
    index = Sym(binder, INT)
    return Fold(op, binder, integer(0), count, y, pair(at(a, index, dtype), at(b, index, dtype)))


def proved(one: Cell, other: Cell, arithmetic: Arithmetic = Arithmetic.EXACT, *known: Cell) -> bool:
    question = Encoder(arithmetic).question(known, Apply("identical", (one, other), BOOL))
    return check(question, RLIMIT, SESSION) is Answer.UNSAT


def one_step(op: str, y: Cell, a: Cell, b: Cell) -> Cell:
    match op:
        case "linear":
            return add(mul(y, a), b)
        case _:
            return apply("max" if op == "add_max" else "min", (add(y, a), b), a.dtype)


OPS = ("linear", "add_max", "add_min")


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("dtype", [INT, F64, I32], ids=str)
@pytest.mark.parametrize("arithmetic", list(Arithmetic), ids=lambda a: a.value)
def test_one_more_element_is_one_more_step(op: str, dtype: DType, arithmetic: Arithmetic) -> None:
    y, known = Sym("y", dtype), Apply("le", (integer(0), K), BOOL)
    before, after = (recurrence(op, n, y, dtype) for n in (K, add(K, integer(1))))
    a, b = at("a", K, dtype), at("b", K, dtype)
    assert proved(after, one_step(op, before, a, b), arithmetic, known)
    assert proved(recurrence(op, integer(0), y, dtype), y, arithmetic)
    others = [x for x in OPS if x != op]
    for wrong in (
        one_step(op, before, b, a),
        one_step(op, y, a, b),
        one_step(others[0], before, a, b),
        one_step(others[1], before, a, b),
        before,
    ):
        assert not proved(after, wrong, arithmetic, known)


def test_the_order_of_floats_is_that_of_the_elements() -> None:
    y = Sym("y", F64)
    whole = recurrence("linear", integer(2), y, F64)
    a, b, c, d = (at(name, integer(k), F64) for k in (0, 1) for name in "ab")
    in_order = add(mul(add(mul(y, a), b), c), d)
    composed = add(mul(y, mul(a, c)), add(mul(b, c), d))

    def holds(goal: Cell, arithmetic: Arithmetic) -> bool:
        question = Encoder(arithmetic, unfolding=3).question((), Apply("identical", (whole, goal), BOOL))
        return check(question, RLIMIT, SESSION) is Answer.UNSAT

    assert holds(in_order, Arithmetic.EXACT)
    assert not holds(composed, Arithmetic.EXACT)
    assert holds(composed, Arithmetic.REAL)


@pytest.mark.parametrize("dtype", [I32, U8], ids=str)
def test_exact_steps_wrap_at_the_end(dtype: DType) -> None:
    y = Sym("y", dtype)
    a, b = at("a", integer(0), INT), at("b", integer(0), INT)
    one = recurrence("add_max", integer(1), y, INT)
    assert one.dtype is dtype
    exact = cast(apply("max", (add(cast(y, INT), a), b), INT), dtype)
    early = apply("max", (add(y, cast(a, dtype)), cast(b, dtype)), dtype)
    assert proved(one, exact)
    assert not proved(one, early)


def test_halves_of_choices() -> None:
    c, (a, b, p, q) = Sym("c", BOOL), (Sym(n, INT) for n in "abpq")
    assert halves(select(c, pair(a, b), pair(p, q))) == (select(c, a, p), select(c, b, q))
    with pytest.raises(ValueError, match="pairs"):
        halves(a)
    assert stepped("add", a, b) == add(a, b)


def test_recurrences_of_different_elements_are_different() -> None:
    y = Sym("y", INT)
    one = recurrence("linear", K, y, INT)
    assert proved(one, recurrence("linear", K, y, INT))
    assert not proved(one, recurrence("linear", K, y, INT, "b", "a"))
    assert not proved(one, recurrence("add_max", K, y, INT))
    assert not proved(one, recurrence("linear", K, integer(0), INT))
    assert not proved(one, recurrence("linear", add(K, integer(1)), y, INT))


def test_recurrences_of_numbers_are_numbers() -> None:
    names = frozenset({"a", "b", "y"})
    y = Sym("y", F64)
    for op in OPS:
        assert is_number(recurrence(op, K, y, F64), names)
        for name in names:
            assert not is_number(recurrence(op, K, y, F64), names - {name})
        infinite = Fold(op, "j#1", integer(0), K, y, pair(Lit(float("inf"), F64), y))
        assert not is_number(infinite, names)


REALS = z3.Reals("y a b c d")


@pytest.mark.parametrize("op", OPS)
def test_maps_of_one_kind_compose_to_one_of_that_kind(op: str) -> None:
    """What backends take for granted: two steps are the step of a pair that does not depend on y."""
    y, a, b, c, d = REALS

    def step(value: z3.ArithRef, one: z3.ArithRef, other: z3.ArithRef) -> z3.ArithRef:
        if op == "linear":
            return value * one + other
        total = value + one
        return z3.If(total < other if op == "add_max" else other < total, other, total)

    solver = z3.Solver()
    factor = a * c if op == "linear" else a + c
    solver.add(step(step(y, a, b), c, d) != step(y, factor, step(b, c, d)))
    assert solver.check() == z3.unsat
    broken = z3.Solver()
    broken.add(step(step(y, a, b), c, d) != step(y, factor, step(d, a, b)))
    assert broken.check() == z3.sat
