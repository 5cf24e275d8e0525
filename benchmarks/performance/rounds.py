"""Interleaved measurement: each round takes a sample of every contender, so that noise hits all alike."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any, Final, final

from benchmarks.performance.contender import Sample

SHORTEST: Final = 5e-4  # seconds; quick calls are repeated until a sample takes that long
FEWEST: Final = 3


@final
@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds of one call: the median of all rounds, the quartles around it, and the least."""

    median: float
    first_quartile: float
    third_quartile: float
    least: float
    rounds: int
    inner: int

    def packed(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return asdict(self)


def measured(samples: Mapping[str, Sample], repeat: int, seconds: float) -> dict[str, Spread | str]:
    """The spread of each contender, or what it raised, after two calls that do not count.

    There are `repeat` rounds, or as many as fit into the seconds, but at least three; for one of which a call
    alone takes longer than the seconds, that call is all.
    """
    begun = perf_counter()
    inner: dict[str, int] = {}
    single: dict[str, Spread | str] = {}
    for name, sample in samples.items():
        try:
            sample(1)
            once = sample(1)
            if once > seconds:
                single[name] = spread([once])
                continue
            inner[name] = max(1, round(SHORTEST / max(once, 1e-9)))
            if inner[name] > 1:
                inner[name] = max(1, round(SHORTEST / max(sample(max(inner[name] // 10, 1)), 1e-9)))
        except Exception as error:
            single[name] = f"{type(error).__name__}: {error}"[:200]
    taken: dict[str, list[float]] = {name: [] for name in inner}
    for number in range(repeat):
        if number >= FEWEST and perf_counter() - begun > seconds:
            break
        for name in inner if number % 2 == 0 else reversed(inner):
            taken[name].append(samples[name](inner[name]))
    return single | {name: spread(values, inner[name]) for name, values in taken.items()}


def spread(values: Sequence[float], inner: int = 1) -> Spread:
    """Median and quartiles of samples."""
    low, middle, high = (
        statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    )
    return Spread(middle, low, high, min(values), len(values), inner)
