"""Inputs of widths.c."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, full_range, ints, pixels

F = np.float32

INPUTS = {
    "pcm24_to_float": call(pixels("3 * n"), floats("n", dtype=F), extent("n")),
    "rgb565_unpack": call(
        full_range("n", dtype=np.uint16), pixels("n"), pixels("n"), pixels("n"), extent("n")
    ),
    "popcount32": call(full_range("n", dtype=np.uint32), ints("n"), extent("n")),
    "bits_to_bytes": call(pixels("n"), pixels("8 * n"), extent("n")),
    "quantize_rows": call(
        floats("m * n", dtype=F),
        full_range("m * n", dtype=np.int8),
        floats("m", dtype=F),
        extent("m"),
        extent("n"),
    ),
    "dot_q8": call(
        full_range("m * n", dtype=np.int8),
        full_range("n", dtype=np.int8),
        ints("m"),
        extent("m"),
        extent("n"),
    ),
    "average_u8": call(pixels("n"), pixels("n"), pixels("n"), extent("n", np.uint32)),
    "internet_checksum": call(full_range("n", dtype=np.uint16), extent("n")),
    "zigzag_encode": call(full_range("n", dtype=np.int32), ints("n", low=0, dtype=np.uint32), extent("n")),
    "unpack_nibbles": call(pixels("n"), full_range("2 * n", dtype=np.int8), extent("n")),
}
RETURNS = {"internet_checksum": np.uint16}
