"""Elements at which operators go wrong, and ordinary ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from tensir.cell_evaluator import is_array
from tensir.dtypes import BOOL, INT, DType

Shape = tuple[int, ...]

_FLOATS = (0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -3.7, 1e-30, 16777217.0, 1e20, np.inf, -np.inf, np.nan)


def edges(dtype: DType) -> Any:
    """The edges of a dtype; small numbers for unbounded integers, so that all results fit 64 bits."""
    if dtype is BOOL:
        return np.array([False, True])
    if dtype.is_float:
        info = np.finfo(dtype.numpy)
        extremes = [info.max, -info.max, info.tiny, info.smallest_subnormal, -info.smallest_subnormal]
        return np.array([*_FLOATS, *extremes], dtype.numpy)
    if dtype is INT:
        return np.array([0, 1, -1, 2, 3, -7, 9, 60, 1000, -(2**29)])
    near = [dtype.lowest, dtype.lowest + 1, dtype.highest, dtype.highest - 1, dtype.highest // 2 + 1]
    small = [n for n in (0, 1, 2, 3, 7, -1, -2, -8, 9, 31, 63, 65, 100) if dtype.holds(n)]
    return np.array([*near, *small], dtype.numpy)


def ordinary(rng: np.random.Generator, dtype: DType, shape: Shape) -> Any:
    """Elements whose sums and products are finite, of all sizes where integers wrap around."""
    if dtype is BOOL:
        return rng.integers(0, 2, shape).astype(bool)
    if dtype is INT:
        return rng.integers(-9, 10, shape)
    if dtype.is_float:
        return rng.normal(0, 2, shape).astype(dtype.numpy)
    anywhere = rng.integers(dtype.lowest, dtype.highest, shape, dtype.numpy, endpoint=True)
    small = rng.integers(0 if not dtype.lowest else -9, 10, shape).astype(dtype.numpy)
    return np.asarray(np.where(rng.random(shape) < 0.5, anywhere, small), dtype.numpy)


def special(rng: np.random.Generator, dtype: DType, shape: Shape) -> Any:
    """Elements out of `edges`; small for unbounded integers, of which sums have to fit."""
    found = rng.choice(edges(dtype), shape)
    return found % 50 - 20 if dtype is INT else found


def not_finite(rng: np.random.Generator, dtype: DType, shape: Shape) -> Any:
    """Floats, a few of which are infinite or NaN, so that some results are."""
    found = ordinary(rng, dtype, shape)
    odd = rng.choice(np.array([np.inf, -np.inf, np.nan, 0.0], dtype.numpy), shape)
    return np.asarray(np.where(rng.random(shape) < 0.12, odd, found), dtype.numpy)


def without_nan(value: Any) -> Any:
    """The same elements with zeros for NaN."""
    if isinstance(value, float):
        return 0.0 if np.isnan(value) else value
    if is_array(value) and value.dtype.kind == "f":
        return np.where(np.isnan(value), value.dtype.type(0), value)
    return value


def has_subnormals(value: Any) -> bool:
    """Whether a float among some values is subnormal."""
    floats = np.asarray(value)
    if floats.dtype.kind != "f":
        return False
    return bool(np.any((floats != 0) & (np.abs(floats) < np.finfo(floats.dtype).tiny)))


def without_subnormals(value: Any) -> Any:
    """The same elements with zeros for subnormal ones."""
    if not has_subnormals(value):
        return value
    return 0.0 if isinstance(value, float) else np.where(np.abs(value) < np.finfo(value.dtype).tiny, 0, value)
