"""Inputs for macros.c."""

import numpy as np


def whole(rng, low=-3, high=9, count=12):
    return rng.integers(low, high, count, endpoint=True).astype(np.int32)


def real(rng, dtype=np.float64, count=12):
    values = rng.normal(0, 4, count).astype(dtype)
    values[rng.random(count) < 0.05] = rng.choice([-0.0, np.inf, -np.inf])
    return values


def size(rng, low=-1, high=9):
    return np.int32(rng.integers(low, high, endpoint=True))


def pair(rng):
    a, b = whole(rng), whole(rng)
    return a, a if rng.random() < 0.2 else b, size(rng)


def apart(rng):
    return whole(rng), whole(rng), size(rng)


def rows(rng):
    count, cols = int(rng.integers(1, 4)), int(rng.integers(0, 5))
    return (
        real(rng, np.float32, count * cols + 2),
        np.int32(cols),
        np.int32(rng.integers(count)),
        np.int32(rng.integers(count)),
    )


def with_nan(rng):
    values = real(rng)
    values[rng.random(len(values)) < 0.2] = np.nan
    return values, size(rng)


def matrix(rng):
    high, wide = int(rng.integers(0, 4)), int(rng.integers(0, 5))
    return real(rng, np.float32, high * wide + 1), np.int32(high), np.int32(wide)


INPUTS = {
    "swap_rows": rows,
    "swap_buffers": apart,
    "sort_pairs": apart,
    "butterfly": apart,
    "halves": pair,
    "highest": lambda rng: (real(rng, np.float32), size(rng)),
    "highest_by_fmax": lambda rng: (real(rng), size(rng)),
    "lowest_by_fmin": lambda rng: (real(rng), size(rng)),
    "bad_values": with_nan,
    "identity": matrix,
    "all_positive": lambda rng: (whole(rng, 0, 20), size(rng)),
    "all_positive_from": lambda rng: (whole(rng, 0, 20), size(rng), size(rng, -1, 2)),
    "all_positive_by_bits": lambda rng: (whole(rng, 0, 20), size(rng)),
    "any_negative": lambda rng: (whole(rng, -1, 20), size(rng)),
}

RETURNS = {
    "halves": np.int32,
    "highest": np.float32,
    "highest_by_fmax": np.float64,
    "lowest_by_fmin": np.float64,
    "bad_values": np.int32,
    "all_positive": np.int32,
    "all_positive_from": np.int32,
    "all_positive_by_bits": np.int32,
    "any_negative": np.int32,
}
