"""Searches that halve a range end where the interpreter ends, and near misses are no searches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir.cell_evaluator import evaluate_partial
from tensir.cells import Apply, Cell, Elem, subterms
from tensir.polynomial import polynomial
from tensir.printer import show_cell
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.reader import read as read_c
from tenspiler.frontends.python.reader import read as read_python
from tenspiler.loopir.interpreter import Finished, run
from tenspiler.loopir.nodes import ArrayType, Function
from tenspiler.pipeline import lift
from tenspiler.symbolic.execute import Executor, Unreadable
from tenspiler.symbolic.obligation import Obligation

SORTED = st.lists(st.integers(-4, 4), max_size=8).map(sorted)


class Book:
    """An observer that writes down what it hears."""

    def __init__(self) -> None:
        self.owed: list[Obligation] = []

    def owe(self, obligation: Obligation) -> None:
        self.owed.append(obligation)

    def assume(self, text: str) -> None:
        pass


def search(start: str, test: str, middle: str, ask: str, then: str, other: str, result: str) -> str:
    return (
        f"def f(a: list[int], x: int) -> int:\n    {start}\n    while {test}:\n        mid = {middle}\n"
        f"        if {ask}:\n            {then}\n        else:\n            {other}\n    return {result}\n"
    )


HALF = "lo, hi = 0, len(a)"
MIDDLE = "(lo + hi) // 2"
SEARCHES = {
    "lower": search(HALF, "lo < hi", MIDDLE, "a[mid] < x", "lo = mid + 1", "hi = mid", "lo"),
    "upper": search(HALF, "hi > lo", MIDDLE, "x < a[mid]", "hi = mid", "lo = mid + 1", "hi"),
    "no more": search(HALF, "lo < hi", "lo + (hi - lo) // 2", "a[mid] <= x", "lo = mid + 1", "hi = mid", "lo"),
    "shifted": search(HALF, "lo < hi", "(lo + hi) >> 1", "not a[mid] < x", "hi = mid", "lo = mid + 1", "lo"),
    "closed": search(
        "lo, hi = 0, len(a) - 1", "lo <= hi", MIDDLE, "a[mid] < x", "lo = mid + 1", "hi = mid - 1", "lo"
    ),
    "closed, above": search(
        "lo, hi = 0, len(a) - 1", "hi >= lo", MIDDLE, "a[mid] >= x", "hi = mid - 1", "lo = mid + 1", "hi"
    ),
    "open": search("lo, hi = -1, len(a)", "hi - lo > 1", MIDDLE, "a[mid] < x", "lo = mid", "hi = mid", "lo + hi"),
    "of a part": search("lo, hi = 1, len(a)", "lo < hi", MIDDLE, "a[mid] < x", "lo = mid + 1", "hi = mid", "lo"),
    "of a sum": search(HALF, "lo < hi", MIDDLE, "2 * a[mid] + 1 < x", "lo = mid + 1", "hi = mid", "lo"),
    "at the higher middle": search(
        "lo, hi = 0, len(a) - 1", "lo <= hi", "(lo + hi + 1) // 2", "a[mid] < x", "lo = mid + 1", "hi = mid - 1", "lo"
    ),
}  # fmt: skip
FALLING = {
    "falling": search(HALF, "lo < hi", MIDDLE, "a[mid] > x", "lo = mid + 1", "hi = mid", "lo"),
    "falling, not below": search(HALF, "lo < hi", MIDDLE, "a[mid] < x", "hi = mid", "lo = mid + 1", "lo"),
}
NO_SEARCHES = {
    "never ends": search(HALF, "lo < hi", MIDDLE, "a[mid] < x", "lo = mid", "hi = mid", "lo"),
    "leaves one out": search(HALF, "lo < hi", MIDDLE, "a[mid] < x", "lo = mid + 1", "hi = mid - 1", "lo"),
    "steps by two": search(HALF, "lo < hi", MIDDLE, "a[mid] < x", "lo = mid + 2", "hi = mid", "lo"),
    "both go on behind": search(HALF, "lo < hi", MIDDLE, "a[mid] < x", "lo = mid + 1", "lo = mid + 1", "lo"),
    "looks at the end": search(HALF, "lo < hi", "(lo + hi + 1) // 2", "a[mid] < x", "lo = mid + 1", "hi = mid", "lo"),
    "looks before the start": search(HALF, "lo < hi", "(lo + hi) // 3 - 1", "a[mid] < x", "lo = mid + 1", "hi = mid", "lo"),
    "asks about an end": search(HALF, "lo < hi", MIDDLE, "a[mid] < lo", "lo = mid + 1", "hi = mid", "lo"),
    "reads the middle": search("lo, hi, mid = 0, len(a), 0", "lo < hi", MIDDLE, "a[mid] < x", "lo = mid + 1", "hi = mid", "mid"),
    "of a number": search("lo, hi = 0, x", "lo < hi", MIDDLE, "mid * mid < x", "lo = mid + 1", "hi = mid", "lo"),
    "ends apart": search(HALF, "hi - lo > 1", MIDDLE, "a[mid] < x", "lo = mid + 1", "hi = mid", "lo"),
}  # fmt: skip


def function_of(text: str) -> Function:
    (function,) = read_python("f.py", text).functions
    assert isinstance(function, Function)
    return function


def executed(function: Function) -> tuple[Book, Cell]:
    book = Book()
    executor = Executor(function, {}, book)
    state, path = executor.entry()
    final = executor.run(function.body, state, path)
    (result,) = function.results
    assert not isinstance(result.type, ArrayType)
    return book, executor.evaluate(result, final, path)  # pyright: ignore[reportArgumentType]


def value(cell: Cell, names: dict[str, Any], arrays: dict[str, Any]) -> Any:
    found, bad = evaluate_partial(cell, names, arrays)
    assert bad is None or not np.any(bad), show_cell(cell)
    return np.asarray(found).item()


@pytest.mark.parametrize("name", [*SEARCHES, *FALLING])
@given(SORTED, st.integers(-12, 12))
@settings(max_examples=60, deadline=None)
def test_a_search_ends_where_the_interpreter_ends(name: str, a: list[int], x: int) -> None:
    function = function_of({**SEARCHES, **FALLING}[name])
    given_ = a[::-1] if name in FALLING else a
    outcome = run(function, (given_, x))
    assert isinstance(outcome, Finished)
    _, result = executed(function)
    assert value(result, {"x": x}, {"a": np.array(given_, dtype=np.int64)}) == outcome.results[0]


@pytest.mark.parametrize("name", [*SEARCHES, *FALLING])
@given(st.lists(st.integers(-3, 3), max_size=6), st.integers(-8, 8))
@settings(max_examples=60, deadline=None)
def test_where_the_result_is_another_one_something_owed_is_false(name: str, a: list[int], x: int) -> None:
    """At an index of the search, in any round of which the ends are in order."""
    function = function_of({**SEARCHES, **FALLING}[name])
    book, result = executed(function)
    outcome = run(function, (a, x))
    assert isinstance(outcome, Finished)
    names, arrays = {"x": x}, {"a": np.array(a, dtype=np.int64)}
    if value(result, names, arrays) != outcome.results[0]:
        order = [o for o in book.owed if "not in order" in o.reason]
        (last,) = {o.loops[-1] for o in order}
        low, high = (value(end, names, arrays) for end in (last.lo, last.hi))
        at = [{**names, last.symbol: k} for k in range(low, high)]
        assert not all(value(o.goal, env, arrays) for o in order for env in at)


FLOATS = [float("-inf"), -1.5, -0.0, 0.0, 0.5, float("inf"), float("nan")]


@pytest.mark.parametrize("name", ["lower", "upper", "no more", "shifted", "closed", "open"])
@given(st.lists(st.sampled_from(FLOATS), max_size=5), st.sampled_from(FLOATS))
@settings(max_examples=80, deadline=None)
def test_of_floats_nan_is_in_no_order(name: str, a: list[float], x: float) -> None:
    function = function_of(SEARCHES[name].replace("a: list[int], x: int", "a: list[float], x: float"))
    book, result = executed(function)
    outcome = run(function, (a, x))
    assert isinstance(outcome, Finished)
    order = [o for o in book.owed if "not in order" in o.reason]
    names, arrays = {"x": x}, {"a": np.array(a)}
    at = [{**names, o.loops[-1].symbol: k} for o in order for k in range(len(a) - 1)]
    if all(value(o.goal, env, arrays) for o in order for env in at):
        assert value(result, names, arrays) == outcome.results[0]
        assert a == sorted(a) or len(a) == 1


@pytest.mark.parametrize("name", [*SEARCHES, *FALLING])
def test_a_search_is_lifted(name: str) -> None:
    lifted = lift(function_of({**SEARCHES, **FALLING}[name]))
    assert lifted.proof.verdict == "proved"


@pytest.mark.parametrize("kind", ["int", "float"])
@pytest.mark.parametrize("name", [*SEARCHES, *FALLING])
def test_what_is_in_order_is_what_is_asked(name: str, kind: str) -> None:
    text = {**SEARCHES, **FALLING}[name].replace("a: list[int], x: int", f"a: list[{kind}], x: {kind}")
    book, _ = executed(function_of(text))
    (goal,) = {o.goal for o in book.owed if "not in order" in o.reason}
    assert isinstance(goal, Apply)
    read = [t for side in goal.args for t in subterms(side) if isinstance(t, Elem)]
    later = [len(free) for free in map(polynomial, (t.indices[0] for t in read))]
    assert later == ([2, 1] if name in FALLING else [1, 2])


@pytest.mark.parametrize("name", NO_SEARCHES)
def test_a_near_miss_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        lift(function_of(NO_SEARCHES[name]))


C = """
int f(const int *a, int n, int x) {
    int lo = 0, hi = n;
    while (lo < hi) { int mid = MIDDLE; if (a[mid] < x) lo = mid + 1; else hi = mid; }
    return lo;
}
"""


def c_function(middle: str) -> Function:
    (function,) = read_c("f.c", C.replace("MIDDLE", middle)).functions
    assert isinstance(function, Function)
    return function


@pytest.mark.parametrize("middle", ["(lo + hi) / 2", "lo + (hi - lo) / 2", "lo + ((hi - lo) >> 1)"])
@given(SORTED, st.integers(-2, 8), st.integers(-6, 6))
@settings(max_examples=60, deadline=None)
def test_a_negative_range_is_no_range(middle: str, a: list[int], n: int, x: int) -> None:
    n = min(n, len(a))
    function = c_function(middle)
    outcome = run(function, (a, n, x))
    assert isinstance(outcome, Finished)
    _, result = executed(function)
    assert value(result, {"n": n, "x": x}, {"a": np.array(a, dtype=np.int32)}) == outcome.results[0]


def test_what_may_overflow_is_assumed_not_to() -> None:
    lifted = lift(c_function("(lo + hi) / 2"))
    assert "no signed overflow of i32 in the source" in lifted.proof.assumptions


def test_an_unsigned_end_that_would_wrap_is_no_end() -> None:
    text = """
    unsigned f(const int *a, unsigned n, int x) {
        unsigned lo = 0, hi = n - 1;
        while (lo <= hi) { unsigned mid = lo + (hi - lo) / 2; if (a[mid] < x) lo = mid + 1; else hi = mid - 1; }
        return lo;
    }
    """
    (function,) = read_c("f.c", text).functions
    assert isinstance(function, Function)
    with pytest.raises(Refusal):
        lift(function)


def test_a_while_loop_of_another_kind_has_no_known_end() -> None:
    text = "def f(a: list[int], x: int) -> int:\n    while x > 1:\n        x = x // 2\n    return x\n"
    with pytest.raises(Unreadable):
        executed(function_of(text))
