"""Probes of the operators that work element by element: on arrays, on numbers, and on both, spread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tensir.cells import Extent, Lit
from tensir.dtypes import BOOL, DTYPES, INT, U64, DType
from tensir.ops import call
from tensir.scalars import SCALARS
from tensir.tensors import Scalar, Tensor
from tenspiler.backend.conformance.probe import (
    BROADCAST,
    EMPTY,
    ODD,
    ONE,
    POINTS,
    SPECIAL,
    Input,
    Probe,
    param,
    probe,
)
from tenspiler.backend.conformance.values import edges, ordinary

_REACH = {
    "asin": 1.0,
    "acos": 1.0,
    "exp": 80.0,
    "exp2": 120.0,
    "expm1": 80.0,
    "sinh": 80.0,
    "cosh": 80.0,
    "erf": 4.0,
    "erfc": 5.0,
}
"""How far from zero a library function is measured."""


def scalar_operator(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of a scalar operator whose last operand has a dtype."""
    dtypes = (BOOL, dtype, dtype) if op == "select" else (dtype,) * SCALARS[op].arity
    arrays = tuple(param(f"x{k}", d, 1) for k, d in enumerate(dtypes))
    grid = _grid(op, dtypes)
    shapes = ((EMPTY, 0), (ONE, 1), (ODD, 37))
    inputs = [Input(kind, _some(rng, op, dtypes, (n,))) for kind, n in shapes]
    library = SCALARS[op].rounds or op == "sqrt"
    if library and dtype.is_float:
        inputs.append(Input(POINTS, _points(rng, op, dtype)))
    yield probe(call(op, *arrays), arrays, [*inputs, Input(SPECIAL, grid)])
    numbers = tuple(param(f"x{k}", d, 0) for k, d in enumerate(dtypes))
    places = rng.permutation(len(grid[0]))[:12]
    singles = [Input(SPECIAL, tuple(values[place] for values in grid)) for place in places]
    ordinary_one = Input(ONE, tuple(v[0] for v in _some(rng, op, dtypes, (1,))))
    yield probe(call(op, *numbers), numbers, [ordinary_one, *singles])
    yield from _spread(op, dtypes, rng)


def _spread(op: str, dtypes: tuple[DType, ...], rng: np.random.Generator) -> Iterator[Probe]:
    """Operands of lower rank along each axis, and numbers, beside one of two axes."""
    if len(dtypes) == 1:
        x = param("x", dtypes[0], 2)
        inputs = [Input(ODD, _some(rng, op, dtypes, shape)) for shape in ((3, 5), (1, 4))]
        yield probe(call(op, x), (x,), inputs)
        return
    whole = param("w", dtypes[0], 2)
    for place in (0, 1, None):
        low = tuple(param(f"x{k}", d, 0 if place is None else 1) for k, d in enumerate(dtypes[1:]))
        across: list[Tensor] = list(low)
        if place is not None:
            across = [call("expand", p, axis=place, extent=Extent("w", place)) for p in low]
        inputs: list[Input] = []
        for kind, shape in ((BROADCAST, (3, 5)), (BROADCAST, (4, 1)), (EMPTY, (0, 3))):
            first = _some(rng, op, dtypes, shape)[0]
            rest = () if place is None else (shape[1 - place],)
            inputs.append(Input(kind, (first, *_some(rng, op, dtypes, rest)[1:])))
        yield probe(call(op, whole, *across), (whole, *low), inputs, op)
    if dtypes[-1] is not BOOL:
        number = Scalar(Lit(2.5 if dtypes[-1].is_float else 2, dtypes[-1]))
        constants = (number,) * (len(dtypes) - 1)
        inputs = [Input(BROADCAST, _some(rng, op, dtypes, shape)[:1]) for shape in ((3, 4), (1, 1))]
        yield probe(call(op, whole, *constants), (whole,), inputs)


def _some(rng: np.random.Generator, op: str, dtypes: tuple[DType, ...], shape: tuple[int, ...]) -> Any:
    values = [ordinary(rng, d, shape) for d in dtypes]
    if op in ("shl", "shr") and dtypes[0] is INT:
        values[1] = np.abs(values[1])
    return tuple(values)


def _grid(op: str, dtypes: tuple[DType, ...]) -> tuple[Any, ...]:
    """All pairs of edges."""
    values = [edges(d) for d in dtypes]
    if op == "shl" and dtypes[0] is INT:
        values[1] = np.array([0, 1, 5, 30])
    return tuple(g.ravel() for g in np.meshgrid(*values, indexing="ij"))


def _points(rng: np.random.Generator, op: str, dtype: DType) -> tuple[Any, ...]:
    """Where a library function is measured, in its domain."""
    size, reach = 300, _REACH.get(op, 50.0)
    first = np.concatenate([rng.uniform(-reach, reach, size), rng.normal(0, 1e-3, size)])
    if op.startswith("log") or op in ("sqrt", "pow"):
        first = np.abs(first) + (0 if op != "log1p" else -5e-4)
    second = rng.uniform(-3, 3, 2 * size)
    return tuple(v.astype(dtype.numpy) for v in (first, second)[: SCALARS[op].arity])


def casts(op: str, dtype: DType, rng: np.random.Generator) -> Iterator[Probe]:
    """Probes of conversions to each dtype, of floats to integers where they have one."""
    for target in DTYPES.values():
        values = edges(dtype)
        if dtype.is_float and target.is_integer:
            values = np.trunc(values[np.isfinite(values) & (np.abs(values) < 100)] * 4) / 4
            values = np.abs(values) if target.is_fixed and not target.lowest else values
        if target is INT and dtype is U64:
            values = values[values < 2**63]
        x, number = param("x", dtype, 1), param("x", dtype, 0)
        inputs = [Input(SPECIAL, (values,)), Input(EMPTY, (values[:0],)), Input(ONE, (values[:1],))]
        yield probe(call(op, x, to=target), (x,), [Input(ODD, (rng.choice(values, 37),)), *inputs])
        yield probe(call(op, number, to=target), (number,), [Input(SPECIAL, (v,)) for v in values[:6]])
