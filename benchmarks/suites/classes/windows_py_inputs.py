"""Inputs of windows.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, listed, one, shares

INPUTS = {
    "fir_filter": call(listed(floats("n")), listed(floats("k"))),
    "box_blur3": call(floats("h", "w")),
    "sobel_magnitude": call(floats("h", "w")),
    "rolling_max": call(listed(floats("N + 3")), extent("min(K, N)", int)),
    "moving_average": call(listed(floats("n")), extent("K", int)),
    "conv2d_valid": call(listed(floats("H + 2", "W + 2")), listed(floats("min(H, 3)", "min(W, 3)"))),
    "heat_step": call(floats("n"), one(shares(1))),
    "max_pool2x2": call(floats("h", "w")),
}
