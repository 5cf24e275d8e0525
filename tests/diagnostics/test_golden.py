"""Small programs and exactly what is said of them: `golden/NAME.txt` holds the text for `golden/NAME.py`, .c or .cpp.

To add one, put a program there and run pytest with --update.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.diagnostics.text import render

FOLDER = Path(__file__).parent / "golden"
PROGRAMS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".txt")


def said(path: Path) -> str:
    """What the plain report says of each function that is not proved."""
    plan = make_plan([path.name])
    out = io.StringIO()
    for step in plan.steps:
        result = carry_out(step, ["numpy"])
        print(f"{result.function or result.file}: {result.verdict}", file=out)
        for diagnostic in result.diagnostics:
            print(render(diagnostic, plan.sources), file=out)
    return out.getvalue()


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.name)
def test_golden(path: Path, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    golden(f"{path.name}.txt", said(path))


def test_every_text_has_its_program() -> None:
    texts = {path.name.removesuffix(".txt") for path in FOLDER.glob("*.txt")}
    assert texts == {path.name for path in PROGRAMS}
