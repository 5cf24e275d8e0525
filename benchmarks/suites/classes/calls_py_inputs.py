"""Inputs of calls.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, given, ints, listed, shares

INPUTS = {
    "logistic_predict": call(listed(floats("M", "N")), listed(floats("N")), given(0.1, -0.5)),
    "route_length": call(listed(floats("n", scale=30.0)), listed(floats("n", scale=60.0))),
    "brighten": call(listed(ints("M", "N", low=0, high=256)), given(40, -40, 0)),
    "log_loss": call(listed(ints("N", low=0, high=2)), listed(shares("N"))),
    "cosine_similarity": call(listed(floats("n")), listed(floats("n"))),
    "resample_linear": call(listed(floats("N + 1")), extent("M", int)),
    "any_overlap": call(listed(ints("n")), listed(ints("n")), given(0), given(3, 5)),
    "transpose": call(listed(floats("M", "N"))),
}
