"""Closed forms that are wrong at one iteration, one element, or one exit only; each obligation refuses one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from kernels import c_function, python_function

from tensir.build import add, apply, conj, eq, fold, le, lt, select, sub
from tensir.cells import TRUE, Cell, Elem, Extent, Sym, integer, substitute
from tensir.dtypes import I64, INT
from tenspiler.loopir.nodes import For, Function
from tenspiler.symbolic.execute import Unreadable
from tenspiler.symbolic.summary import LoopSummary
from tenspiler.synthesis.summarise import Search, summarise
from tenspiler.verification.discharge import NeverDefined, Unproved
from tenspiler.verification.verify import Vacuous, establish

REFUSALS = (Unproved, NeverDefined, Unreadable, Vacuous)
ZERO, ONE, N = integer(0), integer(1), Sym("n", INT)


def summarised(function: Function) -> dict[int, LoopSummary]:
    return dict(summarise(function, Search()).summaries)


def refused(function: Function, summaries: dict[int, LoopSummary]) -> str:
    """The kind of the obligation that fails."""
    try:
        establish(function, summaries)
    except Unproved as error:
        return error.obligation.kind
    except REFUSALS as error:
        return type(error).__name__
    return "proved"


COUNT = "def f(n: int) -> int:\n    s = 0\n    for i in range(n):\n        s += i\n    return s\n"

SCALARS: dict[str, tuple[Callable[[Cell], Cell], str]] = {
    "right": (lambda t: ZERO, "proved"),
    "wrong from the start": (lambda t: ONE, "base"),
    "wrong where nothing runs": (lambda t: select(lt(N, ONE), ONE, ZERO), "base"),
    "wrong from the second iteration": (lambda t: select(lt(ZERO, t), ONE, ZERO), "step"),
    "wrong after the last iteration": (lambda t: select(conj(lt(ZERO, t), eq(t, N)), ONE, ZERO), "step"),
    "wrong in the middle": (lambda t: select(eq(t, integer(7)), ONE, ZERO), "step"),
}


@pytest.mark.parametrize("case", SCALARS)
def test_a_variable(case: str) -> None:
    error, kind = SCALARS[case]
    function = python_function(COUNT)
    ((label, summary),) = summarised(function).items()
    closed = add(summary.scalars["s"], error(Sym(summary.symbol, INT)))
    assert refused(function, {label: replace(summary, scalars={"s": closed})}) == kind


ARGMIN = "def f(a: list[int]) -> int:\n    at = 0\n    for i in range(1, len(a)):\n        if a[i] < a[at]:\n            at = i\n    return at\n"
SPENT = "def f(a: list[int], n: int) -> int:\n    s = 0\n    for x in a:\n        if x > n:\n            break\n        s += x\n    return s\n"

INVARIANTS: dict[str, tuple[Callable[[Cell], Cell], str]] = {
    "right": (lambda t: le(ZERO, t), "proved"),
    "never": (lambda t: eq(t, integer(-7)), "base"),
    "at the start only": (lambda t: eq(t, ZERO), "step"),
    "not after the first iteration": (lambda t: le(t, ONE), "step"),
    "from the first iteration on": (lambda t: lt(ZERO, t), "base"),
}


@pytest.mark.parametrize("source", [COUNT, SPENT], ids=["counted", "left early"])
@pytest.mark.parametrize("case", INVARIANTS)
def test_what_is_said_to_hold_at_each_head(source: str, case: str) -> None:
    claim, kind = INVARIANTS[case]
    function = python_function(source)
    ((label, summary),) = summarised(function).items()
    claims = {"s": claim(Sym(summary.symbol, INT))}
    assert refused(function, {label: replace(summary, invariants=claims)}) == kind


TWICE = "def f(a: list[list[int]]) -> int:\n    s = 0\n    for row in a:\n        for x in row:\n            s += x\n    return s\n"
OUTSIDE: dict[str, tuple[Callable[[Cell, Cell], Cell], str]] = {
    "right": (lambda outer, t: conj(le(ZERO, t), le(ZERO, outer)), "proved"),
    "in the first round only": (lambda outer, t: eq(outer, ZERO), "base"),
    "not of the row after the first": (lambda outer, t: le(t, outer), "step"),
    "at the last place": (lambda outer, t: lt(t, Extent("a", 1)), "base"),
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_what_is_said_of_inner_heads_holds_in_each_round(case: str) -> None:
    claim, kind = OUTSIDE[case]
    function = python_function(TWICE)
    summaries = summarised(function)
    (outer,) = (n for n in function.body if isinstance(n, For))
    (inner,) = (n for n in outer.body if isinstance(n, For))
    t, around = (Sym(summaries[loop.label].symbol, INT) for loop in (inner, outer))
    claimed = replace(summaries[inner.label], invariants={"s": claim(around, t)})
    assert refused(function, {**summaries, inner.label: claimed}) == kind


@pytest.mark.parametrize("source", [COUNT, SPENT], ids=["counted", "left early"])
def test_claims_do_not_prove_each_other(source: str) -> None:
    """Each follows from the other at the same head; neither from what is known before the loop."""
    function = python_function(source)
    ((label, summary),) = summarised(function).items()
    t = Sym(summary.symbol, INT)
    claims = {"s": lt(t, ZERO), "i": le(t, integer(-1))}
    assert refused(function, {label: replace(summary, invariants=claims)}) == "base"
    bound = fold("and", summary.symbol, ZERO, t, TRUE, lt(t, integer(3)))
    assert refused(function, {label: replace(summary, invariants={"s": bound})}) == "step"


def test_a_position_needs_to_know_what_is_there() -> None:
    function = python_function(ARGMIN)
    ((label, summary),) = summarised(function).items()
    assert set(summary.invariants) == {"at"}
    assert refused(function, {label: summary}) == "proved"
    assert refused(function, {label: replace(summary, invariants={})}) == "step"


COPY = "void f(int *o, const int *a, int n) { for (int i = 0; i < n; i++) o[i] = a[i]; }"

ELEMENTS: dict[str, Callable[[Cell, Cell], Cell]] = {
    "all but the first": lambda k, t: lt(ZERO, k),
    "the first only": lambda k, t: eq(k, ZERO),
    "the last only": lambda k, t: eq(k, sub(N, ONE)),
    "what is written": lambda k, t: lt(k, t),
    "what is written last": lambda k, t: eq(k, sub(t, ONE)),
    "what is never written": lambda k, t: lt(N, k),
}


@pytest.mark.parametrize("case", ELEMENTS)
def test_an_element(case: str) -> None:
    function = c_function(COPY)
    ((label, summary),) = summarised(function).items()
    value = summary.arrays["o"]
    where = ELEMENTS[case](Sym(value.binders[0], INT), Sym(summary.symbol, INT))
    body = select(where, add(value.body, apply("cast", (ONE,), value.dtype)), value.body)
    broken = replace(summary, arrays={"o": replace(value, body=body)})
    assert refused(function, {label: summary}) == "proved"
    assert refused(function, {label: broken}) in ("base", "step")


def test_axes_that_change_places() -> None:
    """On the diagonal, where both indices are equal, a transpose is a copy."""
    function = python_function(
        "def f(a: list[list[int]], n: int) -> list[list[int]]:\n    out = []\n    for i in range(n):\n"
        "        row = []\n        for j in range(n):\n            row.append(a[i][j])\n        out.append(row)\n"
        "    return out\n"
    )

    def turned(read: Elem) -> Cell | None:
        return Elem(read.array, read.indices[::-1], read.dtype) if read.array == "a" else None

    summaries = summarised(function)
    broken = {
        label: replace(
            s, arrays={n: replace(v, body=substitute(v.body, {}, turned)) for n, v in s.arrays.items()}
        )
        for label, s in summaries.items()
    }
    assert broken != summaries
    assert refused(function, summaries) == "proved"
    assert refused(function, broken) == "step"
    outer = max(summaries, key=lambda label: max(len(v.shape) for v in summaries[label].arrays.values()))
    assert refused(function, {**summaries, outer: broken[outer]}) == "step"


FIND = "def f(a: list[int], x: int) -> int:\n    for i in range(len(a)):\n        if a[i] == x:\n            return i\n    return -1\n"
END = Extent("a", 0)

EXITS: dict[str, tuple[Callable[[Cell], Cell], str]] = {
    "right": (lambda exit: exit, "proved"),
    "one later": (lambda exit: add(exit, ONE), "step"),
    "one earlier": (lambda exit: sub(exit, ONE), "base"),
    "one earlier, but not before the start": (lambda exit: apply("max", (sub(exit, ONE), ZERO), INT), "step"),
    "before the loop": (lambda exit: integer(-1), "base"),
    "behind the loop that is not left": (lambda exit: select(lt(exit, END), exit, add(END, ONE)), "base"),
    "never": (lambda exit: END, "exit"),
}


@pytest.mark.parametrize("case", EXITS)
def test_an_exit(case: str) -> None:
    change, kind = EXITS[case]
    function = python_function(FIND)
    ((label, summary),) = summarised(function).items()
    assert summary.exit is not None
    assert refused(function, {label: replace(summary, exit=change(summary.exit))}) == kind


def test_what_the_leaving_iteration_changes() -> None:
    function = python_function(
        "def f(a: list[int]) -> int:\n    s = 0\n    for x in a:\n        s += x\n        if s > 9:\n            break\n    return s\n"
    )
    ((label, summary),) = summarised(function).items()
    assert refused(function, {label: summary}) == "proved"
    closed = select(lt(Sym(summary.symbol, INT), END), summary.scalars["s"], ZERO)
    assert refused(function, {label: replace(summary, scalars={"s": closed})}) in ("base", "step")


def test_a_closed_form_of_another_type() -> None:
    function = c_function("int f(int n) { int s = 0; for (int i = 0; i < n; i++) s = 7; return s; }")
    ((label, summary),) = summarised(function).items()
    wide = apply("cast", (summary.scalars["s"],), I64)
    assert refused(function, {label: replace(summary, scalars={"s": wide})}) == "Unreadable"
