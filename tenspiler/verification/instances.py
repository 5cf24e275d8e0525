"""Elements of folds at single indices, worked out once in a session: every script asks for them anew."""

from __future__ import annotations

from typing import final

from tensir.build import apply
from tensir.cells import Cell, Fold, substitute
from tensir.polynomial import normal


@final
class Instances:
    """What has been asked for; with the names that were made for it, it belongs to one function's session."""

    def __init__(self) -> None:
        self._found: dict[tuple[Cell, str, Cell], Cell] = {}

    def element(self, fold: Fold, index: Cell) -> Cell:
        """The element that a fold takes in at an index, in normal form."""
        key = fold.body, fold.binder, index
        if key not in self._found:
            self._found[key] = normal(substitute(fold.body, {fold.binder: index}, make=apply))
        return self._found[key]
