"""Inputs of layouts.c: arrays with axes, tables, narrow types."""

import numpy as np


def size(rng):
    return int(rng.choice([1, 2, 3, 5]))


def floats(rng, *shape, dtype=np.float32):
    return (rng.integers(-8, 9, size=shape) / 4).astype(dtype)


def doubles(rng, *shape):
    return floats(rng, *shape, dtype=np.float64)


def ints(rng, n, low=-9, high=10, dtype=np.int32):
    return rng.integers(low, high, size=n).astype(dtype)


def octets(rng, n):
    return ints(rng, n, 0, 256, np.uint8)


def kernel_gemm(rng):
    n, m, k = size(rng), size(rng), size(rng)
    sizes = (np.int32(n), np.int32(m), np.int32(k))
    return (
        *sizes,
        np.float64(1.5),
        np.float64(0.5),
        doubles(rng, n, m),
        doubles(rng, n, k),
        doubles(rng, k, m),
    )


def trans(rng):
    return floats(rng, 4, 3), floats(rng, 3, 4), np.int32(rng.choice([2, 4]))


def dotp(rng):
    n = size(rng)
    return ints(rng, n), ints(rng, n), np.int32(n)


def last_minus(rng):
    n = size(rng)
    return ints(rng, n, 0, 99, np.uint32), np.uint32(n)


def blur(rng):
    w, h = size(rng), size(rng)
    return floats(rng, w * h), floats(rng, w * h), np.int32(w), np.int32(h)


def vla(rng):
    n, m = size(rng), size(rng)
    return np.int32(n), np.int32(m), doubles(rng, m)


def mask3(rng):
    n, m = size(rng), size(rng)
    return np.int32(n), np.int32(m), *(floats(rng, n, m) for _ in range(3))


def inplace(rng):
    n = size(rng)
    return np.int32(n), doubles(rng, n, n)


def norm3(rng):
    n = size(rng)
    return floats(rng, n, 3), np.int32(n)


def counted(make):
    def inputs(rng):
        n = size(rng)
        return make(rng, n), np.int32(n)

    return inputs


def paired(make):
    def inputs(rng):
        n = size(rng)
        return make(rng, n), make(rng, n), np.int32(n)

    return inputs


INPUTS = {
    "kernel_gemm": kernel_gemm,
    "trans": trans,
    "dotp": dotp,
    "count_neg": counted(lambda rng, n: ints(rng, n, -128, 128, np.int8)),
    "last_minus": last_minus,
    "table_sum": lambda rng: (np.int32(rng.integers(-9, 9)),),
    "copyrow": lambda rng: (doubles(rng, 4, 4), doubles(rng, 6), np.int32(rng.integers(0, 4))),
    "psize": lambda rng: (ints(rng, 10),),
    "walk_table": counted(octets),
    "blur": blur,
    "dct": lambda rng: (doubles(rng, 4, 4), doubles(rng, 4, 4)),
    "vla": vla,
    "mask3": mask3,
    "inplace": inplace,
    "norm3": norm3,
    "edge": paired(ints),
    "udiff": paired(octets),
    "hist2": lambda rng: (*paired(octets)(rng), ints(rng, (4, 4))),
}
RETURNS = {
    "dotp": np.int32, "count_neg": np.int32, "last_minus": np.int32, "table_sum": np.int32, "psize": np.int32,
    "walk_table": np.int32, "vla": np.float64, "norm3": np.float32, "udiff": np.uint32,
}  # fmt: skip
