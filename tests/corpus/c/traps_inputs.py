"""Inputs of traps.c: buffers that overlap among them."""

import numpy as np


def size(rng, low=0):
    return int(rng.choice([s for s in (0, 1, 2, 3, 7) if s >= low]))


def ints(rng, n, reach=9):
    return rng.integers(-reach, reach + 1, size=n, dtype=np.int32)


def affine_chain(rng):
    n = size(rng)
    return *(rng.normal(size=n).astype(np.float32) for _ in range(2)), np.float32(0.5), np.int32(n)


def copy_plus_one(rng):
    n = size(rng)
    if rng.random() < 0.9:
        return ints(rng, n), ints(rng, n), np.int32(n)
    whole = ints(rng, n + 1)
    return whole[:-1], whole[1:], np.int32(n)


def matmul_square(rng):
    n = size(rng)
    a, b, c = (ints(rng, n * n) for _ in range(3))
    return a, b, a if rng.random() < 0.2 else c, np.int32(n)


def fill_up_to(rng):
    x = rng.integers(0, 7, size=7, dtype=np.int32)
    n = x[2:3] if rng.random() < 0.2 else np.array([size(rng)], dtype=np.int32)
    return x, n


def plus_one(rng):
    n = size(rng)
    return ints(rng, n + 1), ints(rng, n + 1), np.int32(n)


def gaps(rng):
    n = size(rng, 1)
    return ints(rng, n), ints(rng, n), np.uint64(n)


def scatter(rng):
    n, m = size(rng), size(rng, 1)
    index = rng.integers(0, m, size=n, dtype=np.int32)
    return index, rng.normal(size=n).astype(np.float32), rng.normal(size=m).astype(np.float32), np.int32(n)


def floats(rng):
    n = size(rng)
    return rng.normal(size=n).astype(np.float32), rng.normal(size=n).astype(np.float32), np.int32(n)


def listed(draw):
    def make(rng):
        n = size(rng)
        return draw(rng, n), np.int32(n)

    return make


def words(dtype):
    return listed(lambda rng, n: rng.integers(0, np.iinfo(dtype).max, size=n, endpoint=True).astype(dtype))


INPUTS = {
    "affine_chain": affine_chain,
    "sine_chain": listed(lambda rng, n: rng.normal(size=n)),
    "logistic_map": lambda rng: (np.float64(rng.random()), np.float64(3.7), np.int32(size(rng))),
    "fibonacci": lambda rng: (np.int32(rng.choice([0, 1, 2, 10, 47, 48, 60])),),
    "copy_plus_one": copy_plus_one,
    "matmul_square": matmul_square,
    "fill_up_to": fill_up_to,
    "largest_from_zero": listed(lambda rng, n: (rng.normal(size=n) - 1).astype(np.float32)),
    "one_too_many": plus_one,
    "gaps": gaps,
    "count_down": lambda rng: (rng.integers(0, 256, size=7, dtype=np.uint8), np.uint32(size(rng))),
    "unit_vector": lambda rng: (*listed(lambda r, n: r.normal(size=n))(rng), np.float64(1e-9)),
    "scatter": scatter,
    "checksum": words(np.uint8),
    "halves_sum": listed(ints),
    "first_negative": listed(lambda rng, n: ints(rng, n) + np.int32(rng.integers(0, 10))),
    "digits": lambda rng: (np.uint32(rng.choice([0, 9, 10, 4294967295])),),
    "print_all": listed(ints),
    "ackermann_sum": lambda rng: (np.int32(size(rng)),),
    "mean_of_floats_by_double": floats,
    "mixed_signs": listed(lambda rng, n: ints(rng, n, 2)),
    "narrow_counter": lambda rng: (rng.integers(0, 256, size=9, dtype=np.uint8), np.int32(size(rng))),
    "swap_halves_by_xor": words(np.uint16),
}
RETURNS = {
    "logistic_map": np.float64,
    "fibonacci": np.uint32,
    "largest_from_zero": np.float32,
    "checksum": np.uint8,
    "halves_sum": np.int32,
    "first_negative": np.int32,
    "digits": np.int32,
    "ackermann_sum": np.int32,
    "mixed_signs": np.uint32,
}
