"""Inputs for ranges.cpp."""

import numpy as np


def ints(rng):
    return rng.integers(-3, 4, int(rng.choice((0, 1, 2, 7, 12))))


def prefix(dtype):
    def make(rng):
        n = len(ints(rng))
        x = np.array(rng.integers(0, 4, n + int(rng.integers(0, 3))), dtype=dtype)
        return x, np.int32(n)

    return make


def searched(rng):
    a = np.sort(ints(rng)).astype(np.int32)
    return a, np.int32(len(a)), np.int32(rng.integers(-4, 5))


INPUTS = {
    "sort_prefix": prefix(np.float32),
    "sort_bytes": prefix(np.uint8),
    "how_often": searched,
    "by_halves": searched,
}
RETURNS = {"how_often": np.int32, "by_halves": np.int32}
