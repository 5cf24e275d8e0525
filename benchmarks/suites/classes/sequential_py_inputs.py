"""Inputs of sequential.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, given, ints, listed, one, positive, shares

INPUTS = {
    "collatz_lengths": call(listed(ints("n", low=1, high=30))),
    "logistic_map": call(one(shares(1)), given(3.7, 2.5), extent("n", int)),
    "newton_sqrt": call(listed(positive("n"))),
    "log_progress": call(listed(floats("n"))),
    "factorials": call(listed(ints("n", low=0, high=12))),
    "linear_congruential": call(given(1, 42), extent("n", int)),
}
