"""How far library functions are from the truth, in ulps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numpy as np

from tensir.dtypes import DType

_SLACK: Final = 4.0
"""How far NumPy's own functions may be off, where nothing better is there to measure with."""


def errors(op: str, dtype: DType, got: Any, operands: tuple[Any, ...], want: Any) -> tuple[Any, float]:
    """The distance of each result from the truth in ulps, and how far off the truth itself may be.

    The truth is that of mpmath where it is installed, and else what TensIR's evaluator says.
    """
    try:
        import mpmath  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        return _apart(np.asarray(got, np.longdouble), np.asarray(want, np.longdouble), want), _SLACK
    exact = [_precise(mpmath, op, point) for point in zip(*operands, strict=True)]
    far = [_ulps(mpmath, dtype, g, e) for g, e in zip(got, exact, strict=True)]
    return np.array(far), 0.0


def _precise(mpmath: Any, op: str, point: tuple[Any, ...]) -> Any:
    """A library function rounded from far more digits; None where it has no real value."""
    function: Callable[..., Any]
    match op:
        case "exp2":
            function = partial(mpmath.power, 2)
        case "log2":
            function = partial(mpmath.log, b=2)
        case "pow":
            function = mpmath.power
        case _:
            function = getattr(mpmath, op)
    with mpmath.workdps(60):
        value = function(*(mpmath.mpf(float(x)) for x in point))
    return value if isinstance(value, mpmath.mpf) else None


def _ulps(mpmath: Any, dtype: DType, got: Any, exact: Any) -> float:
    if exact is None:
        return 0.0 if np.isnan(got) else np.inf
    if not np.isfinite(got):
        return np.inf
    ulp = float(np.spacing(np.abs(dtype.numpy.type(exact))))
    return float(abs(mpmath.mpf(float(got)) - exact) / ulp)


def _apart(got: Any, exact: Any, want: Any) -> Any:
    with np.errstate(all="ignore"):
        far = np.abs(got - exact) / np.spacing(np.abs(want))
    return np.where(np.isnan(want), np.where(np.isnan(got), 0.0, np.inf), far)
