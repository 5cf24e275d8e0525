"""Python's rounding: halves to even, and the floor division and modulo of floats.

The last two follow `float.__divmod__`, which NumPy follows too: the C remainder, moved to the divisor's sign.
"""

from __future__ import annotations

from tensir.dtypes import BOOL, INT
from tenspiler.frontends.python.casts import convert
from tenspiler.frontends.python.values import PY_INT, Value
from tenspiler.loopir.nodes import Const, Expr, Flavour, Op, ScalarType, Select, Span


def half_to_even(number: Value, span: Span) -> Value:
    """`round(x)` of a float: a Python integer; raises on NaN and infinities."""
    calc = _Calculator(number.type, span)
    x = number.expr
    below = calc.op("floor", x)
    part = calc.op("sub", x, below)
    whole = convert(below, INT, Flavour.PYTHON, span)
    half = calc.number(0.5)
    two, one, zero = (Const(k, PY_INT, span) for k in (2, 1, 0))
    odd = Op("mod", (whole, two), PY_INT, span)
    up = calc.choose(
        calc.test("gt", part, half), one, calc.choose(calc.test("lt", part, half), zero, odd, PY_INT), PY_INT
    )
    return Value(Op("add", (whole, up), PY_INT, span), PY_INT)


def modulo(x: Expr, y: Expr, type_: ScalarType, span: Span) -> Expr:
    """`x % y` of floats; a zero has the divisor's sign. Raises on a zero divisor in Python only."""
    calc = _Calculator(type_, span)
    rest = calc.remainder(x, y)
    zero = calc.number(0.0)
    if isinstance(y, Const) and y.value > 0:
        return calc.choose(calc.test("lt", rest, zero), calc.op("add", rest, y), calc.op("abs", rest))
    signed_zero = calc.op("div", zero, y)
    moved = calc.choose(calc.signs_differ(y, rest), calc.op("add", rest, y), rest)
    return calc.choose(calc.test("eq", rest, zero), signed_zero, calc.op("add", moved, signed_zero))


def floor_quotient(x: Expr, y: Expr, type_: ScalarType, span: Span) -> Expr:
    """`x // y` of floats."""
    calc = _Calculator(type_, span)
    rest, zero = calc.remainder(x, y), calc.number(0.0)
    quotient = calc.op("div", calc.op("sub", x, rest), y)
    moves = Op("and", (calc.test("ne", rest, zero), calc.signs_differ(y, rest)), calc.bool, span)
    quotient = calc.choose(moves, calc.op("sub", quotient, calc.number(1.0)), quotient)
    below = calc.op("floor", quotient)
    far = calc.test("gt", calc.op("sub", quotient, below), calc.number(0.5))
    nearest = calc.choose(far, calc.op("add", below, calc.number(1.0)), below)
    signed_zero = calc.op("mul", zero, calc.op("div", x, y))
    result = calc.choose(calc.test("eq", quotient, zero), signed_zero, nearest)
    if type_.flavour is Flavour.PYTHON:
        return result
    return calc.choose(calc.test("eq", y, zero), calc.op("div", x, y), result)


class _Calculator:
    """Builds terms of one float type."""

    def __init__(self, type_: ScalarType, span: Span) -> None:
        self.type = type_
        self.bool = ScalarType(BOOL, type_.flavour)
        self.span = span

    def number(self, value: float) -> Expr:
        return Const(value, self.type, self.span)

    def op(self, name: str, *args: Expr) -> Expr:
        return Op(name, args, self.type, self.span)

    def test(self, name: str, a: Expr, b: Expr) -> Expr:
        return Op(name, (a, b), self.bool, self.span)

    def choose(self, condition: Expr, yes: Expr, no: Expr, type_: ScalarType | None = None) -> Expr:
        return Select(condition, yes, no, type_ or self.type, self.span)

    def remainder(self, x: Expr, y: Expr) -> Expr:
        """The remainder of C, which is NaN for a zero divisor or an infinite dividend and never raises."""
        return Op("fmod", (x, y), ScalarType(self.type.dtype, Flavour.NUMPY), self.span)

    def signs_differ(self, a: Expr, b: Expr) -> Expr:
        zero = self.number(0.0)
        return Op("ne", (self.test("lt", a, zero), self.test("lt", b, zero)), self.bool, self.span)
