"""Inputs of makespeare.c: vectors of ints."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from buffers import Arguments, Generator, integers, over

INPUTS: dict[str, Callable[[Generator], Arguments]] = {"sum_of_squares": over(integers, "array", "n")}
RETURNS: dict[str, type[np.generic]] = {"sum_of_squares": np.int32}
