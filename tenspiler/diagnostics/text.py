"""Diagnostics as text with the source line and a caret, for terminals, pipes and tests.

error[TSP2003]: arrays may overlap
  --> blend.py:14:9
   |
14 |         out[i] = min(base[i], active[i])
   |         ^^^^^^ written while `base` may still be read through it
   |
help: a guard at run time will check this; add `noalias` to promise it
more: tenspiler explain TSP2003
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias, final

from tenspiler.diagnostics.diagnostic import Diagnostic
from tenspiler.loopir.nodes import Span

_TAB: Final = "    "
_WIDEST: Final = 120  # columns of source that are shown; longer lines are cut around the caret
_MARGIN: Final = 40  # columns kept in front of the caret in a line that is cut


class Role(Enum):
    """What a piece of text is, so that a terminal can colour it."""

    PLAIN = "plain"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    FRAME = "frame"
    STRONG = "strong"


Piece: TypeAlias = tuple[str, Role]
Line: TypeAlias = tuple[Piece, ...]

_SEVERITY_ROLE: Final = {"error": Role.ERROR, "warning": Role.WARNING, "note": Role.NOTE}


def render(diagnostic: Diagnostic, sources: Mapping[str, str]) -> str:
    """A diagnostic as plain text without a final newline; `sources` gives the text of each file by name."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in layout(diagnostic, sources))


def layout(diagnostic: Diagnostic, sources: Mapping[str, str]) -> Iterator[Line]:
    """The lines of a diagnostic, in pieces with their roles.

    A place in a file that `sources` lacks is named, but not shown.
    """
    role = _SEVERITY_ROLE.get(diagnostic.severity, Role.ERROR)
    yield (
        (f"{diagnostic.severity}[{diagnostic.code}]", role),
        (f": {printable(diagnostic.message)}", Role.STRONG),
    )
    if diagnostic.span is not None:
        yield from _place(diagnostic.span, printable(diagnostic.label), role, sources)
    if diagnostic.help:
        yield (("help", Role.STRONG), (f": {printable(diagnostic.help)}", Role.PLAIN))
    yield (("more", Role.STRONG), (f": tenspiler explain {diagnostic.code}", Role.PLAIN))


def printable(text: str) -> str:
    """Text in which nothing can steer a terminal: control and bidirectional characters are replaced."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    return char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _place(span: Span, label: str, role: Role, sources: Mapping[str, str]) -> Iterator[Line]:
    number = str(span.line)
    gutter = " " * len(number)
    yield (
        (f"{gutter}--> ", Role.FRAME),
        (f"{printable(span.file)}:{span.line}:{span.column}", Role.PLAIN),
    )
    excerpt = _excerpt(span, sources.get(span.file))
    if excerpt is None:
        if label:
            yield ((f"{gutter} = ", Role.FRAME), (label, Role.PLAIN))
        return
    rule: Line = ((f"{gutter} |", Role.FRAME),)
    yield rule
    yield ((f"{number} | ", Role.FRAME), (excerpt.text, Role.PLAIN))
    caret = " " * excerpt.offset + "^" * excerpt.width
    yield ((f"{gutter} | ", Role.FRAME), (f"{caret} {label}", role))
    yield rule


@final
@dataclass(frozen=True, slots=True)
class _Excerpt:
    """A source line as it is shown, and where in it the caret stands, in columns of the terminal."""

    text: str
    offset: int
    width: int


def _excerpt(span: Span, source: str | None) -> _Excerpt | None:
    lines = source.split("\n") if source is not None else []
    if not 1 <= span.line <= len(lines):
        return None
    raw = lines[span.line - 1].rstrip()
    start = min(span.column - 1, len(raw))
    # A span over several lines is underlined to the end of its first.
    end = span.end_column - 1 if span.end_line == span.line else len(raw)
    before, marked, after = raw[:start], raw[start:end], raw[max(start, end) :]
    shown = _Excerpt(
        _shown(before) + _shown(marked) + _shown(after),
        _columns(_shown(before)),
        max(1, _columns(_shown(marked))),
    )
    return _cut(shown)


def _cut(excerpt: _Excerpt) -> _Excerpt:
    """The part around the caret of a line that is too long to show."""
    if len(excerpt.text) <= _WIDEST:
        return excerpt
    first = max(0, min(excerpt.offset - _MARGIN, len(excerpt.text) - _WIDEST))
    text = excerpt.text[first : first + _WIDEST]
    dots_before = "..." if first else ""
    dots_after = "..." if first + _WIDEST < len(excerpt.text) else ""
    offset = excerpt.offset - first + len(dots_before)
    width = max(1, min(excerpt.width, _WIDEST - (excerpt.offset - first)))
    return _Excerpt(f"{dots_before}{text}{dots_after}", offset, width)


def _shown(text: str) -> str:
    return printable(text.replace("\t", _TAB))


def _columns(text: str) -> int:
    """How many columns a terminal gives to a text."""
    return sum(_column_width(char) for char in text)


def _column_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
