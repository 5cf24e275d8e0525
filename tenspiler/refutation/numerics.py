"""Programs that are equal over the reals and far from the source in floats: algebra that loses digits.

Sums of positive numbers keep their digits in any order; what subtracts in another place than the source does
not (`E[x²] - E[x]²`, windows as differences of prefix sums). So both are run on positive numbers, far apart
from each other or close together beside their size.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from tensir.dtypes import DType
from tensir.tensors import Program
from tenspiler.checking import Counterexample, differs_on
from tenspiler.loopir.arithmetic import round_f32
from tenspiler.loopir.nodes import Function
from tenspiler.refutation.search import is_finite
from tenspiler.sampling import Arguments, Sampler

ROUNDS: Final = 16


def far_apart(function: Function, program: Program) -> Counterexample | None:
    """An input on which a program that is equal over the reals differs by more than its order explains."""
    for arguments in adversarial(function):
        found = differs_on(function, program, arguments)
        if found is not None and found.place is not None and is_finite(found.place.expected):
            return found
    return None


def adversarial(function: Function) -> Iterator[Arguments]:
    """Inputs whose floats are positive and hard to subtract."""
    for floats in (_spread, _close_together, _one_large):
        yield from map(Sampler(function, floats=floats).arguments, range(ROUNDS))


def _spread(rng: Random, dtype: DType, count: int) -> list[float]:
    """Of all sizes."""
    return [_held(2.0 ** rng.uniform(-10, 10), dtype) for _ in range(count)]


def _close_together(rng: Random, dtype: DType, count: int) -> list[float]:
    """Large, and apart by little of that."""
    return [_held(2.0 ** (26 if dtype.bits == 64 else 11) + rng.random(), dtype) for _ in range(count)]


def _one_large(rng: Random, dtype: DType, count: int) -> list[float]:
    """The first much larger than the others."""
    large = 2.0 ** (50 if dtype.bits == 64 else 22)
    return [_held(rng.uniform(1, 2) * (1.0 if place else large), dtype) for place in range(count)]


def _held(value: float, dtype: DType) -> float:
    return round_f32(value) if dtype.bits == 32 else value
