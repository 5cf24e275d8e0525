"""Numbers of high precision with the special values of IEEE 754, for LoopIR to compute with.

A number is kept as an `mpf` of mpmath while it is finite and not zero, and otherwise as a Python float, which
has what an `mpf` lacks: signed zeros, and infinities and NaN that divide. Nothing overflows or underflows.
"""

from __future__ import annotations

import math
from typing import Any, Final, TypeAlias, final

import mpmath  # pyright: ignore[reportMissingTypeStubs]

# Sums of doubles of all magnitudes (2**-1074 to 2**1024) need 2098 bits to be exact.
ARITHMETIC_BITS: Final = 2112

Value: TypeAlias = Any  # an mpf, or a float that is zero, infinite or NaN

ARITHMETIC: Any = mpmath.mp.clone()
ARITHMETIC.prec = ARITHMETIC_BITS


@final
class Wide:
    """A number of high precision that Python's operators work on."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    @staticmethod
    def of(number: Any) -> Wide:
        """A number of Python's, or a wide one as it is; integers are exact up to the precision."""
        if isinstance(number, Wide):
            return number
        if isinstance(number, float) and not (math.isfinite(number) and number):
            return Wide(number)
        return Wide(ARITHMETIC.mpf(number) if number else 0.0)

    def __add__(self, other: Any) -> Wide:
        return add(self.value, Wide.of(other).value)

    def __radd__(self, other: Any) -> Wide:
        return add(Wide.of(other).value, self.value)

    def __sub__(self, other: Any) -> Wide:
        return add(self.value, -Wide.of(other).value)

    def __rsub__(self, other: Any) -> Wide:
        return add(Wide.of(other).value, -self.value)

    def __mul__(self, other: Any) -> Wide:
        return multiply(self.value, Wide.of(other).value)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Wide:
        return divide(self.value, Wide.of(other).value)

    def __rtruediv__(self, other: Any) -> Wide:
        return divide(Wide.of(other).value, self.value)

    def __neg__(self) -> Wide:
        return Wide(-self.value)

    def __abs__(self) -> Wide:
        return Wide(abs(self.value))

    def __bool__(self) -> bool:
        return bool(self.value != 0)

    def __int__(self) -> int:
        return int(self.value)

    def __eq__(self, other: object) -> bool:
        return bool(self.value == Wide.of(other).value)

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < Wide.of(other).value)

    def __le__(self, other: Any) -> bool:
        return bool(self.value <= Wide.of(other).value)

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > Wide.of(other).value)

    def __ge__(self, other: Any) -> bool:
        return bool(self.value >= Wide.of(other).value)

    __hash__ = None  # type: ignore[assignment]


def is_special(value: Value) -> bool:
    """Whether a value is zero, infinite or NaN."""
    return isinstance(value, float)


def signum(value: Value) -> float:
    """Plus or minus one by the sign, that of a zero too."""
    return math.copysign(1.0, value) if is_special(value) else 1.0 if value > 0 else -1.0


def add(a: Value, b: Value) -> Wide:
    """The sum; one that cancels is a positive zero."""
    if is_special(a) and is_special(b):
        return Wide(a + b)
    if is_special(a):
        return Wide(b if a == 0 else a)
    if is_special(b):
        return Wide(a if b == 0 else b)
    return Wide(a + b or 0.0)


def multiply(a: Value, b: Value) -> Wide:
    """The product."""
    if is_special(a) or is_special(b):
        return Wide(representative(a) * representative(b))
    return Wide(a * b)


def divide(a: Value, b: Value) -> Wide:
    """The quotient, by zero as IEEE 754 has it."""
    if not is_special(a) and not is_special(b):
        return Wide(a / b)
    x, y = representative(a), representative(b)
    if y != 0:
        return Wide(x / y)
    return Wide(math.nan if x == 0 or math.isnan(x) else math.inf * signum(x) * signum(y))


def representative(value: Value) -> float:
    """A float that behaves as a value does beside special ones: itself, or plus or minus one."""
    return value if is_special(value) else signum(value)
