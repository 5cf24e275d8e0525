"""Inputs of selections.c: often nothing or all is taken, and often there is no more room than for what is."""

import numpy as np

SIZES = (1, 2, 3, 8, 17)


def ints(rng):
    low, high = ((-3, 7), (-9, 0), (2, 5), (0, 1))[int(rng.integers(0, 4))]
    return rng.integers(low, high, size=int(rng.choice(SIZES)), dtype=np.int32)


def room(rng, taken):
    """How long an output is."""
    return max(1, int(taken) + int(rng.integers(0, 3)))


def part(rng, x):
    return np.int32(rng.integers(-1, len(x) + 1))


def nonzero(rng):
    x = ints(rng).astype(np.float64)
    n = part(rng, x)
    return x, np.full(room(rng, np.sum(x[: max(n, 0)] != 0)), 9.0), n


def split(rng):
    x = ints(rng)
    n = part(rng, x)
    high = int(np.sum(x[: max(n, 0)] >= 2))
    low = max(int(n), 0) - high
    outputs = (np.full(room(rng, taken), 9, np.int32) for taken in (high, low))
    return x, n, *outputs, np.zeros(1, np.int32), np.zeros(1, np.int32)


def places(rng):
    x = ints(rng).astype(np.float32)
    n = max(int(part(rng, x)), 0)
    return x, np.uint64(n), np.full(room(rng, np.sum(x[:n] > 0)), 9, np.uint64)


def rises(rng):
    x = ints(rng).astype(np.float64)
    n, start = part(rng, x), np.int32(rng.integers(0, 3))
    taken = int(np.sum(np.diff(x[: max(n, 0)]) > 0))
    return x, n, np.full(int(start) + room(rng, taken), 9.0), start


def compact(rng):
    x = ints(rng)
    return x, part(rng, x)


def unbounded(rng):
    x = ints(rng)
    n = part(rng, x)
    return x, n, np.full(room(rng, np.sum(x[: max(n, 0)] > 0)), 9, np.int8)


INPUTS = {
    "nonzero": nonzero,
    "split": split,
    "places": places,
    "rises": rises,
    "compact": compact,
    "unbounded": unbounded,
}
RETURNS = {name: np.int32 for name in INPUTS if name != "split"} | {"places": np.uint64}
