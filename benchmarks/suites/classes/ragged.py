"""Rows of different lengths in one array: sparse matrices, batches of documents, graphs."""

import numpy as np
from numpy.typing import NDArray


def csr_matvec(
    indptr: NDArray[np.int32], indices: NDArray[np.int32], data: NDArray[np.float64], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    n = len(indptr) - 1
    y = np.zeros(n)
    for i in range(n):
        for jj in range(indptr[i], indptr[i + 1]):
            y[i] += data[jj] * x[indices[jj]]
    return y


def bag_means(values: list[float], offsets: list[int]) -> list[float]:
    means = []
    for b in range(len(offsets) - 1):
        start, stop = offsets[b], offsets[b + 1]
        if stop == start:
            means.append(0.0)
            continue
        s = 0.0
        for p in range(start, stop):
            s += values[p]
        means.append(s / (stop - start))
    return means


def segment_ids(lengths: list[int]) -> list[int]:
    ids = []
    for seg, n in enumerate(lengths):
        for _ in range(n):
            ids.append(seg)
    return ids


def run_length_decode(symbols: list[int], runs: list[int]) -> list[int]:
    out = []
    for s, r in zip(symbols, runs):
        for _ in range(r):
            out.append(s)
    return out


def neighbor_max(offsets: list[int], targets: list[int], feature: list[float]) -> list[float]:
    best = []
    for v in range(len(offsets) - 1):
        m = feature[v]
        for e in range(offsets[v], offsets[v + 1]):
            m = max(m, feature[targets[e]])
        best.append(m)
    return best


def page_rank_step(
    src: list[int], dst: list[int], rank: list[float], degree: list[int], damping: float
) -> list[float]:
    n = len(rank)
    new_rank = [(1.0 - damping) / n for _ in range(n)]
    for e in range(len(src)):
        new_rank[dst[e]] += damping * rank[src[e]] / degree[src[e]]
    return new_rank


def positions_in_segment(starts: list[int], ends: list[int]) -> list[int]:
    positions = []
    for s, e in zip(starts, ends):
        for p in range(s, e):
            positions.append(p - s)
    return positions
