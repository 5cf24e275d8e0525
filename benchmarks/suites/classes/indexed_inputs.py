"""Inputs of indexed.c."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from draws import call, extent, floats, ints, permutation, pixels

F = np.float32
U = np.uint32

INPUTS = {
    "gamma_lut": call(pixels("n"), pixels(256), extent("n")),
    "luma_histogram": call(pixels("3 * n"), ints(256, low=0, dtype=U), extent("n")),
    "gather_rows": call(
        floats("V * d", dtype=F),
        ints("n", low=0, high="V"),
        floats("n * d", dtype=F),
        extent("n"),
        extent("d"),
    ),
    "scatter_add_rows": call(
        floats("V * d", dtype=F),
        ints("n", low=0, high="V"),
        floats("n * d", dtype=F),
        extent("n"),
        extent("d"),
    ),
    "transpose": call(floats("m * n"), floats("m * n"), extent("m"), extent("n")),
    "inverse_permutation": call(permutation("n"), ints("n"), extent("n", U)),
    "adpcm_steps": call(pixels("n"), ints("n"), extent("n")),
    "degree_count": call(
        ints("e", low=0, high="V"), ints("e", low=0, high="V"), ints("V", low=0), extent("e")
    ),
}
