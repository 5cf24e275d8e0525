"""Indexed reads and writes: embeddings, lookup tables, histograms, permutations, transposes."""

import numpy as np
from numpy.typing import NDArray


def embedding_lookup(table: NDArray[np.float64], tokens: list[int]) -> NDArray[np.float64]:
    dim = table.shape[1]
    out = np.zeros((len(tokens), dim))
    for t, tok in enumerate(tokens):
        for d in range(dim):
            out[t, d] = table[tok, d]
    return out


def histogram256(image: NDArray[np.uint8]) -> list[int]:
    bins = [0] * 256
    for row in range(image.shape[0]):
        for col in range(image.shape[1]):
            bins[image[row, col]] += 1
    return bins


def apply_permutation(values: list[float], order: list[int]) -> list[float]:
    result = [0.0] * len(values)
    for i in range(len(order)):
        result[order[i]] = values[i]
    return result


def confusion_matrix(truth: list[int], guess: list[int], classes: int) -> list[list[int]]:
    counts = [[0] * classes for _ in range(classes)]
    for t, g in zip(truth, guess):
        counts[t][g] += 1
    return counts


def cluster_centroids(points: list[list[float]], label: list[int], k: int, dim: int) -> list[list[float]]:
    sums = [[0.0] * dim for _ in range(k)]
    members = [0] * k
    for i in range(len(points)):
        c = label[i]
        members[c] += 1
        for d in range(dim):
            sums[c][d] += points[i][d]
    for c in range(k):
        if members[c] == 0:
            continue
        for d in range(dim):
            sums[c][d] /= members[c]
    return sums


def palette_to_rgb(indices: NDArray[np.uint8], palette: NDArray[np.uint8]) -> NDArray[np.uint8]:
    h, w = indices.shape
    rgb = np.zeros((h, w, 3), dtype=np.uint8)
    for y in range(h):
        for x in range(w):
            entry = indices[y, x]
            for ch in range(3):
                rgb[y, x, ch] = palette[entry, ch]
    return rgb


def codon_histogram(bases: list[int]) -> list[int]:
    counts = [0] * 64
    for i in range(0, len(bases) - 2, 3):
        code = bases[i] * 16 + bases[i + 1] * 4 + bases[i + 2]
        counts[code] += 1
    return counts


def last_seen(user: list[int], stamp: list[int], users: int) -> list[int]:
    seen = [-1] * users
    for u, t in zip(user, stamp):
        seen[u] = t
    return seen


def one_hot(labels: list[int], classes: int) -> list[list[float]]:
    encoded = []
    for y in labels:
        row = [0.0] * classes
        row[y] = 1.0
        encoded.append(row)
    return encoded
