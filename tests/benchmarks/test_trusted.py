"""The documentation names what proofs rest on, and counts it."""

from __future__ import annotations

import re

import pytest

from benchmarks.trusted import GROUPS, PAGE, counted


def test_the_page_names_every_file_of_the_proof() -> None:
    named = re.findall(r"^\| `(\S+\.py)` \|", PAGE.read_text(), re.M)
    assert named == [f.path for f in counted()[GROUPS[0].name]], "python -m benchmarks trusted --write"


def test_the_counts_are_those_of_about_now() -> None:
    page = PAGE.read_text()
    for name, files in counted().items():
        found = re.search(rf"^\| {re.escape(name)} \| (\d+) \| ([\d,]+) \|", page, re.M)
        assert found is not None, name
        said, lines = int(found[2].replace(",", "")), sum(f.lines for f in files)
        assert said == pytest.approx(lines, rel=0.1), "python -m benchmarks trusted --write"


def test_patterns_are_of_files_that_are_there() -> None:
    assert all(files for files in counted().values())


def test_what_the_solver_is_asked_is_trusted() -> None:
    """Nothing that imports the solver, or that the solver's questions are made by, is left out."""
    first = {f.path for f in counted()[GROUPS[0].name]}
    assert {"tenspiler/verification/solver.py", "tensir/scalars.py", "tenspiler/symbolic/execute.py"} <= first
