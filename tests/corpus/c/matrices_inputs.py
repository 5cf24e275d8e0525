"""Inputs of matrices.c: flat buffers, sometimes longer than the matrix, outputs that are not zero."""

import numpy as np


def size(rng, low=0):
    return int(rng.choice([s for s in (0, 1, 2, 3, 5) if s >= low]))


def flat(rng, n, dtype, exact=False):
    spare = 0 if exact else int(rng.integers(0, 3))
    if np.issubdtype(dtype, np.floating):
        return rng.normal(size=n + spare).astype(dtype)
    low = 0 if np.issubdtype(dtype, np.unsignedinteger) else -9
    return rng.integers(low, 256 if dtype is np.uint8 else 10, size=n + spare).astype(dtype)


def ints(*values):
    return tuple(np.int32(v) for v in values)


def matvec(rng):
    d, n = size(rng), size(rng)
    return (*(flat(rng, k, np.float32) for k in (d * n, n, d)), *ints(d, n))


def operands(rng, dtype):
    m, n, k = size(rng), size(rng), size(rng)
    return (m, n, k), tuple(flat(rng, count, dtype) for count in (m * k, k * n, m * n))


def gemm_register(rng):
    sizes, arrays = operands(rng, np.float64)
    return (*ints(*sizes), *arrays)


def gemm_accumulate(rng):
    sizes, arrays = operands(rng, np.float32)
    return (*ints(*sizes), np.float32(rng.normal()), *arrays)


def matmul_zeroed(rng):
    (m, n, k), arrays = operands(rng, np.int32)
    return (*arrays, *ints(m, k, n))


def ger(rng):
    m, n = size(rng), size(rng)
    return (*ints(m, n), *(flat(rng, k, np.float32) for k in (m, n, m * n)))


def transpose(rng):
    rows, columns = size(rng), size(rng)
    return (*(flat(rng, rows * columns, np.int16) for _ in range(2)), *ints(rows, columns))


def row_sums(rng):
    rows, columns = size(rng), size(rng)
    return flat(rng, rows * columns, np.int32), *ints(rows, columns), flat(rng, rows, np.int64)


def column_means(rng):
    rows, columns = size(rng, 1), size(rng)
    return flat(rng, rows * columns, np.float64), *ints(rows, columns), flat(rng, columns, np.float64)


def identity(rng):
    n = size(rng)
    return flat(rng, n * n, np.float32), np.int32(n)


def add_bias_relu(rng):
    batch, n = size(rng), size(rng)
    return flat(rng, batch * n, np.float32), flat(rng, n, np.float32), *ints(batch, n)


def normalise_rows(rng):
    rows, columns = size(rng), size(rng)
    return (*(flat(rng, rows * columns, np.float32) for _ in range(2)), *ints(rows, columns))


def sum_upper(rng):
    n = size(rng)
    return flat(rng, n * n, np.float64), np.int32(n)


def planes_to_grey(rng):
    width, height = size(rng), size(rng)
    n = width * height
    return flat(rng, 3 * n, np.uint8), flat(rng, n, np.uint8), *ints(width, height)


INPUTS = {
    "matvec": matvec,
    "gemm_register": gemm_register,
    "gemm_accumulate": gemm_accumulate,
    "matmul_zeroed": matmul_zeroed,
    "ger": ger,
    "transpose": transpose,
    "row_sums": row_sums,
    "column_means": column_means,
    "identity": identity,
    "add_bias_relu": add_bias_relu,
    "normalise_rows": normalise_rows,
    "sum_upper": sum_upper,
    "planes_to_grey": planes_to_grey,
}
RETURNS = {"sum_upper": np.float64}
