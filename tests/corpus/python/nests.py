"""Nested loops: products in every loop order, batches, sums by row and column, index-built matrices."""

import math

import numpy as np
import numpy.typing as npt


def mean_of_last_axis(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    a, b, c = x.shape
    out = np.zeros((a, b))
    for i in range(a):
        for j in range(b):
            total = 0.0
            for k in range(c):
                total += x[i, j, k]
            out[i, j] = total / c
    return out


def batched_add(x: list[list[list[float]]], y: list[list[list[float]]]) -> list[list[list[float]]]:
    out = []
    for i in range(len(x)):
        plane = []
        for j in range(len(x[i])):
            row = []
            for k in range(len(x[i][j])):
                row.append(x[i][j][k] + y[i][j][k])
            plane.append(row)
        out.append(plane)
    return out


def outer(x: list[float], y: list[float]) -> list[list[float]]:
    out = []
    for i in range(len(x)):
        row = []
        for j in range(len(y)):
            row.append(x[i] * y[j])
        out.append(row)
    return out


def pairwise_distances(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    n, d = points.shape
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            total = 0.0
            for k in range(d):
                difference = points[i, k] - points[j, k]
                total += difference * difference
            out[i, j] = math.sqrt(total)
    return out


def matmul_ijk(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    n, m, p = len(a), len(b), len(b[0])
    c = [[0.0] * p for _ in range(n)]
    for i in range(n):
        for j in range(p):
            total = 0.0
            for k in range(m):
                total += a[i][k] * b[k][j]
            c[i][j] = total
    return c


def matmul_ikj(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    n, m = a.shape
    p = b.shape[1]
    c = np.zeros((n, p), dtype=np.int64)
    for i in range(n):
        for k in range(m):
            for j in range(p):
                c[i, j] += a[i, k] * b[k, j]
    return c


def matmul_jki(a: list[list[int]], b: list[list[int]]) -> list[list[int]]:
    n, m, p = len(a), len(b), len(b[0])
    c = [[0 for _ in range(p)] for _ in range(n)]
    for j in range(p):
        for k in range(m):
            t = b[k][j]
            for i in range(n):
                c[i][j] = c[i][j] + a[i][k] * t
    return c


def matvec(a: list[list[float]], x: list[float]) -> list[float]:
    y = [0.0] * len(a)
    for i in range(len(a)):
        for j in range(len(x)):
            y[i] += a[i][j] * x[j]
    return y


def transpose(a: list[list[int]]) -> list[list[int]]:
    rows, columns = len(a), len(a[0])
    out = []
    for j in range(columns):
        row = []
        for i in range(rows):
            row.append(a[i][j])
        out.append(row)
    return out


def diagonal(a: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    n = min(a.shape[0], a.shape[1])
    out = np.zeros(n)
    for i in range(n):
        out[i] = a[i, i]
    return out


def identity(n: int) -> list[list[int]]:
    out = []
    for i in range(n):
        row = []
        for j in range(n):
            row.append(1 if i == j else 0)
        out.append(row)
    return out


def row_sums(a: list[list[int]]) -> list[int]:
    sums = []
    for row in a:
        total = 0
        for value in row:
            total += value
        sums.append(total)
    return sums


def column_sums(a: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    sums = np.zeros(a.shape[1])
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            sums[j] += a[i, j]
    return sums


def sum_below_diagonal(a: list[list[int]]) -> int:
    total = 0
    for i in range(len(a)):
        for j in range(i):
            total += a[i][j]
    return total


def upper_triangle(a: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    n = a.shape[0]
    out = np.zeros((n, n), dtype=np.int32)
    for i in range(n):
        for j in range(i, n):
            out[i, j] = a[i, j]
    return out


def trace(a: list[list[int]]) -> int:
    t = 0
    for i in range(len(a)):
        t += a[i][i]
    return t


def squared_frobenius(a: list[list[int]]) -> int:
    total = 0
    for i in range(len(a)):
        for j in range(len(a[0])):
            total += a[i][j] ** 2
    return total


def add_bias(x: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]) -> None:
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] += bias[j]


def size(rng, low=0):
    return int(rng.choice([s for s in (0, 1, 2, 3, 5) if s >= low]))


def ints(rng, *shape):
    return rng.integers(-9, 10, size=shape)


def floats(rng, *shape):
    return rng.normal(size=shape)


def product(rng, draw):
    n, m, p = size(rng), size(rng, 1), size(rng)
    return draw(rng, n, m), draw(rng, m, p)


def listed(arrays):
    return tuple(map(np.ndarray.tolist, arrays))


def batches(rng):
    shape = size(rng), size(rng), size(rng)
    return floats(rng, *shape).tolist(), floats(rng, *shape).tolist()


def matrix_and_vector(rng):
    n, m = size(rng), size(rng)
    return floats(rng, n, m).tolist(), floats(rng, m).tolist()


def square(rng):
    n = size(rng)
    return ints(rng, n, n)


def biased(rng):
    n, m = size(rng), size(rng)
    return floats(rng, n, m).astype(np.float32), floats(rng, m).astype(np.float32)


INPUTS = {
    "mean_of_last_axis": lambda rng: (floats(rng, size(rng), size(rng), size(rng, 1)),),
    "batched_add": batches,
    "outer": lambda rng: (floats(rng, size(rng)).tolist(), floats(rng, size(rng)).tolist()),
    "pairwise_distances": lambda rng: (floats(rng, size(rng), size(rng)),),
    "matmul_ijk": lambda rng: listed(product(rng, floats)),
    "matmul_ikj": lambda rng: product(rng, ints),
    "matmul_jki": lambda rng: listed(product(rng, ints)),
    "matvec": matrix_and_vector,
    "transpose": lambda rng: (ints(rng, size(rng, 1), size(rng)).tolist(),),
    "diagonal": lambda rng: (floats(rng, size(rng), size(rng)),),
    "identity": lambda rng: (int(rng.integers(-1, 6)),),
    "row_sums": lambda rng: (ints(rng, size(rng), size(rng)).tolist(),),
    "column_sums": lambda rng: (floats(rng, size(rng), size(rng)),),
    "sum_below_diagonal": lambda rng: (square(rng).tolist(),),
    "upper_triangle": lambda rng: (square(rng).astype(np.int32),),
    "trace": lambda rng: (square(rng).tolist(),),
    "squared_frobenius": lambda rng: (ints(rng, size(rng), size(rng)).tolist(),),
    "add_bias": biased,
}
