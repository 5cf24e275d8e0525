"""Inputs of chains.cpp."""

import numpy as np


def size(rng):
    return int(rng.choice([0, 1, 2, 5, 64, 130]))


INPUTS = {
    "tank": lambda rng: (rng.integers(-9, 10, size(rng)).tolist(), 40),
    "since": lambda rng: (rng.normal(0, 3, size(rng)).tolist(), 3.0),
    "outside": lambda rng: (rng.integers(0, 6, size(rng)).tolist(),),
}

RETURNS = {"since": np.float64, "outside": np.int64}
