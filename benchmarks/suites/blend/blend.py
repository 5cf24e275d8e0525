"""Blending modes on images held as nested lists or as NumPy arrays of 8-bit pixels."""

import numpy as np
import numpy.typing as npt


def normal_blend_f(base: list[float], active: list[float], opacity: float) -> list[float]:
    out = []
    for b, a in zip(base, active):
        out.append(opacity * a + (1 - opacity) * b)
    return out


def normal_blend_8(
    base: npt.NDArray[np.uint8], active: npt.NDArray[np.uint8], opacity: int
) -> npt.NDArray[np.uint8]:
    out = np.zeros(base.shape[0], dtype=np.uint8)
    for i in range(base.shape[0]):
        out[i] = (opacity * int(active[i]) + (255 - opacity) * int(base[i])) & 0xFF
    return out


def normal_blend_8_scaled(base: list[int], active: list[int], opacity: int) -> list[int]:
    out = [0] * len(base)
    for i in range(len(base)):
        out[i] = (opacity * active[i] + (255 - opacity) * base[i]) // 255
    return out


def linear_dodge_8(base: npt.NDArray[np.uint8], active: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    out = np.empty_like(base)
    rows, columns = base.shape
    for i in range(rows):
        for j in range(columns):
            out[i, j] = base[i, j] + active[i, j]
    return out


def linear_dodge_8_clamped(base: list[list[int]], active: list[list[int]]) -> list[list[int]]:
    out = []
    for i in range(len(base)):
        row = []
        for j in range(len(base[i])):
            row.append(min(base[i][j] + active[i][j], 255))
        out.append(row)
    return out


def linear_burn_8(base: list[list[int]], active: list[list[int]]) -> list[list[int]]:
    m = len(base)
    n = len(base[0])
    out = []
    for i in range(m):
        row = []
        for j in range(n):
            pixel = base[i][j] + active[i][j] - 255
            row.append(pixel)
        out.append(row)
    return out


def linear_burn_8_clamped(
    base: npt.NDArray[np.uint8], active: npt.NDArray[np.uint8], out: npt.NDArray[np.uint8]
) -> None:
    height, width = base.shape
    for y in range(height):
        for x in range(width):
            out[y, x] = max(int(base[y, x]) + int(active[y, x]) - 255, 0)


def multiply_blend_8(base: npt.NDArray[np.uint8], active: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    out = np.zeros(base.shape, dtype=np.uint8)
    for i in range(base.shape[0]):
        for j in range(base.shape[1]):
            out[i, j] = int(base[i, j]) * int(active[i, j]) // 255
    return out


def screen_blend_8(base: list[list[int]], active: list[list[int]]) -> list[list[int]]:
    out = []
    for base_row, active_row in zip(base, active):
        row = []
        for b, a in zip(base_row, active_row):
            row.append(b + a - b * a // 255)
        out.append(row)
    return out


def darken_blend_8(base: list[list[int]], active: list[list[int]]) -> list[list[int]]:
    m = len(base)
    n = len(base[0])
    out = []
    for i in range(m):
        row = []
        for j in range(n):
            if base[i][j] > active[i][j]:
                pixel = active[i][j]
            else:
                pixel = base[i][j]
            row.append(pixel)
        out.append(row)
    return out


def lighten_blend_8(base: npt.NDArray[np.uint8], active: npt.NDArray[np.uint8]) -> None:
    """Keep the lighter pixel in `base`."""
    for i in range(base.shape[0]):
        for j in range(base.shape[1]):
            if active[i, j] > base[i, j]:
                base[i, j] = active[i, j]


def color_burn_8(base: npt.NDArray[np.uint8], active: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    out = np.zeros_like(base)
    for i in range(base.shape[0]):
        for j in range(base.shape[1]):
            if active[i, j] == 0:
                out[i, j] = 255
            else:
                out[i, j] = 255 - (255 - int(base[i, j])) // int(active[i, j])
    return out


def color_dodge_8(base: list[list[int]], active: list[list[int]]) -> list[list[int]]:
    out = []
    for i in range(len(base)):
        row = []
        for j in range(len(base[0])):
            row.append(255 if active[i][j] == 255 else base[i][j] // (255 - active[i][j]))
        out.append(row)
    return out


def overlay_blend_8(base: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    out = np.empty(base.shape, dtype=np.uint8)
    for i in range(base.shape[0]):
        for j in range(base.shape[1]):
            b = int(base[i, j])
            if b >= 128:
                out[i, j] = 2 * b + b - 2 * b * b // 255 - 255
            else:
                out[i, j] = 2 * b * b // 255
    return out


def overlay_blend_8_true(base: list[list[int]], active: list[list[int]]) -> list[list[int]]:
    return [
        [
            2 * (b + a) - 2 * b * a // 255 - 255 if b >= 128 else 2 * b * a // 255
            for b, a in zip(base_row, active_row)
        ]
        for base_row, active_row in zip(base, active)
    ]


def dissolve_blend_8(
    base: npt.NDArray[np.uint8], active: npt.NDArray[np.uint8], rand: npt.NDArray[np.int64], opacity: float
) -> npt.NDArray[np.uint8]:
    out = np.zeros_like(base)
    for i in range(base.shape[0]):
        for j in range(base.shape[1]):
            threshold = ((int(rand[i, j]) % 100) + 1) / 100
            if opacity - threshold >= 0:
                out[i, j] = active[i, j]
            else:
                out[i, j] = base[i, j]
    return out


def dissolve_blend_8_scalar(
    base: list[list[int]], active: list[list[int]], rand: int, opacity: float
) -> list[list[int]]:
    m = len(base)
    n = len(base[0])
    out = [[0] * n for _ in range(m)]
    for i in range(m):
        for j in range(n):
            threshold = ((rand % 100) + 1) / 100
            if opacity - threshold >= 0:
                out[i][j] = active[i][j]
            else:
                out[i][j] = base[i][j]
    return out
