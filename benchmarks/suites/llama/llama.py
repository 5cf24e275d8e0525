"""Parts of a transformer's inference on lists of floats and on arrays of 32-bit floats."""

import math

import numpy as np
import numpy.typing as npt


def matmul(weight: list[list[float]], x: list[float]) -> list[float]:
    out = []
    for row in weight:
        val = 0.0
        for w, v in zip(row, x):
            val += w * v
        out.append(val)
    return out


def rmsnorm_part1(x: list[float]) -> float:
    ss = 0.0
    for value in x:
        ss += value * value
    return ss


def rmsnorm_part2(
    x: npt.NDArray[np.float32], weight: npt.NDArray[np.float32], ss: float
) -> npt.NDArray[np.float32]:
    out = np.empty_like(x)
    scale = 1.0 / math.sqrt(ss / len(x) + 1e-5)
    for i in range(len(x)):
        out[i] = weight[i] * (scale * x[i])
    return out


def softmax_part1(x: list[float], max_pos: int) -> float:
    max_val = x[0]
    for i in range(1, max_pos):
        if x[i] > max_val:
            max_val = x[i]
    return max_val


def softmax_part2(x: list[float], max_pos: int, max_val: float) -> list[float]:
    return [math.exp(x[i] - max_val) for i in range(max_pos)]


def softmax_part3(x: npt.NDArray[np.float32], max_pos: int) -> np.float32:
    total = np.float32(0)
    for i in range(max_pos):
        total += x[i]
    return total


def softmax_part4(x: npt.NDArray[np.float32], max_pos: int, total: np.float32) -> None:
    for i in range(max_pos):
        x[i] /= total


def transformer_part1(
    q: list[float], key_cache: list[list[float]], pos: int, head: int, head_size: int
) -> list[float]:
    att = []
    for t in range(pos):
        score = 0.0
        for i in range(head_size):
            score += q[head * head_size + i] * key_cache[t][head * head_size + i]
        score /= math.sqrt(head_size)
        att.append(score)
    return att


def transformer_part2(
    att: npt.NDArray[np.float32], value_cache: npt.NDArray[np.float32], pos: int, head: int, head_size: int
) -> npt.NDArray[np.float32]:
    xb = np.zeros(head_size, dtype=np.float32)
    for t in range(pos + 1):
        for i in range(head_size):
            xb[i] += att[t] * value_cache[t, head * head_size + i]
    return xb


def transformer_part3(x: list[float]) -> None:
    for i in range(len(x)):
        x[i] = x[i] * (1.0 / (1.0 + math.exp(-x[i])))


def transformer_part4(x1: list[float], x2: list[float]) -> list[float]:
    return [a * b for a, b in zip(x1, x2)]


def softmax(x: list[float]) -> None:
    max_val = max(x)
    total = 0.0
    for i in range(len(x)):
        x[i] = math.exp(x[i] - max_val)
        total += x[i]
    for i in range(len(x)):
        x[i] /= total


def rmsnorm(x: list[float], weight: list[float]) -> list[float]:
    ss = 0.0
    for v in x:
        ss += v * v
    ss = 1.0 / math.sqrt(ss / len(x) + 1e-5)
    return [w * (ss * v) for w, v in zip(weight, x)]


def attention_head(
    q: npt.NDArray[np.float64], keys: npt.NDArray[np.float64], values: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    steps, size = keys.shape
    att = np.zeros(steps)
    for t in range(steps):
        score = 0.0
        for i in range(size):
            score += q[i] * keys[t, i]
        att[t] = score / np.sqrt(size)
    top = att[0]
    for t in range(1, steps):
        if att[t] > top:
            top = att[t]
    total = 0.0
    for t in range(steps):
        att[t] = np.exp(att[t] - top)
        total += att[t]
    out = np.zeros(size)
    for t in range(steps):
        weight = att[t] / total
        for i in range(size):
            out[i] += weight * values[t, i]
    return out
