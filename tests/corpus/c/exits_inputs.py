"""Inputs of exits.c."""

import numpy as np

SIZES = (1, 2, 3, 8, 17)


def ints(rng, high=9):
    return rng.integers(-1, high, size=int(rng.choice(SIZES)), dtype=np.int32)


def floats(rng):
    return np.sort(ints(rng)).astype(np.float32) / 2 if rng.random() < 0.5 else ints(rng).astype(np.float32)


def part(rng, x):
    """How many elements a program is told of."""
    return np.int32(rng.integers(-1, len(x) + 1))


def listed(make, *more):
    def inputs(rng):
        x = make(rng)
        return (x, part(rng, x), *(m(rng) for m in more))

    return inputs


def wanted(rng):
    return np.int32(rng.integers(-1, 9))


def text(rng):
    x = rng.integers(0, 3, size=int(rng.choice(SIZES))).astype(np.int8)
    return x, np.uint64(rng.integers(0, len(x) + 1))


def scaled(rng):
    x = floats(rng)
    return x, np.full(len(x), 9, np.float32), part(rng, x)


INPUTS = {
    "first_match": listed(ints, wanted),
    "bounded_length": text,
    "sum_until_negative": listed(ints),
    "non_decreasing": listed(floats),
    "last_match": listed(ints, wanted),
    "scaled_until_negative": scaled,
    "steps_to_zero": listed(ints),
    "halving": lambda rng: (np.int32(rng.integers(-2, 99)),),
}
RETURNS = {name: np.int32 for name in INPUTS if name != "scaled_until_negative"} | {
    "bounded_length": np.uint64
}
