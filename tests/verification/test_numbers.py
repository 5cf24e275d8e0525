"""What a proof over the reals may say of NaN: nothing, but where it asks that there is none, and owns that."""

from __future__ import annotations

import pytest
from kernels import python_function

from tensir import parse_program
from tensir.build import fold
from tensir.cells import Apply, Cell, Elem, Fold, Lit, Sym, integer
from tensir.dtypes import BOOL, F32, F64, INT
from tensir.printer import show_cell
from tenspiler.loopir.nodes import Function, Span
from tenspiler.symbolic.obligation import Obligation
from tenspiler.synthesis.summarise import Search, summarise
from tenspiler.verification.discharge import Ledger
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.numbers import is_number
from tenspiler.verification.proof import Proof
from tenspiler.verification.solver import Answer, check
from tenspiler.verification.verify import conclude, establish

x, y, z = (Sym(n, F64) for n in "xyz")
two = Lit(2.0, F64)
HERE = Span("f.py", 1, 0, 1, 0)


def op(name: str, *args: Cell) -> Apply:
    truth = name in ("lt", "le", "gt", "ge", "eq", "ne", "not", "or", "and", "identical")
    return Apply(name, args, BOOL if truth else args[-1].dtype)


def over_the_reals(goal: Cell, numbers: str = "", *facts: Cell) -> bool:
    script = Encoder(Arithmetic.REAL, numbers=set(numbers)).script(facts, goal)
    return check(script) is Answer.UNSAT


ORDERS = {
    "total": (op("or", op("lt", x, y), op("le", y, x)), "xy"),
    "negation": (op("identical", op("not", op("lt", x, y)), op("le", y, x)), "xy"),
    "reflexive": (op("eq", x, x), "x"),
    "sums": (op("eq", op("add", x, y), op("add", y, x)), "xy"),
    "minimum": (op("identical", op("min", x, y), op("min", y, x)), "xy"),
    "halves": (op("or", op("lt", op("div", x, two), y), op("le", y, op("div", x, two))), "xy"),
}


@pytest.mark.parametrize("name", ORDERS)
def test_orders_are_total_among_numbers_alone(name: str) -> None:
    goal, needed = ORDERS[name]
    assert over_the_reals(goal, needed)
    for missing in needed:
        assert not over_the_reals(goal, needed.replace(missing, ""))


def test_an_order_that_held_was_one_of_numbers() -> None:
    assert over_the_reals(op("and", op("eq", x, x), op("lt", x, two)), "", op("lt", x, Lit(1.0, F64)))
    assert over_the_reals(op("lt", x, z), "", op("lt", x, y), op("lt", y, z))
    assert not over_the_reals(op("le", y, x), "", op("not", op("lt", x, y)))


@pytest.mark.parametrize("name", ["sqrt", "log"])
def test_functions_may_make_a_nan_of_a_number(name: str) -> None:
    value = op(name, x)
    assert not over_the_reals(op("or", op("lt", value, two), op("le", two, value)), "x")


def test_what_is_a_number() -> None:
    infinite, ratio = Lit(float("inf"), F64), op("div", x, y)
    element = Elem("a", (Sym("k", INT),), F64)
    largest = fold("max", "k", integer(0), Sym("n", INT), x, element)
    total = fold("add", "k", integer(0), Sym("n", INT), x, element)
    endless = Fold("add", "k", integer(0), Sym("n", INT), x, infinite)
    chosen = op("select", Sym("c", BOOL), x, y)
    widened = Apply("cast", (Sym("w", F32),), F64)
    counts = [Apply("truediv", (Sym("n", INT), integer(k)), F64) for k in (0, 2)]
    for cell, numbers in (
        *((op("add", x, y), "xy"), (infinite, ""), (largest, "x"), (total, "xa"), (chosen, "xy")),
        *((widened, "w"), (counts[1], ""), (op("div", x, infinite), "x")),
    ):
        assert is_number(cell, frozenset(numbers))
    for cell, numbers in (
        (op("add", x, y), "x"),
        (op("mul", x, infinite), "x"),
        (ratio, "xy"),
        (op("div", x, Lit(0.0, F64)), "x"),
        (Lit(float("nan"), F64), ""),
        (largest, "a"),
        (total, "a"),
        (op("sqrt", x), "x"),
        (op("min", x, y), "y"),
        (chosen, "x"),
        (chosen, "y"),
        (widened, ""),
        (counts[0], ""),
        (op("div", infinite, infinite), ""),
        (endless, "x"),
    ):
        assert not is_number(cell, frozenset(numbers))


def test_extremes_keep_a_nan_that_they_start_with() -> None:
    """Where x is no number, it is what both begin with and end with, and not 0."""
    zero = Lit(0.0, F64)
    least, largest = (Fold(o, "k", integer(0), integer(1), x, zero) for o in ("min", "max"))
    either = op("or", op("identical", least, zero), op("identical", largest, zero))
    assert over_the_reals(either, "x")
    assert not over_the_reals(op("or", op("eq", x, x), either))


def test_a_branch_for_nan_is_not_proved_by_excluding_nan() -> None:
    ledger = Ledger((), frozenset("xy"), floats=frozenset("xy"))
    goal = op("identical", op("select", op("lt", x, y), x, y), op("select", op("le", y, x), y, two))
    asked = Obligation("step", HERE, (op("ne", x, x),), goal)
    assert ledger.attempt(asked, Arithmetic.REAL, frozenset("xy")) is not Answer.UNSAT
    assert not ledger.discharged
    assert list(ledger.may_need(asked)) == [frozenset(), frozenset("y")]


SOURCES = {
    "program compares": (
        "def f(x: list[float]) -> float:\n    s = 0.0\n    for v in x:\n        if v < 1.0:\n"
        "            s = s + 1.0 + 1.0\n        elif v >= 1.0:\n            s = s + 2.0\n"
        "        else:\n            s = s + 7.0\n    return s\n",
        "program f(x: f64[n]) -> (return: f64)\n  return = reduce_add[axis=0](select(x < 1.0, 2.0, 2.0))",
        ["x"],
    ),
    "program does not compare": (
        "def f(x: list[float]) -> float:\n    s = 0.0\n    for v in x:\n        if v < 1.0:\n"
        "            s = s + v + v\n        elif v >= 1.0:\n            s = s + 2.0 * v\n"
        "        else:\n            s = s + 7.0\n    return s\n",
        "program f(x: f64[n]) -> (return: f64)\n  return = reduce_add[axis=0](2.0 * x)",
        ["x"],
    ),
    "the compared parameter alone": (
        "def f(x: float, a: list[float]) -> float:\n    s = 0.0\n    for v in a:\n        if x < 1.0:\n"
        "            s = s + v + v\n        elif x >= 1.0:\n            s = s + 2.0 * v\n"
        "        else:\n            s = s + 7.0\n    return s\n",
        "program f(x: f64, a: f64[n]) -> (return: f64)\n  return = reduce_add[axis=0](2.0 * a)",
        ["x"],
    ),
    "nothing is ordered": (
        "def f(x: list[float]) -> float:\n    s = 0.0\n    for v in x:\n        if v < 1.0:\n"
        "            s = s + v + v\n    return s\n",
        "program f(x: f64[n]) -> (return: f64)\n  return = reduce_add[axis=0](select(x < 1.0, 2.0 * x, 0.0))",
        [],
    ),
}


def proved(function: Function, text: str) -> Proof:
    return conclude(establish(function, summarise(function, Search()).summaries), parse_program(text))


@pytest.mark.parametrize("name", SOURCES)
def test_a_proof_owns_the_numbers_that_it_took_for_granted(name: str) -> None:
    source, program, owned = SOURCES[name]
    proof = proved(python_function(source), program)
    assert [r.reason for r in proof.preconditions] == [f"NaN in `{n}`" for n in owned]
    everywhere = {"x: f64,": "x == x", "x: f64[n]": "all(k < len(x): x[k] == x[k])"}
    conditions = [text for sign, text in everywhere.items() if sign in program]
    assert [show_cell(r.condition) for r in proof.preconditions] == (conditions if owned else [])
    assert proof.numbers == set(owned)
