"""Inputs of dsp.c: vectors and flat matrices of ints, outputs that are not zero."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))

from buffers import Arguments, Generator, integers, longer, on_matrices, over, side


def matmul(rng: Generator) -> Arguments:
    m, n, p = side(rng), side(rng), side(rng)
    a, b, c = (longer(rng, integers, size) for size in (m * n, n * p, m * p))
    return a, b, c, np.int32(m), np.int32(n), np.int32(p)


def nonzero(rng: Generator, n: int) -> NDArray[np.int32]:
    """Divisors."""
    values: NDArray[np.int32] = integers(rng, n)
    return np.where(values == 0, np.int32(1), values)


INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "matadd": on_matrices(integers, "matrix", "matrix", "m", "n"),
    "matsub": on_matrices(integers, "matrix", "matrix", "m", "n"),
    "matscal": on_matrices(integers, "matrix", "number", "m", "n"),
    "matinit": on_matrices(integers, "matrix", "number", "m", "n"),
    "matmul": matmul,
    "vadd": over(integers, "array", "array", "array", "n"),
    "vsub": over(integers, "array", "array", "array", "n"),
    "vmul": over(integers, "array", "array", "array", "n"),
    "vcopy": over(integers, "array", "array", "n"),
    "vfill": over(integers, "array", "number", "n"),
    "vneg": over(integers, "array", "n"),
    "voffset": over(integers, "array", "number", "n"),
    "vscal": over(integers, "array", "number", "n"),
    "vrecip": over(nonzero, "array", "n"),
    "w_vec": over(integers, "array", "array", "number", "array", "n"),
}
