"""Loops over segments: rows whose bounds are elements of arrays, empty, overlapping and in any order."""

import math

import numpy as np
import numpy.typing as npt


def segment_sums(x: list[float], ptr: list[int]) -> list[float]:
    out = []
    for i in range(len(ptr) - 1):
        s = 0.0
        for p in range(ptr[i], ptr[i + 1]):
            s += x[p]
        out.append(s)
    return out


def csr_matvec(n: int, ptr: list[int], col: list[int], val: list[float], x: list[float]) -> list[float]:
    out = [0.0] * n
    for i in range(n):
        for p in range(ptr[i], ptr[i + 1]):
            out[i] += val[p] * x[col[p]]
    return out


def csr_matmat(
    ptr: npt.NDArray[np.int64],
    col: npt.NDArray[np.int64],
    val: npt.NDArray[np.float64],
    dense: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    out = np.zeros((len(ptr) - 1, dense.shape[1]))
    for i in range(len(ptr) - 1):
        for p in range(ptr[i], ptr[i + 1]):
            for j in range(dense.shape[1]):
                out[i, j] += val[p] * dense[col[p], j]
    return out


def segment_maxima(x: list[float], ptr: list[int], low: float) -> list[float]:
    out = []
    for i in range(len(ptr) - 1):
        m = low
        for p in range(ptr[i], ptr[i + 1]):
            if x[p] > m:
                m = x[p]
        out.append(m)
    return out


def segment_minima_from_the_first(x: list[int], start: list[int], stop: list[int]) -> list[int]:
    out = []
    for i in range(len(start)):
        m = x[start[i]]
        for p in range(start[i] + 1, stop[i]):
            m = min(m, x[p])
        out.append(m)
    return out


def counts_above(x: list[int], start: list[int], size: list[int], limit: int) -> list[int]:
    out = [0] * len(start)
    for i in range(len(start)):
        for p in range(start[i], start[i] + size[i]):
            if x[p] > limit:
                out[i] += 1
    return out


def lengths(ptr: list[int]) -> list[int]:
    out = []
    for i in range(len(ptr) - 1):
        c = 0
        for _ in range(ptr[i], ptr[i + 1]):
            c += 1
        out.append(c)
    return out


def products(x: npt.NDArray[np.float32], ptr: npt.NDArray[np.int32], out: npt.NDArray[np.float32]) -> None:
    for i in range(len(out)):
        p = np.float32(1.0)
        for k in range(ptr[i], ptr[i + 1]):
            p *= x[k]
        out[i] = p


def weighted_sums(x: list[float], w: list[float], ptr: list[int], bias: list[float]) -> list[float]:
    out = []
    for i in range(len(ptr) - 1):
        s = bias[i]
        for p in range(ptr[i], ptr[i + 1]):
            s += x[p] * w[p]
        out.append(s)
    return out


def padded_row_sums(a: npt.NDArray[np.float64], lens: list[int]) -> npt.NDArray[np.float64]:
    out = np.zeros(len(lens))
    for i in range(len(lens)):
        for j in range(lens[i]):
            out[i] += a[i, j]
    return out


def padded_row_maxima(a: list[list[int]], lens: list[int]) -> list[int]:
    out = []
    for i in range(len(lens)):
        m = 0
        for j in range(lens[i]):
            m = max(m, a[i][j])
        out.append(m)
    return out


def flat_row_sums(a: list[int], width: int, lens: list[int]) -> list[int]:
    out = []
    for i in range(len(lens)):
        s = 0
        for j in range(lens[i]):
            s += a[i * width + j]
        out.append(s)
    return out


def rows_from_starts(x: list[float], start: list[int], lens: list[int]) -> list[float]:
    out = []
    for i in range(len(start)):
        s = 0.0
        for j in range(lens[i]):
            s += x[start[i] + j]
        out.append(s)
    return out


def softmax_denominators(x: list[float], ptr: list[int]) -> list[float]:
    out = []
    for i in range(len(ptr) - 1):
        s = 0.0
        for p in range(ptr[i], ptr[i + 1]):
            s += math.exp(x[p])
        out.append(s)
    return out


def one_segment(x: list[float], ptr: list[int], row: int) -> float:
    s = 0.0
    for p in range(ptr[row], ptr[row + 1]):
        s += x[p]
    return s


def any_in_segment(flags: list[bool], ptr: list[int]) -> list[bool]:
    out = []
    for i in range(len(ptr) - 1):
        found = False
        for p in range(ptr[i], ptr[i + 1]):
            if flags[p]:
                found = True
        out.append(found)
    return out


def neighbours_that_differ(ptr: list[int], col: list[int], colour: list[int]) -> list[int]:
    out = []
    for i in range(len(ptr) - 1):
        c = 0
        for p in range(ptr[i], ptr[i + 1]):
            if colour[col[p]] != colour[i]:
                c += 1
        out.append(c)
    return out


def total_of_chosen_rows(x: list[float], ptr: list[int], chosen: list[bool]) -> list[float]:
    out = []
    for i in range(len(chosen)):
        s = 0.0
        if chosen[i]:
            for p in range(ptr[i], ptr[i + 1]):
                s += x[p]
        out.append(s)
    return out


def spmm_outer(
    ptr: list[int], col: list[int], val: list[float], dense: list[list[float]], width: int
) -> list[list[float]]:
    out = []
    for i in range(len(ptr) - 1):
        row = []
        for j in range(width):
            s = 0.0
            for p in range(ptr[i], ptr[i + 1]):
                s += val[p] * dense[col[p]][j]
            row.append(s)
        out.append(row)
    return out


def means(x: list[float], ptr: list[int]) -> list[float]:
    out = []
    for i in range(len(ptr) - 1):
        s = 0.0
        c = 0
        for p in range(ptr[i], ptr[i + 1]):
            s += x[p]
            c += 1
        out.append(s / c if c > 0 else 0.0)
    return out


def segments_of_segments(x: list[int], inner: list[int], outer: list[int]) -> list[int]:
    out = []
    for i in range(len(outer) - 1):
        s = 0
        for p in range(outer[i], outer[i + 1]):
            for q in range(inner[p], inner[p + 1]):
                s += x[q]
        out.append(s)
    return out


def every_second(x: list[int], ptr: list[int]) -> list[int]:
    out = []
    for i in range(len(ptr) - 1):
        s = 0
        for p in range(ptr[i], ptr[i + 1], 2):
            s += x[p]
        out.append(s)
    return out


def first_negative(x: list[int], ptr: list[int]) -> list[int]:
    out = []
    for i in range(len(ptr) - 1):
        where = ptr[i + 1]
        for p in range(ptr[i], ptr[i + 1]):
            if x[p] < 0:
                where = p
                break
        out.append(where)
    return out


def expand(ptr: list[int], x: list[float], out: list[float]) -> None:
    for i in range(len(ptr) - 1):
        for p in range(ptr[i], ptr[i + 1]):
            out[p] = x[i]


def offsets(rng, n, most, ordered=None):
    """Bounds of n segments of at most `most` places: mostly in order, often empty, sometimes in any order."""
    found = rng.integers(0, most + 1, size=n + 1)
    if ordered is None:
        ordered = rng.integers(3) > 0
    if ordered:
        found = np.sort(found)
    if ordered and n and rng.integers(2):
        found[0], found[-1] = 0, most
    return [int(k) for k in found]


def reals(rng, n):
    return [float(v) for v in rng.normal(size=n)]


def whole(rng, n, low=-9, high=10):
    return [int(v) for v in rng.integers(low, high, size=n)]


def sizes(rng):
    return int(rng.integers(0, 6)), int(rng.choice([0, 1, 2, 5, 9, 30]))


def plain(maker, *more):
    def inputs(rng):
        n, most = sizes(rng)
        return (maker(rng, most), offsets(rng, n, most), *(m(rng, n, most) for m in more))

    return inputs


def starts_and_stops(rng, n, most):
    start = [int(k) for k in rng.integers(0, max(most, 1), size=n)]
    stop = [int(rng.integers(max(s - 2, 0), most + 1)) for s in start]
    return start, stop


def csr(rng):
    n, most = sizes(rng)
    width = int(rng.integers(1, 5))
    return offsets(rng, n, most), whole(rng, most, 0, width), reals(rng, most), width


def csr_vector(rng):
    ptr, col, val, width = csr(rng)
    if rng.integers(2):
        col = [c - width if rng.integers(4) == 0 else c for c in col]
    return len(ptr) - 1, ptr, col, val, reals(rng, width)


def csr_matrix(rng):
    ptr, col, val, width = csr(rng)
    dense = rng.normal(size=(width, int(rng.integers(1, 4))))
    return np.array(ptr), np.array(col, np.int64), np.array(val, np.float64), dense


def csr_lists(rng):
    ptr, col, val, width = csr(rng)
    columns = int(rng.integers(1, 4))
    return ptr, col, val, [reals(rng, columns) for _ in range(width)], columns


def from_first(rng):
    n, most = sizes(rng)
    most = max(most, 1)
    start, stop = starts_and_stops(rng, n, most)
    return whole(rng, most), start, stop


def with_sizes(rng):
    n, most = sizes(rng)
    start, stop = starts_and_stops(rng, n, most)
    return (
        whole(rng, most),
        start,
        [b - a for a, b in zip(start, stop, strict=True)],
        int(rng.integers(-5, 6)),
    )


def row_starts(rng):
    n, most = sizes(rng)
    start, stop = starts_and_stops(rng, n, most)
    return reals(rng, most), start, [b - a for a, b in zip(start, stop, strict=True)]


def padded(rng):
    rows, columns = int(rng.integers(0, 5)), int(rng.integers(0, 5))
    return rng.normal(size=(rows, columns)), [int(k) for k in rng.integers(-1, columns + 1, size=rows)]


def padded_lists(rng):
    a, lens = padded(rng)
    return [whole(rng, a.shape[1]) for _ in lens], lens


def flat_rows(rng):
    rows, columns = int(rng.integers(0, 5)), int(rng.integers(0, 5))
    return whole(rng, rows * columns), columns, [int(k) for k in rng.integers(-1, columns + 1, size=rows)]


def chosen_rows(rng):
    n, most = sizes(rng)
    return reals(rng, most), offsets(rng, n, most), [bool(rng.integers(2)) for _ in range(n)]


def graph(rng):
    n, most = sizes(rng)
    n = max(n, 1)
    return offsets(rng, n, most), whole(rng, most, 0, n), whole(rng, n, 0, 3)


def narrow(rng):
    n, most = sizes(rng)
    x = rng.normal(size=most).astype(np.float32)
    return x, np.array(offsets(rng, n, most), np.int32), np.zeros(n, np.float32)


def two_levels(rng):
    n, most = sizes(rng)
    parts = int(rng.integers(0, 5))
    return whole(rng, most), offsets(rng, parts, most), offsets(rng, n, parts)


def spread(rng):
    n, most = sizes(rng)
    return offsets(rng, n, most), reals(rng, n), reals(rng, most)


def one_row(rng):
    n, most = sizes(rng)
    n = max(n, 1)
    return reals(rng, most), offsets(rng, n, most), int(rng.integers(0, n))


INPUTS = {
    "segment_sums": plain(reals),
    "csr_matvec": csr_vector,
    "csr_matmat": csr_matrix,
    "segment_maxima": plain(reals, lambda rng, n, most: float(rng.normal())),
    "segment_minima_from_the_first": from_first,
    "counts_above": with_sizes,
    "lengths": lambda rng: (offsets(rng, *sizes(rng)),),
    "products": narrow,
    "weighted_sums": lambda rng: (
        lambda n, m: (reals(rng, m), reals(rng, m), offsets(rng, n, m), reals(rng, n))
    )(*sizes(rng)),
    "padded_row_sums": padded,
    "padded_row_maxima": padded_lists,
    "flat_row_sums": flat_rows,
    "rows_from_starts": row_starts,
    "softmax_denominators": plain(reals),
    "one_segment": one_row,
    "any_in_segment": plain(lambda rng, n: [bool(v) for v in rng.integers(2, size=n)]),
    "neighbours_that_differ": graph,
    "total_of_chosen_rows": chosen_rows,
    "spmm_outer": csr_lists,
    "means": plain(reals),
    "segments_of_segments": two_levels,
    "every_second": plain(whole),
    "first_negative": plain(whole),
    "expand": spread,
}
