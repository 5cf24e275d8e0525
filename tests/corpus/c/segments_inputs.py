"""Inputs of segments.c: segments that are empty, overlap or descend, columns that repeat, spare elements."""

import numpy as np


def offsets(rng, n, most, dtype=np.int32):
    found = rng.integers(0, most + 1, size=n + 1)
    if rng.integers(3):
        found = np.sort(found)
    if n and rng.integers(2):
        found[0], found[-1] = 0, most
    return found.astype(dtype)


def sizes(rng):
    return int(rng.integers(0, 6)), int(rng.choice([0, 1, 2, 5, 9, 30]))


def reals(rng, n, dtype=np.float64):
    return rng.normal(size=n + int(rng.integers(0, 3))).astype(dtype)


def whole(rng, n, dtype=np.int32, low=-9):
    return rng.integers(max(low, 0) if np.issubdtype(dtype, np.unsignedinteger) else low, 10, size=n).astype(
        dtype
    )


def ints(*values):
    return tuple(np.int32(v) for v in values)


def csr(rng, dtype=np.float64):
    n, most = sizes(rng)
    width = int(rng.integers(1, 5))
    return (
        n,
        width,
        offsets(rng, n, most),
        rng.integers(0, width, size=most).astype(np.int32),
        reals(rng, most, dtype),
    )


def spmv(rng):
    n, width, ptr, col, val = csr(rng)
    return np.int32(n), ptr, col, val, reals(rng, width), reals(rng, n)


def spmv_accumulate(rng):
    n, width, ptr, col, val = csr(rng, np.float32)
    return (
        np.int32(n),
        ptr,
        col,
        val,
        reals(rng, width, np.float32),
        reals(rng, n, np.float32),
        np.float32(0.5),
    )


def spmm(rng):
    n, width, ptr, col, val = csr(rng)
    k = int(rng.integers(0, 4))
    return *ints(n, k), ptr, col, val, reals(rng, width * k), reals(rng, n * k)


def bag(rng):
    n, width, ptr, col, _ = csr(rng)
    dim = int(rng.integers(0, 4))
    return *ints(n, dim), ptr, col, reals(rng, width * dim, np.float32), reals(rng, n * dim, np.float32)


def residual(rng):
    n, width, ptr, col, val = csr(rng)
    return np.int32(n), ptr, col, val, reals(rng, width), reals(rng, n), reals(rng, n)


def off_diagonal(rng):
    n, _, ptr, col, val = csr(rng)
    return np.int32(n), ptr, col, val, reals(rng, n)


def two_bounds(rng):
    n, most = sizes(rng)
    start, stop = (rng.integers(0, most + 1, size=n).astype(np.uint32) for _ in range(2))
    return np.uint64(n), start, stop, reals(rng, most, np.float32), reals(rng, n, np.float32)


def from_first(rng):
    n, most = sizes(rng)
    ptr = np.minimum(offsets(rng, n, most + 1), most)
    return np.int32(n), ptr, whole(rng, most + 1), whole(rng, n)


def edges(rng):
    n, most = sizes(rng)
    return np.int32(n), offsets(rng, n, most, np.uint64), whole(rng, most), np.int32(rng.integers(-5, 6))


def degrees(rng):
    n, most = sizes(rng)
    return np.int32(n), offsets(rng, n, most, np.int64) - 7, whole(rng, n, np.int64)


def bit_sets(rng):
    n, most = sizes(rng)
    start = rng.integers(0, most + 1, size=n).astype(np.int32)
    length = np.array([rng.integers(-2, most - s + 1) for s in start], np.int32)
    flags = (1 << rng.integers(0, 32, size=most)).astype(np.uint32)
    return np.int32(n), start, length, flags, whole(rng, n, np.uint32)


def bytes_of_segments(rng):
    n, most = sizes(rng)
    return (
        np.int32(n),
        offsets(rng, n, most),
        rng.integers(0, 256, size=most).astype(np.uint8),
        whole(rng, n, np.uint32),
    )


def ragged(rng):
    rows, lda = int(rng.integers(0, 5)), int(rng.integers(0, 5))
    return (
        *ints(rows, lda),
        rng.integers(-1, lda + 1, size=rows).astype(np.int32),
        reals(rng, rows * lda),
        reals(rng, rows),
    )


def segment_of(rng):
    n, most = sizes(rng)
    n = max(n, 1)
    return reals(rng, most), offsets(rng, n, most), np.int32(rng.integers(0, n))


def moving(rng):
    n, most = sizes(rng)
    return np.int32(n), offsets(rng, n, most), reals(rng, most), reals(rng, n)


def two_levels(rng):
    n, most = sizes(rng)
    parts = int(rng.integers(0, 5))
    return (
        np.int32(n),
        offsets(rng, n, parts),
        offsets(rng, parts, most),
        whole(rng, most, np.int64),
        whole(rng, n, np.int64),
    )


INPUTS = {
    "csr_spmv": spmv,
    "csr_spmv_accumulate": spmv_accumulate,
    "csr_spmm": spmm,
    "segment_max": two_bounds,
    "segment_min_from_the_first": from_first,
    "edges_above": edges,
    "degrees": degrees,
    "bit_sets": bit_sets,
    "hash_products": bytes_of_segments,
    "ragged_rows": ragged,
    "bag_of_words": bag,
    "segment_of": segment_of,
    "residual": residual,
    "off_diagonal": off_diagonal,
    "moving_bound": moving,
    "segments_of_segments": two_levels,
}
RETURNS = {"edges_above": np.int32, "segment_of": np.float64}
