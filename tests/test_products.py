"""A product is a product: loops over sums of products come out as contractions, and of how many operands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.result import LiftResult

POLYBENCH = Path(__file__).parent.parent / "benchmarks" / "suites" / "polybench"
SUMS = re.compile(r"\b(dot|matvec|vecmat|matmul|einsum|reduce_add|gather)\b")

MATRICES = "int m, int n, int k, double A[m][k], double B[k][n], double C[m][n]"
VECTORS = "int n, const double *a, const double *b, const double *c, const double *d"


def lifted(path: Path, function: str) -> LiftResult:
    (step,) = make_plan([f"{path}:{function}"]).steps
    result = carry_out(step, ["numpy", "torch"])
    assert result.verdict == "proved", result.diagnostics
    assert all(emitted.code for emitted in result.backends.values())
    return result


def sums(result: LiftResult) -> list[str]:
    """The sums of a program, products and others, and what is gathered, in order."""
    return SUMS.findall(result.tensir or "")


@pytest.mark.parametrize("order", ["ijp", "ipj", "jip", "jpi", "pij", "pji"])
def test_a_matrix_product_in_any_order(order: str, tmp_path: Path) -> None:
    bounds = {"i": "m", "j": "n", "p": "k"}
    loops = " ".join(f"for (int {x} = 0; {x} < {bounds[x]}; {x}++)" for x in order)
    source = tmp_path / "product.c"
    source.write_text(f"void f({MATRICES}) {{ {loops} C[i][j] += A[i][p] * B[p][j]; }}\n")
    assert sums(lifted(source, "f")) == ["matmul"]


LOOPS = {
    "scaled": (
        f"void f(double alpha, double beta, {MATRICES}) {{ for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) {{"
        " C[i][j] *= beta; for (int p = 0; p < k; p++) C[i][j] += alpha * A[i][p] * B[p][j]; } }",
        ["matmul"],
    ),
    "through a temporary": (
        "void f(int n, double A[n][n], double x[n], double y[n]) { double t[n];"
        " for (int i = 0; i < n; i++) { t[i] = 0; for (int j = 0; j < n; j++) t[i] += A[i][j] * x[j]; }"
        " for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) y[i] -= A[j][i] * t[j]; }",
        ["matvec", "matvec"],
    ),
    "two products": (
        f"double f({VECTORS}) {{ double s = 0; for (int i = 0; i < n; i++) s += a[i] * b[i] + c[i] * d[i]; return s; }}",
        ["dot", "dot"],
    ),
    "a product and a term": (
        f"double f({VECTORS}) {{ double s = 0; for (int i = 0; i < n; i++) s += a[i] * b[i] - c[i]; return s; }}",
        ["reduce_add", "dot"],
    ),
    "three factors": (
        f"double f({VECTORS}) {{ double s = 0; for (int i = 0; i < n; i++) s += a[i] * b[i] * c[i]; return s; }}",
        ["dot"],
    ),
    "no product": (
        f"double f(double x, {VECTORS}) {{ double s = 0; for (int i = 0; i < n; i++) s += x * a[i]; return s; }}",
        ["reduce_add"],
    ),
    "unrolled by two": (
        f"double f({VECTORS}) {{ double s = 0; for (int i = 0; i < n / 2; i++)"
        " s += a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1]; return s; }",
        ["dot", "dot"],
    ),
    "the first term on its own": (
        "int f(const int *a, const int *b, int n) { int s = a[0] * b[0];"
        " for (int i = 1; i < n; i++) s += a[i] * b[i]; return s; }",
        ["dot"],
    ),
    "the last term on its own": (
        f"double f({VECTORS}) {{ double s = 0; for (int i = 0; i < n - 1; i++) s += a[i] * b[i];"
        " s += a[n - 1] * b[n - 1]; return s; }",
        ["dot"],
    ),
    "the first column on its own": (
        "void f(int m, int n, const int *a, const int *x, int *y) { for (int i = 0; i < m; i++) {"
        " y[i] = a[i * n] * x[0]; for (int j = 1; j < n; j++) y[i] += a[i * n + j] * x[j]; } }",
        ["matvec"],
    ),
    "batched": (
        "void f(int b, int m, int n, int k, double A[b][m][k], double B[b][k][n], double C[b][m][n]) {"
        " for (int t = 0; t < b; t++) for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) {"
        " C[t][i][j] = 0; for (int p = 0; p < k; p++) C[t][i][j] += A[t][i][p] * B[t][p][j]; } }",
        ["einsum"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOPS)
def test_sums_of_products(name: str, tmp_path: Path) -> None:
    text, expected = LOOPS[name]
    source = tmp_path / "sums.c"
    source.write_text(text)
    assert sums(lifted(source, "f")) == expected


def test_a_computed_matrix_is_used_as_it_is_and_transposed() -> None:
    program = str(lifted(POLYBENCH / "blas.c", "gemver").tensir)
    assert sums(lifted(POLYBENCH / "blas.c", "gemver")) == ["matvec", "matvec"]
    matrix = re.search(r"new A = \w+\[.*\]\(A, (t\d+)\)", program)
    assert matrix is not None
    assert f"matvec(transpose[axes=[1, 0]]({matrix[1]}), " in program
    assert f"matvec({matrix[1]}, alpha * " in program


@pytest.mark.parametrize(("name", "expected"), [("mm2", ["matmul"] * 3), ("mvt", ["matvec"] * 2)])
def test_products_of_products(name: str, expected: list[str]) -> None:
    assert sums(lifted(POLYBENCH / "kernels.c", name)) == expected


@pytest.mark.parametrize(
    ("path", "name"), [("utdsp.c", "dct"), ("dspstone.c", "matrix1"), ("dspstone.c", "matrix2")]
)
def test_flat_buffers_are_read_as_matrices(path: str, name: str) -> None:
    """Also one that was written before, one that a pointer walks through, and one with its first and last column
    on their own."""
    result = lifted(POLYBENCH.parent / "c2taco" / path, name)
    assert sums(result) == ["matmul"] * (2 if name == "dct" else 1)
    assert "select" not in str(result.tensir)


def test_a_factor_stays_inside_its_sum(tmp_path: Path) -> None:
    """A sum of nothing is 0, and 0 times NaN is not."""
    source = tmp_path / "scaled.c"
    source.write_text(
        "double f(int n, double x, const double *a, const double *b)"
        " { double s = 0; for (int i = 0; i < n; i++) s += x * a[i] * b[i]; return s; }"
    )
    result = lifted(source, "f")
    code = result.backends["numpy"].code
    assert code is not None
    space: dict[str, Any] = {}
    exec(code, space)  # the code that was just made
    answer = space["f"](0, float("nan"), np.zeros(0), np.zeros(0))
    assert answer == 0.0
