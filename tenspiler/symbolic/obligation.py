"""Proof obligations as data: what is owed, under which hypotheses, and where in the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, final

from tensir.cells import TRUE, Apply, Cell
from tensir.dtypes import BOOL
from tensir.tensors import Tensor
from tenspiler.loopir.nodes import Span


@final
@dataclass(frozen=True, slots=True)
class LoopRange:
    """An enclosing loop: its bound index and the range that it runs over.

    A loop that may be left early ends with the iteration `exit`, if that is in the range. `label` is the
    loop's in the function.
    """

    symbol: str
    lo: Cell
    hi: Cell
    exit: Cell | None = None
    label: int = -1


@final
@dataclass(frozen=True, slots=True)
class Obligation:
    """`hypotheses` imply `goal`.

    `kind` is base, step, exit, defined, shape, final or requirement. For `defined` obligations `loops` and
    `guards` say for which iterations, and on which branches, the goal is needed; from them a precondition
    can be made. `reason` says what would go wrong. `subject` is the node of a program that has a requirement;
    `claim` is the loop and the variable of whose closed form an induction speaks.
    """

    kind: str
    span: Span
    hypotheses: tuple[Cell, ...]
    goal: Cell
    reason: str = ""
    loops: tuple[LoopRange, ...] = ()
    guards: tuple[Cell, ...] = ()
    subject: Tensor | None = None
    claim: tuple[int, str] | None = None

    @property
    def is_near(self) -> bool:
        """Whether what is equal over the reals may be taken to decide the same, also where it was rounded.

        It may in a closed form, whose floats the search has taken from the source as they are.
        """
        return self.claim is not None


def identical(a: Cell, b: Cell) -> Cell:
    """That two cells have one value (for floats: the same bits), as a goal."""
    return TRUE if a == b else Apply("identical", (a, b), BOOL)


class Observer(Protocol):
    """Who hears what a symbolic execution owes and assumes."""

    def owe(self, obligation: Obligation) -> None:
        """Something has to be proved."""
        ...

    def assume(self, text: str) -> None:
        """Something is taken for granted, and has to be printed."""
        ...


@final
class Nobody:
    """An observer for executions that are part of the search, where nothing is proved."""

    def owe(self, obligation: Obligation) -> None:
        """Drop it."""

    def assume(self, text: str) -> None:
        """Drop it."""
