"""Inputs for signals.c."""

from pathlib import Path

import numpy as np
from by_signature import makers, returns

SOURCE = Path(__file__).with_name("signals.c")
RANGES = {
    "size": (0, 9),
    "interp_linear.x": (-0.5, 1.5),
    "shift": (0, 9),
    "bits": (0, 1),
    "lo": (-5, 0),
    "hi": (0, 5),
    "compact_nonzero.x": (-1, 1),
    "last_nonzero.x": (-1, 1),
}
ANY = makers(SOURCE, RANGES)


def searched(rng):
    """Numbers in order, how many, and what is searched."""
    x, n, key = ANY["binary_search"](rng)
    return np.sort(x), n, key


INPUTS = {**ANY, "binary_search": searched}
RETURNS = returns(SOURCE)
