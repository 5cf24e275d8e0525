"""What occurs many times in a value counts once: long chains are lifted, or refused at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tensir import F64, Apply, Cell, Sym
from tensir.build import add
from tensir.cells import size_of
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.result import LiftResult

BODIES = {
    "choices": ("double v = y[i];", "if (x[i] > {k}.0) v = v * 2.0 + {k}.0;", "out[i] = v;"),
    "squares": ("double v = x[i];", "v = v * v + y[i];", "out[i] = v;"),
    "squares in place": ("out[i] = x[i];", "out[i] = out[i] * out[i] + y[i];", ""),
    "sums of two": ("double v = x[i], w = y[i], u;", "u = v + w; v = w; w = u;", "out[i] = w;"),
}
TOO_MUCH = {
    "doubled in a sum": ("double v = x[i];", "v = v + v;", "out[0] += v;", "TSP3007"),
    "preconditions in many words": (
        "double v = x[i];",
        "if (v > {k}.0) {{ if (y[i] > v) v = v * 2.0; else v = v + y[i]; }}",
        "out[i] = v;",
        "TSP2005",
    ),
}


def lifted(tmp_path: Path, before: str, repeated: str, after: str, times: int) -> LiftResult:
    lines = [before, *(repeated.format(k=k) for k in range(times)), after]
    path = tmp_path / "chain.c"
    path.write_text(
        "void f(int n, const double *x, const double *y, double *out)\n{\n"
        "  for (int i = 0; i < n; i++) {\n    " + "\n    ".join(lines) + "\n  }\n}\n"
    )
    (step,) = make_plan([str(path)]).steps
    return carry_out(step, ["numpy"])


@pytest.mark.parametrize("name", BODIES)
def test_long_chains_are_proved(tmp_path: Path, name: str) -> None:
    result = lifted(tmp_path, *BODIES[name], 40)
    assert result.verdict == "proved", result.diagnostics
    code = result.backends["numpy"].code
    assert code is not None
    assert len(code) < 20_000


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_has_to_be_written_out_is_refused(tmp_path: Path, name: str) -> None:
    *body, code = TOO_MUCH[name]
    result = lifted(tmp_path, *body, 24)
    assert [d.code for d in result.diagnostics] == [code]


def test_equal_cells_are_compared_once() -> None:
    def doubled(times: int) -> Cell:
        cell: Cell = Sym("x", F64)
        for _ in range(times):
            cell = Apply("add", (cell, cell), F64)
        return cell

    one, other = doubled(90), doubled(90)
    assert size_of(one) == 2**91 - 1
    assert one == other
    assert one != add(other, Sym("y", F64))
    assert doubled(89) != other
