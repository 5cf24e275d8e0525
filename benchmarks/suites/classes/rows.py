"""Loops in a row, each of which needs what the one before it has found."""

import math

import numpy as np
from numpy.typing import NDArray


def softmax_temperature(logits: list[float], temperature: float) -> list[float]:
    peak = max(logits)
    exps = []
    for z in logits:
        exps.append(math.exp((z - peak) / temperature))
    total = sum(exps)
    return [e / total for e in exps]


def layer_norm(
    x: NDArray[np.float64], gamma: list[float], beta: list[float], eps: float
) -> NDArray[np.float64]:
    rows, cols = x.shape
    y = np.zeros((rows, cols))
    for r in range(rows):
        mean = 0.0
        for c in range(cols):
            mean += x[r, c]
        mean = mean / cols
        var = 0.0
        for c in range(cols):
            d = x[r, c] - mean
            var += d * d
        inv = 1.0 / math.sqrt(var / cols + eps)
        for c in range(cols):
            y[r, c] = (x[r, c] - mean) * inv * gamma[c] + beta[c]
    return y


def pearson(xs: list[float], ys: list[float]) -> float:
    n = len(xs)
    mx = sum(xs) / n
    my = sum(ys) / n
    sxy = sxx = syy = 0.0
    for x, y in zip(xs, ys):
        dx = x - mx
        dy = y - my
        sxy += dx * dy
        sxx += dx * dx
        syy += dy * dy
    return sxy / math.sqrt(sxx * syy)


def normalize_peak(signal: list[float], target: float) -> list[float]:
    peak = 0.0
    for s in signal:
        if abs(s) > peak:
            peak = abs(s)
    if peak == 0.0:
        return signal[:]
    gain = target / peak
    return [s * gain for s in signal]


def least_squares_line(x: list[float], y: list[float]) -> tuple[float, float]:
    n = len(x)
    sum_x = sum_y = 0.0
    for i in range(n):
        sum_x += x[i]
        sum_y += y[i]
    mean_x, mean_y = sum_x / n, sum_y / n
    num = den = 0.0
    for i in range(n):
        num += (x[i] - mean_x) * (y[i] - mean_y)
        den += (x[i] - mean_x) ** 2
    slope = num / den
    return slope, mean_y - slope * mean_x


def contrast_stretch(img: NDArray[np.uint8]) -> NDArray[np.uint8]:
    lo = 255
    hi = 0
    for y in range(img.shape[0]):
        for x in range(img.shape[1]):
            v = int(img[y, x])
            lo = min(lo, v)
            hi = max(hi, v)
    out = np.zeros_like(img)
    if hi <= lo:
        return out
    for y in range(img.shape[0]):
        for x in range(img.shape[1]):
            out[y, x] = (int(img[y, x]) - lo) * 255 // (hi - lo)
    return out


def portfolio_sharpe(returns: list[list[float]], weights: list[float], risk_free: float) -> float:
    daily = []
    for day in returns:
        r = 0.0
        for w, x in zip(weights, day):
            r += w * x
        daily.append(r)
    avg = sum(daily) / len(daily)
    spread = 0.0
    for r in daily:
        spread += (r - avg) ** 2
    return (avg - risk_free) / math.sqrt(spread / (len(daily) - 1))
