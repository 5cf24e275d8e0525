"""Shells: loops that stay loops, whose rounds hand their variables on.

Before: `for i in range(lo, hi): x = step(i, x)`. Of a variable that is handed on nothing is said but what a
round makes of it. Its history is an array with one axis more: `x^3[t, k]` is element k of `x` at the head of
round t of loop 3, counted from 0. That the first is `x` where the loop is entered, and each the step of the
one before, defines all that are reached; so there is nothing to prove of them, except that extents stay.

An array that the loop does not change may be handed on, too: the steps then read it as it is, and not by what
it was computed from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, final

from tensir.build import sub
from tensir.cells import Cell, Elem, Sym, arrays_read
from tensir.dtypes import INT, DType
from tensir.polynomial import normal
from tenspiler.loopir.nodes import Span
from tenspiler.symbolic.obligation import LoopRange
from tenspiler.symbolic.state import ArrayValue
from tenspiler.symbolic.summary import LoopSummary

Value: TypeAlias = "Cell | ArrayValue"

_MARK = "^"  # in no name of a source


def history(name: str, label: int) -> str:
    """The array of all that a variable is at the heads of a loop."""
    return f"{name}{_MARK}{label}"


def is_history(array: str) -> bool:
    """Whether an array is the history of a variable."""
    return _MARK in array


def speaks_of_rounds(cell: Cell) -> bool:
    """Whether a cell depends on what rounds hand on, which is not known where a function is entered."""
    return any(map(is_history, arrays_read(cell)))


def round_of(index: Cell, lo: Cell) -> Cell:
    """How many rounds come before the one with an index."""
    return normal(sub(index, lo))


def scalar_at(name: str, label: int, dtype: DType, round: Cell) -> Cell:
    """A scalar at the head of a round."""
    return Elem(history(name, label), (round,), dtype)


def array_at(name: str, label: int, round: Cell, like: ArrayValue) -> ArrayValue:
    """An array at the head of a round; its extents are those that it is entered with."""
    indices = tuple(Sym(b, INT) for b in like.binders)
    body = Elem(history(name, label), (round, *indices), like.dtype)
    return ArrayValue(like.dtype, like.shape, like.binders, body)


def says_nothing(summary: LoopSummary, name: str, entry: Value, lo: Cell) -> bool:
    """Whether a summary gives a variable's history, and nothing else, for its closed form."""
    round = round_of(Sym(summary.symbol, INT), lo)
    if not isinstance(entry, ArrayValue):
        return summary.scalars.get(name) == scalar_at(name, summary.label, entry.dtype, round)
    given = summary.arrays.get(name)
    if given is None or given.dtype is not entry.dtype or given.shape != entry.shape:
        return False
    indices = tuple(Sym(b, INT) for b in given.binders)
    return given.body == array_at(name, summary.label, round, entry).at(indices)


@final
@dataclass(frozen=True, slots=True)
class Handed:
    """A variable that is handed on: its value where the loop is entered, and what a round makes of it."""

    name: str
    entry: Value
    step: Value


@final
@dataclass(frozen=True, slots=True)
class Shell:
    """A loop that stays one: its rounds `lo <= index < hi`, the last of which leaves the state of `end`.

    `entered` holds where it is entered, `inside` in each round.
    """

    label: int
    span: Span
    index: Sym
    lo: Cell
    hi: Cell
    end: Cell
    handed: tuple[Handed, ...]
    entered: tuple[Cell, ...]
    inside: tuple[Cell, ...]
    loops: tuple[LoopRange, ...]
