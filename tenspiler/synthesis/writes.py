"""What one iteration of a loop writes of an array."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import final

from tensir.build import sub
from tensir.cells import Apply, Cell, Sym
from tensir.dtypes import INT
from tenspiler.symbolic.bounds import Bounds


@final
@dataclass(frozen=True, slots=True)
class Iteration:
    """The loop whose closed form is sought: its index, where it starts and ends, and what is known inside it.

    `rows` collects the conditions under which rows do not overlap that it writes, where a closed form holds
    only then. `length` is how long the array is that is sought, if it grows.
    """

    index: Sym
    lo: Cell
    hi: Cell
    bounds: Bounds
    rows: list[Cell] = field(default_factory=list[Cell])
    length: Cell | None = None


@final
@dataclass(frozen=True, slots=True)
class Write:
    """Where `position` (conditions on the binders) holds, the iteration writes `value`."""

    position: tuple[Cell, ...]
    value: Cell


def distance(atom: Cell, relation: str) -> Cell | None:
    """`b - a` for the atom `a <= b` or `a < b`."""
    match atom:
        case Apply(op=op, args=(a, b)) if op == relation and a.dtype is INT:
            return sub(b, a)
        case _:
            return None
