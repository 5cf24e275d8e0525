"""Inputs of ragged.cpp."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, floats, given, ints, listed, pointers

F = np.float32

INPUTS = {
    "spmv": call(
        listed(pointers("m", "e")),
        listed(ints("e", low=0, high="N")),
        listed(floats("e")),
        listed(floats("N")),
    ),
    "segment_max": call(listed(floats("e", dtype=F)), listed(pointers("m", "e")), given(-1e30, 0.0)),
    "cu_seqlens": call(listed(ints("n", low=0))),
    "expand_ranges": call(listed(ints("n")), listed(ints("n", low=0, high=5))),
    "triangle_degree": call(listed(pointers("N", "e")), listed(ints("e", low=0, high="N"))),
    "diagonal": call(listed(pointers("N", "e")), listed(ints("e", low=0, high="N")), listed(floats("e"))),
}
RETURNS: dict[str, type[np.generic]] = {}
