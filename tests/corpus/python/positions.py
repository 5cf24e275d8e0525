"""Loops whose indices are strided, reversed, shifted or neighbouring, and prefix sums."""

import numpy as np
import numpy.typing as npt


def downsample(x: list[float]) -> list[float]:
    out = []
    for i in range(0, len(x), 2):
        out.append(x[i])
    return out


def flip(x: list[int]) -> list[int]:
    out = []
    for i in range(len(x) - 1, -1, -1):
        out.append(x[i])
    return out


def mirror(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    height, width = image.shape
    out = np.zeros((height, width), dtype=np.uint8)
    for y in range(height):
        for x in range(width):
            out[y, width - 1 - x] = image[y, x]
    return out


def interleave(left: list[float], right: list[float]) -> list[float]:
    out = [0.0] * (2 * len(left))
    for i in range(len(left)):
        out[2 * i] = left[i]
        out[2 * i + 1] = right[i]
    return out


def even_places(stereo: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    n = stereo.shape[0] // 2
    out = np.zeros(n, dtype=np.float32)
    for i in range(n):
        out[i] = stereo[2 * i]
    return out


def differences(a: list[int]) -> list[int]:
    out = []
    for i in range(len(a) - 1):
        out.append(a[i + 1] - a[i])
    return out


def blur(x: list[float]) -> list[float]:
    out = list(x)
    for i in range(1, len(x) - 1):
        out[i] = (x[i - 1] + x[i] + x[i + 1]) / 3.0
    return out


def prefix_sums(x: list[int]) -> list[int]:
    out = []
    s = 0
    for v in x:
        s += v
        out.append(s)
    return out


def cumulative_in_place(x: npt.NDArray[np.int64]) -> None:
    for i in range(1, len(x)):
        x[i] += x[i - 1]


def running_maximum(x: list[int]) -> list[int]:
    out = []
    top = 0
    for i in range(len(x)):
        top = x[i] if i == 0 else max(top, x[i])
        out.append(top)
    return out


def shift_left(x: list[int], last: int) -> None:
    n = len(x)
    for i in range(n - 1):
        x[i] = x[i + 1]
    if n > 0:
        x[n - 1] = last


def ramp(n: int, start: float, step: float) -> list[float]:
    out = []
    for i in range(n):
        out.append(start + i * step)
    return out


def first_columns(a: list[list[int]], k: int) -> list[list[int]]:
    out = []
    for i in range(len(a)):
        row = []
        for j in range(k):
            row.append(a[i][j])
        out.append(row)
    return out


def checkerboard(rows: int, columns: int) -> npt.NDArray[np.uint8]:
    board = np.zeros((rows, columns), dtype=np.uint8)
    for i in range(rows):
        for j in range(columns):
            if (i + j) % 2 == 0:
                board[i, j] = 1
    return board


SIZES = (0, 1, 2, 3, 7, 12)


def size(rng):
    return int(rng.choice(SIZES))


def ints(rng, *shape):
    return rng.integers(-50, 51, size=shape)


def two_channels(rng):
    n = size(rng)
    return rng.normal(size=n).tolist(), rng.normal(size=n).tolist()


INPUTS = {
    "downsample": lambda rng: (rng.normal(size=size(rng)).tolist(),),
    "flip": lambda rng: (ints(rng, size(rng)).tolist(),),
    "mirror": lambda rng: (rng.integers(0, 256, size=(size(rng), size(rng)), dtype=np.uint8),),
    "interleave": two_channels,
    "even_places": lambda rng: (rng.normal(size=size(rng)).astype(np.float32),),
    "differences": lambda rng: (ints(rng, size(rng)).tolist(),),
    "blur": lambda rng: (rng.normal(size=size(rng)).tolist(),),
    "prefix_sums": lambda rng: (ints(rng, size(rng)).tolist(),),
    "cumulative_in_place": lambda rng: (ints(rng, size(rng)),),
    "running_maximum": lambda rng: (ints(rng, size(rng)).tolist(),),
    "shift_left": lambda rng: (ints(rng, size(rng)).tolist(), 99),
    "ramp": lambda rng: (int(rng.integers(-1, 9)), float(rng.normal()), 0.25),
    "first_columns": lambda rng: (ints(rng, size(rng), 5).tolist(), int(rng.integers(0, 6))),
    "checkerboard": lambda rng: (size(rng), size(rng)),
}
