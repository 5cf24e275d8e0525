"""Typed LoopIR expressions of C: constants, conversions, operators, and what is known of their ranges."""

from __future__ import annotations

from collections.abc import Iterator, Set

import numpy as np

from tensir.dtypes import BOOL, F32, F64, I32, I64, INT, U64, DType, Kind
from tenspiler.loopir.nodes import Const, Expr, Flavour, Length, Load, Op, ScalarType, Select, Span, Var

_UNBOUNDED = ScalarType(INT, Flavour.PYTHON)

COMPARISONS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
_INTEGER = {
    "+": "add", "-": "sub", "*": "mul", "/": "truncdiv", "%": "truncrem",
    "&": "bitand", "|": "bitor", "^": "bitxor", "<<": "shl", ">>": "shr",
}  # fmt: skip
_FLOAT = {"+": "add", "-": "sub", "*": "mul", "/": "div"}


def c_type(dtype: DType) -> ScalarType:
    """The C number type of a dtype."""
    return ScalarType(dtype, Flavour.C)


def constant(value: int | float | bool, dtype: DType, span: Span) -> Const:
    """A literal of a dtype that holds it."""
    if dtype is BOOL:
        return Const(bool(value), c_type(dtype), span)
    return Const(float(value) if dtype.is_float else int(value), c_type(dtype), span)


def cast(value: Expr, dtype: DType, span: Span) -> Expr:
    """`value` converted as C does; conversions of literals are carried out where that is exact."""
    source = value.type.dtype
    if source is dtype:
        return value
    if dtype is BOOL:
        return truth(value, span)
    if isinstance(value, Const):
        folded = _fold(value, dtype)
        if folded is not None:
            return folded
    return Op("cast", (value,), c_type(dtype), span)


def _fold(value: Const, dtype: DType) -> Const | None:
    number = value.value
    if dtype is INT:
        return None
    if not value.type.dtype.is_float:
        if not dtype.is_float:
            return constant(dtype.wrap(int(number)), dtype, value.span)
        exact = abs(int(number)) < 2**24 if dtype is F32 else abs(int(number)) < 2**53
        return constant(float(number), dtype, value.span) if exact else None
    if dtype is F32:
        with np.errstate(all="ignore"):
            return constant(float(np.float32(number)), dtype, value.span)
    if dtype.is_float:
        return constant(number, dtype, value.span)
    if np.isfinite(number) and dtype.lowest <= int(number) <= dtype.highest:
        return constant(int(number), dtype, value.span)
    return None


_OF_TRUTHS = {"bitor": "or", "bitand": "and", "bitxor": "ne"}


def truth(value: Expr, span: Span) -> Expr:
    """`value` as a condition: anything but zero is true; `p | q` of truth values is `p or q`."""
    dtype = value.type.dtype
    if dtype is BOOL:
        return value
    if isinstance(value, Const):
        return constant(bool(value.value), BOOL, span)
    if isinstance(value, Op) and value.op == "cast" and _is_truth(value):
        return value.args[0]
    if isinstance(value, Op) and (_is_truth(value) or _is_either(value)):
        return Op(_OF_TRUTHS[value.op], tuple(truth(a, span) for a in value.args), c_type(BOOL), span)
    if isinstance(value, Select) and _is_never_zero(value.yes) and _is_zero(value.no):
        return value.condition
    return Op("ne", (value, constant(0, dtype, span)), c_type(BOOL), span)


def _is_zero(value: Expr) -> bool:
    return isinstance(value, Const) and not value.value


def _is_never_zero(value: Expr) -> bool:
    """Whether this is a constant, or a choice between such, of which none is zero."""
    if isinstance(value, Select):
        return _is_never_zero(value.yes) and _is_never_zero(value.no)
    return isinstance(value, Const) and bool(value.value)


def _is_either(value: Op) -> bool:
    """Whether this is `p | x` with a truth value: there is a bit if one of the two has any."""
    return value.op == "bitor" and any(_is_truth(a) for a in value.args)


def _is_truth(value: Expr) -> bool:
    """Whether this is a truth value that was promoted to a number, or bits of such."""
    if not isinstance(value, Op):
        return False
    if value.op == "cast":
        return value.args[0].type.dtype is BOOL
    return value.op in _OF_TRUTHS and all(_is_truth(a) for a in value.args)


def negation(value: Expr, span: Span) -> Expr:
    """The opposite of a condition."""
    if isinstance(value, Const):
        return constant(not value.value, BOOL, span)
    return Op("not", (value,), c_type(BOOL), span)


def negative(value: Expr, span: Span) -> Expr:
    """`-value`."""
    dtype = value.type.dtype
    if isinstance(value, Const):
        if dtype.is_float:
            return constant(-float(value.value), dtype, span)
        if dtype.holds(-int(value.value)):
            return constant(-int(value.value), dtype, span)
    return Op("neg", (value,), c_type(dtype), span)


def binary(operator: str, left: Expr, right: Expr, span: Span) -> Expr | None:
    """An arithmetic operator or a comparison on operands of one dtype; None if there is no such operator."""
    dtype = left.type.dtype
    if operator in COMPARISONS:
        return Op(COMPARISONS[operator], (left, right), c_type(BOOL), span)
    name = (_FLOAT if dtype.is_float else _INTEGER).get(operator)
    if name is None or dtype is BOOL:
        return None
    folded = _fold_binary(operator, left, right, span)
    return folded or Op(name, (left, right), c_type(dtype), span)


def _fold_binary(operator: str, left: Expr, right: Expr, span: Span) -> Const | None:
    """Sums, differences and products of integer literals (`N - 1` with a constant N)."""
    dtype = left.type.dtype
    if not (isinstance(left, Const) and isinstance(right, Const)) or dtype.is_float:
        return None
    a, b = int(left.value), int(right.value)
    match operator:
        case "+":
            value = a + b
        case "-":
            value = a - b
        case "*":
            value = a * b
        case _:
            return None
    if dtype.kind is Kind.UNSIGNED:
        value = dtype.wrap(value)
    return constant(value, dtype, span) if dtype.holds(value) else None


def promoted(dtype: DType) -> DType:
    """The dtype after C's integer promotions."""
    from_small = dtype is BOOL or (dtype.is_fixed and dtype.bits < 32)
    return I32 if from_small else dtype


def common(left: DType, right: DType) -> DType:
    """The dtype of C's usual arithmetic conversions."""
    if left.is_float or right.is_float:
        widest = max((d.bits for d in (left, right) if d.is_float), default=64)
        return F32 if widest == 32 else F64
    left, right = promoted(left), promoted(right)
    if left.bits != right.bits:
        return left if left.bits > right.bits else right
    return left if left.kind is Kind.UNSIGNED else right


def mathematical(op: str, left: Expr, right: Expr, span: Span) -> Expr:
    """Arithmetic of the unbounded integers on C numbers."""
    return Op(op, (unbounded(left), unbounded(right)), _UNBOUNDED, span)


def unbounded(value: Expr) -> Expr:
    """The same number among the unbounded integers."""
    if value.type.dtype is INT:
        return value
    if isinstance(value, Const):
        return Const(int(value.value), _UNBOUNDED, value.span)
    return Op("cast", (value,), _UNBOUNDED, value.span)


def interval(value: Expr) -> tuple[int, int] | None:
    """The range of an integer by its dtype, seen through value-preserving casts; None if it is unbounded."""
    if isinstance(value, Const) and not value.type.dtype.is_float:
        return int(value.value), int(value.value)
    dtype = value.type.dtype
    if isinstance(value, Length):
        return 0, U64.highest
    own = (0, 1) if dtype is BOOL else (dtype.lowest, dtype.highest) if dtype.is_fixed else None
    if isinstance(value, Op) and value.op == "cast" and not value.args[0].type.dtype.is_float:
        inner = interval(value.args[0])
        if inner is not None and own is not None and own[0] <= inner[0] and inner[1] <= own[1]:
            return inner
    return own


def is_nonnegative(value: Expr, known: Set[str]) -> bool:
    """Whether an integer cannot be negative, `known` naming variables of which that is known."""
    match value:
        case Const():
            return value.value >= 0
        case Length():
            return True
        case Var() if value.name in known:
            return True
        case Op("cast", (inner,)) if not inner.type.dtype.is_float and value.type.dtype is not BOOL:
            return (
                is_nonnegative(inner, known)
                and (value.type.dtype.kind is not Kind.SIGNED or _widens(inner.type.dtype, value.type.dtype))
            ) or value.type.dtype.kind is Kind.UNSIGNED
        case Op("add" | "mul" | "truncdiv" | "max" | "min", (left, right)):
            return is_nonnegative(left, known) and is_nonnegative(right, known)
        case _:
            return value.type.dtype.kind in (Kind.UNSIGNED, Kind.BOOL)


def _widens(source: DType, target: DType) -> bool:
    return source is BOOL or source.bits < target.bits or (source is target)


def preserves(source: DType, target: DType, nonnegative: bool) -> bool:
    """Whether converting an integer keeps its value, given that it may be known not to be negative."""
    if source is target:
        return True
    if not (source.is_fixed and target.is_fixed):
        return False
    if source.kind is Kind.SIGNED and not nonnegative:
        return target.kind is Kind.SIGNED and target.bits >= source.bits
    return source.highest <= target.highest


def subexpressions(value: Expr) -> Iterator[Expr]:
    """The expression and everything below it."""
    yield value
    for part in _operands(value):
        yield from subexpressions(part)


def _operands(value: Expr) -> tuple[Expr, ...]:
    match value:
        case Load():
            return value.indices
        case Length():
            return value.through
        case Op():
            return value.args
        case Select():
            return value.condition, value.yes, value.no
        case _:
            return ()


def alike(left: Expr, right: Expr) -> bool:
    """Whether two expressions are the same, wherever they stand in the source."""
    match left, right:
        case (Const(), Const()):
            same = left.value == right.value
        case (Var(), Var()):
            same = left.name == right.name
        case (Load(), Load()):
            same = left.array == right.array
        case (Length(), Length()):
            same = (left.array, left.axis) == (right.array, right.axis)
        case (Op(), Op()):
            same = left.op == right.op
        case (Select(), Select()):
            same = True
        case _:
            same = False
    parts, others = _operands(left), _operands(right)
    return same and left.type == right.type and len(parts) == len(others) and all(map(alike, parts, others))


def offset_by(base: Expr | None, index: Expr, span: Span) -> Expr:
    """`base + index` as pointer arithmetic adds them."""
    if base is None:
        return index
    if isinstance(index, Const) and index.value == 0:
        return base
    total = binary("+", cast(base, I64, span), cast(index, I64, span), span)
    assert total is not None
    return total
