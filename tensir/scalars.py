"""The table of scalar operators: name, type rule and meaning of each, as elementwise operations use them.

All operators are total, so that an untaken branch may be computed: division by zero gives 0 on integers
(as NumPy's does) and follows IEEE 754 on floats. Fixed-width integers wrap around; `INT` is unbounded.
Meanings are NumPy functions that work on arrays of any shape; `INT` lives in object arrays.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final
from typing import cast as typed

import numpy as np

from tensir import machine
from tensir.dtypes import BOOL, F32, F64, INT, DType, Kind
from tensir.machine import quickly

Array = np.ndarray[Any, Any]
Quick = Callable[..., Array | None]  # a meaning in 64-bit integers, None where they are too small for it


class TypeRuleError(TypeError):
    """Operands do not fit an operator."""


@final
@dataclass(frozen=True, slots=True)
class ScalarOp:
    """One scalar operator.

    `result` maps operand dtypes to the dtype of the result and raises `TypeRuleError` where they do not
    fit. `meaning(dtype, *operands)` computes over arrays of the operands' dtype, `dtype` being the first
    operand's (the target's, for `cast`). `identity` gives the neutral element of an associative operator.
    `rounds` marks float operators that libraries compute to within some ulps only.
    """

    name: str
    arity: int
    result: Callable[[tuple[DType, ...]], DType]
    meaning: Callable[..., Array]
    commutative: bool = False
    associative: bool = False
    identity: Callable[[DType], int | float | bool | None] = lambda dtype: None
    rounds: bool = False


def _same(*kinds: Kind) -> Callable[[tuple[DType, ...]], DType]:
    def rule(dtypes: tuple[DType, ...]) -> DType:
        first = dtypes[0]
        if any(d is not first for d in dtypes) or first.kind not in kinds:
            raise TypeRuleError(f"operands {', '.join(map(str, dtypes))} do not fit")
        return first

    return rule


def _compare(dtypes: tuple[DType, ...]) -> DType:
    if dtypes[0] is not dtypes[1]:
        raise TypeRuleError(f"cannot compare {dtypes[0]} with {dtypes[1]}")
    return BOOL


def _select(dtypes: tuple[DType, ...]) -> DType:
    if dtypes[0] is not BOOL or dtypes[1] is not dtypes[2]:
        raise TypeRuleError(f"select needs bool and two alike, not {', '.join(map(str, dtypes))}")
    return dtypes[1]


def _whole_quotient(dtypes: tuple[DType, ...]) -> DType:
    if dtypes != (INT, INT):
        raise TypeRuleError(f"truediv needs unbounded integers, not {', '.join(map(str, dtypes))}")
    return F64


_INTEGERS = (Kind.SIGNED, Kind.UNSIGNED, Kind.UNBOUNDED)
_NUMBERS = (*_INTEGERS, Kind.FLOAT)
_integers, _numbers = _same(*_INTEGERS), _same(*_NUMBERS)
_floats, _bools = _same(Kind.FLOAT), _same(Kind.BOOL)


def _quiet(function: Callable[..., Any]) -> Callable[..., Array]:
    def meaning(dtype: DType, *operands: Any) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(function(*operands)).astype(dtype.numpy, copy=False)

    return meaning


def _by_element(function: Callable[[float], float]) -> Callable[..., Array]:
    def meaning(dtype: DType, operand: Any) -> Array:
        numbers = np.asarray(operand, dtype=dtype.numpy)
        found = np.fromiter(map(function, numbers.ravel().tolist()), dtype.numpy, numbers.size)
        return found.reshape(numbers.shape)

    return meaning


def _boolean(function: Callable[..., Any]) -> Callable[..., Array]:
    def meaning(dtype: DType, *operands: Any) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(function(*operands)).astype(bool)

    return meaning


def _each(function: Callable[..., int], quick: Quick | None = None) -> Callable[..., Array]:
    """An integer meaning by Python's own unbounded arithmetic, wrapped into the dtype.

    `quick` is the same in 64 bits, for operands that are small enough.
    """

    def meaning(dtype: DType, *operands: Any) -> Array:
        found = None if quick is None else quickly(quick, operands)
        if found is not None:
            return found.astype(dtype.numpy)
        exact = np.frompyfunc(lambda *xs: dtype.wrap(function(*map(int, xs))), len(operands), 1)
        return np.asarray(exact(*operands)).astype(dtype.numpy)

    return meaning


def _floordiv(a: int, b: int) -> int:
    return a // b if b else 0


def _mod(a: int, b: int) -> int:
    return a % b if b else 0


def _truncdiv(a: int, b: int) -> int:
    if not b:
        return 0
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _truncrem(a: int, b: int) -> int:
    return a - b * _truncdiv(a, b) if b else 0


def _add(a: int, b: int) -> int:
    return a + b


def _sub(a: int, b: int) -> int:
    return a - b


def _mul(a: int, b: int) -> int:
    return a * b


def _neg(a: int) -> int:
    return -a


def _abs(a: int) -> int:
    return abs(a)


def _bitand(a: int, b: int) -> int:
    return a & b


def _bitor(a: int, b: int) -> int:
    return a | b


def _bitxor(a: int, b: int) -> int:
    return a ^ b


def _bitnot(a: int) -> int:
    return ~a


def _shl(a: int, b: int) -> int:
    return a << b if 0 <= b <= 4096 else 0


def _shr(a: int, b: int) -> int:
    return a >> b if b >= 0 else 0


def _quotient(a: int, b: int) -> float:
    """The quotient, rounded once; as IEEE 754 has it where the divisor is 0 or a float cannot hold it."""
    if not b:
        return float("nan") if not a else float("inf") if a > 0 else float("-inf")
    try:
        return a / b
    except OverflowError:
        return float("inf") if (a < 0) == (b < 0) else float("-inf")


def _whole_quotients(dtype: DType, *operands: Any) -> Array:
    each = np.frompyfunc(lambda a, b: _quotient(int(a), int(b)), 2, 1)  # pyright: ignore[reportUnknownLambdaType,reportUnknownArgumentType]
    return np.asarray(each(*operands)).astype(dtype.numpy)


def _numeric(fixed_or_float: Callable[..., Any], exact: Callable[..., int]) -> Callable[..., Array]:
    quick, slow = _quiet(fixed_or_float), _each(exact)

    def meaning(dtype: DType, *operands: Any) -> Array:
        return (slow if dtype is INT else quick)(dtype, *operands)

    return meaning


def _least(a: Any, b: Any) -> Any:
    return _choose(BOOL, b < a, b, a)


def _greatest(a: Any, b: Any) -> Any:
    return _choose(BOOL, a < b, b, a)


def _choose(dtype: DType, condition: Any, yes: Any, no: Any) -> Array:
    return typed(Array, np.where(np.asarray(condition, dtype=bool), yes, no))


def _nearest(value: int, dtype: DType) -> Any:
    """The float nearest to an unbounded integer; infinity beyond the range."""
    if -(1 << 63) <= value < 1 << 63:
        return dtype.numpy.type(np.int64(value))
    try:
        return dtype.numpy.type(value)
    except OverflowError:
        return dtype.numpy.type(np.inf if value > 0 else -np.inf)


def convert(dtype: DType, values: Any) -> Array:
    """`cast`: integers wrap, floats round to nearest or truncate to an integer, anything but zero is true."""
    array = typed(Array, np.asarray(values))
    if dtype is BOOL:
        return np.asarray(array != 0).astype(bool)
    if dtype.is_float:
        with np.errstate(all="ignore"):
            if array.dtype == object:
                each = np.frompyfunc(lambda x: _nearest(typed(int, x), dtype), 1, 1)  # pyright: ignore[reportUnknownLambdaType]
                array = np.asarray(each(array))
            return array.astype(dtype.numpy)

    small = _in_64_bits(array)
    if small is not None:
        return small.astype(dtype.numpy)

    def one(x: Any) -> int:
        if issubclass(type(x), (float, np.floating)) and not np.isfinite(x):
            return 0
        return dtype.wrap(int(x))

    return np.asarray(np.frompyfunc(one, 1, 1)(array)).astype(dtype.numpy)


def _in_64_bits(values: Array) -> Array | None:
    """What a cast makes of numbers before it wraps, if 64 bits are enough for it."""
    if values.dtype.kind == "f":
        return machine.truncated(values)
    if values.dtype.kind == "b":  # Python's truth values are no indices
        return values.astype(np.int64)
    return values if values.dtype.kind in "iu" else machine.machine(values)


def _bound(sign: int) -> Callable[[DType], int | float | None]:
    """The neutral element of min (sign 1) or max (sign -1)."""

    def identity(dtype: DType) -> int | float | None:
        if dtype.is_float:
            return sign * float("inf")
        if dtype.is_fixed:
            return dtype.highest if sign > 0 else dtype.lowest
        return None

    return identity


def _number(value: int) -> Callable[[DType], int | float]:
    return lambda dtype: float(value) if dtype.is_float else value


def _all_ones(dtype: DType) -> int:
    """The neutral element of bitwise and."""
    return dtype.highest if dtype.kind is Kind.UNSIGNED else -1


_TABLE = (
    ScalarOp("add", 2, _numbers, _numeric(np.add, _add), True, True, _number(0)),
    ScalarOp("sub", 2, _numbers, _numeric(np.subtract, _sub)),
    ScalarOp("mul", 2, _numbers, _numeric(np.multiply, _mul), True, True, _number(1)),
    ScalarOp("neg", 1, _numbers, _numeric(np.negative, _neg)),
    ScalarOp("abs", 1, _numbers, _numeric(np.abs, _abs)),
    ScalarOp("div", 2, _floats, _quiet(np.divide)),
    ScalarOp("truediv", 2, _whole_quotient, _whole_quotients),
    ScalarOp("floordiv", 2, _integers, _each(_floordiv, machine.floordiv)),
    ScalarOp("mod", 2, _integers, _each(_mod, machine.mod)),
    ScalarOp("truncdiv", 2, _integers, _each(_truncdiv, machine.truncdiv)),
    ScalarOp("truncrem", 2, _integers, _each(_truncrem, machine.truncrem)),
    ScalarOp("min", 2, _numbers, _quiet(_least), False, True, _bound(1)),
    ScalarOp("max", 2, _numbers, _quiet(_greatest), False, True, _bound(-1)),
    ScalarOp("bitand", 2, _integers, _each(_bitand, np.bitwise_and), True, True, _all_ones),
    ScalarOp("bitor", 2, _integers, _each(_bitor, np.bitwise_or), True, True, lambda d: 0),
    ScalarOp("bitxor", 2, _integers, _each(_bitxor, np.bitwise_xor), True, True, lambda d: 0),
    ScalarOp("bitnot", 1, _integers, _each(_bitnot, np.bitwise_not)),
    ScalarOp("shl", 2, _integers, _each(_shl, machine.shl)),
    ScalarOp("shr", 2, _integers, _each(_shr, machine.shr)),
    ScalarOp("and", 2, _bools, _boolean(np.logical_and), True, True, lambda d: True),
    ScalarOp("or", 2, _bools, _boolean(np.logical_or), True, True, lambda d: False),
    ScalarOp("not", 1, _bools, _boolean(np.logical_not)),
    ScalarOp("eq", 2, _compare, _boolean(operator.eq), True),
    ScalarOp("ne", 2, _compare, _boolean(operator.ne), True),
    ScalarOp("lt", 2, _compare, _boolean(operator.lt)),
    ScalarOp("le", 2, _compare, _boolean(operator.le)),
    ScalarOp("gt", 2, _compare, _boolean(operator.gt)),
    ScalarOp("ge", 2, _compare, _boolean(operator.ge)),
    ScalarOp("select", 3, _select, _choose),
    ScalarOp("sqrt", 1, _floats, _quiet(np.sqrt)),
    ScalarOp("floor", 1, _floats, _quiet(np.floor)),
    ScalarOp("ceil", 1, _floats, _quiet(np.ceil)),
    ScalarOp("trunc", 1, _floats, _quiet(np.trunc)),
    *(
        ScalarOp(name, 1, _floats, _quiet(getattr(np, name)), rounds=True)
        for name in ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan")
    ),
    *(
        ScalarOp(name, 1, _floats, _quiet(getattr(np, name.replace("a", "arc", name[0] == "a"))), rounds=True)
        for name in ("asin", "acos", "atan", "sinh", "cosh", "tanh")
    ),
    *(ScalarOp(name, 1, _floats, _by_element(getattr(math, name)), rounds=True) for name in ("erf", "erfc")),
    ScalarOp("pow", 2, _floats, _quiet(np.power), rounds=True),
    ScalarOp("atan2", 2, _floats, _quiet(np.arctan2), rounds=True),
    ScalarOp("fmod", 2, _floats, _quiet(np.fmod)),
)  # fmt: skip

SCALARS: dict[str, ScalarOp] = {op.name: op for op in _TABLE}

FLOATS = (F32, F64)


def result_dtype(op: str, dtypes: tuple[DType, ...]) -> DType:
    """The dtype of `op` on operands of the given dtypes; `TypeRuleError` where they do not fit."""
    entry = SCALARS.get(op)
    if entry is None:
        raise TypeRuleError(f"there is no scalar operator {op!r}")
    if len(dtypes) != entry.arity:
        raise TypeRuleError(f"{op} takes {entry.arity} operands, not {len(dtypes)}")
    return entry.result(dtypes)


def _unbounded(value: Any) -> Any:
    """Python integers as an object array: NumPy would look for a machine type that holds them."""
    if isinstance(value, int) and not isinstance(value, bool):
        boxed = np.empty((), dtype=object)
        boxed[()] = value
        return boxed
    return value


def compute(op: str, dtype: DType, operands: tuple[Any, ...]) -> Array:
    """The meaning of `op` on arrays; `dtype` is that of the result."""
    if op == "cast":
        return convert(dtype, operands[0])
    if dtype is INT and op in ("select", "min", "max"):
        operands = tuple(_unbounded(x) for x in operands)
    if op == "select":
        return _choose(dtype, *operands)
    return SCALARS[op].meaning(dtype, *operands)
