"""Inputs of dspstone.c: vectors and matrices of ints, column after column, buffers of any length."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from buffers import Arguments, Generator, integers, longer, over, side


def mat1x3(rng: Generator) -> Arguments:
    n = side(rng)
    return np.int32(n), *(longer(rng, integers, size) for size in (n * n, n, n))


def matrices(lowest: int) -> Callable[[Generator], Arguments]:
    """X, Y, Z, and A (X, Y), B (Y, Z), C (X, Z); `lowest` is the smallest Y."""

    def arguments(rng: Generator) -> Arguments:
        x, y, z = side(rng), side(rng, lowest), side(rng)
        buffers = (longer(rng, integers, size) for size in (x * y, y * z, x * z))
        return np.int32(x), np.int32(y), np.int32(z), *buffers

    return arguments


INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "mat1x3": mat1x3,
    "matrix1": matrices(0),
    "matrix2": matrices(2),
    "n_real_updates": over(integers, "n", "array", "array", "array", "array"),
    "pin_down": over(integers, "n", "array"),
}
