"""Inputs of blas.c: vectors and flat matrices of floats, some longer than what is used."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from buffers import Arguments, Generator, floats, on_matrices, over

INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "dot": over(floats, "n", "array", "array"),
    "gemv": on_matrices(floats, "m", "n", "matrix", "row", "column"),
    "ger": on_matrices(floats, "m", "n", "matrix", "column", "row"),
}
RETURNS: dict[str, type[np.generic]] = {"dot": np.float32}
