"""Inputs of windows.c."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, ints, pixels, scalar

F = np.float32

INPUTS = {
    "fir_decimate": call(
        floats("n * F + k", dtype=F),
        floats("k", dtype=F),
        floats("n", dtype=F),
        extent("n"),
        extent("k"),
        extent("F"),
    ),
    "box_blur_u8": call(pixels("h * w"), pixels("h * w"), extent("w"), extent("h")),
    "sobel_abs": call(pixels("h * w"), pixels("h * w"), extent("w"), extent("h")),
    "laplace5": call(floats("m * n"), floats("m * n"), extent("m"), extent("n")),
    "autocorrelation": call(floats("N"), floats("min(k, N)"), extent("N"), extent("min(k, N)")),
    "dilate_row": call(pixels("n"), pixels("n"), extent("n"), scalar(ints(1, low=0, high=4))),
    "smooth_periodic": call(floats("n"), floats("n"), extent("n")),
    "unfold_patches": call(
        floats("c * (h + k) * (w + k)", dtype=F),
        extent("c"),
        extent("h + k"),
        extent("w + k"),
        extent("k"),
        extent("h + 1"),
        extent("w + 1"),
        floats("c * k * k * (h + 1) * (w + 1)", dtype=F),
    ),
    "template_match": call(ints("n"), extent("n"), ints("min(k, n)"), extent("min(k, n)")),
}
RETURNS = {"template_match": np.int32}
