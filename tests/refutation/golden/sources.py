from dataclasses import dataclass

import numpy as np


def clamp(values: list[int], low: int, high: int) -> None:
    for i in range(len(values)):
        if values[i] < low:
            values[i] = low
        elif values[i] > high:
            values[i] = high


def total(a: list[float]) -> float:
    s = 0.0
    for x in a:
        s += x
    return s


def product(a: np.ndarray[tuple[int, int], np.dtype[np.float32]], k: np.float32) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    out = np.zeros((a.shape[0], a.shape[1]), dtype=np.float32)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            out[i, j] = a[i, j] * k
    return out


def signs(a: list[float]) -> list[float]:
    out = []
    for x in a:
        out.append(0.0 + x)
    return out


def chaotic(x: float, n: int) -> float:
    for _ in range(n):
        x = 3.7 * x * (1.0 - x)
    return x


def ends(a: list[int]) -> tuple[int, int]:
    low, high = 0, 0
    for x in a:
        low, high = min(low, x), max(high, x)
    return low, high


@dataclass
class Image:
    width: int
    pixels: list[int]

    def brighter(self, by: int) -> list[int]:
        out = []
        for i in range(self.width):
            out.append(self.pixels[i] + by)
        return out
