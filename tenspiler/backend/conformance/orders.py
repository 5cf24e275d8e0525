"""Probes of sorts, and of the places of extremes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tensir.cells import Extent
from tensir.dtypes import BOOL, INT, DType
from tensir.ops import call
from tenspiler.backend.conformance.probe import (
    BROADCAST,
    DUPLICATES,
    EMPTY,
    ODD,
    ONE,
    SPECIAL,
    Input,
    Probe,
    param,
    probe,
)
from tenspiler.backend.conformance.values import edges, ordinary

_SHAPES = ((EMPTY, (0, 3)), (EMPTY, (3, 0)), (ONE, (1, 1)), (ODD, (7, 5)), (ODD, (30, 2)))


def sorts(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of orders: equal elements keep theirs, zeros of both signs among them; NaN comes last."""
    x, flat = param("x", dtype, 2), param("x", dtype, 1)
    few = edges(dtype)[:4]
    for axis in (0, 1):
        inputs = [Input(kind, (ordinary(rng, dtype, shape),)) for kind, shape in _SHAPES]
        inputs += [
            Input(DUPLICATES, (rng.choice(few, (300, 2)),)),
            Input(SPECIAL, (rng.choice(edges(dtype), (40, 3)),)),
        ]
        yield probe(call(op, x, axis=axis), (x,), inputs)
    yield probe(
        call(op, flat, axis=0), (flat,), [Input(k, (ordinary(rng, dtype, s[:1]),)) for k, s in _SHAPES]
    )
    if dtype is INT:
        expanded = call("expand", call("iota", extent=Extent("x", 0)), axis=1, extent=Extent("x", 1))
        inputs = [Input(BROADCAST, (ordinary(rng, dtype, (7, 2)),))]
        yield probe(call(op, call("neg", expanded), axis=0), (x,), inputs, op)


def places(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of the place of an extreme, the first or the last of equal ones."""
    x, number, each = param("x", dtype, 2), param("s", dtype, 0), param("s", dtype, 1)
    for axis in (0, 1):
        for start in ((), (number,), (each,)):
            inputs: list[Input] = []
            for kind, shape in (*_SHAPES, (SPECIAL, (9, 5)), (SPECIAL, (30, 2))):
                values = rng.choice(edges(dtype), shape) if kind is SPECIAL else ordinary(rng, dtype, shape)
                few = edges(dtype)[:3] if kind is SPECIAL else ordinary(rng, dtype, (3,))
                rest = [rng.choice(few, (shape[1 - axis],) * p.type.rank) for p in start]
                inputs.append(Input(kind, (values, *rest)))
            yield probe(call(op, x, *start, axis=axis), (x, *start), inputs)


def places_of_selected(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of the place of an extreme among the elements that a mask selects: none of them, some, all."""
    x, mask = param("x", dtype, 2), param("m", BOOL, 2)
    for axis in (0, 1):
        inputs: list[Input] = []
        for kind, shape in (*_SHAPES, (SPECIAL, (9, 5)), (SPECIAL, (30, 2))):
            for likely in (0.0, 0.4, 1.0):
                values = rng.choice(edges(dtype), shape) if kind is SPECIAL else ordinary(rng, dtype, shape)
                inputs.append(Input(kind, (values, rng.random(shape) < likely)))
        yield probe(call(op, x, mask, axis=axis), (x, mask), inputs)
