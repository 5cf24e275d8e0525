"""What an examination came to, as text: the matrix of support, what ran, and what is not as promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from tensir.dtypes import DTYPES
from tenspiler.backend.api import Fidelity
from tenspiler.backend.conformance.examine import Outcome
from tenspiler.backend.conformance.probe import KINDS

_LETTERS: Final = {
    Fidelity.EXACT: "=",
    Fidelity.NORMAL: "s",
    Fidelity.NO_NAN: "n",
    Fidelity.REORDERED: "~",
    Fidelity.ULPS: "u",
}

LEGEND: Final = (
    "=  same bits          n  same value without NaN    ~  in another order    u  within some ulps",
    "s  same bits without subnormals",
    ".  refused            X  not as promised           (no sign: TensIR does not have it)",
)


def matrix(outcomes: Sequence[Outcome]) -> str:
    """The table of support: a line for each operator, a column for each dtype, a letter for each promise."""
    found = {(o.op, o.dtype): letter(o) for o in outcomes}
    operators = list(dict.fromkeys(o.op for o in outcomes))
    first = max(map(len, operators), default=0)
    rows = [("", [dtype.name for dtype in DTYPES.values()])]
    rows += [(op, [found.get((op, d), "") for d in DTYPES.values()]) for op in operators]
    lines = [(op.ljust(first) + "".join(cell.rjust(5) for cell in cells)).rstrip() for op, cells in rows]
    return "\n".join([*lines, "", *LEGEND])


def letter(outcome: Outcome) -> str:
    """What an operator at a dtype came to, in one letter."""
    if outcome.failures:
        return "X"
    return "." if outcome.fidelity is None else _LETTERS[outcome.fidelity]


def failures(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What is not as promised, each with its program."""
    for outcome in outcomes:
        yield from (f"{outcome}: {failure}" for failure in outcome.failures)


def summary(outcomes: Sequence[Outcome]) -> str:
    """How much was tried, and how it went."""
    runs = sum((o.runs for o in outcomes), Counter[str]())
    promised = sum(o.fidelity is not None for o in outcomes)
    wrong = sum(bool(o.failures) for o in outcomes)
    kinds = ", ".join(f"{runs[kind]} {kind}" for kind in KINDS if runs[kind])
    return (
        f"{len(outcomes)} operators at dtypes: {promised} promised, {len(outcomes) - promised} refused; "
        f"{runs.total()} runs ({kinds}); {wrong} not as promised"
    )
