"""Reductions to one number, alone and several in a row."""

import math

import numpy as np
import numpy.typing as npt


def total(values: list[float]) -> float:
    s = 0.0
    for v in values:
        s += v
    return s


def dot(a: list[int], b: list[int]) -> int:
    s = 0
    for i in range(len(a)):
        s += a[i] * b[i]
    return s


def product(values: list[int]) -> int:
    p = 1
    for v in values:
        p *= v
    return p


def smallest(values: list[int]) -> int:
    best = values[0]
    for i in range(1, len(values)):
        if values[i] < best:
            best = values[i]
    return best


def largest(values: npt.NDArray[np.int32]) -> np.int32:
    best = values[0]
    for v in values:
        best = max(best, v)
    return best


def any_negative(values: list[float]) -> bool:
    found = False
    for v in values:
        if v < 0:
            found = True
    return found


def all_within(values: list[int], low: int, high: int) -> bool:
    ok = True
    for v in values:
        ok = ok and low <= v <= high
    return ok


def count_above(values: npt.NDArray[np.float64], level: float) -> int:
    count = 0
    for i in range(len(values)):
        if values[i] > level:
            count += 1
    return count


def sum_of_squares(values: list[int]) -> int:
    s = 0
    for v in values:
        s += v * v
    return s


def norm(values: list[float]) -> float:
    s = 0.0
    for v in values:
        s += v * v
    return math.sqrt(s)


def masked_sum(values: list[int], mask: list[bool]) -> int:
    s = 0
    for v, m in zip(values, mask):
        if m:
            s += v
    return s


def largest_magnitude(values: list[int]) -> int:
    best = 0
    for v in values:
        if abs(v) > best:
            best = abs(v)
    return best


def sum_and_count_positive(values: list[int]) -> tuple[int, int]:
    s, n = 0, 0
    for v in values:
        if v > 0:
            s += v
            n += 1
    return s, n


def mean_and_variance(values: list[float]) -> tuple[float, float]:
    n = len(values)
    s = 0.0
    for v in values:
        s += v
    mean = s / n
    q = 0.0
    for v in values:
        q += (v - mean) * (v - mean)
    return mean, q / n


def normalise_by_largest(values: list[float]) -> list[float]:
    top = values[0]
    for v in values:
        if v > top:
            top = v
    out = []
    for v in values:
        out.append(v / top)
    return out


def softmax(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    n = x.shape[0]
    top = x[0]
    for i in range(1, n):
        if x[i] > top:
            top = x[i]
    out = np.zeros(n)
    s = 0.0
    for i in range(n):
        out[i] = math.exp(x[i] - top)
        s += out[i]
    for i in range(n):
        out[i] /= s
    return out


def l2_normalise(x: npt.NDArray[np.float32], eps: float) -> npt.NDArray[np.float32]:
    ss = 0.0
    for i in range(len(x)):
        ss += float(x[i]) * float(x[i])
    scale = 1.0 / math.sqrt(ss + eps)
    out = np.zeros(len(x), dtype=np.float32)
    for i in range(len(x)):
        out[i] = x[i] * scale
    return out


def size(rng, low=0):
    return int(rng.choice([s for s in (0, 1, 2, 3, 7, 12) if s >= low]))


def floats(rng, n):
    return np.where(rng.random(n) < 0.15, 0.0, rng.normal(size=n))


def ints(rng, n, reach=9):
    return rng.integers(-reach, reach + 1, size=n)


def two_ints(rng):
    n = size(rng)
    return ints(rng, n).tolist(), ints(rng, n, 10**6).tolist()


def masked(rng):
    n = size(rng)
    return ints(rng, n).tolist(), (rng.random(n) < 0.5).tolist()


def extremes(rng):
    return rng.choice(np.array([-(2**31), 2**31 - 1, -1, 0, 7], dtype=np.int32), size(rng, 1))


INPUTS = {
    "total": lambda rng: (floats(rng, size(rng)).tolist(),),
    "dot": two_ints,
    "product": lambda rng: (ints(rng, size(rng)).tolist(),),
    "smallest": lambda rng: (ints(rng, size(rng, 1)).tolist(),),
    "largest": lambda rng: (extremes(rng),),
    "any_negative": lambda rng: (abs(floats(rng, size(rng))).tolist() + [float(rng.choice([-1.0, -0.0]))],),
    "all_within": lambda rng: (ints(rng, size(rng), 4).tolist(), -3, int(rng.integers(0, 5))),
    "count_above": lambda rng: (floats(rng, size(rng)), float(rng.choice([0.0, -1.0, 0.7]))),
    "sum_of_squares": lambda rng: (ints(rng, size(rng), 1000).tolist(),),
    "norm": lambda rng: (floats(rng, size(rng)).tolist(),),
    "masked_sum": masked,
    "largest_magnitude": lambda rng: (ints(rng, size(rng)).tolist(),),
    "sum_and_count_positive": lambda rng: (ints(rng, size(rng)).tolist(),),
    "mean_and_variance": lambda rng: (floats(rng, size(rng, 1)).tolist(),),
    "normalise_by_largest": lambda rng: ((abs(floats(rng, size(rng, 1))) + 0.1).tolist(),),
    "softmax": lambda rng: (floats(rng, size(rng, 1)),),
    "l2_normalise": lambda rng: (floats(rng, size(rng)).astype(np.float32), 1e-6),
}
