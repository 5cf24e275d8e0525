"""Running sums of floats that decide something: a branch, an index, an integer, where a loop ends, an error."""

import math

import numpy as np
import numpy.typing as npt

F = npt.NDArray[np.float64]


def sum_decides_branch(a: list[float], limit: float) -> float:
    s = 0.0
    for x in a:
        s += x
    if s > limit:
        return 1.0
    return s


def sum_cast(a: list[float]) -> int:
    s = 0.0
    for x in a:
        s += x
    return int(s)


def threshold_on_mean(a: F) -> F:
    s = 0.0
    for i in range(len(a)):
        s += a[i]
    m = s / len(a)
    out = np.zeros(len(a))
    for i in range(len(a)):
        if a[i] > m:
            out[i] = 1.0
    return out


def prefix_compare(a: list[float], limit: float) -> int:
    s = 0.0
    k = 0
    for x in a:
        s += x
        if s <= limit:
            k += 1
    return k


def product_decides(a: list[float]) -> bool:
    p = 1.0
    for x in a:
        p *= x
    return p < 0.0


def norm_floor(a: list[float]) -> float:
    s = 0.0
    for x in a:
        s += x * x
    return float(math.floor(math.sqrt(s)))


def softmax_big(a: list[float]) -> int:
    s = 0.0
    for x in a:
        s += math.exp(x)
    k = 0
    for x in a:
        if math.exp(x) / s > 0.5:
            k += 1
    return k


def squares_zero(a: list[float]) -> bool:
    s = 0.0
    for x in a:
        s += x * x
    return s == 0.0


def bin_from_sum(a: list[float], n: int) -> list[int]:
    bins = [0] * n
    s = 0.0
    for x in a:
        s += x
        bins[int(s) % n] += 1
    return bins


def index_by_sum(a: list[float], t: list[float]) -> float:
    s = 0.0
    for x in a:
        s += x
    return t[int(s)]


def early_exit(a: list[float], limit: float) -> int:
    s = 0.0
    for i in range(len(a)):
        s += a[i]
        if s > limit:
            return i
    return -1


def dot_sign(a: list[float], b: list[float]) -> int:
    s = 0.0
    for i in range(len(a)):
        s += a[i] * b[i]
    return 1 if s > 0 else -1


def matvec_relu(a: list[list[float]], x: list[float]) -> list[float]:
    out = []
    for i in range(len(a)):
        s = 0.0
        for j in range(len(x)):
            s += a[i][j] * x[j]
        out.append(s if s > 0.0 else 0.0)
    return out


def count_rows(a: list[list[float]], limit: float) -> int:
    k = 0
    for i in range(len(a)):
        s = 0.0
        for j in range(len(a[i])):
            s += a[i][j]
        if s > limit:
            k += 1
    return k


def variance_positive(a: list[float]) -> bool:
    s = 0.0
    q = 0.0
    for x in a:
        s += x
        q += x * x
    return q - s * s > 0.0


def normalise_if(a: list[float]) -> list[float]:
    s = 0.0
    for x in a:
        s += x
    out = []
    for x in a:
        out.append(x / s if s != 0.0 else x)
    return out


def remainder(a: list[float]) -> float:
    s = 0.0
    for x in a:
        s += x
    return math.fmod(s, 1.0)


def round_sum(a: list[float]) -> int:
    s = 0.0
    for x in a:
        s += x
    return round(s)


def truth(a: list[float]) -> bool:
    s = 0.0
    for x in a:
        s += x
    return bool(s)


def while_sum(a: list[float], limit: float) -> int:
    i = 0
    s = 0.0
    while i < len(a) and s < limit:
        s += a[i]
        i += 1
    return i


def store_int(a: F, out: npt.NDArray[np.int32]) -> None:
    s = 0.0
    for i in range(len(a)):
        s += a[i]
    out[0] = s


def sum_of_mean_filter(a: list[float], t: float) -> float:
    s = 0.0
    for x in a:
        s += x
    m = s / len(a)
    q = 0.0
    for x in a:
        if x > m:
            q += x
    return q


def prefixes_above(a: list[float]) -> list[bool]:
    s = 0.0
    out = []
    for x in a:
        s += x
        out.append(s > 0.5)
    return out


def builtin_sum_decides(a: list[float]) -> int:
    k = 0
    s = sum(a)
    for x in a:
        if x > s:
            k += 1
    return k


def const_decide(n: int, c: float) -> bool:
    s = 0.0
    for _ in range(n):
        s += c
    return s > 1.0


def linspace_decide(n: int, a: float, h: float) -> int:
    k = 0
    x = a
    for _ in range(n):
        if x > 1.0:
            k += 1
        x += h
    return k


def grid(n: int, h: float) -> list[int]:
    out = []
    x = 0.0
    for _ in range(n):
        out.append(int(x))
        x += h
    return out


def guard_dead(a: list[float], b: list[float]) -> list[float]:
    s = 0.0
    for x in a:
        s += x
    inverse = 1.0 / s  # noqa: F841  # raises where the sum is zero
    out = []
    for y in b:
        out.append(y + 1.0)
    return out


def all_rows_decide(a: list[list[float]], limit: float) -> bool:
    s = 0.0
    for row in a:
        for x in row:
            s += x
    return s > limit


def guard_on_all_rows(a: list[list[float]], b: list[float]) -> list[float]:
    s = 0.0
    for row in a:
        for x in row:
            s += x
    inverse = 1.0 / s  # noqa: F841  # raises where the sum is zero
    out = []
    for y in b:
        out.append(y + 1.0)
    return out


def root_of_a_sum(a: list[float], b: list[float]) -> list[float]:
    s = 0.0
    for x in a:
        s += x
    root = math.sqrt(s)  # noqa: F841  # raises where the sum is negative
    out = []
    for y in b:
        out.append(y + 1.0)
    return out


def bins_of_sums_of_rows(a: list[list[float]], n: int) -> list[int]:
    counts = [0] * n
    for i in range(len(a)):
        s = 0.0
        for j in range(len(a[i])):
            s += a[i][j]
        counts[int(s) % n] += 1
    return counts


def library_sum_decides(a: F) -> int:
    k = 0
    s = np.sum(a)
    for i in range(len(a)):
        if a[i] > s:
            k += 1
    return k
