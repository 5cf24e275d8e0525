"""Inputs of selection.cpp."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, flags, floats, given, ints, listed

F = np.float32

INPUTS = {
    "positive_only": call(listed(ints("n"))),
    "find_first": call(listed(ints("n", low=0, high=5)), given(0, 3, 7)),
    "contains_negative": call(given([], [1.0], [1.0, -2.0], [0.0, 3.5, 2.0])),
    "count_until_full": call(listed(ints("n", low=0, high=6)), given(0, 7, 15, 60)),
    "nms_scores": call(listed(floats("n", dtype=F)), listed(flags("n", dtype=np.uint8)), given(0.0, 0.5)),
    "event_indices": call(listed(floats("n")), given(-1.0, 0.0), given(0.5, 2.0)),
    "common_prefix": call(listed(ints("m", low=0, high=2)), listed(ints("n", low=0, high=2))),
    "last_index_below": call(listed(floats("n")), given(-1.0, 0.0, 1.0)),
    "compact_in_place": call(listed(ints("n", low=0, high=3)), given(0, 1)),
}
RETURNS: dict[str, type[np.generic]] = {}
