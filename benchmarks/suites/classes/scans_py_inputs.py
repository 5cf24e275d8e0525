"""Inputs of scans.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, floats, given, ints, listed, positive

INPUTS = {
    "running_total": call(listed(ints("n"))),
    "exclusive_offsets": call(listed(ints("n", low=0))),
    "ema": call(listed(positive("N")), given(1, 3, 9)),
    "cumulative_returns": call(floats("n", scale=0.2)),
    "integral_image": call(listed(ints("H", "W", low=0))),
    "on_balance_volume": call(listed(floats("N")), listed(ints("N", low=0))),
    "high_water_mark": call(floats("n")),
    "reservoir_levels": call(
        listed(positive("n")), listed(positive("n")), given(0.0, 1.0), given(1.0, 2.0, 5.0)
    ),
    "best_stretch": call(listed(ints("N"))),
}
