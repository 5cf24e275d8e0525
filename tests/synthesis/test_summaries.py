"""The closed forms that the search finds for the loop shapes it knows, as text; and what it leaves unsolved."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

import pytest

from tensir.first import first_of
from tensir.printer import show_cell
from tenspiler.frontends.c.reader import read as read_c
from tenspiler.frontends.python.reader import read as read_python
from tenspiler.loopir.nodes import Function
from tenspiler.symbolic.execute import Unreadable
from tenspiler.synthesis.summarise import Search, summarise


@dataclass(frozen=True)
class Case:
    """A loop's body over `a`, `b`, `n` (and what is declared before it), and the closed form of one variable."""

    before: str
    loop: str
    variable: str
    closed: str


def c_source(case: Case) -> str:
    head = "void f(int *o, const int *a, const int *b, unsigned char *u, const float *x, int n, int m)"
    return f"{head} {{ {case.before} {case.loop} }}"


CASES = {
    "sum": Case("int s = 0;", "for (int i = 0; i < n; i++) s += a[i];", "s", "sum(i < i: a[i])"),
    "sum from a start": Case("int s = m;", "for (int i = 2; i < n; i++) s += a[i];", "s", "m + sum(2 <= i < i: a[i])"),
    "count": Case(
        "int s = 0;", "for (int i = 0; i < n; i++) if (a[i] > 3) s++;", "s", "sum(i < i: select(a[i] > 3, 1, 0))"
    ),
    "constant step": Case("int s = 0;", "for (int i = 0; i < n; i++) s += 3;", "s", "i32(3 * i)"),
    "dot product": Case("int s = 0;", "for (int i = 0; i < n; i++) s += a[i] * b[i];", "s", "sum(i < i: a[i] * b[i])"),
    "float sum": Case("float s = 0;", "for (int i = 0; i < n; i++) s += x[i];", "s", "sum(i < i: x[i])"),
    "difference": Case("int s = 0;", "for (int i = 0; i < n; i++) s -= a[i];", "s", "sum(i < i: -a[i])"),
    "maximum": Case("int s = a[0];", "for (int i = 1; i < n; i++) if (a[i] > s) s = a[i];", "s", "max(1 <= i < i: a[i]; a[0])"),
    "truth in an integer": Case("int s = 1;", "for (int i = 0; i < n; i++) s = s && a[i] > 3;", "s", "i32(all(i < i: a[i] > 3))"),
    "switch": Case("int s = 0;", "for (int i = 0; i < n; i++) if (a[i] == m) s = 1;", "s", "select(any(i < i: a[i] == m), 1, 0)"),
    "last value": Case("int s = 5;", "for (int i = 0; i < n; i++) s = a[i];", "s", "select(0 < i, a[i - 1], 5)"),
    "last value under a condition": Case("int s = m;", "for (int i = 0; i < n; i++) if (a[i] > 3) s = b[i];", "s", "select(0 <= max(i < i: select(a[i] > 3, i, -1); -1), b[max(i < i: select(a[i] > 3, i, -1); -1)], m)"),
    "scatter": Case("", "for (int i = 0; i < n; i++) o[a[i]] = b[i];", "o", "select(0 <= max(i < i: select(k == a[i], i, -1); -1), b[max(i < i: select(k == a[i], i, -1); -1)], o[k])"),
    "map": Case("", "for (int i = 0; i < n; i++) o[i] = a[i] + 1;", "o", "select(0 <= k and k < i, a[k] + 1, o[k])"),
    "map in place": Case("", "for (int i = 0; i < n; i++) o[i] = o[i] * 2;", "o", "select(0 <= k and k < i, o[k] * 2, o[k])"),
    "every second": Case("", "for (int i = 0; i < n; i += 2) o[i] = a[i];", "o", "select(0 <= k // 2 and k // 2 < i and k % 2 == 0, a[k], o[k])"),
    "downwards": Case("", "for (int i = n - 1; i >= 0; i--) o[i] = a[i];", "o", "select(0 <= n - k - 1 and n - k - 1 < i, a[k], o[k])"),
    "prefix sums through a variable": Case("int s = 0;", "for (int i = 0; i < n; i++) { s += o[i]; o[i] = s; }", "o", "select(0 <= k and k < i, sum(i < k: o[i]) + o[k], o[k])"),
    "differences in place": Case("int s = 0;", "for (int i = 0; i < n; i++) { int c = o[i]; o[i] = c - s; s = c; }", "o", "select(0 <= k and k < i, o[k] - select(0 < k, o[k - 1], 0), o[k])"),
    "downwards unsigned": Case("unsigned s = m;", "for (int i = 0; i < n; i++) s--;", "s", "u32(u32(m) - i)"),
    "selection": Case(
        "int t = 0;", "for (int i = 0; i < n; i++) if (a[i] > 3) o[t++] = a[i];", "o",
        "select(0 <= k and k < sum(i < i: select(a[i] > 3, 1, 0)), a[min(i < n: select(a[i] > 3 and sum(i1 < i: select(a[i1] > 3, 1, 0)) == k, i, n); n)], o[k])",
    ),
    "without repeats": Case(
        "int t = 0;", "for (int i = 0; i < n; i++) if (t == 0 || o[t - 1] != a[i]) o[t++] = a[i];", "t",
        "i32(sum(i < i: select(i <= 0 or a[i - 1] != a[i], 1, 0)))",
    ),
    "without repeats in place": Case(
        "int t = 0;", "for (int i = 1; i < n; i++) if (o[i] != o[t]) o[++t] = o[i];", "t",
        "i32(sum(1 <= i < i: select(o[i] != o[i - 1], 1, 0)))",
    ),
    "records": Case(
        "int t = 0;", "for (int i = 0; i < n; i++) if (t == 0 || o[t - 1] < a[i]) o[t++] = a[i];", "t",
        "i32(sum(i < i: select(i <= 0 or max(i1 < i: a[i1]; a[0]) < a[i], 1, 0)))",
    ),
    "run lengths": Case(
        "int t = 0;", "for (int i = 0; i < n; i++) if (a[i] > 3) o[t++] = 1; else if (t > 0) o[t - 1] += 2;", "t",
        "i32(sum(i < i: select(a[i] > 3, 1, 0)))",
    ),
    "second largest": Case(
        "int s = 0, r = 0;", "for (int i = 0; i < n; i++) if (a[i] > r) { s = r; r = a[i]; } else if (a[i] > s) s = a[i];", "s",
        "max(i < i: select(a[i] > max(i1 < i: a[i1]; 0), max(i1 < i: a[i1]; 0), a[i]); 0)",
    ),
    "places that are selected": Case(
        "int t = m;", "for (int i = 0; i < n; i++) if (a[i] > 3) o[t++] = 7;", "t",
        "i32(m + sum(i < i: select(a[i] > 3, 1, 0)))",
    ),
    "linear recurrence": Case("float s = 1;", "for (int i = 0; i < n; i++) s = s * 0.5f + x[i];", "s", "linear(i < i: pair(0.5, x[i]); 1.0)"),
    "towards a value": Case("float s = 0;", "for (int i = 0; i < n; i++) s += (x[i] - s) / 4;", "s", "linear(i < i: pair(1.0 + neg(1.0) / 4.0, x[i] / 4.0); 0.0)"),
    "under a condition": Case("int s = 0;", "for (int i = 0; i < n; i++) if (a[i] > 3) s = s * 3 + 1;", "s", "linear(i < i: pair(select(a[i] > 3, 3, 1), select(a[i] > 3, 1, 0)); 0)"),
    "best sum": Case("int s = 0;", "for (int i = 0; i < n; i++) { s += a[i]; if (s < 0) s = 0; }", "s", "add_max(i < i: pair(a[i], 0); 0)"),
    "budget": Case("int s = m;", "for (int i = 0; i < n; i++) s -= a[i] < s ? a[i] : s;", "s", "add_max(i < i: pair(-a[i], 0); m)"),
    "capped": Case("float s = 0;", "for (int i = 0; i < n; i++) s = s + x[i] > 9 ? 9 : s + x[i];", "s", "add_min(i < i: pair(x[i], 9.0); 0.0)"),
    "recurrence in place": Case("", "for (int i = 1; i < n; i++) o[i] = o[i - 1] * 3 + a[i];", "o", "select(1 <= k and k < i, linear(1 <= i < k + 1: pair(3, a[i]); o[0]), o[k])"),
    "prefix sums": Case("", "for (int i = 1; i < n; i++) o[i] = o[i - 1] + a[i];", "o", "select(1 <= k and k < i, o[0] + sum(1 <= i < k + 1: a[i]), o[k])"),
}  # fmt: skip

UNSOLVED = {
    "logistic map": ("float s = 0.5f;", "for (int i = 0; i < n; i++) s = s * s * x[i];", "s"),
    "collatz": ("int s = m;", "for (int i = 0; i < n; i++) s = s % 2 ? 3 * s + 1 : s / 2;", "s"),
    "writes what it reads next": ("int s = 0;", "for (int i = 0; i < n; i++) { s = s * s + o[i]; o[i + 1] = s; }", "s"),
    "two that feed each other": ("int s = 0, r = 1;", "for (int i = 0; i < n; i++) { int w = s + r; s = r; r = w; }", "s"),
}  # fmt: skip


def only(functions: tuple[object, ...]) -> Function:
    (function,) = functions
    assert isinstance(function, Function), function
    return function


def search(text: str) -> Search:
    found = Search()
    with contextlib.suppress(Unreadable):
        summarise(only(read_c("f.c", text).functions), found)
    return found


def plain(text: str) -> str:
    """Fresh names without their numbers, and placeholders without their loops: a bound `i` is not the index `i`."""
    return re.sub(r"[#@]\d+", "", text).replace("`", "")


def closed_form(found: Search, variable: str) -> str | None:
    (summary,) = found.summaries.values()
    if variable in summary.scalars:
        return plain(show_cell(summary.scalars[variable]))
    return plain(show_cell(summary.arrays[variable].body)) if variable in summary.arrays else None


@pytest.mark.parametrize("name", CASES)
def test_closed_forms(name: str) -> None:
    case = CASES[name]
    closed = closed_form(search(c_source(case)), case.variable)
    assert closed == case.closed


PYTHON_CASES = {
    "append": ("out = []", "for x in a: out.append(x + 1)", "out", "a[k] + 1"),
    "append what is positive": (
        "out = []",
        "for x in a:\n        if x > 0: out.append(x + 1)",
        "out",
        "select(0 <= k and k < sum(x_index < x_index: select(a[x_index] > 0, 1, 0)), a[min(x_index < len(a): select(a[x_index] > 0 and sum(x_index1 < x_index: select(a[x_index1] > 0, 1, 0)) == k, x_index, len(a)); len(a))] + 1, out[k])",
    ),
    "any": ("f = False", "for x in a: f = f or x == 3", "f", "any(x_index < x_index: a[x_index] == 3)"),
    "product": ("p = 1", "for x in a: p = p * x", "p", "prod(x_index < x_index: a[x_index])"),
    "floor division": (
        "out = [0] * len(a)",
        "for i in range(len(a)): out[i] = a[i] // 3",
        "out",
        "a[k] // 3",
    ),
}


@pytest.mark.parametrize("name", PYTHON_CASES)
def test_closed_forms_of_python(name: str) -> None:
    before, loop, variable, closed = PYTHON_CASES[name]
    text = f"def f(a: list[int]):\n    {before}\n    {loop}\n    return {variable}\n"
    found = Search()
    summarise(only(read_python("f.py", text).functions), found)
    shown = closed_form(found, variable)
    assert shown is not None
    assert closed in shown


@pytest.mark.parametrize("name", UNSOLVED)
def test_what_stays_unsolved_is_named(name: str) -> None:
    before, loop, variable = UNSOLVED[name]
    found = search(c_source(Case(before, loop, variable, "")))
    assert closed_form(found, variable) is None
    assert variable in found.unsolved
    assert found.unsolved[variable].span.line == 1


def test_nested_loops_are_summarised_from_the_inside() -> None:
    loop = (
        "for (int i = 0; i < n; i++) { int s = 0; for (int j = 0; j < m; j++) s += a[i * m + j]; o[i] = s; }"
    )
    found = search(c_source(Case("", loop, "o", "")))
    assert len(found.summaries) == 2
    outer = next(s for s in found.summaries.values() if "o" in s.arrays)
    assert plain(show_cell(outer.arrays["o"].body)).startswith("select(0 <= k and k < i, sum(j < m: a[")
    assert found.candidates >= 2


EXITS = {
    "break": ("s = 0", "for x in a:\n        if x < 0:\n            break\n        s += x", "s", "sum(x_index < x_index: a[x_index])", "a[x_index] < 0"),
    "budget": ("s = 0", "for x in a:\n        if s + x > 9:\n            break\n        s += x", "s", "sum(x_index < x_index: a[x_index])", "sum(x_index < x_index + 1: a[x_index]) > 9"),
    "further condition": ("s = 0", "while s < len(a) and a[s] != 3:\n        s += 1", "s", "s_round", "a[s_round] == 3"),
}  # fmt: skip


PHASES = {
    "sums behind its own iteration": (
        "for (int k = 0; k < i; k++) o[k] += a[i]; o[i] = 2 * o[i] + b[i];",
        "select(0 <= k and k < i, select(0 <= k, 2 * o[k] + b[k] + sum(k + 1 <= i < i: a[i]), 2 * o[k] + b[k]), o[k])",
    ),
    "sums before its own iteration": (
        "for (int k = i + 1; k < n; k++) o[k] += a[i]; o[i] = 2 * o[i];",
        "select(0 <= k and k < i, 2 * select(k < n, o[k] + sum(i < k: a[i]), o[k]), select(k < n, o[k] + sum(i < i: a[i]), o[k]))",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PHASES)
def test_a_cell_with_an_iteration_of_its_own(name: str) -> None:
    body, closed = PHASES[name]
    found = search(c_source(Case("", f"for (int i = 0; i < n; i++) {{ {body} }}", "o", closed)))
    outer = found.summaries[0].arrays["o"]
    assert plain(show_cell(outer.body)) == closed


@pytest.mark.parametrize("name", EXITS)
def test_exits(name: str) -> None:
    before, loop, variable, closed, left = EXITS[name]
    text = f"def f(a: list[int]):\n    {before}\n    {loop}\n    return {variable}\n"
    found = Search()
    summarise(only(read_python("f.py", text).functions), found)
    (summary,) = found.summaries.values()
    assert plain(show_cell(summary.scalars[variable])) == closed
    assert summary.exit is not None
    search = first_of(summary.exit)
    assert search is not None
    assert plain(show_cell(search.condition)) == left
