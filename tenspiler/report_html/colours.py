"""Source text as HTML, line by line: escaped, with comments, strings, numbers and keywords marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final

from tenspiler.diagnostics.excerpt import printable

_PYTHON: Final = (
    "and as assert break class continue def del elif else except finally for from if import in is lambda not "
    "or pass raise return try while with yield None True False"
)
_C: Final = (
    "auto bool break case char class const constexpr continue default do double else enum extern false float "
    "for if inline int long namespace nullptr operator return short signed sizeof static struct switch "
    "template this true typedef typename union unsigned using void while restrict size_t"
)
_STRINGS: Final = r"\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?"


def _pattern(comment: str, keywords: str) -> re.Pattern[str]:
    words = "|".join(keywords.split())
    return re.compile(
        rf"(?P<c>{comment})|(?P<s>{_STRINGS})|(?P<k>\b(?:{words})\b)|(?P<n>\b\d[\w.]*)", re.S | re.M
    )


_PATTERNS: Final = {
    "python": _pattern(r"#[^\n]*", _PYTHON),
    "c": _pattern(r"//[^\n]*|/\*.*?(?:\*/|\Z)|^[ \t]*\#[^\n]*", _C),
    "tensir": _pattern(r"#[^\n]*", "program return new"),
}


def language_of(file: str) -> str:
    """What a file is written in, by its suffix."""
    return "python" if file.endswith(".py") else "c"


def lines(text: str, language: str) -> list[str]:
    """The lines of a text, each a well-formed piece of HTML."""
    shown: list[str] = [""]
    for kind, piece in _pieces(text, _PATTERNS[language]):
        for place, part in enumerate(piece.split("\n")):
            if place:
                shown.append("")
            if part:
                safe = escape(printable(part.expandtabs(4)))
                shown[-1] += f'<i class="{kind}">{safe}</i>' if kind else safe
    return shown


def _pieces(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    end = 0
    for match in pattern.finditer(text):
        yield "", text[end : match.start()]
        yield match.lastgroup or "", match[0]
        end = match.end()
    yield "", text[end:]
