"""What a scan comes to: functions by outcome and language, and how often each reason was in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from tenspiler.cli.scan.rows import OUTCOMES, Examined, Outcome, Row
from tenspiler.cli.scan.walk import Found
from tenspiler.diagnostics.catalogue import CATALOGUE
from tenspiler.diagnostics.catalogue.document import headline

EXAMPLES = 3


@final
@dataclass(frozen=True, slots=True)
class Total:
    """Files and functions of one language, and what became of the functions; of all, where it is None."""

    language: str | None
    files: int
    functions: int
    outcomes: dict[Outcome, int]
    grades: dict[str, int]


@final
@dataclass(frozen=True, slots=True)
class ReasonCount:
    """A diagnostic code that stood in the way, in how many functions or files, and some of the places."""

    code: str
    title: str
    outcome: Outcome
    count: int
    examples: tuple[Row, ...]


@final
@dataclass(frozen=True, slots=True)
class Survey:
    """All that a scan has found, in the order of the files; not `complete` if it was interrupted."""

    paths: tuple[str, ...]
    found: Found
    rows: tuple[Row, ...]
    examined: int
    complete: bool
    headers: dict[str, int]
    totals: tuple[Total, ...]
    reasons: tuple[ReasonCount, ...]


def survey(paths: Iterable[str], found: Found, examined: Iterable[Examined], complete: bool) -> Survey:
    """The sums of what was found in files, in whatever order they come."""
    place = {file: position for position, file in enumerate(found.files)}
    files = sorted(examined, key=lambda e: place[e.file])
    unread = [Row(file, None, None, "not parsed", diagnostics=(d,)) for file, d in found.unread]
    rows = (*(row for file in files for row in file.rows), *unread)
    return Survey(
        paths=tuple(paths),
        found=found,
        rows=rows,
        examined=len(files),
        complete=complete,
        headers=_headers(rows),
        totals=tuple(_totals(files)),
        reasons=tuple(_reasons(rows)),
    )


def _headers(rows: Iterable[Row]) -> dict[str, int]:
    """The headers that were not found, with the number of files that ask for them, the most wanted first."""
    wanted = {(r.file, d.args.get("header", "")) for r in rows for d in r.diagnostics if d.code == "TSP1140"}
    counts = Counter(header for _, header in wanted)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _totals(files: list[Examined]) -> list[Total]:
    languages = sorted({file.language for file in files})
    parts = [_total(name, [f for f in files if f.language == name]) for name in languages]
    return [*parts, _total(None, files)]


def _total(name: str | None, files: list[Examined]) -> Total:
    functions = [row for file in files for row in file.rows if row.function is not None]
    outcomes = Counter(row.outcome for row in functions)
    grades = Counter(row.grade for row in functions if row.grade is not None)
    return Total(
        name,
        len(files),
        len(functions),
        {o: outcomes[o] for o in OUTCOMES},
        {g: grades[g] for g in ("exact", "real")},
    )


def _reasons(rows: Iterable[Row]) -> list[ReasonCount]:
    """What stood in the way, the commonest first."""
    by_code: dict[tuple[str, Outcome], list[Row]] = {}
    for row in rows:
        if row.reason is not None:
            by_code.setdefault((row.reason.code, row.outcome), []).append(row)
    counts = [
        ReasonCount(code, headline(CATALOGUE[code]), outcome, len(found), tuple(found[:EXAMPLES]))
        for (code, outcome), found in by_code.items()
    ]
    return sorted(counts, key=lambda r: (-r.count, r.code, r.outcome))


def place(row: Row) -> str:
    """FILE:LINE of what stands in the way, or of the function."""
    reason = row.reason
    line = reason.span.line if reason is not None and reason.span is not None else row.line
    return row.file if line is None else f"{row.file}:{line}"
