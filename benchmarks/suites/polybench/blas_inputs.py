"""Inputs of blas.c: matrices that are not square where they need not be, outputs that are not zero."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from tables import Arguments, Generator, kernel

INPUTS: dict[str, Callable[[Generator], Arguments]] = {
    "gemm": kernel("i j k : #i #j #k . . ij ik kj"),
    "gemver": kernel("n : #n . . nn n n n n n n n n"),
    "gesummv": kernel("n : #n . . nn nn n n n"),
    "symm": kernel("m n : #m #n . . mn mm mn"),
    "syr2k": kernel("n m : #n #m . . nn nm nm"),
    "syrk": kernel("n m : #n #m . . nn nm"),
    "trmm": kernel("m n : #m #n . mm mn"),
}
