"""Inputs of recurrences.cpp."""

import numpy as np


def size(rng):
    return int(rng.choice([0, 1, 2, 5, 64, 130]))


def doubles(rng):
    return rng.normal(0, 3, size(rng)).tolist()


def ints(rng, low=-9):
    return rng.integers(low, 10, size(rng)).tolist()


INPUTS = {
    "low_pass": lambda rng: (doubles(rng), float(rng.choice([0.0, 1.0, 0.1, 0.9]))),
    "polynomial": lambda rng: (doubles(rng), float(rng.choice([0.0, 1.0, -0.7, 1.01]))),
    "best_run": lambda rng: (ints(rng),),
    "ration": lambda rng: (ints(rng), int(rng.choice([0, -4, 6, 50]))),
    "rolling": lambda rng: (rng.integers(0, 256, size(rng)).tolist(),),
}

RETURNS = {"polynomial": np.float64, "best_run": np.int64, "rolling": np.uint64}
