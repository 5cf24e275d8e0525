"""What a scan has found, by function and by file: plain values that travel between processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, final

from tenspiler.cli.scan.walk import language
from tenspiler.diagnostics.diagnostic import Diagnostic
from tenspiler.frontends.options import ASSUMED
from tenspiler.result import LiftResult

Outcome: TypeAlias = Literal[
    "lifted", "would lift", "refused", "not annotated", "not parsed", "undecided", "took too long", "crashed"
]
OUTCOMES: Final[tuple[Outcome, ...]] = (
    "lifted", "would lift", "refused", "not annotated", "not parsed", "undecided", "took too long", "crashed",
)  # fmt: skip
UNANNOTATED: Final = "TSP1001"
# What says that a function, or a file, could not be parsed.
_UNPARSED: Final = frozenset((
    "TSP0001", "TSP0002", "TSP0003", "TSP0004", "TSP0005", "TSP0015", "TSP1000", "TSP1100", "TSP1101",
    "TSP1140", "TSP1141", "TSP1146",
))  # fmt: skip
NOTHING_THERE: Final = frozenset(("TSP0006", "TSP0009"))


@final
@dataclass(frozen=True, slots=True)
class Row:
    """What became of one function, or (`function` is None) of a file that could not be read as one.

    `assumed` are the annotations that would have to be added for it to lift, as `x: float`. The first of the
    `diagnostics` that is an error is the reason.
    """

    file: str
    function: str | None
    line: int | None
    outcome: Outcome
    grade: str | None = None
    assumed: tuple[str, ...] = ()
    preconditions: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    seconds: float = 0.0
    cached: bool = False

    @property
    def reason(self) -> Diagnostic | None:
        """What stands in the way."""
        if self.outcome in ("lifted", "would lift"):
            return None
        return next((d for d in self.diagnostics if d.severity == "error"), None)


@final
@dataclass(frozen=True, slots=True)
class Examined:
    """One file: its functions with loops, in order."""

    file: str
    rows: tuple[Row, ...]

    @property
    def language(self) -> str:
        """What its language is called."""
        return language(self.file)


def row_of(result: LiftResult) -> Row | None:
    """The row of an answer of `lift`; None where a file simply has no loops."""
    errors = [d for d in result.diagnostics if d.severity == "error"]
    if result.function is None and all(d.code in NOTHING_THERE for d in errors):
        return None
    stated = [a.removeprefix(ASSUMED) for a in result.assumptions if a.startswith(ASSUMED)]
    order = {name: place for place, name in enumerate(result.parameters)}
    assumed = tuple(sorted(stated, key=lambda text: order.get(text.partition(":")[0], len(order))))
    return Row(
        file=result.file,
        function=result.function,
        line=result.line,
        outcome=_outcome(result, assumed),
        grade=result.grade,
        assumed=assumed,
        preconditions=result.preconditions,
        diagnostics=result.diagnostics,
        seconds=result.seconds.total,
        cached=result.cached,
    )


def lost(file: str, function: str | None, line: int | None, outcome: Outcome, how: str) -> Row:
    """The row where the process that lifted is gone."""
    return Row(file, function, line, outcome, diagnostics=(Diagnostic("TSP0096", None, {"ending": how}),))


def _outcome(result: LiftResult, assumed: tuple[str, ...]) -> Outcome:
    if result.verdict == "proved":
        return "would lift" if assumed else "lifted"
    reason = next((d.code for d in result.diagnostics if d.severity == "error"), "")
    if result.verdict == "unknown":
        return "undecided"
    if reason == UNANNOTATED:
        return "not annotated"
    if reason in _UNPARSED:
        return "not parsed"
    return "crashed" if reason in ("TSP0097", "TSP0098", "TSP0099") else "refused"
