"""Sums that are kept inside a range by `%` or `&`, windows whose ends are clamped, and flat places of rows."""

import numpy as np
from numpy.typing import NDArray


def checksum(data: list[int]) -> int:
    total = 0
    for byte in data:
        total = (total + byte) & 0xFFFF
    return total


def clock(steps: list[int], start: int) -> list[int]:
    hours = []
    hour = start
    for s in steps:
        hour = (hour + s) % 12
        hours.append(hour)
    return hours


def no_mask(data: list[int]) -> int:
    total = 0
    for x in data:
        total = (total + x) & 5
    return total


def moving_modulus(data: list[int]) -> int:
    total = 0
    for i, x in enumerate(data):
        total = (total + x) % (i + 2)
    return total


def doubled(data: list[int]) -> int:
    total = 1
    for x in data:
        total = (2 * total + x) % 3
    return total


def rolling_mean(x: list[float], period: int) -> list[float]:
    out = []
    for end in range(period, len(x) + 1):
        out.append(sum(x[end - period : end]) / period)
    return out


def around(x: list[int], reach: int) -> list[int]:
    out = []
    for i in range(len(x)):
        total = 0
        for j in range(max(0, i - reach), min(len(x), i + reach + 1)):
            total += x[j]
        out.append(total)
    return out


def rows_of(flat: list[float], cols: int) -> list[list[float]]:
    rows = len(flat) // cols
    grid = [[0.0] * cols for _ in range(rows)]
    for k in range(rows * cols):
        grid[k // cols][k % cols] = flat[k]
    return grid


def rows_of_any(flat: list[float], rows: int, cols: int) -> list[list[float]]:
    grid = [[0.0] * cols for _ in range(rows)]
    for k in range(rows * cols):
        grid[k // cols][k % cols] = flat[k]
    return grid


def reshaped(flat: NDArray[np.float64], rows: int, cols: int) -> NDArray[np.float64]:
    grid = np.zeros((rows, cols))
    for k in range(rows * cols):
        grid[k // cols, k % cols] = flat[k]
    return grid


def smoothed(x: list[float], alpha: float) -> list[float]:
    out = [x[0]]
    for v in x[1:]:
        out.append(alpha * v + (1.0 - alpha) * out[-1])
    return out


def size(rng, lowest=0):
    return int(rng.integers(lowest, 9))


def ints(rng, n):
    return rng.integers(-40, 70000, n).tolist()


def grid(rng):
    rows, cols = (int(rng.integers(-1, 5)) for _ in range(2))
    return rng.normal(size=max(rows * cols, 0) + 1), rows, cols


INPUTS = {
    "checksum": lambda rng: (ints(rng, size(rng)),),
    "clock": lambda rng: (ints(rng, size(rng)), int(rng.integers(-20, 20))),
    "no_mask": lambda rng: (ints(rng, size(rng)),),
    "moving_modulus": lambda rng: (ints(rng, size(rng)),),
    "doubled": lambda rng: (ints(rng, size(rng)),),
    "rolling_mean": lambda rng: (rng.normal(size=size(rng)).tolist(), size(rng, 1)),
    "around": lambda rng: (ints(rng, size(rng)), int(rng.integers(-1, 5))),
    "rows_of": lambda rng: (rng.normal(size=size(rng)).tolist(), size(rng, 1)),
    "rows_of_any": lambda rng: (lambda f, r, c: (f.tolist(), r, c))(*grid(rng)),
    "reshaped": grid,
    "smoothed": lambda rng: (rng.normal(size=size(rng, 1)).tolist(), 0.25),
}
