"""How much work one lift may take: counted steps, never time, so that no verdict depends on the machine."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import final

from tensir.cells import cells_made
from tensir.polynomial import forget_normal_forms
from tenspiler.steps import DEFAULT

PER_CELL = 12
CHARACTERS_PER_STEP = 4
# The solver ends the process where the reading of a script takes more memory than it may.
MOST_CHARACTERS = 1 << 23


@final
class OutOfEffort(Exception):
    """A lift has taken as many steps as it may."""


@final
class Effort:
    """The steps of one lift: what was said to `spend`, and the cells that were made meanwhile."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.noted = 0
        self._before = cells_made()

    @property
    def spent(self) -> int:
        """The steps so far."""
        return self.noted + PER_CELL * (cells_made() - self._before)

    def spend(self, steps: int) -> None:
        """Note some steps; raises `OutOfEffort` once there are more than the limit."""
        self.noted += steps
        if self.spent > self.limit:
            raise OutOfEffort


_current: ContextVar[Effort | None] = ContextVar("effort", default=None)


@contextmanager
def effort(limit: int = DEFAULT) -> Generator[Effort]:
    """What is done inside may take so many steps, whatever was done before."""
    forget_normal_forms()
    one = Effort(limit)
    token = _current.set(one)
    try:
        yield one
    finally:
        _current.reset(token)


def spend(steps: int = 0) -> None:
    """Note some steps of the lift that is under way; raises `OutOfEffort` once it has taken too many."""
    one = _current.get()
    if one is not None:
        one.spend(steps)


def spend_script(characters: int) -> None:
    """Note a script for the solver."""
    spend(characters // CHARACTERS_PER_STEP)


def afford_script(characters: int) -> None:
    """Raise `OutOfEffort`, before a script is written to its end, if it takes more than it may."""
    if characters > MOST_CHARACTERS:
        raise OutOfEffort
    one = _current.get()
    if one is not None and one.spent + characters // CHARACTERS_PER_STEP > one.limit:
        raise OutOfEffort
