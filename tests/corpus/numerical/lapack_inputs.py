"""Inputs for lapack.c."""

from pathlib import Path

from by_signature import makers, returns

SOURCE = Path(__file__).with_name("lapack.c")
RANGES = {
    "lda": (0, 9),
    "ldb": (0, 9),
    "ldc": (0, 9),
    "ldin": (0, 9),
    "ldout": (0, 9),
    "uplo": (76, 86),
    "ipiv": (0, 6),
    "k1": (0, 3),
}
INPUTS = makers(SOURCE, RANGES)
RETURNS = returns(SOURCE)
