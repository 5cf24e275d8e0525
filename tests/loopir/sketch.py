"""Short constructors of LoopIR for the tests of this room."""

from __future__ import annotations

from itertools import count

from tensir.dtypes import BOOL, F32, F64, I32, I64, INT, U8, DType
from tenspiler.loopir.nodes import (
    ArrayType,
    Assign,
    Const,
    Container,
    Expr,
    Flavour,
    For,
    Function,
    Length,
    Load,
    Op,
    Parameter,
    ScalarType,
    Span,
    Stmt,
    Store,
    Type,
    Var,
    View,
)

_labels = count(1)


def at(line: int) -> Span:
    return Span("sketch", line, 1, line, 2)


S = at(1)


def c(dtype: DType) -> ScalarType:
    return ScalarType(dtype, Flavour.C)


def py(dtype: DType) -> ScalarType:
    return ScalarType(dtype, Flavour.PYTHON)


def np_(dtype: DType) -> ScalarType:
    return ScalarType(dtype, Flavour.NUMPY)


C_INT, C_LONG, C_UCHAR, C_BOOL = c(I32), c(I64), c(U8), c(BOOL)
C_FLOAT, C_DOUBLE = c(F32), c(F64)
PY_INT, PY_FLOAT, PY_BOOL = py(INT), py(F64), py(BOOL)


def array(element: ScalarType, container: Container, rank: int = 1) -> ArrayType:
    return ArrayType(element, rank, container)


def const(value: int | float | bool, kind: ScalarType) -> Const:
    return Const(value, kind, S)


def var(name: str, kind: ScalarType) -> Var:
    return Var(name, kind, S)


def op(name: str, kind: ScalarType, *args: Expr, line: int = 1) -> Op:
    return Op(name, args, kind, at(line))


def load(name: str, kind: ArrayType, *indices: Expr, line: int = 1) -> Load:
    return Load(name, indices, kind.element, at(line))


def store(name: str, value: Expr, *indices: Expr, line: int = 1) -> Store:
    return Store(name, indices, value, at(line))


def assign(name: str, value: Expr, line: int = 1) -> Assign:
    return Assign(name, value, at(line))


def length(name: str, kind: ScalarType, axis: int = 0, *through: Expr) -> Length:
    return Length(name, axis, through, kind, S)


def view(name: str, kind: ArrayType, *indices: Expr) -> View:
    row = ArrayType(kind.element, kind.rank - len(indices), kind.container)
    return View(name, indices, row, S)


def loop(counter: str, start: Expr, stop: Expr, *body: Stmt, step: int = 1, label: int | None = None) -> For:
    return For(counter, start, stop, step, body, S, next(_labels) if label is None else label)


def function(
    parameters: dict[str, Type],
    local: dict[str, Type],
    body: tuple[Stmt, ...],
    *results: Expr | View,
    flavour: Flavour = Flavour.C,
    name: str = "f",
) -> Function:
    declared = tuple(Parameter(n, t, isinstance(t, ArrayType), S) for n, t in parameters.items())
    return Function(name, declared, {**parameters, **local}, body, results, flavour, S)
