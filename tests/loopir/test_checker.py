"""Ill-typed LoopIR, one fault each."""

from __future__ import annotations

from typing import Any

import pytest
from sketch import (
    C_BOOL,
    C_DOUBLE,
    C_FLOAT,
    C_INT,
    C_LONG,
    PY_INT,
    S,
    array,
    assign,
    const,
    function,
    length,
    load,
    loop,
    op,
    py,
    store,
    var,
    view,
)

from tensir.dtypes import I32
from tenspiler.loopir.checker import LoopIRError, check
from tenspiler.loopir.nodes import Append, Container, CopyArray, Expr, If, NewArray, Select, Stmt, Type

A, M = array(C_INT, Container.POINTER), array(C_INT, Container.VECTOR, 2)
V, D = array(C_INT, Container.VECTOR), array(C_DOUBLE, Container.VECTOR)
NAMES: dict[str, Type] = {"a": A, "m": M, "v": V, "d": D, "i": C_INT, "l": C_LONG, "x": C_DOUBLE}
INDEX, L, X = var("i", C_INT), var("l", C_LONG), var("x", C_DOUBLE)
ZERO, YES = const(0, C_INT), const(True, C_BOOL)

STATEMENTS: dict[str, Stmt] = {
    "not declared as a scalar": assign("y", INDEX),
    "expected i32, found f64": assign("i", X),
    "expected i32, found i64": store("a", L, INDEX),
    "takes 2 indices": store("m", INDEX, INDEX),
    "index or extent is of type f64": store("a", INDEX, X),
    "not declared as an array": store("i", INDEX, INDEX),
    "expected bool": If(INDEX, (), (), S),
    "the step is zero": loop("i", ZERO, INDEX, step=0),
    "is no integer": loop("x", X, X),
    "expected i32, found i64 ": loop("i", ZERO, L),
    "cannot grow": Append("a", INDEX, S),
    "an appended row": Append("m", view("d", D), S),
    "a list of rows": Append("m", INDEX, S),
    "a copy has another type": CopyArray("v", view("m", M), S),
    "does not fit the rank": NewArray("m", (INDEX,), ZERO, S),
}

EXPRESSIONS: dict[str, Expr] = {
    "i is declared as": var("i", C_LONG),
    "do not fit": op("add", C_INT, INDEX, L),
    "no scalar operator": op("frobnicate", C_INT, INDEX),
    "takes 2 operands": op("add", C_INT, INDEX),
    "lt gives bool": op("lt", C_INT, INDEX, INDEX),
    "a cast takes one": op("cast", C_INT, INDEX, INDEX),
    "Python has no add of i32": op("add", py(I32), INDEX, INDEX),
    "no value of i32": const(2**31, C_INT),
    "1 is no value of f64": const(1, C_DOUBLE),
    "0.1 is no value of f32": const(0.1, C_FLOAT),
    "True is no value of i32": const(True, C_INT),
    "does not know its extent": length("a", PY_INT),
    "has no axis 1": length("v", PY_INT, 1),
    "too many rows": length("m", PY_INT, 0, INDEX),
    "an extent is an integer": length("v", C_DOUBLE),
    "elements of a are": load("a", D, INDEX),
    "found f64": Select(YES, INDEX, X, C_INT, S),
}


@pytest.mark.parametrize("message", STATEMENTS)
def test_statements(message: str) -> None:
    rejected(message.strip(), function(NAMES, {}, (STATEMENTS[message],)))


@pytest.mark.parametrize("message", EXPRESSIONS)
def test_expressions(message: str) -> None:
    rejected(message, function(NAMES, {}, (), EXPRESSIONS[message]))


def test_views() -> None:
    rejected("no axes left", function(NAMES, {}, (), view("v", V, INDEX)))
    rejected("the view is of type", function(NAMES, {}, (), view("v", D)))


def test_labels_are_unique() -> None:
    body = (loop("i", ZERO, INDEX, loop("i", ZERO, INDEX, label=3), label=3),)
    rejected("the label 3", function(NAMES, {}, body))


def test_a_well_typed_function_passes() -> None:
    body = (loop("i", ZERO, INDEX, store("a", op("add", C_INT, load("a", A, INDEX), INDEX), INDEX)),)
    check(function(NAMES, {}, body, X, view("m", M, INDEX)))


def rejected(message: str, faulty: Any) -> None:
    with pytest.raises(LoopIRError) as caught:
        check(faulty)
    assert message in str(caught.value)
