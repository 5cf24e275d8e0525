"""Inputs for blas.c."""

from pathlib import Path

from by_signature import makers, returns

SOURCE = Path(__file__).with_name("blas.c")
RANGES = {
    "lda": (0, 9),
    "incx": (-2, 3),
    "incy": (-2, 3),
    "scopy.incx": (0, 3),
    "scopy.incy": (0, 3),
    "trans": (77, 79),
}
INPUTS = makers(SOURCE, RANGES)
RETURNS = returns(SOURCE)
