"""Inputs for everyday.c."""

import numpy as np


def numbers(rng, dtype, count=120):
    kind = np.dtype(dtype)
    if kind.kind == "f":
        return (np.round(rng.normal(0, 4, count) * 8) / 8).astype(kind)
    limits = np.iinfo(kind)
    low, high = (limits.min, limits.max) if limits.bits <= 16 else (max(limits.min, -40), 40)
    return rng.integers(low, high, count, endpoint=True).astype(kind)


def size(rng, dtype=np.int32, low=0, high=7):
    return dtype(rng.integers(low, high, endpoint=True))


INPUTS = {
    "saxpy": lambda rng: (
        size(rng),
        np.float32(rng.normal()),
        numbers(rng, np.float32),
        numbers(rng, np.float32),
    ),
    "asum_inc": lambda rng: (
        size(rng),
        numbers(rng, np.float64),
        size(rng, low=1, high=3),
    ),
    "gray": lambda rng: (
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        size(rng),
        size(rng),
    ),
    "threshold": lambda rng: (
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        size(rng),
        size(rng, np.uint8, 0, 255),
    ),
    "brightness": lambda rng: (
        numbers(rng, np.uint8),
        size(rng),
        size(rng, low=-99, high=99),
    ),
    "alpha_blend": lambda rng: (
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        size(rng, np.uint8, 0, 255),
        size(rng),
    ),
    "swap_rb": lambda rng: (
        numbers(rng, np.uint8),
        size(rng),
    ),
    "unpack565": lambda rng: (
        numbers(rng, np.uint16),
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        size(rng),
    ),
    "box3": lambda rng: (
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        size(rng),
        size(rng),
    ),
    "sobel_x": lambda rng: (
        numbers(rng, np.uint8),
        numbers(rng, np.int16),
        size(rng),
        size(rng),
    ),
    "apply_lut": lambda rng: (
        numbers(rng, np.uint8),
        numbers(rng, np.uint8, 256),
        size(rng, np.uint64),
    ),
    "xor_sum": lambda rng: (
        numbers(rng, np.uint8),
        size(rng, np.uint64),
    ),
    "count_spaces": lambda rng: (
        rng.integers(9, 123, 120).astype(np.int8),
        size(rng),
    ),
    "to_upper": lambda rng: (
        rng.integers(9, 123, 120).astype(np.int8),
        size(rng),
    ),
    "hex_digits": lambda rng: (
        rng.integers(9, 123, 120).astype(np.int8),
        numbers(rng, np.int32),
        size(rng),
    ),
    "to_hex": lambda rng: (
        numbers(rng, np.uint8),
        rng.integers(9, 123, 120).astype(np.int8),
        size(rng),
    ),
    "mix_audio": lambda rng: (
        numbers(rng, np.int16),
        numbers(rng, np.int16),
        numbers(rng, np.int16),
        size(rng),
    ),
    "gain_q8": lambda rng: (
        numbers(rng, np.int16),
        size(rng),
        size(rng, low=-600, high=600),
    ),
    "deinterleave": lambda rng: (
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        size(rng),
    ),
    "float_to_s16": lambda rng: (
        numbers(rng, np.float32),
        numbers(rng, np.int16),
        size(rng),
    ),
    "peak": lambda rng: (
        numbers(rng, np.float32),
        size(rng),
    ),
    "fir": lambda rng: (
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        size(rng),
        size(rng),
    ),
    "fir_q15": lambda rng: (
        numbers(rng, np.int16),
        numbers(rng, np.int16),
        numbers(rng, np.int16),
        size(rng),
        size(rng),
    ),
    "minmax": lambda rng: (
        numbers(rng, np.int32),
        size(rng),
        numbers(rng, np.int32),
        numbers(rng, np.int32),
    ),
    "stats": lambda rng: (
        numbers(rng, np.float64),
        size(rng, low=2),
        numbers(rng, np.float64),
        numbers(rng, np.float64),
    ),
    "median3": lambda rng: (
        numbers(rng, np.int32),
        size(rng),
    ),
    "moving_avg": lambda rng: (
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        size(rng),
        size(rng, low=1, high=4),
    ),
    "popcount_all": lambda rng: (
        numbers(rng, np.uint32),
        size(rng),
    ),
    "transpose": lambda rng: (
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        size(rng),
        size(rng),
    ),
    "matvec_walk": lambda rng: (
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        size(rng),
        size(rng),
    ),
    "delta_encode": lambda rng: (
        numbers(rng, np.int16),
        size(rng),
    ),
    "delta_decode": lambda rng: (
        numbers(rng, np.int16),
        size(rng),
    ),
    "yuv": lambda rng: (
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        size(rng),
    ),
    "sad": lambda rng: (
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        size(rng),
        size(rng),
        size(rng, low=7, high=9),
    ),
    "copy_rows": lambda rng: (
        numbers(rng, np.float32),
        numbers(rng, np.float32),
        size(rng),
        size(rng),
        size(rng, low=7, high=9),
    ),
    "reverse_by_pointers": lambda rng: (
        numbers(rng, np.int32),
        size(rng),
    ),
    "reverse_bytes": lambda rng: (
        numbers(rng, np.uint8),
        size(rng, np.uint64),
    ),
    "strided_sum": lambda rng: (
        numbers(rng, np.int32),
        size(rng),
        size(rng, low=1, high=4),
    ),
    "sum_to_either_bound": lambda rng: (
        numbers(rng, np.int32),
        size(rng),
        size(rng),
    ),
    "sum_by_do": lambda rng: (
        numbers(rng, np.int32),
        size(rng, np.uint32),
    ),
    "sum_of_small_excesses": lambda rng: (
        numbers(rng, np.int32),
        numbers(rng, np.int32),
        size(rng),
    ),
    "sum_of_positive": lambda rng: (
        numbers(rng, np.int32),
        size(rng),
    ),
    "differ": lambda rng: (
        numbers(rng, np.uint8),
        numbers(rng, np.uint8),
        size(rng, np.uint64),
    ),
    "products_of_neighbours": lambda rng: (
        numbers(rng, np.int32),
        size(rng, np.uint64),
    ),
    "products_unsigned": lambda rng: (
        numbers(rng, np.int32),
        size(rng, np.uint32),
    ),
    "sum_downwards": lambda rng: (
        numbers(rng, np.int32),
        size(rng, np.uint32),
    ),
    "clear_all_but_last": lambda rng: (
        numbers(rng, np.int32),
        size(rng, np.uint32),
    ),
}

RETURNS = {
    "asum_inc": np.float64,
    "xor_sum": np.uint8,
    "count_spaces": np.int32,
    "peak": np.float32,
    "median3": np.int32,
    "popcount_all": np.int32,
    "sad": np.int32,
    "strided_sum": np.int32,
    "sum_to_either_bound": np.int32,
    "sum_by_do": np.int32,
    "sum_of_small_excesses": np.int32,
    "sum_of_positive": np.int32,
    "differ": np.int32,
    "products_of_neighbours": np.int32,
    "products_unsigned": np.int32,
    "sum_downwards": np.int32,
}
