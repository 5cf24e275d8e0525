"""Every operator at every dtype, against the evaluator that is derived from the operators' meanings."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from tensir.build import add, mul, sub
from tensir.cells import Cell, Extent, Lit, Sym, integer
from tensir.dtypes import BOOL, DTYPES, F32, F64, I8, I32, INT, U8, U16, U64, DType
from tensir.evaluator import evaluate
from tensir.ops import OPERATORS, ORDERED, REDUCIBLE, call
from tensir.scalars import SCALARS, TypeRuleError, result_dtype
from tensir.tensors import Param, Program, Scalar, Tensor
from tenspiler.backend.api import Backend, Fidelity
from tenspiler.backend.contract import Contract
from tests.backends.build import compiled, param

NUMBERS = [d for d in DTYPES.values() if d is not BOOL]


def sample(rng: np.random.Generator, dtype: DType, shape: tuple[int, ...], small: bool = False) -> Any:
    """Values of a dtype, its extremes among them; nested lists for unbounded integers."""
    if dtype is INT:
        return rng.integers(-9, 10, shape).tolist()
    if dtype is BOOL:
        return rng.integers(0, 2, shape).astype(bool)
    if dtype.is_float:
        values = rng.normal(0, 3, shape).astype(dtype.numpy)
        special = rng.choice(np.array([0.0, -0.0, 1.0, np.inf, 2.5], dtype.numpy), shape)
        return values if small else np.where(rng.random(shape) < 0.3, special, values)
    values = rng.integers(dtype.lowest, dtype.highest, shape, dtype.numpy, endpoint=True)
    edges = rng.choice(np.array([dtype.lowest, dtype.highest, 0, 1, 2, 3], dtype.numpy), shape)
    return np.where(rng.random(shape) < 0.6, edges, values).astype(dtype.numpy)


def same(got: Any, want: Any, fidelity: Fidelity = Fidelity.EXACT) -> None:
    if isinstance(got, list):
        assert got == want.tolist()
        return
    got, want = np.asarray(got), np.asarray(want)
    assert got.shape == want.shape
    if want.dtype.kind == "f" and fidelity in (Fidelity.ULPS, Fidelity.REORDERED):
        np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5)
    elif want.dtype.kind == "f":
        assert np.array_equal(got, want, equal_nan=True)
        if fidelity is Fidelity.EXACT:
            number = ~np.isnan(want)
            assert np.array_equal(np.signbit(got)[number], np.signbit(want)[number])
    else:
        assert got.tolist() == want.tolist()


def agree(
    backend: Backend, parameters: tuple[Param, ...], output: Tensor, *arguments: Any, **options: Any
) -> None:
    program = Program("f", parameters, (("return", output),))
    want = evaluate(program, dict(zip((p.name for p in parameters), arguments, strict=True)))["return"]
    with np.errstate(all="raise"):
        got = compiled(backend, parameters, output, **options)(*arguments)
    if output.type.rank and output.type.dtype is not INT:
        assert got.dtype == output.type.dtype.numpy
    fidelity = backend.fidelity(output) if hasattr(output, "op") else Fidelity.EXACT
    same(got, want, fidelity)


def operands_of(op: str, dtype: DType) -> tuple[DType, ...] | None:
    operands = (BOOL, dtype, dtype) if op == "select" else (dtype,) * SCALARS[op].arity
    try:
        result_dtype(op, operands)
    except TypeRuleError:
        return None
    return operands


CASES = [(op, d) for op in SCALARS if op != "cast" for d in DTYPES.values() if operands_of(op, d)]


@pytest.mark.parametrize(("op", "dtype"), CASES, ids=lambda x: str(x))
def test_elementwise(backend: Backend, op: str, dtype: DType) -> None:
    rng = np.random.default_rng(7)
    dtypes = operands_of(op, dtype)
    assert dtypes
    for shape in ((40,), (0,), (3, 2), ()):
        parameters = tuple(param(f"x{k}", d, len(shape)) for k, d in enumerate(dtypes))
        for _ in range(1 if shape else 4):
            values = [sample(rng, d, shape) for d in dtypes]
            if op == "shl" and dtype is INT:
                values[1] = np.abs(np.array(values[1])).tolist()
            values = [v if isinstance(v, list) or shape else np.asarray(v).item() for v in values]
            agree(backend, parameters, call(op, *parameters), *values)


@pytest.mark.parametrize("target", DTYPES.values(), ids=str)
@pytest.mark.parametrize("source", DTYPES.values(), ids=str)
def test_cast(backend: Backend, source: DType, target: DType) -> None:
    rng = np.random.default_rng(5)
    for shape in ((30,), (0,), ()):
        x = param("x", source, len(shape))
        values = sample(rng, source, shape)
        if source.is_float and target is not BOOL and not target.is_float:
            values = np.asarray(rng.uniform(0 if target.is_fixed and not target.lowest else -99, 99, shape))
            values = values.astype(source.numpy)
        if source is U64 and target is INT and shape:
            values = values >> np.uint64(1)
        agree(backend, (x,), call("cast", x, to=target), values if shape else np.asarray(values).item())


def shaped(rng: np.random.Generator, dtype: DType, shape: tuple[int, ...]) -> Any:
    return sample(rng, dtype, shape, small=True)


REDUCED = [
    (op, d)
    for op in REDUCIBLE
    for d in DTYPES.values()
    if (d is BOOL) == (op in ("and", "or")) and not (d.is_float and op.startswith("bit"))
]


@pytest.mark.parametrize(
    ("family", "op", "dtype"),
    [
        (family, op, d)
        for family in ("reduce", "fold", "scan")
        for op, d in REDUCED
        if family != "fold" or op in ORDERED
    ],
    ids=lambda x: str(x),
)
def test_reductions(backend: Backend, family: str, op: str, dtype: DType) -> None:
    rng = np.random.default_rng(3)
    for shape, axis in (
        ((7,), 0),
        ((0,), 0),
        ((3, 4), 0),
        ((3, 4), 1),
        ((0, 4), 0),
        ((0, 4), 1),
        ((2, 3, 2), 1),
    ):
        x, scalar = param("x", dtype, len(shape)), param("s", dtype, 0)
        rest = (*shape[:axis], *shape[axis + 1 :])
        start = param("t", dtype, len(rest))
        data, number = shaped(rng, dtype, shape), np.asarray(shaped(rng, dtype, ())).item()
        if op not in ("min", "max") or dtype is not INT:
            agree(backend, (x,), call(f"{family}_{op}", x, axis=axis), data)
        agree(backend, (x, scalar), call(f"{family}_{op}", x, scalar, axis=axis), data, number)
        if rest and (dtype is not INT or 0 not in shape):
            agree(
                backend,
                (x, start),
                call(f"{family}_{op}", x, start, axis=axis),
                data,
                shaped(rng, dtype, rest),
            )


@pytest.mark.parametrize("dtype", [F64, F32, I32, U8, INT], ids=str)
@pytest.mark.parametrize(
    ("family", "op"),
    [
        ("reduce", "max"),
        ("reduce", "min"),
        ("reduce", "add"),
        ("reduce", "mul"),
        ("fold", "add"),
        ("fold", "mul"),
    ],
)
def test_reductions_of_repeated_rows(backend: Backend, family: str, op: str, dtype: DType) -> None:
    """What is the same along an axis is computed once, and initial values that differ are met afterwards."""
    x, start = param("x", dtype, 1), param("t", dtype, 1)
    repeated = call("expand", x, axis=0, extent=Extent("t", 0))
    folded = call(f"{family}_{op}", repeated, start, axis=1)
    output = call("expand", folded, axis=1, extent=Extent("x", 0))
    rng = np.random.default_rng(8)
    for length, rows in ((3, 4), (0, 3), (4, 4), (1, 1), (2, 0)):
        for _ in range(3):
            values = shaped(rng, dtype, (length,)), shaped(rng, dtype, (rows,))
            agree(backend, (x, start), folded, *values)
            if op in ("max", "min") or not dtype.is_float:
                agree(backend, (x, start), output, *values)
    if dtype.is_float:
        zeros = np.array([-0.0, np.nan, 0.0], dtype.numpy)
        agree(backend, (x, start), folded, zeros, np.array([-0.0, np.nan], dtype.numpy))


@pytest.mark.parametrize("dtype", [F64, F32], ids=str)
@pytest.mark.parametrize("op", ["add", "mul"])
def test_folds_keep_the_order(backend: Backend, op: str, dtype: DType) -> None:
    """Each sum and product is that of a loop, in all its bits, whatever the extents."""
    rng = np.random.default_rng(11)
    extremes = [1e30, -1e30, 1.0, 1e-8, -0.0] if op == "add" else [1.1, -0.9, 0.99, 1e-2, -1e2]
    for shape in ((1000,), (1,), (0,), (7, 300), (300, 7), (90, 80), (1, 70), (70, 1), (0, 70), (3, 40, 5)):
        data = rng.choice([*extremes, *rng.normal(0, 1, 5)], shape).astype(dtype.numpy)
        x, s = param("x", dtype, len(shape)), param("s", dtype, 0)
        for axis in range(len(shape)):
            rest = (*shape[:axis], *shape[axis + 1 :])
            t, starts = param("t", dtype, len(rest)), rng.normal(0, 1, rest).astype(dtype.numpy)
            agree(backend, (x,), call(f"fold_{op}", x, axis=axis), data)
            agree(backend, (x, s), call(f"fold_{op}", x, s, axis=axis), data, -0.0)
            if rest:
                agree(backend, (x, t), call(f"fold_{op}", x, t, axis=axis), data, starts)


def test_scan_of_floats_keeps_signed_zeros(backend: Backend) -> None:
    x, s = param("x", F64, 1), param("s", F64, 0)
    data = np.array([-0.0, -0.0, 1.0, -1.0])
    agree(backend, (x,), call("scan_add", x, axis=0), data)
    agree(backend, (x, s), call("scan_add", x, s, axis=0), data, -0.0)


CONTRACTED = {"dot": ((4,), (4,)), "matvec": ((3, 4), (4,)), "vecmat": ((4,), (4, 2)),
              "matmul": ((3, 4), (4, 2)), "outer": ((3,), (2,))}  # fmt: skip


@pytest.mark.parametrize("dtype", NUMBERS, ids=str)
@pytest.mark.parametrize("op", CONTRACTED)
def test_contractions(backend: Backend, op: str, dtype: DType) -> None:
    rng = np.random.default_rng(1)
    left, right = CONTRACTED[op]
    a, b = param("a", dtype, len(left)), param("b", dtype, len(right))
    agree(backend, (a, b), call(op, a, b), shaped(rng, dtype, left), shaped(rng, dtype, right))


@pytest.mark.parametrize("dtype", [INT, U8, I32, F32, F64], ids=str)
@pytest.mark.parametrize(
    "spec", ["ij,jk->ik", "ij->ji", "ij->", "ij,ij->i", "i,ij,j->", "ij,k->kij", "ji,jk->ik"]
)
def test_einsum(backend: Backend, spec: str, dtype: DType) -> None:
    rng = np.random.default_rng(1)
    letters = spec.split("->")[0].split(",")
    size = {"i": 3, "j": 4, "k": 2}
    parameters = tuple(param(f"x{n}", dtype, len(part)) for n, part in enumerate(letters))
    values = [shaped(rng, dtype, tuple(size[c] for c in part)) for part in letters]
    agree(backend, parameters, call("einsum", *parameters, spec=spec), *values)


def test_every_operator_has_a_promise(backend: Backend) -> None:
    contract: Contract = import_module(f"tenspiler_{backend.name}.contract").CONTRACT
    assert set(OPERATORS) <= {op for promise in contract.promises for op in promise.operators}


@pytest.mark.parametrize("op", ["argsort", "sort"])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (7, 2), (2, 40)], ids=str)
@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d is not BOOL], ids=str)
def test_orders(backend: Backend, op: str, axis: int, shape: tuple[int, int], dtype: DType) -> None:
    """Equal elements keep their order, zeros of both signs among them; NaN comes last."""
    rng = np.random.default_rng(7)
    low, high = (-(2**63), 2**63 - 1) if dtype is INT else (0, 1)
    edges = [low, high, 0, 1] if dtype is INT else []
    if dtype.is_fixed:
        edges = [dtype.lowest, dtype.highest, 0, 1]
    if dtype.is_float:
        edges = [-np.inf, np.inf, -0.0, 0.0, 0.5, np.nan]
    count = shape[0] * shape[1]
    values = [edges[int(n)] for n in rng.integers(0, len(edges), count)]
    x = np.array(values, np.int64 if dtype is INT else dtype.numpy).reshape(shape)
    a = param("a", dtype, 2)
    given = x.tolist() if dtype is INT else x
    agree(backend, (a,), call(op, a, axis=axis), given)
    expanded = call("expand", call("iota", extent=Extent("a", 0)), axis=1, extent=Extent("a", 1))
    agree(backend, (a,), call(op, call("neg", expanded), axis=axis), given)


# ---------------------------------------------------------------- layout

N, M = Extent("a", 0), Extent("a", 1)


def cut(tensor: Tensor, axis: int, start: Cell, length: Cell, step: Cell | int = 1) -> Tensor:
    return call("slice", tensor, axis=axis, start=start, length=length, step=step)


def filled(number: int, *shape: Cell) -> Tensor:
    return call("full", Scalar(Lit(number, I32)), shape=shape)


def put(
    whole: Tensor, part: Tensor, *starts: int | Cell, steps: tuple[int, ...] = (1, 1), op: str = "update"
) -> Tensor:
    places = tuple(integer(s) if isinstance(s, int) else s for s in starts)
    return call(op, whole, part, starts=places, steps=tuple(map(integer, steps[: len(places)])))


def strided(
    tensor: Tensor, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], op: str = "strided"
) -> Tensor:
    extents, steps = tuple(map(integer, shape)), tuple(map(integer, strides))
    return call(op, tensor, offset=integer(offset), shape=extents, strides=steps)


def in_rows(op: str, whole: Tensor, part: Tensor, offset: int | Cell, *strides: int | Cell) -> Tensor:
    return call(op, whole, part, offset=offset, strides=strides)


def layout_cases() -> dict[str, Tensor]:
    a, v, k = param("a", I32, 2), param("v", I32, 1), Sym("k", INT)
    zero, one, two, length = integer(0), integer(1), integer(2), Extent("v", 0)
    column, row = call("expand", v, axis=1, extent=M), call("expand", v, axis=0, extent=k)
    index, across = call("iota", extent=two), call("iota", extent=M)
    positive = call("gt", v, Scalar(Lit(0, I32)))
    odd_rows = call("ne", call("mod", call("iota", extent=N), Scalar(two)), Scalar(zero))
    every = call("full", Scalar(Lit(True, BOOL)), shape=(k,))
    around, folded = (call(op, call("iota", extent=length), Scalar(two)) for op in ("sub", "mod"))
    return {
        "transpose": call("transpose", a, axes=(1, 0)),
        "slice": cut(a, 1, one, two),
        "slice both": cut(cut(a, 0, one, one), 1, k, one),
        "slice of a slice": cut(cut(a, 1, one, two), 1, one, one),
        "step": cut(a, 1, zero, two, two),
        "reversed": cut(v, 0, sub(length, one), length, integer(-1)),
        "backwards": cut(v, 0, two, two, integer(-2)),
        "unknown step": cut(v, 0, zero, two, k),
        "window": call("window", a, axis=0, start=k, length=two, step=one),
        "window of an expanded axis": call("window", column, axis=1, start=one, length=two, step=one),
        "stretch one": call("stretch", cut(v, 0, zero, one), axis=0, extent=k),
        "stretch a row": call("stretch", cut(a, 0, one, one), axis=0, extent=k),
        "stretch a column": call("mul", a, call("stretch", cut(a, 1, one, one), axis=1, extent=M)),
        "stretch nothing": call("add", a, call("stretch", a, axis=0, extent=N)),
        "expand": column,
        "expand first": row,
        "expand and map": call("add", a, column),
        "column transposed": call("transpose", column, axes=(1, 0)),
        "row transposed": call("transpose", row, axes=(1, 0)),
        "reduce an expanded axis": call("reduce_add", column, axis=1),
        "reduce beside an expanded axis": call("reduce_add", column, axis=0),
        "scan an expanded axis": call("scan_add", column, axis=1),
        "slice an expanded axis": cut(column, 1, one, two),
        "slice beside": cut(column, 0, one, two),
        "full": filled(3, N, k),
        "full in a map": call("mul", a, call("full", Scalar(Sym("s", I32)), shape=(N, M))),
        "map of full": call("add", call("full", Scalar(Sym("s", I32)), shape=(k,)), Scalar(Lit(1, I32))),
        "iota": call("cast", call("iota", extent=k), to=I32),
        "concat": call("concat", a, a, axis=1),
        "concat with full": call("concat", v, filled(0, k), axis=0),
        "reshape": call("reshape", a, shape=(mul(N, M),)),
        "strided rows": strided(v, 1, (1, 2), (2, 1)),
        "strided columns": strided(v, 0, (1, 2), (1, 1)),
        "strided transposed": strided(v, 0, (2, 1), (1, 2)),
        "strided both": strided(v, 0, (2, 2), (1, 2)),
        "leading dimension": strided(v, 0, (2, 1), (2, 1)),
        "overlapping rows": strided(v, 0, (2, 3), (1, 1)),
        "going backwards": strided(v, 3, (3,), (-1,)),
        "strided window": strided(v, 1, (1, 2), (2, 1), op="strided_window"),
        "strided window backwards": strided(v, 2, (2, 2), (-2, 1), op="strided_window"),
        "first": call("first", positive, axis=0),
        "first in rows": call("first", call("gt", a, Scalar(Lit(1, I32))), axis=1),
        "first in columns": call("first", call("gt", a, Scalar(Lit(1, I32))), axis=0),
        "first of an expanded axis": call("first", call("expand", positive, axis=1, extent=M), axis=1),
        "first of nothing": call("first", cut(positive, 0, zero, zero), axis=0),
        "compress": call("compress", v, positive),
        "compress rows": call("compress", a, odd_rows),
        "compress an expanded axis": call("compress", row, every),
        "repeat": call("repeat", v, around),
        "repeat rows": call("repeat", a, call("iota", extent=N)),
        "repeat an expanded axis": call("repeat", column, around),
        "repeat numbers": call("repeat", filled(7, length), folded),
        "repeat as often as an expanded number": call(
            "repeat", v, call("full", Scalar(two), shape=(length,))
        ),
        "repeat nothing": call("repeat", v, call("full", Scalar(zero), shape=(length,))),
        "a ragged range": call("ragged_range", around),
        "a ragged range and what is repeated": call(
            "add", call("cast", call("ragged_range", folded), to=I32), call("repeat", v, folded)
        ),
        "how often before": call("earlier_add", v, folded),
        "how often what is sought was before": call("earlier_add", v, folded, around),
        "how often before, of nothing": call(
            "earlier_add", cut(v, 0, zero, zero), cut(around, 0, zero, zero), cut(around, 0, zero, zero)
        ),
        "how often in each row": call("earlier_add", a, call("mod", call("cast", a, to=INT), Scalar(two))),
        "an expanded number by key": call("earlier_add", filled(3, length), folded),
        "whether before": call("earlier_or", positive, folded),
        "whether what is sought was before": call("earlier_or", positive, folded, around),
        "the last segment of each place": call("last_segment", around, folded, extent=length),
        "the last of overlapping segments": call(
            "last_segment", around, call("add", around, Scalar(integer(5))), extent=add(length, two)
        ),
        "the last of no segments": call(
            "last_segment", cut(around, 0, zero, zero), cut(folded, 0, zero, zero), extent=length
        ),
        "segments of no places": call("last_segment", around, folded, extent=zero),
        "where last before": call("earlier_last", positive, folded),
        "where what is sought was last": call("earlier_last", positive, folded, around),
        "where last, of nothing": call(
            "earlier_last", cut(positive, 0, zero, zero), cut(around, 0, zero, zero)
        ),
        "where last in each row": call(
            "earlier_last",
            call("gt", a, Scalar(Lit(0, I32))),
            call("mod", call("cast", a, to=INT), Scalar(two)),
        ),
        "compress by two axes": call("compress", a, call("gt", a, Scalar(Lit(1, I32)))),
        "compress an expanded axis by two": call("compress", column, call("gt", a, Scalar(Lit(1, I32)))),
        "compress nothing": call("compress", v, call("ne", v, v)),
        "compress all": call("compress", v, call("eq", v, v)),
        "compress a map": call(
            "mul", call("compress", call("neg", v), positive), call("compress", v, positive)
        ),
        "concat of compressed": call("concat", call("compress", v, positive), v, axis=0),
        "put what is compressed": put(v, call("compress", v, call("lt", v, Scalar(Lit(3, I32)))), 0),
        "last": call("last", positive, axis=0),
        "last in rows": call("last", call("gt", a, Scalar(Lit(1, I32))), axis=1),
        "last in columns": call("last", call("gt", a, Scalar(Lit(1, I32))), axis=0),
        "last of an expanded axis": call("last", call("expand", positive, axis=1, extent=M), axis=1),
        "place of selected": call("argmin_where", v, positive, axis=0),
        "place of selected in rows": call("last_argmax_where", a, call("gt", a, Scalar(Lit(1, I32))), axis=1),
        "place of selected columns": call(
            "argmax_where", a, call("expand", odd_rows, axis=1, extent=M), axis=0
        ),
        "place of none": call("last_argmin_where", v, call("ne", v, v), axis=0),
        "last of nothing": call("last", cut(positive, 0, zero, zero), axis=0),
        "scatter": call("scatter", v, cut(v, 0, zero, two), index),
        "scatter over each other": call("scatter", v, call("neg", v), folded),
        "scatter outside": call("scatter", v, call("neg", v), around),
        "scatter nothing": call("scatter", v, cut(v, 0, zero, zero), cut(around, 0, zero, zero)),
        "scatter a number": call("scatter", v, filled(7, length), around),
        "scatter by two indices": call("scatter", a, call("neg", v), around, folded),
        "scatter add": call("scatter_add", v, call("neg", v), folded),
        "scatter add outside": call("scatter_add", v, v, around),
        "scatter add nothing": call("scatter_add", v, cut(v, 0, zero, zero), cut(around, 0, zero, zero)),
        "scatter add numbers": call("scatter_add", filled(0, N), filled(1, length), around),
        "scatter add by two indices": call("scatter_add", a, v, around, folded),
        "scatter max into an expanded axis": call(
            "scatter_max", column, call("expand", v, axis=1, extent=M), folded
        ),
        "take": call("take", v, call("first", positive, axis=0)),
        "take rows": call("take", a, Scalar(Sym("k", INT))),
        "take fewer than none": call("take", v, Scalar(sub(one, two))),
        "take of an expanded axis": call("take", row, Scalar(two)),
        "take of what is compressed": call("take", call("compress", v, positive), Scalar(one)),
        "gather": call("gather", v, index),
        "gather two": call("gather", a, index, index),
        "gather one": call("gather", v, Scalar(one)),
        "gather row": call("gather", a, Scalar(one), index),
        "gather grid": call(
            "gather", a, call("expand", index, axis=1, extent=M), call("expand", across, axis=0, extent=two)
        ),
        "update": put(v, filled(7, two), 1),
        "update with step": put(v, cut(v, 0, zero, two), 1, steps=(2,)),
        "update all": put(v, call("neg", v), 0),
        "update a box": put(a, cut(a, 1, one, two), 0, 0),
        "update a row": put(a, call("expand", cut(v, 0, zero, M), axis=0, extent=one), 1, 0),
        "update twice": put(put(v, filled(7, two), 1), filled(8, one), 1),
        "put rows": in_rows("put_rows", v, cut(a, 1, zero, two), 0, two),
        "put rows by a parameter": in_rows("put_rows", v, cut(a, 1, zero, two), 1, k),
        "put rows over each other": in_rows("put_rows", v, a, 0, 1),
        "put rows backwards": in_rows("put_rows", v, cut(a, 1, zero, one), 3, -1),
        "put rows of itself": in_rows("put_rows", v, call("expand", call("neg", v), axis=0, extent=k), 1, 0),
        "put rows outside": in_rows("put_rows", v, a, -2, 3),
        "add rows": in_rows("add_rows", v, cut(a, 1, zero, two), 0, two),
        "add rows over each other": in_rows("add_rows", v, a, 0, k),
        "multiply rows over each other": in_rows("mul_rows", v, a, 0, 1),
        "multiply rows outside": in_rows("mul_rows", v, a, 3, -4),
        "add rows of rows": in_rows("add_rows", v, call("expand", a, axis=0, extent=two), 0, 1, 1),
        "add rows of rows backwards": in_rows("add_rows", v, call("expand", a, axis=0, extent=two), 3, -1, 1),
        "put one row of rows": in_rows("put_rows", v, call("expand", a, axis=0, extent=one), 0, -7, 2),
        "put rows of rows": in_rows("put_rows", v, call("expand", column, axis=1, extent=one), 0, 2, 1),
        "paste": put(v, call("neg", v), k, op="paste"),
        "paste before": put(v, call("neg", v), -3, steps=(2,), op="paste"),
        "paste scalars": put(a, filled(7, two, k), 3, -1, steps=(1, 2), op="paste"),
    }


@pytest.mark.parametrize("case", layout_cases())
def test_layout(backend: Backend, case: str) -> None:
    tensor = layout_cases()[case]
    parameters = (param("a", I32, 2), param("v", I32, 1), param("k", I32, 0), param("s", I32, 0))
    rng = np.random.default_rng(2)
    a = rng.integers(-99, 99, (4, 3), np.int32)
    v = rng.integers(-99, 99, 4, np.int32)
    before = a.copy(), v.copy()
    agree(backend, parameters, tensor, a, v, 2, 5)
    got = compiled(backend, parameters, tensor)(a, v, 2, 5)
    assert not any(np.shares_memory(got, x) for x in (a, v))
    assert np.array_equal(a, before[0])
    assert np.array_equal(v, before[1])


def test_windows_are_total(backend: Backend) -> None:
    x = param("x", F64, 2)
    window = compiled(
        backend, (x,), call("window", x, axis=1, start=integer(-2), length=integer(4), step=integer(2))
    )
    assert window(np.array([[5.0, 1.0, 2.0]]))[0].tolist() == [0.0, 5.0, 2.0, 0.0]
    assert window(np.zeros((2, 0))).shape == (2, 4)


@pytest.mark.parametrize("op", ["slice", "window"])
def test_no_elements_start_anywhere(backend: Backend, op: str) -> None:
    """A loop that never runs may have a bound that no 64 bits hold."""
    x, n = param("x", I32, 1), param("n", INT, 0)
    start = add(Sym("n", INT), integer((1 << 64) - 1))
    nothing = call(op, x, axis=0, start=start, length=Sym("n", INT), step=integer(-1))
    assert compiled(backend, (x, n), nothing)(np.arange(3, dtype=np.int32), 0).tolist() == []


def test_gather_is_total(backend: Backend) -> None:
    x, i = param("x", F64, 1), param("i", INT, 1)
    gather = compiled(backend, (x, i), call("gather", x, i))
    assert gather(np.arange(3.0), [-5, 0, 9]).tolist() == [0.0, 0.0, 2.0]
    assert gather(np.zeros(0), [0, 1]).tolist() == [0.0, 0.0]


def test_update_of_an_empty_box_out_of_range(backend: Backend) -> None:
    a, b = param("a", F64, 2), param("b", F64, 2)
    update = call("update", a, b, starts=(integer(5), integer(0)), steps=(integer(1), integer(1)))
    assert (
        compiled(backend, (a, b), update)(np.ones((2, 3)), np.ones((4, 0))).tolist()
        == np.ones((2, 3)).tolist()
    )


def test_literals_take_the_dtype_of_the_tensor(backend: Backend) -> None:
    for dtype in (U8, U16, I8, F32):
        x = param("x", dtype, 1)
        number = Scalar(Lit(2.0 if dtype.is_float else 2, dtype))
        data = np.array([1, 2, 3], dtype.numpy)
        agree(backend, (x,), call("add", x, number), data)
        mask = call("lt", x, number)
        agree(
            backend,
            (x,),
            call("select", mask, number, Scalar(Lit(1.0 if dtype.is_float else 1, dtype))),
            data,
        )
