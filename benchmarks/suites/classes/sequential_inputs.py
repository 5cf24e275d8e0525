"""Inputs of sequential.c."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, full_range, given, ints, pixels

INPUTS = {
    "xorshift_fill": call(
        full_range("n", dtype=np.uint32), extent("n"), given(np.uint32(1), np.uint32(2463534242))
    ),
    "crc32": call(pixels("n"), extent("n")),
    "gcd_pairs": call(ints("n", low=0), ints("n", low=0), ints("n"), extent("n")),
    "mandelbrot": call(floats("n"), floats("n"), ints("n"), extent("n"), given(np.int32(8), np.int32(20))),
    "list_length": call(
        given(np.array([1, 2, -1], np.int32), np.array([-1, 0, 1], np.int32)), given(np.int32(0))
    ),
    "error_diffusion": call(pixels("n"), extent("n")),
    "dump_values": call(floats("n"), extent("n")),
}
RETURNS = {"crc32": np.uint32, "list_length": np.int32}
