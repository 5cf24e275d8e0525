"""Searches for the last of some segments that has a place.

Before: `max(r < n: starts[r] <= k < stops[r] ? r : -1)`, for every k. After: `starts` and `stops`, for an
operator that marks the places of each segment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from tensir.build import conjuncts
from tensir.cells import Apply, Cell, Sym, free_symbols
from tensir.dtypes import INT
from tensir.polynomial import plus, polynomial, to_cell

Segment: TypeAlias = tuple[Cell, Cell]


def segments_of(condition: Cell, binder: str, axis: str) -> list[Segment] | None:
    """Start and stop of the segments, over the binder, one of which has the place at the index of an axis."""
    found: list[Segment] = []
    for alternative in _alternatives(condition):
        segment = _segment(alternative, binder, axis)
        if segment is None:
            return None
        found.append(segment)
    return found


def _alternatives(condition: Cell) -> Iterator[Cell]:
    match condition:
        case Apply(op="or", args=args):
            for part in args:
                yield from _alternatives(part)
        case _:
            yield condition


def _segment(condition: Cell, binder: str, axis: str) -> Segment | None:
    starts: list[Cell] = []
    stops: list[Cell] = []
    for atom in conjuncts(condition):
        match atom:
            case Apply(op="le" | "lt" as op, args=(a, b)) if a.dtype is INT:
                slack = plus(polynomial(b), polynomial(a), -1)
            case _:
                return None
        here, strict = (Sym(axis, INT),), int(op == "lt")
        side = slack.get(here, 0)
        rest = plus(slack, {here: -side})
        if side == 1:
            starts.append(to_cell(plus({(): strict} if strict else {}, rest, -1)))
        elif side == -1:
            stops.append(to_cell(plus(rest, {(): 1 - strict} if not strict else {})))
        else:
            return None
    bounds = (*starts, *stops)
    if len(starts) != 1 or len(stops) != 1 or any(axis in free_symbols(b) for b in bounds):
        return None
    return (starts[0], stops[0]) if any(binder in free_symbols(b) for b in bounds) else None
