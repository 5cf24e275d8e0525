"""What is known inside of a loop only never gets out of it: programs that spoke of it are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan

LOOPS = {
    "an index looked up by itself": """
def f(a: list[int], c: list[int], m: int, x: int) -> None:
    for i in range(len(a)):
        for j in range(i, len(a)):
            c[m + j] = x
""",
    "a step between rows": """
def f(c: list[int], n: int, m: int) -> None:
    for i in range(0, len(c), 3):
        for j in range(m):
            c[j * n + i] = 0
""",
    "counts of what may lie outside": """
def f(a: list[int], mask: list[bool]) -> list[int]:
    out = []
    for i in range(len(a)):
        for j in range(a[i]):
            if mask[j]:
                out.append(a[i])
    return out
""",
}


@pytest.mark.parametrize("name", LOOPS)
def test_it_is_lifted_or_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "loops.py"
    path.write_text(LOOPS[name])
    (step,) = make_plan([str(path)]).steps
    result = carry_out(step, ["numpy"])
    assert result.verdict in ("proved", "unsupported", "unknown")
    assert all(d.code not in ("TSP0097", "TSP0099") for d in result.diagnostics)
