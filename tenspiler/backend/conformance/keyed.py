"""Probes of what came before with the same key, and of the last segment that covers a place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tensir.cells import integer
from tensir.dtypes import BOOL, INT, DType
from tensir.ops import call
from tenspiler.backend.conformance.probe import DUPLICATES, EMPTY, ODD, ONE, Input, Probe, param, probe
from tenspiler.backend.conformance.values import ordinary


def earlier(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes along the last axis, with keys that are looked for and without."""
    asked = BOOL if op == "earlier_last" else dtype
    for rank in (1, 2):
        x, k, s = param("x", asked, rank), param("k", INT, rank), param("s", INT, rank)
        for some in ((x, k), (x, k, s)):
            inputs: list[Input] = []
            for kind, n in ((EMPTY, 0), (ONE, 1), (DUPLICATES, 9), (ODD, 37)):
                shape = (n,) if rank == 1 else (3, n)
                keys: list[Any] = [rng.integers(-2, 3, shape) for _ in some[1:]]
                inputs.append(Input(kind, (ordinary(rng, asked, shape), *keys)))
            yield probe(call(op, *some), some, inputs)


def last_segment(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes with segments that overlap, are empty, descend, and go outside."""
    parameters = (param("s", INT, 1), param("t", INT, 1))
    inputs = [
        Input(kind, tuple(rng.integers(-5, 70, (2, n))))
        for kind, n in ((EMPTY, 0), (ONE, 1), (DUPLICATES, 40))
    ]
    for extent in (64, 1, 0):
        yield probe(call(op, *parameters, extent=integer(extent)), parameters, inputs)
