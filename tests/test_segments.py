"""Loops whose bounds are elements: what comes out, what is required at a call, and what stays refused."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tensir.build import fold
from tensir.cell_evaluator import evaluate_partial
from tensir.cells import integer
from tests.test_pipeline import lift, run

SUMS = """
def f(x: list[float], ptr: list[int]) -> list[float]:
    out = []
    for i in range(len(ptr) - 1):
        s = 0.0
        for p in range(ptr[i], ptr[i + 1]):
            s += x[p]
        out.append(s)
    return out
"""
SPMV = (
    "void f(int n, const int *ptr, const int *col, const double *val, const double *x, double *y) {"
    " for (int i = 0; i < n; i++) for (int p = ptr[i]; p < ptr[i + 1]; p++) y[i] += val[p] * x[col[p]]; }"
)
CONDITIONAL = """
def f(x: list[float], ptr: list[int], k: int) -> list[float]:
    out = []
    for i in range(len(ptr) - 1):
        s = 0.0
        for p in range(ptr[i], ptr[i + 1]):
            if p < k:
                s += x[p]
        out.append(s)
    return out
"""


def ints(*values: int) -> Any:
    return np.array(values, np.int32)


def test_sums_of_segments_keep_their_order() -> None:
    result = lift(SUMS)
    assert (result.verdict, result.grade) == ("proved", "exact")
    x = [1e16, 1.0, -1e16, 3.0, 0.1, 0.2, 0.3]
    ptr = [0, 3, 3, 7, 4, 5]
    want = [_in_order(x[a:b]) for a, b in pairwise(ptr)]
    assert run(result, x, ptr) == want


def _in_order(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


def test_places_of_lists_may_be_counted_from_the_end() -> None:
    assert run(lift(SUMS), [1.0, 2.0, 4.0], [-2, 1, 3, -3]) == [7.0, 6.0, 0.0]
    with pytest.raises(ValueError, match="expected all"):
        run(lift(SUMS), [1.0, 2.0, 4.0], [-4, 1])


def test_empty_segments_may_lie_anywhere() -> None:
    result = lift(SPMV)
    y = np.ones(3)
    try:
        new = run(result, 3, ints(9, 2, -5, -5), ints(0), np.ones(1), np.ones(1), y)
    except ValueError as error:
        pytest.fail(str(error))
    assert np.array_equal(np.asarray(new), [1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match="expected all"):
        run(result, 1, ints(0, 2), ints(0), np.ones(1), np.ones(1), y)
    with pytest.raises(ValueError, match="expected all"):
        run(result, 1, ints(-1, 1), ints(0), np.ones(1), np.ones(1), y)


def test_only_columns_that_are_read_have_to_be_in_range() -> None:
    result = lift(SPMV)
    arguments = 1, ints(1, 2), ints(99, 0, -1), np.array([1.0, 2.0, 3.0]), np.array([5.0])
    assert np.array_equal(np.asarray(run(result, *arguments, np.zeros(1))), [10.0])
    with pytest.raises(ValueError, match="expected all"):
        run(result, 1, ints(1, 3), *arguments[2:], np.zeros(1))


def test_what_is_read_under_a_condition_is_in_range() -> None:
    result = lift(CONDITIONAL)
    assert result.verdict == "proved"
    assert run(result, [0.0, 1.0, 2.0], [0, 9], 3) == [3.0]
    with pytest.raises(ValueError, match="expected all"):
        run(result, [0.0, 1.0, 2.0], [0, 5], 10)


NAMED = {
    "counts": (
        "void f(int n, const int *ptr, const int *x, int *y) { for (int i = 0; i < n; i++) { int c = 0; for (int p = ptr[i]; p < ptr[i + 1]; p++) if (x[p] > 3) c++; y[i] = c; } }",
        "segment_add[axis=0](select(x > 3:i32, 1:i32, 0:i32)", "exact",
    ),
    "minima": (
        "void f(int n, const int *a, const int *b, const float *x, float *y) { for (int i = 0; i < n; i++) { float m = x[a[i]]; for (int p = a[i] + 1; p < b[i]; p++) if (x[p] < m) m = x[p]; y[i] = m; } }",
        "segment_min[axis=0](x, ", "exact",
    ),
    "products that wrap": (
        "void f(int n, const int *ptr, const unsigned *x, unsigned *y) { for (int i = 0; i < n; i++) { unsigned h = 1; for (int p = ptr[i]; p < ptr[i + 1]; p++) h *= x[p]; y[i] = h; } }",
        "segment_mul[axis=0](x, ", "exact",
    ),
    "rows of a padded matrix": (
        "void f(int n, int m, const int *len, int a[n][m], int *y) { for (int i = 0; i < n; i++) { int s = 0; for (int j = 0; j < len[i]; j++) s += a[i][j]; y[i] = s; } }",
        "reduce_add[axis=1](", "exact",
    ),
    "what depends on the segment": (
        "void f(int n, const int *ptr, const double *x, const double *m, double *y) { for (int i = 0; i < n; i++) { double s = 0; for (int p = ptr[i]; p < ptr[i + 1]; p++) s += x[p] > m[i]; y[i] = s; } }",
        "repeat(", "exact",
    ),
    "lengths alone": (
        "void f(int n, const int *ptr, long *y) { for (int i = 0; i < n; i++) { long d = 0; for (int p = ptr[i]; p < ptr[i + 1]; p++) d++; y[i] = d; } }",
        "max(", "exact",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "operator", "grade"), NAMED.values(), ids=NAMED.keys())
def test_what_segments_become(source: str, operator: str, grade: str) -> None:
    result = lift(source)
    assert (result.verdict, result.grade) == ("proved", grade), result.diagnostics
    assert operator in (result.tensir or "")


def test_a_sum_of_a_segment_that_decides_keeps_its_order() -> None:
    source = "void f(int n, const int *ptr, const double *x, int *y, double limit) { for (int i = 0; i < n; i++) { double s = 0; for (int p = ptr[i]; p < ptr[i + 1]; p++) s += x[p]; y[i] = s > limit; } }"
    assert lift(source).grade == "exact"


def test_what_is_metered_runs_no_fold_of_very_many_steps() -> None:
    long = fold("add", "p", integer(0), integer(1 << 40), integer(0), integer(1))
    with pytest.raises(OverflowError):
        evaluate_partial(long, {}, {}, meter=lambda elements: None)
