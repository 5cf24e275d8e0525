"""Elementwise maps: branches, temporaries, early continue, in place and into fresh results."""

import math

import numpy as np
import numpy.typing as npt


def clamp_in_place(values: list[float], low: float, high: float) -> None:
    for i in range(len(values)):
        if values[i] < low:
            values[i] = low
        elif values[i] > high:
            values[i] = high


def soft_light(base: list[list[float]], active: list[list[float]]) -> list[list[float]]:
    out = []
    for i in range(len(base)):
        row = []
        for j in range(len(base[i])):
            b = base[i][j]
            a = active[i][j]
            if a < 0.5:
                pixel = 2.0 * b * a + b * b * (1.0 - 2.0 * a)
            else:
                pixel = 2.0 * b * (1.0 - a) + math.sqrt(b) * (2.0 * a - 1.0)
            row.append(pixel)
        out.append(row)
    return out


def piecewise(x: list[float]) -> list[float]:
    y = [0.0] * len(x)
    for i, value in enumerate(x):
        if value < -1.0:
            y[i] = -1.0
        elif value < 0.0:
            y[i] = value * 0.5
        elif value <= 2.0:
            t = value * value
            y[i] = t - value
        else:
            y[i] = 2.0
    return y


def threshold(image: npt.NDArray[np.uint8], level: int) -> npt.NDArray[np.uint8]:
    out = np.zeros_like(image)
    rows, columns = image.shape
    for r in range(rows):
        for c in range(columns):
            if image[r, c] > level:
                out[r, c] = 255
    return out


def lerp(a: list[float], b: list[float], t: float) -> list[float]:
    out = []
    for x, y in zip(a, b):
        out.append((1.0 - t) * x + t * y)
    return out


def saxpy(alpha: float, x: npt.NDArray[np.float32], y: npt.NDArray[np.float32]) -> None:
    for i in range(x.shape[0]):
        y[i] = alpha * x[i] + y[i]


def relu(x: list[float]) -> list[float]:
    return [max(v, 0.0) for v in x]


def leaky_relu(x: npt.NDArray[np.float64], slope: float) -> npt.NDArray[np.float64]:
    out = np.empty(x.shape[0])
    for i in range(x.shape[0]):
        out[i] = x[i] if x[i] > 0 else slope * x[i]
    return out


def sigmoid(x: list[float]) -> list[float]:
    out = []
    for i in range(len(x)):
        out.append(1.0 / (1.0 + math.exp(-x[i])))
    return out


def square_the_odd(numbers: list[int]) -> list[int]:
    out = list(numbers)
    for i in range(len(numbers)):
        if numbers[i] % 2 == 0:
            continue
        out[i] = numbers[i] * numbers[i]
    return out


def absolute_difference(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    out = np.zeros(len(a), dtype=np.int32)
    for i in range(len(a)):
        d = a[i] - b[i]
        if d < 0:
            d = -d
        out[i] = d
    return out


def grey(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    height, width, _ = pixels.shape
    out = np.zeros((height, width), dtype=np.uint8)
    for y in range(height):
        for x in range(width):
            red, green, blue = int(pixels[y, x, 0]), int(pixels[y, x, 1]), int(pixels[y, x, 2])
            out[y, x] = (77 * red + 150 * green + 29 * blue) >> 8
    return out


def fahrenheit(celsius: list[float]) -> list[float]:
    out = [0.0] * len(celsius)
    for i in range(len(celsius)):
        out[i] = celsius[i] * 9 / 5 + 32
    return out


def floor_and_rest(numbers: list[int], divisor: int) -> tuple[list[int], list[int]]:
    quotients = []
    rests = []
    for n in numbers:
        quotients.append(n // divisor)
        rests.append(n % divisor)
    return quotients, rests


SIZES = (0, 1, 2, 3, 7, 16)


def size(rng):
    return int(rng.choice(SIZES))


def floats(rng, *shape):
    values = rng.normal(size=shape) * 10.0 ** rng.integers(-2, 3, size=shape)
    return np.where(rng.random(shape) < 0.15, 0.0, values)


def ints(rng, *shape):
    return rng.integers(-20, 21, size=shape)


def image(rng, *more):
    return rng.integers(0, 256, size=(size(rng), int(rng.integers(0, 6)), *more), dtype=np.uint8)


def units(rng, rows, columns):
    return rng.random((rows, columns)).tolist()


def two_lists(rng, *rest):
    n = size(rng)
    return (floats(rng, n).tolist(), floats(rng, n).tolist(), *rest)


def two_units(rng):
    rows, columns = size(rng), int(rng.integers(0, 6))
    return units(rng, rows, columns), units(rng, rows, columns)


def two_float32(rng):
    n = size(rng)
    return float(rng.normal()), floats(rng, n).astype(np.float32), floats(rng, n).astype(np.float32)


def two_int32(rng):
    n = size(rng)
    extremes = np.array([-(2**31), 2**31 - 1, 0, -1, 5], dtype=np.int32)
    return rng.choice(extremes, n), rng.integers(-(2**31), 2**31, size=n, dtype=np.int32)


INPUTS = {
    "clamp_in_place": lambda rng: (floats(rng, size(rng)).tolist(), -0.5, float(rng.normal() + 1)),
    "soft_light": two_units,
    "piecewise": lambda rng: (rng.choice([-2.0, -1.0, -0.3, -0.0, 0.0, 1.5, 2.0, 3.0], size(rng)).tolist(),),
    "threshold": lambda rng: (image(rng), int(rng.integers(0, 256))),
    "lerp": lambda rng: two_lists(rng, float(rng.random())),
    "saxpy": two_float32,
    "relu": lambda rng: (floats(rng, size(rng)).tolist(),),
    "leaky_relu": lambda rng: (floats(rng, size(rng)), 0.01),
    "sigmoid": lambda rng: (rng.normal(size=size(rng)).tolist(),),
    "square_the_odd": lambda rng: (ints(rng, size(rng)).tolist(),),
    "absolute_difference": two_int32,
    "grey": lambda rng: (image(rng, 3),),
    "fahrenheit": lambda rng: (floats(rng, size(rng)).tolist(),),
    "floor_and_rest": lambda rng: (ints(rng, size(rng)).tolist(), int(rng.choice([-7, -2, 1, 3, 10]))),
}
