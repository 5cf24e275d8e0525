"""Whether what came out is what a promise says of it, beside what the operators' meanings give."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensir.cell_evaluator import is_array
from tensir.dtypes import INT, DType
from tensir.tensors import TensorType
from tenspiler.backend.api import Fidelity


def difference(got: Any, want: Any, kind: TensorType, fidelity: Fidelity, scale: Any = None) -> str | None:
    """Where a result is not as promised, in words; None if it is.

    `want` is the evaluator's. For a reduction in another order, `scale` bounds how far apart results may be.
    """
    wrong = _form(got, kind)
    if wrong is not None:
        return wrong
    if isinstance(got, list):
        expected = want.tolist()
        return None if got == expected else f"{_short(got)} where TensIR has {_short(expected)}"
    got, want = np.asarray(got), np.asarray(want)
    if got.shape != want.shape:
        return f"a result of shape {got.shape} where TensIR has {want.shape}"
    return _first(_wrong(got, want, fidelity, scale), got, want)


def _form(got: Any, kind: TensorType) -> str | None:
    """Whether a result is held by what should hold it."""
    if not kind.rank:
        wanted = bool if kind.dtype.name == "bool" else float if kind.dtype.is_float else int
        return (
            None
            if type(got) is wanted
            else f"a {type(got).__name__} where a Python {wanted.__name__} is expected"
        )
    if kind.dtype is INT:
        return None if isinstance(got, list) else f"a {type(got).__name__} where a list is expected"
    if not is_array(got):
        return f"a {type(got).__name__} where an array is expected"
    return (
        None
        if got.dtype == kind.dtype.numpy
        else f"an array of {got.dtype} where {kind.dtype.numpy} is expected"
    )


def _wrong(got: Any, want: Any, fidelity: Fidelity, scale: Any) -> Any:
    """Which elements are not as promised."""
    if want.dtype.kind != "f":
        return got != want
    if fidelity is Fidelity.REORDERED:
        with np.errstate(all="ignore"):
            near = np.abs(got.astype(np.float64) - want) <= scale
        return ~(near | (got == want) | (np.isnan(got) & np.isnan(want)))
    number = ~np.isnan(want)
    wrong = np.isnan(got) == number
    wrong |= number & (got != want)
    if fidelity in (Fidelity.EXACT, Fidelity.NORMAL):
        wrong |= number & (np.signbit(got) != np.signbit(want))
    return wrong


def poles(got: Any, want: Any, dtype: DType) -> str | None:
    """Where a library function goes wrong at the edges: zeros, infinities, NaN; subnormals may be flushed."""
    got, want = np.asarray(got), np.asarray(want)
    with np.errstate(all="ignore"):
        tiny = np.abs(want) < np.finfo(dtype.numpy).tiny
        near = np.isfinite(want) & (np.abs(got - want) <= 1e-5 * np.abs(want))
    wrong = np.isnan(got) != np.isnan(want)
    wrong |= ~(tiny | near | (got == want) | np.isnan(want))
    wrong |= (want == 0) & (np.signbit(got) != np.signbit(want))
    wrong |= tiny & ~(np.abs(got) < np.finfo(dtype.numpy).tiny)
    return _first(wrong, got, want)


def _first(wrong: Any, got: Any, want: Any) -> str | None:
    if not np.any(wrong):
        return None
    place = tuple(int(i) for i in np.argwhere(np.atleast_1d(wrong))[0])
    where = f"at {list(place)} " if want.ndim else ""
    return f"{where}{np.atleast_1d(got)[place]!s} where TensIR has {np.atleast_1d(want)[place]!s}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
