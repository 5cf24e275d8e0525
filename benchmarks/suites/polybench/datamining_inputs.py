"""Inputs of datamining.c: tables with at least two rows, some of their columns constant."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from tables import Arguments, Generator, doubles, side


def table(vectors: int) -> Callable[[Generator], Arguments]:
    """Extents, the number of rows as a double, the data, the result, and vectors with an element a column."""

    def arguments(rng: Generator) -> Arguments:
        m, n = side(rng), side(rng, lowest=2)
        data = doubles(rng, n, m)
        data[:, rng.random(m) < 0.2] = 3.0
        others = (doubles(rng, m) for _ in range(vectors))
        return np.int32(m), np.int32(n), np.float64(n), data, doubles(rng, m, m), *others

    return arguments


INPUTS: dict[str, Callable[[Generator], Arguments]] = {"covariance": table(1), "correlation": table(2)}
