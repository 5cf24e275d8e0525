"""Inputs of order.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import ascending, call, extent, floats, listed, positive

INPUTS = {
    "median": call(listed(floats("N"))),
    "competition_ranks": call(listed(floats("n"))),
    "digitize": call(listed(floats("n")), listed(ascending("m"))),
    "grades": call(listed(floats("n")), listed(ascending("m"))),
    "top_k_sum": call(listed(floats("n")), extent("k", int)),
    "gini": call(positive("N")),
}
