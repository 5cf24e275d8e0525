"""Cells at fixed sizes as Z3 terms: folds unrolled, integers with their wrap-around, floats as reals.

A second encoding beside `encode.py`, for refutation only. Nothing is proved from it: a model is an input to
be run. A value is a Python number where it is known, else a term.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from itertools import product
from math import isfinite
from typing import Any, Final, TypeAlias, assert_never, final

import z3  # pyright: ignore[reportMissingTypeStubs]

from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym
from tensir.dtypes import BOOL, INT, DType
from tensir.ops import OPERATORS, cell_at
from tensir.order import is_argsort
from tensir.recurrences import RECURRENCES, RESET, elements_of, zero
from tensir.tensors import Call, Tensor, TensorType
from tenspiler.verification.terms import Terms, Value

Environment: TypeAlias = Mapping[str, Value]

MOST_STEPS: Final = 60_000
MOST_ROUNDS: Final = 8  # of a fold whose bounds are not known


class OutOfReach(Exception):
    """The question is too large, or a size depends on what is not fixed."""


class SizeNeeded(Exception):
    """A size depends on a scalar parameter that has to be fixed first."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@final
class Ground:
    """The values of cells and tensors for arrays of given shapes, some given integers, arrays of constants.

    `elements` and `scalars` are the unknowns that were met.
    """

    def __init__(
        self,
        shapes: Mapping[str, tuple[int, ...]],
        fixed: Mapping[str, int],
        dtypes: Mapping[str, DType],
        constants: Mapping[str, Any],
        wraps: bool,
    ) -> None:
        self.terms = Terms(wraps)
        self.constants = constants
        self.shapes, self.fixed, self.dtypes = shapes, fixed, dtypes
        self.elements: dict[tuple[str, tuple[int, ...]], Value] = {}
        self.scalars: dict[str, Value] = {}
        self.steps = 0
        self._calls: dict[Call, str] = {}
        self._tensors: dict[str, Call] = {}
        self._known: dict[tuple[str, tuple[int, ...]], Value] = {}

    # ------------------------------------------------------------ cells

    def value(self, cell: Cell, scope: Scope | None = None) -> Value:
        """The value of a cell whose bound symbols a scope gives."""
        return (scope or Scope({})).value(cell, self)

    def size(self, cell: Cell) -> int:
        """The value of an integer that says how large something is."""
        value = self.value(cell)
        if isinstance(value, int):
            return value
        raise self.unknown_size(value)

    def unknown_size(self, value: Value) -> Exception:
        """What stands in the way of knowing a size: a scalar that can be fixed, or more."""
        names = {name for name, term in self.scalars.items() if occurs(term, value)}
        return SizeNeeded(min(names)) if names else OutOfReach("a size depends on elements")

    def compute(self, cell: Cell, scope: Scope) -> Value:
        """The value of a cell that was not met before in its scope."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise OutOfReach("too many steps")
        match cell:
            case Lit():
                return self.literal(cell)
            case Sym():
                return self.symbol(cell, scope)
            case Extent():
                return self.extent(cell, scope)
            case Elem():
                return self.element(cell, tuple(self.value(i, scope) for i in cell.indices))
            case Fold():
                return self.order(cell, scope) if is_argsort(cell) else self.fold(cell, scope)
            case Apply():
                return self.operator(cell, scope)
            case _:
                assert_never(cell)

    def literal(self, cell: Lit) -> Value:
        if not cell.dtype.is_float:
            return bool(cell.value) if cell.dtype is BOOL else int(cell.value)
        if not isfinite(cell.value):
            return z3.Real(f"{cell.value}", self.terms.context)
        return z3.RealVal(Fraction(cell.value), self.terms.context)

    def symbol(self, cell: Sym, scope: Scope) -> Value:
        if cell.name in scope.environment:
            return scope.environment[cell.name]
        if cell.name in self.fixed:
            return self.fixed[cell.name]
        if cell.name not in self.scalars:
            self.scalars[cell.name] = self.unknown(cell.name, self.dtypes.get(cell.name, cell.dtype))
        return self.scalars[cell.name]

    def extent(self, cell: Extent, scope: Scope) -> Value:
        if cell.array in self.shapes:
            return self.shapes[cell.array][cell.axis]
        return self.shape(self._tensors[cell.array].type)[cell.axis]

    def unknown(self, name: str, dtype: DType) -> Value:
        """A constant of which nothing but its type is known."""
        if dtype is BOOL:
            return z3.Bool(name, self.terms.context)
        if dtype.is_float:
            return z3.Real(name, self.terms.context)
        value = z3.Int(name, self.terms.context)
        if dtype.is_fixed:
            self.terms.conditions.append(z3.And(dtype.lowest <= value, value <= dtype.highest))
        return value

    # ------------------------------------------------------------ arrays and tensors

    def element(self, cell: Elem, indices: tuple[Value, ...]) -> Value:
        """An element; where an index is not known, a choice between all that it may be."""
        shape = self.shapes.get(cell.array)
        if shape is None and cell.array in self._tensors:
            shape = self.shape(self._tensors[cell.array].type)
        if shape is None:  # a fresh array, of which nothing was written
            return self.unspecified(cell.array, cell.dtype)
        return self.chosen(cell.array, cell.dtype, shape, indices)

    def chosen(self, array: str, dtype: DType, shape: tuple[int, ...], indices: tuple[Value, ...]) -> Value:
        for axis, index in enumerate(indices):
            if isinstance(index, int):
                continue
            result = self.unspecified(array, dtype)
            for place in range(shape[axis]):
                there = self.chosen(array, dtype, shape, (*indices[:axis], place, *indices[axis + 1 :]))
                result = self.terms.either(index == place, there, result)
            return result
        if any(not 0 <= i < n for i, n in zip(indices, shape, strict=True)):
            return self.unspecified(array, dtype)
        return self.at(array, dtype, indices)

    def at(self, array: str, dtype: DType, indices: tuple[int, ...]) -> Value:
        """The element at known indices inside the shape."""
        if array in self._tensors:
            return self.cell_of(self._tensors[array], indices)
        if array in self.constants:
            value = self.constants[array]
            for index in indices:
                value = value[index]
            return self.literal(Lit(float(value) if dtype.is_float else value, dtype))
        key = (array, indices)
        if key not in self.elements:
            self.elements[key] = self.unknown(f"{array}{list(indices)}", dtype)
        return self.elements[key]

    def unspecified(self, array: str, dtype: DType) -> Value:
        """What is read out of range: it may be anything."""
        return self.unknown(f"{array}?{self.steps}.{len(self.terms.conditions)}", dtype)

    def shape(self, kind: TensorType) -> tuple[int, ...]:
        """The extents of a tensor."""
        return tuple(self.size(extent) for extent in kind.shape)

    def tensor(self, tensor: Tensor, indices: tuple[int, ...]) -> Value:
        """The element of a tensor expression at an index inside its shape."""
        if isinstance(tensor, Call):
            return self.cell_of(tensor, indices)
        return self.value(cell_at(tensor, tuple(Lit(i, INT) for i in indices)))

    def cell_of(self, call: Call, indices: tuple[int, ...]) -> Value:
        key = (self.name_of(call), indices)
        if key not in self._known:
            operands = tuple(self.reference(a) for a in call.args)
            types = tuple(a.type for a in call.args)
            at = tuple(Lit(i, INT) for i in indices)
            meaning = OPERATORS[call.op].meaning(operands, types, dict(call.attributes), at)
            self._known[key] = self.value(meaning)
        return self._known[key]

    def reference(self, tensor: Tensor) -> Callable[[tuple[Cell, ...]], Cell]:
        """The elements of an operand, read by name where it is an operator's result."""
        if isinstance(tensor, Call):
            return partial(Elem, self.name_of(tensor), dtype=tensor.type.dtype)
        return partial(cell_at, tensor)

    def name_of(self, call: Call) -> str:
        if call not in self._calls:
            self._calls[call] = f"%{len(self._calls)}"
            self._tensors[self._calls[call]] = call
        return self._calls[call]

    # ------------------------------------------------------------ folds

    def fold(self, cell: Fold, scope: Scope) -> Value:
        """A fold, round by round; where its bounds are not known, as many rounds as are allowed."""
        lo, hi = self.value(cell.lo, scope), self.value(cell.hi, scope)
        result = self.value(cell.init, scope)
        if isinstance(lo, int) and isinstance(hi, int):
            for place in range(lo, hi):
                result = self.round(cell, scope, place, result)
            return result
        for bound in (lo, hi):
            names = () if isinstance(bound, int) else self.scalars
            if any(occurs(self.scalars[name], bound) for name in names):
                raise self.unknown_size(bound)
        self.terms.conditions.append(hi - lo <= MOST_ROUNDS)
        for step in range(MOST_ROUNDS):
            result = self.terms.either(lo + step < hi, self.round(cell, scope, lo + step, result), result)
        return result

    def order(self, cell: Fold, scope: Scope) -> Value:
        """The index with so many others before it, which are counted."""
        extent, rank = self.value(cell.hi, scope), self.value(cell.init, scope)
        if not isinstance(extent, int):
            raise self.unknown_size(extent)
        keys = [self.value(cell.body, scope.binding(cell.binder, place)) for place in range(extent)]
        dtype = cell.body.dtype
        result = rank
        for place, key in enumerate(keys):
            before: Value = 0
            for other, its in enumerate(keys):
                op = "le" if other < place else "lt"
                if other != place:
                    less = self.terms.apply(op, BOOL, (dtype, dtype), its, key)
                    before = self.terms.apply("add", INT, (INT, INT), before, self.terms.either(less, 1, 0))
            here = self.terms.apply("eq", BOOL, (INT, INT), before, rank)
            result = self.terms.either(here, place, result)
        return result

    def round(self, cell: Fold, scope: Scope, place: Value, before: Value) -> Value:
        inside = scope.binding(cell.binder, place)
        if cell.op in RECURRENCES:
            wide = cell.body.dtype
            if wide is not cell.dtype:
                before = self.terms.apply("cast", wide, (cell.dtype,), before)
            for op, part in zip(RECURRENCES[cell.op], elements_of(cell.body), strict=True):
                before = self.step(op, wide, before, self.value(part, inside))
            return before if wide is cell.dtype else self.terms.apply("cast", cell.dtype, (wide,), before)
        body = self.value(cell.body, inside)
        if cell.op in ("and", "or"):
            return self.terms.logic(cell.op, before, body)
        return self.terms.apply(cell.op, cell.dtype, (cell.dtype, cell.dtype), before, body)

    def step(self, op: str, dtype: DType, before: Value, element: Value) -> Value:
        if op == "and":
            return self.terms.logic(op, before, element)
        if op != RESET:
            return self.terms.apply(op, dtype, (dtype, dtype), before, element)
        nothing = self.value(zero(dtype), Scope({}))
        if isinstance(element, bool):
            return nothing if element else before
        return self.terms.either(element, nothing, before)

    # ------------------------------------------------------------ operators

    def operator(self, cell: Apply, scope: Scope) -> Value:
        match cell.op:
            case "select":
                condition = self.value(cell.args[0], scope)
                if isinstance(condition, bool):
                    return self.value(cell.args[1 if condition else 2], scope)
                return self.terms.either(condition, *(self.value(a, scope) for a in cell.args[1:]))
            case "and" | "or":
                first = self.value(cell.args[0], scope)
                if isinstance(first, bool) and first == (cell.op == "or"):
                    return first
                return self.terms.logic(cell.op, first, self.value(cell.args[1], scope))
            case _:
                args = tuple(self.value(a, scope) for a in cell.args)
                return self.terms.apply(cell.op, cell.dtype, tuple(a.dtype for a in cell.args), *args)


@final
class Scope:
    """What bound symbols stand for, and the cells met so far under them."""

    __slots__ = ("_known", "environment")

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self._known: dict[Cell, Value] = {}

    def binding(self, name: str, value: Value) -> Scope:
        return Scope({**self.environment, name: value})

    def value(self, cell: Cell, ground: Ground) -> Value:
        found = self._known.get(cell)
        if found is None:
            found = self._known[cell] = ground.compute(cell, self)
        return found


def occurs(term: Value, value: Value) -> bool:
    """Whether a constant is part of a term."""
    if not z3.is_expr(value):
        return False
    pending, seen = [value], set[int]()
    while pending:
        one = pending.pop()
        if one.eq(term):
            return True
        if one.get_id() not in seen:
            seen.add(one.get_id())
            pending.extend(one.children())
    return False


def places(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every index inside a shape."""
    return list(product(*map(range, shape)))
