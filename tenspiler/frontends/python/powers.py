"""Powers: products for integers with small constant exponents, the library's `pow` for floats."""

from __future__ import annotations

from tensir.dtypes import BOOL
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic
from tenspiler.frontends.python.casts import constant, to_float
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.values import PY_FLOAT, Value
from tenspiler.loopir.nodes import Op, Span

_LARGEST_EXPONENT = 8
_LARGEST_CONSTANT_EXPONENT = 4096


def power(ctx: Context, base: Value, exponent: Value, span: Span) -> Value:
    """`base ** exponent`: products for integers and small constants, `pow` for floats."""
    known = exponent.constant
    if not base.dtype.is_float and not exponent.dtype.is_float:
        return _integer_power(ctx, base, exponent, span)
    if base.literals and base.constant is None:
        raise Refusal("TSP1018", span, operation="**", types="a number of varying type")
    if known is not None and isinstance(known.value, int):
        exponent = constant(float(known.value), span)
    dtype, result = arithmetic.float_types(base, exponent)
    args = (arithmetic.as_float(base, dtype, span), arithmetic.as_float(exponent, dtype, span))
    return Value(Op("pow", args, result, span), result)


def _integer_power(ctx: Context, base: Value, exponent: Value, span: Span) -> Value:
    known = exponent.constant
    folded = base.constant
    if known is not None and folded is not None and 0 <= known.value <= _LARGEST_CONSTANT_EXPONENT:
        return constant(folded.value ** int(known.value), span)
    if known is not None and known.value < 0 and not base.is_numpy:
        # A negative power of a Python integer is a float.
        args = (to_float(base, span), constant(float(known.value), span).expr)
        return Value(Op("pow", args, PY_FLOAT, span), PY_FLOAT)
    if known is not None and known.value == 0 and not base.is_numpy:
        nothing = arithmetic.binary("mul", base, constant(0, span), span)
        return arithmetic.binary("add", nothing, constant(1, span), span)
    if known is None or not 1 <= known.value <= _LARGEST_EXPONENT:
        raise Refusal("TSP1018", span, operation="** (exponents other than 1 to 8)", types="integers")
    if base.dtype is BOOL:
        raise Refusal("TSP1018", span, operation="**", types="bool")
    factor = base if known.value == 1 else ctx.held(base, "base", span)
    product = factor
    for _ in range(int(known.value) - 1):
        product = arithmetic.binary("mul", product, factor, span)
    return product


def array_power(ctx: Context, base: Value, exponent: Value, span: Span) -> Value:
    """An element of `a ** x`: NumPy computes some constant powers of float arrays without `pow`."""
    known = exponent.constant
    if known is None or not base.dtype.is_float or not base.is_numpy:
        return power(ctx, base, exponent, span)
    match known.value:
        case 2:
            factor = ctx.held(base, "base", span)
            return arithmetic.binary("mul", factor, factor, span)
        case 1:
            return base
        case -1:
            return arithmetic.binary("div", constant(1, span), base, span)
        case 0.5:
            return Value(Op("sqrt", (base.expr,), base.type, span), base.type)
        case _:
            return power(ctx, base, exponent, span)
