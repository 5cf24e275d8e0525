"""What notebooks are full of: images, signals, statistics, layers."""

import math

import numpy as np
import numpy.typing as npt


def sobel_np(img: npt.NDArray[np.float64]):
    h, w = img.shape
    out = np.zeros((h, w))
    for i in range(1, h - 1):
        for j in range(1, w - 1):
            patch = img[i - 1 : i + 2, j - 1 : j + 2]
            out[i, j] = (
                patch[0, 2] - patch[0, 0] + 2 * (patch[1, 2] - patch[1, 0]) + patch[2, 2] - patch[2, 0]
            )
    return out


def invert(img: npt.NDArray[np.uint8]):
    return 255 - img


def gamma(img: npt.NDArray[np.float64], g: float):
    return np.clip(img, 0.0, 1.0) ** g


def flip_lr(img: npt.NDArray[np.uint8]):
    h, w = img.shape
    return img[:, ::-1].copy()


def crop(img: npt.NDArray[np.uint8], top: int, left: int, h: int, w: int):
    H, W = img.shape
    return img[top : top + h, left : left + w].copy()


def life(g: list[list[int]]) -> list[list[int]]:
    h, w = len(g), len(g[0])
    new = [[0] * w for _ in range(h)]
    for i in range(h):
        for j in range(w):
            n = sum(
                g[(i + di) % h][(j + dj) % w] for di in (-1, 0, 1) for dj in (-1, 0, 1) if (di, dj) != (0, 0)
            )
            new[i][j] = 1 if n == 3 or (n == 2 and g[i][j] == 1) else 0
    return new


def life2(g: npt.NDArray[np.int64]):
    h, w = g.shape
    out = np.zeros_like(g)
    for i in range(h):
        for j in range(w):
            n = 0
            for di in (-1, 0, 1):
                for dj in (-1, 0, 1):
                    if di == 0 and dj == 0:
                        continue
                    n += g[(i + di) % h, (j + dj) % w]
            out[i, j] = 1 if n == 3 or (n == 2 and g[i, j]) else 0
    return out


# DSP


def fir(x: list[float], taps: list[float]) -> list[float]:
    out = []
    for n in range(len(taps) - 1, len(x)):
        out.append(sum(taps[k] * x[n - k] for k in range(len(taps))))
    return out


def rms(x: list[float]) -> float:
    return math.sqrt(sum(v * v for v in x) / len(x))


def zero_crossings(x: list[float]) -> int:
    return sum(1 for a, b in zip(x, x[1:]) if a * b < 0)


def autocorr(x: npt.NDArray[np.float64], lag: int):
    s = 0.0
    for i in range(len(x) - lag):
        s += x[i] * x[i + lag]
    return s


def hann(n: int, x: list[float]) -> list[float]:
    return [v * (0.5 - 0.5 * math.cos(2 * math.pi * i / (n - 1))) for i, v in enumerate(x)]


def upsample(x: npt.NDArray[np.float64]):
    out = np.zeros(2 * len(x))
    out[::2] = x
    return out


def mix(l: npt.NDArray[np.float64], r: npt.NDArray[np.float64]):
    return 0.5 * (l + r)


# statistics


def covariance(x: list[float], y: list[float]) -> float:
    n = len(x)
    mx = sum(x) / n
    my = sum(y) / n
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / (n - 1)


def corr_np(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]):
    dx = x - x.mean()
    dy = y - y.mean()
    return np.sum(dx * dy) / np.sqrt(np.sum(dx**2) * np.sum(dy**2))


def zscores(m: npt.NDArray[np.float64]):
    n, d = m.shape
    return (m - m.mean(axis=0)) / m.std(axis=0)


def minmax(x: list[float]) -> list[float]:
    lo, hi = min(x), max(x)
    return [(v - lo) / (hi - lo) for v in x]


def histogram(x: list[float], lo: float, hi: float, bins: int) -> list[int]:
    counts = [0] * bins
    for v in x:
        if lo <= v < hi:
            counts[int((v - lo) / (hi - lo) * bins)] += 1
    return counts


def sigmoid(x: npt.NDArray[np.float64]):
    return 1 / (1 + np.exp(-x))


def dense(x: npt.NDArray[np.float64], w: npt.NDArray[np.float64], b: npt.NDArray[np.float64]):
    n, k = x.shape
    k2, m = w.shape
    return np.maximum(x @ w + b, 0)


def mse_grad(w: npt.NDArray[np.float64], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]):
    n, d = x.shape
    e = x @ w - y
    return 2 * x.T @ e / n


def gelu(x: npt.NDArray[np.float64]):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def softmax_rows(m: npt.NDArray[np.float64]):
    n, d = m.shape
    e = np.exp(m - m.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def attention(q: npt.NDArray[np.float64], k: npt.NDArray[np.float64], v: npt.NDArray[np.float64]):
    n, d = q.shape
    m, d2 = k.shape
    m2, dv = v.shape
    s = q @ k.T / np.sqrt(d)
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p @ v


def cross_entropy(p: npt.NDArray[np.float64], y: npt.NDArray[np.int64]):
    n, c = p.shape
    s = 0.0
    for i in range(n):
        s -= np.log(p[i, y[i]])
    return s / n


def distances(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]):
    n, d = a.shape
    m, d2 = b.shape
    out = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            diff = a[i] - b[j]
            out[i, j] = np.sqrt(np.dot(diff, diff))
    return out


def sgd(w: npt.NDArray[np.float64], g: npt.NDArray[np.float64], lr: float):
    w -= lr * g


def l2(w: npt.NDArray[np.float64]):
    return np.linalg.norm(w)


def vector(rng, n):
    return rng.normal(size=n) * 4


def size(rng, low=0):
    return int(rng.integers(low, 7))


def matrix(rng, low=1):
    return rng.normal(size=tuple(rng.integers(low, 6, 2)))


def two(rng, low=0):
    n = size(rng, low)
    return vector(rng, n), vector(rng, n)


def broadcast(rng):
    """Two vectors of which one may have one element."""
    n = size(rng)
    return vector(rng, rng.choice([1, n])), vector(rng, rng.choice([1, n]))


def image(rng):
    return rng.integers(0, 256, tuple(rng.integers(1, 6, 2)), dtype=np.uint8)


def integers(rng, low=0):
    return rng.integers(-9, 9, size(rng, low)).tolist()


def with_columns(rng):
    m = matrix(rng, 0)
    return m, vector(rng, m.shape[1])


def with_rows(rng):
    m = matrix(rng, 0)
    return vector(rng, m.shape[0]), m


INPUTS = {
    "sobel_np": lambda rng: (matrix(rng),),
    "invert": lambda rng: (image(rng)[0],),
    "gamma": lambda rng: (rng.random(5), 2.2),
    "flip_lr": lambda rng: (image(rng),),
    "crop": lambda rng: (image(rng), int(rng.integers(0, 3)), int(rng.integers(0, 3)), 2, 3),
    "life": lambda rng: (rng.integers(0, 2, tuple(rng.integers(1, 6, 2))).tolist(),),
    "life2": lambda rng: (rng.integers(0, 2, tuple(rng.integers(1, 6, 2))),),
    "fir": lambda rng: (vector(rng, size(rng)).tolist(), vector(rng, 3).tolist()),
    "rms": lambda rng: (vector(rng, 5).tolist(),),
    "zero_crossings": lambda rng: (vector(rng, size(rng)).tolist(),),
    "autocorr": lambda rng: (vector(rng, 8), int(rng.integers(0, 8))),
    "hann": lambda rng: (6, vector(rng, 6).tolist()),
    "upsample": lambda rng: (vector(rng, size(rng)),),
    "mix": broadcast,
    "covariance": lambda rng: tuple(v.tolist() for v in two(rng, 2)),
    "corr_np": lambda rng: two(rng, 2),
    "zscores": lambda rng: (matrix(rng, 2),),
    "minmax": lambda rng: (vector(rng, size(rng, 2)).tolist(),),
    "histogram": lambda rng: (rng.random(20).tolist(), 0.0, 1.0, 5),
    "sigmoid": lambda rng: (vector(rng, size(rng)),),
    "dense": lambda rng: (lambda x: (x, rng.normal(size=(x.shape[1], 3)), vector(rng, rng.choice([1, 3]))))(
        matrix(rng)
    ),
    "mse_grad": lambda rng: (lambda x: (vector(rng, x.shape[1]), x, vector(rng, x.shape[0])))(matrix(rng)),
    "gelu": lambda rng: (vector(rng, size(rng)),),
    "softmax_rows": lambda rng: (matrix(rng),),
    "attention": lambda rng: (rng.normal(size=(3, 4)), rng.normal(size=(5, 4)), rng.normal(size=(5, 2))),
    "cross_entropy": lambda rng: (rng.random((4, 3)), rng.integers(0, 3, 4)),
    "distances": lambda rng: (rng.normal(size=(3, 4)), rng.normal(size=(2, 4))),
    "sgd": lambda rng: (*two(rng), 0.1),
    "l2": lambda rng: (vector(rng, size(rng)),),
}
