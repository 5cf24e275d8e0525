"""Iterates of a program against loops that stay: the same rounds, from the same start, by the same steps.

Where ranges and starts are the same, and a round makes the same of what is the same, all rounds leave the
same: by induction on their number. So owed are the ranges, the starts, and one arbitrary round, in which the
values that the program carries are read as what the loop's variables are at its head.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import final

from tensir.build import add, apply
from tensir.cells import Cell, Elem, integer, substitute
from tensir.dtypes import INT, DType
from tensir.tensors import Carried, Iterate, Param, Program, TensorType
from tenspiler.symbolic.obligation import Obligation
from tenspiler.symbolic.shell import Handed, Shell, Value, array_at, round_of, scalar_at
from tenspiler.symbolic.state import ArrayValue


@final
@dataclass(frozen=True, slots=True)
class Reading:
    """What names of a program's iterates stand for."""

    scalars: Mapping[str, Cell] = field(default_factory=dict[str, Cell])
    arrays: Mapping[str, ArrayValue] = field(default_factory=dict[str, ArrayValue])

    def with_value(self, name: Param, value: Value) -> Reading:
        """With one more name."""
        if isinstance(value, ArrayValue):
            return Reading(self.scalars, {**self.arrays, name.name: value})
        return Reading({**self.scalars, name.name: value}, self.arrays)

    def cell(self, cell: Cell) -> Cell:
        """A cell with the names replaced."""

        def element(read: Elem) -> Cell | None:
            array = self.arrays.get(read.array)
            return array.at(read.indices) if array else None

        if not self.scalars and not self.arrays:
            return cell
        return substitute(cell, self.scalars, element, None, apply)

    def owed(self, obligation: Obligation) -> Obligation:
        """An obligation with the names replaced."""
        hypotheses = tuple(map(self.cell, obligation.hypotheses))
        return replace(obligation, hypotheses=hypotheses, goal=self.cell(obligation.goal))


def at_head(handed: Handed, label: int, round: Cell) -> Value:
    """What a variable is at the head of a round."""
    if isinstance(handed.entry, ArrayValue):
        return array_at(handed.name, label, round, handed.entry)
    return scalar_at(handed.name, label, handed.entry.dtype, round)


def in_a_round(reading: Reading, shell: Shell, iterate: Iterate) -> Reading:
    """What names stand for in the steps of an iterate."""
    found = reading.with_value(Param(iterate.counter, TensorType(INT, ())), shell.index)
    for handed, carried in pairs(shell, iterate):
        value = at_head(handed, shell.label, round_of(shell.index, shell.lo))
        found = found.with_value(carried.before, value)
    return found


def behind(reading: Reading, shell: Shell, iterate: Iterate) -> Reading:
    """What names stand for behind an iterate."""
    for handed, carried in pairs(shell, iterate):
        value = at_head(handed, shell.label, round_of(shell.end, shell.lo))
        reading = reading.with_value(carried.after, value)
    return reading


def pairs(shell: Shell, iterate: Iterate) -> list[tuple[Handed, Carried]]:
    """What an iterate carries, each with the variable of its name: `x` is carried as `x.now`, or `x.now2`."""
    names = {handed.name.split("#")[0]: handed for handed in shell.handed}
    return [(names[c.before.name.rpartition(".")[0]], c) for c in iterate.carried]


def fits(shells: Sequence[Shell], program: Program) -> bool:
    """Whether a program's iterates carry what some loops hand on, by their names and types.

    A loop may hand on more: what nothing depends on is not carried.
    """
    iterates = program.iterates
    names = [p.name for p in program.parameters] + [i.counter for i in iterates]
    names += [p.name for i in iterates for c in i.carried for p in (c.before, c.after)]
    if len(shells) != len(iterates) or len(set(names)) < len(names):
        return False
    return all(_carries(shell, iterate) for shell, iterate in zip(shells, iterates, strict=True))


def _carries(shell: Shell, iterate: Iterate) -> bool:
    named = [handed.name.split("#")[0] for handed in shell.handed]
    carried = [c.before.name.rpartition(".")[0] for c in iterate.carried]
    if len(set(named)) < len(named) or len(set(carried)) < len(carried) or not set(carried) <= set(named):
        return False
    return all(
        _kind(handed.entry) == (c.start.type.dtype, c.start.type.rank)
        and c.start.type == c.before.type == c.after.type
        and (c.step.type.dtype, c.step.type.rank) == _kind(handed.entry)
        for handed, c in pairs(shell, iterate)
    )


def definitions(shell: Shell) -> Iterator[tuple[Handed, Value, Value, bool]]:
    """What each history is defined by: its value, what that is, and whether in a round or at the start."""
    zero = round_of(shell.lo, shell.lo)
    following = round_of(add(shell.index, integer(1)), shell.lo)
    for handed in shell.handed:
        yield handed, at_head(handed, shell.label, zero), handed.entry, False
        yield handed, at_head(handed, shell.label, following), handed.step, True


def _kind(value: Value) -> tuple[DType, int]:
    return value.dtype, len(value.shape) if isinstance(value, ArrayValue) else 0
