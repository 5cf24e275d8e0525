"""Calls: builtins, `math`, scalar functions of NumPy, and the functions of the same file."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

from tensir.dtypes import BOOL, F32, F64, I8, I64, INT, U8
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, folds, inlining, objects
from tenspiler.frontends.python.annotations import named_dtype
from tenspiler.frontends.python.casts import (
    constant,
    convert,
    from_python,
    stored,
    to_float,
    to_int,
    truth,
)
from tenspiler.frontends.python.context import Context, Result
from tenspiler.frontends.python.places import length
from tenspiler.frontends.python.powers import power
from tenspiler.frontends.python.rounding import half_to_even
from tenspiler.frontends.python.values import (
    NP_FLOAT,
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    UNNAMED,
    Value,
)
from tenspiler.loopir.nodes import Const, Expr, Flavour, Op, ScalarType, Span

_Rule = Callable[[Context, list[Value], Span], Value]

_MATH = {
    "sqrt": "sqrt", "exp": "exp", "exp2": "exp2", "expm1": "expm1", "log2": "log2",
    "log10": "log10", "log1p": "log1p", "sin": "sin", "cos": "cos", "tan": "tan", "asin": "asin",
    "acos": "acos", "atan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "fabs": "abs",
}  # fmt: skip
_MATH_PAIRS = {"pow": "pow", "atan2": "atan2", "fmod": "fmod"}
_ROUNDINGS = {"floor": "floor", "ceil": "ceil", "trunc": "trunc"}
_NUMPY = {
    "sqrt": "sqrt", "exp": "exp", "exp2": "exp2", "expm1": "expm1", "log": "log", "log2": "log2",
    "log10": "log10", "log1p": "log1p", "sin": "sin", "cos": "cos", "tan": "tan", "arcsin": "asin",
    "arccos": "acos", "arctan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "fabs": "abs",
    "floor": "floor", "ceil": "ceil", "trunc": "trunc",
}  # fmt: skip


def call(ctx: Context, node: ast.Call, effects: bool = False) -> Result:
    """Translate a call; None where it makes an array or is not known.

    `effects` allows a function of the file to change arrays: it is the whole statement.
    """
    span = ctx.span(node)
    function = objects.called(ctx, node.func)
    if function is not None:
        return inlining.inline(ctx, node, function, effects)
    name = ctx.qualified(node.func)
    if name is None:
        return _method(ctx, node, span)
    if name == "builtins.len":
        return _len(ctx, node, span)
    if name == "math.fsum":
        raise Refusal("TSP1020", span)
    if name == "builtins.divmod":
        return _divmod(ctx, node, span)
    folded = folds.fold(ctx, node, name)
    if folded is not None:
        return folded
    if name == "builtins.float":
        spelled = _spelled_float(node, span)
        if spelled is not None:
            return spelled
    rule = _rule(ctx, name, node)
    if rule is None:
        return None
    if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    return rule(ctx, [ctx.evaluate(a) for a in node.args], span)


def _divmod(ctx: Context, node: ast.Call, span: Span) -> Result:
    if len(node.args) != 2 or node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        raise Refusal("TSP1012", span, call="divmod with these arguments")
    a, b = (ctx.held(ctx.evaluate(x), "operand", span) for x in node.args)
    return (arithmetic.binary("floordiv", a, b, span), arithmetic.binary("mod", a, b, span))


def _spelled_float(node: ast.Call, span: Span) -> Value | None:
    """`float("inf")` and its like."""
    match node:
        case ast.Call(args=[ast.Constant(value=str(text))], keywords=[]):
            try:
                return constant(float(text), span)
            except ValueError:
                return None
        case _:
            return None


def _method(ctx: Context, node: ast.Call, span: Span) -> Result:
    """`x.item()` gives the Python number."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="item"), args=[], keywords=[]):
            number = ctx.evaluate(value)
            if not number.is_numpy:
                raise Refusal("TSP1012", span, call="item")
            return _unboxed(number, span)
        case _:
            return None


def _unboxed(value: Value, span: Span) -> Value:
    if value.dtype is BOOL:
        return Value(convert(value.expr, BOOL, Flavour.PYTHON, span), PY_BOOL)
    if value.dtype.is_float:
        return Value(to_float(value, span), PY_FLOAT)
    return Value(to_int(value, span), PY_INT)


def _len(ctx: Context, node: ast.Call, span: Span) -> Value:
    if len(node.args) != 1 or node.keywords:
        raise Refusal("TSP1012", span, call="len with these arguments")
    return length(ctx.place(node.args[0]), span)


def _rule(ctx: Context, name: str, node: ast.Call) -> _Rule | None:
    room, _, function = name.rpartition(".")
    match room:
        case "builtins":
            return _BUILTINS.get(function)
        case "math":
            return _math_rule(function)
        case "numpy":
            return _numpy_rule(ctx, function, node)
        case _:
            return None


def _math_rule(function: str) -> _Rule | None:
    if function in _MATH:
        return _unary_math(_MATH[function])
    if function in _MATH_PAIRS:
        return _binary_math(_MATH_PAIRS[function])
    if function in _ROUNDINGS:
        return _rounding(_ROUNDINGS[function])
    return _OTHER_MATH.get(function)


def _arity(values: list[Value], count: int, what: str, span: Span) -> None:
    if len(values) != count:
        raise Refusal("TSP1012", span, call=f"{what} with {len(values)} arguments")


def _unary_math(op: str) -> _Rule:
    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 1, f"math.{op}", span)
        return Value(Op(op, (to_float(values[0], span),), PY_FLOAT, span), PY_FLOAT)

    return rule


def _binary_math(op: str) -> _Rule:
    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 2, f"math.{op}", span)
        args = tuple(to_float(v, span) for v in values)
        return Value(Op(op, args, PY_FLOAT, span), PY_FLOAT)

    return rule


def _rounding(op: str) -> _Rule:
    """`math.floor` and its kin give a Python integer; they raise on NaN and infinities."""

    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 1, f"math.{op}", span)
        value = values[0]
        if not value.dtype.is_float:
            return Value(to_int(value, span), PY_INT)
        rounded = Op(op, (to_float(value, span),), PY_FLOAT, span)
        return Value(convert(rounded, INT, Flavour.PYTHON, span), PY_INT)

    return rule


def _log(ctx: Context, values: list[Value], span: Span) -> Value:
    """`math.log(x)`, and `math.log(x, base)`, which divides two logarithms."""
    logs = [Value(Op("log", (to_float(v, span),), PY_FLOAT, span), PY_FLOAT) for v in values]
    match logs:
        case [one]:
            return one
        case [one, base]:
            return arithmetic.binary("div", one, base, span)
        case _:
            raise Refusal("TSP1012", span, call="math.log with these arguments")


def _scaled(factor: float) -> _Rule:
    """`math.radians` and `math.degrees` are one multiplication."""

    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 1, "this function", span)
        return arithmetic.binary(
            "mul", Value(to_float(values[0], span), PY_FLOAT), constant(factor, span), span
        )

    return rule


def _isnan(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "isnan", span)
    number = to_float(values[0], span)
    return Value(Op("ne", (number, number), PY_BOOL, span), PY_BOOL)


def _isinf(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "isinf", span)
    size = Op("abs", (to_float(values[0], span),), PY_FLOAT, span)
    infinity = Const(float("inf"), PY_FLOAT, span)
    return Value(Op("eq", (size, infinity), PY_BOOL, span), PY_BOOL)


def _isfinite(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "isfinite", span)
    size = Op("abs", (to_float(values[0], span),), PY_FLOAT, span)
    infinity = Const(float("inf"), PY_FLOAT, span)
    return Value(Op("lt", (size, infinity), PY_BOOL, span), PY_BOOL)


_CLASSIFICATIONS: dict[str, _Rule] = {"isnan": _isnan, "isinf": _isinf, "isfinite": _isfinite}
_OTHER_MATH: dict[str, _Rule] = {
    **_CLASSIFICATIONS,
    "log": _log,
    "radians": _scaled(math.pi / 180.0),
    "degrees": _scaled(180.0 / math.pi),
}


def _int(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "int", span)
    known = values[0].constant
    if known is not None and isinstance(known.value, int):
        return constant(int(known.value), span)
    return Value(to_int(values[0], span), PY_INT)


def _float(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "float", span)
    return Value(to_float(values[0], span), PY_FLOAT)


def _bool(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "bool", span)
    value = truth(values[0], span)
    return value if value.constant else Value(value.expr, PY_BOOL)


def _abs(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "abs", span)
    return arithmetic.magnitude(values[0], span)


def _least(ctx: Context, values: list[Value], span: Span) -> Value:
    """`min(a, b, ...)`: the first of those that no other is less than."""
    return _extreme(ctx, "min", values, span)


def _greatest(ctx: Context, values: list[Value], span: Span) -> Value:
    return _extreme(ctx, "max", values, span)


def _extreme(ctx: Context, op: str, values: list[Value], span: Span) -> Value:
    if len(values) < 2:
        raise Refusal("TSP1012", span, call=f"{op} of one number")
    best = values[0]
    for value in values[1:]:
        best = folds.extreme(op, best, value, span)
    return best


def _round(ctx: Context, values: list[Value], span: Span) -> Value:
    """`round(x)` without digits: halves go to the even neighbour; a NumPy float is rounded likewise."""
    if len(values) != 1:
        raise Refusal("TSP1012", span, call="round() to a number of digits")
    value = values[0]
    if not value.dtype.is_float:
        return Value(to_int(value, span), PY_INT)
    number = Value(to_float(value, span), PY_FLOAT)
    return half_to_even(ctx.held(number, "rounded", span), span)


def _pow(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 2, "pow", span)
    return power(ctx, values[0], values[1], span)


_BUILTINS: dict[str, _Rule] = {
    "int": _int,
    "float": _float,
    "bool": _bool,
    "abs": _abs,
    "round": _round,
    "pow": _pow,
    "min": _least,
    "max": _greatest,
}


def _numpy_rule(ctx: Context, function: str, node: ast.Call) -> _Rule | None:
    if function in _NUMPY:
        return _numpy_math(_NUMPY[function])
    if function in ("abs", "absolute"):
        return _numpy_abs
    if function in ("isnan", "isinf", "isfinite"):
        return _CLASSIFICATIONS[function]
    if function == "square":
        return _numpy_square
    dtype = named_dtype(node.func, ctx.module)
    if dtype is None or ctx.qualified(node.func) is None:
        return None

    def rule(inner: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 1, f"np.{function}", span)
        type_ = ScalarType(dtype, Flavour.NUMPY)
        return Value(stored(values[0], type_, span), type_)

    return rule


def _numpy_float(value: Value, function: str, span: Span) -> tuple[Expr, ScalarType]:
    """The operand of a float ufunc, in the dtype in which NumPy computes it."""
    if any(x in UNNAMED or value.dtype is F32 for x in value.literals) and value.constant is None:
        raise Refusal("TSP1018", span, operation=function, types="a number of varying type")
    if not value.is_numpy:
        return to_float(value, span), NP_FLOAT
    if value.dtype.is_float:
        return value.expr, value.type
    if value.dtype in (U8, I8, BOOL):
        raise Refusal("TSP1023", span, function=function, type=value.dtype.numpy.name)
    dtype = F32 if value.dtype.bits == 16 else F64
    return convert(value.expr, dtype, Flavour.NUMPY, span), ScalarType(dtype, Flavour.NUMPY)


def _numpy_math(op: str) -> _Rule:
    def rule(ctx: Context, values: list[Value], span: Span) -> Value:
        _arity(values, 1, f"np.{op}", span)
        if op in ("floor", "ceil", "trunc") and not values[0].dtype.is_float:
            raise Refusal("TSP1018", span, operation=f"np.{op}", types="an integer")
        argument, type_ = _numpy_float(values[0], f"np.{op}", span)
        return Value(Op(op, (argument,), type_, span), type_)

    return rule


def _numpy_number(value: Value, span: Span) -> Value:
    """A Python number as the NumPy scalar that a ufunc makes of it."""
    if value.is_numpy:
        if value.literals:
            raise Refusal("TSP1018", span, operation="a NumPy function", types="a number of varying type")
        return value
    dtype = {INT: I64, F64: F64, BOOL: BOOL}[value.dtype]
    return Value(from_python(value, dtype, span), ScalarType(dtype, Flavour.NUMPY))


def _numpy_abs(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "np.abs", span)
    return arithmetic.magnitude(_numpy_number(values[0], span), span)


def _numpy_square(ctx: Context, values: list[Value], span: Span) -> Value:
    _arity(values, 1, "np.square", span)
    value = ctx.held(_numpy_number(values[0], span), "base", span)
    return arithmetic.binary("mul", value, value, span)
