"""Small workloads: empty queues, programs with and without calls, clusters that nobody asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Arguments = tuple[Any, ...]
Generator = np.random.Generator
Workload = Callable[[Generator], Arguments]


def size(rng: Generator, lowest: int = 0, highest: int = 8) -> int:
    """How many requests, clusters or operators there are."""
    return int(rng.integers(lowest, highest))


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
