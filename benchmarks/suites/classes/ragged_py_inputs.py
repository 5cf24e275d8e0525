"""Inputs of ragged.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, floats, given, ints, listed, pointers, positive

INPUTS = {
    "csr_matvec": call(pointers("m", "e"), ints("e if m else 0", low=0, high="N"), floats("e"), floats("N")),
    "bag_means": call(listed(floats("e")), listed(pointers("m", "e"))),
    "segment_ids": call(listed(ints("n", low=0, high=5))),
    "run_length_decode": call(listed(ints("n")), listed(ints("n", low=0, high=5))),
    "neighbor_max": call(listed(pointers("N", "e")), listed(ints("e", low=0, high="N")), listed(floats("N"))),
    "page_rank_step": call(
        listed(ints("e", low=0, high="N")),
        listed(ints("e", low=0, high="N")),
        listed(positive("N")),
        listed(ints("N", low=1, high=5)),
        given(0.85),
    ),
    "positions_in_segment": call(listed(ints("n", low=0, high=4)), listed(ints("n", low=2, high=9))),
}
