"""Inputs for last.c: few different values, indices with duplicates, masks with nothing in them."""

import numpy as np

EXTENT = 9


def size(rng, high=12):
    return np.int32(rng.choice([0, 1, 2, 5, high]))


def few(rng, dtype=np.int32, count=16):
    return rng.integers(0, 3, size=count).astype(dtype)


def places(rng, dtype=np.int32, count=16):
    return rng.integers(0, EXTENT, size=count).astype(dtype)


def floats(rng, dtype, count=16):
    return rng.normal(size=count).astype(dtype)


def gate(rng):
    return (rng.random(16) < rng.choice([0.0, 0.4, 1.0])).astype(np.uint8) * np.uint8(3)


INPUTS = {
    "scatter": lambda rng: (floats(rng, np.float32, EXTENT), places(rng), floats(rng, np.float32), size(rng)),
    "scatter_where": lambda rng: (
        floats(rng, np.float64, EXTENT), places(rng, np.uint16), floats(rng, np.float64), gate(rng), size(rng),
    ),
    "scatter_by_pointers": lambda rng: (places(rng, count=EXTENT), places(rng), few(rng), size(rng)),
    "invert": lambda rng: (places(rng), rng.permutation(12).astype(np.int32), size(rng)),
    "plot": lambda rng: (
        few(rng, np.uint8, 81), places(rng), places(rng), np.int32(EXTENT), size(rng), np.uint8(250),
    ),
    "last_position": lambda rng: (few(rng), size(rng), np.int32(1)),
    "last_loud": lambda rng: (floats(rng, np.float32), size(rng), np.float32(rng.choice([0.5, 9.0]))),
    "hold": lambda rng: (
        floats(rng, np.float32), floats(rng, np.float32), gate(rng), size(rng), np.float32(-7.5),
    ),
    "last_downwards": lambda rng: (few(rng), size(rng), np.int32(1)),
}  # fmt: skip

RETURNS = {"last_position": np.int32, "last_loud": np.float32, "last_downwards": np.int32}
