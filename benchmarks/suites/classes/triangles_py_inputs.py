"""Inputs of triangles.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, flags, floats, given, ints, listed

INPUTS = {
    "causal_mask": call(listed(floats("N", "N"))),
    "total_energy": call(listed(floats("n")), listed(floats("n")), listed(floats("n"))),
    "symmetrize": call(floats("n", "n")),
    "count_inversions": call(listed(ints("n"))),
    "tridiagonal": call(extent("N", int), given(2.0, 1.5), given(-1.0)),
    "lower_times_vector": call(listed(floats("N", "N")), listed(floats("N"))),
    "jaccard_pairs": call(listed(flags("N", "K"))),
}
