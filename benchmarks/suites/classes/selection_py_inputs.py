"""Inputs of selection.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, flags, floats, given, ints, listed

INPUTS = {
    "keep_alive": call(listed(ints("n", low=-3, high=5)), listed(ints("n", low=0))),
    "first_above": call(floats("n"), given(0.5, 1.0, 9.0)),
    "zero_crossings": call(listed(floats("n"))),
    "take_within_budget": call(listed(ints("n", low=0, high=6)), given(0, 5, 12, 40)),
    "trim_leading_zeros": call(listed(ints("n", low=0, high=2))),
    "all_sorted": call(given([], [1], [1, 1, 3, 7], [2, 1], [0, 4, 4, 3, 9])),
    "match_prefix": call(listed(ints("n", low=0, high=2)), listed(ints("m", low=0, high=2))),
    "filtered_mean": call(listed(floats("n")), listed(flags("n"))),
    "local_peaks": call(listed(floats("n")), given(-5.0, 0.0)),
}
