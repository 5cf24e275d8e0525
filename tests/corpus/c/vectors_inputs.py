"""Inputs of vectors.c."""

import numpy as np

SIZES = (0, 1, 2, 3, 8, 17)


def size(rng, low=0):
    return int(rng.choice([s for s in SIZES if s >= low]))


def doubles(rng, n):
    values = rng.normal(size=n) * 10.0 ** rng.integers(-2, 3, size=n)
    return np.where(rng.random(n) < 0.15, 0.0, values)


def floats(rng, n):
    return doubles(rng, n).astype(np.float32)


def ints(rng, n):
    return rng.integers(-9, 10, size=n, dtype=np.int32)


def bytes_(rng, n):
    return rng.integers(0, 256, size=n, dtype=np.uint8)


def spare(rng):
    """Elements of a buffer behind those that the program is told of."""
    return int(rng.integers(0, 4))


def saxpy(rng):
    n, more = size(rng), spare(rng)
    return np.int32(n), np.float32(rng.normal()), floats(rng, n + more), floats(rng, n + spare(rng))


def clip(rng):
    n = size(rng)
    return doubles(rng, n + spare(rng)), np.uint64(n), np.float64(-0.5), np.float64(rng.normal() + 1)


def vector_add(rng):
    n = size(rng)
    return ints(rng, n), ints(rng, n), ints(rng, n + spare(rng)), np.int32(n)


def quantise(rng):
    n = size(rng)
    target = rng.integers(-128, 128, size=n + spare(rng), dtype=np.int8)
    return floats(rng, n), np.float32(rng.choice([0.5, 1.0, 100.0])), target, np.int32(n)


def quotients(rng):
    n = size(rng)
    divisors = rng.choice(np.array([-7, -2, -1, 1, 3, 10], dtype=np.int32), n)
    return ints(rng, n), divisors, ints(rng, n), ints(rng, n), np.int32(n)


def hash_words(rng):
    n = size(rng)
    return rng.integers(0, 2**32, size=n, dtype=np.uint32), np.int32(n)


def of(draw, low=0):
    """A buffer and how much of it counts."""

    def make(rng):
        n = size(rng, low)
        return draw(rng, n + spare(rng)), np.int32(n)

    return make


def dot(rng):
    n = size(rng)
    return floats(rng, n), floats(rng, n + spare(rng)), np.int32(n)


INPUTS = {
    "saxpy": saxpy,
    "clip": clip,
    "vector_add": vector_add,
    "brighten": lambda rng: (*of(bytes_)(rng), np.int32(rng.choice([-300, -40, 0, 40, 300]))),
    "quantise": quantise,
    "relu": of(floats),
    "silu": of(floats),
    "quotients": quotients,
    "hash_words": hash_words,
    "dot": dot,
    "sum_of_squares": of(doubles),
    "largest": of(ints, low=1),
    "any_zero": of(ints),
    "count_between": lambda rng: (*of(floats)(rng), np.float32(-0.5), np.float32(0.5)),
    "norm": of(floats),
    "variance": of(doubles, low=1),
    "softmax": of(floats, low=1),
}
RETURNS = {
    "dot": np.float32,
    "sum_of_squares": np.float64,
    "largest": np.int32,
    "any_zero": np.bool_,
    "count_between": np.int32,
    "norm": np.float32,
    "variance": np.float64,
}
