"""Scalar operators as Python source text, and the functions that this text calls.

Integers are Python integers, floats of both widths are Python floats (an f32 is rounded after each
operation, which is exact for + - * / and the square root), booleans are Python booleans.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from ctypes import c_float
from typing import Any

import numpy as np

from tensir.cells import Apply, Cell, Lit, Sym
from tensir.dtypes import BOOL, F32, INT, DType, Kind
from tenspiler.loopir.nodes import Flavour, ScalarType

_INFIX = {
    "add": "+", "sub": "-", "mul": "*", "floordiv": "//", "mod": "%", "div": "/",
    "bitand": "&", "bitor": "|", "bitxor": "^", "shl": "<<", "shr": ">>",
    "and": "and", "or": "or",
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip

_TEMPLATES = {
    "neg": "(-{0})",
    "abs": "abs({0})",
    "not": "(not {0})",
    "bitnot": "(~{0})",
    "min": "({1} if {1} < {0} else {0})",
    "max": "({1} if {0} < {1} else {0})",
    "select": "({1} if {0} else {2})",
    "truncdiv": "({0} // {1} if ({0} >= 0) is ({1} > 0) else -(-{0} // {1}))",
    "truncrem": "({0} % {1} if ({0} >= 0) is ({1} > 0) else -(-{0} % {1}))",
    "floor": "_floor({0})",
    "ceil": "_ceil({0})",
    "trunc": "_trunc({0})",
}

# Beyond this many bits an unbounded integer is taken for a runaway computation.
_MOST_BITS = 1 << 16

_CAN_LEAVE_THE_RANGE = {"add", "sub", "mul", "neg", "abs", "floordiv", "truncdiv", "bitnot", "shl"}
_NEVER_ROUNDED = {"neg", "abs", "min", "max", "select", "floor", "ceil", "trunc", "fmod"}
_LIBRARY = (
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan",
    "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "pow", "atan2", "fmod",
)  # fmt: skip


class TooLargeError(Exception):
    """An unbounded integer grew beyond what an interpreter run may hold."""


def literal(value: float | bool, dtype: DType) -> str:
    """A constant as Python source."""
    if dtype is BOOL:
        return repr(bool(value))
    if not dtype.is_float:
        return f"({int(value)})" if value < 0 else str(int(value))
    number = round_f32(float(value)) if dtype is F32 else float(value)
    if math.isnan(number):
        return "_nan"
    if math.isinf(number):
        return "_inf" if number > 0 else "(-_inf)"
    return f"({number!r})" if math.copysign(1.0, number) < 0 else repr(number)


def expression(op: str, operands: tuple[DType, ...], result: ScalarType, names: Sequence[str]) -> str:
    """`op` on named operands that meet its conditions, before an integer result is wrapped."""
    if op == "cast":
        return _cast(operands[0], result.dtype, names[0])
    if op in _LIBRARY:
        return f"_{_LIBRARIES[result.flavour]}_{_width(result.dtype)}{op}({', '.join(names)})"
    return _rounded(op, result.dtype, _plain(op, operands[0], result, names))


def may_leave_the_range(op: str, result: ScalarType) -> bool:
    """Whether `expression` can give an integer outside its fixed width, its conditions being met."""
    if not result.dtype.is_fixed or op not in _CAN_LEAVE_THE_RANGE:
        return False
    return op == "shl" or result.flavour is not Flavour.C or result.dtype.kind is not Kind.SIGNED


def wrapped(name: str, dtype: DType) -> str:
    """An integer reduced into the range of a fixed-width dtype."""
    mask = (1 << dtype.bits) - 1
    if dtype.kind is Kind.UNSIGNED:
        return f"({name} & {mask})"
    half = 1 << (dtype.bits - 1)
    return f"(({name} + {half} & {mask}) - {half})"


def of_cell(cell: Cell, names: Mapping[Cell, str]) -> str:
    """A condition over integers and floats as Python source; `names` gives known subterms."""
    known = names.get(cell)
    if known is not None:
        return known
    match cell:
        case Lit():
            return literal(cell.value, cell.dtype)
        case Apply():
            parts = [of_cell(a, names) for a in cell.args]
            dtypes = tuple(a.dtype for a in cell.args)
            return expression(cell.op, dtypes, ScalarType(cell.dtype, Flavour.NUMPY), parts)
        case Sym() if (fixed := _known_symbol(cell, names)) is not None:
            return fixed
        case _:
            raise ValueError(f"a condition cannot speak of {cell}")


def _known_symbol(symbol: Sym, names: Mapping[Cell, str]) -> str | None:
    return next((n for c, n in names.items() if isinstance(c, Sym) and c.name == symbol.name), None)


def _plain(op: str, operand: DType, result: ScalarType, names: Sequence[str]) -> str:
    if op == "shl" and operand is INT:
        return f"_shl({names[0]}, {names[1]})"
    if op == "shl" and result.flavour is Flavour.NUMPY:
        return f"({names[0]} << {names[1]} if {names[1]} < {operand.bits} else 0)"
    if op == "sqrt":
        return f"_sqrt({names[0]})"
    if op == "truediv":
        return f"_quotient({names[0]}, {names[1]})"
    if op == "mul" and result.dtype is INT:
        return f"_mul({names[0]}, {names[1]})"
    text = f"({names[0]} {_INFIX[op]} {names[1]})" if op in _INFIX else _TEMPLATES[op].format(*names)
    if op == "bitnot" and result.dtype.kind is Kind.UNSIGNED:
        return text
    if result.flavour is Flavour.PYTHON:
        return text
    if op == "div":
        return f"({names[0]} / {names[1]} if {names[1]} else _divide_by_zero({names[0]}, {names[1]}))"
    if op in ("floordiv", "mod", "truncdiv", "truncrem") and result.flavour is Flavour.NUMPY:
        return f"({text} if {names[1]} else 0)"
    return text


def _rounded(op: str, dtype: DType, text: str) -> str:
    return f"_float({text}).value" if dtype is F32 and op not in _NEVER_ROUNDED else text


def _cast(source: DType, target: DType, name: str) -> str:
    if target is BOOL:
        return name if source is BOOL else f"({name} != 0)"
    if target.is_float:
        return _cast_to_float(source, target, name)
    if source is BOOL:
        return f"(+{name})"
    if source.is_float:
        return f"int({name})"
    fits = source.is_fixed and target.holds(source.lowest) and target.holds(source.highest)
    return name if fits or target is INT else wrapped(name, target)


def _cast_to_float(source: DType, target: DType, name: str) -> str:
    if source.is_float:
        return f"_float({name}).value" if target is F32 and source is not F32 else name
    if target is F32 and source.is_fixed and source.bits == 64:
        return f"_integer_to_f32({name})"
    return f"_float({name}).value" if target is F32 else f"float({name})"


def round_f32(value: float) -> float:
    """The nearest f32."""
    return c_float(value).value


def _integer_to_f32(value: int) -> float:
    """Rounds once: going through a double would round twice."""
    return float(np.float32(np.int64(value) if value < 1 << 63 else np.uint64(value)))


def _divide_by_zero(a: float, b: float) -> float:
    if a == 0 or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def _quotient(a: int, b: int) -> float:
    """Of integers of any size, rounded once."""
    return a / b if b else _divide_by_zero(a, b)


def _sqrt(x: float) -> float:
    return math.sqrt(x) if x >= 0 else math.nan


def _towards(whole: Callable[[float], int]) -> Callable[[float], float]:
    def function(x: float) -> float:
        return math.copysign(float(whole(x)), x) if math.isfinite(x) else x

    return function


def _shl(value: int, count: int) -> int:
    if value and count + value.bit_length() > _MOST_BITS:
        raise TooLargeError
    return value << count if value else 0


def _mul(a: int, b: int) -> int:
    product = a * b
    if product.bit_length() > _MOST_BITS:
        raise TooLargeError
    return product


def _width(dtype: DType) -> str:
    return "f32_" if dtype is F32 else ""


_LIBRARIES = {Flavour.C: "c", Flavour.PYTHON: "python", Flavour.NUMPY: "numpy"}


def _numpy_name(op: str) -> str:
    return {"pow": "power", "atan2": "arctan2"}.get(op) or (f"arc{op[1:]}" if op[0] == "a" else op)


def _numpy_function(op: str, scalar: Callable[[float], Any]) -> Callable[..., float]:
    function = getattr(np, _numpy_name(op), None) or getattr(math, op)
    return lambda *xs: float(function(*map(scalar, xs)))


def _c_function(op: str) -> Callable[..., float]:
    """libm's, with NumPy's answer where Python's `math` would raise: the special values of IEEE 754."""
    function, special = getattr(math, op), _numpy_function(op, np.float64)

    def call(*xs: float) -> float:
        try:
            return function(*xs)
        except (ValueError, OverflowError):
            return special(*xs)

    return call


def _in_f32(function: Callable[..., float]) -> Callable[..., float]:
    return lambda *xs: round_f32(function(*xs))


def _library() -> dict[str, Callable[..., float]]:
    found: dict[str, Callable[..., float]] = {}
    for op in _LIBRARY:
        found[f"_python_{op}"] = getattr(math, op)
        found[f"_python_f32_{op}"] = _in_f32(getattr(math, op))
        found[f"_c_{op}"] = _c_function(op)
        found[f"_c_f32_{op}"] = _in_f32(_c_function(op))
        found[f"_numpy_{op}"] = _numpy_function(op, np.float64)
        found[f"_numpy_f32_{op}"] = _numpy_function(op, np.float32)
    return found


NAMES: dict[str, Any] = {
    "_nan": math.nan,
    "_inf": math.inf,
    "_float": c_float,
    "_integer_to_f32": _integer_to_f32,
    "_divide_by_zero": _divide_by_zero,
    "_quotient": _quotient,
    "_sqrt": _sqrt,
    "_floor": _towards(math.floor),
    "_ceil": _towards(math.ceil),
    "_trunc": _towards(math.trunc),
    "_shl": _shl,
    "_mul": _mul,
    **_library(),
}
