"""Inputs of strided.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, flags, floats, given, ints, listed, pixels

INPUTS = {
    "reverse_complement": call(listed(ints("n", low=0, high=4))),
    "interleave": call(listed(floats("n")), listed(floats("n"))),
    "flip_horizontal": call(pixels("h", "w")),
    "decimate": call(listed(floats("n")), given(1, 2, 3)),
    "checkerboard": call(extent("H", int), extent("W", int), given(255), given(0, 32)),
    "reverse_in_place": call(listed(ints("n"))),
    "unflatten": call(listed(floats("m * C + 1")), extent("C", int)),
    "haar_step": call(floats("n")),
    "backward_fill": call(listed(floats("n")), listed(flags("n"))),
}
