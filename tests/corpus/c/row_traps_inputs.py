"""Inputs of row_traps.c: sizes and distances from 0 to 4, in buffers that hold them all."""

import numpy as np


def floats(rng, n):
    return rng.integers(-8, 9, n).astype(np.float32)


def sizes(rng, n):
    return tuple(np.int32(rng.integers(0, 5)) for _ in range(n))


def mn_ld(rng):
    m, n, lda = sizes(rng, 3)
    return floats(rng, 40), m, n, lda


def n_ld(rng):
    n, lda = sizes(rng, 2)
    return floats(rng, 40), n, lda


def bytes_ld(rng):
    m, lda = sizes(rng, 2)
    return rng.integers(0, 256, 40).astype(np.uint8), m, lda


def wrong_stride(rng):
    m, n = sizes(rng, 2)
    return floats(rng, 30), floats(rng, 30), m, n


def growing(rng):
    m, n = sizes(rng, 2)
    return floats(rng, 30), m, n


def wrapping(rng):
    return rng.integers(0, 256, 40).astype(np.uint8), *(np.uint32(v) for v in rng.integers(0, 5, 3))


INPUTS = {
    n: mn_ld
    for n in (
        "behind",
        "ahead",
        "shift_left",
        "shift_right",
        "bottom_up",
        "right_to_left",
        "every_other",
        "twice",
        "row_sums_in_place",
        "bound_changes",
        "stride_changes",
    )
} | {
    "transpose_in_place": n_ld,
    "triangle_rows": n_ld,
    "two_columns": bytes_ld,
    "two_columns_swapped": bytes_ld,
    "wrong_stride": wrong_stride,
    "growing": growing,
    "wrapping": wrapping,
}
