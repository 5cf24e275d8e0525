"""Inputs of mathfu.c: vectors and flat matrices of floats, zeros among the divisors."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from buffers import Arguments, Generator, floats, on_matrices, over

INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "diveq": over(floats, "array", "array", "n"),
    "diveq_sca": over(floats, "array", "number", "n"),
    "len": over(floats, "array", "n"),
    "len_sq": over(floats, "array", "n"),
    "lerp": over(floats, "array", "array", "number", "array", "n"),
    "matmul_sca": on_matrices(floats, "matrix", "number", "matrix", "m", "n"),
    "muleq": over(floats, "array", "array", "n"),
    "muleq_sca": over(floats, "array", "number", "n"),
    "pluseq": over(floats, "array", "array", "n"),
    "subeq": over(floats, "array", "array", "n"),
    "subeq_sca": over(floats, "array", "number", "n"),
    "negate": over(floats, "array", "n"),
}
RETURNS: dict[str, type[np.generic]] = {name: np.float32 for name in ("len", "len_sq")}
