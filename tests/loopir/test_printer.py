"""The text form, against golden files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sketch import (
    C_BOOL,
    C_FLOAT,
    C_INT,
    C_LONG,
    C_UCHAR,
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    S,
    array,
    assign,
    const,
    function,
    length,
    load,
    loop,
    np_,
    op,
    store,
    var,
    view,
)

from tensir.dtypes import BOOL, F32, U8
from tenspiler.loopir.checker import check
from tenspiler.loopir.nodes import (
    Append,
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

ZERO = const(0, PY_INT)


def matvec() -> Function:
    matrix, x = array(C_FLOAT, Container.POINTER), array(C_FLOAT, Container.VECTOR)
    i, j, n, s = (var(name, C_INT) for name in ("i", "j", "n", "s"))
    s = var("s", C_FLOAT)
    flat = op("add", C_INT, op("mul", C_INT, i, n), j)
    term = op("mul", C_FLOAT, load("a", matrix, flat), load("x", x, j))
    body = loop(
        "i",
        const(0, C_INT),
        n,
        assign("s", const(0.0, C_FLOAT)),
        loop("j", const(0, C_INT), n, assign("s", op("add", C_FLOAT, s, term)), label=2),
        store("y", s, i),
        label=1,
    )
    return function(
        {"a": matrix, "x": x, "y": matrix, "n": C_INT},
        {"i": C_INT, "j": C_INT, "s": C_FLOAT},
        (body,),
        name="matvec",
    )


def keep_positive() -> Function:
    numbers, i, x = array(PY_INT, Container.LIST), var("i", PY_INT), var("x", PY_INT)
    keep = If(op("gt", PY_BOOL, x, ZERO), (Append("out", x, S),), (assign("skipped", x),), S)
    body = (
        NewArray("out", (ZERO,), None, S),
        loop("i", ZERO, length("a", PY_INT), assign("x", load("a", numbers, i)), keep, label=1, step=2),
    )
    return function(
        {"a": numbers},
        {"out": numbers, "i": PY_INT, "x": PY_INT, "skipped": PY_INT},
        body,
        view("out", numbers),
        flavour=Flavour.PYTHON,
        name="keep_positive",
    )


def mixed() -> Function:
    image, rows = array(np_(U8), Container.NDARRAY, 2), array(PY_FLOAT, Container.LIST, 2)
    n, b = var("n", PY_INT), var("b", PY_BOOL)
    pixel = load("image", image, n, op("neg", PY_INT, n))
    wide = op("add", np_(U8), pixel, const(200, np_(U8)))
    bright = op("gt", np_(BOOL), wide, const(100, np_(U8)))
    narrow = op("cast", np_(F32), var("x", PY_FLOAT))
    body = (
        NewArray("fresh", (n, const(3, PY_INT)), const(0.5, PY_FLOAT), S),
        CopyArray("row", view("fresh", rows, n), S),
        assign("b", op("not", PY_BOOL, op("and", PY_BOOL, b, op("cast", PY_BOOL, bright)))),
        While(b, (), S, 3),
        Require(b, "a flag is not set", S),
        assign("x", op("cast", PY_FLOAT, op("sqrt", np_(F32), narrow))),
        assign("n", Select(b, length("fresh", PY_INT, 1, n), length("image", PY_INT, 1), PY_INT, S)),
    )
    return function(
        {"image": image, "n": PY_INT, "b": PY_BOOL, "x": PY_FLOAT},
        {"fresh": rows, "row": array(PY_FLOAT, Container.LIST)},
        body,
        n,
        view("row", array(PY_FLOAT, Container.LIST)),
        flavour=Flavour.PYTHON,
        name="mixed",
    )


def bits() -> Function:
    x, y = var("x", C_LONG), var("y", C_UCHAR)
    masked = op("bitand", C_LONG, op("bitnot", C_LONG, x), op("cast", C_LONG, y))
    shifted = op("shl", C_LONG, masked, const(3, C_LONG))
    least = op("min", C_LONG, op("truncdiv", C_LONG, shifted, const(-7, C_LONG)), x)
    body = (While(op("ne", C_BOOL, x, const(0, C_LONG)), (assign("x", least),), S, 1),)
    return function({"x": C_LONG, "y": C_UCHAR}, {}, body, x, name="bits")


@pytest.mark.parametrize("example", [matvec, keep_positive, mixed, bits])
def test_text_form(example: Callable[[], Function], golden: Callable[[str, str], None]) -> None:
    check(example())
    golden(f"{example.__name__}.txt", show(example()))
