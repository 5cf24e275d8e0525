"""Every code has all its fields and a page, and every place that raises one fills its gaps."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import tenspiler
from tenspiler.diagnostics.catalogue import CATALOGUE, Entry
from tenspiler.diagnostics.catalogue.backend import BACKEND
from tenspiler.diagnostics.catalogue.c import C
from tenspiler.diagnostics.catalogue.c_data import C_DATA
from tenspiler.diagnostics.catalogue.command import COMMAND, USAGE_CODES
from tenspiler.diagnostics.catalogue.document import document, page
from tenspiler.diagnostics.catalogue.python import PYTHON
from tenspiler.diagnostics.catalogue.runtime import RUNTIME
from tenspiler.diagnostics.catalogue.synthesis import SYNTHESIS
from tenspiler.diagnostics.catalogue.verification import VERIFICATION
from tenspiler.diagnostics.catalogue.verify import VERIFY

PACKAGE = Path(tenspiler.__file__).parent


def gaps(entry: Entry) -> set[str]:
    templates = (entry.message, entry.label, entry.help)
    return {
        name for text in templates for _, name, _, _ in string.Formatter().parse(text) if name is not None
    }


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_entry_is_whole(entry: Entry) -> None:
    assert entry.code.startswith("TSP")
    assert entry.code[3:].isdigit()
    assert len(entry.code) == 7
    assert entry.message.strip()
    assert entry.severity in ("error", "warning", "note")
    assert all(gap.isidentifier() for gap in gaps(entry))
    assert len(entry.explanation.split()) >= 10
    assert entry.explanation.strip() in page(entry)


def test_the_document_is_the_catalogue() -> None:
    shown = (PACKAGE.parent / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    assert shown == document(CATALOGUE.values()), (
        "run `python -m tenspiler.diagnostics.catalogue.document > docs/diagnostics.md`"
    )


def test_codes_are_unique() -> None:
    areas = (COMMAND, PYTHON, C, C_DATA, SYNTHESIS, VERIFICATION, BACKEND, RUNTIME, VERIFY)
    assert len(CATALOGUE) == sum(len(area) for area in areas)


def test_usage_codes_exist() -> None:
    assert {entry.code for entry in (*COMMAND, *BACKEND)} >= USAGE_CODES


def raising_calls() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Each `Refusal(CODE, span, name=...)` in the sources: its place, its code, the gaps that it fills."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("Refusal"), args=[ast.Constant(str() as code), *_]):
                    names = frozenset(keyword.arg or "**" for keyword in node.keywords)
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}", code, names
                case _:
                    pass


def test_every_gap_is_filled_where_a_code_is_raised() -> None:
    wrong = [
        f"{place}: {code}"
        for place, code, names in raising_calls()
        if code not in CATALOGUE or ("**" not in names and not gaps(CATALOGUE[code]) <= names)
    ]
    assert wrong == []
