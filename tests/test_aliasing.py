"""Which arrays may be one and the same: what is proved for both cases, and what is guarded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenspiler.frontends.c.reader import read
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import lift


def function(source: str) -> Function:
    (found,) = read("f.c", source).functions
    assert isinstance(found, Function)
    return found


LOOPS = {
    "a map in place": ("for (int i = 0; i < n; i++) y[i] += 3 * x[i];", {"x"}),
    "reading ahead": ("for (int i = 0; i + 1 < n; i++) y[i] = x[i] + x[i + 1];", {"x"}),
    "reading behind": ("for (int i = 1; i < n; i++) y[i] = x[i] + x[i - 1];", set[str]()),
    "backwards": ("for (int i = 0; i < n; i++) y[i] = x[n - 1 - i];", set[str]()),
    "one element for all": ("for (int i = 0; i < n; i++) y[i] *= x[0];", set[str]()),
    "a bound in memory": ("for (int i = 0; i < *x; i++) y[i] = 1;", set[str]()),
    "a bound in memory, behind a pointer": ("int *q = y; while (q < y + *x) *q++ = 1;", set[str]()),
    "a start in memory": ("int i; for (i = x[0]; i < n; i++) y[i] = 1; y[0] = i;", set[str]()),
    "a copy of a bound": ("int m = x[0]; for (int i = 0; i < m; i++) y[i] = 1;", set[str]()),
    "a fill": ("for (int i = 0; i < n; i++) y[i] = n;", {"x"}),
}


@pytest.mark.parametrize("case", LOOPS)
def test_two_pointers(case: str) -> None:
    loop, same = LOOPS[case]
    lifted = lift(function(f"void f(int *y, const int *x, int n) {{ {loop} }}"))
    assert {name for pair in lifted.proof.may_coincide for name in pair - {"y"}} == same


def test_a_bound_that_python_evaluates_again(tmp_path: Path) -> None:
    source = tmp_path / "f.py"
    loop = "    i = 0\n    while i < n[0]:\n        x[i] = 1\n        i += 1\n"
    source.write_text(f"def f(x: list[int], n: list[int]) -> None:\n{loop}")
    (found,) = read_file(source).functions
    assert isinstance(found, Function)
    assert not lift(found).proof.may_coincide


def test_what_is_never_looked_at_may_be_the_output() -> None:
    source = (
        "void f(int *y, const int *x, const int *w, int n) { for (int i = 1; i < n; i++) y[i] += x[i - 1]; }"
    )
    assert lift(function(source)).proof.may_coincide == {frozenset({"y", "w"})}
    assert not lift(function(source.replace("int *w", "float *w"))).proof.may_coincide
