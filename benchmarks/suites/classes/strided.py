"""Reversed and strided loops: flips, interleaving, decimation, reshaping by index arithmetic."""

import numpy as np
from numpy.typing import NDArray


def reverse_complement(bases: list[int]) -> list[int]:
    out = []
    for i in range(len(bases) - 1, -1, -1):
        out.append(3 - bases[i])
    return out


def interleave(left: list[float], right: list[float]) -> list[float]:
    frames = [0.0] * (2 * len(left))
    for i in range(len(left)):
        frames[2 * i] = left[i]
        frames[2 * i + 1] = right[i]
    return frames


def flip_horizontal(img: NDArray[np.uint8]) -> NDArray[np.uint8]:
    h, w = img.shape
    out = np.zeros((h, w), dtype=np.uint8)
    for y in range(h):
        for x in range(w):
            out[y, w - 1 - x] = img[y, x]
    return out


def decimate(samples: list[float], factor: int) -> list[float]:
    return [samples[i] for i in range(0, len(samples), factor)]


def checkerboard(h: int, w: int, light: int, dark: int) -> list[list[int]]:
    board = [[dark] * w for _ in range(h)]
    for y in range(h):
        for x in range(w):
            if (x + y) % 2 == 0:
                board[y][x] = light
    return board


def reverse_in_place(buf: list[int]) -> None:
    for i in range(len(buf) // 2):
        buf[i], buf[len(buf) - 1 - i] = buf[len(buf) - 1 - i], buf[i]


def unflatten(flat: list[float], cols: int) -> list[list[float]]:
    rows = len(flat) // cols
    grid = [[0.0] * cols for _ in range(rows)]
    for k in range(rows * cols):
        grid[k // cols][k % cols] = flat[k]
    return grid


def haar_step(x: NDArray[np.float64]) -> NDArray[np.float64]:
    half = len(x) // 2
    out = np.zeros(2 * half)
    for i in range(half):
        a, b = x[2 * i], x[2 * i + 1]
        out[i] = (a + b) / 2
        out[half + i] = (a - b) / 2
    return out


def backward_fill(values: list[float], present: list[bool]) -> list[float]:
    filled = values[:]
    following = 0.0
    for i in reversed(range(len(values))):
        if present[i]:
            following = values[i]
        filled[i] = following
    return filled
