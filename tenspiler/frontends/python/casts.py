"""Conversions between the types of Python and NumPy numbers."""

from __future__ import annotations

import math

import numpy as np

from tensir.dtypes import BOOL, F32, F64, INT, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.values import ANY_BOOL, UNNAMED, Number, Value, Varies, literal
from tenspiler.loopir.nodes import Const, Expr, Flavour, Op, ScalarType, Span

_MOST_BITS = 8192


def constant(value: int | float | bool, span: Span) -> Value:
    """A Python constant."""
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise Refusal("TSP1011", span, what="a number of so many digits")
    expr_type = literal(value).type
    return Value(Const(value, expr_type, span), expr_type, frozenset((literal(value),)))


def convert(expr: Expr, dtype: DType, flavour: Flavour, span: Span) -> Expr:
    """`expr` cast to `dtype`, by the rules of `flavour`; nothing where it has that dtype already."""
    if expr.type.dtype is dtype:
        return expr
    if isinstance(expr, Const):
        folded = _fold(expr.value, dtype)
        if folded is not None:
            return Const(folded, ScalarType(dtype, flavour), span)
    return Op("cast", (expr,), ScalarType(dtype, flavour), span)


def _fold(value: int | float | bool, dtype: DType) -> int | float | bool | None:
    if dtype is BOOL:
        return value != 0
    if dtype.is_integer:
        return int(value) if isinstance(value, (bool, int)) and dtype.holds(int(value)) else None
    try:
        number = float(value)
    except OverflowError:
        return None
    with np.errstate(all="ignore"):
        return float(np.float32(number)) if dtype is F32 else number


def operand(value: Value, dtype: DType, span: Span) -> Expr:
    """An operand of NumPy arithmetic in `dtype`: Python numbers must fit, NumPy scalars wrap."""
    if value.dtype is dtype:
        return value.expr
    if value.is_numpy:
        return convert(value.expr, dtype, Flavour.NUMPY, span)
    return from_python(value, dtype, span)


def from_python(value: Value, dtype: DType, span: Span) -> Expr:
    """A Python number as `dtype`, as NumPy converts it: integers must fit, floats are rounded."""
    known = value.constant
    if known is not None and value.dtype is INT and not dtype.holds(int(known.value)):
        raise Refusal("TSP1019", span, value=known.value, type=dtype.numpy.name)
    if value.dtype is INT and dtype is F32:
        # NumPy goes through a double, which rounds twice.
        return convert(to_float(value, span), F32, Flavour.NUMPY, span)
    if value.dtype is F64 and dtype.is_fixed:
        # A Python float is truncated to a Python integer, which must fit.
        return convert(to_int(value, span), dtype, Flavour.PYTHON, span)
    flavour = Flavour.PYTHON if value.dtype is INT else Flavour.NUMPY
    return convert(value.expr, dtype, flavour, span)


def to_float(value: Value, span: Span) -> Expr:
    """`float(x)`."""
    return convert(value.expr, F64, Flavour.PYTHON, span)


def to_int(value: Value, span: Span) -> Expr:
    """`int(x)`, which raises on NaN and infinities."""
    known = value.constant
    if known is not None and isinstance(known.value, float) and math.isfinite(known.value):
        return Const(int(known.value), ScalarType(INT, Flavour.PYTHON), span)
    return convert(value.expr, INT, Flavour.PYTHON, span)


def truth(value: Value, span: Span) -> Value:
    """`bool(x)`: anything but zero is true, NaN too."""
    if value.dtype is BOOL:
        return value
    known = value.constant
    if known is not None:
        return constant(bool(known.value), span)
    zero = Const(0.0 if value.dtype.is_float else 0, ScalarType(value.dtype, value.type.flavour), span)
    kind = ScalarType(BOOL, Flavour.PYTHON)
    return Value(Op("ne", (value.expr, zero), kind, span), kind)


def assigned(value: Value, number: Number, name: str, span: Span) -> Expr:
    """`value` as a variable of type `number` holds it."""
    if value.dtype is number.type.dtype:
        return value.expr
    known = value.constant
    if known is None:
        raise Refusal("TSP1016", span, name=name, **varies(value.type, number.type))
    return convert(value.expr, number.type.dtype, number.type.flavour, span)


def varies(first: ScalarType, second: ScalarType) -> dict[str, str]:
    """The arguments of a diagnostic about two types."""
    error = Varies(first, second)
    return {"first": error.first, "second": error.second}


def stored(value: Value, element: ScalarType, span: Span) -> Expr:
    """`value` as an element of a NumPy array: Python integers must fit, NumPy scalars wrap."""
    if value.dtype is element.dtype:
        return value.expr
    if any(x not in UNNAMED and not _fits(x.value, element.dtype) for x in value.literals):
        raise Refusal("TSP1017", span, what="value", **varies(value.type, element))
    if not value.is_numpy and ANY_BOOL not in value.literals:
        return from_python(value, element.dtype, span)
    return convert(value.expr, element.dtype, Flavour.NUMPY, span)


def put(value: Value, element: ScalarType, span: Span) -> Expr:
    """`value` as `a[i] = value` stores it: a NumPy float becomes a signed integer as by `int()`."""
    if value.is_numpy and value.dtype.is_float and element.dtype.is_fixed and element.dtype.lowest < 0:
        return convert(to_int(value, span), element.dtype, Flavour.PYTHON, span)
    return stored(value, element, span)


def _fits(value: int | float | bool, dtype: DType) -> bool:
    return not isinstance(value, int) or dtype.holds(int(value))
