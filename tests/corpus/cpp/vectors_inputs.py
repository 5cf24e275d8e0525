"""Inputs of vectors.cpp: lists, nested for vectors of vectors."""

import numpy as np


def size(rng, low=0):
    return int(rng.choice([s for s in (0, 1, 2, 3, 5, 9) if s >= low]))


def ints(rng, *shape):
    return rng.integers(-9, 10, size=shape).tolist()


def floats(rng, *shape):
    return rng.normal(size=shape).astype(np.float32).tolist()


def doubles(rng, *shape):
    return rng.normal(size=shape).tolist()


def two_floats(rng):
    n = size(rng)
    return floats(rng, n), floats(rng, n)


def matmul(rng):
    n, m, p = size(rng), size(rng, 1), size(rng)
    return ints(rng, n, m), ints(rng, m, p)


def matvec(rng):
    m, n = size(rng), size(rng)
    return floats(rng, m, n), floats(rng, n)


INPUTS = {
    "add": two_floats,
    "squares": lambda rng: (ints(rng, size(rng)),),
    "clamp_all": lambda rng: (doubles(rng, size(rng)), -0.5, 0.75),
    "invert": lambda rng: (rng.integers(0, 256, size=size(rng)).tolist(),),
    "dot": two_floats,
    "largest": lambda rng: (ints(rng, size(rng, 1)),),
    "all_positive": lambda rng: (rng.integers(0, 12, size=size(rng)).tolist(),),
    "softmax": lambda rng: (floats(rng, size(rng, 1)),),
    "standardise": lambda rng: (doubles(rng, size(rng, 1)),),
    "matmul": matmul,
    "matvec": matvec,
    "transpose": lambda rng: (doubles(rng, size(rng, 1), size(rng)),),
    "row_sums": lambda rng: (ints(rng, size(rng), size(rng)),),
    "reversed": lambda rng: (ints(rng, size(rng)),),
    "differences": lambda rng: (ints(rng, size(rng)),),
    "prefix_sums": lambda rng: (ints(rng, size(rng)),),
    "asserted_dot": lambda rng: (ints(rng, 4), ints(rng, 4 - int(rng.random() < 0.2))),
    "asserted_sum": lambda rng: (
        rng.integers(4, 9, size=5).tolist(),
        int(rng.integers(0, 6)),
        bool(rng.random() < 0.2),
    ),
    "valid_convolution": lambda rng: (floats(rng, size(rng)), floats(rng, size(rng))),
    "any_bit": lambda rng: (ints(rng, size(rng)),),
    "seen_so_far": lambda rng: (ints(rng, size(rng)),),
    "transposed_if_any": lambda rng: (ints(rng, size(rng), size(rng)),),
}
RETURNS = {}
