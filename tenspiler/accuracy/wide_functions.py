"""The operators of LoopIR that Python has no sign for, over numbers of high precision.

Arithmetic is as precise as `Wide` is; the functions of a mathematical library are right to 256 bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, final

import mpmath  # pyright: ignore[reportMissingTypeStubs]
import numpy as np

from tenspiler.accuracy.wide import ARITHMETIC, Value, Wide, divide, is_special, representative, signum

FUNCTION_BITS: Final = 256
# The work of a function grows with the exponent of its argument: beyond these, a limit or no answer.
_LARGEST_EXPONENT: Final = 64
_LARGEST_ANGLE: Final = 4096

_FUNCTIONS: Any = mpmath.mp.clone()
_FUNCTIONS.prec = FUNCTION_BITS
_REMAINDERS: Any = mpmath.mp.clone()
_REMAINDERS.prec = 2 * ARITHMETIC.prec + _LARGEST_ANGLE

_ODD: Final = frozenset({"expm1", "log1p", "sin", "tan", "asin", "atan", "sinh", "tanh", "erf"})
_LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    "exp": (math.inf, 0.0),
    "exp2": (math.inf, 0.0),
    "expm1": (math.inf, -1.0),
    "sinh": (math.inf, -math.inf),
    "cosh": (math.inf, math.inf),
    "tanh": (1.0, -1.0),
    "erf": (1.0, -1.0),
    "erfc": (0.0, 2.0),
}
_OF_ONE: Final = (*_LIMITS, "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan")


class Unmeasurable(ArithmeticError):
    """A value that high precision does not reach."""


@final
class NotRounded:
    """Stands where the interpreter rounds to single precision (`c_float(x).value`), and does not."""

    __slots__ = ("value",)

    def __init__(self, number: Any) -> None:
        self.value = Wide.of(number)


def square_root(x: Any) -> Wide:
    """The square root; NaN below zero."""
    value = Wide.of(x).value
    if is_special(value):
        return Wide(value if value >= 0 else math.nan)
    return Wide(ARITHMETIC.sqrt(value) if value > 0 else math.nan)


def power(x: Any, y: Any) -> Wide:
    """`x` to the power of `y`, as C's `pow` has it."""
    base, exponent = Wide.of(x).value, Wide.of(y).value
    if is_special(base) or is_special(exponent):
        with np.errstate(all="ignore"):
            return Wide.of(float(np.power(_base_like(base), _exponent_like(exponent))))
    whole = bool(exponent == ARITHMETIC.floor(exponent))
    if base < 0 and not whole:
        return Wide(math.nan)
    negative = base < 0 and int(ARITHMETIC.fmod(exponent, 2)) == 1
    logarithm = _FUNCTIONS.log(abs(base)) * exponent
    if logarithm and _is_large(logarithm, _LARGEST_EXPONENT):
        found = Wide(math.inf if logarithm > 0 else 0.0)
    else:
        found = _kept(_FUNCTIONS.power(abs(base), exponent))
    return -found if negative else found


def angle(y: Any, x: Any) -> Wide:
    """`atan2(y, x)`; beside zeros and infinities it is a multiple of an eighth of a turn."""
    a, b = Wide.of(y).value, Wide.of(x).value
    if not is_special(a) and not is_special(b):
        return _kept(_FUNCTIONS.atan2(a, b))
    turn = math.atan2(representative(a), representative(b))
    if math.isnan(turn) or turn == 0:
        return Wide(turn)
    return _kept(_FUNCTIONS.pi * round(turn / (math.pi / 4)) / 4)


def remainder(x: Any, y: Any) -> Wide:
    """C's `fmod`: exact, with the sign of the dividend."""
    a, b = Wide.of(x).value, Wide.of(y).value
    if is_special(b) and math.isinf(b) and not is_special(a):
        return Wide(a)
    if is_special(a) or is_special(b):
        with np.errstate(all="ignore"):
            return Wide.of(float(np.fmod(representative(a), representative(b))))
    if int(ARITHMETIC.mag(a)) - int(ARITHMETIC.mag(b)) > _LARGEST_ANGLE:
        raise Unmeasurable("fmod")
    rest = _REMAINDERS.mpf(abs(a)) % _REMAINDERS.mpf(abs(b))
    return Wide(ARITHMETIC.mpf(rest * int(signum(a))) if rest else math.copysign(0.0, signum(a)))


def rounded_to_whole(direction: str) -> Callable[[Any], Wide]:
    """`floor`, `ceil` or `trunc`; a zero keeps the sign."""

    def whole(x: Any) -> Wide:
        value = Wide.of(x).value
        if is_special(value):
            return Wide(value)
        towards = direction if direction != "trunc" else "floor" if value > 0 else "ceil"
        return Wide(getattr(ARITHMETIC, towards)(value) or math.copysign(0.0, signum(value)))

    return whole


def function_of_one(name: str) -> Callable[[Any], Wide]:
    """A function of a mathematical library with one argument."""
    compute, limits = _computed(name), _LIMITS.get(name)

    def call(x: Any) -> Wide:
        value = Wide.of(x).value
        if is_special(value) and (math.isnan(value) or (value == 0 and name in _ODD)):
            return Wide(value)
        if limits is not None and _is_large(value, _LARGEST_EXPONENT):
            return Wide.of(limits[signum(value) < 0])
        if not is_special(value) and not name.startswith("log") and _is_large(value, _LARGEST_ANGLE):
            raise Unmeasurable(name)
        try:
            return _kept(compute(_FUNCTIONS.mpf(value)))
        except ValueError:
            return Wide(math.nan)

    return call


def _computed(name: str) -> Callable[[Any], Any]:
    match name:
        case "exp2":
            return lambda x: _FUNCTIONS.power(2, x)
        case "log2":
            return lambda x: _FUNCTIONS.log(x, 2) if x else -_FUNCTIONS.inf
        case "log10":
            return lambda x: _FUNCTIONS.log10(x) if x else -_FUNCTIONS.inf
        case _:
            return getattr(_FUNCTIONS, name)


def _is_large(value: Value, exponent: int) -> bool:
    return math.isinf(value) if is_special(value) else int(ARITHMETIC.mag(value)) > exponent


def _kept(found: Any) -> Wide:
    """A result of mpmath's; one off the real line is NaN."""
    if isinstance(found, _FUNCTIONS.mpc) or _FUNCTIONS.isnan(found):
        return Wide(math.nan)
    if _FUNCTIONS.isinf(found):
        return Wide(math.inf if found > 0 else -math.inf)
    return Wide(ARITHMETIC.mpf(found) if found else 0.0)


def _base_like(base: Value) -> float:
    """A float on the same side of zero and of plus and minus one."""
    if is_special(base):
        return base
    return signum(base) * (2.0 if abs(base) > 1 else 0.5 if abs(base) < 1 else 1.0)


def _exponent_like(exponent: Value) -> float:
    """A float of the same sign, as whole and as odd."""
    if is_special(exponent):
        return exponent
    whole = bool(exponent == ARITHMETIC.floor(exponent))
    odd = whole and int(ARITHMETIC.fmod(abs(exponent), 2)) == 1
    return math.copysign(1.0 if odd else 2.0 if whole else 1.5, signum(exponent))


def _divide_by_zero(a: Any, b: Any) -> Wide:
    return divide(Wide.of(a).value, Wide.of(b).value)


def _names() -> dict[str, Any]:
    library = {
        **{name: function_of_one(name) for name in _OF_ONE},
        "pow": power,
        "atan2": angle,
        "fmod": remainder,
    }
    variants = ("python", "python_f32", "c", "c_f32", "numpy", "numpy_f32")
    return {f"_{v}_{name}": call for v in variants for name, call in library.items()}


def _quotient(a: int, b: int) -> Wide:
    return Wide.of(a) / b


NAMES: Final[Mapping[str, Any]] = {
    **_names(),
    "float": Wide.of,
    "_float": NotRounded,
    "_integer_to_f32": Wide.of,
    "_divide_by_zero": _divide_by_zero,
    "_quotient": _quotient,
    "_sqrt": square_root,
    "_floor": rounded_to_whole("floor"),
    "_ceil": rounded_to_whole("ceil"),
    "_trunc": rounded_to_whole("trunc"),
    "_literal": Wide.of,
}
