"""Inputs of kernels.c: matrices that are not square where they need not be, temporaries that are not zero."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from tables import Arguments, Generator, kernel

INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "mm2": kernel("i j k l : #i #j #k #l . . ij ik kj jl il"),
    "mm3": kernel("i j k l m : #i #j #k #l #m ij ik kj jl jm ml il"),
    "atax": kernel("m n : #m #n mn n n m"),
    "bicg": kernel("m n : #m #n nm m n m n"),
    "doitgen": kernel("r q p : #r #q #p rqp pp p"),
    "mvt": kernel("n : #n n n n n nn"),
}
