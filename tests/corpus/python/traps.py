"""Loops that look liftable and are not, or whose exact meaning is easily missed."""

import math

import numpy as np
import numpy.typing as npt


def sine_chain(x: list[float]) -> None:
    for i in range(1, len(x)):
        x[i] = math.sin(x[i - 1]) * x[i] + 0.5


def logistic_map(x0: float, r: float, n: int) -> list[float]:
    out = []
    x = x0
    for _ in range(n):
        x = r * x * (1.0 - x)
        out.append(x)
    return out


def fibonacci(n: int) -> list[int]:
    out = [0] * n
    a, b = 0, 1
    for i in range(n):
        out[i] = a
        a, b = b, a + b
    return out


def factorial(n: int) -> int:
    if n <= 1:
        return 1
    p = 1
    for _ in range(n):
        p = n * factorial(n - 1)
    return p


def collatz_steps(n: int) -> int:
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def print_each(x: list[int]) -> int:
    s = 0
    for v in x:
        print(v)
        s += v
    return s


def same_rows(n: int, m: int) -> list[list[int]]:
    grid = [[0] * m] * n
    for i in range(n):
        for j in range(m):
            grid[i][j] = i + j
    return grid


def double_through_alias(x: list[int]) -> list[int]:
    y = x
    for i in range(len(x)):
        y[i] = x[i] * 2
    return x


def add_shifted(out: list[int], x: list[int]) -> None:
    for i in range(1, len(x)):
        out[i] = x[i - 1] + 1


def transpose_onto_itself(a: list[list[int]]) -> None:
    for i in range(len(a)):
        for j in range(len(a)):
            a[i][j] = a[j][i]


def transpose_by_swaps(a: list[list[int]]) -> None:
    for i in range(len(a)):
        for j in range(i):
            a[i][j], a[j][i] = a[j][i], a[i][j]


def largest_from_zero(values: list[int]) -> int:
    best = 0
    for v in values:
        if v > best:
            best = v
    return best


def wrapped_neighbours(a: list[int]) -> list[int]:
    out = []
    for i in range(len(a)):
        out.append(a[i] - a[i - 1])
    return out


def ragged_sums(rows: list[list[int]]) -> list[int]:
    out = []
    for i in range(len(rows)):
        s = 0
        for j in range(len(rows[i])):
            s += rows[i][j]
        out.append(s)
    return out


def scatter(positions: list[int], values: list[int], n: int) -> list[int]:
    out = [0] * n
    for i in range(len(positions)):
        out[positions[i]] = values[i]
    return out


def wrapping_sum(x: npt.NDArray[np.uint8]) -> np.uint8:
    s = np.uint8(0)
    for v in x:
        s += v
    return s


def first_negative(x: list[int]) -> int:
    at = -1
    for i in range(len(x)):
        if x[i] < 0:
            at = i
            break
    return at


def scale_if_long(x: list[float], eps: float) -> list[float]:
    s = 0.0
    for v in x:
        s += v * v
    out = []
    for v in x:
        if s > eps:
            out.append(v / s)
        else:
            out.append(0.0)
    return out


def growing(x: list[int]) -> list[int]:
    for i in range(len(x)):
        if x[i] > 0:
            x.append(-x[i])
    return x


def one_past_the_end(x: list[int]) -> list[int]:
    out = []
    for i in range(len(x)):
        out.append(x[i + 1])
    return out


def divide_where_possible(a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    out = np.zeros(len(a), dtype=np.int64)
    for i in range(len(a)):
        if b[i] != 0:
            out[i] = a[i] // b[i]
    return out


def index_after_loop(x: list[int]) -> int:
    i = -1
    for i in range(len(x)):
        x[i] = 0
    return i


def big_powers(n: int) -> list[int]:
    out = []
    for i in range(n):
        out.append(2**i)
    return out


def ints(rng, *shape):
    return rng.integers(-9, 10, size=shape)


def size(rng, low=0):
    return int(rng.choice([s for s in (0, 1, 2, 3, 6) if s >= low]))


def square(rng):
    n = size(rng)
    return ints(rng, n, n).tolist()


def maybe_one_list_twice(rng):
    x = ints(rng, size(rng)).tolist()
    return (x, x) if rng.random() < 0.2 else (list(reversed(x)), x)


def ragged(rng):
    return ([ints(rng, size(rng)).tolist() for _ in range(size(rng))],)


def scattered(rng):
    n, count = size(rng, 1), size(rng)
    return rng.integers(-n, n, size=count).tolist(), ints(rng, count).tolist(), n


def dividends(rng):
    n = size(rng)
    return ints(rng, n), rng.integers(-3, 4, size=n)


INPUTS = {
    "sine_chain": lambda rng: (rng.normal(size=size(rng)).tolist(),),
    "logistic_map": lambda rng: (float(rng.random()), 3.9, size(rng)),
    "fibonacci": lambda rng: (int(rng.choice([0, 1, 2, 10, 60, 120])),),
    "factorial": lambda rng: (int(rng.integers(0, 5)),),
    "collatz_steps": lambda rng: (int(rng.integers(1, 30)),),
    "print_each": lambda rng: (ints(rng, size(rng)).tolist(),),
    "same_rows": lambda rng: (size(rng), size(rng)),
    "double_through_alias": lambda rng: (ints(rng, size(rng)).tolist(),),
    "add_shifted": maybe_one_list_twice,
    "transpose_onto_itself": lambda rng: (square(rng),),
    "transpose_by_swaps": lambda rng: (square(rng),),
    "largest_from_zero": lambda rng: ((ints(rng, size(rng)) - int(rng.integers(0, 12))).tolist(),),
    "wrapped_neighbours": lambda rng: (ints(rng, size(rng)).tolist(),),
    "ragged_sums": ragged,
    "scatter": scattered,
    "wrapping_sum": lambda rng: (rng.integers(0, 256, size=size(rng), dtype=np.uint8),),
    "first_negative": lambda rng: ((ints(rng, size(rng)) + int(rng.integers(0, 12))).tolist(),),
    "scale_if_long": lambda rng: (rng.normal(size=size(rng)).tolist(), 1e-9),
    "growing": lambda rng: (ints(rng, size(rng)).tolist(),),
    "one_past_the_end": lambda rng: (ints(rng, size(rng)).tolist(),),
    "divide_where_possible": dividends,
    "index_after_loop": lambda rng: (ints(rng, size(rng)).tolist(),),
    "big_powers": lambda rng: (int(rng.choice([0, 1, 5, 62, 63, 64, 100])),),
}
