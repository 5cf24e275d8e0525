"""Functions of the C and C++ libraries that are operators of LoopIR."""

from __future__ import annotations

from tensir.dtypes import BOOL, F32, F64, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.numbers import c_type, cast, constant
from tenspiler.frontends.c.syntax import Node, Number
from tenspiler.loopir.nodes import Const, Expr, Op, Select

_UNARY = {
    "sqrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos",
    "atan", "sinh", "cosh", "tanh", "erf", "erfc", "floor", "ceil", "trunc",
}  # fmt: skip
_BINARY = {"pow", "atan2", "fmod"}
_ABSOLUTE = {"abs", "labs", "llabs", "fabs"}
_CLASSES = {"isnan", "isinf", "isfinite"}
_ORDER = {"min", "max"}
_NAN_AWARE = {"fmin", "fmax"}
_ROUNDING = {"round", "lround", "llround", "rint", "nearbyint", "lrint", "llrint"}
_INFINITE = {"inf", "inff", "huge_val", "huge_valf"}  # what INFINITY and HUGE_VAL expand to
_NOT_A_NUMBER = {"__builtin_nan", "__builtin_nanf"}  # what NAN expands to
_KNOWN = _INFINITE | _UNARY | _BINARY | _ABSOLUTE | _CLASSES | _ORDER | _NAN_AWARE | _ROUNDING
_INPUT_OUTPUT = {
    "printf", "fprintf", "sprintf", "snprintf", "puts", "putchar", "scanf", "getchar", "fopen", "fclose",
    "fflush", "fscanf", "sscanf", "perror", "fputs", "fgets", "fputc", "putc", "fgetc", "getc", "fread",
    "fwrite", "feof", "ferror", "fseek", "ftell", "operator<<", "operator>>",
}  # fmt: skip
_WITHOUT_OPERATOR = {
    "hypot", "cbrt", "tgamma", "lgamma", "asinh", "acosh", "atanh", "fma", "remainder",
    "ldexp", "frexp", "modf", "logb", "ilogb", "copysign", "signbit", "nextafter", "sort", "stable_sort",
    "partial_sort", "nth_element", "unique", "remove", "remove_if", "find", "find_if", "lower_bound",
    "upper_bound", "rotate",
}  # fmt: skip
_MEMORY = {"malloc", "calloc", "realloc", "free"}


def require_known(node: Node) -> None:
    """Refuse a library function that is no operator, with the reason."""
    name = base_name(node)
    if name in _KNOWN or node.spelling == "clamp" or node.spelling in _NOT_A_NUMBER:
        return
    if name in _INPUT_OUTPUT:
        raise Refusal("TSP1109", node.span, name=node.spelling)
    if name in _MEMORY:
        raise Refusal("TSP1110", node.span, name=node.spelling)
    if {name, name.removesuffix("f")} & _WITHOUT_OPERATOR:
        raise Refusal("TSP1127", node.span, name=node.spelling)
    raise Refusal("TSP1107", node.span, name=node.spelling)


def is_nan(node: Node) -> bool:
    """Whether a call is what `NAN` stands for."""
    return node.spelling in _NOT_A_NUMBER


def base_name(node: Node) -> str:
    """The function without the suffix that says `float` (`sqrtf`)."""
    name = node.spelling.removeprefix("__builtin_")
    plain = name.removesuffix("f")
    is_float = isinstance(node.type, Number) and node.type.dtype is F32
    if plain in ("lround", "llround", "lrint", "llrint"):
        return plain
    suffixed = _UNARY | _BINARY | _ABSOLUTE | _NAN_AWARE | _ROUNDING
    return plain if is_float and plain in suffixed else name


def call(node: Node, arguments: list[Expr]) -> Expr:
    """The value of a call of a known function."""
    name = base_name(node)
    if not isinstance(node.type, Number):
        raise Refusal("TSP1107", node.span, name=node.spelling)
    result = node.type.dtype
    if node.spelling in _NOT_A_NUMBER and result.is_float:
        return Const(float("nan"), c_type(result), node.span)
    if name in _INFINITE and result.is_float:
        return Const(float("inf"), c_type(result), node.span)
    if name in _ORDER:
        return order(name, node, arguments)
    if name == "clamp":
        return clamp(node, arguments)
    if name in _CLASSES:
        return classified(name, node, arguments)
    if name in _ABSOLUTE:
        return cast(absolute(node, arguments), result, node.span)
    if name in _ROUNDING:
        return cast(rounded(name, node, arguments), result, node.span)
    operands = tuple(cast(a, result, a.span) for a in arguments)
    if name in _NAN_AWARE and result.is_float and len(operands) == 2:
        return nan_aware(name, node, *operands)
    if not result.is_float or len(operands) != (1 if name in _UNARY else 2):
        raise Refusal("TSP1107", node.span, name=node.spelling)
    return Op(name, operands, c_type(result), node.span)


def order(name: str, node: Node, arguments: list[Expr]) -> Expr:
    """`std::min` and `std::max`: of equal or unordered arguments, the first."""
    if not arguments or len({a.type.dtype for a in arguments}) > 1 or arguments[0].type.dtype is BOOL:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    best = arguments[0]
    for other in arguments[1:]:
        best = Op(name, (best, other), best.type, node.span)
    return best


def clamp(node: Node, arguments: list[Expr]) -> Expr:
    """`std::clamp(v, lo, hi)`, as the common libraries compute it where `lo` is above `hi`."""
    if len(arguments) != 3 or len({a.type.dtype for a in arguments}) != 1:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    value, low, high = arguments
    if value.type.dtype is BOOL:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    least = Op("max", (value, low), value.type, node.span)
    return Op("min", (least, high), value.type, node.span)


def absolute(node: Node, arguments: list[Expr]) -> Expr:
    """`abs` of the dtype that the chosen overload takes."""
    (value,) = arguments
    if value.type.dtype is BOOL or (value.type.dtype.is_integer and base_name(node) == "fabs"):
        value = cast(value, F64, node.span)
    if value.type.dtype.is_integer and value.type.dtype.lowest == 0:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    return Op("abs", (value,), value.type, node.span)


def classify(name: str, node: Node, arguments: list[Expr]) -> Expr:
    """`isnan`, `isinf`, `isfinite` by comparisons."""
    (value,) = arguments
    dtype: DType = value.type.dtype
    if not dtype.is_float:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    boolean = c_type(BOOL)
    if name == "isnan":
        return Op("ne", (value, value), boolean, node.span)
    infinity = constant(float("inf"), dtype, node.span)
    magnitude = Op("abs", (value,), value.type, node.span)
    return Op("eq" if name == "isinf" else "lt", (magnitude, infinity), boolean, node.span)


def classified(name: str, node: Node, arguments: list[Expr]) -> Expr:
    """What `isnan`, `isinf`, `isfinite` give: in C, `isinf` has the sign, as the common libraries have it."""
    assert isinstance(node.type, Number)
    result = node.type.dtype
    found = classify(name, node, arguments)
    if name != "isinf" or result is BOOL:
        return cast(found, result, node.span)
    (value,) = arguments
    below = Op("lt", (value, constant(0, value.type.dtype, node.span)), c_type(BOOL), node.span)
    one, zero = constant(1, result, node.span), constant(0, result, node.span)
    sign = Select(below, constant(-1, result, node.span), one, c_type(result), node.span)
    return Select(found, sign, zero, c_type(result), node.span)


def nan_aware(name: str, node: Node, x: Expr, y: Expr) -> Expr:
    """`fmin` and `fmax`: a number wins against NaN, and of two equal zeros the first.

    The standard leaves the choice between zeros open; this is what the common libraries choose.
    """
    boolean = c_type(BOOL)
    test: Expr = Op("le" if name == "fmin" else "ge", (x, y), boolean, node.span)
    if not isinstance(y, Const) or y.value != y.value:
        is_nan = Op("ne", (y, y), boolean, node.span)
        test = Op("or", (is_nan, test), boolean, node.span)
    return Select(test, x, y, x.type, node.span)


def rounded(name: str, node: Node, arguments: list[Expr]) -> Expr:
    """To the nearest whole number, ties away from zero (`round`) or to even (`rint`).

    The distance to the truncated value is computed without rounding, so no value comes out wrong.
    """
    (value,) = arguments
    dtype = value.type.dtype
    if not dtype.is_float:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    span, type_, boolean = node.span, value.type, c_type(BOOL)
    zero, half, one = (constant(x, dtype, span) for x in (0.0, 0.5, 1.0))
    whole = Op("trunc", (value,), type_, span)
    distance = Op("abs", (Op("sub", (value, whole), type_, span),), type_, span)
    sign = Select(Op("lt", (value, zero), boolean, span), constant(-1.0, dtype, span), one, type_, span)
    away = Op("add", (whole, sign), type_, span)
    if name.endswith("round"):
        return Select(Op("ge", (distance, half), boolean, span), away, whole, type_, span)
    halved = Op("mul", (whole, half), type_, span)
    odd = Op("ne", (halved, Op("trunc", (halved,), type_, span)), boolean, span)
    tie = Op("and", (Op("eq", (distance, half), boolean, span), odd), boolean, span)
    up = Op("or", (Op("gt", (distance, half), boolean, span), tie), boolean, span)
    return Select(up, away, whole, type_, span)
