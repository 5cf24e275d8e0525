"""Errors that random inputs miss: the solver, or what the two mention, leads to them; they are run and made small."""

from __future__ import annotations

from pathlib import Path

import pytest

from tensir.cells import numbering
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import Function
from tenspiler.refutation.search import Refuter
from tenspiler.refutation.witness import shown
from tenspiler.verification.models import LEAST_RLIMIT, MODEL_RLIMIT, MOST_UNDECIDED, Allowance
from tenspiler.verifying import judge_written
from tenspiler.written import Written, parsed

COPY = "def f(a: list[int]) -> list[int]:\n    out = []\n    for x in a:\n        out.append(x)\n    return out\n"
TOTAL = "def f(a: list[int], k: int) -> int:\n    s = 0\n    for x in a:\n        s += x\n    return s + k\n"
SCALED = "def f(a: list[float], x: float) -> list[float]:\n    out = []\n    for v in a:\n        out.append(v * x)\n    return out\n"
SUM_2D = "def f(m: list[list[int]]) -> int:\n    s = 0\n    for r in m:\n        for x in r:\n            s += x\n    return s\n"
RANGE = "def f(n: int, x: int) -> int:\n    s = 0\n    for i in range(n):\n        s += i * x\n    return s\n"
THIRDS = "void f(const unsigned char *a, unsigned char *o, int n) { for (int i = 0; i < n; i++) o[i] = a[i] / 3; }\n"
LARGEST = "int f(const int *a, int n) { int m = 0; for (int i = 0; i < n; i++) if (a[i] > m) m = a[i]; return m; }\n"

PREFIX = "slice[axis=0, start=0, length=max(n, 0), step=1]"
PLANTED = [
    (COPY, "select((iota[extent=n]() == 3) and (a == 1234567), 0, a)", "f([0, 0, 0, 1234567])"),
    (COPY, "select({n == 17}, 0, a)", "f([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])"),
    (COPY, "select({n * n == 289}, 0, a)", "f([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])"),
    (COPY, "select({n == 1000}, 0, a)", "f([0] * 999 + [1])"),
    (COPY, "select(iota[extent=n]() == 11, 0, a)", "f([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])"),
    (COPY, "select(a * 7 == 86415, 0, a)", "f([12345])"),
    (COPY, "select(a * a == 5041, 0, a)", "f([71])"),
    (COPY, "select(a % 1000 == 777, 0, a)", "f([-223])"),
    (COPY, "select(a > 5000000000, 0, a)", "f([5000000001])"),
    (TOTAL, "reduce_add[axis=0](a) + select((reduce_add[axis=0](a) == 1000) and {n == 2}, 0, k)", "f([0, 1000], k=1)"),
    (TOTAL, "reduce_add[axis=0](a) + select(k == 98765, 0, k)", "f([], k=98765)"),
    (SCALED, "select(x > 1000000.0, a, a * x)", "f([1.0], x=1000001.0)"),
    (SCALED, "select(x == 0.1, a, a * x)", "f([1.0], x=0.1)"),
    (SCALED, "select(a + x == 1234.5, a, a * x)", "f([0.25], x=1234.25)"),
    (SUM_2D, "select({p * q == 35}, 0, reduce_add[axis=0](reduce_add[axis=0](m)))", None),
    (SUM_2D, "reduce_add[axis=0](reduce_add[axis=0](select((expand[axis=1, extent=q](iota[extent=p]()) == 2) and (expand[axis=0, extent=p](iota[extent=q]()) == 5), 0, m)))", "f([[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1]])"),
    (RANGE, "select(n == 77, 0, reduce_add[axis=0](iota[extent=max(n, 0)]()) * x)", "f(n=77, x=1)"),
    (THIRDS, f"truncdiv({PREFIX}(select(a == 201:u8, 0:u8, a)), 3:u8)", "f(np.array([201], dtype=np.uint8), np.array([0], dtype=np.uint8), n=1)"),
    (LARGEST, f"reduce_max[axis=0](select({PREFIX}(a) == 2147483647:i32, 0:i32, {PREFIX}(a)), 0:i32)", "f(np.array([2147483647], dtype=np.int32), n=1)"),
]  # fmt: skip

HEADERS = {
    COPY: "program f(a: int[n]) -> (return: int[n])\n  return = {}\n",
    TOTAL: "program f(a: int[n], k: int) -> (return: int)\n  return = {}\n",
    SCALED: "program f(a: f64[n], x: f64) -> (return: f64[n])\n  return = {}\n",
    SUM_2D: "program f(m: int[p, q]) -> (return: int)\n  return = {}\n",
    RANGE: "program f(n: int, x: int) -> (return: int)\n  return = {}\n",
    THIRDS: "program f(a: u8[p], o: u8[q], n: i32) -> (new o: u8[q])\n  new o = update[starts=[0], steps=[1]](o, {})\n",
    LARGEST: "program f(a: i32[p], n: i32) -> (return: i32)\n  return = {}\n",
}


def function_of(source: str, folder: Path) -> Function:
    path = folder / ("f.c" if "{" in source else "f.py")
    path.write_text(source)
    (function,) = read_file(path).functions
    assert isinstance(function, Function)
    return function


def written(source: str, program: str) -> Written:
    text = HEADERS[source].replace("{}", program)
    return Written("f.tir", text, parsed(text, "f.tir"))


@pytest.mark.parametrize(("source", "program", "call"), PLANTED, ids=[p for _, p, _ in PLANTED])
def test_planted_errors_are_found(source: str, program: str, call: str | None, tmp_path: Path) -> None:
    function = function_of(source, tmp_path)
    given = written(source, program)
    with numbering():
        judged = judge_written(function, given, ("numpy",), False)
        assert judged.proof is None
        assert judged.counterexample is not None, judged.reason
    assert call is None or shown(function, judged.counterexample).call == call


def test_sampling_alone_misses_most_of_them(tmp_path: Path) -> None:
    """Otherwise they would say nothing about the solver."""
    missed = 0
    for source, program, _ in PLANTED:
        found = Refuter(function_of(source, tmp_path), written(source, program).program).sampled()
        missed += found is None
    assert missed >= 14, missed


def test_what_the_solver_cannot_decide_is_not_asked_at_every_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = TOTAL.replace("s += x", "s += (x * x * x - x) % 6")
    given = Written("f.tir", text := HEADERS[TOTAL].replace("{}", "k"), parsed(text, "f.tir"))
    asked: list[int] = []
    limit = Allowance.limit
    monkeypatch.setattr(Allowance, "limit", lambda self: asked.append(limit(self)) or asked[-1])
    judged = judge_written(function_of(source, tmp_path), given, ("numpy",), False)
    assert judged.counterexample is judged.proof is None
    decided = 3  # of no elements
    assert len(asked) == MOST_UNDECIDED + decided
    assert (asked[0], asked[-1]) == (MODEL_RLIMIT, LEAST_RLIMIT)
