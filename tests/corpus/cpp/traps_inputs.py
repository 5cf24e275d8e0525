"""Inputs of traps.cpp."""

import numpy as np


def size(rng, low=0):
    return int(rng.choice([s for s in (0, 1, 2, 3, 8) if s >= low]))


def ints(rng, n, low=-9):
    return rng.integers(low, 10, size=n).tolist()


INPUTS = {
    "gaps": lambda rng: (ints(rng, size(rng, 1)),),
    "ragged_sums": lambda rng: ([ints(rng, size(rng)) for _ in range(size(rng))],),
    "doubled_copy": lambda rng: (ints(rng, size(rng)),),
    "wrapping_prefix": lambda rng: (rng.integers(0, 256, size=size(rng)).tolist(),),
    "keep_positive": lambda rng: (ints(rng, size(rng)),),
    "evens_halved_to_zero": lambda rng: (ints(rng, size(rng)),),
    "sum_until_negative": lambda rng: (ints(rng, size(rng), -2),),
    "histogram": lambda rng: (ints(rng, size(rng), 0), 10),
    "log_and_sum": lambda rng: (ints(rng, size(rng)),),
    "truncated": lambda rng: ((rng.normal(size=size(rng)) * 100).astype(np.float32).tolist(),),
    "logistic_orbit": lambda rng: ((rng.random(size(rng)) / 10).astype(np.float32).tolist(), 3.5),
}
RETURNS = {}
