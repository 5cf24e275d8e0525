"""Folds whose bounds are elements: the places of an array over which such a fold runs.

Before: `sum(ptr[i] <= p < ptr[i + 1]: x[p])`, where `x[p]` is an element wherever the loop really runs.
After: a sum over segments of the places of `x`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from tensir.build import add, mul, sub
from tensir.cells import Apply, Cell, Elem, Fold, Lit, children, free_symbols, integer
from tensir.polynomial import linear_in, normal, to_cell
from tensir.tensors import Param


@final
@dataclass(frozen=True, slots=True)
class Places:
    """The places of one axis of an array that a fold reads: its index plus `shift`, below `extent`.

    Where places may be counted from the end, each one is there twice, below its own number and above it.
    `in_rows` says that the array has a row of them for each of the folds.
    """

    shift: Cell
    extent: Cell
    in_rows: bool


def from_either_end(index: Cell, extent: Cell) -> Cell | None:
    """The place that an index names by its number, or from the end if that is negative; None for others."""
    match index:
        case Apply(op="select", args=(Apply(op="lt", args=(a, Lit(value=0))), below, plain)):
            if normal(a) == normal(plain) and normal(sub(below, plain)) == normal(extent):
                return plain
        case _:
            pass
    return None


def places_of(cell: Fold, parameters: Mapping[str, Param], rows: Sequence[str]) -> list[Places]:
    """Where a fold reads: what is read at every index before what is read under a condition."""
    found: dict[Places, bool] = {}
    for read, always in _reads(cell.body, cell.binder).items():
        source = parameters.get(read.array)
        if source is None:
            continue
        for dimension, index in enumerate(read.indices):
            extent = source.type.shape[dimension]
            plain = from_either_end(index, extent)
            twice = plain is not None
            plain = index if plain is None else plain
            split = linear_in(plain, cell.binder) if cell.binder in free_symbols(plain) else None
            others = [i for d, i in enumerate(read.indices) if d != dimension]
            if split is None or split[0] != {(): 1} or any(cell.binder in free_symbols(i) for i in others):
                continue
            in_rows = any(not free_symbols(i).isdisjoint(rows) for i in others)
            shift, size = to_cell(split[1]), extent
            if twice:
                shift, size = normal(add(shift, extent)), normal(mul(integer(2), extent))
            places = Places(shift, size, in_rows)
            found[places] = found.get(places, False) or always
    return sorted(found, key=lambda places: (places.in_rows, not found[places]))


def _reads(cell: Cell, binder: str) -> dict[Elem, bool]:
    """The elements that are read at places that depend on an index, and whether they always are."""
    found: dict[Elem, bool] = {}
    seen: set[tuple[int, bool]] = set()
    stack = [(cell, True)]
    while stack:
        term, always = stack.pop()
        if (id(term), always) in seen:
            continue
        seen.add((id(term), always))
        if isinstance(term, Elem) and binder in free_symbols(term):
            found[term] = found.get(term, False) or always
        match term:
            case Apply(op="select" | "and" | "or", args=(first, *others)):
                stack += [(first, always), *((other, False) for other in others)]
            case Fold():
                stack += [(part, False) for part in children(term)]
            case _:
                stack += [(part, always) for part in children(term)]
    return found
