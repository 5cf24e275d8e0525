"""What the frontend knows of a number: its term, its type, and which Python constants it may still be.

`s = 0` followed by `s += x[i]` makes `s` a NumPy scalar that is a Python `0` before the first round. Its type
is that of `x[i]`; the `0` is kept beside it, so that arithmetic on which the two would disagree is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, final

import numpy as np

from tensir.dtypes import BOOL, F32, F64, INT, DType
from tenspiler.loopir.nodes import ArrayType, Const, Expr, Flavour, ScalarType

PY_INT = ScalarType(INT, Flavour.PYTHON)
PY_FLOAT = ScalarType(F64, Flavour.PYTHON)
PY_BOOL = ScalarType(BOOL, Flavour.PYTHON)
NP_BOOL = ScalarType(BOOL, Flavour.NUMPY)
NP_FLOAT = ScalarType(F64, Flavour.NUMPY)


@final
@dataclass(frozen=True, slots=True)
class Literal:
    """A Python constant, told apart by type and by bits (`0`, `0.0`, `-0.0` and `False` all differ)."""

    kind: str
    text: str
    value: int | float | bool = field(compare=False)

    @property
    def type(self) -> ScalarType:
        """The type that Python gives it."""
        return {"int": PY_INT, "float": PY_FLOAT, "bool": PY_BOOL}[self.kind]


def literal(value: int | float | bool) -> Literal:
    """A constant as a literal."""
    return Literal(type(value).__name__, repr(value), value)


# Some Python float (or bool), where the type is that of a NumPy float64 (or bool).
ANY_FLOAT = Literal("float", "any", 0.0)
ANY_BOOL = Literal("bool", "any", False)
UNNAMED = frozenset((ANY_FLOAT, ANY_BOOL))

Literals: TypeAlias = frozenset[Literal]
NO_LITERALS: Literals = frozenset()


@final
@dataclass(frozen=True, slots=True)
class Number:
    """The type of a scalar variable or of an element, and the Python constants that it may hold instead."""

    type: ScalarType
    literals: Literals = NO_LITERALS


@final
@dataclass(frozen=True, slots=True)
class Value:
    """A scalar term. A `Const` of flavour PYTHON is that constant and nothing else."""

    expr: Expr
    type: ScalarType
    literals: Literals = NO_LITERALS

    @property
    def constant(self) -> Literal | None:
        """The Python constant that this is for certain."""
        if isinstance(self.expr, Const) and self.type.flavour is Flavour.PYTHON:
            return literal(self.expr.value)
        return None

    @property
    def dtype(self) -> DType:
        return self.type.dtype

    @property
    def is_numpy(self) -> bool:
        return self.type.flavour is Flavour.NUMPY


@final
@dataclass(frozen=True, slots=True)
class ArrayInfo:
    """The type of an array variable and the Python constants that its elements may be instead."""

    type: ArrayType
    literals: Literals = NO_LITERALS


@final
@dataclass(frozen=True, slots=True)
class Place:
    """An array or, with indices, a row of it. `fresh`: made by this expression and known by no name."""

    array: str
    indices: tuple[Expr, ...] = ()
    fresh: bool = False


@final
@dataclass(frozen=True, slots=True)
class Stretch:
    """An axis of a window: every `step`-th element of an axis of the array, from `start` on."""

    axis: int
    start: Expr
    step: int


@final
@dataclass(frozen=True, slots=True)
class Window:
    """A part of an array seen through slices, a transposition or new axes; writing to it writes to the array.

    `picks` has an index or a stretch for each axis of the array, `shape` the extent of each axis of the
    window. Axes of the window that no stretch names are new, of extent one.
    """

    array: str
    picks: tuple[Expr | Stretch, ...]
    shape: tuple[Expr, ...]


@final
@dataclass(frozen=True, slots=True)
class Grid:
    """The array of NumPy's that an expression computes element by element; it has no place yet.

    `at` gives the element at indices that are in range, and may emit statements for it. `reads` names the
    arrays that elements are read from, `shifted` those that are read at other indices than the element's own.
    """

    shape: tuple[Expr, ...]
    element: Number
    at: Callable[[tuple[Value, ...]], Value] = field(compare=False)
    reads: frozenset[str]
    shifted: frozenset[str]


Array: TypeAlias = Place | Window | Grid


class Varies(Exception):
    """A variable would need two types."""

    def __init__(self, first: ScalarType, second: ScalarType) -> None:
        self.first, self.second = describe(first), describe(second)
        super().__init__()


def describe(type_: ScalarType) -> str:
    """A type in the words of the source."""
    if type_.flavour is Flavour.NUMPY:
        return f"np.{'bool' if type_.dtype is BOOL else type_.dtype.numpy.name}"
    return {"int": "int", "f64": "float", "bool": "bool"}.get(type_.dtype.name, str(type_.dtype))


def exactly(value: int | float | bool, dtype: DType) -> bool:
    """Whether a dtype holds a constant as the same number."""
    if isinstance(value, bool) or dtype is BOOL:
        return isinstance(value, bool) and dtype is BOOL
    if isinstance(value, int):
        return dtype.holds(value) if dtype.is_integer else _float_holds(value, dtype)
    if dtype is F32:
        with np.errstate(all="ignore"):
            return value != value or float(np.float32(value)) == value
    return dtype is F64


def _float_holds(value: int, dtype: DType) -> bool:
    return abs(value) <= 1 << (24 if dtype is F32 else 53)


def join(values: Sequence[Value | Number]) -> Number:
    """The one type of a variable that is given all these values; raises `Varies`."""
    return Join().of(values)


@final
class Join:
    """The one type of a variable, for values that grow in number: each is looked at once."""

    def __init__(self) -> None:
        self._literals: dict[Literal, None] = {}
        self._types: list[ScalarType] = []
        self._seen = 0

    def of(self, values: Sequence[Value | Number]) -> Number:
        """The type for these values, of which the first are those of the last time; raises `Varies`."""
        for value in values[self._seen :]:
            self._add(value)
        self._seen = len(values)
        literals = set(self._literals)
        type_ = self._types[0] if self._types else _natural(literals)
        for other in self._types[1:]:
            type_, extra = _join_types(type_, other)
            literals.add(extra)
        return Number(type_, _leftover(literals, type_))

    def _add(self, value: Value | Number) -> None:
        constant = value.constant if isinstance(value, Value) else None
        if constant is not None:
            self._literals[constant] = None
            return
        self._literals.update(dict.fromkeys(value.literals))
        if value.type not in self._types:
            self._types.append(value.type)


def _natural(literals: set[Literal]) -> ScalarType:
    types = {x.type for x in literals}
    if types == {PY_INT, PY_FLOAT}:
        return PY_FLOAT
    if len(types) > 1:
        raise Varies(*sorted(types, key=describe)[:2])
    return types.pop()


def _join_types(a: ScalarType, b: ScalarType) -> tuple[ScalarType, Literal]:
    if a.dtype is b.dtype is F64:
        return NP_FLOAT, ANY_FLOAT
    if a.dtype is b.dtype is BOOL:
        return NP_BOOL, ANY_BOOL
    raise Varies(a, b)


def _leftover(literals: set[Literal], type_: ScalarType) -> Literals:
    for one in literals:
        if one not in UNNAMED and not exactly(one.value, type_.dtype):
            raise Varies(one.type, type_)
    return frozenset(x for x in literals if x.type != type_)
