"""Inputs of calls.cpp."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, floats, given, ints, listed, positive

F = np.float32

INPUTS = {
    "call_prices": call(
        listed(positive("n", low=1.0, high=9.0)), given(4.0), given(0.03), given(0.2), given(0.5, 2.0)
    ),
    "dot_std": call(listed(floats("n")), listed(floats("n"))),
    "fade_in": call(listed(floats("n", dtype=F))),
    "ramp": call(listed(floats("n")), given(0.0, -1.0), given(1.0, 2.0)),
    "within_tolerance": call(listed(floats("n")), listed(floats("n")), given(0.1, 5.0)),
    "rmse": call(listed(floats("N")), listed(floats("N"))),
    "count_even": call(listed(ints("n"))),
    "iota_times": call(listed(floats("n", dtype=F)), given(1, -3)),
}
RETURNS: dict[str, type[np.generic]] = {}
