"""What preconditions on all elements say of the elements at hand.

A condition like `all(i < n: ptr[i] <= len(x))` is checked at each call, so that it holds for each `i` below
`n`. Which ones may matter is read off the elements of which a question speaks: `ptr[k + 1]` suggests `k + 1`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tensir.build import apply, implies, sub, within
from tensir.cells import TRUE, Cell, Elem, Fold, free_symbols, reads_elements, substitute, subterms
from tensir.polynomial import linear_in, normal, to_cell

MOST_INSTANCES = 2  # for each index that a condition quantifies over


def instances(conditions: Iterable[Cell], question: Iterable[Cell]) -> list[Cell]:
    """What conditions on all elements say where a question reads; those with other folds say nothing."""
    reads = list(dict.fromkeys(t for cell in question for t in subterms(cell) if isinstance(t, Elem)))
    found: dict[Cell, None] = {}
    for condition in conditions:
        if isinstance(condition, Fold):
            found.update(dict.fromkeys(_instances(condition, reads)))
    return [f for f in found if f != TRUE]


def _instances(condition: Cell, reads: list[Elem]) -> Iterator[Cell]:
    if not (isinstance(condition, Fold) and condition.op == "and" and condition.init == TRUE):
        if not any(isinstance(t, Fold) for t in subterms(condition)):
            yield condition
        return
    for index in _indices(condition, reads):
        body = normal(substitute(condition.body, {condition.binder: index}, make=apply))
        inside = normal(within(index, condition.lo, condition.hi))
        for said in _instances(body, reads):
            yield implies(inside, said)


def _indices(condition: Fold, reads: list[Elem]) -> list[Cell]:
    """The values of the index of a condition at which it speaks of what is read, of most of it first."""
    found: Counter[Cell] = Counter()
    elements = [t for t in subterms(condition.body) if isinstance(t, Elem)]
    elements = [t for t in elements if condition.binder in free_symbols(t)]
    for own in elements:
        for read in reads:
            if read.array == own.array:
                for at, wanted in zip(own.indices, read.indices, strict=True):
                    found.update(_solved(at, condition.binder, wanted))
    if not elements:  # it speaks of the places themselves
        places = (index for read in reads for index in read.indices)
        found.update(p for p in places if reads_elements(p) == reads_elements(condition.lo))
    return [index for index, _ in found.most_common(MOST_INSTANCES)]


def _solved(index: Cell, binder: str, wanted: Cell) -> Iterator[Cell]:
    """The value of a symbol for which an index is the one that is wanted, where the index adds to it."""
    split = linear_in(index, binder)
    if split is not None and split[0] == {(): 1}:
        yield normal(sub(wanted, to_cell(split[1])))
