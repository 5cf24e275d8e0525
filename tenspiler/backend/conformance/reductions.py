"""Probes of reductions, folds, scans, segments and what accumulates at places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, Final, TypeAlias

import numpy as np

from tensir.cells import Extent
from tensir.dtypes import I64, INT, DType
from tensir.ops import call
from tensir.tensors import Param, Tensor
from tenspiler.backend.conformance.probe import (
    BROADCAST,
    DUPLICATES,
    EMPTY,
    NOT_FINITE,
    ODD,
    ONE,
    SPECIAL,
    Input,
    Probe,
    param,
    probe,
)
from tenspiler.backend.conformance.values import not_finite, special
from tenspiler.backend.conformance.values import ordinary as _ordinary

Make: TypeAlias = Callable[[np.random.Generator, DType, tuple[int, ...]], Any]
SHAPES: Final = (
    (EMPTY, (0, 3)),
    (EMPTY, (3, 0)),
    (ONE, (1, 1)),
    (ODD, (7, 5)),
    (ODD, (3, 70)),
    (ODD, (70, 3)),
)


def kinds_of(dtype: DType) -> Iterator[tuple[str, Any]]:
    """The kinds of elements that are tried beside ordinary ones, and what makes them."""
    yield SPECIAL, special
    if dtype.is_float:
        yield NOT_FINITE, not_finite


def folds(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of what goes along an axis: without an initial value, with one for all, and one for each."""
    ordinary = _factors if op.endswith("_mul") and not dtype.is_fixed else _ordinary
    x, number, each = param("x", dtype, 2), param("s", dtype, 0), param("s", dtype, 1)
    starts: tuple[tuple[Param, ...], ...] = ((), (number,), (each,))
    if dtype is INT and op.endswith(("_min", "_max")):
        starts = starts[1:]
    for axis, start in product((0, 1), starts):
        inputs: list[Input] = []
        for kind, shape, make in (
            *((kind, shape, ordinary) for kind, shape in SHAPES),
            *((kind, shape, make) for kind, make in kinds_of(dtype) for shape in ((9, 5), (2, 9))),
        ):
            rest = [make(rng, dtype, (shape[1 - axis],) * p.type.rank) for p in start]
            inputs.append(Input(kind, (make(rng, dtype, shape), *rest)))
        yield probe(call(op, x, *start, axis=axis), (x, *start), inputs)
    yield from _flat_and_deep(op, dtype, rng, ordinary)
    repeated = call("expand", param("x", dtype, 1), axis=0, extent=Extent("s", 0))
    sizes = ((3, 4), (0, 3), (4, 4), (1, 1), (2, 0))
    inputs = [
        Input(BROADCAST if n * m else EMPTY, (ordinary(rng, dtype, (n,)), ordinary(rng, dtype, (m,))))
        for n, m in sizes
    ]
    yield probe(call(op, repeated, each, axis=1), (param("x", dtype, 1), each), inputs)


def _factors(rng: np.random.Generator, dtype: DType, shape: tuple[int, ...]) -> Any:
    """Numbers of which products of many are neither large nor small."""
    signs = rng.integers(-1 if dtype is INT else 0, 2, shape)
    return (
        signs if dtype is INT else (np.exp(rng.normal(0, 0.3, shape)) * (2 * signs - 1)).astype(dtype.numpy)
    )


def _flat_and_deep(op: str, dtype: DType, rng: np.random.Generator, ordinary: Make) -> Iterator[Probe]:
    if dtype is INT and op.endswith(("_min", "_max")):
        return
    flat, deep = param("x", dtype, 1), param("x", dtype, 3)
    sizes = ((EMPTY, (0,)), (ONE, (1,)), (ODD, (7,)), (ODD, (200 if dtype is not INT else 20,)))
    yield probe(call(op, flat, axis=0), (flat,), [Input(k, (ordinary(rng, dtype, s),)) for k, s in sizes])
    inputs = [
        Input(ODD, (ordinary(rng, dtype, (2, 3, 5)),)),
        Input(EMPTY, (ordinary(rng, dtype, (2, 0, 2)),)),
    ]
    yield probe(call(op, deep, axis=1), (deep,), inputs)


SEGMENTS: Final[dict[str, tuple[list[int], list[int]]]] = {
    ODD: ([0, 1, 3], [1, 3, 4]),
    DUPLICATES: ([0, 2, 2, 3, 5, 2, 0, 7, -3, 4, 12], [2, 2, 3, 9, 9, 1, 4, 7, 2, 3, -9]),
    EMPTY: ([], []),
}
"""Side by side; some empty, some that overlap or descend, and places that are outside; none."""


def _places(*names: str, rank: int = 1) -> tuple[tuple[Param, ...], tuple[Tensor, ...]]:
    """Parameters of 64 bits that hold places, and the places."""
    parameters = tuple(param(name, I64, rank) for name in names)
    return parameters, tuple(call("cast", p, to=INT) for p in parameters)


def segments(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of folds of segments of an axis, each of which starts from a value."""
    x = param("x", dtype, 2)
    bounds, places = _places("starts", "stops")
    for axis, rank in ((0, 2), (1, 0)):
        start = param("s", dtype, rank)
        inputs: list[Input] = []
        for kind, make in ((ODD, _ordinary), *kinds_of(dtype)):
            for about, (low, high) in SEGMENTS.items():
                for shape in ((9, 5), (0, 3)):
                    first = make(rng, dtype, (len(low), shape[1]) if rank else ())
                    label = EMPTY if 0 in shape else about if kind is ODD else kind
                    given = make(rng, dtype, shape), np.array(low, np.int64), np.array(high, np.int64), first
                    inputs.append(Input(label, given))
        yield probe(call(op, x, *places, start, axis=axis), (x, *bounds, start), inputs)
    flat = param("x", dtype, 1)
    if dtype is not INT or not op.endswith(("_min", "_max")):
        low, high = SEGMENTS[DUPLICATES]
        given = _ordinary(rng, dtype, (8,)), np.array(low, np.int64), np.array(high, np.int64)
        yield probe(call(op, flat, *places, axis=0), (flat, *bounds), [Input(DUPLICATES, given)])


def accumulations(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of what combines elements into those at places, many of which are the same, and some outside."""
    whole, part, flat = param("x", dtype, 2), param("p", dtype, 2), param("q", dtype, 1)
    (i, j), (rows, columns) = _places("i", "j")
    (k,), (inside,) = _places("k", rank=2)
    by_row: list[Input] = []
    by_place: list[Input] = []
    in_rows: list[Input] = []
    for kind, make in ((DUPLICATES, _ordinary), *kinds_of(dtype)):
        for count in (0, 1, 12):
            label = kind if count > 1 else ONE if count else EMPTY
            x, p = make(rng, dtype, (4, 3)), make(rng, dtype, (count, 3))
            at = rng.integers(-1, 5, count), rng.integers(-1, 4, count)
            by_row.append(Input(label, (x, p, at[0])))
            by_place.append(Input(label, (x, make(rng, dtype, (count,)), *at)))
        in_rows.append(
            Input(kind, (make(rng, dtype, (4, 3)), make(rng, dtype, (4, 5)), rng.integers(-1, 4, (4, 5))))
        )
    yield probe(call(op, whole, part, rows), (whole, part, i), by_row)
    yield probe(call(op, whole, flat, rows, columns), (whole, flat, i, j), by_place)
    yield probe(call(op, whole, part, inside), (whole, part, k), in_rows)
