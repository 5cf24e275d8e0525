"""Sorted lists, orders of positions by keys, the first of an order, and places in sorted bounds."""

from __future__ import annotations

import heapq

import numpy as np
import numpy.typing as npt


def ascending(x: list[int]) -> list[int]:
    return sorted(x)


def descending(x: list[float]) -> list[float]:
    """Of 0.0 and -0.0, the one that came first comes first."""
    return sorted(x, reverse=True)


def of_squares(x: list[int]) -> list[int]:
    return sorted((v * v - 3 * v for v in x), reverse=True)


def best_first(score: list[float], k: int) -> list[int]:
    order = sorted(range(len(score)), key=lambda c: -score[c])
    return order[:k]


def stable_downwards(x: list[int]) -> list[int]:
    """Equal ones keep their order, which the reverse of the ascending order does not."""
    return sorted(range(len(x)), key=lambda i: x[i] // 2, reverse=True)


def reversed_upwards(x: list[int]) -> list[int]:
    order = sorted(range(len(x)), key=lambda i: x[i] // 2)
    return [order[len(order) - 1 - p] for p in range(len(order))]


def by_two(x: list[int], y: list[float]) -> list[int]:
    return sorted(range(len(x)), key=lambda i: (x[i] // 2, -y[i]))


def by_two_downwards(x: list[int], y: list[int]) -> list[int]:
    return sorted(range(min(len(x), len(y))), key=lambda i: (x[i] // 3, y[i]), reverse=True)


def later_of_equal_first(x: list[int]) -> list[int]:
    return sorted(range(len(x)), key=lambda i: (x[i] // 2, -i))


def by_truth(x: list[int]) -> list[int]:
    return sorted(x, key=lambda v: v % 2 == 0)


def sizes(v: float) -> float:
    if v < 0.0:
        return -v
    return v


def by_size(x: list[float]) -> list[float]:
    return sorted(x, key=sizes)


def by_absolute(x: list[int]) -> list[int]:
    return sorted(x, key=abs)


def from_third_on(x: list[int]) -> list[int]:
    return sorted(range(2, len(x)), key=lambda i: x[i])


def downwards_by(x: list[int]) -> list[int]:
    return sorted(range(len(x) - 1, -1, -1), key=x.__getitem__)


def outside(x: list[int], y: list[int]) -> list[int]:
    """The key of the last position may not be there."""
    return sorted(range(len(x)), key=lambda i: y[i + 1] - x[i])


def both(x: list[int]) -> list[int]:
    """What was sorted is a list of its own."""
    y = sorted(x)
    return [a - b for a, b in zip(x, y)]


def under_two_names(x: list[int]) -> int:
    y = x
    y.sort()
    return x[0] + 2 * x[len(x) - 1]


def kept_apart(x: list[int]) -> list[int]:
    y = x[:]
    y.sort(reverse=True)
    return [a * b for a, b in zip(x, y)]


def in_place(x: list[float]) -> None:
    x.sort()


def order_in_place(order: list[int], score: list[float]) -> None:
    order.sort(key=lambda i: -score[i])


def sorted_again(x: list[int]) -> list[int]:
    x = sorted(x, reverse=True)
    x = sorted(x, key=lambda v: v // 2)
    return x


def ranks(x: list[float]) -> list[int]:
    order = sorted(range(len(x)), key=lambda i: x[i])
    rank = [0] * len(x)
    for p in range(len(order)):
        rank[order[p]] = p
    return rank


def gathered(key: list[int], w: list[float]) -> list[float]:
    out = []
    for i in sorted(range(len(key)), key=lambda i: key[i]):
        out.append(2.0 * w[i])
    return out


def running(key: list[int], size: list[int]) -> list[int]:
    total = 0
    ends = []
    for i in sorted(range(len(key)), key=lambda i: key[i], reverse=True):
        total += size[i]
        ends.append(total)
    return ends


def affordable(size: list[int], hot: list[int], budget: int) -> int:
    order = sorted(range(len(size)), key=lambda i: hot[i])
    total = 0
    taken = 0
    for i in order:
        if total + size[i] > budget:
            break
        total += size[i]
        taken += 1
    return taken


def marked(score: list[int], k: int) -> list[bool]:
    mark = [False] * len(score)
    for i in sorted(range(len(score)), key=lambda i: -score[i])[:k]:
        mark[i] = True
    return mark


def median(x: list[int]) -> int:
    s = sorted(x)
    return s[len(s) // 2]


def gaps(x: list[int]) -> int:
    s = sorted(x)
    widest = 0
    for i in range(1, len(s)):
        widest = max(widest, s[i] - s[i - 1])
    return widest


def runs(x: list[int]) -> int:
    s = sorted(x)
    count = 0
    for i in range(len(s)):
        if i == 0 or s[i] != s[i - 1]:
            count += 1
    return count


def top_of_rows(m: list[list[float]], k: int) -> list[list[int]]:
    out = []
    for r in range(len(m)):
        out.append(sorted(range(len(m[r])), key=lambda j: -m[r][j])[:k])
    return out


def least(x: list[float], k: int) -> list[float]:
    return heapq.nsmallest(k, x)


def most(x: list[int], k: int) -> list[int]:
    return heapq.nlargest(k, range(len(x)), key=lambda i: x[i] // 2)


def first_least(x: list[float]) -> int:
    return min(range(len(x)), key=lambda i: x[i])


def first_greatest(x: list[int]) -> int:
    return max(x, key=abs)


def sorted_vector(x: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.sort(x)[::-1]


def order_of_unsigned(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    return np.argsort(~x, kind="stable")


def order_of_floats(x: npt.NDArray[np.float32], w: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    order = np.argsort(x, kind="stable")
    out = np.zeros(len(x), dtype=np.float32)
    for p in range(len(x)):
        out[p] = w[order[p]]
    return out


def vector_in_place(x: npt.NDArray[np.int32]) -> None:
    x.sort()


def until_in_order(a: list[int], b: list[int]) -> int:
    """Places in the order of one list, looked at in another one, which may be longer."""
    order = sorted(range(len(b)), key=lambda i: b[i])
    for i in range(len(a)):
        if a[order[i]] >= 0:
            break
    return len(order)


SIZES = (0, 1, 2, 3, 7, 12)


def size(rng):
    return int(rng.choice(SIZES))


def ints(rng, count=None):
    """Small ones, with many equal ones among them."""
    low, high = ((-3, 4), (-9, 0), (0, 2), (-50, 50))[int(rng.integers(0, 4))]
    return [int(v) for v in rng.integers(low, high, size=size(rng) if count is None else count)]


def floats(rng, count=None):
    """Equal ones, zeros of both signs, and infinities."""
    return [float(rng.choice([v / 2.0, v / 2.0, -0.0, 0.0, float("inf")])) for v in ints(rng, count)]


def one(rng):
    return (ints(rng),)


def one_of_floats(rng):
    return (floats(rng),)


def with_count(rng):
    return ints(rng), int(rng.integers(-3, 6))


def floats_with_count(rng):
    return floats(rng), int(rng.integers(-3, 6))


def two(rng):
    n = size(rng)
    return ints(rng, n), ints(rng, n + int(rng.integers(-1, 3) if n else 0))


def keyed(rng):
    n = size(rng)
    return ints(rng, n), floats(rng, n + int(rng.integers(0, 2)))


def vector(dtype):
    def make(rng):
        return (rng.integers(0, int(rng.choice([3, 256])), size=size(rng)).astype(dtype),)

    return make


def large(rng):
    return (rng.choice(np.array([0, 1, 2**63 - 1, 2**63, 2**64 - 1], dtype=np.uint64), size=size(rng)),)


def two_vectors(rng):
    n = size(rng)
    return np.array(floats(rng, n), dtype=np.float32), np.array(floats(rng, n + 1), dtype=np.float32)


def positions(rng):
    n = int(rng.integers(1, 8))
    return [int(v) for v in rng.integers(-n, n, size=size(rng))], floats(rng, n)


def matrix(rng):
    rows, columns = int(rng.integers(0, 4)), int(rng.integers(0, 5))
    return [floats(rng, columns) for _ in range(rows)], int(rng.integers(-2, 4))


INPUTS = {
    "ascending": one,
    "descending": one_of_floats,
    "of_squares": one,
    "best_first": floats_with_count,
    "stable_downwards": one,
    "reversed_upwards": one,
    "by_two": keyed,
    "by_two_downwards": two,
    "later_of_equal_first": one,
    "by_truth": one,
    "by_size": one_of_floats,
    "by_absolute": one,
    "from_third_on": one,
    "downwards_by": one,
    "outside": two,
    "both": one,
    "under_two_names": one,
    "kept_apart": one,
    "in_place": one_of_floats,
    "order_in_place": positions,
    "sorted_again": one,
    "ranks": one_of_floats,
    "gathered": keyed,
    "running": two,
    "affordable": lambda rng: (*two(rng), int(rng.integers(-3, 20))),
    "marked": with_count,
    "median": one,
    "gaps": one,
    "runs": one,
    "top_of_rows": matrix,
    "least": floats_with_count,
    "most": with_count,
    "first_least": one_of_floats,
    "first_greatest": one,
    "sorted_vector": vector(np.uint8),
    "order_of_unsigned": large,
    "order_of_floats": two_vectors,
    "vector_in_place": vector(np.int32),
    "until_in_order": two,
}
