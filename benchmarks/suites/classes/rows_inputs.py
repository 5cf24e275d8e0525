"""Inputs of rows.cpp."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, floats, given, listed

INPUTS = {
    "softmax_inplace": call(listed(floats("N"))),
    "z_scores": call(listed(floats("N"))),
    "attention": call(listed(floats("D")), listed(floats("T", "D")), listed(floats("T", "E"))),
    "normalize_rows": call(listed(floats("m", "n"))),
    "covariance": call(listed(floats("N + 1", "D"))),
    "minmax_scale": call(listed(floats("N")), given(0.0, -1.0), given(1.0, 5.0)),
}
RETURNS: dict[str, type[np.generic]] = {}
