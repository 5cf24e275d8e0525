"""Places in sorted bounds."""

from __future__ import annotations

import bisect
from bisect import bisect_left

import numpy as np
import numpy.typing as npt


def buckets(bounds: list[float], x: list[float]) -> list[int]:
    out = []
    for v in x:
        out.append(bisect.bisect_right(bounds, v))
    return out


def first_place(a: list[int], v: int) -> int:
    return bisect_left(a, v)


def is_there(a: list[int], v: int) -> bool:
    i = bisect_left(a, v)
    return i < len(a) and a[i] == v


def how_often(a: list[int], v: int) -> int:
    return bisect.bisect(a, v) - bisect.bisect_left(a, v)


def grade(score: int, breakpoints: list[int], grades: list[int]) -> int:
    return grades[bisect.bisect(breakpoints, score)]


def in_own_order(x: list[int], v: int) -> int:
    return bisect_left(sorted(x), v)


def left_of(a: npt.NDArray[np.float64], v: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    return np.searchsorted(a, v)


def right_of(a: npt.NDArray[np.int32], v: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    return np.searchsorted(a, v, side="right") - 1


def by_halves(a: list[int], v: int) -> int:
    """By hand: what it answers for what is not sorted is no count, so that the order is a precondition."""
    lo = 0
    hi = len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if a[mid] < v:
            lo = mid + 1
        else:
            hi = mid
    return lo


SIZES = (0, 1, 2, 3, 7, 12)


def ints(rng, count=None):
    return [int(v) for v in rng.integers(-4, 5, size=int(rng.choice(SIZES)) if count is None else count)]


def bounded(rng):
    return sorted(ints(rng)), int(rng.integers(-6, 7))


def floats(rng):
    return [float(rng.choice([v / 2.0, -0.0, 0.0, float("inf"), float("-inf")])) for v in ints(rng)]


def graded(rng):
    breakpoints = sorted(ints(rng))
    return int(rng.integers(-6, 7)), breakpoints, ints(rng, len(breakpoints) + 1)


INPUTS = {
    "buckets": lambda rng: (sorted(floats(rng)), [*floats(rng), float("nan")]),
    "first_place": bounded,
    "is_there": bounded,
    "how_often": bounded,
    "grade": graded,
    "in_own_order": lambda rng: (ints(rng), int(rng.integers(-6, 7))),
    "left_of": lambda rng: (np.array(sorted(floats(rng))), np.array(floats(rng))),
    "right_of": lambda rng: (
        np.array(sorted(ints(rng)), dtype=np.int32),
        np.array(ints(rng), dtype=np.int32),
    ),
    "by_halves": bounded,
}
