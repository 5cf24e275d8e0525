"""Scalar operators as expressions of a kernel, whose operands are blocks of lanes.

Inside a kernel each dtype is Triton's own, the unsigned ones too, and unbounded integers are `tl.int64`.
Literals take the dtype of what they meet only beside an infix operator; to functions they go with a dtype.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, final

from tensir.dtypes import BOOL, DTYPES, F32, F64, I32, INT, U16, U32, U64, DType, Kind
from tenspiler.backend.api import UnsupportedByBackend
from tenspiler.backend.emission import intervals
from tenspiler.backend.emission.values import INT64, Level, Value, fill

_ALL = frozenset(DTYPES.values())
_FLOATS = frozenset({F32, F64})
_BOOLS = frozenset({BOOL})
_INTEGERS = _ALL - _FLOATS - _BOOLS
_SIGNED = frozenset(d for d in _INTEGERS if d.kind is not Kind.UNSIGNED)
_UNSIGNED = _INTEGERS - _SIGNED

Operands = tuple[Value, ...]

HELD: Final = {U16: "tl.int32", U32: "tl.int64", U64: "tl.int64"}
"""How tensors hold dtypes with which PyTorch hardly computes."""


def triton_dtype(dtype: DType) -> str:
    """Triton's name of a dtype, as lanes of a kernel have it."""
    if dtype is BOOL:
        return "tl.int1"
    return "tl.int64" if dtype is INT else f"tl.{dtype.numpy}"


def held_dtype(dtype: DType) -> str:
    """Triton's name of the dtype in memory."""
    return HELD.get(dtype, triton_dtype(dtype))


def _always(operands: Operands) -> bool:
    return True


def _natural(operands: Operands) -> bool:
    """No operand is negative, and the second one is not zero: quotients of every kind are the same."""
    return all(v.bounds is not None and v.bounds[0] >= (place > 0) for place, v in enumerate(operands))


def _positive_constant(operands: Operands) -> bool:
    return operands[1].weak and operands[1].bounds is not None and operands[1].bounds[0] > 0


def _in_width(operands: Operands) -> bool:
    """A shift by a constant that is smaller than the width."""
    bounds, width = operands[1].bounds, operands[0].dtype.bits or 64
    return bounds is not None and bounds[0] >= 0 and bounds[1] < width


@final
@dataclass(frozen=True, slots=True)
class Code:
    """Code for an operator at the dtypes of its last operand; `plain` where literals need no dtype."""

    op: str
    dtypes: frozenset[DType]
    text: str
    given: Callable[[Operands], bool] = _always

    @property
    def plain(self) -> bool:
        return self.text.count("{") == 2 and self.text.startswith("{0} ") and self.text.endswith(" {1}")


def _infix(*pairs: tuple[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((op, f"{{0}} {sign} {{1}}") for op, sign in pairs)


def _quotients() -> Iterator[Code]:
    for op, sign in (("floordiv", "//"), ("truncdiv", "//"), ("mod", "%"), ("truncrem", "%")):
        yield Code(op, _INTEGERS, f"{{0}} {sign} {{1}}", _natural)
        if op in ("truncdiv", "truncrem"):
            yield Code(op, _INTEGERS, f"{{0}} {sign} {{1}}", _positive_constant)
        elif op == "mod":
            yield Code(op, _SIGNED, "_modulo({0}, {1})")
        else:
            yield Code(op, _SIGNED, "_floor_quotient({0}, {1})")
        name = "_quotient" if sign == "//" else "_remainder"
        yield Code(op, _SIGNED, f"{name}({{0}}, {{1}})")
        yield Code(op, _UNSIGNED, f"{name}_of_unsigned({{0}}, {{1}})")


_LIBRARY = (
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan",
    "sinh", "cosh", "tanh", "erf", "erfc", "trunc",
)  # fmt: skip

_TABLE: tuple[Code, ...] = (
    *(
        Code(op, _ALL - _BOOLS, text)
        for op, text in _infix(("add", "+"), ("sub", "-"), ("mul", "*"))
    ),
    Code("neg", _ALL - _BOOLS, "-{0}"),
    Code("abs", _SIGNED | _FLOATS, "tl.abs({0})"),
    Code("abs", _UNSIGNED, "{0}"),
    Code("div", frozenset({F32}), "tl.div_rn({0}, {1})"),
    Code("div", frozenset({F64}), "{0} / {1}"),
    *_quotients(),
    Code("min", _INTEGERS, "tl.minimum({0}, {1})"),
    Code("max", _INTEGERS, "tl.maximum({0}, {1})"),
    Code("min", _FLOATS, "tl.where({1} < {0}, {1}, {0})"),
    Code("max", _FLOATS, "tl.where({0} < {1}, {1}, {0})"),
    *(
        Code(op, _INTEGERS, text)
        for op, text in _infix(("bitand", "&"), ("bitor", "|"), ("bitxor", "^"))
    ),
    Code("bitnot", _INTEGERS, "~{0}"),
    Code("shl", _INTEGERS, "{0} << {1}", _in_width),
    Code("shr", _INTEGERS, "{0} >> {1}", _in_width),
    Code("shl", _INTEGERS, "_shifted_left({0}, {1})"),
    Code("shr", _INTEGERS, "_shifted_right({0}, {1})"),
    *(Code(op, _BOOLS, text) for op, text in _infix(("and", "&"), ("or", "|"))),
    Code("not", _BOOLS, "~{0}"),
    *(
        Code(op, _ALL, text)
        for op, text in _infix(
            ("eq", "=="), ("ne", "!="), ("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">=")
        )
    ),
    Code("select", _ALL, "tl.where({0}, {1}, {2})"),
    Code("sqrt", frozenset({F32}), "tl.sqrt_rn({0})"),
    Code("sqrt", frozenset({F64}), "tl.sqrt({0})"),
    Code("floor", _FLOATS, "tl.floor({0})"),
    Code("ceil", _FLOATS, "tl.ceil({0})"),
    *(Code(op, _FLOATS, f"libdevice.{op}({{0}})") for op in _LIBRARY),
    *(Code(op, _FLOATS, f"libdevice.{op}({{0}}, {{1}})") for op in ("pow", "atan2", "fmod")),
)  # fmt: skip


def literal(value: int | float | bool, dtype: DType) -> Value:
    """A constant as Python writes it."""
    bounds = None if dtype.is_float else (int(value), int(value))
    if bounds is not None and not dtype.is_fixed and not intervals.fits(bounds):
        raise UnsupportedByBackend("a constant of more than 64 bits in a kernel")
    if isinstance(value, float) and not math.isfinite(value):
        text = 'float("nan")' if math.isnan(value) else 'float("inf")' if value > 0 else '-float("inf")'
    else:
        text = repr(value)
    return Value(text, Level.UNARY if text[0] == "-" else Level.ATOM, dtype, weak=True, bounds=bounds)


def typed(value: Value) -> Value:
    """A literal with its dtype; anything else as it is."""
    if not value.weak:
        return value
    if _has_own_dtype(value):
        return replace(value, weak=False)
    return _full(value)


def _full(value: Value) -> Value:
    text = f"tl.full((), {value.text}, {triton_dtype(value.dtype)})"
    return replace(value, text=text, level=Level.ATOM, weak=False)


def _has_own_dtype(value: Value) -> bool:
    """Whether Triton makes a literal what it is: an integer of 32 bits, and a float of them."""
    if value.dtype is F32 and re.fullmatch(r"-?[\d.e+-]+", value.text):
        number = abs(float(value.text))
        return number == 0 or 2.0**-126 <= number < 2.0**127
    return value.dtype is I32


def operator(op: str, dtype: DType, operands: Operands) -> Value:
    """An operator of the scalar table; `dtype` is that of the result."""
    if op == "truediv":
        return _true_quotient(operands)
    kind = operands[-1].dtype
    for code in _TABLE:
        if code.op == op and kind in code.dtypes and code.given(operands):
            break
    else:
        raise UnsupportedByBackend(f"the operator {op} on {kind} in a kernel")
    if code.text == "{0}":
        return operands[0]
    bounds = intervals.apply(op, dtype, tuple(v.bounds for v in operands))
    if all(v.weak for v in operands):
        operands = (_full(operands[0]), *operands[1:])
    if not code.plain:
        operands = tuple(map(typed, operands))
    text, level = fill(code.text, operands)
    return Value(text, level, dtype, bounds=_in_64_bits(dtype, bounds))


def _in_64_bits(dtype: DType, bounds: tuple[int, int] | None) -> tuple[int, int] | None:
    """Bounds of lanes: unbounded integers have been found to fit."""
    if dtype is not INT:
        return bounds
    return INT64 if bounds is None else (max(bounds[0], INT64[0]), min(bounds[1], INT64[1]))


def _true_quotient(operands: Operands) -> Value:
    """Python's quotient of integers that a float holds exactly."""
    if not all(v.bounds is not None and v.bounds[0] >= -(2**53) and v.bounds[1] <= 2**53 for v in operands):
        raise UnsupportedByBackend("a quotient of integers of more than 53 bits in a kernel")
    return operator("div", F64, tuple(cast(v, F64) for v in operands))


def cast(value: Value, dtype: DType) -> Value:
    """A conversion: integers wrap, floats round to nearest or truncate, anything but zero is true."""
    source = value.dtype
    if source is dtype:
        return value
    value = typed(value)
    if dtype is BOOL:
        return operator("ne", BOOL, (value, literal(0.0 if source.is_float else 0, source)))
    bounds = _in_64_bits(dtype, intervals.apply("cast", dtype, (value.bounds,)))
    template = f"{{0}}.to({triton_dtype(dtype)})"
    if dtype.is_float and source is INT and dtype is F32:
        template = "{0}.to(tl.float64).to(tl.float32)"  # as Python does
    elif dtype.is_integer and source.is_float:
        template = (
            "_truncated_lanes({0})"
            if triton_dtype(dtype) == "tl.int64"
            else (f"_truncated_lanes({{0}}).to({triton_dtype(dtype)})")
        )
    elif triton_dtype(source) == triton_dtype(dtype):
        template = "{0}"
    if template == "{0}":
        return replace(value, dtype=dtype, bounds=bounds)
    text, level = fill(template, (value,))
    return Value(text, level, dtype, bounds=bounds)
