"""Inputs of reductions.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, flags, floats, ints, listed, positive

INPUTS = {
    "population_variance": call(listed(floats("N"))),
    "geometric_mean": call(listed(positive("N"))),
    "is_monotonic": call(listed(floats("min(n, 4)"))),
    "max_drawdown": call(listed(positive("N"))),
    "best_match": call(floats("n")),
    "row_argmax_last": call(listed(floats("M", "N"))),
    "hamming_distance": call(listed(ints("n", low=0, high=3)), listed(ints("n", low=0, high=3))),
    "confusion_f1": call(listed(flags("n")), listed(flags("n"))),
}
