"""From source text to a proved program: what comes out of whole lifts, and what is refused with which code."""

from __future__ import annotations

import warnings
from itertools import product

import numpy as np
import pytest

from tenspiler.frontends import c, python
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import lift_function
from tenspiler.result import LiftResult


def function(source: str) -> Function:
    read = python.read if source.lstrip().startswith(("def", "import")) else c.read
    unit = read("source.py" if read is python.read else "source.cpp", source)
    (found,) = (f for f in unit.functions if isinstance(f, Function))
    return found


def lift(source: str) -> LiftResult:
    return lift_function(function(source), ["numpy"], 0.0)


def run(result: LiftResult, *arguments: object) -> object:
    module: dict[str, object] = {}
    emitted = result.backends["numpy"]
    assert emitted.code is not None
    assert emitted.entry is not None
    exec(emitted.code, module)
    entry = module[emitted.entry]
    assert callable(entry)
    return entry(*arguments)


NAMED = {
    "row sums": (
        "def f(a: list[list[int]]) -> list[int]:\n    out = []\n    for row in a:\n        s = 0\n        for x in row:\n            s += x\n        out.append(s)\n    return out\n",
        "reduce_add[axis=1](a)", "exact",
    ),
    "matrix-vector": (
        "void f(const float *a, const float *x, float *y, int m, int n) { for (int i = 0; i < m; i++) { float s = 0; for (int j = 0; j < n; j++) s += a[i * n + j] * x[j]; y[i] = s; } }",
        "matvec(", "real",
    ),
    "product, ijk": (
        "void f(const int *a, const int *b, int *c, int m, int n, int p) { for (int i = 0; i < m; i++) for (int j = 0; j < p; j++) { int s = 0; for (int k = 0; k < n; k++) s += a[i * n + k] * b[k * p + j]; c[i * p + j] = s; } }",
        "matmul(", "exact",
    ),
    "product, ikj": (
        "void f(const float *a, const float *b, float *c, int m, int n, int p) { for (int i = 0; i < m; i++) for (int k = 0; k < n; k++) for (int j = 0; j < p; j++) c[i * p + j] += a[i * n + k] * b[k * p + j]; }",
        "matmul(", "real",
    ),
    "product, jki": (
        "void f(const float *a, const float *b, float *c, int m, int n, int p) { for (int j = 0; j < p; j++) for (int k = 0; k < n; k++) for (int i = 0; i < m; i++) c[i * p + j] += a[i * n + k] * b[k * p + j]; }",
        "matmul(", "real",
    ),
    "clamp in place": (
        "def f(a: list[int], lo: int, hi: int) -> None:\n    for i in range(len(a)):\n        a[i] = min(max(a[i], lo), hi)\n",
        "min(max(a, {lo}), {hi})", "exact",
    ),
    "copies of the first": ("void f(int *a, int n) { for (int i = 1; i < n; i++) a[i] = a[i - 1]; }", "full[", "exact"),
    "prefix sums in place": ("void f(int *a, int n) { for (int i = 1; i < n; i++) a[i] += a[i - 1]; }", "scan_add", "exact"),
    "exclusive prefix sums": ("void f(const int *a, int *o, int n) { int s = 0; for (int i = 0; i < n; i++) { o[i] = s; s += a[i]; } }", "concat", "exact"),
    "running maximum": ("void f(const int *a, int *o, int n) { int m = a[0]; for (int i = 0; i < n; i++) { if (a[i] > m) m = a[i]; o[i] = m; } }", "scan_max", "exact"),
    "maximum by arithmetic": (
        "def f(a: list[int]) -> int:\n    m = 0\n    for x in a:\n        m = (m + x + abs(m - x)) // 2\n    return m\n",
        "reduce_max[axis=0](a, 0)", "exact",
    ),
    "two variables that change places": (
        "def f(n: int, a: int, b: int) -> int:\n    x = a\n    y = b\n    for i in range(n):\n        x, y = y, x\n    return x\n",
        "select(max(n, 0) % 2 == 0, a, b)", "exact",
    ),
    "a sum that decides keeps its order": (
        "int f(const double *x, int n, double limit) { double s = 0; for (int i = 0; i < n; i++) s += x[i]; return s > limit; }",
        "fold_add", "exact",
    ),
    "a triangle and its mirror": (
        "void f(int n, int m, double x[m][n], double c[n][n]) {\n"
        "  for (int i = 0; i < n; i++) for (int j = i; j < n; j++) {\n"
        "    c[i][j] = 0; for (int k = 0; k < m; k++) c[i][j] += x[k][i] * x[k][j];\n    c[j][i] = c[i][j]; } }",
        "update[starts=[0, 0], steps=[1, 1]](c, matmul(transpose[axes=[1, 0]](t0), t0))", "real",
    ),
    "the lower triangle is scaled": (
        "void f(int n, double c[n][n], double b) { for (int i = 0; i < n; i++) for (int j = 0; j <= i; j++) c[i][j] *= b; }",
        "](t0), t1 * b, t1)", "exact",
    ),
    "a product with a triangle": (
        "void f(int n, double a[n][n], double x[n], double y[n]) {\n"
        "  for (int i = 0; i < n; i++) { y[i] = 0; for (int k = 0; k < i; k++) y[i] += a[i][k] * x[k]; } }",
        "matvec(", "real",
    ),
    "histogram": (
        "def f(a: list[int], out: list[int]) -> None:\n    for x in a:\n        out[x % 4] += 1\n",
        "scatter_add", "exact",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_programs_that_an_expert_would_write(name: str) -> None:
    source, expected, grade = NAMED[name]
    result = lift(source)
    assert result.verdict == "proved", result.diagnostics
    assert result.grade == grade
    assert result.tensir is not None
    assert expected in result.tensir


REFUSED = {
    "chain": ("def f(a: list[float]) -> float:\n    s = 0.5\n    for x in a:\n        s = s * x * (1.0 - s)\n    return s\n", "TSP2001"),
    "off by one": ("def f(a: list[int]) -> int:\n    s = 0\n    for i in range(len(a)):\n        s += a[i + 1]\n    return s\n", "TSP3003"),
    "collatz": ("int f(int n) { int s = 0; while (n != 1) { n = n % 2 ? 3 * n + 1 : n / 2; s++; } return s; }", "TSP2002"),
    "never defined": ("int f(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) { int x = 2147483647; s += a[i] + (x + 1); } return s; }", "TSP3004"),
    "nothing to lift": ("void f(int n) { int s = 0; for (int i = 0; i < n; i++) s += i; }", "TSP2004"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_have_a_reason(name: str) -> None:
    source, code = REFUSED[name]
    result = lift(source)
    assert result.verdict in ("unsupported", "unknown")
    assert result.diagnostics
    assert code is None or result.diagnostics[0].code == code


def test_a_swapped_axis_is_not_lost() -> None:
    source = "void f(const int *a, int *o, int m, int n) { for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) o[j * m + i] = a[i * n + j]; }"
    values = np.arange(6, dtype=np.int32)
    got = run(lift(source), values, np.zeros(8, np.int32), 2, 3)
    assert np.array_equal(np.asarray(got), [0, 3, 1, 4, 2, 5, 0, 0])


def test_identical_arrays_where_the_proof_allows_them_and_nowhere_else() -> None:
    ahead = lift("void f(const int *a, int *o, int n) { for (int i = 0; i < n - 1; i++) o[i] = a[i + 1]; }")
    behind = lift("void f(const int *a, int *o, int n) { for (int i = 1; i < n; i++) o[i] = a[i - 1]; }")
    values = np.arange(5, dtype=np.int32)
    assert np.array_equal(np.asarray(run(ahead, values, values, 5)), [1, 2, 3, 4, 4])
    with pytest.raises(ValueError, match="overlap"):
        run(behind, values, values, 5)


def test_maxima_pass_over_nan_and_keep_the_first_of_equal_zeros_as_the_loop_does() -> None:
    result = lift(
        "float f(const float *x, int n) { float m = x[0]; for (int i = 1; i < n; i++) if (x[i] > m) m = x[i]; return m; }"
    )
    assert (result.grade, result.assumptions) == ("exact", ())
    for values in product((np.nan, -0.0, 0.0, 1.0, -1.0, np.inf, -np.inf), repeat=3):
        x = np.array(values, np.float32)
        largest = x[0]
        for value in x[1:]:
            if value > largest:
                largest = value
        got = np.float32(run(result, x, 3))  # type: ignore[arg-type]
        assert got.tobytes() == largest.tobytes() or (np.isnan(got) and np.isnan(largest))


def test_a_function_lifts_alike_whatever_was_lifted_before() -> None:
    source = NAMED["matrix-vector"][0]
    first = lift(source)
    lift(NAMED["histogram"][0])
    second = lift(source)
    assert (first.tensir, first.preconditions, first.backends) == (
        second.tensir,
        second.preconditions,
        second.backends,
    )


def test_arithmetic_on_scalars_never_warns() -> None:
    source = "int f(const int *a, int n, int x) { int s = x; for (int i = 0; i < n; i++) { if (a[n] > 0) break; s = s - x; } return s; }"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert run(lift(source), np.array([1, 0], dtype=np.int32), 1, -(2**31)) == 0


UNSIGNED = "#include <algorithm>\n#include <cstddef>\n#include <vector>\n"
EMPTY = {
    "a bound that the loop outside keeps from wrapping": (
        UNSIGNED + "int f(const int *b, std::size_t n) { int s = 9; for (std::size_t i = 0; i < n; i += 2) for (std::size_t j = 0; j < n - 1; j++) s = std::min(s, b[j]); return s; }",
        (np.zeros(0, np.int32), 0), 9,
    ),
    "a bound that wraps where the loop outside is empty": (
        UNSIGNED + "int f(const std::vector<std::vector<int>> &a, unsigned n) { int s = 9; for (unsigned i = 0; i < n; i++) for (unsigned j = i; j < unsigned(a[0].size()) - 1; j++) s = std::min(s, a[i][j]); return s; }",
        ([[]], 0), 9,
    ),
    "a limit far beyond the range": (
        "def f(a: list[int], x: int) -> None:\n    for i in range(len(a)):\n        if i < x:\n            a[i] = 0\n",
        ([3, 4], 2**60), [0, 0],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EMPTY)
def test_no_array_is_made_for_what_never_runs(name: str) -> None:
    source, arguments, expected = EMPTY[name]
    result = lift(source)
    assert result.verdict == "proved", result.diagnostics
    assert run(result, *arguments) == expected
