"""Inputs for extremes.c: equal extremes, zeros of both signs, NaN."""

import numpy as np


def size(rng, low=0):
    return np.int32(rng.choice([s for s in (0, 1, 2, 5, 16) if s >= low]))


def few(rng, dtype=np.int32, count=16):
    return rng.integers(0, 3, size=count).astype(dtype)


def floats(rng, dtype=np.float32, count=16):
    values = rng.choice([-2.0, -0.0, 0.0, 1.5, 1.5, np.inf], size=count)
    return np.where(rng.random(count) < rng.choice([0.0, 0.4]), np.nan, values).astype(dtype)


INPUTS = {
    "argmax": lambda rng: (floats(rng), size(rng)),
    "argmin_from_zero": lambda rng: (few(rng), size(rng)),
    "last_argmin": lambda rng: (few(rng, np.uint8), size(rng)),
    "loudest": lambda rng: (floats(rng), size(rng)),
    "argmax_in_rows": lambda rng: (
        floats(rng, np.float64, 64), few(rng), np.int32(rng.integers(0, 4)), size(rng),
    ),
    "where_largest": lambda rng: (few(rng), size(rng), np.zeros(1, np.int32)),
}  # fmt: skip

RETURNS = {
    name: np.int32 for name in ("argmax", "argmin_from_zero", "last_argmin", "loudest", "where_largest")
}
