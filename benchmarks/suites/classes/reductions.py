"""Reductions: statistics, norms, tests of all and any, places of extremes."""

import math

import numpy as np
from numpy.typing import NDArray


def population_variance(samples: list[float]) -> float:
    n = len(samples)
    mean = 0.0
    for s in samples:
        mean += s
    mean /= n
    var = 0.0
    for s in samples:
        var += (s - mean) ** 2
    return var / n


def geometric_mean(values: list[float]) -> float:
    log_sum = 0.0
    for v in values:
        log_sum += math.log(v)
    return math.exp(log_sum / len(values))


def is_monotonic(series: list[float]) -> bool:
    rising = True
    falling = True
    for i in range(1, len(series)):
        if series[i] < series[i - 1]:
            rising = False
        if series[i] > series[i - 1]:
            falling = False
    return rising or falling


def max_drawdown(prices: list[float]) -> float:
    peak = prices[0]
    worst = 0.0
    for price in prices:
        if price > peak:
            peak = price
        drop = (peak - price) / peak
        if drop > worst:
            worst = drop
    return worst


def best_match(scores: NDArray[np.float64]) -> tuple[int, float]:
    best_index = -1
    best_score = -1.0e30
    for i in range(len(scores)):
        if scores[i] > best_score:
            best_score = scores[i]
            best_index = i
    return best_index, best_score


def row_argmax_last(logits: list[list[float]]) -> list[int]:
    labels = []
    for row in logits:
        arg = 0
        for j in range(1, len(row)):
            if row[j] >= row[arg]:
                arg = j
        labels.append(arg)
    return labels


def hamming_distance(a: list[int], b: list[int]) -> int:
    distance = 0
    for x, y in zip(a, b):
        if x != y:
            distance += 1
    return distance


def confusion_f1(truth: list[bool], guess: list[bool]) -> float:
    tp = fp = fn = 0
    for t, g in zip(truth, guess):
        if t and g:
            tp += 1
        elif g and not t:
            fp += 1
        elif t and not g:
            fn += 1
    denom = 2 * tp + fp + fn
    return 2 * tp / denom if denom else 0.0
