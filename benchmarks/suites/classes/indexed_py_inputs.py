"""Inputs of indexed.py."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, ints, listed, permutation, pixels

INPUTS = {
    "embedding_lookup": call(floats("V", "d"), listed(ints("n", low=0, high="V"))),
    "histogram256": call(pixels("h", "w")),
    "apply_permutation": call(listed(floats("n")), listed(permutation("n"))),
    "confusion_matrix": call(
        listed(ints("n", low=0, high="K")), listed(ints("n", low=0, high="K")), extent("K", int)
    ),
    "cluster_centroids": call(
        listed(floats("N", "D")), listed(ints("N", low=0, high="K")), extent("K", int), extent("D", int)
    ),
    "palette_to_rgb": call(ints("h", "w", low=0, high="P", dtype=np.uint8), pixels("P", 3)),
    "codon_histogram": call(listed(ints("n", low=0, high=4))),
    "last_seen": call(listed(ints("n", low=0, high="U")), listed(ints("n", low=0)), extent("U", int)),
    "one_hot": call(listed(ints("N", low=0, high="K")), extent("K", int)),
}
