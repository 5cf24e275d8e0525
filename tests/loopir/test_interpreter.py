"""Statements, containers, fuel and watching of loops."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import numpy as np
import pytest
from sketch import (
    C_BOOL,
    C_INT,
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    S,
    array,
    assign,
    at,
    c,
    const,
    function,
    length,
    load,
    loop,
    np_,
    op,
    py,
    store,
    var,
    view,
)

from tensir.dtypes import F32, I32, I64, U8, U64
from tenspiler.loopir.checker import check
from tenspiler.loopir.interpreter import ArgumentError, Finished, Outcome, OutOfFuel, Raised, run
from tenspiler.loopir.nodes import (
    Append,
    Assign,
    Container,
    CopyArray,
    Flavour,
    Function,
    If,
    NewArray,
    Require,
    Select,
    While,
)
from tenspiler.loopir.printer import show

INTS, ROWS = array(PY_INT, Container.LIST), array(PY_INT, Container.LIST, 2)
MATRIX = array(np_(I64), Container.NDARRAY, 2)
BUFFER, VECTOR = array(C_INT, Container.POINTER), array(C_INT, Container.VECTOR)
ZERO, ONE = const(0, PY_INT), const(1, PY_INT)
INDEX, N = var("i", PY_INT), var("n", PY_INT)


def done(function: Function, *args: Any) -> Finished:
    check(function)
    outcome = run(function, args)
    assert isinstance(outcome, Finished), outcome
    return outcome


def stopped(function: Function, *args: Any) -> Raised:
    check(function)
    outcome = run(function, args)
    assert isinstance(outcome, Raised), outcome
    return outcome


def prefix_sums() -> Function:
    s, element = var("s", PY_INT), load("a", INTS, INDEX, line=3)
    body = (
        assign("s", ZERO),
        loop("i", ZERO, N, assign("s", op("add", PY_INT, s, element)), store("a", s, INDEX, line=4), label=7),
    )
    return function({"a": INTS, "n": PY_INT}, {"i": PY_INT, "s": PY_INT}, body, s, flavour=Flavour.PYTHON)


def test_arguments_are_copied_and_changes_reported() -> None:
    given = [1, 2, 3]
    assert done(prefix_sums(), given, 3) == Finished((6,), {"a": [1, 3, 6]})
    assert given == [1, 2, 3]


def test_an_index_out_of_range_names_its_place() -> None:
    assert stopped(prefix_sums(), [1], 2) == Raised("index out of range", at(3))


def test_a_loop_that_does_not_run_leaves_its_counter_without_a_value() -> None:
    f = function({"n": PY_INT}, {"i": PY_INT}, (loop("i", ZERO, N),), INDEX)
    assert done(f, 3).results == (2,)
    assert stopped(f, 0).reason == "read of an uninitialised variable"


@pytest.mark.parametrize(("given", "expected"), [([5, 0, 7], (1, 5)), ([5, 6], (1, 11)), ([0], (0, 0))])
def test_a_flag_ends_a_loop(given: list[int], expected: tuple[int, int]) -> None:
    found = op("eq", PY_BOOL, load("a", INTS, INDEX), ZERO)
    more = assign("s", op("add", PY_INT, var("s", PY_INT), load("a", INTS, INDEX)))
    until = dataclasses.replace(
        loop("i", ZERO, length("a", PY_INT), If(found, (assign("left", const(True, PY_BOOL)),), (more,), S)),
        until="left",
    )
    body = (assign("s", ZERO), assign("left", const(False, PY_BOOL)), until)
    local = {"i": PY_INT, "s": PY_INT, "left": PY_BOOL}
    f = function({"a": INTS}, local, body, INDEX, var("s", PY_INT), flavour=Flavour.PYTHON)
    check(f)
    assert done(f, given).results == expected
    assert "until left:" in show(f)


def test_a_flag_that_is_set_before_keeps_a_loop_from_running() -> None:
    until = dataclasses.replace(loop("i", ZERO, const(9, PY_INT)), until="left")
    body = (assign("i", const(-1, PY_INT)), assign("left", const(True, PY_BOOL)), until)
    f = function({}, {"i": PY_INT, "left": PY_BOOL}, body, INDEX)
    assert done(f).results == (-1,)


def test_the_body_may_assign_the_counter() -> None:
    body = loop("i", const(9, PY_INT), ZERO, assign("i", op("mul", PY_INT, INDEX, const(2, PY_INT))), step=-4)
    assert done(function({}, {"i": PY_INT}, (body,), INDEX)).results == (2,)


def test_watch_sees_every_loop_head_and_the_exit() -> None:
    seen: list[Any] = []
    run(prefix_sums(), ([5, 6], 2), watch=lambda *event: seen.append(copy.deepcopy(event)))
    assert seen == [
        (7, 0, {"a": [5, 6], "n": 2, "s": 0}),
        (7, 1, {"a": [5, 6], "n": 2, "i": 0, "s": 5}),
        (7, 2, {"a": [5, 11], "n": 2, "i": 1, "s": 11}),
    ]


def test_watch_of_a_while_loop_counts_rounds() -> None:
    halve = assign("n", op("floordiv", PY_INT, N, const(2, PY_INT)))
    body = (While(op("gt", PY_BOOL, N, ZERO), (halve,), S, 4),)
    seen: list[Any] = []
    outcome = run(function({"n": PY_INT}, {}, body, N), (5,), watch=lambda *e: seen.append(e))
    assert outcome == Finished((0,), {})
    assert seen == [(4, 0, {"n": 5}), (4, 1, {"n": 2}), (4, 2, {"n": 1}), (4, 3, {"n": 0})]


def test_what_is_required_raises_where_it_does_not_hold() -> None:
    positive = Require(op("gt", PY_BOOL, N, ZERO), "n is not positive", S)
    checked = function({"n": PY_INT}, {}, (positive,), N)
    assert run(checked, (2,)) == Finished((2,), {})
    assert run(checked, (0,)) == Raised("n is not positive", S)


def test_endless_loops_and_huge_arrays_run_out_of_fuel() -> None:
    endless = function({}, {}, (While(const(True, PY_BOOL), (), S, 1),))
    assert run(endless, (), fuel=100) == OutOfFuel()
    huge = function({"n": PY_INT}, {"a": INTS}, (NewArray("a", (N,), ZERO, S),), view("a", INTS))
    assert run(huge, (10**18,)) == OutOfFuel()


@pytest.mark.parametrize(
    ("kind", "index", "fine"), [(INTS, -1, True), (INTS, -4, False), (VECTOR, -1, False)]
)
def test_negative_indices(kind: Any, index: int, fine: bool) -> None:
    number = PY_INT if kind is INTS else C_INT
    f = function({"a": kind, "k": number}, {}, (), load("a", kind, var("k", number)))
    outcome: Outcome = run(f, ([1, 2, 3], index))
    assert outcome == (Finished((3,), {}) if fine else Raised("index out of range", S))


def test_a_stored_element_of_a_vector_is_not_stored_from_the_end() -> None:
    f = function({"a": BUFFER, "k": C_INT}, {}, (store("a", const(0, C_INT), var("k", C_INT), line=2),))
    assert stopped(f, [1], -1).reason == "index out of range"
    assert stopped(f, [1], 1) == Raised("index out of range", at(2))


def test_signed_overflow_names_its_place() -> None:
    x = var("x", C_INT)
    f = function({"x": C_INT}, {}, (), op("add", C_INT, x, const(1, C_INT), line=8))
    assert done(f, 5).results == (6,)
    assert stopped(f, 2**31 - 1) == Raised("signed overflow of i32", at(8))


def test_select_evaluates_one_branch_only() -> None:
    x = var("x", PY_INT)
    safe = Select(op("ne", PY_BOOL, x, ZERO), op("floordiv", PY_INT, const(12, PY_INT), x), ZERO, PY_INT, S)
    f = function({"x": PY_INT}, {}, (), op("add", PY_INT, safe, ONE))
    assert done(f, 5).results == (3,)
    assert done(f, 0).results == (1,)


def test_an_array_keeps_its_shape_without_rows() -> None:
    f = function({"m": MATRIX}, {}, (), length("m", PY_INT, 1), view("m", MATRIX))
    columns, same = done(f, np.zeros((0, 5), dtype=np.int64)).results
    assert columns == 5
    assert same.shape == (0, 5)
    assert same.dtype == np.int64


def test_ragged_lists_have_a_length_for_each_row() -> None:
    f = function({"a": ROWS, "n": PY_INT}, {}, (), length("a", PY_INT), length("a", PY_INT, 1, N))
    assert done(f, [[1], [], [1, 2, 3]], -1).results == (3, 3)
    assert stopped(f, [[1], []], 2).reason == "index out of range"


def test_rows_are_copied() -> None:
    row = view("a", ROWS, ZERO)
    body = (
        CopyArray("b", row, S),
        store("b", const(9, PY_INT), ZERO),
        Append("a", view("b", INTS), S),
        store("b", const(8, PY_INT), ZERO),
        Append("b", ONE, S),
    )
    f = function({"a": ROWS}, {"b": INTS}, body, view("b", INTS))
    assert done(f, [[1, 2]]) == Finished(([8, 2, 1],), {"a": [[1, 2], [9, 2]]})


def test_new_nested_lists_share_no_row() -> None:
    body = (NewArray("a", (N, N), ZERO, S), store("a", ONE, ZERO, ZERO))
    f = function({"n": PY_INT}, {"a": ROWS}, body, view("a", ROWS))
    assert done(f, 2).results == ([[1, 0], [0, 0]],)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (INTS, Finished(([],), {})),
        (array(PY_INT, Container.NDARRAY), Raised("negative extent", S)),
        (array(PY_INT, Container.VECTOR), Raised("negative extent", S)),
    ],
)
def test_negative_extents(kind: Any, outcome: Outcome) -> None:
    f = function({"n": PY_INT}, {"a": kind}, (NewArray("a", (N,), ZERO, S),), view("a", kind))
    assert run(f, (-2,)) == outcome


def test_an_empty_nested_list_grows() -> None:
    body = (NewArray("a", (ZERO,), None, S), NewArray("r", (ONE,), N, S), Append("a", view("r", INTS), S))
    f = function({"n": PY_INT}, {"a": ROWS, "r": INTS}, body, view("a", ROWS))
    assert done(f, 4).results == ([[4]],)


def test_uninitialised_elements_may_not_be_read() -> None:
    body = (NewArray("t", (const(2, C_INT),), None, S), store("t", const(1, C_INT), const(0, C_INT)))
    f = function({"k": C_INT}, {"t": BUFFER}, body, load("t", BUFFER, var("k", C_INT), line=5))
    assert done(f, 0).results == (1,)
    assert stopped(f, 1) == Raised("read of an uninitialised element", at(5))


def test_f32_is_rounded_after_each_operation() -> None:
    x, kind = var("x", c(F32)), c(F32)
    f = function({"x": kind}, {}, (), op("mul", kind, op("add", kind, x, const(1.0, kind)), x))
    expected = (np.float32(0.1) + np.float32(1)) * np.float32(0.1)
    assert done(f, 0.1).results == (float(expected),)


def test_integers_of_64_bits_become_f32_in_one_rounding() -> None:
    number = (1 << 60) + (1 << 36) + 1
    for kind in (c(I64), c(U64)):
        f = function({"x": kind}, {}, (), op("cast", c(F32), var("x", kind)))
        assert done(f, number).results == (float(np.float32(np.int64(number))),)


def test_branches() -> None:
    negative = op("lt", C_BOOL, var("x", C_INT), const(0, C_INT))
    yes, no = assign("r", const(1, C_INT)), assign("r", const(2, C_INT))
    f = function({"x": C_INT}, {"r": C_INT}, (If(negative, (yes,), (no,), S),), var("r", C_INT))
    assert [done(f, x).results for x in (-1, 0)] == [(1,), (2,)]


def test_deep_nests_of_branches_in_expressions() -> None:
    x = var("x", PY_INT)
    expr = x
    for k in range(1, 40):
        quotient = op("floordiv", PY_INT, const(1000, PY_INT), op("sub", PY_INT, x, const(k, PY_INT)))
        expr = Select(op("eq", PY_BOOL, x, const(k, PY_INT)), expr, quotient, PY_INT, S)
    assert done(function({"x": PY_INT}, {}, (), expr), 1).results == (1000 // (1 - 39),)


def test_long_sums_do_not_exceed_the_parser() -> None:
    x = var("x", PY_FLOAT)
    expr = x
    for _ in range(150):
        expr = op("add", PY_FLOAT, x, expr)
    assert done(function({"x": PY_FLOAT}, {}, (), expr), 1.0).results == (151.0,)


def test_names_of_fields_are_names() -> None:
    f = function({"m.rows": PY_INT}, {}, (Assign("m.rows", ONE, S),), var("m.rows", PY_INT))
    assert done(f, 3).results == (1,)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (py(I32), 2**31),
        (py(U8), -1),
        (PY_INT, 1.5),
        (BUFFER, np.array([2**40])),
        (BUFFER, np.zeros((2, 2), dtype=np.int32)),
    ],
)
def test_arguments_of_another_type_are_rejected(kind: Any, value: Any) -> None:
    with pytest.raises(ArgumentError):
        run(function({"x": kind}, {}, ()), (value,))
