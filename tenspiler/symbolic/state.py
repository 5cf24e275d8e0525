"""Symbolic states: every variable's value as a cell, every array as a shape and an index function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import final

from tensir.build import add, apply, select
from tensir.cells import Apply, Cell, Elem, Extent, Lit, Sym, fresh, substitute
from tensir.dtypes import INT, DType


@final
@dataclass(frozen=True, slots=True)
class ArrayValue:
    """`array[binders] = body` for indices inside `shape`."""

    dtype: DType
    shape: tuple[Cell, ...]
    binders: tuple[str, ...]
    body: Cell

    def at(self, indices: tuple[Cell, ...]) -> Cell:
        """The element at some indices."""
        return substitute(self.body, dict(zip(self.binders, indices, strict=True)), make=apply)

    def renamed(self, binders: tuple[str, ...]) -> Cell:
        """The body with other names for the binders."""
        return self.at(tuple(Sym(b, INT) for b in binders))


@final
@dataclass(frozen=True, slots=True)
class State:
    """What is known of each variable; one that is missing has no known value and must not be read."""

    scalars: Mapping[str, Cell] = field(default_factory=dict[str, Cell])
    arrays: Mapping[str, ArrayValue] = field(default_factory=dict[str, ArrayValue])

    def values(self) -> list[Cell]:
        """The values of all scalars, and the elements of all arrays."""
        return [*self.scalars.values(), *(v.body for v in self.arrays.values())]

    def changed(self, change: Callable[[Cell], Cell]) -> State:
        """The state with another cell for each of the scalars, elements and extents."""

        def array(value: ArrayValue) -> ArrayValue:
            shape = tuple(map(change, value.shape))
            return ArrayValue(value.dtype, shape, value.binders, change(value.body))

        scalars = {n: change(c) for n, c in self.scalars.items()}
        return State(scalars, {n: array(v) for n, v in self.arrays.items()})

    def with_scalar(self, name: str, value: Cell) -> State:
        return State({**self.scalars, name: value}, self.arrays)

    def with_array(self, name: str, value: ArrayValue) -> State:
        return State(self.scalars, {**self.arrays, name: value})

    def without(self, names: frozenset[str]) -> State:
        """The state in which these variables are unknown."""
        return State(
            {n: v for n, v in self.scalars.items() if n not in names},
            {n: v for n, v in self.arrays.items() if n not in names},
        )


def unknown_array(name: str, dtype: DType, rank: int) -> ArrayValue:
    """An array of which nothing but its name is known."""
    binders = tuple(fresh("k") for _ in range(rank))
    shape = tuple(Extent(name, axis) for axis in range(rank))
    return ArrayValue(dtype, shape, binders, Elem(name, tuple(Sym(b, INT) for b in binders), dtype))


def merge(condition: Cell, yes: State, no: State) -> State:
    """The state after a branch; variables known on one side only become unknown."""
    scalars = {
        name: choice(condition, value, no.scalars[name])
        for name, value in yes.scalars.items()
        if name in no.scalars
    }
    arrays = {
        name: merge_arrays(condition, value, no.arrays[name])
        for name, value in yes.arrays.items()
        if name in no.arrays
    }
    return State(scalars, arrays)


def choice(condition: Cell, yes: Cell, no: Cell) -> Cell:
    """One of two scalars; of integers the change is chosen, so that many branches in a row stay small."""
    zero = Lit(0, no.dtype)
    match yes, no:
        case (Apply(op="add", args=(a, b)), _) if a == no and no.dtype.is_integer:
            return add(no, select(condition, b, zero))
        case (_, Apply(op="add", args=(a, b))) if a == yes and no.dtype.is_integer:
            return add(yes, select(condition, zero, b))
        case _:
            return select(condition, yes, no)


def merge_arrays(condition: Cell, yes: ArrayValue, no: ArrayValue) -> ArrayValue:
    """`yes` where the condition holds, else `no`, for two arrays of one rank."""
    if yes is no:
        return yes
    body = merge_bodies(condition, yes.body, no.renamed(yes.binders), yes.binders)
    shape = tuple(choice(condition, a, b) for a, b in zip(yes.shape, no.shape, strict=True))
    return ArrayValue(yes.dtype, shape, yes.binders, body)


def merge_bodies(condition: Cell, yes: Cell, no: Cell, binders: tuple[str, ...]) -> Cell:
    """A choice between two bodies, with the choice pushed under equal conditions on the position."""
    from_yes, from_no = _store(yes), _store(no)
    if from_yes and from_no and from_yes[0] == from_no[0]:
        rest = merge_bodies(condition, from_yes[2], from_no[2], binders)
        return select(from_yes[0], merge_bodies(condition, from_yes[1], from_no[1], binders), rest)
    if from_yes and from_yes[2] == no:
        return select(from_yes[0], select(condition, from_yes[1], no), no)
    if from_no and from_no[2] == yes:
        return select(from_no[0], select(condition, yes, from_no[1]), yes)
    return select(condition, yes, no)


def _store(body: Cell) -> tuple[Cell, Cell, Cell] | None:
    match body:
        case Apply(op="select", args=(condition, yes, no)):
            return condition, yes, no
        case _:
            return None
