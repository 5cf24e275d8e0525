"""Inputs of maps.c."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, full_range, given, ints, pixels, scalar

INPUTS = {
    "apply_gain_q8": call(
        full_range("n", dtype=np.int16), extent("n", np.uint64), scalar(ints(1, low=-900, high=900))
    ),
    "ycc_to_rgb": call(pixels("n"), pixels("n"), pixels("n"), pixels("3 * n"), extent("n")),
    "hard_swish": call(floats("n", dtype=np.float32, scale=4.0), floats("n", dtype=np.float32), extent("n")),
    "gelu_tanh": call(floats("n", dtype=np.float32), extent("n")),
    "premultiply_alpha": call(pixels("4 * n"), extent("n", np.uint32)),
    "noise_gate": call(floats("n"), extent("n"), given(np.float64(1.0)), given(np.float64(0.25))),
    "blend_mode": call(pixels("n"), pixels("n"), pixels("n"), extent("n"), scalar(ints(1, low=0, high=4))),
}
