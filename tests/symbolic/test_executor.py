"""Symbolic execution against the interpreter, and what it says is owed."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_straight import SPAN, Maker

from tensir.build import conj
from tensir.cell_evaluator import evaluate_partial
from tensir.cells import Cell, Sym
from tensir.dtypes import BOOL, I32, INT
from tensir.printer import show_cell
from tenspiler.frontends.c.reader import read as read_c
from tenspiler.frontends.python.reader import read as read_python
from tenspiler.loopir.checker import check
from tenspiler.loopir.interpreter import Finished, run
from tenspiler.loopir.nodes import (
    ArrayType,
    Assign,
    Const,
    Flavour,
    For,
    Function,
    Parameter,
    ScalarType,
    Stmt,
    Var,
)
from tenspiler.symbolic.execute import Executor, TooLarge, Unreadable
from tenspiler.symbolic.obligation import Nobody, Obligation
from tenspiler.symbolic.state import ArrayValue, State
from tenspiler.symbolic.summary import LoopSummary
from tenspiler.synthesis.summarise import Search, summarise

SEEDS = st.integers(0, 2**40)


class Book:
    """An observer that writes down what it hears."""

    def __init__(self) -> None:
        self.owed: list[Obligation] = []
        self.assumed: set[str] = set()

    def owe(self, obligation: Obligation) -> None:
        self.owed.append(obligation)

    def assume(self, text: str) -> None:
        self.assumed.add(text)


def executed(
    function: Function, summaries: dict[int, LoopSummary]
) -> tuple[Book, list[Cell | ArrayValue], State]:
    book = Book()
    executor = Executor(function, summaries, book)
    state, path = executor.entry()
    final = executor.run(function.body, state, path)
    results: list[Cell | ArrayValue] = []
    for result in function.results:
        assert not isinstance(result.type, ArrayType)
        results.append(executor.evaluate(result, final, path))  # pyright: ignore[reportArgumentType]
    return book, results, final


def value(cell: Cell, arguments: dict[str, Any], arrays: dict[str, Any]) -> Any:
    found, bad = evaluate_partial(cell, arguments, arrays)
    assert bad is None or not np.any(bad), show_cell(cell)
    return np.asarray(found).item()


@given(SEEDS)
@settings(max_examples=100, deadline=None)
def test_straight_code_agrees_with_the_interpreter(seed: int) -> None:
    rng = Random(seed)
    maker = Maker(rng)
    function = maker.function()
    check(function)
    try:
        book, results, final = executed(function, {})
    except TooLarge:
        return
    owed = [(conj(*o.guards), o.goal) for o in book.owed]
    for _ in range(4):
        x, y, a = maker.arguments()
        outcome = run(function, (x, y, a))
        names: dict[str, Any] = {"x": x, "y": y}
        dtype = maker.kind.dtype.numpy
        arrays = {"a": np.array(a, dtype=dtype)}
        if isinstance(outcome, Finished):
            expected = [int(v) for v in outcome.results]
            assert [value(r, names, arrays) for r in results if not isinstance(r, ArrayValue)] == expected
            after = final.arrays["a"]
            for place, number in enumerate(outcome.changed.get("a", a)):
                k = {after.binders[0]: place}
                assert value(after.body, {**names, **k}, arrays) == int(number)
            assert all(value(goal, names, arrays) for guard, goal in owed if value(guard, names, arrays))
        else:
            broken = [goal for guard, goal in owed if unspecified_or_false(guard, goal, names, arrays)]
            assert broken or book.assumed, outcome


def unspecified_or_false(guard: Cell, goal: Cell, names: dict[str, Any], arrays: dict[str, Any]) -> bool:
    holds, unknown = evaluate_partial(guard, names, arrays)
    if unknown is not None and np.any(unknown):
        return True
    if not np.asarray(holds).item():
        return False
    met, unknown = evaluate_partial(goal, names, arrays)
    return (unknown is not None and bool(np.any(unknown))) or not np.asarray(met).item()


# ---------------------------------------------------------------- counters

NUMBER = ScalarType(INT, Flavour.PYTHON)
C_INT = ScalarType(I32, Flavour.C)


def counting(step: int, kind: ScalarType, *body: Stmt) -> Function:
    """`i = 77; for i in range(a, b, step): ...; return i`."""
    start, stop = Var("a", kind, SPAN), Var("b", kind, SPAN)
    loop = For("i", start, stop, step, body, SPAN, 1)
    parameters = tuple(Parameter(n, kind, False, SPAN) for n in "ab")
    variables = dict.fromkeys(("a", "b", "i", "t"), kind)
    before = Assign("i", Const(77, kind, SPAN), SPAN)
    return Function("f", parameters, variables, (before, loop), (Var("i", kind, SPAN),), kind.flavour, SPAN)


@pytest.mark.parametrize("kind", [NUMBER, C_INT], ids=lambda k: str(k.dtype))
@pytest.mark.parametrize("step", [1, 2, 3, -1, -2, -3])
def test_the_counter_keeps_its_last_value(step: int, kind: ScalarType) -> None:
    function = counting(step, kind)
    _, (result,), _ = executed(function, {1: LoopSummary(1, "t#0", {}, {})})
    assert not isinstance(result, ArrayValue)
    for a in range(-4, 5):
        for b in range(-4, 5):
            outcome = run(function, (a, b))
            assert isinstance(outcome, Finished)
            assert value(result, {"a": a, "b": b}, {}) == outcome.results[0], (a, b)


@pytest.mark.parametrize("step", [1, -2])
def test_a_counter_that_the_body_assigns_is_unknown_afterwards(step: int) -> None:
    function = counting(step, NUMBER, Assign("i", Const(0, NUMBER, SPAN), SPAN))
    with pytest.raises(Unreadable):
        executed(function, {1: LoopSummary(1, "t#0", {}, {})})


@pytest.mark.parametrize("step", [1, 2, -1, -3])
def test_the_number_of_iterations(step: int) -> None:
    """A counted sum of ones over the loop's own range, zero-trip loops included."""
    function = counting(step, NUMBER)
    loop = function.body[1]
    assert isinstance(loop, For)
    executor = Executor(function, {}, Nobody())
    state, path = executor.entry()
    lo, hi = executor.range_of(loop, state, path)
    for a in range(-4, 5):
        for b in range(-4, 5):
            names = {"a": a, "b": b}
            assert max(0, value(hi, names, {}) - value(lo, names, {})) == len(range(a, b, step))


# ---------------------------------------------------------------- what is owed

OWED = {
    "index": (
        "def f(a: list[int], i: int) -> int:\n    s = 0\n    for k in range(1):\n        s = a[i]\n    return s\n",
        ["i < len(a)", "0 <= len(a) + i"],
    ),
    "division": (
        "def f(x: int, d: int) -> int:\n    s = 0\n    for k in range(1):\n        s = x // d\n    return s\n",
        ["d != 0"],
    ),
    "guarded division": (
        "def f(x: int, d: int) -> int:\n    s = 0\n    for k in range(1):\n        s = x // d if d > 3 else 1\n    return s\n",
        ["d > 3 -> d != 0"],
    ),
    "both branches": (
        "def f(x: int, d: int, c: bool) -> int:\n    s = 0\n    for k in range(1):\n        s = x // d if c else x % d\n    return s\n",
        ["d != 0"],
    ),
    "nested branches": (
        "def f(x: int, d: int, c: bool, e: bool) -> int:\n    s = 0\n    for k in range(1):\n"
        "        if c:\n            if e:\n                s = x // d\n        else:\n            if e:\n                s = x % d\n    return s\n",
        ["c and e -> d != 0", "not c and e -> d != 0"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OWED)
def test_what_is_owed_and_where(name: str) -> None:
    text, expected = OWED[name]
    (function,) = read_python("f.py", text).functions
    assert isinstance(function, Function)
    search = Search()
    summarise(function, search)
    book, _, _ = executed(function, search.summaries)
    said = [shown(o) for o in book.owed if o.kind == "defined"]
    assert sorted(said) == sorted(expected)


def shown(obligation: Obligation) -> str:
    guards = " and ".join(show_cell(g) for g in obligation.guards)
    goal = show_cell(obligation.goal)
    return f"{guards} -> {goal}" if guards else goal


def test_what_a_branch_needs_is_known_in_that_branch_only() -> None:
    text = "int f(const int *a, int n, int i) { int s = 0; for (int k = 0; k < n; k++) { if (i > 0) s += a[i]; s += a[i + 1]; } return s; }"
    (function,) = read_c("f.c", text).functions
    assert isinstance(function, Function)
    search = Search()
    summarise(function, search)
    book = Book()
    executor = Executor(function, search.summaries, book)
    state, path = executor.entry()
    executor.run(function.body, state, path)
    assert not path.knows(Sym("c", BOOL))
    below = [o for o in book.owed if o.kind == "defined"]
    unconditional = [o for o in below if not o.guards]
    assert any("len(a)" in show_cell(o.goal) for o in unconditional)
    assert "no signed overflow of i32 in the source" in book.assumed
    for obligation in unconditional:
        assert not any(show_cell(h) == "0 < i" for h in obligation.hypotheses)


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ("k < 0", "1 <= x"),
        ("k >= 0", "x < 1"),
        ("k == -1", "1 <= x"),
        ("k != -1", "x < 1"),
        ("k <= 0", None),
        ("k > 5", None),
        ("k == 3", None),
        ("m > 5", None),
        ("m < 0", "x < 1"),
    ],
)
def test_a_choice_compares_as_its_condition_says(comparison: str, expected: str | None) -> None:
    """Where each side of a choice is known to be on one side of a constant."""
    text = (
        "def f(x: int, n: int) -> bool:\n    for i in range(n):\n        pass\n"
        f"    k = max(n, 0) if x < 1 else -1\n    m = -1 if x < 1 else max(n, 0)\n    return {comparison}\n"
    )
    (function,) = read_python("f.py", text).functions
    assert isinstance(function, Function)
    search = Search()
    summarise(function, search)
    _, (result,), _ = executed(function, search.summaries)
    assert isinstance(result, Cell)
    assert (show_cell(result) == expected) if expected else ("select" in show_cell(result))


def test_what_is_known_of_whole_parts_is_not_known_of_floats() -> None:
    text = (
        "def f(a: float, b: float, z: float, m: bool, n: int) -> bool:\n    for i in range(n):\n        pass\n"
        "    r = False\n    if int(a) >= int(b):\n        if int(z) <= int(b) - 1:\n"
        "            y = a if m else z\n            r = y >= b\n    return r\n"
    )
    (function,) = read_python("f.py", text).functions
    assert isinstance(function, Function)
    search = Search()
    summarise(function, search)
    _, (result,), _ = executed(function, search.summaries)
    assert isinstance(result, Cell)
    assert "select(m, a, z) >= b" in show_cell(result)
