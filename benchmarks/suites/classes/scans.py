"""Scans: running totals and extremes, averages with memory, compound interest."""

import numpy as np
from numpy.typing import NDArray


def running_total(deltas: list[int]) -> list[int]:
    totals = []
    acc = 0
    for d in deltas:
        acc += d
        totals.append(acc)
    return totals


def exclusive_offsets(counts: list[int]) -> list[int]:
    offsets = [0] * len(counts)
    running = 0
    for i, c in enumerate(counts):
        offsets[i] = running
        running += c
    return offsets


def ema(prices: list[float], span: int) -> list[float]:
    alpha = 2.0 / (span + 1)
    out = [prices[0]]
    for p in prices[1:]:
        out.append(alpha * p + (1.0 - alpha) * out[-1])
    return out


def cumulative_returns(rates: NDArray[np.float64]) -> NDArray[np.float64]:
    wealth = np.empty(len(rates))
    level = 1.0
    for t in range(len(rates)):
        level *= 1.0 + rates[t]
        wealth[t] = level - 1.0
    return wealth


def integral_image(img: list[list[int]]) -> list[list[int]]:
    h, w = len(img), len(img[0])
    table = [[0] * (w + 1) for _ in range(h + 1)]
    for y in range(h):
        row_sum = 0
        for x in range(w):
            row_sum += img[y][x]
            table[y + 1][x + 1] = table[y][x + 1] + row_sum
    return table


def on_balance_volume(close: list[float], volume: list[int]) -> list[int]:
    obv = [0]
    for i in range(1, len(close)):
        if close[i] > close[i - 1]:
            obv.append(obv[-1] + volume[i])
        elif close[i] < close[i - 1]:
            obv.append(obv[-1] - volume[i])
        else:
            obv.append(obv[-1])
    return obv


def high_water_mark(nav: NDArray[np.float64]) -> NDArray[np.float64]:
    marks = nav.copy()
    for i in range(1, len(marks)):
        if marks[i] < marks[i - 1]:
            marks[i] = marks[i - 1]
    return marks


def reservoir_levels(inflow: list[float], demand: list[float], start: float, capacity: float) -> list[float]:
    levels = []
    level = start
    for i in range(len(inflow)):
        level = level + inflow[i] - demand[i]
        if level > capacity:
            level = capacity
        levels.append(level)
    return levels


def best_stretch(gains: list[int]) -> int:
    best = gains[0]
    current = gains[0]
    for g in gains[1:]:
        current = max(g, current + g)
        best = max(best, current)
    return best
