"""Inputs of chains.c."""

import numpy as np


def size(rng):
    return int(rng.choice([0, 1, 2, 9, 64, 200]))


def ints(rng, n, dtype=np.int32, low=-9, high=9):
    return rng.integers(low, high + 1, n).astype(dtype)


def floats(rng, n, dtype=np.float64):
    return rng.normal(0, 3, n).astype(dtype)


def flags(rng, n):
    return (rng.random(n) < 0.2).astype(np.int32)


def text(rng, n):
    return rng.choice(np.frombuffer(b'"# \nab', np.int8), n)


def vector(*makers):
    def make(rng):
        n = size(rng)
        return (*(maker(rng, n) for maker in makers), np.int32(n))

    return make


def before(maker, *values):
    return lambda rng: (*maker(rng), *values)


INPUTS = {
    "narrow": vector(lambda r, n: ints(r, n, np.int8, -90, 90), lambda r, n: np.zeros(n, np.int8)),
    "predicted": vector(flags),
    "limited": before(vector(lambda r, n: floats(r, n, np.float32)), np.float32(-4), np.float32(5)),
    "capped": before(vector(lambda r, n: ints(r, n, np.uint32, 0, 9)), np.uint32(50)),
    "crossing": before(vector(ints), np.int32(4), np.int32(-2)),
    "quoted": lambda rng: (lambda n: (text(rng, n), np.int32(n), np.zeros(n, np.uint8)))(size(rng)),
    "code": vector(text),
    "words": vector(text),
    "accumulate": vector(lambda r, n: floats(r, n, np.float32), flags, lambda r, n: np.zeros(n, np.float32)),
    "decay": before(vector(floats, flags), np.float64(0.7)),
    "pins": lambda rng: (lambda n: (ints(rng, n), np.int32(n), np.zeros(n, np.int32)))(size(rng)),
    "adler": vector(lambda r, n: ints(r, n, np.uint8, 0, 255)),
    "polynomial": vector(lambda r, n: ints(r, n, np.uint8, 0, 255)),
    "wrapping": vector(lambda r, n: ints(r, n, np.uint32, 0, 2**32 - 1)),
    "signed_remainder": vector(ints),
    "odd": vector(lambda r, n: ints(r, n, np.uint8, 0, 255)),
    "toggled": vector(lambda r, n: ints(r, n, np.uint8, 0, 4), lambda r, n: np.zeros(n, np.uint8)),
}
RETURNS = {
    "predicted": np.int32,
    "capped": np.uint32,
    "crossing": np.int32,
    "code": np.int32,
    "words": np.int32,
    "decay": np.float64,
    "adler": np.uint32,
    "polynomial": np.uint64,
    "wrapping": np.uint32,
    "signed_remainder": np.int32,
    "odd": np.uint8,
}
