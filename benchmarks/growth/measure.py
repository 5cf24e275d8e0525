"""Lift the members of a family, each several times in a process of its own, and note what a lift takes.

A process of its own has nothing left over from the lift before; it is forked from one that has loaded the
compiler and lifted something else, so that the time to load is not counted.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Final, final

from benchmarks.growth.families import FAMILIES, Family
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan

DOUBLE: Final = 2


@final
@dataclass(frozen=True, slots=True)
class Lifted:
    """One lift: the verdict, the seconds that it reports, and those of processor time."""

    verdict: str
    total: float
    processor: float


@final
@dataclass(frozen=True, slots=True)
class Point:
    """A member of a family: its size, and the medians of what its lifts took."""

    family: Family
    size: int
    verdict: str
    total: float
    processor: float


def lifted(family: Family, size: int) -> Lifted:
    """Write one member of a family into a file, and lift it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"member{family.suffix}"
        path.write_text(family.write(size), encoding="utf-8")
        begin = process_time()
        (step,) = make_plan([str(path)]).steps
        result = carry_out(step, ["numpy"])
        return Lifted(result.verdict, result.seconds.total, process_time() - begin)


def apart(family: Family, size: int) -> Lifted:
    """As `lifted`, in a process of its own."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_answer, args=(there, family, size))
    process.start()
    there.close()
    try:
        return here.recv()
    finally:
        process.join()


def _answer(to: Connection, family: Family, size: int) -> None:
    to.send(lifted(family, size))
    to.close()


def measured(
    families: Sequence[Family],
    most: int | None,
    repeats: int,
    lift: Callable[[Family, int], Lifted] = apart,
) -> Iterator[Point]:
    """The points of some families up to a size, as they come."""
    for suffix in {family.suffix for family in families}:
        lifted(next(f for f in FAMILIES if f.suffix == suffix), 1)  # loads what lifting needs
    for family in families:
        for size in family.sizes(most):
            yield point(family, size, [lift(family, size) for _ in range(repeats)])


def point(family: Family, size: int, lifts: Sequence[Lifted]) -> Point:
    """What several lifts of one member come to: proved if all of them were."""
    failed = (one.verdict for one in lifts if one.verdict != "proved")
    return Point(
        family,
        size,
        next(failed, "proved"),
        median(one.total for one in lifts),
        median(one.processor for one in lifts),
    )


def doubling(points: Sequence[Point]) -> float | None:
    """How much longer the largest member takes than that of half its size, in processor time."""
    by_size = {p.size: p.processor for p in points}
    pairs = [(n, n // DOUBLE) for n in by_size if n % DOUBLE == 0 and n // DOUBLE in by_size]
    if not pairs:
        return None
    whole, half = max(pairs)
    return by_size[whole] / by_size[half]


def records(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The points as JSON."""
    return [
        {
            "family": p.family.name,
            "of": p.family.unit,
            "size": p.size,
            "verdict": p.verdict,
            "total": round(p.total, 4),
            "processor": round(p.processor, 4),
        }
        for p in points
    ]
