"""Inputs of a kernel at a size: the suites' makers of inputs, with extents that are asked for.

A size is an amount of work: how often the innermost loop of the original runs, or how many elements its
arguments have, if these are more. The makers draw their extents from a generator. One with an `extent` gives
all of them that value (but those that stay `fixed`); which value a size needs is found out by runs of the
original on ever larger inputs, in which its work is counted.
"""

from __future__ import annotations

import importlib.util
import math
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import FrameType, ModuleType
from typing import Any, Final, final

import numpy as np

Arguments = tuple[Any, ...]
Make = Callable[[np.random.Generator], Arguments]

SEED: Final = 1001  # far from the seeds for which a suite has fixed rounds
LARGEST_PROBE: Final = 1e5
LONGEST_PROBE: Final = 0.5  # seconds
MOST_IN_ARRAYS: Final = 4e7  # elements of all arguments together
MOST_IN_LISTS: Final = 2e7


class DoesNotScale(Exception):
    """The work of a kernel does not grow with the extents of its inputs."""


@final
class Scaled(np.random.Generator):
    """A generator that asks for inputs of an extent."""

    def __init__(self, extent: int, fixed: Mapping[str, int], seed: int = SEED) -> None:
        super().__init__(np.random.PCG64(seed))
        self.extent = extent
        self.fixed = dict(fixed)


def load(path: Path) -> ModuleType:
    """A file as a module of its own, under a name where dataclasses find it."""
    name = f"timed_{path.parent.name}_{path.stem}_{len(sys.modules)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


# ---------------------------------------------------------------- extents


@final
@dataclass(frozen=True, slots=True)
class Probe:
    """One run: the work and the elements at an extent."""

    extent: int
    work: float
    elements: float


def probes(make: Make, fixed: Mapping[str, int], count: Callable[[Arguments], float]) -> list[Probe]:
    """Runs on ever larger inputs, until the work is enough to tell how it goes on."""
    count(make(Scaled(8, fixed)))  # what is compiled first is no time of the probe
    found: list[Probe] = []
    extent = 8
    while True:
        begun = perf_counter()
        arguments = make(Scaled(extent, fixed))
        elements = elements_of(arguments)
        found.append(Probe(extent, max(count(arguments), elements, 1), elements))
        if found[-1].work >= LARGEST_PROBE or perf_counter() - begun > LONGEST_PROBE or extent >= 2**17:
            return found
        extent *= 2


def extent_for(work: float, found: list[Probe], most: float) -> int:
    """The extent at which the work is about that much, and the elements at most `most`.

    Raises `DoesNotScale`.
    """
    last, before = found[-1], found[max(len(found) - 3, 0)]
    if len(found) < 2 or _slope(before, last, "work") < 0.3:
        raise DoesNotScale(f"its work stays at {last.work:.0f}, whatever its inputs' extents")
    extent = _solved(work, found, "work")
    if _slope(before, last, "elements") > 0.1:
        extent = min(extent, _solved(most, found, "elements"))
    return max(2, round(extent))


def _solved(value: float, found: list[Probe], what: str) -> float:
    """The extent with some value, between or behind the probes on lines in logarithms."""
    last = len(found) - 1
    place = next((k for k in range(1, last) if getattr(found[k], what) >= value), last)
    low = found[max(place - 2, 0)] if place == last else found[place - 1]
    slope = max(_slope(low, found[place], what), 0.3)
    return found[place].extent * (value / getattr(found[place], what)) ** (1 / slope)


def _slope(a: Probe, b: Probe, what: str) -> float:
    return math.log(getattr(b, what) / max(getattr(a, what), 1)) / math.log(b.extent / a.extent)


# ---------------------------------------------------------------- counts


def elements_of(value: Any) -> float:
    """How many numbers arguments hold."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, (list, tuple)):
        nested = len(value) > 0 and isinstance(value[0], (list, tuple, np.ndarray))
        return sum(map(elements_of, value)) if nested or isinstance(value, tuple) else len(value)
    return 1


def lines_run(function: Callable[..., Any], arguments: Arguments) -> int:
    """How often the line ran that ran most often, in one call of a Python function.

    Or how many elements it returned, if these were more.
    """
    seen: Counter[tuple[str, int]] = Counter()
    file = function.__code__.co_filename

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename != file:
            return None
        if event == "line":
            seen[file, frame.f_lineno] += 1
        return trace

    sys.settrace(trace)
    try:
        result = function(*arguments)
    finally:
        sys.settrace(None)
    return max(*seen.values(), int(elements_of(result)))
