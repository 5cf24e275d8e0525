"""Inputs of triangles.c."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, given, ints, scalar

F = np.float32

INPUTS = {
    "trmv_lower": call(extent("n"), floats("n * n"), floats("n"), floats("n")),
    "mirror_upper": call(floats("n * n"), extent("n")),
    "causal_bias": call(floats("m * n", dtype=F), extent("m"), extent("n"), given(F(-1e9))),
    "set_identity": call(floats("n * n"), extent("n", np.uint32)),
    "close_pairs": call(floats("n"), floats("n"), extent("n"), given(np.float64(0.5), np.float64(2.0))),
    "band_multiply": call(
        floats("n * n"), floats("n"), floats("n"), extent("n"), scalar(ints(1, low=0, high=4))
    ),
    "trace": call(floats("n * n"), extent("n")),
    "hilbert": call(floats("n * n"), extent("n")),
}
RETURNS = {"close_pairs": np.int32, "trace": np.float64}
