"""Inputs of ends.c."""

import numpy as np


def ints(rng):
    return rng.integers(-2, 3, int(rng.integers(0, 12))).astype(np.int32)


def floats(rng):
    return rng.choice([0.0, -0.0, 1.5, np.nan, np.inf], int(rng.integers(0, 9)))


def in_place(kind):
    def make(rng):
        x = ints(rng)
        return x, kind(len(x))

    return make


def copied(values):
    def make(rng):
        x = values(rng)
        return x, np.int32(len(x)), np.full(len(x) + 1, 9, x.dtype)

    return make


def two_outputs(rng):
    x = ints(rng)
    return x, np.int32(len(x)), *(np.full(len(x) + more, 9, np.int32) for more in (0, 1))


INPUTS = {
    "unique_in_place": in_place(np.uint64),
    "remove_duplicates": in_place(np.int32),
    "unique_copy": copied(ints),
    "unique_numbers": copied(floats),
    "behind_the_first": copied(ints),
    "run_lengths": two_outputs,
}
RETURNS = {name: np.int32 for name in INPUTS} | {"unique_in_place": np.uint64}
