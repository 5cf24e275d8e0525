"""Inputs for extremes.cpp."""

import numpy as np


def values(rng):
    found = rng.choice([-1.0, -0.0, 0.0, 2.0, 2.0, np.nan], size=int(rng.choice([0, 1, 2, 5, 9])))
    return found


def marked(rng):
    n = int(rng.choice([0, 1, 2, 5, 9]))
    return rng.integers(-2, 3, n).tolist(), rng.integers(-1, 2, n).tolist()


INPUTS = {
    "least_selected": marked,
    "last_max": lambda rng: (rng.integers(-1, 3, int(rng.choice([0, 1, 4, 9]))).tolist(),),
    "argmax": lambda rng: (values(rng).tolist(),),
    "nearest": lambda rng: (values(rng).astype(np.float32).tolist(), np.float32(rng.choice([0.0, 2.0]))),
}
