"""Functions that lean on the rest of their file: classes, tables, aliases, nested functions, defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Final, Literal, NamedTuple, NewType, TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = list[float]
Matrix = list[Vector]
Celsius = NewType("Celsius", float)
Plane = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

GAMMA: Final = [round(255 * (i / 255) ** 2.2) for i in range(256)]
SOBEL = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
WEIGHTS = np.array([0.299, 0.587, 0.114])
PRIMES = (2, 3, 5, 7)
TWO_PI = 2 * math.pi
BINS = 1 << 3


class Box(NamedTuple):
    low: float
    high: float


@dataclass(frozen=True)
class Scale:
    gain: float
    offset: float = 0.0

    def apply(self, x):
        return x * self.gain + self.offset

    @property
    def doubled(self):
        return 2.0 * self.gain

    @staticmethod
    def clip(x, top=2.0):
        return x if x < top else top


@dataclass
class Signal:
    samples: Vector
    rate: int
    scale: Scale


def gamma_corrected(plane: Plane) -> Plane:
    out = np.zeros_like(plane)
    for i in range(plane.shape[0]):
        for j in range(plane.shape[1]):
            out[i, j] = GAMMA[plane[i, j]]
    return out


def edges(image: Matrix) -> Matrix:
    height, width = len(image), len(image[0])
    out = [[0.0] * width for _ in range(height)]
    for i in range(1, height - 1):
        for j in range(1, width - 1):
            total = 0.0
            for di in range(3):
                for dj in range(3):
                    total += SOBEL[di][dj] * image[i + di - 1][j + dj - 1]
            out[i][j] = total
    return out


def luminance(image: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    height, width, _ = image.shape
    out = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            for c in range(3):
                out[i, j] += WEIGHTS[c] * image[i, j, c]
    return out


def inside(values: Vector, box: Box) -> int:
    count = 0
    for x in values:
        if box.low <= x < box[1]:
            count += 1
    return count


def fahrenheit(values: list[Celsius], digits: Literal[0, 1] = 0) -> list[float]:
    return [v * 9 / 5 + 32 + digits for v in values]


def rescaled(signal: Signal, extra: Annotated[float, "added at the end"] = 0.5) -> list[float]:
    scale = signal.scale
    return [Scale.clip(scale.apply(x)) + scale.doubled / signal.rate + extra for x in signal.samples]


def prime_multiples(values: list[int]) -> list[int]:
    return [PRIMES[x % 4] * x + PRIMES[-1] for x in values]


def histogram(values: list[int]) -> list[int]:
    counts = [0] * BINS
    for x in values:
        counts[x % BINS] += 1
    return counts


def weighted(values: Vector, by: tuple[int, float]) -> list[float]:
    times, shift = by
    return [x * times + shift for x in values]


def shifted_points(points: list[tuple[float, float]], by: tuple[float, float]) -> list[float]:
    return [(p[0] + by[0]) * (p[1] + by[1]) for p in points]


def leaky_squares(values: Vector, slope: float = 0.1) -> list[float]:
    def leaky(v):
        return v if v > 0 else v * slope

    square = lambda v: v * v  # noqa: E731
    return [square(leaky(v)) for v in values]


def applied_twice(values: Vector, k: int) -> list[float]:
    def twice(f, v):
        return f(f(v))

    return [twice(lambda x, step=2 * k: x + step, v) * TWO_PI for v in values]


def reversed_in_place(values: list[int]) -> None:
    def swap(i, j):
        held = values[i]
        values[i] = values[j]
        values[j] = held

    for i in range(len(values) // 2):
        swap(i, len(values) - 1 - i)


def late_closure(values: list[int], k: int) -> list[int]:
    add = lambda x: x + k  # noqa: E731
    before = [add(x) for x in values]
    k = 100
    return [add(x) - b for x, b in zip(values, before, strict=False)]


def given_back(values: list[int], pair: tuple[int, int]) -> tuple[int, int]:
    for i in range(len(values)):
        values[i] += pair[0]
    return pair


def kept_between_calls(values: list[int], seen: list[int] = []) -> int:  # noqa: B006
    for x in values:
        seen.append(x)
    return len(seen)


def floats(rng: np.random.Generator, count: int | None = None) -> list[float]:
    return rng.normal(size=int(rng.integers(0, 7)) if count is None else count).tolist()


def integers(rng: np.random.Generator) -> list[int]:
    return rng.integers(-50, 50, int(rng.integers(0, 9))).tolist()


INPUTS = {
    "gamma_corrected": lambda rng: (rng.integers(0, 256, (3, int(rng.integers(0, 4)))).astype(np.uint8),),
    "edges": lambda rng: ([floats(rng, 5) for _ in range(int(rng.integers(1, 5)))],),
    "luminance": lambda rng: (rng.normal(size=(2, int(rng.integers(0, 4)), 3)),),
    "inside": lambda rng: (floats(rng), Box(-0.5, 0.5)),
    "fahrenheit": lambda rng: (floats(rng),),
    "rescaled": lambda rng: (
        Signal(floats(rng), 2, Scale(float(rng.normal()), 1.0)),
        float(rng.normal()),
    ),
    "prime_multiples": lambda rng: (integers(rng),),
    "histogram": lambda rng: (integers(rng),),
    "weighted": lambda rng: (floats(rng), (3, 0.5)),
    "shifted_points": lambda rng: (
        [tuple(floats(rng, 2)) for _ in range(int(rng.integers(0, 4)))],
        (1.0, float(rng.normal())),
    ),
    "leaky_squares": lambda rng: (floats(rng), 0.2),
    "applied_twice": lambda rng: (floats(rng), int(rng.integers(-3, 3))),
    "reversed_in_place": lambda rng: (integers(rng),),
    "late_closure": lambda rng: (integers(rng), 3),
    "given_back": lambda rng: (integers(rng), (1, 2)),
    "kept_between_calls": lambda rng: (integers(rng),),
}
