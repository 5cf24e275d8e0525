"""Inputs for last.cpp."""

import numpy as np


def size(rng):
    return int(rng.choice([0, 1, 2, 5, 9]))


def scattered(rng):
    extent = int(rng.choice([0, 1, 4]))
    index = rng.integers(0, max(extent, 1), size=size(rng) if extent else 0)
    return rng.normal(size=extent).tolist(), index.tolist(), rng.normal(size=len(index)).tolist()


INPUTS = {
    "inverse": lambda rng: (rng.permutation(size(rng)).tolist(),),
    "apply": scattered,
    "last_positive": lambda rng: (rng.choice([-1.0, 0.0, 2.0, 3.5, np.nan], size=size(rng)).tolist(), -9.0),
    "last_of": lambda rng: (rng.integers(0, 3, size=size(rng)).tolist(), 1),
}
