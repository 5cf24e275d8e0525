"""Inputs of nests.c."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, pixels

F = np.float32

INPUTS = {
    "conv1x1_nchw": call(
        floats("b * i * p", dtype=F),
        floats("o * i", dtype=F),
        floats("o", dtype=F),
        floats("b * o * p", dtype=F),
        *(extent(e) for e in "biop"),
    ),
    "spatial_mean": call(
        floats("C * H * W", dtype=F), floats("C", dtype=F), extent("C"), extent("H"), extent("W")
    ),
    "squared_distances": call(
        floats("m * d"), floats("n * d"), floats("m * n"), extent("m"), extent("n"), extent("d")
    ),
    "batch_outer": call(
        *(extent(e) for e in "bmn"),
        floats("b * m", dtype=F),
        floats("b * n", dtype=F),
        floats("b * m * n", dtype=F),
    ),
    "hwc_to_chw": call(pixels("h * w * c"), floats("h * w * c", dtype=F), *(extent(e) for e in "hwc")),
    "trilinear_form": call(
        *(extent(e) for e in "NMP"), floats("N", "M", "P"), floats("N"), floats("M"), floats("P")
    ),
    "scale_shift_4d": call(
        floats("n * c * h * w", dtype=F),
        floats("c", dtype=F),
        floats("c", dtype=F),
        *(extent(e) for e in "nchw"),
    ),
}
RETURNS = {"trilinear_form": np.float64}
