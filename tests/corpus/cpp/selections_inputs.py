"""Inputs of selections.cpp: often nothing or all is taken."""

import numpy as np


def ints(rng):
    low, high = ((-3, 7), (-9, 0), (1, 5), (0, 1))[int(rng.integers(0, 4))]
    return rng.integers(low, high, size=int(rng.choice((0, 1, 2, 3, 8)))).tolist()


INPUTS = {
    "positives": lambda rng: ([v / 2.0 for v in ints(rng)],),
    "evens": lambda rng: (ints(rng),),
    "places": lambda rng: (ints(rng), np.int32(rng.integers(-1, 4))),
    "inside": lambda rng: (ints(rng), np.int32(rng.integers(-2, 3)), np.int32(rng.integers(0, 6))),
}
RETURNS = {}
