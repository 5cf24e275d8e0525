"""Inputs of reductions.cpp."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, flags, floats, full_range, given, ints, listed

F = np.float32
palette = listed(ints("n", low=0, high=256))
channel = given(0, 100, 255)

INPUTS = {
    "mean_absolute_deviation": call(listed(floats("n"))),
    "peak_level": call(listed(floats("n", dtype=F))),
    "nearest_color": call(palette, palette, palette, channel, channel, channel),
    "all_finite": call(given([], [1.0], [1.0, np.inf, 2.0], [0.0, np.nan], [3.0, -2.0, 1e300])),
    "count_outliers": call(listed(floats("n")), given(0.0, 0.5), given(0.2, 1.0)),
    "frobenius_norm": call(listed(floats("m", "n"))),
    "xor_checksum": call(listed(full_range("n", dtype=np.uint32))),
    "argmin_latency": call(listed(floats("n")), listed(flags("n"))),
}
RETURNS: dict[str, type[np.generic]] = {}
