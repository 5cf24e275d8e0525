"""The encoding for refutation: every operator on numbers gives what its meaning gives, wrap-around and all."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir import BOOL, F64, I8, I32, I64, INT, U8, U16, DType, evaluate, parse_program
from tensir.cells import Apply, Elem, Fold, Lit, Sym, integer
from tensir.scalars import SCALARS, compute, result_dtype
from tenspiler.verification.ground import Ground, OutOfReach, SizeNeeded

INTEGER_OPERATORS = [
    *("add", "sub", "mul", "neg", "abs", "floordiv", "mod", "truncdiv", "truncrem", "min", "max"),
    *("bitand", "bitor", "bitxor", "bitnot", "eq", "ne", "lt", "le", "gt", "ge"),
]  # fmt: skip


def ground(**shapes: tuple[int, ...]) -> Ground:
    return Ground(shapes, {}, {}, {}, wraps=True)


def constant(term: Any) -> Any:
    """A term without unknowns as a number."""
    term = z3.simplify(term) if z3.is_expr(term) else term
    if not z3.is_expr(term):
        return term
    if z3.is_true(term) or z3.is_false(term):
        return z3.is_true(term)
    if z3.is_int_value(term):
        return term.as_long()
    return Fraction(term.numerator_as_long(), term.denominator_as_long())


@settings(max_examples=150)
@given(st.sampled_from(INTEGER_OPERATORS), st.sampled_from([I8, U8, I32, U16, I64, INT]), st.data())
def test_integer_operators(op: str, dtype: DType, data: st.DataObject) -> None:
    low, high = (-(10**20), 10**20) if dtype is INT else (dtype.lowest, dtype.highest)
    if op.startswith("bit") and dtype is INT:
        low, high = -(1 << 62), 1 << 62
    edges = st.sampled_from([low, high, 0, 1, max(low, -1), high // 2])
    values = data.draw(
        st.lists(
            st.one_of(edges, st.integers(low, high)), min_size=SCALARS[op].arity, max_size=SCALARS[op].arity
        )
    )
    dtypes = (dtype,) * len(values)
    result = result_dtype(op, dtypes)
    one = ground()
    terms = [z3.IntVal(v, one.terms.context) for v in values]
    want = compute(op, result, tuple(v if dtype is INT else dtype.numpy.type(v) for v in values)).item()
    assert constant(one.terms.apply(op, result, dtypes, *terms)) == want
    assert one.terms.apply(op, result, dtypes, *values) == want


@given(st.integers(-(2**40), 2**40), st.sampled_from([I8, U8, I32, U16, INT, BOOL]))
def test_casts_of_integers(value: int, dtype: DType) -> None:
    one = ground()
    want = compute("cast", dtype, (np.int64(value),)).item()
    assert constant(one.terms.apply("cast", dtype, (I64,), z3.IntVal(value, one.terms.context))) == want


@given(
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
    st.sampled_from(["lt", "le", "min", "max", "abs", "floor", "ceil", "trunc"]),
)
def test_floats_that_need_no_rounding(a: float, b: float, op: str) -> None:
    one = ground()
    args = (a, b)[: SCALARS[op].arity]
    dtypes = (F64,) * len(args)
    terms = [z3.RealVal(Fraction(x), one.terms.context) for x in args]
    got = constant(one.terms.apply(op, result_dtype(op, dtypes), dtypes, *terms))
    assert got == compute(op, result_dtype(op, dtypes), tuple(np.float64(x) for x in args)).item()


PROGRAMS = [
    "program f(a: int[n], b: int[m]) -> (return: int[n])\n  return = scan_add[axis=0](a) * 2 + {n}",
    "program f(a: int[n], b: int[m]) -> (return: int)\n  return = reduce_max[axis=0](a, 0) - reduce_min[axis=0](b, 0)",
    "program f(a: int[n], b: int[m]) -> (return: int[n + m])\n  return = concat[axis=0](a, slice[axis=0, start=m - 1, length=m, step=-1](b))",
    "program f(a: int[n], b: int[m]) -> (return: int)\n  return = first[axis=0](a == 3)",
    "program f(a: int[n], b: int[m]) -> (return: int[n])\n  return = select(a > 0, a // 2, a % 3)",
    "program f(a: int[n], b: int[m]) -> (return: int[m, n])\n  return = transpose[axes=[1, 0]](expand[axis=1, extent=m](a))",
]  # fmt: skip


@pytest.mark.parametrize("text", PROGRAMS)
def test_tensors_are_what_the_evaluator_gives(text: str) -> None:
    program = parse_program(text)
    a, b = [3, -1, 4, 3], [2, 7, -1]
    want = evaluate(program, {"a": a, "b": b})["return"]
    one = ground(a=(4,), b=(3,))
    known = {("a", (i,)): v for i, v in enumerate(a)} | {("b", (i,)): v for i, v in enumerate(b)}
    tensor = dict(program.outputs)["return"]
    shape = one.shape(tensor.type)
    assert shape == np.shape(want)
    for index in np.ndindex(*shape):
        term = one.tensor(tensor, index)
        pairs = [(t, z3.IntVal(known[k], one.terms.context)) for k, t in one.elements.items()]
        got = constant(z3.substitute(one.terms.lifted(term), *pairs))
        assert got == (want[index] if shape else want)


def test_a_size_that_depends_on_a_scalar_asks_for_it() -> None:
    total = Fold("add", "k", integer(0), Sym("n", INT), integer(0), Elem("a", (Sym("k", INT),), INT))
    with pytest.raises(SizeNeeded, match="n"):
        ground(a=(3,)).value(total)
    fixed = Ground({"a": (3,)}, {"n": 2}, {}, {}, wraps=True)
    assert str(fixed.value(total)) in ("0 + a[0] + a[1]", "a[0] + a[1]")


def test_a_size_that_depends_on_elements_takes_a_few_rounds() -> None:
    bound = Elem("a", (integer(0),), INT)
    total = Fold("add", "k", integer(0), bound, integer(0), integer(2))
    one = ground(a=(3,))
    term = one.value(total)
    pairs = [(one.elements["a", (0,)], z3.IntVal(5, one.terms.context))]
    assert constant(z3.substitute(term, *pairs)) == 10
    assert len(one.terms.conditions) == 1


def test_what_grows_too_large_is_given_up() -> None:
    inner = Fold(
        "add", "j", integer(0), integer(1000), integer(0), Apply("add", (Sym("j", INT), Sym("k", INT)), INT)
    )
    with pytest.raises(OutOfReach):
        ground().value(Fold("add", "k", integer(0), integer(1000), integer(0), inner))


def test_constants_of_the_source_are_known() -> None:
    one = Ground({"t": (2, 2)}, {}, {}, {"t": ((1, 2), (3, 4))}, wraps=True)
    assert one.value(Elem("t", (integer(1), Lit(0, INT)), INT)) == 3
