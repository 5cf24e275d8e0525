"""Triangles, bands and pairs: masks, distances between all pairs, index-built matrices."""

import math

import numpy as np
from numpy.typing import NDArray


def causal_mask(scores: list[list[float]]) -> list[list[float]]:
    n = len(scores)
    masked = [row[:] for row in scores]
    for i in range(n):
        for j in range(n):
            if j > i:
                masked[i][j] = -1e9
    return masked


def total_energy(charge: list[float], x: list[float], y: list[float]) -> float:
    energy = 0.0
    n = len(charge)
    for i in range(n):
        for j in range(i + 1, n):
            dx = x[i] - x[j]
            dy = y[i] - y[j]
            r = math.sqrt(dx * dx + dy * dy) + 1e-9
            energy += charge[i] * charge[j] / r
    return energy


def symmetrize(upper: NDArray[np.float64]) -> NDArray[np.float64]:
    n = upper.shape[0]
    full = np.zeros((n, n))
    for i in range(n):
        for j in range(i, n):
            full[i, j] = upper[i, j]
            full[j, i] = upper[i, j]
    return full


def count_inversions(perm: list[int]) -> int:
    inversions = 0
    for i in range(len(perm)):
        for j in range(i):
            if perm[j] > perm[i]:
                inversions += 1
    return inversions


def tridiagonal(n: int, diag: float, off: float) -> list[list[float]]:
    matrix = []
    for r in range(n):
        row = []
        for c in range(n):
            if r == c:
                row.append(diag)
            elif abs(r - c) == 1:
                row.append(off)
            else:
                row.append(0.0)
        matrix.append(row)
    return matrix


def lower_times_vector(lower: list[list[float]], v: list[float]) -> list[float]:
    out = [0.0] * len(v)
    for i in range(len(v)):
        s = 0.0
        for j in range(i + 1):
            s += lower[i][j] * v[j]
        out[i] = s
    return out


def jaccard_pairs(member: list[list[bool]]) -> list[list[float]]:
    n = len(member)
    sim = [[1.0] * n for _ in range(n)]
    for a in range(n):
        for b in range(a):
            both = either = 0
            for x, y in zip(member[a], member[b]):
                both += x and y
                either += x or y
            s = both / either if either > 0 else 0.0
            sim[a][b] = s
            sim[b][a] = s
    return sim
