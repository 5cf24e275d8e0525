"""Classes of inputs that floating-point code does badly on, and those that it does well on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

import numpy as np

from tensir.dtypes import DType
from tenspiler.loopir.arithmetic import round_f32
from tenspiler.loopir.nodes import ArrayType, For, Function, If, Stmt, While
from tenspiler.sampling import Arguments, Floats, Sampler

_EXTENTS: Final = ((3,), (5,), (2, 3), (4, 3), (8,), (7, 5), (16,), (1,))
# Elements along an axis of long inputs, by how deep loops and axes are nested.
_LONG: Final = {1: 3000, 2: 56, 3: 14}
_TRIES: Final = 48


def inputs(function: Function, seed: int) -> Iterator[tuple[str, Iterator[Arguments]]]:
    """For each class its name and inputs, the same ones for the same seed; the function need not like all."""
    for place, (name, floats) in enumerate(CLASSES.items()):
        yield name, _drawn(Sampler(function, floats, _EXTENTS), seed, place)
    extent = _LONG.get(depth(function), 8)
    for place, name in enumerate(("random", "alternating", "mixed magnitudes"), len(CLASSES)):
        sampler = Sampler(function, CLASSES[name], ((extent,),), longest=extent * extent)
        yield f"long, {name}", _drawn(sampler, seed, place)


def _drawn(sampler: Sampler, seed: int, place: int) -> Iterator[Arguments]:
    for number in range(_TRIES):
        yield sampler.arguments((seed * 1009 + place) * 1009 + number)


def depth(function: Function) -> int:
    """How deep loops are nested in each other, or the most axes of an array if those are more."""
    ranks = [kind.rank for kind in function.variables.values() if isinstance(kind, ArrayType)]
    return max(1, _nesting(function.body), *ranks)


def _nesting(body: tuple[Stmt, ...]) -> int:
    deepest = 0
    for statement in body:
        match statement:
            case For() | While():
                deepest = max(deepest, 1 + _nesting(statement.body))
            case If():
                deepest = max(deepest, _nesting(statement.then), _nesting(statement.orelse))
            case _:
                pass
    return deepest


def _fitted(values: list[float], dtype: DType) -> list[float]:
    return [round_f32(v) for v in values] if dtype.bits == 32 else values


def _each(make: Callable[[Random, DType], float]) -> Floats:
    return lambda rng, dtype, count: _fitted([make(rng, dtype) for _ in range(count)], dtype)


def _ordinary(rng: Random, dtype: DType) -> float:
    return rng.choice(
        (rng.gauss(0.0, 1.0), rng.uniform(-1.0, 1.0), rng.uniform(0.0, 100.0), rng.randint(-9, 9) / 4)
    )


def _power(rng: Random, lowest: float, highest: float) -> float:
    return math.copysign(
        math.ldexp(rng.uniform(0.5, 1.0), round(rng.uniform(lowest, highest))), rng.random() - 0.5
    )


def _limits(dtype: DType) -> np.finfo[np.floating]:
    return np.finfo(dtype.numpy)


def _mixed(rng: Random, dtype: DType) -> float:
    limits = _limits(dtype)
    return _power(rng, limits.minexp, limits.maxexp)


def _subnormal(rng: Random, dtype: DType) -> float:
    limits = _limits(dtype)
    steps = rng.choice(
        (1, 2, rng.randrange(1, 1 << limits.nmant), (1 << limits.nmant) + rng.randrange(-2, 3))
    )
    return math.copysign(steps * float(limits.smallest_subnormal), rng.random() - 0.5)


def _huge(rng: Random, dtype: DType) -> float:
    limits = _limits(dtype)
    return rng.choice((float(limits.max), -float(limits.max), _power(rng, limits.maxexp - 3, limits.maxexp)))


def _tiny(rng: Random, dtype: DType) -> float:
    limits = _limits(dtype)
    return _power(rng, limits.minexp, limits.minexp + 8)


def _halfway(rng: Random, dtype: DType) -> float:
    """Halves, and whole numbers around those where a format leaves out the odd ones."""
    nmant = int(_limits(dtype).nmant)
    edge = rng.choice((1 << nmant, 1 << (nmant + 1), 1 << 24, 1 << 31, 1 << 53))
    return float(
        rng.choice((rng.randint(-4, 4) + 0.5, edge + rng.randint(-2, 2), -edge + rng.randint(-2, 2)))
    )


def _among(*values: float) -> Callable[[Random, DType], float]:
    return lambda rng, dtype: rng.choice(values) if rng.random() < 0.25 else _ordinary(rng, dtype)


def _cancelling(rng: Random, dtype: DType, count: int) -> list[float]:
    """Numbers and their opposites, some of them a step off, in any order."""
    step = float(_limits(dtype).eps)
    values: list[float] = []
    while len(values) < count:
        one = rng.choice((_ordinary(rng, dtype), _power(rng, 0, 40)))
        values += [one, -one * (1.0 + rng.choice((0.0, 0.0, step, -step)))]
    values = values[:count]
    rng.shuffle(values)
    return _fitted(values, dtype)


def _in_order(rng: Random, dtype: DType, count: int) -> list[float]:
    values = _fitted([_power(rng, -20, 40) for _ in range(count)], dtype)
    key = rng.choice((None, abs))
    return sorted(values, key=key, reverse=rng.random() < 0.5)


def _alternating(rng: Random, dtype: DType, count: int) -> list[float]:
    values = [abs(_ordinary(rng, dtype)) + 1.0 for _ in range(count)]
    return _fitted([v if place % 2 else -v for place, v in enumerate(values)], dtype)


CLASSES: Final[Mapping[str, Floats]] = {
    "random": _each(_ordinary),
    "cancellation": _cancelling,
    "alternating": _alternating,
    "sorted": _in_order,
    "mixed magnitudes": _each(_mixed),
    "huge": _each(_huge),
    "tiny": _each(_tiny),
    "subnormal": _each(_subnormal),
    "halfway": _each(_halfway),
    "signed zeros": _each(_among(0.0, -0.0, -0.0)),
    "infinities": _each(_among(math.inf, -math.inf)),
    "NaN": _each(_among(math.nan)),
    "all special": _each(_among(math.nan, math.inf, -math.inf, -0.0, 0.0, 5e-324, 1.7e308)),
}
