"""Inputs of utdsp.c: signals, taps that are not used, bins behind the end, square matrices."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from buffers import Arguments, Generator, floats, integers, longer, over, side, size


def dct(rng: Generator) -> Arguments:
    n = side(rng)
    return np.int32(n), *(longer(rng, floats, n * n) for _ in range(4))


def lms(rng: Generator) -> Arguments:
    n = size(rng)
    signals = (longer(rng, floats, n) for _ in range(4))
    return np.int32(n), *signals, *floats(rng, 2)


def histogram(rng: Generator) -> Arguments:
    bins = size(rng)
    return np.int32(bins), np.int32(size(rng)), longer(rng, integers, bins)


def mult(rng: Generator) -> Arguments:
    n = side(rng)
    return np.int32(n), *(integers(rng, n * n).reshape(n, n) for _ in range(3))


INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "dct": dct,
    "fir_small": over(floats, "n", "array", "array"),
    "lmsfir1": lms,
    "lmsfir2": lms,
    "histogram": histogram,
    "mult": mult,
}
RETURNS: dict[str, type[np.generic]] = {name: np.float32 for name in ("fir_small", "lmsfir1")}
