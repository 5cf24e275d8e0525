"""Diagnostics as text: the frame, the caret, and what hostile or odd source lines do to it."""

from __future__ import annotations

import pytest

from tenspiler.diagnostics.catalogue import CATALOGUE, Entry
from tenspiler.diagnostics.diagnostic import Diagnostic, Related
from tenspiler.diagnostics.text import layout, render
from tenspiler.loopir.nodes import Span


@pytest.fixture(autouse=True)
def code(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry("TSP9000", "`{name}` is odd", "this `{name}`", "even it out", "A page.")
    monkeypatch.setitem(CATALOGUE, "TSP9000", entry)


def shown(line: str, column: int, end: int, *, number: int = 14, end_line: int | None = None) -> list[str]:
    span = Span("a.py", number, column, end_line or number, end)
    text = render(Diagnostic("TSP9000", span, {"name": "x"}), {"a.py": "\n" * (number - 1) + line})
    return text.split("\n")


def test_whole() -> None:
    assert shown("    out[i] = 1", 5, 11) == [
        "error[TSP9000]: `x` is odd",
        "  --> a.py:14:5",
        "   |",
        "14 |     out[i] = 1",
        "   |     ^^^^^^ this `x`",
        "   |",
        "help: even it out",
        "more: tenspiler explain TSP9000",
    ]


@pytest.mark.parametrize(
    ("line", "column", "end", "source", "caret"),
    [
        ("\tx = y", 2, 3, "14 |     x = y", "   |     ^ this `x`"),
        ("\tx\ty", 4, 5, "14 |     x    y", "   |          ^ this `x`"),
        ("名 = x", 5, 6, "14 | 名 = x", "   |      ^ this `x`"),
        ("e\u0301 = x", 6, 7, "14 | e\u0301 = x", "   |     ^ this `x`"),
        ("x", 1, 1, "14 | x", "   | ^ this `x`"),
        ("x", 9, 12, "14 | x", "   |  ^ this `x`"),
        ("x\x1b[31m\u202e", 1, 2, "14 | x\ufffd[31m\ufffd", "   | ^ this `x`"),
    ],
)
def test_caret(line: str, column: int, end: int, source: str, caret: str) -> None:
    assert shown(line, column, end)[3:5] == [source, caret]


def test_of_a_block_the_head_is_marked() -> None:
    assert shown("for x in a:  ", 1, 5, end_line=16)[3:5] == [
        "14 | for x in a:",
        "   | ^^^^^^^^^^^ this `x`",
    ]


def test_long_lines_are_cut_around_the_caret() -> None:
    lines = shown("a" * 300 + "X" + "b" * 300, 301, 302)
    at = lines[4].index("^")
    assert lines[3][at] == "X"
    assert len(lines[3]) < 140


def test_frame_follows_the_line_number() -> None:
    assert shown("x", 1, 2, number=7)[1:4] == [" --> a.py:7:1", "  |", "7 | x"]
    assert shown("x", 1, 2, number=1234)[1:4] == ["    --> a.py:1234:1", "     |", "1234 | x"]


def test_a_place_that_is_not_at_hand_is_named() -> None:
    text = render(Diagnostic("TSP9000", Span("b.h", 3, 1, 3, 2), {"name": "x"}), {})
    assert text.split("\n")[1:3] == [" --> b.h:3:1", "  = this `x`"]


def test_no_place() -> None:
    text = render(Diagnostic("TSP9000", None, {"name": "x"}), {})
    assert text.split("\n") == [
        "error[TSP9000]: `x` is odd",
        "help: even it out",
        "more: tenspiler explain TSP9000",
    ]


def picture(source: str, span: Span, *related: Related, width: int | None = None) -> list[str]:
    diagnostic = Diagnostic("TSP9000", span, {"name": "x"}, related)
    lines = layout(diagnostic, {"a.py": source}, width)
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def test_every_line_of_an_expression_is_marked() -> None:
    assert picture("y = g(1,\n      2)\n", Span("a.py", 1, 5, 2, 9))[2:7] == [
        "  |",
        "1 | y = g(1,",
        "  |     ^^^^",
        "2 |       2)",
        "  |       ^^ this `x`",
    ]


def test_other_places_are_shown_in_the_order_of_the_source() -> None:
    source = "a\nb\nc\nd\ne\nf\n"
    near = [Related(Span("a.py", n, 1, n, 2), f"line {n}") for n in (9, 6, 1)]
    far = Related(Span("b.h", 7, 2, 7, 3), "declared here")
    assert picture(source, Span("a.py", 3, 1, 3, 2), *near, far)[1:] == [
        " --> a.py:3:1",
        "  |",
        "1 | a",
        "  | - line 1",
        "2 | b",
        "3 | c",
        "  | ^ this `x`",
        "...",
        "6 | f",
        "  | - line 6",
        "  |",
        "  = a.py:9:1: line 9",
        "  = b.h:7:2: declared here",
        "help: even it out",
        "more: tenspiler explain TSP9000",
    ]


def test_several_marks_in_one_line() -> None:
    near = Related(Span("a.py", 1, 5, 1, 6), "read")
    assert picture("x = y", Span("a.py", 1, 1, 1, 2), near)[3:6] == [
        "1 | x = y",
        "  | ^ this `x`",
        "  |     - read",
    ]


@pytest.mark.parametrize("width", [20, 40, 60, 80])
def test_narrow_terminals(width: int) -> None:
    near = Related(Span("a.py", 1, 90, 1, 95), "a long story about what happens at this place in the source")
    span = Span("a.py", 1, 100, 1, 104)
    lines = picture("名" * 60 + " " * 40 + "x" * 40, span, near, width=width)
    place = lines.index("  |")
    frame = lines[place : lines.index("  |", place + 1) + 1]
    assert all(sum(2 if c == "名" else 1 for c in line) <= max(width, 34) + 6 for line in frame)
    assert "place in the source" in " ".join(line[4:].strip() for line in frame)


def test_help_is_wrapped_on_a_terminal_and_whole_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry("TSP9000", "m", "l", "one two three four five six seven eight nine ten", "A page.")
    monkeypatch.setitem(CATALOGUE, "TSP9000", entry)
    span = Span("a.py", 1, 1, 1, 2)
    narrow = [line for line in picture("x", span, width=40) if line.startswith(("help", "      "))]
    assert narrow == ["help: one two three four five six seven", "      eight nine ten"]
    assert f"help: {entry.help}" in picture("x", span)
