"""Source lines as a terminal shows them: tabs, wide and unprintable characters, too long lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, final

_TAB: Final = "    "
_MARGIN: Final = 40  # columns kept in front of the caret in a line that is cut
_DOTS: Final = "..."


@final
@dataclass(frozen=True, slots=True)
class Excerpt:
    """A source line as it is shown, and for each mark its offset and width in columns of the terminal."""

    text: str
    marks: tuple[tuple[int, int], ...]


def excerpt(line: str, marks: Sequence[tuple[int, int]], widest: int) -> Excerpt:
    """A line with some of its characters marked, cut around the first mark if it is wider than `widest`.

    Marks are pairs of positions in the line, counted from zero, the end exclusive.
    """
    line = line.rstrip()
    shown = [_shown(char) for char in line]
    at = [0, *accumulate(columns(text) for text in shown)]
    inside = [(min(start, len(line)), min(max(start, end), len(line))) for start, end in marks]
    first, last = _window(at, inside[0][0] if inside else 0, widest)
    before = _DOTS if first else ""
    after = _DOTS if last < len(shown) else ""
    places = (_place(at, start, end, (first, last), len(before)) for start, end in inside)
    return Excerpt(before + "".join(shown[first:last]) + after, tuple(places))


def _window(at: Sequence[int], focus: int, widest: int) -> tuple[int, int]:
    """Which characters are shown: as many as fit, with some in front of the focus."""
    count = len(at) - 1
    if at[-1] <= widest:
        return 0, count
    start = max(0, min(at[focus] - min(_MARGIN, widest // 3), at[-1] - widest))
    first = next(k for k in range(count) if at[k] >= start)
    last = max(k for k in range(first, count + 1) if at[k] - at[first] <= widest)
    return first, last


def _place(at: Sequence[int], start: int, end: int, window: tuple[int, int], shift: int) -> tuple[int, int]:
    first, last = window
    left, right = (min(max(k, first), last) for k in (start, end))
    return at[left] - at[first] + shift, max(1, at[right] - at[left])


def printable(text: str) -> str:
    """Text in which nothing can steer a terminal: control and bidirectional characters are replaced."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(char) else char for char in text)


def columns(text: str) -> int:
    """How many columns a terminal gives to a text."""
    return sum(_column_width(char) for char in text)


def _shown(char: str) -> str:
    return _TAB if char == "\t" else printable(char)


def _steers(char: str) -> bool:
    return char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _column_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
