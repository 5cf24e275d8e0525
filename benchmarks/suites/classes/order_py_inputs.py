"""Inputs of order.py."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import ascending, call, extent, floats, ints, listed, positive, spaced

INPUTS = {
    "median": call(listed(floats("N"))),
    "competition_ranks": call(listed(floats("n"))),
    "digitize": call(listed(floats("n")), listed(ascending("m"))),
    "grades": call(listed(floats("n")), listed(ascending("m"))),
    "top_k_sum": call(listed(floats("n")), extent("k", int)),
    "gini": call(positive("N")),
    "insertion_points": call(listed(ascending("m", np.int32)), listed(ints("n"))),
    "interpolated": call(listed(spaced("N + 1")), listed(floats("N + 1")), listed(floats("n"))),
}
