"""NumPy arrays: shapes that disagree, strides, narrow integers, division by zero that NumPy defines."""

import numpy as np
import numpy.typing as npt


def added(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    out = np.zeros_like(a)
    for i in range(len(a)):
        out[i] = a[i] + b[i]
    return out


def divided(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    out = np.zeros_like(a)
    for i in range(len(a)):
        if b[i] != 0:
            out[i] = a[i] // b[i]
    return out


def divided_as_numpy_does(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    out = np.zeros_like(a)
    for i in range(len(a)):
        out[i] = a[i] // b[i]
    return out


def halves(a: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    out = np.empty_like(a)
    for i in range(a.shape[0]):
        out[i] = a[i] // 2
    return out


def inverted(a: npt.NDArray[np.uint8]) -> None:
    for i in range(a.shape[0]):
        a[i] = 255 - a[i]


def largest(a: npt.NDArray[np.float64]) -> float:
    best = a[0]
    for i in range(1, len(a)):
        if a[i] > best:
            best = a[i]
    return best


def row_means(a: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    out = np.zeros(a.shape[0])
    for i in range(a.shape[0]):
        s = 0.0
        for j in range(a.shape[1]):
            s += a[i, j]
        out[i] = s / a.shape[1]
    return out


def column(a: npt.NDArray[np.float64], k: int) -> npt.NDArray[np.float64]:
    out = np.zeros(a.shape[0])
    for i in range(a.shape[0]):
        out[i] = a[i, k]
    return out


def diagonal(a: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    n = min(a.shape[0], a.shape[1])
    out = np.zeros(n)
    for i in range(n):
        out[i] = a[i, i]
    return out


def scaled(a: npt.NDArray[np.float32], k: float) -> npt.NDArray[np.float32]:
    return a * np.float32(k)


def total(a: npt.NDArray[np.int32]) -> int:
    s = 0
    for i in range(len(a)):
        s += int(a[i])
    return s


def whole_sum(a: npt.NDArray[np.int32]):
    return a.sum()


def clipped(a: npt.NDArray[np.float64], low: float, high: float) -> npt.NDArray[np.float64]:
    return np.minimum(np.maximum(a, low), high)


def smoothed(a: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return (a[:-2] + a[1:-1] + a[2:]) / 3.0


def chosen(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(b != 0, a / b, 0.0)


def transposed(a: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    out = np.zeros((a.shape[1], a.shape[0]))
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            out[j, i] = a[i, j]
    return out


def set_border(a: npt.NDArray[np.int32]) -> None:
    for j in range(a.shape[1]):
        a[0, j] = 0
        a[-1, j] = 0


def looked_up(table: npt.NDArray[np.int32], at: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    out = np.zeros(len(at), dtype=np.int32)
    for i in range(len(at)):
        out[i] = table[at[i] % 4]
    return out


def running(a: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.cumsum(a)


def outer(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    out = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            out[i, j] = a[i] * b[j]
    return out


def first_above(a: npt.NDArray[np.float64], limit: float) -> int:
    for i in range(len(a)):
        if a[i] > limit:
            return i
    return -1
