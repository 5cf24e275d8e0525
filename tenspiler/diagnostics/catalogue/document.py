"""The catalogue in Markdown: one page a code, and all of them as one document.

`python -m tenspiler.diagnostics.catalogue.document > docs/diagnostics.md` writes the document anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tenspiler.diagnostics.catalogue import CATALOGUE, Entry


def headline(entry: Entry) -> str:
    """What a code says, with the gaps of the template in capitals."""
    return entry.title or re.sub(r"`?{(\w+)}`?", lambda gap: gap[1].upper(), entry.message)


def page(entry: Entry) -> str:
    """The page of a code, in Markdown that reads as plain text; gaps of the templates stand in capitals."""
    parts = [f"{entry.severity}[{entry.code}]: {headline(entry)}", entry.explanation.strip()]
    return "\n\n".join([*parts, *_help(entry)]) + "\n"


def document(entries: Iterable[Entry]) -> str:
    """All codes, for `docs/diagnostics.md`."""
    ordered = sorted(entries, key=lambda entry: entry.code)
    rows = [f"| [{e.code}](#{e.code.lower()}) | {headline(e).replace('|', '&#124;')} |" for e in ordered]
    sections = [_section(entry) for entry in ordered]
    return "\n".join([_INTRODUCTION, "| code | says |", "| --- | --- |", *rows, "", *sections])


_INTRODUCTION = """\
# Diagnostics

<!-- Written by `python -m tenspiler.diagnostics.catalogue.document`; the catalogue is the source. -->

Each diagnostic has a code that never changes its meaning. `tenspiler explain CODE` prints these pages. The
programs and sessions below run in the tests, and each fails with exactly the code above it.
"""


def _section(entry: Entry) -> str:
    parts = [f"## {entry.code}", f"**{entry.severity}: {headline(entry)}**", entry.explanation.strip()]
    return "\n\n".join([*parts, *_help(entry)]) + "\n"


def _help(entry: Entry) -> list[str]:
    text = re.sub(r"`?{(\w+)}`?", lambda gap: gap[1].upper(), entry.help)
    return [] if not text or text.isupper() else [f"help: {text}"]


if __name__ == "__main__":
    print(document(CATALOGUE.values()), end="")
