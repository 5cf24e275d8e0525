"""Random arguments for the kernels of this suite, described by their shapes: `floats("m", "n")`.

A shape is a text over extents that are drawn once for each call: small letters may be 0, capitals are at
least 1, and a text such as `"m * n + 1"` is computed from them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

Generator = np.random.Generator
Arguments = tuple[Any, ...]
Workload = Callable[[Generator], Arguments]

SIZES: Final = (0, 1, 2, 3, 4, 5, 7, 8)


class Extents(dict[str, int]):
    """The extents of one call; a name that has not been seen yet is drawn."""

    def __init__(self, rng: Generator) -> None:
        super().__init__()
        self.rng = rng

    def __missing__(self, name: str) -> int:
        if name in ("min", "max"):
            raise KeyError(name)
        lowest = 1 if name[0].isupper() else 0
        extent = getattr(self.rng, "extent", None)  # set where a size is asked for
        if extent is None:
            self[name] = int(self.rng.choice([n for n in SIZES if n >= lowest]))
        else:
            self[name] = getattr(self.rng, "fixed", {}).get(name, extent)
        return self[name]

    def of(self, text: str | int) -> int:
        """What a text is for this call."""
        return text if isinstance(text, int) else int(eval(text, {"max": max, "min": min}, self))


Maker = Callable[[Generator, Extents], Any]


def call(*makers: Maker) -> Workload:
    """Arguments in the order of the parameters."""

    def workload(rng: Generator) -> Arguments:
        extents = Extents(rng)
        return tuple(make(rng, extents) for make in makers)

    return workload


def floats(*shape: str | int, dtype: Any = np.float64, scale: float = 2.0) -> Maker:
    """Numbers of both signs, a tenth of them zero."""

    def make(rng: Generator, extents: Extents) -> Any:
        size = [extents.of(s) for s in shape]
        return np.where(rng.random(size) < 0.1, 0.0, rng.normal(0, scale, size)).astype(dtype)

    return make


def positive(*shape: str | int, dtype: Any = np.float64, low: float = 0.1, high: float = 3.0) -> Maker:
    """Numbers above 0: divisors, weights, times."""
    return lambda rng, extents: rng.uniform(low, high, [extents.of(s) for s in shape]).astype(dtype)


def shares(*shape: str | int, dtype: Any = np.float64) -> Maker:
    """Numbers from 0 to 1, both ends among them."""

    def make(rng: Generator, extents: Extents) -> Any:
        size = [extents.of(s) for s in shape]
        return np.clip(rng.uniform(-0.2, 1.2, size), 0, 1).astype(dtype)

    return make


def ints(*shape: str | int, low: str | int = -9, high: str | int = 10, dtype: Any = np.int32) -> Maker:
    """Whole numbers from `low` to below `high`, which may be an extent."""

    def make(rng: Generator, extents: Extents) -> Any:
        least = extents.of(low)
        most = max(extents.of(high), least + 1)
        return rng.integers(least, most, [extents.of(s) for s in shape], dtype=dtype)

    return make


def full_range(*shape: str | int, dtype: Any) -> Maker:
    """Whole numbers over all of a type, its ends among them."""

    def make(rng: Generator, extents: Extents) -> Any:
        size = [extents.of(s) for s in shape]
        info = np.iinfo(dtype)
        anywhere = rng.integers(info.min, info.max, size, dtype=dtype, endpoint=True)
        return np.where(rng.random(size) < 0.3, rng.choice([info.min, info.max], size), anywhere).astype(
            dtype
        )

    return make


def pixels(*shape: str | int) -> Maker:
    """8-bit pixels."""
    return full_range(*shape, dtype=np.uint8)


def flags(*shape: str | int, dtype: Any = np.bool_) -> Maker:
    """Truth values: some, all or none of them true."""
    return lambda rng, extents: (
        rng.random([extents.of(s) for s in shape]) < rng.choice([0.0, 0.5, 1.0])
    ).astype(dtype)


def permutation(n: str, dtype: Any = np.int32) -> Maker:
    """An order of n things."""
    return lambda rng, extents: rng.permutation(extents.of(n)).astype(dtype)


def ascending(n: str, dtype: Any = np.float64) -> Maker:
    """Numbers that do not fall, some of them equal."""

    def make(rng: Generator, extents: Extents) -> Any:
        size = extents.of(n)
        return np.sort(
            rng.integers(-6, 7, size) if dtype is np.int32 else rng.normal(size=size).round(1)
        ).astype(dtype)

    return make


def spaced(n: str, dtype: Any = np.float64) -> Maker:
    """Numbers in order, no two of them alike."""
    return lambda rng, extents: rng.uniform(0.1, 1.0, extents.of(n)).cumsum().astype(dtype)


def pointers(rows: str, total: str, dtype: Any = np.int32) -> Maker:
    """Row pointers that begin at 0 and end at `total`, with rows that are empty."""

    def make(rng: Generator, extents: Extents) -> Any:
        n, end = extents.of(rows), extents.of(total)
        inner = np.sort(rng.integers(0, end + 1, max(n - 1, 0)))
        return np.concatenate([[0], inner, [end]][: n + 1] if n else [[0]]).astype(dtype)

    return make


def extent(text: str | int, dtype: Any = np.int32) -> Maker:
    """An extent that is passed along."""
    return lambda rng, extents: dtype(extents.of(text))


def one(make: Maker) -> Maker:
    """A single number of that kind, as Python has it."""
    return lambda rng, extents: np.ravel(make(rng, extents))[0].item()


def scalar(make: Maker) -> Maker:
    """A single number of that kind, as C has it."""
    return lambda rng, extents: np.ravel(make(rng, extents))[0]


def listed(make: Maker) -> Maker:
    """The same as lists."""
    return lambda rng, extents: make(rng, extents).tolist()


def given(*values: Any) -> Maker:
    """One of these values."""
    return lambda rng, extents: values[int(rng.integers(len(values)))]
