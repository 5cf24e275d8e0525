"""`tenspiler explain`: the catalogue's page for a code, or the list of all codes."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable
from typing import Any

from tenspiler.diagnostics.catalogue import CATALOGUE, Entry
from tenspiler.diagnostics.catalogue.document import headline, page


def run_explain(given: str | None, everything: bool, as_json: bool) -> int:
    """Print the page of a code (2 if there is none), or the list of all codes, or all their pages."""
    if given is None:
        entries = sorted(CATALOGUE.values(), key=lambda entry: entry.code)
        print(_json(entries) if as_json else _pages(entries) if everything else _list(entries))
        return 0
    entry = CATALOGUE.get(given.strip().upper())
    if entry is None:
        return _unknown(given)
    print(_json([entry]) if as_json else page(entry).rstrip())
    return 0


def _list(entries: Iterable[Entry]) -> str:
    lines = [f"{entry.code}  {headline(entry)}" for entry in entries]
    return "\n".join([*lines, "", "`tenspiler explain CODE` shows the page of a code, `--all` all pages"])


def _pages(entries: Iterable[Entry]) -> str:
    return "\n\n".join(page(entry).rstrip() for entry in entries)


def _json(entries: Iterable[Entry]) -> str:
    return json.dumps({"schema": 1, "codes": [_object(entry) for entry in entries]}, indent=2)


def _object(entry: Entry) -> dict[str, Any]:
    """What there is to a code; `message`, `label` and `help` are templates."""
    return {
        "code": entry.code,
        "severity": entry.severity,
        "message": entry.message,
        "label": entry.label,
        "help": entry.help,
        "explanation": entry.explanation,
    }


def _unknown(given: str) -> int:
    from tenspiler.diagnostics.diagnostic import Diagnostic
    from tenspiler.diagnostics.text import render

    code = given.strip().upper()
    close = sorted(CATALOGUE, key=lambda known: (-_likeness(code, known), known))[:3]
    close = [known for known in close if _likeness(code, known) >= 0.7]
    candidates = f"close to it: {', '.join(close)}" if close else "codes are TSP and four digits"
    args = {"given": given, "candidates": candidates}
    print(render(Diagnostic("TSP0016", None, args), {}), file=sys.stderr)
    return 2


def _likeness(code: str, known: str) -> float:
    return difflib.SequenceMatcher(None, code, known).ratio()
