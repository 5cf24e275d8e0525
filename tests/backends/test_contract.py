"""Each promise of each backend, held against the operators' meanings on edge values and random ones."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

from tensir.cells import Extent, Lit, integer
from tensir.dtypes import BOOL, DTYPES, F32, F64, I64, INT, U64, DType
from tensir.evaluator import evaluate
from tensir.ops import (
    CONTRACTIONS,
    OPERATORS,
    ORDERED,
    PLACES,
    POSITIONS,
    REDUCIBLE,
    SELECTED_POSITIONS,
    call,
    parts,
)
from tensir.recurrences import RECURRENCES
from tensir.scalars import SCALARS, TypeRuleError, result_dtype
from tensir.tensors import Call, Program, Scalar, Tensor
from tenspiler.backend.api import Backend, Fidelity, UnsupportedByBackend
from tenspiler.backend.contract import Contract, Promise, subject
from tenspiler.backend.registry import load_backend
from tests.backends.build import compiled, param

FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -3.7, 1e-30, 16777217.0, 1e20, np.inf, -np.inf, np.nan]
NAMES = ("numpy", "torch", "c", "jax")
SORTS = ("argsort", "sort")


def contract_of(backend: Backend) -> Contract:
    return import_module(f"tenspiler_{backend.name}.contract").CONTRACT


def edges(dtype: DType) -> Any:
    """Values at which operators go wrong; small ones for unbounded integers, so that all results fit."""
    if dtype is BOOL:
        return np.array([False, True])
    if dtype.is_float:
        info = np.finfo(dtype.numpy)
        extremes = [info.max, -info.max, info.tiny, info.smallest_subnormal, -info.smallest_subnormal]
        return np.array([*FLOATS, *extremes], dtype.numpy)
    if dtype is INT:
        return np.array([0, 1, -1, 2, 3, -7, 9, 60, 1000, -(2**29)])
    near = [dtype.lowest, dtype.lowest + 1, dtype.highest, dtype.highest - 1, dtype.highest // 2 + 1]
    small = [n for n in (0, 1, 2, 3, 7, -1, -2, -8, 9, 31, 63, 65, 100) if dtype.holds(n)]
    return np.array([*near, *small], dtype.numpy)


def without_subnormals(values: Any) -> Any:
    """Zeros in the place of subnormal numbers."""
    if values.dtype.kind != "f":
        return values
    return np.where(np.abs(values) < np.finfo(values.dtype).tiny, values * values.dtype.type(0), values)[()]


def run(backend: Backend, parameters: Any, output: Tensor, arguments: list[Any]) -> tuple[Any, Any]:
    """What the emitted code gives, and what the operators' meanings give."""
    if getattr(backend, "flushes", None) and isinstance(output, Call) and backend.flushes(output):
        arguments = [without_subnormals(np.asarray(a)) for a in arguments]
    given = [a.tolist() if p.type.dtype is INT else a for p, a in zip(parameters, arguments, strict=True)]
    got = compiled(backend, parameters, output)(*given)
    program = Program("f", parameters, (("return", output),))
    want = evaluate(program, dict(zip((p.name for p in parameters), given, strict=True)))["return"]
    return np.asarray(got), np.asarray(want)


def holds(promise: Promise, got: Any, want: Any) -> None:
    """Whether results are as promised (library functions have a test of their own)."""
    assert got.shape == want.shape
    if want.dtype.kind != "f":
        assert got.tolist() == want.tolist()
        return
    assert got.dtype == want.dtype
    if promise.fidelity is Fidelity.REORDERED:
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-4)
        return
    if promise.fidelity is Fidelity.NORMAL:
        want = without_subnormals(want)
    assert np.array_equal(got, want, equal_nan=True)
    number = ~np.isnan(want)
    if promise.fidelity in (Fidelity.EXACT, Fidelity.NORMAL):
        assert np.array_equal(np.signbit(got[number]), np.signbit(want[number]))


# ---------------------------------------------------------------- element by element


def _elementwise_cases() -> Iterator[Any]:
    for op, entry in SCALARS.items():
        for dtype in DTYPES.values():
            dtypes = (BOOL, dtype, dtype) if op == "select" else (dtype,) * entry.arity
            try:
                result_dtype(op, dtypes)
            except TypeRuleError:
                continue
            yield pytest.param(op, dtypes, id=f"{op}-{dtype}")


@pytest.mark.parametrize(("op", "dtypes"), list(_elementwise_cases()))
def test_elementwise(backend: Backend, op: str, dtypes: tuple[DType, ...]) -> None:
    promise = contract_of(backend).promise(op, dtypes[-1])
    assert promise is not None
    values = [edges(d) for d in dtypes]
    if op == "shl" and dtypes[0] is INT:
        values[1] = np.array([0, 1, 5, 30])
    grid = [g.ravel() for g in np.meshgrid(*values, indexing="ij")]
    parameters = tuple(param(f"x{k}", d, 1) for k, d in enumerate(dtypes))
    if promise.fidelity is not Fidelity.ULPS:
        holds(promise, *run(backend, parameters, call(op, *parameters), grid))


@pytest.mark.parametrize("target", DTYPES.values(), ids=str)
@pytest.mark.parametrize("source", DTYPES.values(), ids=str)
def test_casts(backend: Backend, source: DType, target: DType) -> None:
    promise = contract_of(backend).promise("cast", source)
    assert promise is not None
    values = edges(source)
    if promise.where == "in range" and target.is_integer:
        values = values[np.isfinite(values)]
        low, high = (0, 100) if target.is_fixed and not target.lowest else (-100, 100)
        values = values[(values >= low) & (values <= high)]
    if target is INT:  # what does not fit 64 bits is refused
        values = np.array([v for v in values if np.isfinite(v) and abs(int(v)) < 2**62], values.dtype)
    x = param("x", source, 1)
    holds(promise, *run(backend, (x,), call("cast", x, to=target), [values]))


# ---------------------------------------------------------------- library functions

LIBRARY = [op for op, entry in SCALARS.items() if entry.rounds] + ["sqrt"]
POINTS = {
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
PRECISE = {"exp2": lambda x: mpmath.power(2, x), "log2": lambda x: mpmath.log(x, 2), "pow": mpmath.power}


def precise(op: str, *operands: float) -> float:
    """A library function rounded from far more digits."""
    function = PRECISE.get(op) or getattr(mpmath, op)
    with mpmath.workdps(60):
        return function(*map(mpmath.mpf, operands))


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
@pytest.mark.parametrize("op", LIBRARY)
def test_library_functions(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(op, dtype)
    assert promise is not None
    rng = np.random.default_rng(3)
    size, reach = 400, POINTS.get(op, 50.0)
    first = np.concatenate([rng.uniform(-reach, reach, size), rng.normal(0, 1e-3, size)])
    if op.startswith("log") or op in ("sqrt", "pow"):
        first = np.abs(first) + (0 if op != "log1p" else -5e-4)
    operands = [first.astype(dtype.numpy)]
    if SCALARS[op].arity == 2:
        operands.append(rng.uniform(-3, 3, 2 * size).astype(dtype.numpy))
    parameters = tuple(param(f"x{k}", dtype, 1) for k in range(len(operands)))
    got = compiled(backend, parameters, call(op, *parameters))(*operands)
    limit = 0.5 if promise.ulps is None else promise.ulps
    for result, *point in zip(got, *operands, strict=True):
        exact = precise(op, *map(float, point))
        if not isinstance(exact, mpmath.mpf):
            assert np.isnan(result)
            continue
        ulp = float(np.spacing(np.abs(dtype.numpy.type(exact))))
        assert abs(mpmath.mpf(float(result)) - exact) <= limit * ulp, (op, point, result)


@pytest.mark.parametrize("op", LIBRARY)
@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
def test_library_functions_at_their_poles(backend: Backend, op: str, dtype: DType) -> None:
    grid = [g.ravel() for g in np.meshgrid(*[edges(dtype)] * SCALARS[op].arity)]
    parameters = tuple(param(f"x{k}", dtype, 1) for k in range(len(grid)))
    got, want = run(backend, parameters, call(op, *parameters), grid)
    tiny = (
        np.abs(want) < 4 * np.finfo(dtype.numpy).tiny
    )  # subnormal results may be flushed, and what led there
    assert np.array_equal(np.isnan(got), np.isnan(want))
    np.testing.assert_allclose(got[~tiny], want[~tiny], rtol=1e-5)
    assert np.array_equal(np.signbit(got[want == 0]), np.signbit(want[want == 0]))


# ---------------------------------------------------------------- reductions, scans and products

FOLDS = [
    (family, op, d)
    for family in ("reduce", "fold", "scan")
    for op in (ORDERED if family == "fold" else REDUCIBLE)
    for d in DTYPES.values()
    if (d is BOOL) == (op in ("and", "or")) and not (d.is_float and op.startswith("bit"))
]


@pytest.mark.parametrize(("family", "op", "dtype"), FOLDS, ids=str)
def test_folds(backend: Backend, family: str, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(f"{family}_{op}", dtype)
    assert promise is not None
    rng = np.random.default_rng(5)
    x, start = param("x", dtype, 2), param("s", dtype, 0)
    for shape in ((0, 3), (1, 3), (4, 1), (9, 5)):
        for axis in (0, 1):
            values = rng.choice(edges(dtype), shape)
            if dtype is INT and 0 in shape:  # lists have no shape then
                continue
            if dtype is INT:
                values = values % 50 - 20
            if promise.fidelity in (Fidelity.NO_NAN, Fidelity.REORDERED):
                values = rng.normal(0, 2, shape).astype(dtype.numpy)
            first = rng.choice(edges(dtype)[:3])
            output = call(f"{family}_{op}", x, start, axis=axis)
            got, want = run(backend, (x, start), output, [values, np.asarray(first)[()]])
            holds(promise, got, want)


# In order and side by side; empty ones, some that overlap or descend, and places that are outside; none.
SEGMENTS = {
    "side by side": ([0, 1, 3], [1, 3, 4]),
    "wild": ([0, 2, 2, 3, 5, 2, 0, 7, -3, 4, 12], [2, 2, 3, 9, 9, 1, 4, 7, 2, 3, -9]),
    "none": ([], []),
}


@pytest.mark.parametrize(("op", "dtype"), [(op, d) for family, op, d in FOLDS if family == "reduce"], ids=str)
def test_segments(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(f"segment_{op}", dtype)
    assert promise is not None
    rng = np.random.default_rng(6)
    x, start, stop = param("x", dtype, 2), param("starts", I64, 1), param("stops", I64, 1)
    places = tuple(call("cast", p, to=INT) for p in (start, stop))
    for shape, axis, (starts, stops) in product(((0, 3), (9, 5)), (0, 1), SEGMENTS.values()):
        if dtype is INT and (0 in shape or not starts):  # lists have no shape then
            continue
        values = rng.choice(edges(dtype), shape)
        if dtype is INT:
            values = values % 50 - 20
        if promise.fidelity is Fidelity.REORDERED:
            values = rng.normal(0, 2, shape).astype(dtype.numpy)
        if promise.fidelity is Fidelity.NO_NAN:
            values = np.where(np.isnan(values), dtype.numpy.type(0), values)
        rank = 0 if axis else 2
        first = np.asarray(rng.choice(edges(dtype)[:3], (len(starts), shape[1]) if rank else ()))[()]
        init = param("s", dtype, rank)
        output = call(f"segment_{op}", x, *places, init, axis=axis)
        given = [values, np.array(starts, np.int64), np.array(stops, np.int64), first]
        holds(promise, *run(backend, (x, start, stop, init), output, given))


@pytest.mark.parametrize(("op", "dtype"), [(op, d) for family, op, d in FOLDS if family == "reduce"], ids=str)
def test_accumulations(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(f"scatter_{op}", dtype)
    if op == "mul" and dtype is INT:  # of such a product the bounds are not known
        assert promise is None
        return
    assert promise is not None
    rng = np.random.default_rng(8)
    whole, part = param("x", dtype, 2), param("p", dtype, 2)
    index = param("i", I64, 1), param("j", I64, 1)
    places = tuple(call("cast", p, to=INT) for p in index)
    for count in (0, 1, 12):
        if dtype is INT and not count:  # lists have no shape then
            continue
        x, p = rng.choice(edges(dtype), (4, 3)), rng.choice(edges(dtype), (count, 3))
        if dtype is INT:
            x, p = x % 50 - 20, p % 50 - 20
        if promise.fidelity is Fidelity.REORDERED:
            x, p = (rng.normal(0, 2, a.shape).astype(dtype.numpy) for a in (x, p))
        if promise.fidelity is Fidelity.NO_NAN:
            x, p = (np.where(np.isnan(a), dtype.numpy.type(0), a) for a in (x, p))
        i, j = rng.integers(-1, 5, count), rng.integers(-1, 4, count)
        rows = call(f"scatter_{op}", whole, part, places[0])
        holds(promise, *run(backend, (whole, part, index[0]), rows, [x, p, i]))
        flat = param("q", dtype, 1)
        single = call(f"scatter_{op}", whole, flat, *places)
        holds(promise, *run(backend, (whole, flat, *index), single, [x, p[:, 0], i, j]))
        if count:
            batch = param("k", I64, 2)
            inside = call("cast", batch, to=INT)
            rowwise = call(f"scatter_{op}", whole, part, inside)
            given = [x, rng.choice(x.ravel(), (4, 5)), rng.integers(-1, 4, (4, 5))]
            holds(promise, *run(backend, (whole, part, batch), rowwise, given))


def test_segments_far_outside(backend: Backend) -> None:
    x, start, stop = param("x", F64, 1), param("starts", I64, 0), param("stops", I64, 0)
    places = tuple(call("cast", p, to=INT) for p in (start, stop))
    total = compiled(backend, (x, start, stop), call("segment_add", x, *places, axis=0))
    assert total(np.arange(5.0), -(2**62), 2**62) == 10
    assert total(np.arange(5.0), 2**62, -(2**62)) == 0
    assert total(np.arange(5.0), 3, 2**62) == 7


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
def test_segments_without_elements(backend: Backend, dtype: DType) -> None:
    x, start, stop = param("x", dtype, 1), param("starts", I64, 1), param("stops", I64, 1)
    places = tuple(call("cast", p, to=INT) for p in (start, stop))
    total = compiled(backend, (x, start, stop), call("segment_add", x, *places, axis=0))
    for values in (np.ones(0, dtype.numpy), np.ones(4, dtype.numpy)):
        found = np.asarray(total(values, np.array([0, 3, 4]), np.array([0, 2, 4])))
        assert (found.dtype, found.tolist()) == (dtype.numpy, [0.0, 0.0, 0.0])


def test_the_order_in_a_segment_is_that_of_a_loop() -> None:
    rng = np.random.default_rng(7)
    values = rng.normal(size=1000) * 10.0 ** rng.integers(-20, 20, 1000)
    x, start, stop, s = (
        param("x", F64, 1),
        param("starts", I64, 1),
        param("stops", I64, 1),
        param("s", F64, 0),
    )
    places = tuple(call("cast", p, to=INT) for p in (start, stop))
    output = call("segment_add", x, *places, s, axis=0)
    total = compiled(load_backend("numpy"), (x, start, stop, s), output)
    for initial in (0.0, 0.5, -0.0):
        got = total(values, np.array([0, 700, 100]), np.array([700, 1000, 950]), initial)
        want = []
        for low, high in ((0, 700), (700, 1000), (100, 950)):
            sum_ = initial
            for v in values[low:high]:
                sum_ += v
            want.append(sum_)
        assert got.tolist() == want
    empty = total(values, np.array([3]), np.array([3]), -0.0)
    assert np.signbit(empty).tolist() == [True]


@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d is not BOOL], ids=str)
@pytest.mark.parametrize("op", SORTS)
def test_orders(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(op, dtype)
    assert promise is not None
    rng = np.random.default_rng(8)
    x = param("x", dtype, 2)
    for shape in ((1, 3), (4, 1), (9, 5), (300, 2)):
        for axis in (0, 1):
            values = rng.choice(edges(dtype), shape)
            holds(promise, *run(backend, (x,), call(op, x, axis=axis), [values]))


@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d is not BOOL], ids=str)
@pytest.mark.parametrize("op", POSITIONS.values())
def test_places_of_extremes(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(op, dtype)
    if promise is None:
        assert backend.name != "numpy"
        assert dtype is U64
        return
    rng = np.random.default_rng(6)
    x, start, starts = param("x", dtype, 2), param("s", dtype, 0), param("s", dtype, 1)
    for shape in ((0, 3), (1, 3), (4, 1), (9, 5), (30, 2)):
        for axis in (0, 1):
            values = rng.choice(edges(dtype), shape)
            if dtype is INT and 0 in shape:  # lists have no shape then
                continue
            first = rng.choice(edges(dtype)[:3])
            holds(promise, *run(backend, (x,), call(op, x, axis=axis), [values]))
            holds(
                promise,
                *run(backend, (x, start), call(op, x, start, axis=axis), [values, np.asarray(first)[()]]),
            )
            each = rng.choice(edges(dtype), shape[1 - axis])
            if len(each) or dtype is not INT:
                holds(promise, *run(backend, (x, starts), call(op, x, starts, axis=axis), [values, each]))


@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d is not BOOL], ids=str)
@pytest.mark.parametrize("op", SELECTED_POSITIONS.values())
def test_places_of_extremes_of_selected_elements(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(op, dtype)
    if promise is None:
        assert backend.name != "numpy"
        assert dtype is U64
        return
    rng = np.random.default_rng(7)
    x, m = param("x", dtype, 2), param("m", BOOL, 2)
    for shape in ((0, 3), (1, 3), (4, 1), (9, 5), (30, 2)):
        for axis, likely in product((0, 1), (0.0, 0.4, 1.0)):
            if dtype is INT and 0 in shape:  # lists have no shape then
                continue
            values, mask = rng.choice(edges(dtype), shape), rng.random(shape) < likely
            holds(promise, *run(backend, (x, m), call(op, x, m, axis=axis), [values, mask]))


@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d is not BOOL], ids=str)
@pytest.mark.parametrize("op", CONTRACTIONS)
def test_products(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(op, dtype)
    assert promise is not None
    rng = np.random.default_rng(1)
    for shapes in (((3, 4), (4, 2)), ((2, 1), (1, 3)), ((2, 0), (0, 3))):
        ranks = [len(part) for part in CONTRACTIONS[op].partition("->")[0].split(",")]
        letters = CONTRACTIONS[op].partition("->")[0].split(",")
        size = dict(zip("ikj" if op == "matmul" else "ij", (*shapes[0], shapes[1][1]), strict=False))
        values = [rng.choice(edges(dtype), tuple(size[c] for c in part)) for part in letters]
        if promise.fidelity is Fidelity.REORDERED:
            values = [rng.normal(0, 2, v.shape).astype(dtype.numpy) for v in values]
        if dtype is INT:
            values = [v % 1000 for v in values]
        parameters = tuple(param("ab"[k], dtype, rank) for k, rank in enumerate(ranks))
        holds(promise, *run(backend, parameters, call(op, *parameters), values))


# ---------------------------------------------------------------- layout


def layout_of(op: str, dtype: DType) -> Tensor:
    """A call of an operator that moves elements, on `a[4, 3]` and `v[6]`."""
    a, v = param("a", dtype, 2), param("v", dtype, 1)
    zero, one, two = map(integer, range(3))
    rows, columns = Extent("a", 0), Extent("a", 1)
    number = False if dtype is BOOL else 2.5 if dtype.is_float else 2
    match op:
        case "full":
            return call("full", Scalar(Lit(number, dtype)), shape=(rows, two))
        case "iota":
            return call("iota", extent=rows)
        case "expand":
            return call(
                "concat", call("expand", v, axis=0, extent=two), call("expand", v, axis=0, extent=one), axis=0
            )
        case "stretch":
            return call(
                "stretch", call("slice", a, axis=0, start=zero, length=one, step=one), axis=0, extent=two
            )
        case "first" | "last":
            return call(op, call("eq", a, a), axis=1)
        case "scatter":
            return call("scatter", v, v, call("mod", call("iota", extent=Extent("v", 0)), Scalar(two)))
        case "transpose":
            return call("transpose", a, axes=(1, 0))
        case "slice" | "window":
            return call(op, a, axis=1, start=zero, length=two, step=two if op == "slice" else one)
        case "concat":
            return call("concat", a, a, axis=1)
        case "reshape":
            return call("reshape", a, shape=(columns, rows))
        case "put_rows" | "add_rows" | "mul_rows":
            return call(op, v, a, offset=zero, strides=(one,))
        case "strided" | "strided_window":
            return call(op, v, offset=one, shape=(two, two), strides=(two, one))
        case "take":
            return call("take", a, Scalar(two))
        case "repeat":
            counts = call("sub", call("iota", extent=rows), Scalar(one))
            return call("repeat", a, counts)
        case "ragged_range":
            return call("ragged_range", call("sub", call("iota", extent=rows), Scalar(one)))
        case "compress":
            return call("compress", a, call("lt", call("iota", extent=rows), Scalar(two)))
        case "gather":
            return call("gather", v, call("iota", extent=rows))
        case _:
            part = call("slice", v, axis=0, start=one, length=two, step=one)
            return call(op, v, part, starts=(two,), steps=(integer(3) if op == "paste" else one,))


LAYOUT = (
    "full", "iota", "expand", "transpose", "slice", "window", "concat", "reshape", "strided", "gather",
    "first", "last", "compress", "take", "repeat", "ragged_range", "stretch", "update", "paste", "scatter", "put_rows",
    "strided_window",
)  # fmt: skip
ACCUMULATED = ("add_rows", "mul_rows")
EARLIER = ("last_segment", "earlier_add", "earlier_or", "earlier_last")


@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d is not BOOL], ids=str)
@pytest.mark.parametrize("op", ACCUMULATED)
def test_rows_that_are_combined(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(op, dtype)
    if op == "mul_rows" and dtype is INT:  # of such a product the bounds are not known
        assert promise is None
        return
    assert promise is not None
    rng = np.random.default_rng(4)
    a, v = rng.choice(edges(dtype), (4, 3)), rng.choice(edges(dtype), 6)
    parameters = (param("a", dtype, 2), param("v", dtype, 1))
    holds(promise, *run(backend, parameters, layout_of(op, dtype), [a, v]))


@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d.is_integer], ids=str)
def test_sums_of_what_came_before(backend: Backend, dtype: DType) -> None:
    promise = contract_of(backend).promise("earlier_add", dtype)
    unsigned = dtype.is_fixed and dtype.lowest == 0
    if promise is None:
        assert backend.name != "numpy"
        assert unsigned
        return
    rng = np.random.default_rng(4)
    x, k = rng.choice(edges(dtype), (3, 9)), rng.integers(-2, 3, (3, 9))
    if dtype is INT:
        x = x % 1000
    parameters = (param("x", dtype, 2), param("k", INT, 2))
    holds(promise, *run(backend, parameters, call("earlier_add", *parameters), [x, k]))


def test_last_segments(backend: Backend) -> None:
    promise = contract_of(backend).promise("last_segment", INT)
    assert promise is not None
    rng = np.random.default_rng(4)
    bounds = list(rng.integers(-5, 70, (2, 40)))
    parameters = (param("s", INT, 1), param("t", INT, 1))
    holds(promise, *run(backend, parameters, call("last_segment", *parameters, extent=integer(64)), bounds))


@pytest.mark.parametrize(("op", "dtype"), [("earlier_last", INT), ("earlier_or", BOOL)])
def test_places_of_what_came_before(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise(op, dtype)
    assert promise is not None
    rng = np.random.default_rng(4)
    marks, k, s = rng.integers(0, 2, (3, 9)) > 0, rng.integers(-2, 3, (3, 9)), rng.integers(-2, 3, (3, 9))
    parameters = (param("m", BOOL, 2), param("k", INT, 2), param("s", INT, 2))
    for some in (parameters[:2], parameters):
        node = call(op, *some)
        holds(promise, *run(backend, some, node, [marks, k, s][: len(some)]))


def first_call(tensor: Tensor, op: str) -> Call:
    return next(p for p in parts(tensor) if isinstance(p, Call) and p.op == op)


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
@pytest.mark.parametrize("op", LAYOUT)
def test_layout(backend: Backend, op: str, dtype: DType) -> None:
    promise = contract_of(backend).promise_of(first_call(layout_of(op, dtype), op))
    assert promise is not None
    rng = np.random.default_rng(4)
    a, v = rng.choice(edges(dtype), (4, 3)), rng.choice(edges(dtype), 6)
    parameters = (param("a", dtype, 2), param("v", dtype, 1))
    holds(promise, *run(backend, parameters, layout_of(op, dtype), [a, v]))


# ---------------------------------------------------------------- the contract itself


def test_the_cases_are_all_there_are() -> None:
    folds = {f"{family}_{op}" for family, op, _ in FOLDS}
    recurrences = {
        f"{family}_{op}" for family in ("last", "scan") for op in RECURRENCES
    }  # in a file of theirs
    segments = {f"{kind}_{op}" for kind in ("segment", "scatter") for op in REDUCIBLE}
    folds |= set(SORTS)
    rest = {*CONTRACTIONS, "einsum", *LAYOUT, *ACCUMULATED, *EARLIER, *PLACES, *recurrences, *segments}
    assert set(OPERATORS) == {*SCALARS, "cast", *folds, *rest}


def test_what_is_not_promised_is_refused(backend: Backend) -> None:
    x = param("x", F64, 1)
    contract = Contract(tuple(p for p in contract_of(backend).promises if "exp" not in p.operators))
    with pytest.raises(UnsupportedByBackend, match="exp on f64"):
        contract.fidelity(call("exp", x))


def test_products_without_sums_are_outer_products() -> None:
    a, b = param("a", F64, 1), param("b", F64, 2)
    assert subject(call("einsum", a, b, spec="i,jk->kij"))[0] == "outer"
    assert subject(call("einsum", a, b, spec="i,ij->j"))[0] == "einsum"


def test_the_page_shows_the_contract(backend: Backend) -> None:
    page = Path(__file__).parents[2] / "docs" / "backends" / f"{backend.name}.md"
    assert contract_of(backend).table() in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_backends_answer_by_their_contract(name: str) -> None:
    backend = load_backend(name)
    x = param("x", F32, 1)
    assert backend.fidelity(call("reduce_add", x, axis=0)) is Fidelity.REORDERED
    assert backend.fidelity(call("exp", x)) is Fidelity.ULPS
    assert backend.fidelity(call("sqrt", x)) is (Fidelity.NORMAL if name == "jax" else Fidelity.EXACT)
