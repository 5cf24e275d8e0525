"""Which arrays may be one and the same: what is proved for both cases, and what is guarded."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tensir import Program
from tenspiler.frontends.c.reader import read
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import choose, lift, summarise_and_establish
from tenspiler.synthesis.summarise import Search
from tenspiler.verification import aliasing
from tenspiler.verification.aliasing import with_coinciding
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.proof import Proof
from tenspiler.verification.verify import Established


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
    "a bound that memory chooses": ("for (int i = 0; i < (x[0] > 3 ? 3 : n); i++) y[i] = 5;", set[str]()),
    "a divisor that is written": (
        "for (int i = 0; i < n; i++) { y[i] = n - 3; int t = 10 / x[i]; }",
        set[str](),
    ),
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


def test_what_indexes_a_bound_is_not_the_output() -> None:
    loop = "for (int i = 0; i < x[z[0]]; i++) y[i] = 7;"
    lifted = lift(function(f"void f(int *y, const int *x, const int *z) {{ {loop} }}"))
    assert not lifted.proof.may_coincide


def established(loop: str) -> tuple[Established, Program, Proof]:
    source = f"void f(int *y, const int *x, const int *z, int n) {{ {loop} }}"
    found, _ = summarise_and_establish(function(source), Search())
    return found, *choose(found)[:2]


def pairs(proof: Proof) -> set[str]:
    return {name for pair in proof.may_coincide for name in pair - {"y"}}


AHEAD = "for (int i = 0; i + 1 < n; i++) y[i] = x[i + 1] + z[i];"


def test_what_no_run_rules_out_is_proved_all_the_same() -> None:
    assert pairs(with_coinciding(*established(AHEAD))) == {"x", "z"}
    behind = "for (int i = 1; i < n; i++) y[i] = x[i - 1] + z[i];"
    assert pairs(with_coinciding(*established(behind))) == {"z"}


def test_what_holds_of_each_array_need_not_hold_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    given = established(AHEAD)
    monkeypatch.setattr(aliasing, "_holds", lambda *arguments: len(arguments[3]) == 1)
    assert pairs(with_coinciding(*given)) == {"x"}


@pytest.mark.parametrize(
    ("arithmetic", "numbers", "same"),
    [
        (Arithmetic.EXACT, "", {"x", "z"}),
        (Arithmetic.REAL, "", set[str]()),
        (Arithmetic.EXACT, "x", set[str]()),
    ],
)
def test_the_second_proof_takes_no_more_for_granted(
    arithmetic: Arithmetic, numbers: str, same: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = established(AHEAD)
    second = SimpleNamespace(arithmetic=arithmetic, numbers=frozenset(numbers))
    monkeypatch.setattr(aliasing, "conclude", lambda *_: second)
    assert pairs(with_coinciding(*given)) == same
