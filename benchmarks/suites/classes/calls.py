"""Calls: helper functions, `math`, comprehensions, and what `zip`, `enumerate` and `sum` make of loops."""

import math

EARTH_RADIUS = 6371.0


def sigmoid(x: float) -> float:
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    z = math.exp(x)
    return z / (1.0 + z)


def haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    dphi = math.radians(lat2 - lat1) / 2
    dlam = math.radians(lon2 - lon1) / 2
    a = (
        math.sin(dphi) ** 2
        + math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(dlam) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(a))


def clamp(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))


def lerp(a: float, b: float, t: float) -> float:
    return a + (b - a) * t


def logistic_predict(features: list[list[float]], weights: list[float], bias: float) -> list[float]:
    return [sigmoid(sum(w * f for w, f in zip(weights, row)) + bias) for row in features]


def route_length(lat: list[float], lon: list[float]) -> float:
    total = 0.0
    for i in range(len(lat) - 1):
        total += haversine(lat[i], lon[i], lat[i + 1], lon[i + 1])
    return total


def brighten(img: list[list[int]], amount: int) -> list[list[int]]:
    return [[clamp(p + amount, 0, 255) for p in row] for row in img]


def log_loss(truth: list[int], probability: list[float]) -> float:
    eps = 1e-15
    loss = 0.0
    for t, p in zip(truth, probability):
        p = min(max(p, eps), 1 - eps)
        loss -= t * math.log(p) + (1 - t) * math.log(1 - p)
    return loss / len(truth)


def cosine_similarity(a: list[float], b: list[float]) -> float:
    dot = sum(x * y for x, y in zip(a, b))
    norm_a = math.sqrt(sum(x * x for x in a))
    norm_b = math.sqrt(sum(y * y for y in b))
    if norm_a == 0 or norm_b == 0:
        return 0.0
    return dot / (norm_a * norm_b)


def resample_linear(signal: list[float], length: int) -> list[float]:
    out = []
    step = (len(signal) - 1) / length
    for i in range(length):
        pos = i * step
        left = int(pos)
        out.append(lerp(signal[left], signal[left + 1], pos - left))
    return out


def any_overlap(start: list[int], end: list[int], lo: int, hi: int) -> bool:
    return any(s < hi and lo < e for s, e in zip(start, end))


def transpose(matrix: list[list[float]]) -> list[list[float]]:
    return [[matrix[i][j] for i in range(len(matrix))] for j in range(len(matrix[0]))]
