"""Windows: filters, convolutions, blurs, edges, moving statistics; borders kept, skipped or clamped."""

import numpy as np
from numpy.typing import NDArray


def fir_filter(signal: list[float], taps: list[float]) -> list[float]:
    out = []
    for n in range(len(signal)):
        acc = 0.0
        for k in range(len(taps)):
            if n - k >= 0:
                acc += taps[k] * signal[n - k]
        out.append(acc)
    return out


def box_blur3(img: NDArray[np.float64]) -> NDArray[np.float64]:
    h, w = img.shape
    out = img.copy()
    for y in range(1, h - 1):
        for x in range(1, w - 1):
            s = 0.0
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    s += img[y + dy, x + dx]
            out[y, x] = s / 9.0
    return out


def sobel_magnitude(gray: NDArray[np.float64]) -> NDArray[np.float64]:
    rows, cols = gray.shape
    mag = np.zeros((rows, cols))
    for i in range(1, rows - 1):
        for j in range(1, cols - 1):
            gx = (
                gray[i - 1, j + 1]
                + 2 * gray[i, j + 1]
                + gray[i + 1, j + 1]
                - gray[i - 1, j - 1]
                - 2 * gray[i, j - 1]
                - gray[i + 1, j - 1]
            )
            gy = (
                gray[i + 1, j - 1]
                + 2 * gray[i + 1, j]
                + gray[i + 1, j + 1]
                - gray[i - 1, j - 1]
                - 2 * gray[i - 1, j]
                - gray[i - 1, j + 1]
            )
            mag[i, j] = np.sqrt(gx * gx + gy * gy)
    return mag


def rolling_max(values: list[float], window: int) -> list[float]:
    result = []
    for i in range(len(values) - window + 1):
        m = values[i]
        for j in range(i + 1, i + window):
            if values[j] > m:
                m = values[j]
        result.append(m)
    return result


def moving_average(prices: list[float], period: int) -> list[float]:
    averages = []
    for end in range(period, len(prices) + 1):
        averages.append(sum(prices[end - period : end]) / period)
    return averages


def conv2d_valid(image: list[list[float]], kernel: list[list[float]]) -> list[list[float]]:
    kh, kw = len(kernel), len(kernel[0])
    oh = len(image) - kh + 1
    ow = len(image[0]) - kw + 1
    out = [[0.0] * ow for _ in range(oh)]
    for y in range(oh):
        for x in range(ow):
            acc = 0.0
            for i in range(kh):
                for j in range(kw):
                    acc += image[y + i][x + j] * kernel[i][j]
            out[y][x] = acc
    return out


def heat_step(u: NDArray[np.float64], alpha: float) -> NDArray[np.float64]:
    new = np.zeros_like(u)
    n = u.shape[0]
    for i in range(n):
        left = u[i - 1] if i > 0 else u[0]
        right = u[i + 1] if i < n - 1 else u[n - 1]
        new[i] = u[i] + alpha * (left - 2 * u[i] + right)
    return new


def max_pool2x2(x: NDArray[np.float64]) -> NDArray[np.float64]:
    h, w = x.shape[0] // 2, x.shape[1] // 2
    pooled = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            best = x[2 * i, 2 * j]
            for di in range(2):
                for dj in range(2):
                    best = max(best, x[2 * i + di, 2 * j + dj])
            pooled[i, j] = best
    return pooled
