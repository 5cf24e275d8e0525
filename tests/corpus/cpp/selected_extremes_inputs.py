"""Inputs for selected_extremes.cpp."""

import numpy as np


def count(rng):
    return int(rng.choice([0, 1, 2, 3, 5, 9]))


def few(rng, n, kind=np.int32):
    return rng.integers(-3, 4, n).astype(kind)


def mask(rng, n):
    return (rng.random(n) < rng.choice([0.0, 0.3, 0.7, 1.0])).astype(np.uint8)


def marked(rng):
    n = count(rng)
    return few(rng, n), mask(rng, n), np.int32(n)


def stateful(rng):
    n = count(rng)
    return few(rng, n, np.float32), rng.integers(0, 3, n).astype(np.int32), np.int32(n), np.int32(1)


def numbers(rng):
    n = count(rng)
    return few(rng, n, np.float32), np.int32(n)


INPUTS = {
    "cheapest_ready": marked,
    "last_of_state": stateful,
    "smallest_positive": numbers,
    "kept_doubled": marked,
    "again_at_zero": marked,
}

RETURNS = {
    "cheapest_ready": np.int32,
    "last_of_state": np.int32,
    "smallest_positive": np.float32,
    "kept_doubled": np.int32,
    "again_at_zero": np.int32,
}
