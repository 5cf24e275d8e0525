"""Inputs that look for trouble: empty, of one element, all equal, in order, at the ends of their types, and
one step away from inputs that are in order themselves, where preconditions begin and end.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, Final

import numpy as np

from benchmarks.fuzzing.traits import walk
from tensir.dtypes import DType, Kind
from tenspiler.loopir.arithmetic import round_f32
from tenspiler.loopir.nodes import (
    ArrayType,
    Const,
    Container,
    For,
    Function,
    Load,
    Parameter,
    ScalarType,
    While,
    statements,
)
from tenspiler.sampling import Arguments, Sampler, samples

_EXTENTS: Final = (0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 8)
_PATTERNS: Final = ("equal", "sorted", "reversed", "two", "edges", "edges", "extreme", "random", "random")
_LONGEST: Final = 40


def inputs(function: Function, rounds: int, seed: int) -> Iterator[Arguments]:
    """`rounds` inputs, by the seed alone: as synthesis samples them, awkward ones, and neighbours of both."""
    awkward = Awkward(function, seed)
    usual = samples(function, rounds, seed % 1000)
    rng = Random(f"kinds {seed}")
    last: Arguments | None = None
    for _ in range(rounds):
        kind = rng.choice(("usual", "usual", "awkward", "awkward", "neighbour"))
        if kind == "neighbour" and last is not None:
            yield awkward.neighbour(last)
            continue
        last = next(usual) if kind == "usual" else awkward.arguments()
        yield last


class Awkward:
    """Makes awkward inputs for one function."""

    def __init__(self, function: Function, seed: int) -> None:
        self.function = function
        self.rng = Random(f"awkward {seed}")
        self.positions = Sampler(function).positions
        self.bounds = frozenset(_bounding(function))
        self.searched = frozenset(searched(function))
        values = {n.value for n in walk((function.body, function.results)) if isinstance(n, Const)}
        self.integers = sorted({int(v) for v in values if isinstance(v, int)} | {0, 1})
        self.floats = sorted({float(v) for v in values if isinstance(v, float)} | {0.0, 1.0})

    def arguments(self) -> Arguments:
        """One input, its extents and scalars around one number."""
        base = self.rng.choice(_EXTENTS)
        wild = self.rng.random() < 0.25
        return tuple(self._argument(p, base, wild) for p in self.function.parameters)

    def neighbour(self, arguments: Arguments) -> Arguments:
        """An input that differs in one argument by one step."""
        place = self.rng.randrange(len(arguments))
        parameter, value = self.function.parameters[place], arguments[place]
        changed = (
            self._stepped(parameter.type.dtype, value)
            if isinstance(parameter.type, ScalarType)
            else self._resized(parameter.type, value)
        )
        return (*arguments[:place], changed, *arguments[place + 1 :])

    def _argument(self, parameter: Parameter, base: int, wild: bool) -> Any:
        kind = parameter.type
        if isinstance(parameter.origin, object) and parameter.origin is not None:
            return None
        if isinstance(kind, ScalarType):
            return self._scalar(parameter.name, kind.dtype, base, wild)
        square = kind.container is Container.POINTER and self.rng.random() < 0.5
        count = min(_LONGEST, base * base if square else base)
        count = max(0, count + self.rng.choice((0, 0, 0, 0, 1, -1)))
        shape = (count,) if kind.rank == 1 else (count, *(base,) * (kind.rank - 1))
        values = self._elements(parameter.name, kind.element.dtype, int(np.prod(shape)), base, wild)
        return held(kind, values, shape)

    def _scalar(self, name: str, dtype: DType, base: int, wild: bool) -> Any:
        if dtype.is_integer and name in self.positions:
            value = base + self.rng.choice((0, 0, 0, 0, 1, -1))
            if self.rng.random() < 0.05:
                value = self.rng.choice((-1, 2 * base, base * base, -base))
            return value if dtype.holds(value) else base
        return self._number(dtype, wild)

    def _elements(self, name: str, dtype: DType, count: int, base: int, wild: bool) -> list[Any]:
        values = self._unordered(name, dtype, count, base, wild)
        if name in self.searched and self.rng.random() < 0.7:
            values.sort(reverse=self.rng.random() < 0.2)
        return values

    def _unordered(self, name: str, dtype: DType, count: int, base: int, wild: bool) -> list[Any]:
        if name in self.positions and dtype.is_integer:
            tops = (max(0, base - 1), base, base, 0)
            values = [self.rng.randint(0, self.rng.choice(tops)) for _ in range(count)]
            if values and self.rng.random() < 0.15:
                values[self.rng.randrange(count)] = self.rng.choice((-1, base, base + 1))
            if name in self.bounds and self.rng.random() < 0.6:  # rows in order, some of them empty
                values.sort()
                if values and self.rng.random() < 0.5:
                    values[0] = 0
            return [v if dtype.holds(v) else 0 for v in self._arranged(values)]
        pattern = self.rng.choice(_PATTERNS)
        match pattern:
            case "equal":
                return [self._number(dtype, wild)] * count
            case "two":
                pair = (self._number(dtype, wild), self._number(dtype, wild))
                return [self.rng.choice(pair) for _ in range(count)]
            case "extreme":
                return [self._number(dtype, True) for _ in range(count)]
            case "sorted" | "reversed":
                values = [self._number(dtype, False) for _ in range(count)]
                return sorted(values, reverse=pattern == "reversed")
            case _:
                return [self._number(dtype, wild) for _ in range(count)]

    def _arranged(self, values: list[int]) -> list[int]:
        match self.rng.choice(("as is", "as is", "as is", "sorted", "equal", "permuted")):
            case "permuted":
                return self.rng.sample(range(len(values)), len(values))
            case "sorted":
                return sorted(values)
            case "equal" if values:
                return [values[0]] * len(values)
            case _:
                return values

    def _number(self, dtype: DType, wild: bool) -> Any:
        rng = self.rng
        if dtype.kind is Kind.BOOL:
            return rng.random() < 0.5
        if dtype.is_float:
            return self._float(dtype, wild)
        near = rng.choice(self.integers) + rng.choice((0, 0, 1, -1))
        value = near if rng.random() < 0.5 else rng.randint(-3, 6)
        if wild and rng.random() < 0.5:
            value = self._extreme(dtype)
        return value if dtype.holds(value) else abs(value) % (dtype.highest + 1)

    def _extreme(self, dtype: DType) -> int:
        if dtype.kind is Kind.UNBOUNDED:
            return self.rng.choice((2**31, 2**62, 2**63 - 1, 2**63, -(2**63), 10**19, -(2**31)))
        ends = (dtype.lowest, dtype.highest)
        return self.rng.choice((*ends, dtype.lowest + 1, dtype.highest - 1, dtype.highest // 2, -1))

    def _float(self, dtype: DType, wild: bool) -> float:
        rng = self.rng
        if wild and rng.random() < 0.4:
            tiny, huge = (1e-45, 3e38) if dtype.bits == 32 else (5e-324, 1e308)
            special = (float("nan"), float("inf"), float("-inf"), -0.0, 0.0, tiny, huge, -huge, 2.0**53)
            value = rng.choice(special)
        elif rng.random() < 0.4:
            value = rng.choice(self.floats) + rng.choice((0.0, 0.0, 0.5, -0.5))
        else:
            value = rng.randint(-12, 12) / 4
        return round_f32(value) if dtype.bits == 32 else value

    def _stepped(self, dtype: DType, value: Any) -> Any:
        if dtype.kind is Kind.BOOL:
            return not value
        by = self.rng.choice((1, -1))
        stepped = value + by
        if dtype.is_float:
            return round_f32(stepped) if dtype.bits == 32 else stepped
        return stepped if dtype.holds(stepped) else value

    def _resized(self, kind: ArrayType, value: Any) -> Any:
        """One element or row less, or the last one twice, or two swapped."""
        if not len(value):
            return value
        rows = value.tolist() if isinstance(value, np.ndarray) else [*value]
        match self.rng.choice(("less", "less", "more", "swap")):
            case "less":
                rows = rows[:-1]
            case "more":
                last = rows[-1]
                rows = [*rows, [*last] if isinstance(last, list) else last]
            case _:
                i, j = self.rng.randrange(len(rows)), self.rng.randrange(len(rows))
                rows[i], rows[j] = rows[j], rows[i]
        if isinstance(value, np.ndarray):
            return np.array(rows, dtype=value.dtype).reshape(len(rows), *value.shape[1:])
        return rows


def _bounding(function: Function) -> Iterator[str]:
    """Arrays whose elements bound loops."""
    for loop in statements(function.body):
        if isinstance(loop, For):
            yield from (n.array for n in walk((loop.start, loop.stop)) if isinstance(n, Load))


def searched(function: Function) -> Iterator[str]:
    """Arrays of which elements decide how a loop goes on that does not count."""
    for loop in statements(function.body):
        if isinstance(loop, While):
            yield from (n.array for n in walk(loop.body) if isinstance(n, Load))


def held(kind: ArrayType, values: list[Any], shape: tuple[int, ...]) -> Any:
    """Elements in what holds them: nested lists, or an array of NumPy's."""
    if kind.container in (Container.LIST, Container.VECTOR):
        return _nested(values, shape)
    return np.array(values, dtype=kind.element.dtype.numpy).reshape(shape)


def _nested(values: list[Any], shape: tuple[int, ...]) -> list[Any]:
    if len(shape) == 1:
        return values
    size = len(values) // shape[0] if shape[0] else 0
    return [_nested(values[row * size : (row + 1) * size], shape[1:]) for row in range(shape[0])]
