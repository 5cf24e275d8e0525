"""Inputs of rows.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, floats, given, listed, pixels

INPUTS = {
    "softmax_temperature": call(listed(floats("N")), given(0.7, 1.0, 2.0)),
    "layer_norm": call(floats("M", "N"), listed(floats("N")), listed(floats("N")), given(1e-5)),
    "pearson": call(listed(floats("N + 1")), listed(floats("N + 1"))),
    "normalize_peak": call(listed(floats("n")), given(0.9, 1.0)),
    "least_squares_line": call(listed(floats("N + 1")), listed(floats("N + 1"))),
    "contrast_stretch": call(pixels("h", "w")),
    "portfolio_sharpe": call(listed(floats("N + 1", "K")), listed(floats("K")), given(0.0, 0.01)),
}
