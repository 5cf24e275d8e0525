"""Probes of recurrences: their last values, and all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tensir.dtypes import BOOL, INT, DType
from tensir.ops import call
from tensir.recurrences import RECURRENCES, RESET
from tenspiler.backend.conformance.probe import EMPTY, ODD, ONE, Input, Probe, param, probe


def recurrences(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes along one axis of a vector, and along each of a matrix."""
    name = op.partition("_")[2]
    kinds = [BOOL if step == RESET else dtype for step in RECURRENCES[name]]
    for rank, axis in ((1, 0), (2, 0), (2, 1)):
        elements = tuple(param("abc"[k], kind, rank) for k, kind in enumerate(kinds))
        start = param("s", dtype, rank - 1)
        inputs: list[Input] = []
        for n in (0, 1, 2, 37, 70):
            shape = (n,) if rank == 1 else (n, 3) if axis == 0 else (3, n)
            for small in (False, True):
                given = _elements(rng, name, kinds, dtype, shape, small)
                first = _numbers(rng, dtype, () if rank == 1 else (3,), small)
                inputs.append(Input(EMPTY if not n else ONE if n == 1 else ODD, (*given, first)))
        parameters = (*elements, start)
        yield probe(call(op, *parameters, axis=axis), parameters, inputs)


def _elements(
    rng: np.random.Generator, name: str, kinds: list[DType], dtype: DType, shape: tuple[int, ...], small: bool
) -> list[Any]:
    found = [_numbers(rng, kind, shape, small) for kind in kinds]
    if dtype is INT and name == "linear":
        found[0] = np.sign(found[0])
    if name == "linear_mod":  # a divisor for all, or others; never 0
        found[2] = np.where(found[2] == 0, 3, found[2]).astype(found[2].dtype)
        found[2] = np.full_like(found[2], 7) if rng.random() < 0.5 else found[2]
    return found


def _numbers(rng: np.random.Generator, dtype: DType, shape: tuple[int, ...], small: bool) -> Any:
    if dtype is BOOL:
        return rng.random(shape) < (0.1 if small else 0.5)
    if dtype.is_float:
        return np.asarray(rng.uniform(-1, 1, shape), dtype.numpy)
    if dtype is INT or small:
        low = 0 if dtype.is_fixed and not dtype.lowest else -3
        return np.asarray(rng.integers(low, 4, shape), np.int64 if dtype is INT else dtype.numpy)
    return rng.integers(dtype.lowest, dtype.highest, shape, dtype.numpy, endpoint=True)
