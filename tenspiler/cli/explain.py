"""`tenspiler explain CODE`: the catalogue's page for a code."""

from __future__ import annotations

import difflib
import sys

from tenspiler.diagnostics.catalogue import CATALOGUE, Entry


def page(entry: Entry) -> str:
    """The page of a code, in Markdown that reads as plain text; the gaps of the templates stand in braces."""
    parts = [f"{entry.severity}[{entry.code}]: {entry.message}", entry.explanation.strip()]
    if entry.help and not entry.help.startswith("{"):
        parts.append(f"help: {entry.help}")
    return "\n\n".join(parts) + "\n"


def run_explain(given: str) -> int:
    """Print the page of a code; 2 if there is no such code."""
    code = given.strip().upper()
    entry = CATALOGUE.get(code)
    if entry is not None:
        print(page(entry), end="")
        return 0
    from tenspiler.diagnostics.diagnostic import Diagnostic
    from tenspiler.diagnostics.text import render

    close = sorted(CATALOGUE, key=lambda known: (-_likeness(code, known), known))[:3]
    close = [known for known in close if _likeness(code, known) >= 0.7]
    candidates = f"close to it: {', '.join(close)}" if close else "codes are TSP and four digits"
    print(
        render(Diagnostic("TSP0016", None, {"given": given, "candidates": candidates}), {}), file=sys.stderr
    )
    return 2


def _likeness(code: str, known: str) -> float:
    return difflib.SequenceMatcher(None, code, known).ratio()
