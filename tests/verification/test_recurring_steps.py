"""What the solver is told of recurrences: their steps, and what they are not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
import z3

from tensir.build import add, apply, cast, mul, select
from tensir.cells import FALSE, Apply, Cell, Elem, Fold, Lit, Sym, fresh, integer
from tensir.dtypes import BOOL, F64, I32, INT, U8, DType
from tensir.recurrences import RECURRENCES, elements_of, stepped, takes, together
from tenspiler.loopir.nodes import Span
from tenspiler.symbolic.obligation import Obligation
from tenspiler.verification.discharge import Ledger
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.numbers import is_number
from tenspiler.verification.solver import RLIMIT, Answer, Session, check

SESSION = Session()
K = Sym("k#0", INT)


def at(array: str, place: Cell, dtype: DType) -> Cell:
    return Elem(array, (place,), dtype)


def recurrence(op: str, count: Cell, y: Cell, dtype: DType, *names: str) -> Fold:
    binder = fresh("j")
    return Fold(op, binder, integer(0), count, y, together(*taken(op, Sym(binder, INT), dtype, *names)))


def taken(op: str, place: Cell, dtype: DType, *names: str) -> list[Cell]:
    """The elements that a recurrence takes in at a place, of arrays a, b, c, or others."""
    ops = RECURRENCES[op]
    arrays = names or ("a", "b", "c")[: len(ops)]
    return [
        at(f"r{array}" if name == "reset" else array, place, BOOL if name == "reset" else dtype)
        for name, array in zip(ops, arrays, strict=True)
    ]


def proved(one: Cell, other: Cell, arithmetic: Arithmetic = Arithmetic.EXACT, *known: Cell) -> bool:
    question = Encoder(arithmetic).question(known, Apply("identical", (one, other), BOOL))
    return check(question, RLIMIT, SESSION) is Answer.UNSAT


def one_step(op: str, y: Cell, *elements: Cell) -> Cell:
    dtype = elements[-1].dtype
    match op, elements:
        case "linear", (a, b):
            return add(mul(y, a), b)
        case "linear_mod", (a, b, c):
            return apply("mod", (add(mul(y, a), b), c), dtype)
        case "add_max", (a, b):
            return apply("max", (add(y, a), b), dtype)
        case "add_min", (a, b):
            return apply("min", (add(y, a), b), dtype)
        case "add_max_min", (a, b, c):
            return apply("min", (apply("max", (add(y, a), b), dtype), c), dtype)
        case "and_xor", (a, b):
            return apply("ne", (apply("and", (y, a), BOOL), b), BOOL)
        case "reset_add", (r, b):
            return add(select(r, Lit(0.0, dtype), y), b)
        case "reset_linear", (r, a, b):
            return add(mul(select(r, Lit(0.0, dtype), y), a), b)
        case _:
            raise AssertionError(op)


CASES = [
    *((op, dtype) for op in ("linear", "add_max", "add_min", "add_max_min") for dtype in (INT, F64, I32)),
    ("linear_mod", INT),
    ("linear_mod", I32),
    ("and_xor", BOOL),
    ("reset_add", F64),
    ("reset_linear", F64),
]
OPS = tuple(RECURRENCES)


@pytest.mark.parametrize(("dtype", "op"), [case[::-1] for case in CASES], ids=str)
@pytest.mark.parametrize("arithmetic", list(Arithmetic), ids=lambda a: a.value)
def test_one_more_element_is_one_more_step(op: str, dtype: DType, arithmetic: Arithmetic) -> None:
    y, known = Sym("y", dtype), Apply("le", (integer(0), K), BOOL)
    before, after = (recurrence(op, n, y, dtype) for n in (K, add(K, integer(1))))
    elements = taken(op, K, dtype)
    assert proved(after, one_step(op, before, *elements), arithmetic, known)
    assert proved(recurrence(op, integer(0), y, dtype), y, arithmetic)
    alike = elements[-1].dtype is elements[-2].dtype
    exchanged = [*elements[:-2], elements[-1], elements[-2]] if alike else [FALSE, elements[-1]]
    others = [x for x, d in CASES if x != op and d is dtype and takes(x, tuple(e.dtype for e in elements))]
    for wrong in (
        one_step(op, before, *exchanged),
        one_step(op, y, *elements),
        *(one_step(x, before, *elements) for x in others),
        before,
    ):
        assert not proved(after, wrong, arithmetic, known)


def test_what_is_forgotten_is_no_factor_of_zero() -> None:
    y, r, k = Sym("y", F64), Sym("r", BOOL), Lit(0.0, F64)
    after = stepped("reset_add", y, together(r, Lit(2.0, F64)))
    factor = stepped("linear", y, together(select(r, k, Lit(1.0, F64)), Lit(2.0, F64)))
    assert not proved(after, factor)
    assert proved(after, factor, Arithmetic.REAL)


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


def test_elements_of_choices() -> None:
    c, (a, b, p, q) = Sym("c", BOOL), (Sym(n, INT) for n in "abpq")
    assert elements_of(select(c, together(a, b), together(p, q))) == (select(c, a, p), select(c, b, q))
    assert elements_of(together(c, a, b)) == (c, a, b)
    with pytest.raises(ValueError, match="pairs"):
        elements_of(a)
    assert stepped("add", a, b) == add(a, b)


def test_elements_are_alike_but_for_conditions() -> None:
    assert takes("linear", (I32, I32))
    assert not takes("linear", (I32, INT))
    assert not takes("linear", (I32,))
    assert not takes("linear", (BOOL, BOOL))
    assert takes("and_xor", (BOOL, BOOL))
    assert not takes("and_xor", (I32, I32))
    assert takes("reset_linear", (BOOL, F64, F64))
    assert not takes("reset_linear", (BOOL, I32, I32))
    assert not takes("reset_linear", (F64, F64, F64))
    assert not takes("add_max_min", (BOOL, F64, F64))


def test_recurrences_of_different_elements_are_different() -> None:
    y = Sym("y", INT)
    one = recurrence("linear", K, y, INT)
    assert proved(one, recurrence("linear", K, y, INT))
    assert not proved(one, recurrence("linear", K, y, INT, "b", "a"))
    assert not proved(one, recurrence("add_max", K, y, INT))
    assert not proved(one, recurrence("linear", K, integer(0), INT))
    assert not proved(one, recurrence("linear", add(K, integer(1)), y, INT))


def test_recurrences_of_numbers_are_numbers() -> None:
    names = frozenset({"a", "b", "c", "y"})
    y = Sym("y", F64)
    for op in (op for op, dtype in CASES if dtype is F64):
        arrays = ("a", "b", "c")[: len(RECURRENCES[op])]
        assert is_number(recurrence(op, K, y, F64), names)
        for name in {*arrays, "y"} - ({"a"} if op.startswith("reset") else set()):
            assert not is_number(recurrence(op, K, y, F64), names - {name})
        infinite = together(*taken(op, K, F64)[:-1], Lit(float("inf"), F64))
        assert not is_number(Fold(op, "j#1", integer(0), K, y, infinite), names)


def step_of(op: str, y: Any, elements: Sequence[Any]) -> Any:
    """A step among reals or truth values, as a term of the solver."""
    for name, x in zip(RECURRENCES[op], elements, strict=True):
        match name:
            case "mul":
                y = y * x
            case "add":
                y = y + x
            case "max":
                y = z3.If(y < x, x, y)
            case "min":
                y = z3.If(x < y, x, y)
            case "reset":
                y = z3.If(x, z3.RealVal(0), y)
            case "and":
                y = z3.And(y, x)
            case _:
                y = y != x
    return y


def test_remainders_of_maps_compose_by_one_divisor() -> None:
    """What backends take for granted where the divisor is positive and the same in every step."""
    for m, y, a, b, c, d in product((1, 2, 5), (-7, 0, 3), (-2, 1, 4), (-3, 0, 6), (-1, 0, 3), (-9, 2, 5)):
        in_turn = ((y * a + b) % m * c + d) % m
        assert in_turn == (y * (a * c % m) + (b * c + d) % m) % m


@pytest.mark.parametrize("op", [op for op in OPS if op != "linear_mod"])
def test_maps_of_one_kind_compose_to_one_of_that_kind(op: str) -> None:
    """What backends take for granted: two steps are the step of elements that do not depend on y."""
    of_truth = {"reset": z3.Bool, "and": z3.Bool, "ne": z3.Bool}
    ops = RECURRENCES[op]
    first, second = ([of_truth.get(name, z3.Real)(f"{name}{k}") for name in ops] for k in (1, 2))
    y = (z3.Bool if op == "and_xor" else z3.Real)("y")
    join = {"reset": z3.Or, "mul": lambda a, b: a * b, "add": lambda a, b: a + b, "and": z3.And}
    inner = 1 + ops.index("mul") if "mul" in ops else 1
    joined = [join[name](a, b) for name, a, b in zip(ops, first, second[:inner], strict=False)]
    composed = [*joined, *(step_of(op, x, second) for x in first[inner:])]
    solver = z3.Solver()
    in_turn = step_of(op, step_of(op, y, first), second)
    solver.add(in_turn != step_of(op, y, composed))
    assert solver.check() == z3.unsat
    broken = z3.Solver()
    broken.add(in_turn != step_of(op, y, [*joined, *first[inner:]]))
    assert broken.check() == z3.sat


def agree_by_elements(one: Fold, other: Fold) -> bool:
    goal = Apply("identical", (one, other), BOOL)
    obligation = Obligation("final", Span("f.py", 1, 0, 1, 0), (), goal)
    return Ledger((), frozenset()).by_congruence(obligation, Arithmetic.EXACT)


def taking(op: str, y: Cell, *elements: Cell) -> Fold:
    return Fold(op, J.name, integer(0), K, y, together(*elements))


J = Sym("j#7", INT)


def test_recurrences_agree_if_all_that_they_take_in_does() -> None:
    y, x, r = Sym("y", F64), at("a", J, F64), at("r", J, BOOL)
    turned = Apply("not", (Apply("not", (r,), BOOL),), BOOL)
    assert agree_by_elements(taking("reset_add", y, r, x), taking("reset_add", y, turned, x))
    assert not agree_by_elements(
        taking("reset_add", y, r, x), taking("reset_add", y, turned, at("b", J, F64))
    )
    assert not agree_by_elements(taking("reset_add", y, r, x), taking("reset_add", y, at("q", J, BOOL), x))
    on = Sym("on", BOOL)
    assert agree_by_elements(taking("and_xor", on, r, r), taking("and_xor", on, turned, r))
    assert not agree_by_elements(
        taking("and_xor", on, r, r), taking("and_xor", on, r, Apply("not", (r,), BOOL))
    )


def test_recurrences_that_wrap_at_the_end_are_not_those_that_wrap_before() -> None:
    y, a, b = Sym("y", I32), at("a", J, I32), at("b", J, I32)
    early, late = taking("add_max", y, a, b), taking("add_max", y, cast(a, INT), cast(b, INT))
    assert early.dtype is late.dtype
    assert not agree_by_elements(early, late)
