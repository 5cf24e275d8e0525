"""Positions of extremes, read through or kept beside the extreme; the first or the last of equal ones."""

import numpy as np
import numpy.typing as npt


def argmin(x: list[int]) -> int:
    best = 0
    for i in range(len(x)):
        if x[i] < x[best]:
            best = i
    return best


def argmax_of_floats(x: list[float]) -> int:
    best = 0
    for i in range(1, len(x)):
        if x[best] < x[i]:
            best = i
    return best


def last_argmin(x: list[int]) -> int:
    best = 0
    for i in range(1, len(x)):
        if x[i] <= x[best]:
            best = i
    return best


def last_argmax_of_floats(x: npt.NDArray[np.float64]) -> int:
    best = 0
    for i in range(1, len(x)):
        if x[i] >= x[best]:
            best = i
    return best


def last_not_smaller(x: npt.NDArray[np.float64]) -> int:
    """A NaN is not smaller, and nothing is smaller than it."""
    best = 0
    for i in range(1, len(x)):
        if not x[i] < x[best]:
            best = i
    return best


def smallest_and_where(x: list[float]) -> tuple[float, int]:
    m = x[0]
    at = 0
    for i in range(1, len(x)):
        if x[i] < m:
            m = x[i]
            at = i
    return m, at


def largest_above(x: list[float], floor: float) -> tuple[float, int]:
    top, at = floor, -1
    for i, v in enumerate(x):
        if v > top:
            top, at = v, i
    return top, at


def last_largest(x: list[int]) -> tuple[int, int]:
    top, at = -1000, -1
    for i in range(len(x)):
        if x[i] >= top:
            top = x[i]
            at = i
    return top, at


def argmax_in_rows(a: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    out = np.zeros(a.shape[0], dtype=np.int64)
    for i in range(a.shape[0]):
        best = 0
        for j in range(1, a.shape[1]):
            if a[i, j] > a[i, best]:
                best = j
        out[i] = best
    return out


def furthest(x: list[int], centre: int) -> int:
    best = 0
    for i in range(len(x)):
        if abs(x[i] - centre) > abs(x[best] - centre):
            best = i
    return best


def nearest_even(x: list[int], y: int) -> int:
    at = -1
    distance = 1000
    for i in range(len(x)):
        if x[i] % 2 == 0 and abs(x[i] - y) < distance:
            distance = abs(x[i] - y)
            at = i
    return at


def value_at_the_best(score: list[int], name: list[int]) -> int:
    best = 0
    for i in range(1, len(score)):
        if score[i] > score[best]:
            best = i
    return name[best]


def size(rng, low=0):
    return int(rng.choice([s for s in (0, 1, 2, 3, 7, 12) if s >= low]))


def few(rng, *shape):
    return rng.integers(-2, 3, size=shape)


def edges(rng, *shape):
    return rng.choice([-np.inf, -1.5, -0.0, 0.0, 2.0, 2.0, np.inf], size=shape)


def with_nan(rng, *shape):
    return np.where(rng.random(shape) < rng.choice([0.0, 0.4]), np.nan, edges(rng, *shape))


def scored(rng):
    count = size(rng, 1)
    return few(rng, count).tolist(), rng.integers(0, 99, size=count).tolist()


INPUTS = {
    "argmin": lambda rng: (few(rng, size(rng)).tolist(),),
    "argmax_of_floats": lambda rng: (with_nan(rng, size(rng)).tolist(),),
    "last_argmin": lambda rng: (few(rng, size(rng)).tolist(),),
    "last_argmax_of_floats": lambda rng: (with_nan(rng, size(rng)),),
    "last_not_smaller": lambda rng: (with_nan(rng, size(rng)),),
    "smallest_and_where": lambda rng: (with_nan(rng, size(rng, 1)).tolist(),),
    "largest_above": lambda rng: (with_nan(rng, size(rng)).tolist(), float(rng.choice([0.0, 9.0, np.nan]))),
    "last_largest": lambda rng: (few(rng, size(rng)).tolist(),),
    "argmax_in_rows": lambda rng: (with_nan(rng, size(rng), size(rng)).astype(np.float32),),
    "furthest": lambda rng: (few(rng, size(rng)).tolist(), int(few(rng))),
    "nearest_even": lambda rng: (few(rng, size(rng)).tolist(), int(few(rng))),
    "value_at_the_best": scored,
}
