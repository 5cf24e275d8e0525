"""Who takes part in a comparison: something that answers once, and something that is timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, perf_counter, process_time
from typing import Any, final

Answers = Callable[[], list[Any]]  # the outputs of one call, in the order of the task's
Sample = Callable[[int], float]  # the mean seconds of that many calls


class Absent(Exception):
    """A contender that does not take part; the message says why."""


@final
@dataclass(frozen=True, slots=True)
class Contender:
    """One way to compute a kernel on one input, with the samples that are taken of it, by what they measure.

    `end_to_end` answers from what callers have, where that is another call. `exact` promises the same bits.
    """

    name: str
    answers: Answers
    samples: dict[str, Sample]
    end_to_end: Answers | None = None
    exact: bool = False


@final
@dataclass
class _Clock:
    """What tells the time: seconds on the wall, or those of the processor in this process."""

    now: Callable[[], float] = perf_counter
    number: int = CLOCK_MONOTONIC


_CLOCK = _Clock()


def use_clock(name: str) -> None:
    """Measure time on the `wall`, or that of the `processor`."""
    processor = name == "processor"
    _CLOCK.now = process_time if processor else perf_counter
    _CLOCK.number = CLOCK_PROCESS_CPUTIME_ID if processor else CLOCK_MONOTONIC


def clock_number() -> int:
    """The clock in use, as C knows it."""
    return _CLOCK.number


def sampled(call: Callable[[], Any], settle: Callable[[Any], None] | None = None) -> Sample:
    """Samples of a Python call; `settle` waits until what the last one gave is there."""

    def sample(inner: int) -> float:
        result = None
        now = _CLOCK.now
        begun = now()
        for _ in range(inner):
            result = call()
        if settle is not None:
            settle(result)
        return (now() - begun) / inner

    return sample


def flattened(values: list[Any]) -> list[Any]:
    """Outputs with a tuple that was returned as its parts."""
    return [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
