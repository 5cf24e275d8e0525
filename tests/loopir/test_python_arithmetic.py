"""Operators of the flavours PYTHON and NUMPY: the interpreter against CPython and NumPy scalars."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sketch import PY_FLOAT, PY_INT, c, function, np_, op, py, var

from tensir.cells import Sym
from tensir.dtypes import BOOL, DTYPES, F32, F64, INT, DType
from tenspiler.loopir import arithmetic
from tenspiler.loopir.definedness import conditions
from tenspiler.loopir.interpreter import Finished, Outcome, Program, Raised
from tenspiler.loopir.nodes import Flavour, ScalarType

FIXED = [d for d in DTYPES.values() if d.is_fixed]
NEAR_EDGES = [0, 1, -1, 2, -2, 7, -7, 63, 64, 255, 2**31 - 1, -(2**31), 2**63 - 1, -(2**63), 2**64 - 1]
INTEGERS = st.one_of(st.sampled_from(NEAR_EDGES), st.integers(-100, 100), st.integers(-(2**80), 2**80))
FLOATS = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 3.0, -3.0, math.inf, -math.inf, math.nan, 1e-320]),
    st.floats(-800, 800),
    st.floats(),
)

INTEGER_BINARY: dict[str, Callable[..., Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul,
    "floordiv": operator.floordiv, "mod": operator.mod,
    "bitand": operator.and_, "bitor": operator.or_, "bitxor": operator.xor,
    "shl": operator.lshift, "shr": operator.rshift,
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt,
    "le": operator.le, "gt": operator.gt, "ge": operator.ge,
    "min": min, "max": max,
}  # fmt: skip
FLOAT_BINARY: dict[str, Callable[..., Any]] = {
    **{k: INTEGER_BINARY[k] for k in ("add", "sub", "mul", "eq", "ne", "lt", "le", "gt", "ge", "min", "max")},
    "div": operator.truediv, "pow": math.pow, "fmod": math.fmod, "atan2": math.atan2,
}  # fmt: skip
INTEGER_UNARY: dict[str, Callable[..., Any]] = {
    "neg": operator.neg, "abs": abs, "bitnot": operator.invert,
}  # fmt: skip
MATH_UNARY = (
    "sqrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan",
    "asin", "acos", "atan", "sinh", "cosh", "tanh",
)  # fmt: skip
COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge"}
SHIFTS = {"shl", "shr"}

_programs: dict[tuple[Any, ...], Program] = {}


def result_of(name: str, kinds: tuple[ScalarType, ...], result: ScalarType, *values: Any) -> Outcome:
    """One operator, run by the interpreter on parameters of the given types."""
    key = (name, kinds, result)
    if key not in _programs:
        parameters = {f"p{k}": kind for k, kind in enumerate(kinds)}
        expr = op(name, result, *(var(n, kind) for n, kind in parameters.items()))
        _programs[key] = Program(function(parameters, {}, (), expr, flavour=result.flavour))
    return _programs[key].run(values)


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return (math.isnan(a) and math.isnan(b)) or a.hex() == b.hex()
    return type(a) is type(b) and a == b


def agrees(found: Outcome, meaning: Callable[..., Any], *values: Any) -> bool:
    """Whether CPython gives the same value, or raises as the interpreter says."""
    try:
        expected = meaning(*values)
    except (ArithmeticError, ValueError):
        return isinstance(found, Raised)
    return isinstance(found, Finished) and same(found.results[0], expected)


def result_type(name: str, kind: ScalarType) -> ScalarType:
    return ScalarType(BOOL, kind.flavour) if name in COMPARISONS else kind


@pytest.mark.parametrize("name", INTEGER_BINARY)
@given(a=INTEGERS, b=INTEGERS)
@settings(max_examples=40, deadline=None)
def test_python_integers(name: str, a: int, b: int) -> None:
    b = b % 200 - 20 if name in SHIFTS else b
    found = result_of(name, (PY_INT, PY_INT), result_type(name, PY_INT), a, b)
    assert agrees(found, INTEGER_BINARY[name], a, b)


@pytest.mark.parametrize("name", INTEGER_UNARY)
@given(a=INTEGERS)
@settings(max_examples=30, deadline=None)
def test_python_integers_unary(name: str, a: int) -> None:
    assert agrees(result_of(name, (PY_INT,), PY_INT, a), INTEGER_UNARY[name], a)


@pytest.mark.parametrize("name", FLOAT_BINARY)
@given(a=FLOATS, b=FLOATS)
@example(a=0.0, b=-math.inf)
@example(a=-math.inf, b=-0.5)
@example(a=-8.0, b=0.5)
@example(a=1e200, b=2.0)
@settings(max_examples=40, deadline=None)
def test_python_floats(name: str, a: float, b: float) -> None:
    found = result_of(name, (PY_FLOAT, PY_FLOAT), result_type(name, PY_FLOAT), a, b)
    assert agrees(found, FLOAT_BINARY[name], a, b)


@pytest.mark.parametrize("name", [*MATH_UNARY, "erf", "erfc"])
@given(a=FLOATS)
@settings(max_examples=40, deadline=None)
def test_python_math(name: str, a: float) -> None:
    assert agrees(result_of(name, (PY_FLOAT,), PY_FLOAT, a), getattr(math, name), a)


@pytest.mark.parametrize("name", [*MATH_UNARY, "pow", "fmod", "div"])
@given(a=FLOATS, b=FLOATS)
@example(a=0.0, b=-1.0)
@settings(max_examples=40, deadline=None)
def test_conditions_say_exactly_where_math_raises(name: str, a: float, b: float) -> None:
    values = (a,) if name in MATH_UNARY else (a, b)
    symbols = tuple(Sym(f"x{k}", F64) for k in range(len(values)))
    found = conditions(name, symbols, (F64,) * len(values), PY_FLOAT)
    stated = all(
        holds(c.holds, dict(zip(symbols, values, strict=True))) for c in found if c.holds is not None
    )
    meaning = FLOAT_BINARY.get(name) or getattr(math, name)
    try:
        meaning(*values)
    except OverflowError:
        assert any(c.holds is None for c in found)
    except (ValueError, ZeroDivisionError):
        assert not stated
    else:
        assert stated


def holds(cell: Any, values: dict[Any, Any]) -> bool:
    text = arithmetic.of_cell(cell, {s: s.name for s in values})
    return eval(text, dict(arithmetic.NAMES), {s.name: v for s, v in values.items()})


@pytest.mark.parametrize("target", [*FIXED, F64])
@given(a=st.one_of(INTEGERS, st.sampled_from([2**1024 - 2**970, 2**1024 - 2**970 - 1, -(10**400)])))
@settings(max_examples=40, deadline=None)
def test_python_casts_of_integers(target: DType, a: int) -> None:
    def meaning(x: int) -> Any:
        return float(x) if target is F64 else target.numpy.type(x).item()

    assert agrees(result_of("cast", (PY_INT,), py(target), a), meaning, a)


@given(a=FLOATS)
@example(a=1e300)
def test_python_casts_of_floats(a: float) -> None:
    assert agrees(result_of("cast", (PY_FLOAT,), PY_INT, a), int, a)


def numpy_says(name: str, dtype: DType, *values: Any) -> Any:
    functions = {
        **INTEGER_BINARY, **INTEGER_UNARY, "div": operator.truediv,
        "pow": np.power, "fmod": np.fmod, "atan2": np.arctan2,
        "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    }  # fmt: skip
    meaning = functions.get(name) or getattr(np, name)
    with np.errstate(all="ignore"):
        return meaning(*(dtype.numpy.type(v) for v in values)).item()


@pytest.mark.parametrize("name", [*INTEGER_BINARY, *INTEGER_UNARY])
@given(dtype=st.sampled_from(FIXED), data=st.data())
@settings(max_examples=40, deadline=None)
def test_numpy_integers(name: str, dtype: DType, data: st.DataObject) -> None:
    edges = [dtype.wrap(x) for x in (0, 1, -1, 2, dtype.lowest, dtype.highest)]
    one = st.one_of(st.sampled_from(edges), st.integers(dtype.lowest, dtype.highest))
    values = [data.draw(one)]
    if name in INTEGER_BINARY:
        values.append(data.draw(st.integers(0, dtype.bits - 1) if name in SHIFTS else one))
    kind = np_(dtype)
    found = result_of(name, (kind,) * len(values), result_type(name, kind), *values)
    assert isinstance(found, Finished)
    assert same(found.results[0], bool_or(name, numpy_says(name, dtype, *values)))


def bool_or(name: str, value: Any) -> Any:
    return bool(value) if name in COMPARISONS else value


@pytest.mark.parametrize("name", [*FLOAT_BINARY, *MATH_UNARY, "neg", "abs", "floor", "ceil", "trunc"])
@given(dtype=st.sampled_from([F32, F64]), a=FLOATS, b=FLOATS)
@settings(max_examples=40, deadline=None)
def test_numpy_floats(name: str, dtype: DType, a: float, b: float) -> None:
    with np.errstate(all="ignore"):
        values = [dtype.numpy.type(x).item() for x in ((a, b) if name in FLOAT_BINARY else (a,))]
    kind = np_(dtype)
    found = result_of(name, (kind,) * len(values), result_type(name, kind), *values)
    assert isinstance(found, Finished)
    assert same(found.results[0], numpy_says(name, dtype, *values))


@pytest.mark.parametrize("name", MATH_UNARY)
@given(a=FLOATS)
@settings(max_examples=20, deadline=None)
def test_c_math_never_raises(name: str, a: float) -> None:
    found = result_of(name, (c(F64),), c(F64), a)
    assert isinstance(found, Finished)
    expected = numpy_says(name, F64, a)
    assert same(found.results[0], expected) or math.isclose(found.results[0], expected, rel_tol=1e-13)


@pytest.mark.parametrize("target", [*FIXED, F32, F64, BOOL])
@given(source=st.sampled_from([*FIXED, F32, F64, BOOL]), data=st.data())
@settings(max_examples=50, deadline=None)
def test_numpy_casts(source: DType, target: DType, data: st.DataObject) -> None:
    with np.errstate(all="ignore"):
        value = data.draw(values_of(source))
        found = result_of("cast", (np_(source),), np_(target), value)
        if isinstance(found, Raised):
            assert source.is_float
            assert target.is_fixed
            assert not target.lowest - 1 < value < target.highest + 1
        else:
            assert isinstance(found, Finished)
            expected = source.numpy.type(value).astype(target.numpy).item()
            assert same(found.results[0], expected)


def values_of(dtype: DType) -> st.SearchStrategy[Any]:
    if dtype is BOOL:
        return st.booleans()
    if dtype.is_float:
        return FLOATS.map(lambda x: dtype.numpy.type(x).item())
    return st.integers(dtype.lowest, dtype.highest)


@pytest.mark.parametrize("dtype", FIXED)
def test_shifts_by_the_width_or_more_lose_all_bits_in_numpy(dtype: DType) -> None:
    kind = np_(dtype)
    for name in SHIFTS:
        for value in (1, dtype.lowest, dtype.highest):
            for count in (dtype.bits - 1, dtype.bits, dtype.highest):
                found = result_of(name, (kind, kind), kind, value, count)
                assert isinstance(found, Finished)
                assert same(found.results[0], numpy_says(name, dtype, value, count))
        if dtype.lowest:
            assert isinstance(result_of(name, (kind, kind), kind, 1, -1), Raised)


def test_every_operator_of_the_table_runs_in_every_flavour_that_has_it() -> None:
    for flavour, dtype in ((Flavour.C, F32), (Flavour.NUMPY, F32), (Flavour.PYTHON, F64), (Flavour.C, F64)):
        for name in (*MATH_UNARY, "floor", "ceil", "trunc", "neg", "abs"):
            kind = ScalarType(dtype, flavour)
            assert isinstance(result_of(name, (kind,), kind, 0.5), Finished), name


def test_runaway_integers_are_given_up() -> None:
    assert not isinstance(result_of("shl", (PY_INT, PY_INT), PY_INT, 1, 10**9), Finished)
    huge = 1 << 50_000
    assert not isinstance(result_of("mul", (PY_INT, PY_INT), PY_INT, huge, huge), Finished)
    assert INT is PY_INT.dtype
