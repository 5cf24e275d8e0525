"""Programs that come out as an expert would write them: named products, strided views, few preconditions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.result import LiftResult

LLAMA = Path(__file__).parent.parent / "benchmarks" / "suites" / "llama"


def lifted(path: Path, function: str) -> LiftResult:
    (step,) = make_plan([f"{path}:{function}"]).steps
    result = carry_out(step, ["numpy"])
    assert result.verdict == "proved", result.diagnostics
    return result


def lines(result: LiftResult) -> list[str]:
    """What the program computes, a line an expression."""
    assert result.tensir is not None
    return [line.strip() for line in result.tensir.splitlines() if " = " in line]


def test_softmax_in_place() -> None:
    result = lifted(LLAMA / "llama_vectors.cpp", "softmax")
    assert lines(result) == [
        "t0 = exp(x - reduce_max[axis=0](x, gather(x, 0)))",
        "new x = t0 / reduce_add[axis=0](t0)",
    ]
    assert result.preconditions == ("0 < len(x)",)


def test_scores_are_computed_once() -> None:
    program = lines(lifted(LLAMA / "llama.py", "attention_head"))
    assert [line for line in program if "matvec(keys, t0)" in line] == ["t2 = matvec(keys, t0) / t1"]
    assert "t4 = exp(t2 - reduce_max[axis=0](t2, t3))" in program


@pytest.mark.parametrize("function", ["transformer_part1", "transformer_part2", "attention_head"])
def test_rows_of_a_cache_are_a_strided_view(function: str) -> None:
    result = lifted(LLAMA / "llama_pointers.c", function)
    assert "gather(key_cache" not in str(result.tensir)
    assert "gather(value_cache" not in str(result.tensir)
    assert "strided[" in str(result.tensir)
    assert not any("cache" in p and "all(" in p and "==" not in p for p in result.preconditions)


@pytest.mark.parametrize(
    "body",
    [
        "while (n-- > 0) s += *x++ * *y++;",
        "for (; n > 0; n--) s += *x++ * *y++;",
        "int k = n; do { s += *x++ * *y++; } while (--k > 0);",
        "for (int i = 0; i < n; i++) { int k = 3; while (k-- > 0) s += *x++ * *y++; }",
    ],
)
def test_pointers_that_walk_are_slices(body: str, tmp_path: Path) -> None:
    source = tmp_path / "walk.c"
    source.write_text(
        f"float f(const float *x, const float *y, int n)\n{{\n float s = 0;\n {body}\n return s;\n}}\n"
    )
    program = str(lifted(source, "f").tensir)
    assert "dot(" in program or "reduce_add" in program
    assert "gather" not in program.replace("gather(x, 0)", "").replace("gather(y, 0)", "")


def test_an_unknown_stride_is_checked_at_both_ends(tmp_path: Path) -> None:
    source = tmp_path / "rows.c"
    source.write_text(
        "int rows(const int *a, int n, int m, int s) {\n"
        "  int t = 0;\n"
        "  for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) t += a[i * s + j];\n"
        "  return t;\n}\n"
    )
    result = lifted(source, "rows")
    assert result.preconditions == (
        "n <= 0 or m <= len(a)",
        "not (0 < m and 0 < n) or n * s + m <= len(a) + s",
        "not (0 < m and 0 < n) or s <= n * s",
    )


def test_a_triangle_times_a_matrix_is_a_product(tmp_path: Path) -> None:
    source = tmp_path / "lower.c"
    source.write_text("""void lower(int n, int m, const double *L, const double *X, double *Y) {
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++) {
                double s = 0;
                for (int k = 0; k <= i; k++)
                    s += L[i * n + k] * X[k * m + j];
                Y[i * m + j] = s;
            }
    }""")
    program = lines(lifted(source, "lower"))
    assert "t5 = matmul(t4, reshape[shape=[max(n, 0), max(m, 0)]](t3))" in program


@pytest.mark.parametrize("depth", [3, 5])
def test_rows_of_rows_of_a_flat_buffer_are_one_stretch(tmp_path: Path, depth: int) -> None:
    """`out[(i0 * n1 + i1) * n2 + i2]`: no quotients, no masks, and one precondition for each array."""
    place = "i0"
    for d in range(1, depth):
        place = f"({place}) * n{d} + i{d}"
    loops = " ".join(f"for (int i{d} = 0; i{d} < n{d}; i{d}++)" for d in range(depth))
    extents = ", ".join(f"int n{d}" for d in range(depth))
    source = tmp_path / "flat.c"
    source.write_text(
        f"void f({extents}, const double *x, double *out) {{\n  {loops}\n    out[{place}] = 2 * x[{place}];\n}}\n"
    )
    result = lifted(source, "f")
    assert not any(op in str(result.tensir) for op in ("//", "%", "select", "gather"))
    size = " * ".join(f"n{d}" for d in range(depth))
    assert len(result.preconditions) == 2
    assert all(
        p.endswith(f" or {size} <= len({a})") for p, a in zip(result.preconditions, ("x", "out"), strict=True)
    )


def test_what_a_window_holds_from_outside_an_array_is_not_multiplied(tmp_path: Path) -> None:
    source = tmp_path / "fir.c"
    source.write_text("""void fir(const float *x, const float *h, float *y, int n, int taps) {
        for (int i = 0; i < n; i++) {
            float s = 0;
            for (int k = 0; k < taps; k++)
                if (i - k >= 0)
                    s += h[k] * x[i - k];
            y[i] = s;
        }
    }""")
    program = lines(lifted(source, "fir"))
    padded = (
        r"select\(t\d+ < \{\w+\}, window\[axis=0, start=0, length=max\(taps, 0\), step=1\]\(h\), 0\.0:f32\)"
    )
    assert any(re.search(padded, line) for line in program), program
