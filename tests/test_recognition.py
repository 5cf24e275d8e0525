"""Programs that come out as an expert would write them: named products, strided views, few preconditions."""

from __future__ import annotations

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
