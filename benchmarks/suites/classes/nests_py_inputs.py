"""Inputs of nests.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, floats, given, listed, positive

INPUTS = {
    "global_average_pool": call(floats("B", "C", "H", "W")),
    "batched_matmul": call(floats("b", "m", "k"), floats("b", "k", "n")),
    "pairwise_distances": call(listed(floats("M", "D")), listed(floats("N", "D"))),
    "mode_product": call(floats("i", "j", "k"), floats("r", "j")),
    "attention_scores": call(listed(floats("H", "M", "D")), listed(floats("H", "N", "D")), given(0.5, 0.125)),
    "channel_mean_std": call(floats("h", "w", "C"), listed(floats("C")), listed(positive("C"))),
}
