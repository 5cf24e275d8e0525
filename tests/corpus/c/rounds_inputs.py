"""Inputs of rounds.c."""

import numpy as np


def size(rng, least=0):
    return int(rng.integers(least, 9))


def two(dtype, *rest):
    def make(rng):
        n = size(rng)
        return (
            rng.normal(0, 3, n).astype(dtype),
            np.zeros(n, dtype),
            np.int32(n),
            *(np.int32(size(rng)) for _ in rest),
        )

    return make


def power(rng):
    n = size(rng)
    return rng.normal(0, 1, n * n), rng.normal(0, 1, n), np.zeros(n), np.int32(n), np.int32(size(rng))


def knapsack(rng):
    n, c = size(rng), size(rng)
    ints = [rng.integers(0, 6, k).astype(np.int32) for k in (n, n, c + 1, c + 1)]
    return *ints, np.int32(n), np.int32(c)


def automaton(rng):
    n = size(rng)
    return rng.integers(0, 2, n).astype(np.uint8), np.zeros(n, np.uint8), np.int32(n), np.int32(size(rng))


def mixed(rng):
    n = size(rng)
    words = rng.integers(0, 2**32, n, dtype=np.uint64).astype(np.uint32)
    return words, np.zeros(n, np.uint32), np.int32(n), np.uint32(rng.integers(0, 2**32))


INPUTS = {
    "smooth": two(np.float64, 1),
    "smooth_in_place": lambda rng: (lambda a: (a[0], a[2], a[3]))(two(np.float64, 1)(rng)),
    "last_round_missing": two(np.float32, 1),
    "power": power,
    "knapsack": knapsack,
    "automaton": automaton,
    "mixed": mixed,
}

RETURNS = {"mixed": np.uint32}
