"""Notebooks: their cells are read as one file, and diagnostics point into the cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.diagnostics.text import render

CELLS = [
    ("markdown", "# Loops"),
    ("code", "%matplotlib inline\nimport numpy as np\nfrom helpers import K\n!pip install numpy\nhelp?"),
    ("code", "%%bash\nfor x in a; do echo; done"),
    ("code", "%%time\nBIAS = 2\nfiles = !ls\nif BIAS:\n    %timeit 1 + 1"),
    ("code", "def shifted(a: list[int]) -> list[int]:\n    return [x + BIAS * K for x in a]"),
    ("code", "this is no Python"),
    ("code", "\ndef bad(a: list[int]):\n    return {x: 1 for x in a}\n\nshifted([1])"),
]


def notebook(folder: Path, *, lines: bool = True) -> Path:
    (folder / "helpers.py").write_text("K = 10\n")
    cells = [
        {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True) if lines else text}
        for kind, text in CELLS
    ]
    path = folder / "loops.ipynb"
    path.write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
    return path


@pytest.mark.parametrize("lines", [True, False])
def test_functions_of_cells_are_lifted(lines: bool, tmp_path: Path) -> None:
    path = notebook(tmp_path, lines=lines)
    plan = make_plan([str(path)])
    results = [carry_out(step, ["numpy"]) for step in plan.steps]
    assert [(r.function, r.verdict, r.file, r.line) for r in results] == [
        ("shifted", "proved", str(path), 1),
        ("bad", "unsupported", str(path), 2),
    ]
    code = results[0].backends["numpy"].code
    assert code is not None
    scope: dict[str, object] = {}
    exec(code, scope)
    assert scope["shifted"]([1, 2]) == [21, 22]  # type: ignore[operator]
    (diagnostic,) = results[1].diagnostics
    shown = render(diagnostic, plan.sources)
    assert "loops.ipynb:cell 7:3:12" in shown
    assert "return {x: 1 for x in a}" in shown


@pytest.mark.parametrize("text", ["{}", "[1]", "no json", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_is_a_diagnostic(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(text)
    (result,) = make_plan([str(path)]).steps
    assert [d.code for d in result.diagnostics] == ["TSP0004"]  # type: ignore[union-attr]
