"""What is true of the indices in a stable order, and is not said by an order being a function of its rank.

For ranks p from 0 to below n, `argsort(j < n: key(j); p)` is an index from 0 to below n, and those of two
ranks differ. For any other rank it is the rank itself. It follows from the order being total on `0 .. n`,
whatever the keys are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, islice
from typing import Final

from tensir.build import conj, disj, eq, implies, negate, within
from tensir.cells import Cell, Fold, integer

MOST_PAIRS: Final = 6


def place(order: Fold, value: Cell) -> Cell:
    """The index of a rank is in the range; where the rank is not, it is the rank."""
    ranked = within(order.init, integer(0), order.hi)
    inside = implies(ranked, within(value, integer(0), order.hi))
    return conj(inside, disj(ranked, eq(value, order.init)))


def differ(values: Mapping[Cell, tuple[Fold, Cell]]) -> Iterator[Cell]:
    """Two ranks of one order have different indices: `values` maps each rank to what it comes to.

    Ranks out of the range are their own indices, which are out of it.
    """
    for (p, (_, one)), (q, (_, other)) in islice(combinations(values.items(), 2), MOST_PAIRS):
        yield implies(negate(eq(p, q)), negate(eq(one, other)))
