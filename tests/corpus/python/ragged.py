"""Rounds of which each gives as many elements as data say: expanded segments, repetitions, nested selections."""

import numpy as np
import numpy.typing as npt


def repeated(x: list[float], count: list[int]) -> list[float]:
    out = []
    for r in range(len(x)):
        for _ in range(count[r]):
            out.append(x[r])
    return out


def rows_of_clusters(selected: list[int], start: list[int], length: list[int]) -> list[int]:
    rows = []
    for c in selected:
        for r in range(start[c], start[c] + length[c]):
            rows.append(r)
    return rows


def slots(table: list[list[int]], done: list[int], query: list[int], block: int) -> list[int]:
    found = []
    for r in range(len(table)):
        for t in range(query[r]):
            position = done[r] + t
            found.append(table[r][position // block] * block + position % block)
    return found


def row_of_each_place(ptr: list[int]) -> list[int]:
    out = []
    for i in range(len(ptr) - 1):
        for _ in range(ptr[i], ptr[i + 1]):
            out.append(i)
    return out


def gathered_segments(x: list[float], ptr: list[int], scale: list[float]) -> list[float]:
    out = []
    for i in range(len(ptr) - 1):
        for p in range(ptr[i], ptr[i + 1]):
            out.append(x[p] * scale[i])
    return out


def behind_a_first(x: list[int], count: list[int]) -> list[int]:
    out = [-1, -2]
    for r in range(len(count)):
        for t in range(count[r]):
            out.append(x[r] + t)
    return out


def triangle(n: int) -> list[int]:
    out = []
    for i in range(n):
        for j in range(i):
            out.append(i * 10 + j)
    return out


def with_its_negative(x: list[int], limit: int) -> list[int]:
    out = []
    for v in x:
        out.append(v)
        if v > limit:
            out.append(-v)
    return out


def one_or_the_other(x: list[int], y: list[int], limit: int) -> list[int]:
    out = []
    for i in range(len(x)):
        if x[i] > limit:
            out.append(x[i])
        if y[i] > limit:
            out.append(y[i])
    return out


def padded_with_zeros(x: list[int], count: list[int]) -> list[int]:
    out = []
    for i in range(len(x)):
        out.append(x[i])
        for _ in range(count[i]):
            out.append(0)
    return out


def marks(count: list[int]) -> list[bool]:
    out = []
    for c in count:
        for t in range(c):
            out.append(t == 0)
    return out


def pairs_in_order(x: list[int], y: list[int]) -> list[int]:
    out = []
    for i in range(len(x)):
        for j in range(len(y)):
            if x[i] < y[j]:
                out.append(x[i] * 100 + y[j])
    return out


def places_above(image: list[list[int]], limit: int) -> list[int]:
    out = []
    for i in range(len(image)):
        for j in range(len(image[0])):
            if image[i][j] > limit:
                out.append(i * len(image[0]) + j)
    return out


def neighbours(adjacent: list[list[bool]]) -> list[int]:
    out = []
    for i in range(len(adjacent)):
        for j in range(len(adjacent)):
            if adjacent[i][j]:
                out.append(j)
    return out


def above_its_limit(ptr: list[int], x: list[float], limit: list[float]) -> list[int]:
    out = []
    for i in range(len(ptr) - 1):
        c = 0
        for p in range(ptr[i], ptr[i + 1]):
            if x[p] > limit[i]:
                c += 1
        out.append(c)
    return out


def scaled_sums(ptr: list[int], x: list[float], y: list[float]) -> list[float]:
    out = []
    for i in range(len(ptr) - 1):
        s = 0.0
        for p in range(ptr[i], ptr[i + 1]):
            s += x[p] * y[i]
        out.append(s)
    return out


def largest_above_base(ptr: list[int], x: list[int], base: list[int]) -> list[int]:
    out = []
    for i in range(len(ptr) - 1):
        m = 0
        for p in range(ptr[i], ptr[i + 1]):
            m = max(m, x[p] - base[i])
        out.append(m)
    return out


def squared_distances(
    ptr: npt.NDArray[np.int64], x: npt.NDArray[np.float64], centre: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    out = np.zeros(len(ptr) - 1)
    for i in range(len(ptr) - 1):
        for p in range(ptr[i], ptr[i + 1]):
            out[i] += (x[p] - centre[i]) * (x[p] - centre[i])
    return out


def places_in_rounds(count: list[int]) -> list[int]:
    out = []
    for r in range(len(count)):
        s = 0
        for t in range(count[r]):
            s += t * r
        out.append(s)
    return out


def offsets(rng, n, most):
    """Bounds of n segments of at most `most` places: mostly in order, often empty, sometimes in any order."""
    found = rng.integers(0, most + 1, size=n + 1)
    if rng.integers(3):
        found = np.sort(found)
    return [int(k) for k in found]


def sizes(rng):
    return int(rng.integers(0, 6)), int(rng.choice([0, 1, 2, 5, 9, 20]))


def reals(rng, n):
    return [float(v) for v in rng.choice([0.0, -0.0, 1.5, -2.25, 3.0, 1e3], size=n)]


def whole(rng, n):
    return [int(v) for v in rng.integers(-9, 10, size=n)]


def counts(rng, n):
    return [int(v) for v in rng.integers(-2, 5, size=n)]


def each_repeated(make):
    def inputs(rng):
        n, _ = sizes(rng)
        return make(rng, n), counts(rng, n)

    return inputs


def clusters(rng):
    n, most = sizes(rng)
    rows = max(most, 1)
    low = -rows if rng.integers(3) == 0 else 0
    selected = [int(v) for v in rng.integers(low, rows, size=n)]
    return selected, whole(rng, rows), counts(rng, rows)


def requests(rng):
    n, block = int(rng.integers(0, 5)), int(rng.integers(1, 4))
    table = [whole(rng, 4) for _ in range(n)]
    done = [int(v) for v in rng.integers(0, 2 * block, size=n)]
    return table, done, [int(v) for v in rng.integers(-1, 2 * block + 1, size=n)], block


def segments(*more):
    """Bounds, places and something for each segment."""

    def inputs(rng):
        n, most = sizes(rng)
        return offsets(rng, n, most), *(make(rng, k) for make, k in zip(more, (most, n), strict=False))

    return inputs


def scaled(rng):
    n, most = sizes(rng)
    return reals(rng, most), offsets(rng, n, most), reals(rng, n)


def limited(*makers):
    def inputs(rng):
        n, _ = sizes(rng)
        return *(make(rng, n) for make in makers), int(rng.integers(-4, 5))

    return inputs


def two_lists(rng):
    return whole(rng, sizes(rng)[0]), whole(rng, sizes(rng)[0])


def image(rng):
    rows, columns = int(rng.integers(0, 5)), int(rng.integers(0, 5))
    return [whole(rng, columns) for _ in range(rows)], int(rng.integers(-9, 9))


def graph(rng):
    n = int(rng.integers(0, 6))
    return ([[bool(v) for v in rng.integers(2, size=n)] for _ in range(n)],)


def centred(rng):
    n, most = sizes(rng)
    return np.array(offsets(rng, n, most)), rng.normal(size=most), rng.normal(size=n)


INPUTS = {
    "repeated": each_repeated(reals),
    "rows_of_clusters": clusters,
    "slots": requests,
    "row_of_each_place": segments(),
    "gathered_segments": scaled,
    "behind_a_first": each_repeated(whole),
    "triangle": lambda rng: (int(rng.integers(-1, 7)),),
    "with_its_negative": limited(whole),
    "one_or_the_other": limited(whole, whole),
    "padded_with_zeros": each_repeated(whole),
    "marks": lambda rng: (counts(rng, sizes(rng)[0]),),
    "pairs_in_order": two_lists,
    "places_above": image,
    "neighbours": graph,
    "above_its_limit": segments(reals, reals),
    "scaled_sums": segments(reals, reals),
    "largest_above_base": segments(whole, whole),
    "squared_distances": centred,
    "places_in_rounds": lambda rng: (counts(rng, sizes(rng)[0]),),
}
