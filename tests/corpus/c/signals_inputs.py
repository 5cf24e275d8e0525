"""Inputs of signals.c."""

import numpy as np


def size(rng):
    return int(rng.choice((0, 1, 2, 3, 4, 9)))


def flat(rng, n, dtype):
    n += int(rng.integers(0, 3))
    if np.issubdtype(dtype, np.floating):
        return rng.normal(size=n).astype(dtype)
    return rng.integers(0 if dtype is np.uint8 else -100, 101, size=n).astype(dtype)


def in_and_out(dtype):
    def make(rng):
        n = size(rng)
        return flat(rng, n, dtype), flat(rng, n, dtype), np.int32(n)

    return make


def in_place(dtype):
    def make(rng):
        n = size(rng)
        return flat(rng, n, dtype), np.int32(n)

    return make


def images(dtype):
    def make(rng):
        width, height = size(rng), size(rng)
        n = width * height
        return flat(rng, n, dtype), flat(rng, n, dtype), np.int32(width), np.int32(height)

    return make


def interleave(rng):
    n = size(rng)
    return *(flat(rng, k, np.float32) for k in (n, n, 2 * n)), np.int32(n)


INPUTS = {
    "differences": in_and_out(np.int32),
    "blur": in_and_out(np.float32),
    "downsample": in_and_out(np.float32),
    "every_other": in_place(np.int16),
    "flip": in_and_out(np.float64),
    "flip_rows": images(np.uint8),
    "interleave": interleave,
    "prefix_sums": in_and_out(np.int32),
    "shift_down": in_place(np.int32),
    "reversed_scale": lambda rng: (*in_place(np.float32)(rng), np.float32(rng.normal())),
    "smooth_image": images(np.float32),
}
RETURNS = {}
