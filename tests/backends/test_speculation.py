"""Speculation is safe: no operator meets operands outside its domain, and every value stays what it was."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensir import evaluate
from tensir.cells import Extent, Lit, Sym, integer
from tensir.dtypes import BOOL, F32, F64, I8, I32, I64, INT, U8, U32, DType
from tensir.ops import call, parts, program_parts
from tensir.tensors import Call, Param, Program, Scalar, Tensor
from tenspiler.backend.api import Backend
from tenspiler.backend.speculation import speculating_safely
from tenspiler.backend.speculation.cells import QUOTIENTS, REMAINDERS, SHIFTS, last_count, safe_cell
from tests.backends.build import compiled, load, param

N = Extent("a", 0)
QUIET = 'with np.errstate(all="ignore"):'


def number(value: int | float, dtype: DType) -> Scalar:
    return Scalar(Lit(value, dtype))


# ---------------------------------------------------------------- any program


def tensors(dtype: DType, depth: int) -> st.SearchStrategy[Tensor]:
    """Expressions over `a`, `b` and `s` of a dtype, with partial operators in branches and out of them."""
    a, b, s = param("a", dtype, 1), param("b", dtype, 1), param("s", dtype, 0)
    literals = [number(v, dtype) for v in (-1, 0, 1, 2, 40) if dtype.holds(v)]
    leaf = st.sampled_from([a, b, a, b, s, *literals])
    if not depth:
        return leaf
    inner = tensors(dtype, depth - 1)
    compared = st.builds(
        lambda op, x, y: call(op, x, y), st.sampled_from(["eq", "ne", "lt", "ge"]), inner, inner
    )
    zero = st.builds(
        lambda op, x: call(op, x, number(0, dtype)), st.sampled_from(["eq", "ne", "lt", "gt"]), leaf
    )
    condition = st.one_of(
        zero,
        compared,
        st.builds(lambda op, x, y: call(op, x, y), st.sampled_from(["and", "or"]), zero, compared),
    )
    partial = st.sampled_from(sorted(QUOTIENTS | REMAINDERS | SHIFTS))
    return st.one_of(
        leaf,
        st.builds(lambda op, x, y: call(op, x, y), partial, inner, inner),
        st.builds(
            lambda op, x, y: call(op, x, y), st.sampled_from(["add", "sub", "bitand", "max"]), inner, inner
        ),
        st.builds(lambda c, x, y: call("select", c, x, y), condition, inner, inner),
        st.builds(lambda x, i: gathered(x, i), inner, inner),
        st.builds(lambda x: summed(x), inner),
    )


def filled(x: Tensor) -> Tensor:
    return x if x.type.rank else call("full", x, shape=(N,))


def gathered(x: Tensor, at: Tensor) -> Tensor:
    return call("gather", filled(x), at if at.type.dtype is INT else call("cast", at, to=INT))


def summed(x: Tensor) -> Tensor:
    return call("reduce_add", filled(x), axis=0)


VALUES = {I8: (-128, -2, -1, 0, 1, 5, 127), I32: (-(2**31), -1, 0, 1, 3, 31, 32, 2**31 - 1), U8: (0, 1, 2, 7, 9, 255), U32: (0, 1, 2, 31, 2**32 - 1), INT: (-9, -1, 0, 1, 2, 4097)}  # fmt: skip
DTYPES = st.sampled_from(list(VALUES))


@st.composite
def runs(draw: st.DrawFn) -> tuple[Program, dict[str, Any]]:
    dtype = draw(DTYPES)
    tensor = draw(tensors(dtype, 3))
    values = st.sampled_from(VALUES[dtype])
    size = draw(st.integers(1, 3))
    array = st.lists(values, min_size=size, max_size=size).map(lambda v: np.array(v, dtype=dtype.numpy))
    arguments = {"a": draw(array), "b": draw(array), "s": draw(values)}
    parameters = (param("a", dtype, 1), param("b", dtype, 1), param("s", dtype, 0))
    return Program("f", parameters, (("return", tensor),)), arguments


def value(program: Program, tensor: Tensor, arguments: dict[str, Any]) -> Any:
    return evaluate(Program("f", program.parameters, (("return", tensor),)), arguments)["return"]


@given(runs())
def test_values_stay_and_the_pass_is_idempotent(run: tuple[Program, dict[str, Any]]) -> None:
    program, arguments = run
    safe = speculating_safely(program)
    assert speculating_safely(safe) == safe
    try:
        want = evaluate(program, arguments)["return"]
    except (IndexError, ValueError):  # an index out of range has no value
        return
    got = evaluate(safe, arguments)["return"]
    assert np.array_equal(want, got)


@given(runs())
def test_every_operand_is_inside_the_domain(run: tuple[Program, dict[str, Any]]) -> None:
    program, arguments = run
    safe = speculating_safely(program)
    for part in program_parts(safe):
        if isinstance(part, Call):
            in_domain(safe, part, arguments)


def in_domain(program: Program, node: Call, arguments: dict[str, Any]) -> None:
    if node.op in QUOTIENTS | REMAINDERS | SHIFTS:
        x, y = (np.asarray(value(program, a, arguments), dtype=object) for a in node.args)
        dtype = node.type.dtype
        if node.op in SHIFTS:
            assert np.all((y >= 0) & (y <= last_count(dtype)))
        else:
            assert np.all(y != 0)
            if dtype.is_fixed and dtype.lowest:
                assert not np.any((y == -1) & (x == dtype.lowest))
    if node.op == "gather":
        source, *indices = (np.asarray(value(program, a, arguments)) for a in node.args)
        for index, extent in zip(indices, source.shape, strict=True):
            assert np.all((index >= 0) & (index < extent))


@pytest.mark.parametrize("dtype", VALUES, ids=str)
@pytest.mark.parametrize("op", sorted(QUOTIENTS | REMAINDERS | SHIFTS))
def test_every_pair_of_awkward_integers(op: str, dtype: DType) -> None:
    a, b = param("a", dtype, 1), param("b", dtype, 1)
    pairs = [(x, y) for x in VALUES[dtype] for y in VALUES[dtype]]
    arguments = dict(
        zip("ab", (np.array(v, dtype=dtype.numpy) for v in zip(*pairs, strict=True)), strict=True)
    )
    program = Program("f", (a, b), (("return", call(op, a, b)),))
    safe = speculating_safely(program)
    assert evaluate(safe, arguments)["return"].tolist() == evaluate(program, arguments)["return"].tolist()
    for part in program_parts(safe):
        if isinstance(part, Call):
            in_domain(safe, part, arguments)


# ---------------------------------------------------------------- what is left alone


def unchanged() -> dict[str, Tensor]:
    a, b, i = param("a", I32, 1), param("b", U8, 1), param("i", INT, 1)
    f = param("f", F64, 1)
    wide = call("cast", b, to=I32)
    return {
        "a divisor that is a constant": call("truncdiv", a, number(3, I32)),
        "a count that is a constant": call("shl", a, number(7, I32)),
        "floats": call("div", f, call("sqrt", call("sub", f, f))),
        "casts of arrays": call("cast", f, to=I32),
        "an index of the array itself": call("gather", a, call("iota", extent=N)),
        "no partial operator": call("select", call("lt", a, wide), a, call("mul", a, wide)),
        "a remainder that bounds an index": call("gather", call("slice", a, axis=0, start=integer(0), length=integer(8), step=integer(1)), call("mod", i, number(8, INT))),
        "a bit mask as a count": call("shr", a, call("bitand", a, number(31, I32))),
    }  # fmt: skip


@pytest.mark.parametrize("name", unchanged())
def test_harmless_programs_are_left_alone(name: str) -> None:
    tensor = unchanged()[name]
    parameters = tuple(p for p in parts(tensor) if isinstance(p, Param))
    program = Program("f", parameters, (("return", tensor),))
    assert speculating_safely(program) is program


def test_a_branch_that_settles_the_divisor_needs_no_second_choice() -> None:
    a, b = param("a", INT, 1), param("b", INT, 1)
    zero = number(0, INT)
    quotient = call("floordiv", a, b)
    guarded = call("floordiv", a, call("select", call("eq", b, zero), number(1, INT), b))

    def made(tensor: Tensor) -> Tensor:
        return speculating_safely(Program("f", (a, b), (("return", tensor),))).outputs[0][1]

    for condition, holds in (
        (call("ne", b, zero), True),
        (call("eq", b, zero), False),
        (call("lt", zero, b), True),
    ):
        branches = (quotient, a) if holds else (a, quotient)
        assert made(call("select", condition, *branches)) in (
            call("select", condition, guarded, a),
            call("select", condition, a, guarded),
        )
    assert made(quotient) == call("select", call("eq", b, zero), zero, guarded)
    positive = call("lt", zero, quotient)
    assert made(call("and", call("ne", b, zero), positive)) == call(
        "and", call("ne", b, zero), call("lt", zero, guarded)
    )


def test_what_a_branch_settles_holds_at_its_own_index_only() -> None:
    a, b = param("a", INT, 1), param("b", INT, 1)
    zero, one = number(0, INT), integer(1)
    head = call("slice", call("floordiv", a, b), axis=0, start=integer(0), length=one, step=one)
    whole = call("stretch", head, axis=0, extent=Extent("b", 0))
    program = Program("f", (a, b), (("return", call("select", call("ne", b, zero), whole, b)),))
    safe = speculating_safely(program)
    arguments = {"a": [6, 6], "b": [0, 4]}
    assert evaluate(safe, arguments)["return"].tolist() == evaluate(program, arguments)["return"].tolist()


def test_cells_of_sizes_and_numbers() -> None:
    n, m = Sym("n", INT), Sym("m", INT)
    from tensir.build import apply

    for op in sorted(QUOTIENTS | REMAINDERS | SHIFTS):
        cell = apply(op, (n, m), INT)
        safe = safe_cell(cell)
        assert safe != cell
        assert safe_cell(safe) == safe
    assert safe_cell(apply("floordiv", (n, integer(2)), INT)) == apply("floordiv", (n, integer(2)), INT)
    truncated = apply("cast", (Sym("x", F64),), INT)
    assert safe_cell(safe_cell(truncated)) == safe_cell(truncated) != truncated


# ---------------------------------------------------------------- on every backend

WILD = [0, -1, 5, -(2**31), 2**31 - 1, 2**62, -(2**62), 1]


def untaken() -> dict[str, tuple[tuple[Param, ...], Tensor, tuple[Any, ...], list[Any] | int]]:
    """Programs with what would fail in a branch that is not taken, their arguments, and the results."""
    a, b, m = param("a", INT, 1), param("b", INT, 1), param("m", BOOL, 1)
    x, y = param("x", I32, 1), param("y", I32, 1)
    u, k, f = param("u", U32, 1), param("k", U32, 1), param("f", F64, 1)
    zero, none = number(0, INT), number(0, I32)
    inside = call("and", call("le", zero, b), call("lt", b, Scalar(N)))
    nested = call(
        "select",
        call("ne", b, zero),
        call("select", call("lt", zero, b), call("mod", a, b), call("floordiv", a, b)),
        zero,
    )
    small = call("lt", call("abs", f), number(100.0, F64))
    lowest, ones = -(2**31), np.array([1, 0, -1, -1, 2], np.int32)
    return {
        "a quotient by zero": ((a, b), call("select", call("ne", b, zero), call("floordiv", a, b), zero), ([6, 6, -7], [0, 4, 2]), [0, 1, -4]),
        "nested choices": ((a, b), nested, ([6, 6, 7], [0, -4, 4]), [0, -2, 3]),
        "wild indices": ((a, b), call("select", inside, call("gather", a, b), number(9, INT)), (list(range(8)), WILD), [0, 9, 5, 9, 9, 9, 9, 1]),
        "wild indices in a sum": ((a, b), call("reduce_add", call("select", inside, call("gather", a, b), zero), axis=0), (list(range(8)), WILD), 6),
        "wild indices behind and": ((a, b), call("and", inside, call("lt", zero, call("gather", a, b))), (list(range(8)), WILD), [False, False, True, False, False, False, False, True]),
        "wild indices before and": ((a, b), call("and", call("lt", zero, call("gather", a, b)), inside), (list(range(8)), WILD), [False, False, True, False, False, False, False, True]),
        "zero divisors behind or": ((a, b), call("or", call("eq", b, zero), call("eq", call("mod", a, b), zero)), ([4, 4, 5], [0, 2, 2]), [True, True, False]),
        "any, behind a division": ((a, b), call("reduce_or", call("and", call("ne", b, zero), call("lt", number(2, INT), call("floordiv", a, b))), axis=0), ([9, 9], [0, 3]), True),
        "the lowest integer by -1": ((x, y), call("select", call("or", call("eq", y, none), call("eq", y, number(-1, I32))), none, call("truncdiv", x, y)), (np.array([7, 7, lowest, 8, lowest], np.int32), ones), [7, 0, 0, 0, lowest // 2]),
        "the lowest integer by -1, taken": ((x, y), call("truncdiv", x, y), (np.array([lowest, 7], np.int32), np.array([-1, -1], np.int32)), [lowest, -7]),
        "its remainder": ((x, y), call("truncrem", x, y), (np.array([lowest, 7, 7], np.int32), np.array([-1, 0, 4], np.int32)), [0, 0, 3]),
        "shifts by the width and more": ((u, k), call("select", call("lt", k, number(32, U32)), call("shl", u, k), number(0, U32)), (np.array([1, 1, 1], np.uint32), np.array([31, 32, 2**32 - 1], np.uint32)), [2**31, 0, 0]),
        "negative shifts": ((x, y), call("select", call("le", none, y), call("shr", x, y), none), (np.array([8, 8, -1], np.int32), np.array([1, lowest, 99], np.int32)), [4, 0, -1]),
        "casts of what is no integer": ((f,), call("select", small, call("cast", f, to=I32), none), (np.array([np.nan, np.inf, -np.inf, 1e300, -2.5]),), [0, 0, 0, 0, -2]),
        "an empty table": ((a, m), call("select", m, call("gather", a, call("select", m, zero, number(5, INT))), number(7, INT)), ([], np.array([False, False])), [7, 7]),
    }  # fmt: skip


@pytest.mark.parametrize("name", untaken())
def test_untaken_branches(backend: Backend, name: str) -> None:
    parameters, tensor, arguments, want = untaken()[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = compiled(backend, parameters, tensor)(*arguments)
    assert np.asarray(got).tolist() == want


@pytest.mark.parametrize("name", [n for n in untaken() if "cast" not in n and "-1, taken" not in n])
def test_numpy_meets_nothing_that_it_would_warn_of(name: str) -> None:
    from tenspiler.backend.registry import load_backend
    from tests.backends.build import emitted, interface

    parameters, tensor, arguments, want = untaken()[name]
    outputs = (("return", tensor),)
    module = emitted(load_backend("numpy"), Program("f", parameters, outputs), interface(parameters, outputs))
    assert QUIET in module.code
    strict = load(module.code.replace(QUIET, 'with np.errstate(all="raise"):'), module.entry)
    assert np.asarray(strict(*arguments)).tolist() == want


def test_numbers_without_axes(backend: Backend) -> None:
    n, d, x = param("n", INT, 0), param("d", INT, 0), param("x", F32, 0)
    half = call("floordiv", n, d)
    chosen = call("select", call("ne", d, number(0, INT)), half, number(-1, INT))
    function = compiled(backend, (n, d), chosen)
    assert [function(7, d) for d in (0, 2, -2)] == [-1, 3, -4]
    assert compiled(backend, (n, d), call("shl", n, d))(3, -1) == 0
    finite = call("lt", call("abs", x), number(100.0, F32))
    kept = call("select", finite, call("cast", x, to=INT), number(0, INT))
    assert [compiled(backend, (x,), kept)(v) for v in (float("nan"), float("inf"), -2.5)] == [0, 0, -2]
    long = param("q", I64, 0), param("r", I64, 0)
    assert compiled(backend, long, call("truncdiv", *long))(-(2**63), -1) == -(2**63)
