"""Inputs of exits.cpp."""

import numpy as np


def size(rng):
    return int(rng.choice((0, 1, 2, 3, 5, 9)))


def ints(rng, *shape):
    return rng.integers(-2, 7, size=shape).tolist()


def alike(rng):
    a = rng.integers(0, 2, size=size(rng)).tolist()
    return a, a[: int(rng.integers(0, len(a) + 1))] + rng.integers(0, 2, size=size(rng)).tolist()


INPUTS = {
    "contains_above": lambda rng: (rng.normal(size=size(rng)).tolist(), 1.0),
    "first_mismatch": alike,
    "row_with_sum": lambda rng: (ints(rng, size(rng), size(rng)), np.int32(8)),
}
RETURNS = {"contains_above": np.bool_, "first_mismatch": np.int32, "row_with_sum": np.int32}
