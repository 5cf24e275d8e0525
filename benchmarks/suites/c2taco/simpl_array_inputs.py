"""Inputs of simpl_array.c: vectors of ints."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from buffers import Arguments, Generator, integers, over

INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "array_inc": over(integers, "array", "n"),
    "array_sum": over(integers, "array", "n"),
    "cube_in_place": over(integers, "array", "n"),
    "fourth_in_place": over(integers, "array", "n"),
    "sum_elts": over(integers, "array", "n"),
}
RETURNS: dict[str, type[np.generic]] = {name: np.int32 for name in ("array_sum", "sum_elts")}
