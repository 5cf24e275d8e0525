"""Inputs of order.cpp."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import ascending, call, floats, given, ints, listed, pointers

INPUTS = {
    "rank_by_counting": call(listed(floats("n"))),
    "bucketize": call(listed(floats("n")), listed(ascending("m"))),
    "lower_bounds": call(listed(ascending("m")), listed(floats("n"))),
    "trimmed_mean": call(listed(floats("N + 4")), given(0, 1, 2)),
    "second_largest": call(listed(floats("n"))),
    "quantize_to_levels": call(listed(floats("n")), listed(ascending("m"))),
    "rows_of": call(
        listed(pointers("m", "t", np.uint64)), listed(ints("n", low=0, high="t + 1", dtype=np.uint64))
    ),
}
RETURNS: dict[str, type[np.generic]] = {}
