"""Diagnostics as workflow commands, which GitHub shows as annotations at the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from tenspiler.diagnostics.diagnostic import Diagnostic, Finding
from tenspiler.loopir.nodes import Span

_COMMAND: Final = {"error": "error", "warning": "warning", "note": "notice"}


def workflow_commands(findings: Iterable[Finding]) -> Iterator[str]:
    """One line for each finding: `::error file=a.py,line=3,col=5,...,title=TSP1013::message`."""
    for finding in findings:
        diagnostic = finding.diagnostic
        where = _place(diagnostic.span) if diagnostic.span else {"file": finding.file}
        named = {**where, "title": diagnostic.code}
        properties = ",".join(f"{key}={_property(str(value))}" for key, value in named.items() if value)
        yield f"::{_COMMAND[diagnostic.severity]} {properties}::{_data(_message(diagnostic))}"


def _place(span: Span) -> dict[str, object]:
    place: dict[str, object] = {
        "file": span.file,
        "line": span.line,
        "endLine": span.end_line,
        "col": span.column,
    }
    # Columns of an annotation count only where it stays on one line.
    return {**place, "endColumn": span.end_column} if span.line == span.end_line else place


def _message(diagnostic: Diagnostic) -> str:
    first = ": ".join(part for part in (diagnostic.message, diagnostic.label) if part)
    notes = (f"{r.span.file}:{r.span.line}: {r.text}" for r in diagnostic.related)
    ways_out = (f"help: {diagnostic.help}",) if diagnostic.help else ()
    return "\n".join((first, *notes, *ways_out))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
