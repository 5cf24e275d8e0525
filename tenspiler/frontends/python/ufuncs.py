"""Functions of NumPy that work element by element, as rules on NumPy scalars."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tensir.dtypes import BOOL, F32, F64, I8, U8, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic
from tenspiler.frontends.python.annotations import named_dtype
from tenspiler.frontends.python.casts import convert, operand, stored, to_float, truth
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.grids import numpy_number
from tenspiler.frontends.python.powers import array_power
from tenspiler.frontends.python.values import NP_BOOL, NP_FLOAT, UNNAMED, Value
from tenspiler.loopir.nodes import Const, Expr, Flavour, Op, ScalarType, Select, Span

Rule = Callable[[Context, list[Value], Span], Value]

_NUMPY = {
    "sqrt": "sqrt", "exp": "exp", "exp2": "exp2", "expm1": "expm1", "log": "log", "log2": "log2",
    "log10": "log10", "log1p": "log1p", "sin": "sin", "cos": "cos", "tan": "tan", "arcsin": "asin",
    "arccos": "acos", "arctan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "fabs": "abs",
    "floor": "floor", "ceil": "ceil", "trunc": "trunc",
}  # fmt: skip
_BINARY = {
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "div", "true_divide": "div",
    "floor_divide": "floordiv", "mod": "mod", "remainder": "mod", "bitwise_and": "bitand",
    "bitwise_or": "bitor", "bitwise_xor": "bitxor", "left_shift": "shl", "right_shift": "shr",
    "equal": "eq", "not_equal": "ne", "less": "lt", "less_equal": "le", "greater": "gt",
    "greater_equal": "ge",
}  # fmt: skip
_FLOAT_PAIRS = {"arctan2": "atan2", "fmod": "fmod"}


def rule(function: str) -> Rule | None:
    """The rule of an element-wise function."""
    if function in _NUMPY:
        return _numpy_math(_NUMPY[function])
    if function in _BINARY:
        return _arithmetic(_BINARY[function])
    if function in _FLOAT_PAIRS:
        return _float_pair(_FLOAT_PAIRS[function])
    return _RULES.get(function)


def scalar_type(ctx: Context, node: ast.expr) -> Rule | None:
    """`np.uint8(x)` and its like."""
    dtype = named_dtype(node, ctx.module)
    if dtype is None or ctx.qualified(node) is None:
        return None
    return cast_to(dtype)


def cast_to(dtype: DType) -> Rule:
    """A conversion to a dtype."""

    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 1, f"np.{dtype.numpy.name}", span)
        type_ = ScalarType(dtype, Flavour.NUMPY)
        return Value(stored(values[0], type_, span), type_)

    return rule


def _arity(values: list[Value], count: int, what: str, span: Span) -> None:
    if len(values) != count:
        raise Refusal("TSP1012", span, call=f"{what} with {len(values)} arguments")


def _arithmetic(op: str) -> Rule:
    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 2, f"np.{op}", span)
        a, b = _common(values, span)
        return arithmetic.binary(op, a, b, span)

    return rule


def _common(values: list[Value], span: Span) -> list[Value]:
    """Operands of a ufunc: NumPy scalars where all are Python numbers, which are weak otherwise."""
    if any(v.is_numpy for v in values):
        return values
    return [number_of(v, span) for v in values]


def _float_pair(op: str) -> Rule:
    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 2, f"np.{op}", span)
        dtype = promoted(values, span)
        if not dtype.is_float:
            dtype = float_type(ScalarType(dtype, Flavour.NUMPY), f"np.{op}", span).dtype
        type_ = ScalarType(dtype, Flavour.NUMPY)
        args = tuple(operand(v, dtype, span) for v in _common(values, span))
        return Value(Op(op, args, type_, span), type_)

    return rule


def promoted(values: list[Value], span: Span) -> DType:
    """The dtype in which NumPy computes with these operands."""
    known = [number_of(v, span) for v in values] if not any(v.is_numpy for v in values) else values
    strong = [v for v in known if v.is_numpy]
    type_ = strong[0].type
    for value in strong[1:]:
        type_ = ScalarType(arithmetic.promote(type_, value.type), Flavour.NUMPY)
    for value in known:
        if not value.is_numpy:
            type_ = ScalarType(arithmetic.promote(type_, value.type), Flavour.NUMPY)
    return type_.dtype


def _where(ctx: Context, values: list[Value], span: Span) -> Value:
    """`np.where(c, x, y)`: both are computed, one is taken."""
    _arity(values, 3, "np.where", span)
    dtype = promoted(values[1:], span)
    type_ = ScalarType(dtype, Flavour.NUMPY)
    yes, no = (operand(v, dtype, span) for v in values[1:])
    return Value(Select(truth(values[0], span).expr, yes, no, type_, span), type_)


def _larger(op: str) -> Rule:
    """`np.maximum` and `np.minimum`: NaN if one of the two is."""

    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 2, f"np.{op}imum", span)
        dtype = promoted(values, span)
        type_ = ScalarType(dtype, Flavour.NUMPY)
        if dtype is BOOL:
            raise Refusal("TSP1018", span, operation=f"np.{op}imum", types="np.bool")
        a, b = (Value(operand(v, dtype, span), type_) for v in values)
        if not dtype.is_float:
            return Value(Op(op, (a.expr, b.expr), type_, span), type_)
        ctx.bits_open = True  # which of two zeros it is depends on the machine
        if isinstance(a.expr, Const):
            a, b = b, a
        if isinstance(b.expr, Const) and b.expr.value == b.expr.value:
            # The operator gives its first operand where that is NaN.
            return Value(Op(op, (a.expr, b.expr), type_, span), type_)
        wins = Op("ge" if op == "max" else "le", (a.expr, b.expr), NP_BOOL, span)
        kept = Op("or", (wins, _is_nan(a, span)), NP_BOOL, span)
        return Value(Select(kept, a.expr, b.expr, type_, span), type_)

    return rule


def _is_nan(value: Value, span: Span) -> Expr:
    return Op("ne", (value.expr, value.expr), NP_BOOL, span)


def _clip(ctx: Context, values: list[Value], span: Span) -> Value:
    """`np.clip(x, low, high)`."""
    _arity(values, 3, "np.clip", span)
    dtype = promoted(values, span)
    type_ = ScalarType(dtype, Flavour.NUMPY)
    x, low, high = (Value(operand(v, dtype, span), type_) for v in values)
    above = ctx.held(_larger("max")(ctx, [x, low], span), "clipped", span)
    return _larger("min")(ctx, [above, high], span)


def _sign(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "np.sign", span)
    x = number_of(values[0], span)
    if x.dtype is BOOL:
        raise Refusal("TSP1018", span, operation="np.sign", types="np.bool")
    one, zero = (Const(float(k) if x.dtype.is_float else k, x.type, span) for k in (1, 0))
    if not x.dtype.is_float and x.dtype.lowest == 0:
        positive = Op("gt", (x.expr, zero), NP_BOOL, span)
        return Value(Select(positive, one, zero, x.type, span), x.type)
    minus = Const(-1.0 if x.dtype.is_float else -1, x.type, span)
    other = x.expr if x.dtype.is_float else zero
    is_zero = Op("eq", (x.expr, zero), NP_BOOL, span)
    other = Select(is_zero, zero, other, x.type, span) if x.dtype.is_float else other
    below = Select(Op("lt", (x.expr, zero), NP_BOOL, span), minus, other, x.type, span)
    return Value(Select(Op("gt", (x.expr, zero), NP_BOOL, span), one, below, x.type, span), x.type)


def _power(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 2, "np.power", span)
    base, exponent = values
    if not base.is_numpy:
        base = number_of(base, span)
    return array_power(ctx, base, exponent, span)


def _negative(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "np.negative", span)
    return arithmetic.negative(number_of(values[0], span), span)


def _reciprocal(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "np.reciprocal", span)
    x = number_of(values[0], span)
    if not x.dtype.is_float:
        raise Refusal("TSP1018", span, operation="np.reciprocal", types="integers")
    return arithmetic.binary("div", Value(Const(1.0, x.type, span), x.type), x, span)


def _logical(op: str) -> Rule:
    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 1 if op == "not" else 2, f"np.logical_{op}", span)
        args = tuple(truth(v, span).expr for v in values)
        return Value(Op("ne" if op == "xor" else op, args, NP_BOOL, span), NP_BOOL)

    return rule


def _nearest(ctx: Context, values: list[Value], span: Span) -> Value:
    """`np.round(x)` and `np.rint(x)`: halves go to the even neighbour."""
    _arity(values, 1, "np.round", span)
    x = number_of(values[0], span)
    if not x.dtype.is_float:
        return x
    x = ctx.held(x, "rounded", span)
    number = {v: Const(v, x.type, span) for v in (0.0, 0.5, 1.0, 2.0)}

    def op(name: str, *args: Expr) -> Expr:
        return Op(name, args, x.type, span)

    def test(name: str, *args: Expr) -> Expr:
        return Op(name, args, NP_BOOL, span)

    below = op("floor", x.expr)
    part = op("sub", x.expr, below)
    even = op("mul", number[2.0], op("floor", op("mul", below, number[0.5])))
    tie = test("and", test("eq", part, number[0.5]), test("ne", below, even))
    up = test("or", test("gt", part, number[0.5]), tie)
    nearest = Select(up, op("add", below, number[1.0]), below, x.type, span)
    # A result of zero has the sign of what was rounded.
    signed = op("mul", x.expr, number[0.0])
    return Value(Select(test("eq", nearest, number[0.0]), signed, nearest, x.type, span), x.type)


def _classified(op: str, size: float | None) -> Rule:
    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 1, "this function", span)
        x = number_of(values[0], span)
        if not x.dtype.is_float:
            return Value(Const(op == "lt", NP_BOOL, span), NP_BOOL)
        if size is None:
            return Value(_is_nan(x, span), NP_BOOL)
        infinity = Const(float("inf"), x.type, span)
        return Value(Op(op, (Op("abs", (x.expr,), x.type, span), infinity), NP_BOOL, span), NP_BOOL)

    return rule


def _numpy_float(value: Value, function: str, span: Span) -> tuple[Expr, ScalarType]:
    """The operand of a float ufunc, in the dtype in which NumPy computes it."""
    if any(x in UNNAMED or value.dtype is F32 for x in value.literals) and value.constant is None:
        raise Refusal("TSP1018", span, operation=function, types="a number of varying type")
    if not value.is_numpy:
        return to_float(value, span), NP_FLOAT
    if value.dtype.is_float:
        return value.expr, value.type
    type_ = float_type(value.type, function, span)
    return convert(value.expr, type_.dtype, Flavour.NUMPY, span), type_


def float_type(type_: ScalarType, function: str, span: Span) -> ScalarType:
    """The type in which NumPy computes a float function."""
    if type_.dtype.is_float:
        return type_
    if type_.dtype in (U8, I8, BOOL):
        raise Refusal("TSP1023", span, function=function, type=type_.dtype.numpy.name)
    dtype = F32 if type_.dtype.is_fixed and type_.dtype.bits == 16 else F64
    return ScalarType(dtype, Flavour.NUMPY)


def _numpy_math(op: str) -> Rule:
    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 1, f"np.{op}", span)
        if op in ("floor", "ceil", "trunc") and not values[0].dtype.is_float:
            return number_of(values[0], span)  # integers stay what they are
        argument, type_ = _numpy_float(values[0], f"np.{op}", span)
        return Value(Op(op, (argument,), type_, span), type_)

    return rule


def number_of(value: Value, span: Span) -> Value:
    """A Python number as the NumPy scalar that a ufunc makes of it."""
    if value.is_numpy and value.literals:
        raise Refusal("TSP1018", span, operation="a NumPy function", types="a number of varying type")
    return numpy_number(value, span)


def _numpy_abs(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "np.abs", span)
    return arithmetic.magnitude(number_of(values[0], span), span)


def _numpy_square(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "np.square", span)
    value = ctx.held(number_of(values[0], span), "base", span)
    return arithmetic.binary("mul", value, value, span)


_RULES: dict[str, Rule] = {
    "abs": _numpy_abs,
    "absolute": _numpy_abs,
    "square": _numpy_square,
    "isnan": _classified("ne", None),
    "isinf": _classified("eq", 1.0),
    "isfinite": _classified("lt", 1.0),
    "where": _where,
    "maximum": _larger("max"),
    "minimum": _larger("min"),
    "clip": _clip,
    "sign": _sign,
    "power": _power,
    "negative": _negative,
    "reciprocal": _reciprocal,
    "logical_and": _logical("and"),
    "logical_or": _logical("or"),
    "logical_xor": _logical("xor"),
    "logical_not": _logical("not"),
    "round": _nearest,
    "rint": _nearest,
}
