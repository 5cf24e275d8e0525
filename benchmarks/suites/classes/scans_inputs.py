"""Inputs of scans.cpp."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, floats, given, ints, listed, pixels

F = np.float32

INPUTS = {
    "prefix_sums": call(listed(ints("n"))),
    "running_max": call(listed(ints("n"))),
    "one_pole_lowpass": call(listed(floats("n", dtype=F)), given(0.25, 0.5), given(0.0, 1.0)),
    "discounted_returns": call(listed(floats("n")), given(0.9, 0.5)),
    "djb2": call(listed(pixels("n"))),
    "delta_decode": call(listed(ints("n"))),
    "exclusive_scan": call(listed(ints("n", low=0))),
    "max_subarray": call(listed(ints("N"))),
}
RETURNS: dict[str, type[np.generic]] = {}
