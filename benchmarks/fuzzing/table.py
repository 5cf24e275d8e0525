"""The table of a run: by class and by trait how many programs there were, were lifted, were wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from benchmarks.fuzzing.tally import Tally

_WIDE: Final = 22
_HEADING: Final = ("programs", "lifted", "share", "inputs", "findings")
_RESULTS: Final = ("proved exactly", "proved over the reals", "aliases proved")


def lines(tally: Tally) -> Iterator[str]:
    """The table, the counts beside it, and the findings in full."""
    yield f"{'class':{_WIDE}}" + "".join(f"{word:>10}" for word in _HEADING)
    families = sorted(tally.families, key=lambda f: (-tally.programs[f], f))
    yield from (_row(tally, label) for label in families)
    yield ""
    yield f"{'of all programs':{_WIDE}}"
    others = [label for label in tally.programs if label not in (*families, "total")]
    yield from (_row(tally, label) for label in sorted(others, key=lambda o: (o in _RESULTS, o)))
    yield ""
    yield _row(tally, "total")
    yield f"outcomes: {_counts(tally.outcomes)}"
    yield f"grades of the code: {_counts(tally.grades)}"
    yield f"inputs: {_counts(tally.inputs)}"
    if tally.notes:
        yield f"without code: {_counts(tally.notes)}"
    rate = tally.programs["total"] / tally.seconds if tally.seconds else 0.0
    yield f"{tally.seconds:.0f} s, {rate:.1f} programs a second"
    if tally.findings:
        kinds = Counter(f.kind for f in tally.findings)
        yield f"{len(tally.findings)} findings: {_counts(kinds)}"
        for finding in sorted(tally.findings, key=lambda f: (f.kind, f.seed)):
            yield ""
            yield str(finding)
    else:
        yield "no findings"


def _row(tally: Tally, label: str) -> str:
    programs, lifted = tally.programs[label], tally.lifted[label]
    share = f"{100 * lifted / programs:.0f} %" if programs else "-"
    cells = (programs, lifted, share, tally.compared[label], tally.faulty[label])
    return f"{label:{_WIDE}}" + "".join(f"{cell!s:>10}" for cell in cells)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counter.most_common()) or "none"
