"""Selection in order, first places, early exits, budgets."""

import numpy as np
from numpy.typing import NDArray


def keep_alive(health: list[int], ids: list[int]) -> list[int]:
    alive = []
    for hp, ident in zip(health, ids):
        if hp <= 0:
            continue
        alive.append(ident)
    return alive


def first_above(signal: NDArray[np.float64], threshold: float) -> int:
    for i in range(len(signal)):
        if signal[i] > threshold:
            return i
    return -1


def zero_crossings(x: list[float]) -> list[int]:
    crossings = []
    for i in range(1, len(x)):
        if (x[i - 1] < 0 and x[i] >= 0) or (x[i - 1] >= 0 and x[i] < 0):
            crossings.append(i)
    return crossings


def take_within_budget(costs: list[int], budget: int) -> list[int]:
    chosen = []
    spent = 0
    for i, c in enumerate(costs):
        if spent + c > budget:
            break
        spent += c
        chosen.append(i)
    return chosen


def trim_leading_zeros(digits: list[int]) -> list[int]:
    start = 0
    while start < len(digits) and digits[start] == 0:
        start += 1
    return digits[start:]


def all_sorted(keys: list[int]) -> bool:
    for a, b in zip(keys, keys[1:]):
        if a > b:
            return False
    return True


def match_prefix(pattern: list[int], text: list[int]) -> int:
    n = 0
    for p, t in zip(pattern, text):
        if p != t:
            break
        n += 1
    return n


def filtered_mean(readings: list[float], valid: list[bool]) -> float:
    good = [r for r, ok in zip(readings, valid) if ok]
    if not good:
        return 0.0
    return sum(good) / len(good)


def local_peaks(spectrum: list[float], floor: float) -> list[int]:
    peaks = []
    for k in range(1, len(spectrum) - 1):
        s = spectrum[k]
        if s < floor:
            continue
        if s > spectrum[k - 1] and s >= spectrum[k + 1]:
            peaks.append(k)
    return peaks
