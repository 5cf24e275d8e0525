"""Every operator of the table against NumPy or plain Python, written here without a look at its meaning."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir import (
    BOOL,
    DTYPES,
    F32,
    F64,
    I32,
    I64,
    INT,
    OPERATORS,
    SCALARS,
    U8,
    Call,
    DType,
    Extent,
    Lit,
    Param,
    Program,
    Scalar,
    Sym,
    TensorType,
    TypeRuleError,
    call,
    check_requirements,
    evaluate,
)
from tensir.cells import Elem, integer, subterms
from tensir.ops import CONTRACTIONS, ORDERED, PLACES, REDUCIBLE, cell_at
from tensir.recurrences import RECURRENCES

FLOATS = (F32, F64)
INTEGERS = tuple(d for d in DTYPES.values() if d.is_integer)
FIXED = tuple(d for d in INTEGERS if d.is_fixed)


def array(name: str, dtype: DType, rank: int) -> Param:
    return Param(name, TensorType(dtype, tuple(Extent(name, axis) for axis in range(rank))))


def run(tensor: Any, **arguments: Any) -> Any:
    """The value of one expression over parameters that are named as the arguments."""
    found: dict[str, Param] = {}

    def visit(node: Any) -> None:
        if isinstance(node, Param):
            found[node.name] = node
        elif isinstance(node, Call):
            for arg in node.args:
                visit(arg)

    visit(tensor)
    for name, value in arguments.items():
        if name not in found:
            found[name] = array(name, I32 if np.ndim(value) == 0 else F64, np.ndim(value))
    program = Program("f", tuple(found.values()), (("return", tensor),))
    assert check_requirements(program, arguments)
    return evaluate(program, arguments)["return"]


def extremes(dtype: DType) -> list[Any]:
    if dtype is BOOL:
        return [False, True]
    if dtype is INT:
        return [0, 1, -1, 7, -7, 3, 2**63, -(2**63), 10**30, -(10**30)]
    if dtype.is_integer:
        return sorted(
            {0, 1, 3, 7, dtype.highest, dtype.highest - 1, dtype.lowest, dtype.lowest + 1, dtype.wrap(-1)}
        )
    info = np.finfo(dtype.numpy)
    return [0.0, -0.0, 1.0, -2.5, 0.1, info.max, info.tiny, info.smallest_subnormal, np.inf, -np.inf, np.nan]


def pairs(dtype: DType) -> tuple[np.ndarray, np.ndarray]:
    values = extremes(dtype)
    left = np.array([a for a in values for _ in values], dtype=dtype.numpy)
    return left, np.array([b for _ in values for b in values], dtype=dtype.numpy)


def same(actual: Any, expected: Any) -> None:
    """Identical bits and dtype, all NaNs being alike."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert actual.shape == expected.shape
    assert actual.dtype == expected.dtype
    np.testing.assert_array_equal(actual, expected)
    if actual.dtype.kind == "f":
        real = ~np.isnan(expected)
        np.testing.assert_array_equal(np.signbit(actual[real]), np.signbit(expected[real]))


def twos_complement(value: int, dtype: DType) -> int:
    if dtype is INT:
        return value
    low = value & ((1 << dtype.bits) - 1)
    return low - (1 << dtype.bits) if dtype.lowest < 0 and low >> (dtype.bits - 1) else low


INTEGER_BINARY: dict[str, Callable[[int, int], int]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "floordiv": lambda a, b: math.floor(Fraction(a, b)) if b else 0,
    "mod": lambda a, b: a - b * math.floor(Fraction(a, b)) if b else 0,
    "truncdiv": lambda a, b: math.trunc(Fraction(a, b)) if b else 0,
    "truncrem": lambda a, b: a - b * math.trunc(Fraction(a, b)) if b else 0,
    "min": min,
    "max": max,
    "bitand": lambda a, b: a & b,
    "bitor": lambda a, b: a | b,
    "bitxor": lambda a, b: a ^ b,
}
INTEGER_UNARY: dict[str, Callable[[int], int]] = {"neg": lambda a: -a, "abs": abs, "bitnot": lambda a: -a - 1}
COMPARISONS: dict[str, Any] = {
    "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal,
    "gt": np.greater, "ge": np.greater_equal,
}  # fmt: skip
FLOAT_BINARY: dict[str, Any] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.true_divide, "pow": np.float_power,
    "atan2": np.arctan2, "fmod": np.fmod,
    "min": lambda a, b: np.array([y if y < x else x for x, y in zip(a, b, strict=True)], a.dtype),
    "max": lambda a, b: np.array([y if x < y else x for x, y in zip(a, b, strict=True)], a.dtype),
}  # fmt: skip
FLOAT_UNARY: dict[str, Any] = {
    "neg": np.negative, "abs": np.fabs, "sqrt": np.sqrt, "floor": np.floor, "ceil": np.ceil, "trunc": np.fix,
    "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "log": np.log, "log2": np.log2, "log10": np.log10,
    "log1p": np.log1p, "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos,
    "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "erf": lambda x: np.array([math.erf(y) for y in x], x.dtype),
    "erfc": lambda x: np.array([math.erfc(y) for y in x], x.dtype),
}  # fmt: skip
BOOLEAN = {"and": np.logical_and, "or": np.logical_or}
COVERED = {
    *INTEGER_BINARY, *INTEGER_UNARY, *COMPARISONS, *FLOAT_BINARY, *FLOAT_UNARY, *BOOLEAN,
    "not", "select", "shl", "shr", "truediv", "cast", "full", "iota", "expand", "stretch", "transpose", "slice", "concat",
    "reshape", "strided", "gather", "argsort", "sort", "compress", "take", "repeat", "ragged_range", "earlier_add", "earlier_or", "earlier_last", "last_segment", "first", "last", "update", "window", "paste", "scatter", "strided_window", "put_rows", "add_rows", "mul_rows", "einsum", *CONTRACTIONS,
    *(f"{kind}_{op}" for kind in ("reduce", "scan") for op in REDUCIBLE),
    *(f"fold_{op}" for op in ORDERED),
    *(f"{kind}_{op}" for kind in ("last", "scan") for op in RECURRENCES),
    *(f"{kind}_{op}" for kind in ("segment", "scatter") for op in REDUCIBLE),
    *(f"fold_{op}" for op in ORDERED), *PLACES,
}  # fmt: skip


def test_window_is_a_slice_that_may_reach_outside() -> None:
    values = np.arange(5, dtype=np.int32)
    inside = call("window", array("a", I32, 1), axis=0, start=1, length=3, step=1)
    same(run(inside, a=values), values[1:4])
    outside = call("window", array("a", I32, 1), axis=0, start=3, length=4, step=1)
    with pytest.raises(IndexError):
        run(outside, a=values)


FOLDED: dict[str, tuple[Callable[[Any, Any], Any], Any]] = {
    "add": (lambda a, b: a + b, 0), "mul": (lambda a, b: a * b, 1), "min": (min, 100), "max": (max, -100),
    "and": (lambda a, b: a and b, True), "or": (lambda a, b: a or b, False),
    "bitand": (lambda a, b: a & b, -1), "bitor": (lambda a, b: a | b, 0), "bitxor": (lambda a, b: a ^ b, 0),
}  # fmt: skip


@pytest.mark.parametrize("op", REDUCIBLE)
def test_segments_are_folds_of_their_places(op: str) -> None:
    function, first = FOLDED[op]
    dtype = BOOL if op in ("and", "or") else INT
    rng = np.random.default_rng(1)
    values = rng.integers(0 if dtype is BOOL else -5, 2 if dtype is BOOL else 6, (7, 2)).astype(dtype.numpy)
    starts, stops = [0, 3, 3, 5, 1, 6, -2, 7], [3, 3, 7, 2, 6, 9, 2, 0]
    x, lo, hi = array("x", dtype, 2), array("lo", INT, 1), array("hi", INT, 1)
    init = Scalar(Lit(first, dtype))
    found = run(call(f"segment_{op}", x, lo, hi, init, axis=0), x=values, lo=starts, hi=stops)
    for row, start, stop in zip(found.tolist(), starts, stops, strict=True):
        for column in range(2):
            want = first
            for place in range(start, stop):
                if 0 <= place < len(values):
                    want = function(
                        want, values[place, column].item() if dtype is BOOL else values[place, column]
                    )
            assert row[column] == want
    across = run(call(f"segment_{op}", x, lo, hi, init, axis=1), x=values.T, lo=starts, hi=stops)
    assert across.tolist() == found.tolist()


@pytest.mark.parametrize("op", REDUCIBLE)
def test_what_meets_in_one_place_is_combined_in_order(op: str) -> None:
    function, _ = FOLDED[op]
    dtype = BOOL if op in ("and", "or") else INT
    rng = np.random.default_rng(2)
    high = 2 if dtype is BOOL else 6

    def drawn(*shape: int) -> Any:
        return rng.integers(0 if dtype is BOOL else -5, high, shape).astype(dtype.numpy)

    whole, part = drawn(2, 4, 3), drawn(2, 9, 3)
    places = rng.integers(-1, 5, (2, 9))
    tensor = call(f"scatter_{op}", array("x", dtype, 3), array("p", dtype, 3), array("i", INT, 2))
    want = whole.copy()
    for batch in range(2):
        for j, place in enumerate(places[batch].tolist()):
            for k in range(3) if 0 <= place < 4 else ():
                want[batch, place, k] = function(want[batch, place, k], part[batch, j, k])
    found = run(tensor, x=whole, p=part, i=places.astype(object))
    assert found.tolist() == want.tolist()
    empty = run(tensor, x=whole, p=part[:, :0], i=places[:, :0].astype(object))
    assert empty.tolist() == whole.tolist()


def test_accumulating_by_two_indices() -> None:
    x, i, j = np.zeros((2, 3)), [0, 1, 0, 1, 2, 0], [2, 1, 2, -1, 0, 2]
    tensor = call(
        "scatter_add", array("x", F64, 2), array("p", F64, 1), array("i", INT, 1), array("j", INT, 1)
    )
    part = np.array([1e16, 1.0, 1.0, 4.0, 5.0, -1e16])
    found = run(tensor, x=x, p=part, i=np.array(i, dtype=object), j=np.array(j, dtype=object))
    assert found.tolist() == [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]]  # 1e16 + 1.0 is 1e16
    signed = run(tensor, x=-x, p=part[:0], i=np.zeros(0, dtype=object), j=np.zeros(0, dtype=object))
    assert np.all(np.signbit(signed))


def test_what_is_accumulated_has_the_axes_of_its_indices() -> None:
    x, p, i = array("x", F64, 2), array("p", F64, 1), array("i", INT, 1)
    for operands in ((x, p, i), (array("x", F64, 1), p, i, i), (x, array("p", F64, 2), p)):
        with pytest.raises(TypeRuleError):
            call("scatter_add", *operands)
    with pytest.raises(TypeRuleError):
        call("scatter_add", array("x", F32, 1), p, i)
    tensor = call("scatter_add", array("y", F64, 1), p, i)
    program = Program("f", (array("y", F64, 1), p, i), (("return", tensor),))
    arguments = {"y": np.ones(3), "p": np.ones(2), "i": np.array([0], dtype=object)}
    assert not check_requirements(program, arguments)
    assert check_requirements(program, arguments | {"p": np.ones(1)})


@pytest.mark.parametrize("counts", [[], [0], [3], [2, 0, 1], [-1, 2, -3, 0, 1], [0, 0, -2], [4, 1, 1, 5]])
def test_rows_are_repeated_as_often_as_their_counts_say(counts: list[int]) -> None:
    x = np.arange(2 * len(counts), dtype=np.int32).reshape(len(counts), 2)
    given = {"x": x, "c": np.array(counts, dtype=object)}
    found = run(call("repeat", array("x", I32, 2), array("c", INT, 1)), **given)
    assert found.tolist() == [row for row, n in zip(x.tolist(), counts, strict=True) for _ in range(n)]
    numbers = run(call("ragged_range", array("c", INT, 1)), c=given["c"])
    assert numbers.tolist() == [k for n in counts for k in range(n)]


def test_what_is_repeated_has_a_count_for_each_row() -> None:
    x, c = array("x", F64, 1), array("c", INT, 1)
    program = Program("f", (x, c), (("return", call("repeat", x, c)),))
    assert check_requirements(program, {"x": np.ones(2), "c": [1, 2]})
    assert not check_requirements(program, {"x": np.ones(2), "c": [1]})
    for operands in ((x, x), (x, array("c", INT, 2)), (Scalar(integer(1)), c)):
        with pytest.raises(TypeRuleError):
            call("repeat", *operands)
    for operand in (x, array("c", INT, 2)):
        with pytest.raises(TypeRuleError):
            call("ragged_range", operand)


ROWS_OF_KEYS = st.integers(0, 7).flatmap(
    lambda n: st.lists(st.lists(st.integers(-1, 2), min_size=n, max_size=n), min_size=1, max_size=3)
)


@settings(max_examples=60)
@given(ROWS_OF_KEYS, st.data())
def test_what_came_before_with_the_same_key(keys: list[list[int]], data: st.DataObject) -> None:
    """By the keys themselves, and by others that are looked for; every row is on its own."""
    x, k, s = array("x", INT, 2), array("k", INT, 2), array("s", INT, 2)
    small = st.integers(-1, 2)
    values, sought = ([[data.draw(small) for _ in row] for row in keys] for _ in range(2))
    given_arrays = {
        name: np.array(rows, dtype=object).reshape(len(keys), len(keys[0]))
        for name, rows in (("x", values), ("k", keys), ("s", sought))
    }
    marks = call("lt", x, Scalar(integer(2)))
    for wanted, operands in ((keys, (k,)), (sought, (k, s))):
        sums, places = (
            [
                [found([j for j in range(i) if row[j] == wanted[r][i]], values[r]) for i in range(len(row))]
                for r, row in enumerate(keys)
            ]
            for found in (
                lambda before, own: sum(own[j] for j in before),
                lambda before, own: max((j for j in before if own[j] < 2), default=-1),
            )
        )
        assert run(call("earlier_add", x, *operands), **given_arrays).tolist() == sums
        assert run(call("earlier_last", marks, *operands), **given_arrays).tolist() == places
        met = [[place >= 0 for place in row] for row in places]
        assert run(call("earlier_or", marks, *operands), **given_arrays).tolist() == met


BOUNDS = st.lists(st.tuples(st.integers(-3, 9), st.integers(-3, 9)), max_size=5)


@settings(max_examples=60)
@given(BOUNDS, st.integers(0, 8))
def test_the_last_segment_that_has_a_place(bounds: list[tuple[int, int]], extent: int) -> None:
    tensor = call("last_segment", array("s", INT, 1), array("t", INT, 1), extent=extent)
    found = run(tensor, s=[s for s, _ in bounds], t=[t for _, t in bounds]).tolist()
    owners = ([r for r, (s, t) in enumerate(bounds) if s <= p < t] for p in range(extent))
    assert found == [max(rows, default=-1) for rows in owners]


def test_segments_of_places_have_both_bounds() -> None:
    s, t = array("s", INT, 1), array("t", INT, 1)
    program = Program("f", (s, t), (("return", call("last_segment", s, t, extent=3)),))
    assert check_requirements(program, {"s": [1], "t": [2]})
    assert not check_requirements(program, {"s": [1], "t": [2, 3]})
    for operands in ((s, array("t", F64, 1)), (s, array("t", INT, 2))):
        with pytest.raises(TypeRuleError):
            call("last_segment", *operands, extent=3)


def test_what_came_before_has_a_key_for_each_element() -> None:
    x, k = array("x", INT, 1), array("k", INT, 1)
    program = Program("f", (x, k), (("return", call("earlier_add", x, k)),))
    assert check_requirements(program, {"x": [1, 2], "k": [1, 1]})
    assert not check_requirements(program, {"x": [1, 2], "k": [1]})
    for op, operands in (
        ("earlier_add", (array("x", F64, 1), k)),
        ("earlier_add", (x, array("k", F64, 1))),
        ("earlier_add", (x, array("k", INT, 2))),
        ("earlier_last", (x, k)),
        ("earlier_or", (x, k)),
        ("earlier_add", (Scalar(integer(1)), Scalar(integer(1)))),
    ):
        with pytest.raises(TypeRuleError):
            call(op, *operands)


def test_what_is_computed_is_unspecified_outside() -> None:
    """An element of a parameter has no value there either; others would have one by what they mean."""
    index = Sym("i", INT)
    for source, outside in ((array("x", INT, 1), False), (call("iota", extent=integer(3)), True)):
        cell = cell_at(call("gather", source, array("k", INT, 1)), (index,))
        assert any(isinstance(t, Elem) and t.array.startswith("outside#") for t in subterms(cell)) is outside


def test_segments_need_bounds_of_one_shape() -> None:
    x, lo, hi = array("x", F64, 1), array("lo", INT, 1), array("hi", INT, 1)
    tensor = call("segment_add", x, lo, hi, axis=0)
    arguments = {"x": np.ones(3), "lo": [0, 1], "hi": [1]}
    assert not check_requirements(Program("f", (x, lo, hi), (("return", tensor),)), arguments)
    with pytest.raises(TypeRuleError):
        call("segment_add", x, array("lo", F64, 1), hi, axis=0)
    with pytest.raises(TypeRuleError):
        call("segment_add", x, array("lo", INT, 2), hi, axis=0)
    with pytest.raises(TypeRuleError):
        call("segment_min", array("x", INT, 1), lo, hi, axis=0)


def test_a_segment_of_floats_passes_over_what_is_outside() -> None:
    x = array("x", F64, 1)
    bounds = Scalar(integer(-3)), Scalar(integer(9))
    found = run(call("segment_add", x, *bounds, Scalar(Lit(-0.0, F64)), axis=0), x=np.array([-0.0, -0.0]))
    assert np.signbit(found)


def test_paste_changes_nothing_outside() -> None:
    tensor = call("paste", array("w", I32, 1), array("p", I32, 1), starts=(3,), steps=(1,))
    values = run(tensor, w=np.zeros(5, np.int32), p=np.arange(1, 5, dtype=np.int32))
    same(values, np.array([0, 0, 0, 1, 2], np.int32))


def test_every_operator_is_tested() -> None:
    assert set(OPERATORS) == COVERED
    assert set(SCALARS) <= COVERED


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
@pytest.mark.parametrize("op", INTEGER_BINARY)
def test_integer_operators(op: str, dtype: DType) -> None:
    a, b = pairs(dtype)
    expected = [twos_complement(INTEGER_BINARY[op](int(x), int(y)), dtype) for x, y in zip(a, b, strict=True)]
    actual = run(call(op, array("a", dtype, 1), array("b", dtype, 1)), a=a, b=b)
    same(actual, np.array(expected, dtype=dtype.numpy))


def test_quotients_of_whole_numbers_are_rounded_once() -> None:
    a = [7, -7, 0, 2**53 + 1, 10**30, -(10**400), 5, -5, 0]
    b = [2, 3, 5, 3 * 2**40 + 7, 10**29, 3, 0, 0, 0]
    actual = run(
        call("truediv", array("a", INT, 1), array("b", INT, 1)),
        a=np.array(a, dtype=object),
        b=np.array(b, dtype=object),
    )
    exact = [float(Fraction(x, y)) for x, y in zip(a[:5], b[:5], strict=True)]
    same(actual, np.array([*exact, -np.inf, np.inf, -np.inf, np.nan]))


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
@pytest.mark.parametrize("op", INTEGER_UNARY)
def test_integer_unary_operators(op: str, dtype: DType) -> None:
    values = extremes(dtype)
    expected = [twos_complement(INTEGER_UNARY[op](x), dtype) for x in values]
    same(run(call(op, array("a", dtype, 1)), a=values), np.array(expected, dtype=dtype.numpy))


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_shifts(dtype: DType) -> None:
    counts = [0, 1, 5, 7]
    a = np.array([x for x in extremes(dtype) for _ in counts], dtype=dtype.numpy)
    b = np.array(counts * len(extremes(dtype)), dtype=dtype.numpy)
    left = [twos_complement(int(x) * 2 ** int(y), dtype) for x, y in zip(a, b, strict=True)]
    right = [math.floor(Fraction(int(x), 2 ** int(y))) for x, y in zip(a, b, strict=True)]
    x, y = array("a", dtype, 1), array("b", dtype, 1)
    same(run(call("shl", x, y), a=a, b=b), np.array(left, dtype=dtype.numpy))
    same(run(call("shr", x, y), a=a, b=b), np.array(right, dtype=dtype.numpy))


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
@pytest.mark.parametrize("op", COMPARISONS)
def test_comparisons(op: str, dtype: DType) -> None:
    a, b = pairs(dtype)
    same(
        run(call(op, array("a", dtype, 1), array("b", dtype, 1)), a=a, b=b),
        COMPARISONS[op](a, b).astype(bool),
    )


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
@pytest.mark.parametrize("op", FLOAT_BINARY)
def test_float_operators(op: str, dtype: DType) -> None:
    a, b = pairs(dtype)
    with np.errstate(all="ignore"):
        expected = np.power(a, b) if op == "pow" else FLOAT_BINARY[op](a, b)
    same(run(call(op, array("a", dtype, 1), array("b", dtype, 1)), a=a, b=b), expected)


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
@pytest.mark.parametrize("op", FLOAT_UNARY)
def test_float_unary_operators(op: str, dtype: DType) -> None:
    a = np.array(extremes(dtype), dtype=dtype.numpy)
    with np.errstate(all="ignore"):
        expected = FLOAT_UNARY[op](a)
    same(run(call(op, array("a", dtype, 1)), a=a), expected)


def test_logic() -> None:
    a, b = pairs(BOOL)
    for op, expected in BOOLEAN.items():
        same(run(call(op, array("a", BOOL, 1), array("b", BOOL, 1)), a=a, b=b), expected(a, b))
    same(run(call("not", array("a", BOOL, 1)), a=a), ~a)


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
def test_select(dtype: DType) -> None:
    a, b = pairs(dtype)
    c = np.arange(len(a)) % 3 == 0
    actual = run(
        call("select", array("c", BOOL, 1), array("a", dtype, 1), array("b", dtype, 1)), a=a, b=b, c=c
    )
    same(actual, np.array([x if z else y for x, y, z in zip(a, b, c, strict=True)], dtype=dtype.numpy))


@pytest.mark.parametrize("target", DTYPES.values(), ids=str)
@pytest.mark.parametrize("source", DTYPES.values(), ids=str)
def test_cast(source: DType, target: DType) -> None:
    values = np.array(extremes(source), dtype=source.numpy)
    if target.is_integer and source.is_float:
        values = np.array([0.0, -0.0, 1.5, -2.75, 1e9, -1e9, 2.0**31], dtype=source.numpy)
    actual = run(call("cast", array("a", source, 1), to=target), a=values)
    if target is BOOL:
        expected = [bool(x != 0) for x in values]
    elif target.is_integer:
        expected = [twos_complement(int(x), target) for x in values]
    else:
        with np.errstate(over="ignore"):
            expected = [target.numpy.type(x) for x in values]
    same(actual, np.array(expected, dtype=target.numpy))


A = np.arange(1, 25, dtype=np.int32).reshape(2, 3, 4)
K = Scalar(Sym("k", INT))


def test_full_iota_and_scalars() -> None:
    same(
        run(call("full", Scalar(Lit(0.5, F32)), shape=(2, Sym("k", INT))), k=3),
        np.full((2, 3), np.float32(0.5)),
    )
    same(run(call("full", array("x", U8, 0), shape=()), x=200), np.asarray(200))
    same(run(call("iota", extent=Sym("k", INT)), k=4), np.array([0, 1, 2, 3], dtype=object))
    assert run(K, k=-3) == -3
    assert run(call("iota", extent=0)).shape == (0,)


@pytest.mark.parametrize("axis", range(4))
def test_expand(axis: int) -> None:
    actual = run(call("expand", array("a", I32, 3), axis=axis, extent=Sym("k", INT)), a=A, k=5)
    same(actual, np.repeat(np.expand_dims(A, axis), 5, axis))


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("single", [True, False])
def test_stretch(axis: int, single: bool) -> None:
    extent = A.shape[axis]
    narrow = np.take(A, [0], axis) if single else A
    actual = run(call("stretch", array("a", I32, 3), axis=axis, extent=Sym("k", INT)), a=narrow, k=extent)
    same(actual, np.broadcast_to(narrow, A.shape))


@pytest.mark.parametrize("axes", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)])
def test_transpose(axes: tuple[int, ...]) -> None:
    same(run(call("transpose", array("a", I32, 3), axes=axes), a=A), np.transpose(A, axes))


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
def test_slice_and_concat_keep_every_value(dtype: DType) -> None:
    values = np.array(extremes(dtype), dtype=dtype.numpy)
    x = array("a", dtype, 1)
    length = len(values)
    same(run(call("slice", x, axis=0, start=length - 1, length=length, step=-1), a=values), values[::-1])
    same(run(call("slice", x, axis=0, start=1, length=0, step=1), a=values), values[1:1])
    same(run(call("concat", x, x, axis=0), a=values), np.concatenate([values, values]))


@pytest.mark.parametrize(("start", "length", "step"), [(0, 4, 1), (1, 2, 2), (3, 4, -1), (2, 1, 5)])
def test_slice(start: int, length: int, step: int) -> None:
    tensor = call("slice", array("a", I32, 3), axis=2, start=start, length=length, step=step)
    same(run(tensor, a=A), A[:, :, [start + step * k for k in range(length)]])


@pytest.mark.parametrize("axis", range(3))
def test_concat(axis: int) -> None:
    b = np.delete(-A, 0, axis)
    tensor = call("concat", array("a", I32, 3), array("b", I32, 3), axis=axis)
    same(run(tensor, a=A, b=b), np.concatenate([A, b], axis))


def test_reshape_and_strided() -> None:
    same(run(call("reshape", array("a", I32, 3), shape=(4, 6)), a=A), A.reshape(4, 6))
    same(run(call("reshape", array("a", I32, 3), shape=(Sym("k", INT),)), a=A, k=24), A.ravel())
    same(run(call("reshape", array("s", I32, 0), shape=(1, 1)), s=4), np.array([[4]], np.int32))
    assert run(call("reshape", array("v", I32, 1), shape=()), v=np.array([9], np.int32)) == 9
    flat = A.ravel()
    tensor = call("strided", array("v", I32, 1), offset=2, shape=(3, 2), strides=(6, -1))
    same(run(tensor, v=flat), np.lib.stride_tricks.as_strided(flat[2:], (3, 2), (24, -4)).copy())


def test_first() -> None:
    x = np.array([[False, True, True], [False, False, False], [True, False, True]])
    mask = array("x", BOOL, 2)
    assert run(call("first", mask, axis=1), x=x).tolist() == [1, 3, 0]
    assert run(call("first", mask, axis=0), x=x).tolist() == [2, 0, 0]
    assert run(call("first", mask, axis=1), x=x[:, :0]).tolist() == [0, 0, 0]
    assert run(call("first", array("x", BOOL, 1), axis=0), x=x[1]) == 3
    with pytest.raises(TypeRuleError):
        call("first", array("x", I32, 1), axis=0)


def test_last() -> None:
    x = np.array([[True, True, False], [False, False, False], [True, False, True]])
    mask = array("x", BOOL, 2)
    assert run(call("last", mask, axis=1), x=x).tolist() == [1, -1, 2]
    assert run(call("last", mask, axis=0), x=x).tolist() == [2, 0, 2]
    assert run(call("last", mask, axis=1), x=x[:, :0]).tolist() == [-1, -1, -1]
    assert run(call("last", array("x", BOOL, 1), axis=0), x=x[1]) == -1
    with pytest.raises(TypeRuleError):
        call("last", array("x", I32, 1), axis=0)


BETTER: dict[str, Callable[[float, float], bool]] = {
    "argmin": lambda x, best: x < best, "argmax": lambda x, best: x > best,
    "last_argmin": lambda x, best: x <= best, "last_argmax": lambda x, best: x >= best,
}  # fmt: skip


def place_by_a_loop(op: str, values: Any, start: float | None) -> int:
    at, best, rest = (0, values[0] if len(values) else 0.0, 1) if start is None else (-1, start, 0)
    for i in range(rest, len(values)):
        if BETTER[op](values[i], best):
            at, best = i, values[i]
    return at


@pytest.mark.parametrize("start", [None, 2.0, math.nan, -math.inf, math.inf])
@pytest.mark.parametrize("op", BETTER)
def test_the_place_of_an_extreme(op: str, start: float | None) -> None:
    rng = np.random.default_rng(4)
    x, s = array("x", F64, 2), array("s", F64, 0)
    some = np.array([math.nan, -math.inf, math.inf, -0.0, 0.0, 2.0, 2.0, 3.0])
    for shape in ((4, 6), (3, 1), (2, 0), (5, 2), (8, 9)):
        values = rng.choice(some, shape)
        expected = [place_by_a_loop(op, row, start) for row in values]
        if start is None:
            assert run(call(op, x, axis=1), x=values).tolist() == expected
            assert run(call(op, x, axis=0), x=values.T.copy()).tolist() == expected
        else:
            assert run(call(op, x, s, axis=1), x=values, s=start).tolist() == expected
    with pytest.raises(TypeRuleError):
        call(op, array("x", BOOL, 1), axis=0)
    with pytest.raises(TypeRuleError):
        call(op, x, array("s", F32, 0), axis=0)


def selected_place_by_a_loop(op: str, values: Any, mask: Any) -> int:
    at = -1
    for i in range(len(values)):
        if mask[i] and (at < 0 or BETTER[op](values[i], values[at])):
            at = i
    return at


@pytest.mark.parametrize("op", BETTER)
def test_the_place_of_an_extreme_of_selected_elements(op: str) -> None:
    rng = np.random.default_rng(5)
    x, m = array("x", I32, 2), array("m", BOOL, 2)
    named = f"{op}_where"
    for shape in ((4, 6), (3, 1), (2, 0), (5, 2), (8, 9)):
        for likely in (0.0, 0.3, 0.7, 1.0):
            values = rng.integers(-2, 3, shape).astype(np.int32)
            mask = rng.random(shape) < likely
            pairs = zip(values, mask, strict=True)
            expected = [selected_place_by_a_loop(op, row, chosen) for row, chosen in pairs]
            assert run(call(named, x, m, axis=1), x=values, m=mask).tolist() == expected
            across = call(named, x, m, axis=0)
            assert run(across, x=values.T.copy(), m=mask.T.copy()).tolist() == expected
    for operands in ((m, m), (x, x), (x, array("n", BOOL, 1))):
        with pytest.raises(TypeRuleError):
            call(named, *operands, axis=0)


def test_scatter_keeps_the_last_of_what_meets() -> None:
    x, part = np.array([9, 9, 9, 9], np.int32), np.array([1, 2, 3, 4, 5], np.int32)
    tensor = call("scatter", array("x", I32, 1), array("p", I32, 1), array("i", INT, 1))
    for places in ([0, 1, 0, 3, 3], [2, 2, 2, 2, 2], [-1, 0, 4, 1, -5], [3, 2, 1, 0, 7]):
        expected = x.copy()
        for place, value in zip(places, part, strict=True):
            if 0 <= place < len(x):
                expected[place] = value
        same(run(tensor, x=x, p=part, i=np.array(places, dtype=object)), expected)
    same(run(tensor, x=x, p=part[:0], i=np.zeros(0, dtype=object)), x)


def test_scatter_by_two_indices() -> None:
    x = np.zeros((2, 3), np.int32)
    tensor = call("scatter", array("x", I32, 2), array("p", I32, 1), array("i", INT, 1), array("j", INT, 1))
    i, j = np.array([0, 1, 0, 1, 2], dtype=object), np.array([2, 1, 2, -1, 0], dtype=object)
    found = run(tensor, x=x, p=np.array([1, 2, 3, 4, 5], np.int32), i=i, j=j)
    same(found, np.array([[0, 0, 3], [0, 2, 0]], np.int32))
    with pytest.raises(TypeRuleError):
        call("scatter", array("x", I32, 2), array("p", I32, 1), array("i", INT, 1))
    with pytest.raises(TypeRuleError):
        call("scatter", array("x", I32, 1), array("p", I64, 1), array("i", INT, 1))


def test_what_lies_behind_the_first_does_not_matter() -> None:
    a = array("a", I32, 1)
    four = Scalar(Lit(4, I32))
    beyond = call("window", a, axis=0, start=Lit(0, INT), length=Lit(9, INT), step=Lit(1, INT))
    search = call("first", call("eq", beyond, four), axis=0)
    assert run(search, a=np.array([3, 4, 5], np.int32)) == 1
    with pytest.raises(IndexError):
        run(search, a=np.array([3, 5], np.int32))


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("shape", [(3, 4), (1, 5), (0, 2), (2, 0)], ids=str)
@pytest.mark.parametrize("dtype", [U8, I64, F32, INT], ids=str)
def test_orders(dtype: DType, shape: tuple[int, int], axis: int) -> None:
    """By counting: an element has as many before it as are less, and as are equal and stand before it."""
    rng = np.random.default_rng(3)
    x = rng.integers(0, 3, shape).astype(dtype.numpy)
    places, elements = (run(call(op, array("x", dtype, 2), axis=axis), x=x) for op in ("argsort", "sort"))
    for other in range(shape[1 - axis]):
        row, order, found = (np.take(v, other, 1 - axis) for v in (x, places, elements))
        for j, key in enumerate(row):
            before = [i for i, k in enumerate(row) if k < key or (k == key and i < j)]
            assert order[len(before)] == j
            assert found[len(before)] == key


def test_orders_are_of_numbers() -> None:
    for op in ("argsort", "sort"):
        with pytest.raises(TypeRuleError):
            call(op, array("m", BOOL, 1), axis=0)
        with pytest.raises(TypeRuleError):
            call(op, array("x", I32, 1), axis=1)


@pytest.mark.parametrize("marks", ["10110", "00000", "11111", ""])
def test_compress(marks: str) -> None:
    mask = np.array([m == "1" for m in marks], bool)
    x = np.arange(5 * len(marks), dtype=np.int32).reshape(len(marks), 5)
    rows = call("compress", array("x", I32, 2), array("m", BOOL, 1))
    same(run(rows, x=x, m=mask), x[mask])
    flat = call("compress", array("y", I32, 1), array("m", BOOL, 1))
    y = np.arange(len(marks), dtype=np.int32)
    same(run(flat, y=y, m=mask), y[mask])
    assert flat == call("compress", array("y", I32, 1), array("m", BOOL, 1))
    big = call("lt", call("full", Scalar(Lit(2, I32)), shape=flat.type.shape), flat)
    same(run(call("compress", flat, big), y=y, m=mask), y[mask][y[mask] > 2])


@pytest.mark.parametrize("shape", [(3, 4), (1, 5), (4, 1), (0, 3), (3, 0)])
def test_a_mask_of_two_axes_picks_row_after_row(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.integers(-9, 9, (*shape, 2), dtype=np.int32), rng.integers(-9, 9, shape, dtype=np.int32)
    for mask in (rng.integers(0, 2, shape).astype(bool), np.ones(shape, bool), np.zeros(shape, bool)):
        same(run(call("compress", array("y", I32, 2), array("m", BOOL, 2)), y=y, m=mask), y[mask])
        same(run(call("compress", array("x", I32, 3), array("m", BOOL, 2)), x=x, m=mask), x[mask])


def test_a_mask_of_two_axes_has_those_of_the_tensor() -> None:
    x, m = array("x", I32, 2), array("m", BOOL, 2)
    program = Program("f", (x, m), (("return", call("compress", x, m)),))
    mask = np.ones((2, 3), bool)
    assert check_requirements(program, {"x": np.ones((2, 3), np.int32), "m": mask})
    assert not check_requirements(program, {"x": np.ones((2, 2), np.int32), "m": mask})
    assert not check_requirements(program, {"x": np.ones((3, 3), np.int32), "m": mask})
    with pytest.raises(TypeRuleError):
        call("compress", array("y", I32, 1), m)
    with pytest.raises(TypeRuleError):
        call("compress", array("z", I32, 3), array("n", BOOL, 3))


def test_compress_takes_a_mask_as_long_as_the_tensor() -> None:
    flat = call("compress", array("y", I32, 1), array("m", BOOL, 1))
    program = Program("f", (array("y", I32, 1), array("m", BOOL, 1)), (("return", flat),))
    y = np.arange(3, dtype=np.int32)
    assert check_requirements(program, {"y": y, "m": np.ones(3, bool)})
    assert not check_requirements(program, {"y": y, "m": np.ones(4, bool)})
    for operands in ((array("y", I32, 1), array("m", I32, 1)), (array("y", I32, 1), array("m", BOOL, 2))):
        with pytest.raises(TypeRuleError):
            call("compress", *operands)
    with pytest.raises(TypeRuleError):
        call("compress", Scalar(Lit(1, I32)), array("m", BOOL, 1))


@pytest.mark.parametrize("length", [-2, 0, 1, 3, 5])
def test_take_gives_no_more_than_there_is(length: int) -> None:
    x = np.arange(12, dtype=np.int32).reshape(3, 4)
    some = call("take", array("x", I32, 2), Param("n", TensorType(INT, ())))
    same(run(some, x=x, n=length), x[: max(length, 0)])
    with pytest.raises(TypeRuleError):
        call("take", array("x", I32, 2), array("n", INT, 1))
    with pytest.raises(TypeRuleError):
        call("take", array("x", I32, 2), Scalar(Lit(1, I32)))


def test_take_up_to_what_is_found() -> None:
    found = call("first", call("lt", array("a", I32, 1), Scalar(Lit(0, I32))), axis=0)
    some = call("take", array("a", I32, 1), found)
    for values in ([1, 2, -1, 3], [-1], [1, 2], []):
        a = np.array(values, np.int32)
        same(run(some, a=a), a[: values.index(-1)] if -1 in values else a)


def test_gather() -> None:
    i, j = np.array([[0, 1], [1, 1]], dtype=object), np.array([[2, 0], [1, 2]], dtype=object)
    b = A[:, :, 0].copy()
    tensor = call("gather", array("b", I32, 2), array("i", INT, 2), array("j", INT, 2))
    same(run(tensor, b=b, i=i, j=j), b[i.astype(int), j.astype(int)])
    row = call("gather", array("b", I32, 2), Scalar(Lit(1, INT)), call("iota", extent=Extent("b", 1)))
    same(run(row, b=b), b[1])
    with pytest.raises(IndexError):
        run(tensor, b=b, i=i + 1, j=j)
    with pytest.raises(IndexError):
        run(tensor, b=b, i=i - 2, j=j)


@pytest.mark.parametrize(("starts", "steps"), [((0, 0), (1, 1)), ((1, 2), (2, 3)), ((3, 0), (1, 4))])
def test_update(starts: tuple[int, int], steps: tuple[int, int]) -> None:
    whole, part = np.arange(54, dtype=np.int32).reshape(6, 9), -np.arange(4, dtype=np.int32).reshape(2, 2)
    expected = whole.copy()
    expected[starts[0] :: steps[0], starts[1] :: steps[1]][:2, :2] = part
    tensor = call("update", array("w", I32, 2), array("p", I32, 2), starts=starts, steps=steps)
    same(run(tensor, w=whole, p=part), expected)


ROWS = [(0, 5, (2, 3)), (1, 3, (3, 3)), (4, -2, (3, 2)), (2, 1, (3, 4)), (2, 0, (3, 2)), (7, -1, (3, 3))]
"""An offset, a distance, and rows: apart, touching, backwards, overlapping, on one another."""


@pytest.mark.parametrize(
    ("offset", "stride", "shape"), [*ROWS, (-4, 3, (4, 3)), (9, 2, (3, 5)), (0, 2, (0, 3))]
)
@pytest.mark.parametrize("op", ["put_rows", "add_rows", "mul_rows"])
def test_rows_one_after_the_other(op: str, offset: int, stride: int, shape: tuple[int, int]) -> None:
    whole = np.arange(2, 14, dtype=np.int32)
    part = 100 - np.arange(shape[0] * shape[1], dtype=np.int32).reshape(shape)
    expected = whole.copy()
    for row in range(shape[0]):
        for column in range(shape[1]):
            place, value = offset + stride * row + column, part[row, column]
            if 0 <= place < len(whole):
                old = expected[place]
                expected[place] = {"put_rows": value, "add_rows": old + value, "mul_rows": old * value}[op]
    tensor = call(op, array("w", I32, 1), array("p", I32, 2), offset=offset, strides=(stride,))
    same(run(tensor, w=whole, p=part), expected)


def test_a_strided_window_may_reach_outside() -> None:
    flat = np.arange(8, dtype=np.int32)
    inside = call("strided_window", array("v", I32, 1), offset=1, shape=(2, 3), strides=(4, 1))
    same(run(inside, v=flat), np.array([[1, 2, 3], [5, 6, 7]], np.int32))
    outside = call("strided_window", array("v", I32, 1), offset=1, shape=(3, 3), strides=(4, 1))
    assert check_requirements(Program("f", (array("v", I32, 1),), (("return", outside),)), {"v": flat})
    with pytest.raises(IndexError):
        run(outside, v=flat)


UFUNCS: dict[str, Any] = {
    "add": np.add, "mul": np.multiply, "and": np.logical_and,
    "min": np.frompyfunc(lambda x, y: y if y < x else x, 2, 1),
    "max": np.frompyfunc(lambda x, y: y if x < y else x, 2, 1),
    "or": np.logical_or, "bitand": np.bitwise_and, "bitor": np.bitwise_or, "bitxor": np.bitwise_xor,
}  # fmt: skip


def foldable(op: str) -> list[DType]:
    if op in ("and", "or"):
        return [BOOL]
    return [*FIXED, INT] if op.startswith("bit") else [*FIXED, INT, F32, F64]


def working(op: str, dtype: DType) -> Any:
    """What `accumulate` has to be told so that it computes in the dtype itself."""
    return None if op in ("and", "or") else object if op in ("min", "max") else dtype.numpy


CASES = [(op, dtype) for op in REDUCIBLE for dtype in foldable(op)]


@pytest.mark.parametrize(("op", "dtype"), CASES, ids=lambda v: str(v))
def test_reductions_and_scans(op: str, dtype: DType) -> None:
    values = [v for v in extremes(dtype) if v == v]
    x = np.array([values, values[::-1]], dtype=dtype.numpy)
    init = np.array([values[0], values[-1]], dtype=dtype.numpy)
    a, b = array("a", dtype, 2), array("b", dtype, 1)
    with np.errstate(all="ignore"):
        whole = np.concatenate([init[:, None], x], axis=1)
        scanned = UFUNCS[op].accumulate(whole, axis=1, dtype=working(op, dtype))
        scanned = scanned.astype(dtype.numpy)[:, 1:]
    same(run(call(f"scan_{op}", a, b, axis=1), a=x, b=init), scanned)
    same(run(call(f"reduce_{op}", a, b, axis=1), a=x, b=init), scanned[:, -1])
    if op in ORDERED:
        same(run(call(f"fold_{op}", a, b, axis=1), a=x, b=init), scanned[:, -1])
        same(run(call(f"fold_{op}", a, b, axis=1), a=x[:, :0], b=init), init)
    if dtype is INT and op in ("min", "max"):
        with pytest.raises(TypeRuleError):
            call(f"reduce_{op}", a, axis=0)
        return
    with np.errstate(all="ignore"):
        plain = UFUNCS[op].accumulate(x, axis=0, dtype=working(op, dtype))
    np.testing.assert_array_equal(run(call(f"reduce_{op}", a, axis=0), a=x), plain[-1].astype(dtype.numpy))
    np.testing.assert_array_equal(run(call(f"scan_{op}", a, axis=0), a=x), plain.astype(dtype.numpy))
    empty = run(call(f"reduce_{op}", a, axis=1), a=x[:, :0])
    assert empty.tolist() == [SCALARS[op].identity(dtype)] * 2


RECURRING: dict[str, Callable[..., Any]] = {
    "linear": lambda y, a, b: y * a + b,
    "linear_mod": lambda y, a, b, c: (y * a + b) % c,
    "add_max": lambda y, a, b: b if y + a < b else y + a,
    "add_min": lambda y, a, b: b if b < y + a else y + a,
    "add_max_min": lambda y, a, b, c: c if c < (z := b if y + a < b else y + a) else z,
    "and_xor": lambda y, a, b: (y and a) != b,
    "reset_add": lambda y, r, b: (type(y)(0) if r else y) + b,
    "reset_linear": lambda y, r, a, b: (type(y)(0) if r else y) * a + b,
}


def recurring(op: str) -> list[DType]:
    """The dtypes at which there is a recurrence."""
    integers = [d for d in DTYPES.values() if d.is_integer]
    last = {"linear_mod": integers, "and_xor": [BOOL], "reset_add": [F32, F64], "reset_linear": [F32, F64]}
    return last.get(op, [d for d in DTYPES.values() if d is not BOOL])


@pytest.mark.parametrize(("op", "dtype"), [(op, d) for op in RECURRING for d in recurring(op)], ids=str)
def test_recurrences(op: str, dtype: DType) -> None:
    values = extremes(dtype)
    ops = RECURRENCES[op]
    kinds = [BOOL if name == "reset" else dtype for name in ops]
    drawn = [values, values[2:] + values[:2], values[3:] + values[:3]]
    given = [
        np.array([v, v[::-1]], kind.numpy) if kind is dtype else np.arange(2 * len(v)).reshape(2, -1) % 5 == 3
        for kind, v in zip(kinds, drawn, strict=False)
    ]
    start = np.array([values[1], values[0]], dtype.numpy)
    wanted: list[list[Any]] = []
    for place, first in enumerate(start):
        y, row = first, list[Any]()
        for elements in zip(*(x[place] for x in given), strict=True):
            with np.errstate(all="ignore"):
                y = RECURRING[op](y, *elements) if not dtype.is_integer else in_turn(ops, y, elements, dtype)
            row.append(y)
        wanted.append(row)
    want = np.array(wanted, dtype.numpy)
    names = [array(f"a{k}", kind, 2) for k, kind in enumerate(kinds)]
    s = array("s", dtype, 1)
    at = {f"a{k}": x for k, x in enumerate(given)}
    turned = {name: x.T for name, x in at.items()}
    empty = {name: x[:, :0] for name, x in at.items()}
    same(run(call(f"scan_{op}", *names, s, axis=1), **at, s=start), want)
    same(run(call(f"last_{op}", *names, s, axis=1), **at, s=start), want[:, -1])
    same(run(call(f"scan_{op}", *names, s, axis=0), **turned, s=start), want.T)
    same(run(call(f"last_{op}", *names, s, axis=1), **empty, s=start), start)


def remainder(a: int, b: int) -> int:
    return a % b if b else 0


def in_turn(ops: tuple[str, ...], y: Any, elements: tuple[Any, ...], dtype: DType) -> int:
    """A step among integers, each operation of which wraps."""
    exact: dict[str, Callable[[int, int], int]] = {
        "mul": operator.mul,
        "add": operator.add,
        "max": max,
        "min": min,
        "mod": remainder,
    }
    for name, x in zip(ops, elements, strict=True):
        y = twos_complement(exact[name](int(y), int(x)), dtype)
    return y


def test_recurrences_take_tensors_alike() -> None:
    a, b, s = array("a", I32, 1), array("b", I64, 1), array("s", I32, 0)
    for operands in ((a, b, s), (a, a, array("t", I32, 1)), (a, a, array("s", I64, 0))):
        with pytest.raises(TypeRuleError):
            call("scan_linear", *operands, axis=0)
    flags, x, y = array("f", BOOL, 1), array("x", F64, 1), array("y", F64, 0)
    for op, operands in (
        ("linear", (flags, flags, array("g", BOOL, 0))),
        ("and_xor", (a, a, s)),
        ("reset_linear", (x, x, x, y)),
        ("reset_linear", (flags, a, a, s)),
        ("add_max_min", (a, a, array("c", I32, 2), s)),
    ):
        with pytest.raises(TypeRuleError):
            call(f"last_{op}", *operands, axis=0)


def test_sums_of_floats_run_from_the_left() -> None:
    x = np.random.default_rng(1).normal(size=1000).astype(np.float32)
    total = np.float32(0)
    for v in x:
        total += v
    assert run(call("reduce_add", array("a", F32, 1), axis=0), a=x) == total


@pytest.mark.parametrize("dtype", [*FIXED, INT, F64], ids=str)
@pytest.mark.parametrize(
    "spec",
    [
        *CONTRACTIONS.values(),
        "ij,kj,j->ik",
        "ii->i",
        "ij->ji",
        "ij,jk,kl->il",
        "abc,abd->cd",
        "i->",
        "a,b,c->",
    ],
)
def test_einsum(spec: str, dtype: DType) -> None:
    sizes = dict(zip("ijklabcd", (2, 3, 4, 2, 2, 3, 2, 2), strict=True))
    rng = np.random.default_rng(0)
    subscripts = spec.split("->")[0].split(",")
    shapes = [tuple(sizes[c] for c in letters) for letters in subscripts]
    arrays = {f"x{n}": rng.integers(0, 4, shape).astype(dtype.numpy) for n, shape in enumerate(shapes)}
    operands = [array(f"x{n}", dtype, len(letters)) for n, letters in enumerate(subscripts)]
    exact = np.einsum(spec, *(a.astype(np.int64) for a in arrays.values()))
    expected = (
        np.vectorize(lambda v: twos_complement(int(v), dtype), otypes=[object])(exact)
        if dtype.is_integer
        else exact
    )
    actual = run(call("einsum", *operands, spec=spec), **arrays)
    same(np.asarray(actual, dtype=dtype.numpy), np.asarray(expected).astype(dtype.numpy))
    for name in (n for n, s in CONTRACTIONS.items() if s == spec):
        same(run(call(name, *operands), **arrays), actual)


REFUSED: list[Callable[[], Call]] = [
    lambda: call("add", array("a", I32, 1), array("b", I64, 1)),
    lambda: call("add", array("a", I32, 1), array("b", I32, 2)),
    lambda: call("add", array("a", I32, 1)),
    lambda: call("nothing", array("a", I32, 1)),
    lambda: call("cast", array("a", I32, 1), to="i32"),
    lambda: call("full", array("a", I32, 1), shape=(1,)),
    lambda: call("iota", extent=Lit(1.0, F64)),
    lambda: call("expand", array("a", I32, 1), axis=2, extent=1),
    lambda: call("transpose", array("a", I32, 2), axes=(0, 0)),
    lambda: call("transpose", array("a", I32, 2), axes=("x", 0)),
    lambda: call("slice", array("a", I32, 0), axis=0, start=0, length=1, step=1),
    lambda: call("concat", array("a", I32, 1), array("b", I64, 1), axis=0),
    lambda: call("strided", array("a", I32, 2), offset=0, shape=(1,), strides=(1,)),
    lambda: call("gather", array("a", I32, 1), array("i", I32, 1)),
    lambda: call("update", array("a", I32, 1), array("b", I32, 1), starts=(0,), steps=()),
    lambda: call("put_rows", array("a", I32, 1), array("b", I32, 1), offset=0, strides=(1,)),
    lambda: call("put_rows", array("a", I32, 1), array("b", I64, 2), offset=0, strides=(1,)),
    lambda: call("add_rows", array("a", BOOL, 1), array("b", BOOL, 2), offset=0, strides=(1,)),
    lambda: call("strided_window", array("a", I32, 2), offset=0, shape=(1,), strides=(1,)),
    lambda: call("reduce_add", array("a", BOOL, 1), axis=0),
    lambda: call("scan_add", array("a", I32, 1), array("b", I32, 1), axis=0),
    lambda: call("einsum", array("a", I32, 1), spec="ij->i"),
    lambda: call("einsum", array("a", I32, 1), spec="i->k"),
    lambda: call("einsum", array("a", BOOL, 1), spec="i->i"),
    lambda: call("dot", array("a", F32, 1), array("b", F64, 1)),
]


@pytest.mark.parametrize("build", REFUSED)
def test_operands_that_do_not_fit_are_refused(build: Callable[[], Call]) -> None:
    with pytest.raises(TypeRuleError):
        build()


UNMET: list[tuple[Callable[[], Call], dict[str, Any]]] = [
    (lambda: call("add", array("a", F64, 1), array("b", F64, 1)), {"a": [1.0], "b": [1.0, 2.0]}),
    (lambda: call("matvec", array("a", F64, 2), array("b", F64, 1)), {"a": [[1.0, 2.0]], "b": [1.0]}),
    (
        lambda: call("scatter", array("a", F64, 1), array("b", F64, 1), call("iota", extent=Extent("a", 0))),
        {"a": [1.0, 2.0], "b": [1.0]},
    ),
    (lambda: call("slice", array("a", F64, 1), axis=0, start=1, length=2, step=1), {"a": [1.0, 2.0]}),
    (lambda: call("slice", array("a", F64, 1), axis=0, start=0, length=-1, step=1), {"a": [1.0, 2.0]}),
    (lambda: call("reshape", array("a", F64, 1), shape=(2, 2)), {"a": [1.0, 2.0]}),
    (
        lambda: call("strided", array("a", F64, 1), offset=0, shape=(2, 2), strides=(2, 1)),
        {"a": [1.0, 2.0, 3.0]},
    ),
    (
        lambda: call("update", array("a", F64, 1), array("b", F64, 1), starts=(1,), steps=(1,)),
        {"a": [1.0], "b": [1.0]},
    ),
]


@pytest.mark.parametrize(("build", "arguments"), UNMET)
def test_unmet_requirements_are_found(build: Callable[[], Call], arguments: dict[str, Any]) -> None:
    parameters = tuple(array(name, F64, np.ndim(value)) for name, value in arguments.items())
    assert not check_requirements(Program("f", parameters, (("return", build()),)), arguments)


@pytest.mark.parametrize(
    ("dtype", "value", "error"),
    [
        (U8, [256], ValueError),
        (U8, [1.5], TypeError),
        (BOOL, [1], TypeError),
        (F32, [[1.0]], ValueError),
        (I32, ["a"], TypeError),
    ],
)
def test_arguments_that_do_not_fit(dtype: DType, value: Any, error: type[Exception]) -> None:
    program = Program("f", (array("a", dtype, 1),), (("return", array("a", dtype, 1)),))
    with pytest.raises(error):
        evaluate(program, {"a": value})


# ---------------------------------------------------------------- tensors that no memory holds

HUGE = Lit(2**64 - 1, INT)
WIDE = call("expand", Scalar(Lit(7, I32)), axis=0, extent=HUGE)
LEAST = call("reduce_min", WIDE, axis=0)
N = Param("n", TensorType(INT, ()))
IS_ZERO = call("eq", N, Scalar(Lit(0, INT)))


def test_what_is_too_large_may_stand_where_nothing_of_it_is_read() -> None:
    many = call("expand", call("add", WIDE, WIDE), axis=0, extent=Sym("n", INT))
    assert run(call("reduce_add", call("reduce_max", many, axis=1), axis=0), n=0) == 0
    assert run(call("select", IS_ZERO, Scalar(Lit(1, I32)), LEAST), n=0) == 1
    rows = call("expand", IS_ZERO, axis=0, extent=Lit(3, INT))
    plain, least = (call("expand", x, axis=0, extent=Lit(3, INT)) for x in (Scalar(Lit(1, I32)), LEAST))
    assert run(call("select", rows, plain, least), n=0).tolist() == [1, 1, 1]


def test_an_output_that_reads_what_is_too_large_is_refused() -> None:
    for tensor in (LEAST, call("select", IS_ZERO, LEAST, Scalar(Lit(1, I32))), call("neg", LEAST)):
        with pytest.raises(MemoryError):
            run(tensor, n=0)
