"""NumPy expressions on whole arrays, slices and views."""

import numpy as np
import numpy.typing as npt


def axpy(a: float, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]):
    return a * x + y


def standardise(x: npt.NDArray[np.float64]):
    return (x - x.mean()) / x.std()


def softmax(x: npt.NDArray[np.float64]):
    e = np.exp(x - np.max(x))
    return e / e.sum()


def relu(x: npt.NDArray[np.float64]):
    return np.maximum(x, 0)


def weighted(w: npt.NDArray[np.float64], x: npt.NDArray[np.float64]):
    acc = np.zeros(x.shape[1])
    for i in range(len(w)):
        acc += w[i] * x[i]
    return acc


def outer(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]):
    return x[:, None] * y[None, :]


def diffs(x: npt.NDArray[np.float64]):
    return x[1:] - x[:-1]


def smooth(x: npt.NDArray[np.float64]):
    out = x.copy()
    out[1:-1] = (x[:-2] + x[1:-1] + x[2:]) / 3
    return out


def heat(u: npt.NDArray[np.float64], k: float):
    n, m = u.shape
    v = u.copy()
    v[1:-1, 1:-1] = u[1:-1, 1:-1] + k * (
        u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * u[1:-1, 1:-1]
    )
    return v


def layer(w: npt.NDArray[np.float64], b: npt.NDArray[np.float64], x: npt.NDArray[np.float64]):
    n, m = w.shape
    return np.maximum(w @ x + b, 0.0)


def layernorm(x: npt.NDArray[np.float64], g: npt.NDArray[np.float64], b: npt.NDArray[np.float64]):
    n, d = x.shape
    out = np.empty_like(x)
    for i in range(n):
        row = x[i]
        mu = row.mean()
        var = ((row - mu) ** 2).mean()
        out[i] = (row - mu) / np.sqrt(var + 1e-5) * g + b
    return out


def inplace(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]):
    x += 2 * y
    x *= 0.5


def reverse_view(x: npt.NDArray[np.float64]):
    v = x[::-1]
    for i in range(len(v)):
        v[i] = v[i] + i


def grey(img: npt.NDArray[np.uint8]):
    h, w, c = img.shape
    out = np.zeros((h, w), dtype=np.uint8)
    for i in range(h):
        for j in range(w):
            out[i, j] = img[i, j, 0] * 0.299 + img[i, j, 1] * 0.587 + img[i, j, 2] * 0.114
    return out


def thresh(img: npt.NDArray[np.uint8], t: int):
    h, w = img.shape
    return np.where(img > t, 255, 0)


def colsum(m: npt.NDArray[np.float64]):
    a, b = m.shape
    return m.sum(axis=0), m.max(axis=1)


def dots(m: npt.NDArray[np.float64], v: npt.NDArray[np.float64]):
    out = np.zeros(len(m))
    for i in range(len(m)):
        out[i] = np.dot(m[i], v)
    return out


def cums(x: npt.NDArray[np.float64]):
    return np.cumsum(x)


def pad(a: list[int]):
    b = [0] + a + [0]
    return [b[i - 1] + b[i] + b[i + 1] for i in range(1, len(b) - 1)]


def pairsum(a: list[int]):
    return sum(x * y for x, y in zip(a, a[1:]))


def normalise(x: npt.NDArray[np.float32]):
    return (x - x.min()) / (x.max() - x.min())


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
    "axpy": lambda rng: (1.5, *broadcast(rng)),
    "standardise": lambda rng: (vector(rng, size(rng, 2)),),
    "softmax": lambda rng: (vector(rng, size(rng, 1)),),
    "relu": lambda rng: (vector(rng, size(rng)),),
    "weighted": with_rows,
    "outer": lambda rng: (vector(rng, size(rng)), vector(rng, size(rng))),
    "diffs": lambda rng: (vector(rng, size(rng)),),
    "smooth": lambda rng: (vector(rng, size(rng)),),
    "heat": lambda rng: (matrix(rng, 0), 0.1),
    "layer": lambda rng: (lambda m: (m, vector(rng, rng.choice([1, m.shape[0]])), vector(rng, m.shape[1])))(
        matrix(rng, 0)
    ),
    "layernorm": lambda rng: (lambda m: (m, vector(rng, m.shape[1]), vector(rng, m.shape[1])))(matrix(rng)),
    "inplace": two,
    "reverse_view": lambda rng: (vector(rng, size(rng)),),
    "grey": lambda rng: (rng.integers(0, 256, (3, 4, 3), dtype=np.uint8),),
    "thresh": lambda rng: (image(rng), 100),
    "colsum": lambda rng: (matrix(rng),),
    "dots": with_columns,
    "cums": lambda rng: (vector(rng, size(rng)),),
    "pad": lambda rng: (integers(rng),),
    "pairsum": lambda rng: (integers(rng),),
    "normalise": lambda rng: (vector(rng, size(rng, 2)).astype(np.float32),),
}
