"""Small numeric kernels in plain Python, as one would write them without a tensor library."""

import math


def matvec(matrix: list[list[float]], vector: list[float]) -> list[float]:
    out = []
    for row in range(len(matrix)):
        total = 0.0
        for col in range(len(vector)):
            total += matrix[row][col] * vector[col]
        out.append(total)
    return out


def clamp(values: list[int], low: int, high: int) -> None:
    for i in range(len(values)):
        if values[i] < low:
            values[i] = low
        elif values[i] > high:
            values[i] = high


def mean_and_variance(values: list[float]) -> tuple[float, float]:
    total = 0.0
    for value in values:
        total += value
    mean = total / len(values)
    squares = 0.0
    for value in values:
        squares += (value - mean) * (value - mean)
    return mean, squares / len(values)


def running_maximum(values: list[int]) -> list[int]:
    out = []
    best = values[0]
    for value in values:
        if value > best:
            best = value
        out.append(best)
    return out


def histogram(bins: list[int], count: int) -> list[int]:
    counts = [0] * count
    for b in bins:
        counts[b] += 1
    return counts


def softmax(values: list[float]) -> list[float]:
    top = values[0]
    for value in values:
        if value > top:
            top = value
    total = 0.0
    powers = []
    for value in values:
        power = math.exp(value - top)
        powers.append(power)
        total += power
    return [power / total for power in powers]


def moving_average(values: list[float], width: int) -> list[float]:
    out = []
    for i in range(len(values) - width + 1):
        total = 0.0
        for j in range(width):
            total += values[i + j]
        out.append(total / width)
    return out
