"""Inputs of ragged.cpp: counts below zero, segments that are empty, overlap or descend, keys that meet."""

import numpy as np


def sizes(rng):
    return int(rng.integers(0, 6)), int(rng.choice([0, 1, 2, 5, 9]))


def offsets(rng, n, most):
    found = rng.integers(0, most + 1, size=n + 1)
    return np.asarray(np.sort(found) if rng.integers(2) else found, dtype=np.int32)


def repeated(rng):
    n, _ = sizes(rng)
    return rng.integers(-9, 10, size=n).tolist(), rng.integers(-2, 5, size=n).tolist()


def limited(rng):
    n, most = sizes(rng)
    x, limit = rng.integers(-3, 4, size=most) / 2.0, rng.integers(-3, 4, size=n) / 2.0
    return np.int32(n), offsets(rng, n, most), x, limit, np.zeros(n, np.int32)


def keyed(rng):
    n, places = int(rng.choice([0, 1, 3, 30])), int(rng.integers(1, 5))
    x, out = (rng.choice([0.0, -0.0, 0.5, -2.25, 1e8], size=k).astype(np.float32) for k in (n, places))
    return np.int32(n), x, rng.integers(0, places, size=n).astype(np.int32), out


def expanded(rng):
    n, most = sizes(rng)
    return np.int32(n), offsets(rng, n, most), np.full(most, -1, np.int32)


INPUTS = {
    "repeated": repeated,
    "above_their_limits": limited,
    "sums_by_key": keyed,
    "row_of_each_place": expanded,
}
RETURNS = {}
