"""Inputs of recurrences.c."""

import numpy as np


def n_(rng):
    return int(rng.integers(0, 9)) if rng.random() < 0.6 else int(rng.integers(60, 300))


def ints(rng, n, t=np.int32, lo=-9, hi=9):
    return rng.integers(lo, hi, n).astype(t)


def fl(rng, n, t=np.float64):
    return rng.normal(0, 3, n).astype(t)


def z(n, t):
    return np.zeros(n, t)


INPUTS = {
    "one_pole": lambda r: (
        lambda n: (fl(r, n, np.float32), z(n, np.float32), np.float32(r.uniform(0, 1)), np.int32(n))
    )(n_(r)),
    "dc_block": lambda r: (lambda n: (fl(r, n), z(n, np.float64), np.float64(0.95), np.int32(n)))(n_(r)),
    "horner": lambda r: (lambda n: (fl(r, n), np.int32(n), np.float64(r.uniform(-1.2, 1.2))))(n_(r) + 1),
    "hash": lambda r: (lambda n: (ints(r, n, np.uint8, 0, 255), np.int32(n)))(n_(r)),
    "djb": lambda r: (lambda n: (ints(r, n, np.int8, -128, 127), np.int32(n)))(n_(r)),
    "lcg": lambda r: (lambda n: (z(n, np.uint64), np.uint64(r.integers(0, 2**63)), np.int32(n)))(n_(r)),
    "digits": lambda r: (lambda n: (ints(r, n, np.int8, 48, 58), np.int32(n)))(int(r.integers(0, 9))),
    "cusum": lambda r: (lambda n: (fl(r, n), np.int32(n)))(n_(r)),
    "kadane": lambda r: (lambda n: (ints(r, n), np.int32(n)))(n_(r)),
    "kadane2": lambda r: (lambda n: (ints(r, n), np.int32(n)))(n_(r) + 1),
    "budget": lambda r: (lambda n: (np.int32(r.integers(-9, 99)), ints(r, n), z(n, np.int32), np.int32(n)))(
        n_(r)
    ),
    "ubudget": lambda r: (
        lambda n: (np.uint32(r.integers(0, 99)), ints(r, n, np.uint32, 0, 9), z(n, np.uint32), np.int32(n))
    )(n_(r)),
    "fbudget": lambda r: (
        lambda n: (np.float64(r.integers(-9, 99)), fl(r, n), z(n, np.float64), np.int32(n))
    )(n_(r)),
    "ends": lambda r: (lambda n: (ints(r, n, np.int64), ints(r, n, np.int64), z(n, np.int64), np.int32(n)))(
        n_(r)
    ),
    "bubble": lambda r: (lambda n: (ints(r, n), np.int32(n)))(n_(r)),
    "matbatch": lambda r: (
        lambda n, m: (
            fl(r, n * m, np.float32),
            z(n * m, np.float32),
            r.uniform(-1, 1, n).astype(np.float32),
            np.int32(n),
            np.int32(m),
        )
    )(int(r.integers(0, 5)), n_(r)),
    "gated": lambda r: (lambda n: (fl(r, n), ints(r, n, np.int32, 0, 2), np.float64(0.7), np.int32(n)))(
        n_(r)
    ),
    "reset": lambda r: (lambda n: (fl(r, n), ints(r, n, np.int32, 0, 2), np.float64(0.7), np.int32(n)))(
        n_(r)
    ),
    "ireset": lambda r: (lambda n: (ints(r, n), ints(r, n, np.int32, 0, 2), np.int32(n)))(n_(r)),
    "runs": lambda r: (lambda n: (ints(r, n, np.int32, 0, 2), np.int32(n)))(n_(r)),
    "clamp2": lambda r: (lambda n: (fl(r, n), np.float64(-5), np.float64(5), np.int32(n)))(n_(r)),
    "mean": lambda r: (lambda n: (fl(r, n), np.int32(n)))(n_(r)),
    "nested": lambda r: (lambda n, m: (fl(r, n * m), np.float64(0.6), np.int32(n), np.int32(m)))(3, 4),
}
RETURNS = {
    "horner": np.float64,
    "hash": np.uint32,
    "djb": np.uint32,
    "digits": np.int32,
    "cusum": np.float64,
    "kadane": np.int32,
    "kadane2": np.int32,
    "gated": np.float64,
    "reset": np.float64,
    "ireset": np.int32,
    "runs": np.int32,
    "clamp2": np.float64,
    "mean": np.float64,
    "nested": np.float64,
}
