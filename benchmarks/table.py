"""The measurements as a table: a line for each kernel, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import mean, median
from typing import Final

from benchmarks.lifting import Measured
from tenspiler.result import LiftResult

COLUMNS: Final = (
    ("suite", 9),
    ("kernel", 26),
    ("form", 9),
    ("verdict", 11),
    ("grade", 6),
    ("total", 7),
    ("front", 7),
    ("synth", 7),
    ("verify", 7),
    ("back", 7),
    ("cand", 5),
)


def heading() -> str:
    """The names of the columns; times are in seconds."""
    return " ".join(f"{name:{width}}" for name, width in COLUMNS) + " TensIR, or what stands in the way"


def line(measured: Measured, width: int | None = None) -> str:
    """One kernel, cut at `width` characters."""
    result, seconds = measured.result, measured.result.seconds
    stages = (seconds.total, seconds.frontend, seconds.synthesis, seconds.verification, seconds.backend)
    cells = (
        measured.source.suite,
        measured.kernel,
        measured.source.form,
        result.verdict,
        result.grade or "-",
        *(f"{stage:.4f}" for stage in stages),
        str(result.candidates),
    )
    padded = (f"{cell:{width}}" for cell, (_, width) in zip(cells, COLUMNS, strict=True))
    return f"{' '.join(padded)} {_outcome(result)}"[:width]


def totals(measured: Sequence[Measured]) -> Iterable[str]:
    """Counts by verdict and grade, and the time of a kernel: mean, median, largest."""
    if not measured:
        yield "no kernels"
        return
    results = [m.result for m in measured]
    verdicts = Counter(r.verdict for r in results)
    grades = Counter(r.grade for r in results if r.grade)
    yield f"{len(results)} kernels: {_counts(verdicts)}; grades: {_counts(grades) or 'none'}"
    seconds = [r.seconds.total for r in results]
    yield f"seconds: mean {mean(seconds):.4f}  median {median(seconds):.4f}  max {max(seconds):.4f}"


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counter.items()))


def _outcome(result: LiftResult) -> str:
    if result.tensir is not None:
        return " ".join(result.tensir.split())
    return "; ".join(f"{d.code} {d.message}" for d in result.diagnostics)
