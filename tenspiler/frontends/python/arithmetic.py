"""Operators on Python numbers and NumPy scalars, with the promotion of Python and of NumPy 2 (NEP 50)."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from tensir.build import COMPARISONS
from tensir.dtypes import BOOL, DTYPES, F32, F64, I64, INT, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.casts import constant, convert, from_python, operand, to_float
from tenspiler.frontends.python.rounding import floor_quotient, modulo
from tenspiler.frontends.python.values import (
    ANY_BOOL,
    ANY_FLOAT,
    NO_LITERALS,
    NP_BOOL,
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    UNNAMED,
    Literal,
    Value,
    describe,
    exactly,
    literal,
)
from tenspiler.loopir.nodes import Const, Flavour, Op, ScalarType, Span

_PYTHON: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": lambda a, b: a / b,
    "floordiv": lambda a, b: a // b, "mod": operator.mod, "bitand": lambda a, b: a & b,
    "bitor": lambda a, b: a | b,
    "bitxor": lambda a, b: a ^ b, "shl": lambda a, b: a << b, "shr": lambda a, b: a >> b,
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le,
    "gt": operator.gt, "ge": operator.ge,
}  # fmt: skip
_NUMERIC = frozenset(("add", "sub", "mul", "floordiv", "mod"))
_DIVISIONS = frozenset(("div", "floordiv", "mod"))
_BITS = {"bitand": "and", "bitor": "or", "bitxor": "ne"}
_LONGEST_SHIFT = 4096

_NAMES = {d.numpy.name: d for d in DTYPES.values() if d is not INT}


def binary(op: str, a: Value, b: Value, span: Span) -> Value:
    """`a op b` for an arithmetic, bit or comparison operator."""
    folded = _fold(op, a, b, span)
    if folded is not None:
        return folded
    if op in COMPARISONS:
        return _comparison(op, a, b, span)
    if op == "div" and all(v.type.flavour is Flavour.PYTHON and v.type.dtype is not F64 for v in (a, b)):
        args = (_python_operand(a, INT, span), _python_operand(b, INT, span))
        return Value(Op("truediv", args, PY_FLOAT, span), PY_FLOAT)
    dtype, result = _rule(op, a.type, b.type, span)
    literals, raises = _other_results(op, a, b, result, span)
    if raises and not dtype.is_float and result.flavour is Flavour.NUMPY:
        # NumPy gives 0 for a division by zero where Python raises.
        raise Refusal("TSP1017", span, what="operand", first="int", second=describe(result))
    if raises and dtype is F32 and op != "div":
        raise Refusal("TSP1017", span, what="operand", first="float", second=describe(result))
    if raises and dtype is F32:
        return _raising_division(a, b, literals, span)
    flavour = Flavour.PYTHON if raises else result.flavour
    convert_one = operand if result.flavour is Flavour.NUMPY else _python_operand
    name = _BITS[op] if dtype is BOOL else op
    args = (convert_one(a, dtype, span), convert_one(b, dtype, span))
    if dtype.is_float and op in ("floordiv", "mod"):
        divide = floor_quotient if op == "floordiv" else modulo
        return Value(divide(*args, ScalarType(dtype, flavour), span), result, literals)
    return Value(Op(name, args, ScalarType(result.dtype, flavour), span), result, literals)


def _raising_division(a: Value, b: Value, literals: frozenset[Literal], span: Span) -> Value:
    """A float32 quotient by way of Python's, which raises; rounding a quotient twice changes no bit here."""
    args = tuple(convert(operand(v, F32, span), F64, Flavour.PYTHON, span) for v in (a, b))
    quotient = Op("div", args, PY_FLOAT, span)
    type_ = ScalarType(F32, Flavour.NUMPY)
    return Value(convert(quotient, F32, Flavour.NUMPY, span), type_, literals)


def negative(a: Value, span: Span) -> Value:
    """`-a`."""
    return _unary("neg", operator.neg, a, span)


def magnitude(a: Value, span: Span) -> Value:
    """`abs(a)`."""
    if a.type == NP_BOOL:
        raise Refusal("TSP1018", span, operation="abs()", types="np.bool")
    return _unary("abs", abs, a, span)


def positive(a: Value, span: Span) -> Value:
    """`+a`."""
    if a.type == NP_BOOL:
        raise Refusal("TSP1018", span, operation="unary +", types="np.bool")
    return a if a.dtype is not BOOL else Value(convert(a.expr, INT, Flavour.PYTHON, span), PY_INT)


def inverted(a: Value, span: Span) -> Value:
    """`~a`: on a NumPy bool it negates, on a Python bool it is integer arithmetic."""
    if a.dtype.is_float or ANY_BOOL in a.literals or (a.type == NP_BOOL and a.literals):
        raise Refusal("TSP1018", span, operation="~", types=describe(a.type))
    if a.type == NP_BOOL:
        return Value(Op("not", (a.expr,), NP_BOOL, span), NP_BOOL)
    return _unary("bitnot", operator.invert, a, span)


def _unary(op: str, function: Callable[[Any], Any], a: Value, span: Span) -> Value:
    known = a.constant
    if known is not None:
        return constant(function(known.value), span)
    if a.type == NP_BOOL:
        raise Refusal("TSP1018", span, operation=op, types="np.bool")
    a = positive(a, span)
    literals: set[Literal] = set()
    for one in a.literals:
        literals.add(one if one in UNNAMED else _same_number(function(one.value), a.type, span))
    return Value(Op(op, (a.expr,), a.type, span), a.type, frozenset(literals))


def _same_number(value: int | float | bool, type_: ScalarType, span: Span) -> Literal:
    if not exactly(value, type_.dtype):
        raise Refusal(
            "TSP1017", span, what="operand", first=describe(literal(value).type), second=describe(type_)
        )
    return literal(value)


def _fold(op: str, a: Value, b: Value, span: Span) -> Value | None:
    x, y = a.constant, b.constant
    if x is None or y is None:
        return None
    if op == "shl" and not 0 <= y.value <= _LONGEST_SHIFT:
        return None
    try:
        return constant(_PYTHON[op](x.value, y.value), span)
    except (ArithmeticError, ValueError, TypeError):
        return None


def _python_operand(value: Value, dtype: DType, span: Span) -> Any:
    return convert(value.expr, dtype, Flavour.PYTHON, span)


def _rule(op: str, a: ScalarType, b: ScalarType, span: Span) -> tuple[DType, ScalarType]:
    """The dtype of the operation's operands and the type of its result."""
    python = a.flavour is b.flavour is Flavour.PYTHON
    dtype = _python_promotion(op, a.dtype, b.dtype) if python else promote(a, b)
    flavour = Flavour.PYTHON if python else Flavour.NUMPY
    if op == "div":
        return _division(dtype, flavour)
    allowed = dtype is not BOOL if op in _NUMERIC else dtype.is_integer
    if dtype is BOOL and op in _BITS:
        allowed = True
    if not allowed:
        symbol = _SYMBOLS.get(op, op)
        raise Refusal("TSP1018", span, operation=symbol, types=f"{describe(a)} and {describe(b)}")
    return dtype, ScalarType(dtype, flavour)


_SYMBOLS = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "floordiv": "//", "mod": "%",
    "bitand": "&", "bitor": "|", "bitxor": "^", "shl": "<<", "shr": ">>",
}  # fmt: skip


def _division(dtype: DType, flavour: Flavour) -> tuple[DType, ScalarType]:
    result = dtype if dtype.is_float else F64
    return result, ScalarType(result, flavour)


def _python_promotion(op: str, a: DType, b: DType) -> DType:
    if F64 in (a, b):
        return F64
    return BOOL if a is b is BOOL and op in _BITS else INT


def promote(a: ScalarType, b: ScalarType) -> DType:
    """The dtype in which NumPy 2 computes; at least one of the two is a NumPy scalar."""
    if a.flavour is b.flavour:
        return _NAMES[np.promote_types(a.dtype.numpy, b.dtype.numpy).name]
    strong, weak = (a.dtype, b.dtype) if a.flavour is Flavour.NUMPY else (b.dtype, a.dtype)
    if weak is F64:
        return strong if strong.is_float else F64
    if weak is INT:
        return I64 if strong is BOOL else strong
    return strong


def _order(one: Literal) -> tuple[str, str]:
    return one.kind, one.text


def _alternatives(value: Value) -> list[ScalarType | Literal]:
    known = value.constant
    if known is not None:
        return [known]
    return [value.type, *sorted(value.literals, key=_order)]


def _type_of(one: ScalarType | Literal) -> ScalarType:
    return one.type if isinstance(one, Literal) else one


def _is_named(one: ScalarType | Literal) -> bool:
    return isinstance(one, Literal) and one not in UNNAMED


def _other_results(
    op: str, a: Value, b: Value, result: ScalarType, span: Span
) -> tuple[frozenset[Literal], bool]:
    """What else the result may be where an operand may be a Python constant, and whether that can raise."""
    found: set[Literal] = set()
    raises = False
    pairs = list(product(_alternatives(a), _alternatives(b)))
    for x, y in pairs[1:]:
        extra = _other_result(op, x, y, result)
        if extra is None:
            first, second = describe(_type_of(x)), describe(result)
            raise Refusal("TSP1017", span, what="operand", first=first, second=second)
        python = _type_of(x).flavour is _type_of(y).flavour is Flavour.PYTHON
        nonzero = isinstance(y, Literal) and y not in UNNAMED and y.value != 0
        raises = raises or (op in _DIVISIONS and python and not nonzero)
        found |= extra
    return frozenset(x for x in found if x.type != result), raises


def _other_result(
    op: str, x: ScalarType | Literal, y: ScalarType | Literal, result: ScalarType
) -> frozenset[Literal] | None:
    if isinstance(x, Literal) and isinstance(y, Literal) and _is_named(x) and _is_named(y):
        return _of_two(op, x, y, result)
    try:
        dtype, other = _rule(op, _type_of(x), _type_of(y), _NOWHERE)
    except Refusal:
        return None
    if other == result:
        exact = all(exactly(z.value, dtype) for z in (x, y) if isinstance(z, Literal) and z not in UNNAMED)
        return NO_LITERALS if exact else None
    if other == PY_FLOAT and result.dtype is F64:
        return frozenset((ANY_FLOAT,))
    return _of_zero(op, x, y, result)


_NOWHERE = Span("", 0, 0, 0, 0)


def _of_two(op: str, x: Literal, y: Literal, result: ScalarType) -> frozenset[Literal] | None:
    try:
        value = _PYTHON[op](x.value, y.value)
    except ZeroDivisionError:
        return NO_LITERALS
    except (ArithmeticError, ValueError, TypeError):
        return None
    operands_fit = exactly(x.value, result.dtype) and exactly(y.value, result.dtype)
    return frozenset((literal(value),)) if operands_fit and exactly(value, result.dtype) else None


def _of_zero(
    op: str, x: ScalarType | Literal, y: ScalarType | Literal, result: ScalarType
) -> frozenset[Literal] | None:
    """Zero times or divided by a Python integer is zero in every type."""
    if not isinstance(x, Literal) or x in UNNAMED or x.value != 0 or _type_of(y) != PY_INT:
        return None
    if op not in ("mul", "div", "floordiv", "mod") or (op == "mul" and result.dtype is F32):
        return None
    if result.dtype.is_float:
        return frozenset((literal(0.0), literal(-0.0)))
    return frozenset((literal(0),))


def _comparison(op: str, a: Value, b: Value, span: Span) -> Value:
    python = not a.is_numpy and not b.is_numpy
    if python and {a.dtype, b.dtype} == {INT, F64}:
        return _mixed_comparison(op, a, b, span)
    mixed = _check_comparison(op, a, b, span)
    dtype = _comparison_dtype(op, a.type, b.type)
    args = (_compared(a, b, dtype, span), _compared(b, a, dtype, span))
    type_ = PY_BOOL if python else NP_BOOL
    literals = frozenset((ANY_BOOL,)) if mixed and not python else NO_LITERALS
    return Value(Op(op, args, type_, span), type_, literals)


def _compared(value: Value, other: Value, dtype: DType, span: Span) -> Any:
    if dtype is INT and value.type == PY_INT and other.type == NP_BOOL:
        # NumPy makes an int64 of it, and raises where that does not hold it.
        return convert(from_python(value, I64, span), INT, Flavour.PYTHON, span)
    if dtype is INT:
        return convert(value.expr, INT, Flavour.PYTHON, span)
    return operand(value, dtype, span) if value.is_numpy else from_python(value, dtype, span)


def _comparison_dtype(op: str, a: ScalarType, b: ScalarType) -> DType:
    if a.dtype is b.dtype is BOOL:
        return BOOL if op in ("eq", "ne") else INT
    if a.dtype.is_float or b.dtype.is_float:
        return F64 if a.flavour is b.flavour is Flavour.PYTHON else promote(a, b)
    if a.dtype is b.dtype:
        return a.dtype
    return INT


def _check_comparison(op: str, a: Value, b: Value, span: Span) -> bool:
    """Whether the result may be a Python bool; refuses where it depends on which type an operand has."""
    dtype = _comparison_dtype(op, a.type, b.type)
    mixed = False
    for x, y in list(product(_alternatives(a), _alternatives(b)))[1:]:
        mixed = mixed or _type_of(x).flavour is _type_of(y).flavour is Flavour.PYTHON
        other = _comparison_dtype(op, _type_of(x), _type_of(y))
        if dtype.is_integer or dtype is BOOL or other is dtype or _exact_pair(x, y, dtype):
            continue
        first, second = describe(_type_of(x)), describe(ScalarType(dtype, Flavour.NUMPY))
        raise Refusal("TSP1017", span, what="operand", first=first, second=second)
    return mixed


def _exact_pair(x: ScalarType | Literal, y: ScalarType | Literal, dtype: DType) -> bool:
    return all(isinstance(z, Literal) and z not in UNNAMED and exactly(z.value, dtype) for z in (x, y))


def _mixed_comparison(op: str, a: Value, b: Value, span: Span) -> Value:
    """Python compares an integer with a float exactly; with a constant that is an integer comparison."""
    if a.dtype is F64:
        return _mixed_comparison(_MIRRORED[op], b, a, span)
    known, number = b.constant, a.constant
    if number is not None and exactly(number.value, F64):
        args = (to_float(a, span), b.expr)
        return Value(Op(op, args, PY_BOOL, span), PY_BOOL)
    if known is None or not math.isfinite(known.value):
        raise Refusal("TSP1026", span)
    bound = known.value
    if op in ("eq", "ne") and bound != int(bound):
        return constant(op == "ne", span)
    whole = math.ceil(bound) if op in ("lt", "ge") else math.floor(bound)
    args = (a.expr, Const(whole, PY_INT, span))
    return Value(Op(op, args, PY_BOOL, span), PY_BOOL)


_MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}


def float_types(*values: Value) -> tuple[DType, ScalarType]:
    """The dtype and type of a float function of these operands, at least one of which is a float."""
    if all(not v.is_numpy for v in values):
        return F64, PY_FLOAT
    if len(values) == 1:
        return values[0].dtype, values[0].type
    dtype = promote(values[0].type, values[1].type)
    return dtype, ScalarType(dtype, Flavour.NUMPY)


def as_float(value: Value, dtype: DType, span: Span) -> Any:
    """An operand of a float function."""
    return operand(value, dtype, span) if value.is_numpy or dtype is F32 else to_float(value, span)
