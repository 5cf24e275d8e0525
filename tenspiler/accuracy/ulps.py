"""How far apart floats are, in units in the last place: the number of steps from one to the other.

The distance to a number of high precision counts fractions of a step where there are at most two of them.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Final, final

from tensir.dtypes import DType
from tenspiler.accuracy.wide import ARITHMETIC, Value, is_special

_FRACTIONS_UP_TO: Final = 2


@final
@dataclass(frozen=True, slots=True)
class _Format:
    """A binary format of IEEE 754: its precision in bits, its exponents, and how its bits are read."""

    precision: int
    lowest: int
    highest: int
    packing: tuple[str, str]


_FORMATS: Final = {32: _Format(24, -126, 127, ("<f", "<i")), 64: _Format(53, -1022, 1023, ("<d", "<q"))}


def distance(a: float, b: float, dtype: DType) -> int:
    """Steps between two finite floats of a dtype; none between the two zeros."""
    return abs(_place(a, dtype) - _place(b, dtype))


def distance_to(exact: Value, found: float, dtype: DType) -> float | None:
    """Steps between a float and a number of high precision; None unless the format holds both as finite."""
    nearest = rounded(exact, dtype)
    if not (math.isfinite(nearest) and math.isfinite(found)):
        return None
    steps = distance(nearest, found, dtype)
    if steps > _FRACTIONS_UP_TO or is_special(exact):
        return float(steps)
    return float(abs(ARITHMETIC.ldexp(ARITHMETIC.mpf(found) - exact, -_last_place(exact, dtype))))


def rounded(exact: Value, dtype: DType) -> float:
    """The float of a dtype that is nearest to a number of high precision, ties to even."""
    if is_special(exact):
        return exact
    place = _last_place(exact, dtype)
    whole = int(ARITHMETIC.nint(ARITHMETIC.ldexp(exact, -place)))
    if abs(whole).bit_length() + place > _FORMATS[dtype.bits].highest + 1:
        return math.copysign(math.inf, whole)
    return math.ldexp(float(whole), place)


def _last_place(exact: Value, dtype: DType) -> int:
    """The exponent of the last place of a format beside a number."""
    form = _FORMATS[dtype.bits]
    return max(int(ARITHMETIC.mag(exact)) - 1, form.lowest) - (form.precision - 1)


def _place(x: float, dtype: DType) -> int:
    """The position of a float in the order of all of its format."""
    as_float, as_integer = _FORMATS[dtype.bits].packing
    (bits,) = struct.unpack(as_integer, struct.pack(as_float, x))
    return bits if bits >= 0 else -(bits + (1 << (dtype.bits - 1)))
