"""Calls: builtins, `math`, scalar functions of NumPy, and the functions of the same file."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

from tensir.dtypes import BOOL, INT
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import (
    arithmetic,
    contractions,
    folds,
    grids,
    inlining,
    objects,
    reductions,
    searching,
    ufuncs,
)
from tenspiler.frontends.python.casts import (
    constant,
    convert,
    to_float,
    to_int,
    truth,
)
from tenspiler.frontends.python.context import Context, Result
from tenspiler.frontends.python.places import extent
from tenspiler.frontends.python.powers import power
from tenspiler.frontends.python.rounding import half_to_even
from tenspiler.frontends.python.values import (
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    Array,
    Place,
    Value,
)
from tenspiler.loopir.nodes import Const, Container, Flavour, Op, Span

_Rule = Callable[[Context, list[Value], Span], Value]

_MATH = {
    "sqrt": "sqrt", "exp": "exp", "exp2": "exp2", "expm1": "expm1", "log2": "log2",
    "log10": "log10", "log1p": "log1p", "sin": "sin", "cos": "cos", "tan": "tan", "asin": "asin",
    "acos": "acos", "atan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "fabs": "abs",
    "erf": "erf", "erfc": "erfc",
}  # fmt: skip
_MATH_PAIRS = {"pow": "pow", "atan2": "atan2", "fmod": "fmod"}
_ROUNDINGS = {"floor": "floor", "ceil": "ceil", "trunc": "trunc"}


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
    found = searching.place(ctx, node, name, span)
    if found is not None:
        return found
    folded = folds.fold(ctx, node, name)
    if folded is not None:
        return folded
    if name == "builtins.float":
        spelled = _spelled_float(node, span)
        if spelled is not None:
            return spelled
    if name.startswith("numpy."):
        return _numpy(ctx, node, name.removeprefix("numpy."), span)
    rule = _rule(name)
    if rule is None:
        return None
    values = [ctx.lower_expression(ctx, a) for a in _plain_arguments(node, span)]
    if name == "builtins.abs":
        return grids.elementwise(ctx, lambda v: rule(ctx, v, span), values, span)
    return rule(ctx, [_number(v, ctx.span(a)) for v, a in zip(values, node.args, strict=True)], span)


def _plain_arguments(node: ast.Call, span: Span) -> list[ast.expr]:
    if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    return node.args


def _number(value: Value | Array, span: Span) -> Value:
    if not isinstance(value, Value):
        raise Refusal("TSP1025", span)
    return value


def _numpy(ctx: Context, node: ast.Call, function: str, span: Span) -> Result:
    """A function of NumPy on numbers and arrays; None for those that make an array from nothing."""
    if function in reductions.NAMES and node.args:
        name = reductions.NAMES[function]
        return _reduced(ctx, name, ctx.array_of(node.args[0]), node.args[1:], node, span)
    rest = products(ctx, node, function, span)
    if rest is not None:
        return rest
    rule = ufuncs.rule(function) or ufuncs.scalar_type(ctx, node.func)
    if rule is None:
        return None
    values = [ctx.lower_expression(ctx, a) for a in _plain_arguments(node, span)]
    return grids.elementwise(ctx, lambda v: rule(ctx, v, span), values, span)


def products(ctx: Context, node: ast.Call, function: str, span: Span) -> Value | Array | None:
    """`np.dot` and its kin."""
    rule = {
        "dot": contractions.dot,
        "matmul": contractions.matmul,
        "outer": contractions.outer,
    }.get(function)
    if rule is None:
        if function == "linalg.norm":
            return _norm(ctx, node, span)
        if function == "transpose" and len(_plain_arguments(node, span)) == 1:
            return grids.transposed(ctx, ctx.array_of(node.args[0]), span)
        return None
    arguments = _plain_arguments(node, span)
    if len(arguments) != 2:
        raise Refusal("TSP1012", span, call=f"np.{function} with these arguments")
    left, right = (_factor(ctx, a, function) for a in arguments)
    return rule(ctx, left, right, span)


def _factor(ctx: Context, node: ast.expr, function: str) -> Value | Array:
    """An operand of a product; an element of a parameter may turn out to be a row."""
    if function != "dot":
        return ctx.array_of(node)
    value = ctx.lower_expression(ctx, node)
    if isinstance(value, Value) and ctx.element_read(value) is None:
        return value
    return ctx.array_of(node)


def _norm(ctx: Context, node: ast.Call, span: Span) -> Value:
    """`np.linalg.norm(x)`: the root of the sum of squares."""
    arguments = _plain_arguments(node, span)
    if len(arguments) != 1:
        raise Refusal("TSP1012", span, call="np.linalg.norm with these arguments")
    source = grids.grid(ctx, ctx.array_of(arguments[0]), span)
    float_type = ufuncs.float_type(source.element.type, "np.linalg.norm", span)

    def square(indices: tuple[Value, ...]) -> Value:
        one = convert(source.at(indices).expr, float_type.dtype, Flavour.NUMPY, span)
        value = ctx.held(Value(one, float_type), "element", span)
        return arithmetic.binary("mul", value, value, span)

    ctx.bits_open = True
    whole = contractions.total(ctx, float_type, source.shape, square, span)
    return Value(Op("sqrt", (whole.expr,), float_type, span), float_type)


def _reduced(
    ctx: Context, name: str, array: Array, positional: list[ast.expr], node: ast.Call, span: Span
) -> Value | Array:
    """A reduction with its `axis` and `keepdims`."""
    axis: ast.expr | None = positional[0] if positional else None
    keep = False
    for keyword in node.keywords:
        match keyword:
            case ast.keyword(arg="axis", value=value) if axis is None:
                axis = value
            case ast.keyword(arg="keepdims", value=ast.Constant(value=bool() as keep)):
                pass
            case _:
                raise Refusal("TSP1012", span, call=f"np.{name} with these arguments")
    if len(positional) > 1:
        raise Refusal("TSP1012", span, call=f"np.{name} with these arguments")
    number: int | None = None
    if axis is not None and not (isinstance(axis, ast.Constant) and axis.value is None):
        known = ctx.evaluate(axis).constant
        if known is None or not isinstance(known.value, int):
            raise Refusal("TSP1011", span, what="an axis that is not a constant")
        number = int(known.value)
        if isinstance(array, Place):
            ctx.require_rank(array, number + 1 if number >= 0 else -number, span)
    return reductions.reduce(ctx, name, array, number, keep, span)


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
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in _METHODS:
            return _array_method(ctx, node, value, name, span)
        case _:
            return None


_METHODS = frozenset((*reductions.REDUCTIONS, "dot", "transpose", "clip"))


def _array_method(ctx: Context, node: ast.Call, base: ast.expr, name: str, span: Span) -> Result:
    """`x.sum()` and its like, of NumPy arrays and scalars."""
    array = ctx.array_of(base)
    if isinstance(array, Place) and ctx.container_of(array) is not Container.NDARRAY:
        raise Refusal("TSP1012", span, call=f"`.{name}` of a list")
    if name == "transpose" and not node.args and not node.keywords:
        return grids.transposed(ctx, array, span)
    if name in ("dot", "clip"):
        values = [array, *(ctx.lower_expression(ctx, a) for a in _plain_arguments(node, span))]
        if name == "dot" and len(values) == 2:
            return contractions.dot(ctx, values[0], values[1], span)
        rule = ufuncs.rule(name)
        if rule is None or len(values) != 3:
            raise Refusal("TSP1012", span, call=f"`.{name}` with these arguments")
        return grids.elementwise(ctx, lambda v: rule(ctx, v, span), values, span)
    return _reduced(ctx, name, array, node.args, node, span)


def _unboxed(value: Value, span: Span) -> Value:
    if value.dtype is BOOL:
        return Value(convert(value.expr, BOOL, Flavour.PYTHON, span), PY_BOOL)
    if value.dtype.is_float:
        return Value(to_float(value, span), PY_FLOAT)
    return Value(to_int(value, span), PY_INT)


def _len(ctx: Context, node: ast.Call, span: Span) -> Value:
    if len(node.args) != 1 or node.keywords:
        raise Refusal("TSP1012", span, call="len with these arguments")
    return extent(ctx.array_of(node.args[0]), span)


def _rule(name: str) -> _Rule | None:
    room, _, function = name.rpartition(".")
    match room:
        case "builtins":
            return _BUILTINS.get(function)
        case "math":
            return _math_rule(function)
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
