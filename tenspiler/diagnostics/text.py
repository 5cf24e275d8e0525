"""Diagnostics as text with source lines and carets, for terminals, pipes and tests.

error[TSP2001]: `acc` has no closed form
  --> filter.py:7:9
   |
 5 |     acc = 0.0
   |     --- starts here
 6 |     for x in signal:
 7 |         acc = sin(acc) + x
   |         ^^^^^^^^^^^^^^^^^^ feeds back through `sin`
   |
help: sums, products, extrema, counts, flags and their prefixes are solved
more: tenspiler explain TSP2001
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias, final

from tenspiler.diagnostics.diagnostic import Diagnostic, Related
from tenspiler.diagnostics.excerpt import columns, excerpt, printable
from tenspiler.loopir.nodes import Span

_WIDEST: Final = 120  # columns of source that are shown; longer lines are cut around the caret
_NARROWEST: Final = 30  # columns that source and labels get on any terminal
_TALLEST: Final = 4  # lines of a span that are all marked; of a longer one the first is
_HEAD: Final = re.compile(r"\s*(for|while|do|if|else|elif|switch|def|class|with|try|struct|template)\b")


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


def layout(diagnostic: Diagnostic, sources: Mapping[str, str], width: int | None = None) -> Iterator[Line]:
    """The lines of a diagnostic, in pieces with their roles, in a terminal of some width.

    A place in a file that `sources` lacks is named, but not shown.
    """
    role = _SEVERITY_ROLE.get(diagnostic.severity, Role.ERROR)
    yield (
        (f"{diagnostic.severity}[{diagnostic.code}]", role),
        (f": {printable(diagnostic.message)}", Role.STRONG),
    )
    if diagnostic.span is not None:
        yield from _Picture(diagnostic, diagnostic.span, role, sources, width).lines()
    if diagnostic.help:
        yield from _way_out(printable(diagnostic.help), width)
    yield (("more", Role.STRONG), (f": tenspiler explain {diagnostic.code}", Role.PLAIN))


def _way_out(text: str, width: int | None) -> Iterator[Line]:
    indent = " " * len("help: ")
    room = max(width - len(indent), _NARROWEST) if width is not None else len(text) + 1
    first, *rest = textwrap.wrap(text, room, break_on_hyphens=False) or [""]
    yield (("help", Role.STRONG), (f": {first}", Role.PLAIN))
    yield from (((indent + line, Role.PLAIN),) for line in rest)


@final
@dataclass(frozen=True, slots=True)
class _Mark:
    """A part of one line that is underlined, from position to position, and what is said of it."""

    line: int
    start: int
    end: int
    label: str
    sign: str
    role: Role


class _Picture:
    """The place of a diagnostic and the places related to it, drawn in their source."""

    def __init__(
        self, diagnostic: Diagnostic, span: Span, role: Role, sources: Mapping[str, str], width: int | None
    ) -> None:
        self._span, self._label, self._role = span, printable(diagnostic.label), role
        source = sources.get(span.file)
        self._source = source.split("\n") if source is not None else []
        self._shown = 1 <= span.line <= len(self._source)
        near = [r for r in diagnostic.related if self._is_in_picture(r.span)]
        self._elsewhere = [r for r in diagnostic.related if r not in near]
        self._marks = [*self._marked(span, self._label, "^", role)] if self._shown else []
        for related in near:
            self._marks += self._marked(related.span, printable(related.text), "-", Role.FRAME)
        self._gutter = " " * len(str(max((m.line for m in self._marks), default=span.line)))
        room = width - len(self._gutter) - 3 if width is not None else None
        self._room = max(room, _NARROWEST) if room is not None else None

    def lines(self) -> Iterator[Line]:
        """From the arrow with the place to the notes on other files."""
        yield ((f"{self._gutter}--> ", Role.FRAME), (_at(self._span), Role.PLAIN))
        if self._shown:
            yield self._rule()
            yield from self._body()
            yield self._rule()
        elif self._label:
            yield ((f"{self._gutter} = ", Role.FRAME), (self._label, Role.PLAIN))
        for related in self._elsewhere:
            yield self._note(related)

    def _body(self) -> Iterator[Line]:
        numbers = sorted({mark.line for mark in self._marks})
        previous = numbers[0]
        for number in numbers:
            if number == previous + 2:
                yield from self._line(previous + 1, ())
            elif number > previous + 2:
                yield (("...", Role.FRAME),)
            yield from self._line(number, [m for m in self._marks if m.line == number])
            previous = number

    def _line(self, number: int, marks: Sequence[_Mark]) -> Iterator[Line]:
        widest = min(_WIDEST, self._room or _WIDEST)
        shown = excerpt(self._source[number - 1], [(m.start, m.end) for m in marks], widest)
        yield ((f"{number:>{len(self._gutter)}} | ", Role.FRAME), (shown.text, Role.PLAIN))
        for mark, (offset, size) in zip(marks, shown.marks, strict=True):
            line = " " * offset + mark.sign * size
            for text in self._labelled(line, offset, mark.label):
                yield ((f"{self._gutter} | ", Role.FRAME), (text, mark.role))

    def _labelled(self, line: str, offset: int, label: str) -> Iterator[str]:
        """The marks with their label beside them, or below them where it does not fit."""
        if self._room is None or columns(line) + 1 + columns(label) <= self._room:
            yield f"{line} {label}"
            return
        indent = offset if self._room - offset >= _NARROWEST else 0
        yield line
        for text in textwrap.wrap(label, self._room - indent):
            yield " " * indent + text

    def _marked(self, span: Span, label: str, sign: str, role: Role) -> Iterator[_Mark]:
        """What is underlined for a span: each of its lines, or the first if it is a block or long."""
        last = min(span.end_line, len(self._source))
        first = self._source[span.line - 1]
        is_block = _HEAD.match(first) or first.rstrip().endswith((":", "{"))
        if last > span.line and (last - span.line >= _TALLEST or is_block):
            last = span.line
        for number in range(span.line, last + 1):
            text = self._source[number - 1].rstrip()
            start = span.column - 1 if number == span.line else len(text) - len(text.lstrip())
            end = span.end_column - 1 if number == span.end_line else len(text)
            yield _Mark(number, start, end, label if number == last else "", sign, role)

    def _is_in_picture(self, span: Span) -> bool:
        return self._shown and span.file == self._span.file and 1 <= span.line <= len(self._source)

    def _rule(self) -> Line:
        return ((f"{self._gutter} |", Role.FRAME),)

    def _note(self, related: Related) -> Line:
        return (
            (f"{self._gutter} = ", Role.FRAME),
            (f"{_at(related.span)}: {printable(related.text)}", Role.PLAIN),
        )


def _at(span: Span) -> str:
    return f"{printable(span.file)}:{span.line}:{span.column}"
