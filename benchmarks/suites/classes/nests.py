"""Nests over several axes: means, batched products, contractions, distances of all pairs."""

import math

import numpy as np
from numpy.typing import NDArray


def global_average_pool(x: NDArray[np.float64]) -> NDArray[np.float64]:
    batch, channels, height, width = x.shape
    out = np.zeros((batch, channels))
    for n in range(batch):
        for c in range(channels):
            acc = 0.0
            for h in range(height):
                for w in range(width):
                    acc += x[n, c, h, w]
            out[n, c] = acc / (height * width)
    return out


def batched_matmul(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.zeros((a.shape[0], a.shape[1], b.shape[2]))
    for n in range(a.shape[0]):
        for i in range(a.shape[1]):
            for j in range(b.shape[2]):
                for k in range(a.shape[2]):
                    out[n, i, j] += a[n, i, k] * b[n, k, j]
    return out


def pairwise_distances(points: list[list[float]], centers: list[list[float]]) -> list[list[float]]:
    result = []
    for p in points:
        row = []
        for c in centers:
            d2 = 0.0
            for a, b in zip(p, c):
                diff = a - b
                d2 += diff * diff
            row.append(math.sqrt(d2))
        result.append(row)
    return result


def mode_product(core: NDArray[np.float64], factor: NDArray[np.float64]) -> NDArray[np.float64]:
    i_dim, j_dim, k_dim = core.shape
    r_dim = factor.shape[0]
    result = np.zeros((i_dim, r_dim, k_dim))
    for i in range(i_dim):
        for r in range(r_dim):
            for k in range(k_dim):
                s = 0.0
                for j in range(j_dim):
                    s += core[i, j, k] * factor[r, j]
                result[i, r, k] = s
    return result


def attention_scores(
    q: list[list[list[float]]], k: list[list[list[float]]], scale: float
) -> list[list[list[float]]]:
    scores = []
    for head in range(len(q)):
        per_head = []
        for i in range(len(q[head])):
            line = []
            for j in range(len(k[head])):
                dot = 0.0
                for d in range(len(q[head][i])):
                    dot += q[head][i][d] * k[head][j][d]
                line.append(dot * scale)
            per_head.append(line)
        scores.append(per_head)
    return scores


def channel_mean_std(images: NDArray[np.float64], mean: list[float], std: list[float]) -> NDArray[np.float64]:
    out = np.empty_like(images)
    for y in range(images.shape[0]):
        for x in range(images.shape[1]):
            for c in range(images.shape[2]):
                out[y, x, c] = (images[y, x, c] - mean[c]) / std[c]
    return out
