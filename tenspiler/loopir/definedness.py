"""The table that says on which operands an operator of a given flavour is defined, as conditions over cells.

The interpreter checks these conditions at run time and the verifier proves them or prints them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal, assert_never, final

from tensir import build
from tensir.cells import TRUE, Cell, Lit, integer
from tensir.dtypes import DType, Kind
from tenspiler.loopir.nodes import Flavour, ScalarType

ConditionKind = Literal["raises", "undefined", "assumed"]


@final
@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of the operands.

    `reason` names what happens otherwise ("division by zero"). `holds` is boolean, or None where no cell
    can state it (the range on which a library function does not overflow). `kind`: the source `raises`
    where the condition fails, or is `undefined` there; what is `assumed` is printed and not checked.
    Conditions stand in order: each may rely on the ones before it.
    """

    reason: str
    holds: Cell | None
    kind: ConditionKind


_Conditions = tuple[Condition, ...]

_OVERFLOWS = {"exp", "exp2", "expm1", "sinh", "cosh", "pow"}
_DIVISIONS = {"div", "truediv", "floordiv", "mod", "truncdiv", "truncrem"}
# Python integers from here on round to a double beyond the largest one.
_DOUBLE_LIMIT = 2**1024 - 2**970
_MANTISSA = {32: 24, 64: 53}


def conditions(
    op: str, operands: tuple[Cell, ...], operand_dtypes: tuple[DType, ...], result: ScalarType
) -> _Conditions:
    """The conditions under which `op` is defined on `operands`; those that hold for sure are left out.

    `result.flavour` says whose arithmetic it is. Operand cells may be given at their own dtype or, if they
    are integers, at `INT`.
    """
    if op == "cast":
        found = _cast(operands[0], operand_dtypes[0], result)
    else:
        match result.flavour:
            case Flavour.C:
                found = _c(op, operands, operand_dtypes[0])
            case Flavour.PYTHON:
                found = _python(op, operands, operand_dtypes[0])
            case Flavour.NUMPY:
                found = _numpy(op, operands, operand_dtypes[0])
            case _:
                assert_never(result.flavour)
    return tuple(c for c in found if c.holds != TRUE)


def _numbers(operands: Sequence[Cell]) -> tuple[Cell, ...]:
    """Integer operands as numbers of mathematics; floats as they are."""
    return tuple(build.cast(x, integer(0).dtype) if x.dtype.is_integer else x for x in operands)


def _c(op: str, operands: tuple[Cell, ...], dtype: DType) -> _Conditions:
    if not dtype.is_integer:
        return ()
    xs = _numbers(operands)
    match op:
        case "add" | "sub" | "mul" | "neg" | "abs":
            return _overflow(dtype, build.scalar(op, *xs))
        case "floordiv" | "mod" | "truncdiv" | "truncrem":
            zero = Condition("division by zero", build.scalar("ne", xs[1], integer(0)), "undefined")
            return (zero, *_quotient_overflow(dtype, *xs))
        case "shl":
            return (*_shift_count(dtype, xs[1]), *_left_shift(dtype, *xs))
        case "shr":
            return _shift_count(dtype, xs[1])
        case _:
            return ()


def _overflow(dtype: DType, exact: Cell) -> _Conditions:
    if dtype.kind is not Kind.SIGNED:
        return ()
    fits = build.fits(exact, dtype)
    return (Condition(f"signed overflow of {dtype}", fits, "assumed"),)


def _quotient_overflow(dtype: DType, dividend: Cell, divisor: Cell) -> _Conditions:
    if dtype.kind is not Kind.SIGNED:
        return ()
    safe = build.disj(
        build.scalar("ne", dividend, integer(dtype.lowest)),
        build.scalar("ne", divisor, integer(-1)),
    )
    return (Condition(f"signed overflow of {dtype}", safe, "assumed"),)


def _shift_count(dtype: DType, count: Cell) -> _Conditions:
    in_range = build.le(integer(0), count)
    if dtype.is_fixed:
        in_range = build.conj(in_range, build.lt(count, integer(dtype.bits)))
    return (Condition("shift count out of range", in_range, "undefined"),)


def _left_shift(dtype: DType, value: Cell, count: Cell) -> _Conditions:
    """C++17, 8.8: a signed value shifted left must be non-negative and fit the unsigned type."""
    if dtype.kind is not Kind.SIGNED:
        return ()
    shifted = build.scalar("shl", value, count)
    fits = build.conj(
        build.le(integer(0), value),
        build.lt(shifted, integer(1 << dtype.bits)),
    )
    return (Condition(f"left shift that does not fit {dtype}", fits, "assumed"),)


def _numpy(op: str, operands: tuple[Cell, ...], dtype: DType) -> _Conditions:
    if op in ("shl", "shr"):  # by the width or more, all bits go
        holds = build.le(integer(0), _numbers(operands)[1])
        return (Condition("shift count out of range", holds, "undefined"),)
    return ()


def _python(op: str, operands: tuple[Cell, ...], dtype: DType) -> _Conditions:
    if op in _DIVISIONS:
        divisor = _numbers(operands)[1]
        zero = Lit(0.0 if dtype.is_float else 0, divisor.dtype)
        return (_raises("division by zero", build.scalar("ne", divisor, zero)),)
    if op in ("shl", "shr"):
        return (_raises("negative shift count", build.le(integer(0), _numbers(operands)[1])),)
    domain = _DOMAINS.get(op)
    found = (_raises(f"argument of {op} out of its domain", domain(operands)),) if domain else ()
    if op in _OVERFLOWS:
        return (*found, Condition(f"overflow in {op}", None, "assumed"))
    return found


def _raises(reason: str, holds: Cell) -> Condition:
    return Condition(reason, holds, "raises")


def _not_below(bound: float, strictly: bool) -> Callable[[tuple[Cell, ...]], Cell]:
    """NaN passes, so this is the negation of a comparison."""
    relation = "le" if strictly else "lt"
    return lambda xs: build.negate(build.scalar(relation, xs[0], Lit(bound, xs[0].dtype)))


def _within_one(xs: tuple[Cell, ...]) -> Cell:
    one, minus_one = Lit(1.0, xs[0].dtype), Lit(-1.0, xs[0].dtype)
    return build.conj(build.negate(build.lt(xs[0], minus_one)), build.negate(build.lt(one, xs[0])))


def _not_infinite(xs: tuple[Cell, ...]) -> Cell:
    x = xs[0]
    return build.conj(build.scalar("ne", x, Lit(inf, x.dtype)), build.scalar("ne", x, Lit(-inf, x.dtype)))


def _finite(x: Cell) -> Cell:
    return build.conj(build.lt(Lit(-inf, x.dtype), x), build.lt(x, Lit(inf, x.dtype)))


def _fmod_domain(xs: tuple[Cell, ...]) -> Cell:
    x, y = xs
    defined = build.conj(build.scalar("ne", y, Lit(0.0, y.dtype)), _not_infinite(xs))
    return build.disj(_is_nan(x), _is_nan(y), defined)


def _is_nan(x: Cell) -> Cell:
    return build.negate(build.scalar("eq", x, x))


def _pow_domain(xs: tuple[Cell, ...]) -> Cell:
    x, y = xs
    zero = Lit(0.0, x.dtype)
    pole = build.conj(build.scalar("eq", x, zero), build.lt(y, zero), _finite(y))
    whole = build.scalar("eq", y, build.scalar("trunc", y))
    root = build.conj(build.lt(x, zero), _finite(x), _finite(y), build.negate(whole))
    return build.conj(build.negate(pole), build.negate(root))


_DOMAINS: dict[str, Callable[[tuple[Cell, ...]], Cell]] = {
    "sqrt": _not_below(0.0, strictly=False),
    "log": _not_below(0.0, strictly=True),
    "log2": _not_below(0.0, strictly=True),
    "log10": _not_below(0.0, strictly=True),
    "log1p": _not_below(-1.0, strictly=True),
    "asin": _within_one,
    "acos": _within_one,
    "sin": _not_infinite,
    "cos": _not_infinite,
    "tan": _not_infinite,
    "fmod": _fmod_domain,
    "pow": _pow_domain,
}


def _cast(x: Cell, source: DType, result: ScalarType) -> _Conditions:
    target = result.dtype
    if source.is_float and target.is_integer:
        holds = _finite(x) if not target.is_fixed else _truncation_fits(x, target)
        kind: ConditionKind = _float_to_integer_kind(result)
        return (Condition(f"float out of the range of {target}", holds, kind),)
    if source.is_integer:
        return _from_integer(_numbers((x,))[0], source, result)
    return ()


def _float_to_integer_kind(result: ScalarType) -> ConditionKind:
    if result.flavour is Flavour.PYTHON:
        return "raises"
    return "raises" if result.flavour is Flavour.NUMPY and not result.dtype.is_fixed else "undefined"


def _truncation_fits(x: Cell, target: DType) -> Cell:
    """`lowest - 1 < x < highest + 1`, with bounds that the float type represents exactly."""
    below = target.lowest - 1
    if target.kind is Kind.UNSIGNED or target.bits <= _MANTISSA[x.dtype.bits]:
        above_lowest = build.lt(Lit(float(below), x.dtype), x)
    else:
        above_lowest = build.le(Lit(float(target.lowest), x.dtype), x)
    return build.conj(above_lowest, build.lt(x, Lit(float(target.highest + 1), x.dtype)))


def _from_integer(x: Cell, source: DType, result: ScalarType) -> _Conditions:
    target = result.dtype
    if target.is_float and not source.is_fixed:
        limit = integer(_DOUBLE_LIMIT), integer(-_DOUBLE_LIMIT)
        holds = build.conj(build.lt(limit[1], x), build.lt(x, limit[0]))
        return (_raises("integer too large for a float", holds),)
    surely = source.is_fixed and target.holds(source.lowest) and target.holds(source.highest)
    if target.is_fixed and result.flavour is Flavour.PYTHON and not surely:
        return (_raises(f"integer out of the range of {target}", build.fits(x, target)),)
    return ()
