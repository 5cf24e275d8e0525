"""Small workloads: empty queues, programs with and without calls, clusters that nobody asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Arguments = tuple[Any, ...]
Generator = np.random.Generator
Workload = Callable[[Generator], Arguments]


def size(rng: Generator, lowest: int = 0, highest: int | None = None, grows: bool = False) -> int:
    """How many requests, clusters or operators there are.

    A generator with an `extent` asks for that many, but where `highest` says that they stay few.
    """
    extent = getattr(rng, "extent", None)
    if extent is not None and (highest is None or grows):
        return extent
    return int(rng.integers(lowest, 8 if highest is None else highest))


def budget(rng: Generator, highest: int = 30) -> int:
    """What there is to be given away; in proportion to those who ask, where their number is asked for."""
    extent = getattr(rng, "extent", None)
    return int(rng.integers(0, highest)) if extent is None else 3 * extent


def counts(rng: Generator, n: int, lowest: int = 0, highest: int = 9) -> list[int]:
    """Tokens, blocks or indices."""
    return rng.integers(lowest, highest, n).tolist()


def times(rng: Generator, n: int) -> list[float]:
    """Seconds, positive and far from equal."""
    return rng.exponential(2.0, n).tolist()


def reals(rng: Generator, n: int) -> list[float]:
    """Scores and coordinates."""
    return rng.normal(size=n).tolist()


def table(rng: Generator, rows: int, columns: int) -> list[list[float]]:
    """Rows of scores."""
    return rng.normal(size=(rows, columns)).tolist()


def grid(rng: Generator, rows: int, columns: int, lowest: int = 0, highest: int = 9) -> list[list[int]]:
    """Rows of tokens or indices."""
    return rng.integers(lowest, highest, (rows, columns)).tolist()


def flags(rng: Generator, n: int) -> list[bool]:
    """Whether each one runs, is resident or was hit: none and all of them, too."""
    return (rng.random(n) < rng.choice([0.0, 0.5, 1.0])).tolist()


def shuffled(rng: Generator, n: int) -> list[int]:
    """An order of all of them."""
    return rng.permutation(n).tolist()
