"""Numbers of high precision obey IEEE 754 where that is not a matter of precision, and know distances."""

from __future__ import annotations

import math
import operator
from itertools import product

import numpy as np
import pytest

from tensir.dtypes import F32, F64
from tenspiler.accuracy.ulps import distance, distance_to, rounded
from tenspiler.accuracy.wide import ARITHMETIC, Wide, is_special
from tenspiler.accuracy.wide_functions import NAMES

VALUES = (
    0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 1.5, -1.5, 0.1,
    100.0, -100.25, 1e300, -1e300, 1e-300, -1e-300, 5e-324,
)  # fmt: skip
ONE = (
    "exp",
    "expm1",
    "exp2",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "erf",
    "erfc",
)
INVERSE = ("asin", "acos", "atan")


def agrees(double: float, wide: Wide) -> bool:
    """Whether a double is what a number of high precision comes to; overflow and underflow are let pass."""
    value = wide.value
    if math.isnan(double):
        return is_special(value) and math.isnan(value)
    if is_special(value):
        return value == double and math.copysign(1.0, value) == math.copysign(1.0, double)
    if math.isinf(double):
        return abs(value) > 1.7e308 and (value > 0) == (double > 0)
    return abs(float(value) - double) <= 1e-14 * abs(double) + 5e-324


@pytest.mark.parametrize("name", [*ONE, *INVERSE, "sqrt", "floor", "ceil", "trunc"])
def test_functions_of_one(name: str) -> None:
    theirs = getattr(math if name in ("erf", "erfc") else np, f"arc{name[1:]}" if name in INVERSE else name)
    ours = NAMES[f"_c_{name}" if name in (*ONE, *INVERSE) else f"_{name}"]
    with np.errstate(all="ignore"):
        assert [v for v in VALUES if not agrees(float(theirs(np.float64(v))), ours(v))] == []


@pytest.mark.parametrize(("name", "theirs"), [("pow", "power"), ("atan2", "arctan2"), ("fmod", "fmod")])
def test_functions_of_two(name: str, theirs: str) -> None:
    ours = NAMES[f"_c_{name}"]
    # Where the exponent is a half, NumPy takes the square root, which C's `pow` does not.
    pairs = [(a, b) for a, b in product(VALUES, VALUES) if name != "pow" or abs(b) != 0.5]
    with np.errstate(all="ignore"):
        function = getattr(np, theirs)
        assert [p for p in pairs if not agrees(float(function(*map(np.float64, p))), ours(*p))] == []


@pytest.mark.parametrize("op", [operator.add, operator.sub, operator.mul])
def test_arithmetic(op: object) -> None:
    assert callable(op)
    with np.errstate(all="ignore"):
        wrong = [
            (a, b)
            for a, b in product(VALUES, VALUES)
            if not agrees(float(op(np.float64(a), np.float64(b))), op(Wide.of(a), Wide.of(b)))
        ]
    assert wrong == []


def test_division_and_order() -> None:
    with np.errstate(all="ignore"):
        for a, b in product(VALUES, VALUES):
            assert agrees(float(np.float64(a) / np.float64(b)), NAMES["_divide_by_zero"](a, b)), (a, b)
            for op in (operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge):
                assert op(Wide.of(a), b) == op(a, b), (op, a, b)


def test_sums_of_all_magnitudes_are_exact() -> None:
    total = Wide.of(1e300) + Wide.of(5e-324) - Wide.of(1e300)
    assert total == 5e-324


@pytest.mark.parametrize(("dtype", "kind"), [(F32, np.float32), (F64, np.float64)])
def test_rounding_is_to_nearest(dtype: object, kind: type[np.floating]) -> None:
    limits = np.finfo(kind)
    assert dtype in (F32, F64)
    for one in (1.0, float(limits.tiny), float(limits.smallest_subnormal), float(limits.max), -1.5):
        with np.errstate(over="ignore"):
            up = float(np.nextafter(kind(one), kind(np.inf)))
        step = (
            ARITHMETIC.mpf(2.0 ** (limits.maxexp - limits.nmant - 1))
            if math.isinf(up)
            else ARITHMETIC.mpf(up) - one
        )
        for part, nearest in ((0.49, one), (0.51, up)):
            assert rounded(ARITHMETIC.mpf(one) + step * part, dtype) == nearest, (one, part)
    even = ARITHMETIC.mpf(1) + ARITHMETIC.mpf(float(limits.eps)) / 2
    assert rounded(even, dtype) == 1.0


def test_distances() -> None:
    assert distance(1.0, math.nextafter(1.0, 2.0), F64) == 1
    assert distance(-5e-324, 5e-324, F64) == 2
    assert distance(0.0, -0.0, F64) == 0
    assert distance(1.0, float(np.nextafter(np.float32(1), np.float32(0))), F32) == 1
    third = ARITHMETIC.mpf(1) / 3
    found = distance_to(third, 1 / 3, F64)
    assert found is not None
    assert 0 < found <= 0.5
    assert distance_to(third, math.nan, F64) is None
    assert distance_to(ARITHMETIC.mpf(2) ** 2000, 1.0, F64) is None
