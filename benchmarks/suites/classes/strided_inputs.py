"""Inputs of strided.c."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, full_range, ints, pixels

F = np.float32

INPUTS = {
    "deinterleave_stereo": call(
        full_range("2 * n", dtype=np.int16),
        floats("n", dtype=F),
        floats("n", dtype=F),
        extent("n", np.uint64),
    ),
    "interleave_planes": call(pixels("n"), pixels("n"), pixels("n"), pixels("3 * n"), extent("n")),
    "flip_vertical": call(full_range("h * w", dtype=np.uint32), extent("w"), extent("h")),
    "downsample2x": call(pixels("4 * h * w"), pixels("h * w"), extent("w"), extent("h")),
    "reverse_copy": call(floats("n"), floats("n"), extent("n")),
    "upsample_nearest": call(
        floats("h * w", dtype=F),
        floats("h * w * min(S, 3) ** 2", dtype=F),
        extent("h"),
        extent("w"),
        extent("min(S, 3)"),
    ),
    "even_odd_split": call(ints("n"), ints("n // 2"), ints("n // 2"), extent("n")),
    "column_major": call(floats("m * n", dtype=F), floats("m * n", dtype=F), extent("m"), extent("n")),
    "swap_endian": call(pixels("4 * n"), extent("n", np.uint32)),
}
