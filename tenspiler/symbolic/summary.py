"""Loop summaries: the state at the head of an iteration as a term over the state at the entry of the loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import final

from tensir.build import apply
from tensir.cells import Cell, Elem, Extent, integer, substitute
from tensir.polynomial import normal
from tenspiler.symbolic.state import ArrayValue, State


@final
@dataclass(frozen=True, slots=True)
class Environment:
    """What the names in a summary stand for: indices and head arrays of the enclosing loops."""

    symbols: Mapping[str, Cell] = field(default_factory=dict[str, Cell])
    arrays: Mapping[str, ArrayValue] = field(default_factory=dict[str, ArrayValue])

    def instantiate(self, cell: Cell) -> Cell:
        """A cell with the names replaced by what they stand for."""

        def element(read: Elem) -> Cell | None:
            array = self.arrays.get(read.array)
            return array.at(read.indices) if array else None

        def extent(term: Extent) -> Cell | None:
            array = self.arrays.get(term.array)
            return array.shape[term.axis] if array else None

        return normal(substitute(cell, self.symbols, element, extent, apply))

    def instantiate_array(self, value: ArrayValue) -> ArrayValue:
        """An array value with the names replaced by what they stand for."""
        shape = tuple(self.instantiate(n) for n in value.shape)
        return ArrayValue(value.dtype, shape, value.binders, self.instantiate(value.body))


@final
@dataclass(frozen=True, slots=True)
class LoopSummary:
    """Closed forms at the head of the iteration whose index is `symbol`.

    They speak of the arrays at the loop's entry by their placeholders, of the enclosing loops by their
    indices and head arrays, and otherwise of the function's parameters. Variables that the loop changes
    and that are missing here have no known value inside and after the loop.

    For a loop that may be left early, `exit` is the first iteration that leaves it, or where its range ends
    if none does; the closed forms hold at the heads of the iterations that are reached.

    `invariants` hold there, too: by variable, what its step needs to follow its closed form.

    Of the variables in `handed_on` the closed forms are their histories, which say nothing of them.
    """

    label: int
    symbol: str
    scalars: Mapping[str, Cell]
    arrays: Mapping[str, ArrayValue]
    exit: Cell | None = None
    invariants: Mapping[str, Cell] = field(default_factory=dict[str, Cell])
    handed_on: frozenset[str] = frozenset()

    def at(self, entry: State, counter: Cell, changed: frozenset[str], outer: Environment) -> State:
        """The state at the head of an iteration of a loop that was entered in `entry`."""
        here = self.environment(entry, counter, outer)
        state = entry.without(changed)
        for name, closed in self.scalars.items():
            state = state.with_scalar(name, here.instantiate(closed))
        for name, value in self.arrays.items():
            state = state.with_array(name, here.instantiate_array(value))
        return state

    def invariants_at(self, entry: State, counter: Cell, outer: Environment) -> dict[str, Cell]:
        """What holds at the head of an iteration of a loop that was entered in `entry`."""
        here = self.environment(entry, counter, outer)
        return {name: here.instantiate(claim) for name, claim in self.invariants.items()}

    def exit_from(self, entry: State, outer: Environment) -> Cell | None:
        """The iteration that leaves the loop, for a loop that was entered in `entry`."""
        if self.exit is None:
            return None
        return self.environment(entry, integer(0), outer).instantiate(self.exit)

    def environment(self, entry: State, counter: Cell, outer: Environment) -> Environment:
        """The environment in which the summary's own closed forms are read."""
        held = {
            placeholder(name, self.label): entry.arrays[name] for name in self.arrays if name in entry.arrays
        }
        return Environment({**outer.symbols, self.symbol: counter}, {**outer.arrays, **held})

    def inside(self, head: State, counter: Cell, outer: Environment) -> Environment:
        """The environment of the loop's body: its index, and its variables as they are at the head."""
        held = {placeholder(name, self.label): head.arrays[name] for name in self.arrays}
        scalars = {placeholder(name, self.label): head.scalars[name] for name in self.scalars}
        return Environment({**outer.symbols, **scalars, self.symbol: counter}, {**outer.arrays, **held})


def placeholder(name: str, label: int) -> str:
    """The name by which the summaries inside a loop know a variable that the loop changes."""
    return f"{name}@{label}"
