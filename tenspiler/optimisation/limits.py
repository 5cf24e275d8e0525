"""Below what indices that data say lie, as preconditions on all elements have it.

Before: `all(i < n: key[i] < m)`. After: `key[j]` is below `m`. What is found is proposed; it is
the program that is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, final

from tensir.build import add, conjuncts, sub
from tensir.cells import Apply, Cell, Elem, Fold, free_symbols, integer, reads_elements
from tensir.dtypes import INT
from tensir.first import first_of
from tensir.last import last_of
from tensir.polynomial import normal, plus, polynomial, to_cell
from tenspiler.optimisation.segments import from_either_end


@final
class Limits:
    """What the elements of arrays are below, where some conditions hold."""

    def __init__(self, conditions: Iterable[Cell] = ()) -> None:
        self._below: dict[str, Cell] = {}
        for condition in conditions:
            for array, bound in _bounds(condition):
                self._below.setdefault(array, bound)

    def below(self, index: Cell) -> Cell | None:
        """A size that an index is below wherever it is one; None if none is known."""
        match index:
            case Elem():
                return self._below.get(index.array)
            case Apply(op="cast", args=(inner,)) if inner.dtype.is_integer:
                return self.below(inner)
            case Apply(op="select", args=(_, below, plain)):
                extent = normal(sub(below, plain))
                return extent if from_either_end(index, extent) is not None else None
            case Fold():
                if (latest := last_of(index)) is not None:
                    return normal(add(latest.hi, latest.offset))
                search = first_of(index)
                return None if search is None else normal(add(search.hi, integer(1)))
            case _:
                return None


def _bounds(condition: Cell) -> Iterator[tuple[str, Cell]]:
    """Arrays, and what a condition says that all elements of each are below."""
    binders: set[str] = set()
    while isinstance(condition, Fold) and condition.op == "and":
        binders.add(condition.binder)
        condition = condition.body
    for part in conjuncts(condition):
        match part:
            case Apply(op="lt" | "le" as op, args=(a, b)) if a.dtype is INT:
                slack = plus(polynomial(b), polynomial(a), -1)
            case _:
                continue
        for monomial, coefficient in slack.items():
            array = _element(monomial[0]) if len(monomial) == 1 and coefficient == -1 else None
            bound = add(to_cell(plus(slack, {monomial: 1})), integer(0 if op == "lt" else 1))
            if array is not None and not reads_elements(bound) and binders.isdisjoint(free_symbols(bound)):
                yield array, normal(bound)


def _element(cell: Cell) -> str | None:
    while isinstance(cell, Apply) and cell.op == "cast":
        (cell,) = cell.args
    return cell.array if isinstance(cell, Elem) else None


NO_LIMITS: Final = Limits()
"""Where no condition is known."""
