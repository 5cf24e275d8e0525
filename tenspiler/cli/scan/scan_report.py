"""The tables of a scan, for people: what would lift, what stands in the way, and sums by language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from tenspiler.cli.scan.rows import OUTCOMES, Outcome, Row
from tenspiler.cli.scan.survey import Survey, Total, place
from tenspiler.diagnostics.excerpt import printable

_MOST_HEADERS: Final = 5


def show(survey: Survey, console: Console, every: bool) -> None:
    """Print a survey; with `every`, each function that would not lift as well."""

    def line(text: str = "", style: str = "") -> None:
        console.print(Text(printable(text), style=style), soft_wrap=True)

    _rows("lifted", [r for r in survey.rows if r.outcome == "lifted"], line)
    _rows("would lift if annotated so", [r for r in survey.rows if r.outcome == "would lift"], line)
    if every:
        _rows("does not lift", [r for r in survey.rows if r.reason is not None], line)
    _reasons(survey, line)
    _totals(survey.totals, line)
    if survey.headers:
        wanted = [f"{h} ({n})" for h, n in list(survey.headers.items())[:_MOST_HEADERS]]
        more = ", ..." if len(survey.headers) > _MOST_HEADERS else ""
        line(f"headers that were not found, by files that ask for them: {', '.join(wanted)}{more}; see -I")
    unread = sum(row.function is None for row in survey.rows)
    said = f"{survey.examined} of {len(survey.found.files)} files examined, {unread} could not be read"
    line(f"{said}, {len(survey.found.folders)} folders left out")
    if not survey.complete:
        line("interrupted: this is what was finished", "bold yellow")


def _rows(title: str, rows: Sequence[Row], line: Callable[..., None]) -> None:
    if not rows:
        return
    line(f"{title}: {len(rows)}", "bold")
    for row in rows:
        name = row.function or "(file)"
        what = f", grade {row.grade}" if row.grade else ""
        reason = row.reason
        if reason is not None:
            what = f", {row.outcome}: {reason.code} {reason.message}"
        given = f", if {', '.join(row.assumed)}" if row.assumed and row.grade else ""
        line(f"  {place(row)}  {name}{what}{given}")
    line()


def _reasons(survey: Survey, line: Callable[..., None]) -> None:
    if not survey.reasons:
        return
    line("what stands in the way", "bold")
    width = len(str(survey.reasons[0].count))
    for reason in survey.reasons:
        line(f"  {reason.count:>{width}}  {reason.code}  {reason.title} ({reason.outcome})")
        line(f"  {'':>{width}}  {', '.join(place(row) for row in reason.examples)}", "dim")
    line("`tenspiler explain CODE` tells more of each", "dim")
    line()


def _totals(totals: Sequence[Total], line: Callable[..., None]) -> None:
    shown: list[Outcome] = [o for o in OUTCOMES if any(t.outcomes[o] for t in totals)]
    head: list[str] = ["language", "files", "functions", *shown, "exact", "real"]
    body = [
        [
            t.language or "all",
            *map(str, (t.files, t.functions, *(t.outcomes[o] for o in shown), *t.grades.values())),
        ]
        for t in totals
    ]
    widths = [max(len(row[column]) for row in (head, *body)) for column in range(len(head))]
    for number, cells in enumerate((head, *body)):
        padded = [
            cells[0].ljust(widths[0]),
            *(c.rjust(w) for c, w in zip(cells[1:], widths[1:], strict=True)),
        ]
        line("  ".join(padded).rstrip(), "" if number else "bold")
