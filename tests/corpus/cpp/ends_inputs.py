"""Inputs of ends.cpp."""

import numpy as np


def ints(rng):
    return (rng.integers(-2, 3, int(rng.integers(0, 12))).tolist(),)


def floats(rng):
    return (rng.choice([0.0, -0.0, 1.5, np.nan, np.inf], int(rng.integers(0, 9))).tolist(),)


INPUTS = {"without_repeats": ints, "by_size": floats, "passed_over": ints, "records": ints}
INPUTS["run_lengths"] = lambda rng: (*ints(rng), [1, 2], [3])
