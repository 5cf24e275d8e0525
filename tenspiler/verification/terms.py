"""Scalar operators as Z3 terms, for refutation: integers with their wrap-around, floats as reals.

A value is a Python number where it is known, else a term.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import Any, Final, TypeAlias, final

import z3  # pyright: ignore[reportMissingTypeStubs]

from tensir.dtypes import BOOL, INT, DType
from tensir.scalars import compute
from tenspiler.verification.solver import new_context

Value: TypeAlias = Any

_BITS: Final = 72  # of bit operations: wide enough for every fixed width, signed or not


@final
class Terms:
    """Operators on values. Fixed-width arithmetic `wraps`, or else `conditions` say that it does not."""

    def __init__(self, wraps: bool) -> None:
        self.context = new_context()
        self.wraps = wraps
        self.conditions: list[Value] = []

    def either(self, condition: Value, yes: Value, no: Value) -> Value:
        if isinstance(condition, bool):
            return yes if condition else no
        return z3.If(condition, self.lifted(yes), self.lifted(no))

    def lifted(self, value: Value) -> Value:
        """A value as a term."""
        if isinstance(value, bool):
            return z3.BoolVal(value, self.context)
        return z3.IntVal(value, self.context) if isinstance(value, int) else value

    def logic(self, op: str, a: Value, b: Value) -> Value:
        absorbing = op == "or"
        for one, other in ((a, b), (b, a)):
            if isinstance(one, bool):
                return absorbing if one == absorbing else other
        return z3.Or(a, b) if absorbing else z3.And(a, b)

    def apply(self, op: str, dtype: DType, dtypes: tuple[DType, ...], *args: Value) -> Value:
        """An operator on values of some dtypes."""
        known = all(isinstance(a, int) for a in args) and not dtype.is_float
        if known:
            return self.computed(op, dtype, dtypes, args)
        terms = tuple(self.lifted(a) for a in args)
        match op:
            case "not":
                return z3.Not(terms[0])
            case "eq" | "ne" | "lt" | "le" | "gt" | "ge":
                return _compared(op, *terms)
            case "cast":
                return self.cast(terms[0], dtypes[0], dtype)
            case "min":
                return z3.If(terms[1] < terms[0], terms[1], terms[0])
            case "max":
                return z3.If(terms[0] < terms[1], terms[1], terms[0])
            case _ if dtype.is_float:
                return self.on_reals(op, terms)
            case _:
                return self.wrapped(self.on_integers(op, terms), dtype)

    def computed(self, op: str, dtype: DType, dtypes: tuple[DType, ...], args: tuple[Value, ...]) -> Value:
        values = (a if d is INT else d.numpy.type(a) for a, d in zip(args, dtypes, strict=True))
        result = compute(op, dtype, tuple(values)).item()
        return bool(result) if dtype is BOOL else int(result)

    def on_reals(self, op: str, terms: tuple[Value, ...]) -> Value:
        match op:
            case "add":
                return terms[0] + terms[1]
            case "sub":
                return terms[0] - terms[1]
            case "mul":
                return terms[0] * terms[1]
            case "div":
                return terms[0] / terms[1]
            case "neg":
                return -terms[0]
            case "abs":
                return z3.If(terms[0] < 0, -terms[0], terms[0])
            case "floor":
                return z3.ToReal(z3.ToInt(terms[0]))
            case "ceil":
                below: Value = z3.ToReal(z3.ToInt(-terms[0]))
                return -below
            case "trunc":
                return z3.ToReal(_truncated(terms[0]))
            case _:
                real = z3.RealSort(self.context)
                return z3.Function(op, *([real] * len(terms)), real)(*terms)

    def on_integers(self, op: str, terms: tuple[Value, ...]) -> Value:
        a, b = terms[0], terms[-1]
        match op:
            case "add":
                return a + b
            case "sub":
                return a - b
            case "mul":
                return a * b
            case "neg":
                return -a
            case "abs":
                return z3.If(a < 0, -a, a)
            case "floordiv":
                return _floor_quotient(a, b)
            case "mod":
                return z3.If(b == 0, 0, a - b * _floor_quotient(a, b))
            case "truncdiv":
                return _quotient(a, b)
            case "truncrem":
                return z3.If(b == 0, 0, a - b * _quotient(a, b))
            case "bitnot":
                return -1 - a
            case "bitand" | "bitor" | "bitxor" | "shl" | "shr":
                return _on_bits(op, a, b)
            case _:
                whole = z3.IntSort(self.context)
                return z3.Function(op, *([whole] * len(terms)), whole)(*terms)

    def wrapped(self, term: Value, dtype: DType) -> Value:
        """An integer reduced into its type."""
        if not dtype.is_fixed:
            return term
        if self.wraps:
            return (term - dtype.lowest) % (1 << dtype.bits) + dtype.lowest
        self.conditions.append(z3.And(dtype.lowest <= term, term <= dtype.highest))
        return term

    def cast(self, term: Value, source: DType, dtype: DType) -> Value:
        if source is BOOL:
            one, zero = (z3.RealVal if dtype.is_float else z3.IntVal)(1, self.context), 0
            return term if dtype is BOOL else z3.If(term, one, zero)
        if dtype is BOOL:
            return term != 0
        if dtype.is_float:
            return term if source.is_float else z3.ToReal(term)
        if source.is_float:
            return self.wrapped(_truncated(term), dtype)
        if source.is_fixed and dtype.lowest <= source.lowest and source.highest <= dtype.highest:
            return term
        return self.wrapped(term, dtype)


def _compared(op: str, a: Value, b: Value) -> Value:
    match op:
        case "eq":
            return a == b
        case "ne":
            return a != b
        case "lt":
            return a < b
        case "le":
            return a <= b
        case "gt":
            return a > b
        case _:
            return a >= b


def _floor_quotient(a: Value, b: Value) -> Value:
    """Floor division by Z3's, which leaves a remainder that is not negative; 0 where the divisor is 0."""
    return z3.If(b > 0, a / b, z3.If(b < 0, (-a) / (-b), 0))


def _quotient(a: Value, b: Value) -> Value:
    """Division towards zero; 0 where the divisor is 0."""
    dividend: Value = z3.If(a < 0, -a, a)
    size = dividend / z3.If(b < 0, -b, b)
    return z3.If(b == 0, 0, z3.If((a < 0) == (b < 0), size, -size))


def _truncated(real: Value) -> Value:
    below: Value = z3.ToInt(-real)
    return z3.If(real < 0, -below, z3.ToInt(real))


def _on_bits(op: str, a: Value, b: Value) -> Value:
    x, y = z3.Int2BV(a, _BITS), z3.Int2BV(b, _BITS)
    match op:
        case "bitand":
            bits = x & y
        case "bitor":
            bits = x | y
        case "bitxor":
            bits = x ^ y
        case "shl":
            bits = x << y
        case _:
            bits = x >> y
    return z3.BV2Int(bits, is_signed=True)
