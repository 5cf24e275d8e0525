"""Order: sorted and argsort as library calls, ranks, medians, places in sorted bounds."""

import bisect

import numpy as np
from numpy.typing import NDArray


def median(values: list[float]) -> float:
    ordered = sorted(values)
    n = len(ordered)
    mid = n // 2
    if n % 2 == 1:
        return ordered[mid]
    return (ordered[mid - 1] + ordered[mid]) / 2


def competition_ranks(scores: list[float]) -> list[int]:
    ranks = []
    for s in scores:
        better = 0
        for other in scores:
            if other > s:
                better += 1
        ranks.append(better + 1)
    return ranks


def digitize(samples: list[float], edges: list[float]) -> list[int]:
    bins = []
    for s in samples:
        b = 0
        while b < len(edges) and edges[b] <= s:
            b += 1
        bins.append(b)
    return bins


def grades(points: list[float], limits: list[float]) -> list[int]:
    result = []
    for p in points:
        result.append(bisect.bisect_right(limits, p))
    return result


def top_k_sum(scores: list[float], k: int) -> float:
    order = sorted(range(len(scores)), key=lambda i: scores[i], reverse=True)
    total = 0.0
    for i in order[:k]:
        total += scores[i]
    return total


def gini(incomes: NDArray[np.float64]) -> float:
    ordered = np.sort(incomes)
    n = len(ordered)
    weighted = 0.0
    total = 0.0
    for i in range(n):
        weighted += (i + 1) * ordered[i]
        total += ordered[i]
    return (2 * weighted) / (n * total) - (n + 1) / n


def insertion_points(keys: list[int], sought: list[int]) -> list[int]:
    places = []
    for x in sought:
        lo, hi = 0, len(keys)
        while lo < hi:
            mid = (lo + hi) // 2
            if keys[mid] < x:
                lo = mid + 1
            else:
                hi = mid
        places.append(lo)
    return places


def interpolated(xs: list[float], ys: list[float], at: list[float]) -> list[float]:
    out = []
    for q in at:
        lo = 0
        hi = len(xs) - 1
        while hi - lo > 1:
            mid = lo + (hi - lo) // 2
            if xs[mid] <= q:
                lo = mid
            else:
                hi = mid
        t = (q - xs[lo]) / (xs[lo + 1] - xs[lo])
        out.append(ys[lo] + t * (ys[lo + 1] - ys[lo]))
    return out
