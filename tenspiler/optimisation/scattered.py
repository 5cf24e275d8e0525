"""Arrays that are written where an index says, so that of all writes to a cell the last one counts.

Before: `out[k] = L >= 0 ? v(L) : x[k]` with `L = max(j < n: i(j) == k ? j : -1)`. After: `i`, `v` and `x`,
for an operator that writes `v(j)` at `i(j)` in order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from tensir.build import apply, clamp_extent, conj, conjuncts, select, sub
from tensir.cells import Apply, Cell, Fold, Sym, alike, free_symbols, integer, replaced
from tensir.dtypes import BOOL, INT
from tensir.last import last_of
from tensir.polynomial import linear_in, normal, to_cell
from tenspiler.symbolic.state import ArrayValue


@final
@dataclass(frozen=True, slots=True)
class Scattered:
    """For `lo <= binder < lo + extent`, `part` is put at `places`, which are outside where nothing is put."""

    binder: str
    lo: Cell
    extent: Cell
    part: Cell
    places: tuple[Cell, ...]
    below: Cell


def scattered(value: ArrayValue) -> Scattered | None:
    """An array as one that is written in an order, if its cells say so."""
    chosen = _choice(value.body)
    if chosen is None or not value.binders:
        return None
    cell, yes, below = chosen
    last = last_of(cell)
    if last is None:
        return None
    binder = Sym(last.binder, INT)
    index = normal(sub(binder, last.offset))
    found = replaced(yes, lambda t: binder if isinstance(t, Fold) and alike(t, cell) else None, apply)
    own = {*value.binders}
    if own & free_symbols(found) or own & (free_symbols(last.lo) | free_symbols(last.hi)):
        return None
    places, rest = _solved(conjuncts(last.holds(index)), value.binders)
    if places is None or any(own & free_symbols(c) for c in (*places, *rest)):
        return None
    if rest:
        places = (select(conj(*rest), places[0], integer(-1)), *places[1:])
    lo = normal(apply("add", (last.lo, last.offset), INT))
    extent = clamp_extent(normal(sub(last.hi, last.lo)))
    return Scattered(last.binder, lo, extent, found, places, below)


def _choice(body: Cell) -> tuple[Cell, Cell, Cell] | None:
    """The search for the last iteration that writes a cell, what is there then, and what if there is none."""
    if last_of(body) is not None:
        assert isinstance(body, Fold)
        return body, body, body.init
    match body:
        case Apply(op="select", args=(Apply(op="le", args=(lo, found)), yes, no)):
            last = last_of(found)
            if last is not None and normal(sub(lo, last.otherwise)) == integer(1):
                return found, yes, no
        case _:
            pass
    return None


def _solved(
    conditions: Iterable[Cell], binders: tuple[str, ...]
) -> tuple[tuple[Cell, ...] | None, list[Cell]]:
    """The indices that conditions equate with the binders, one for each axis, and the other conditions."""
    places: dict[str, Cell] = {}
    rest: list[Cell] = []
    for condition in conditions:
        axis, place = _equated(condition, binders)
        if place is None or axis in places:
            rest.append(condition)
        else:
            places[axis] = place
    return (tuple(places[b] for b in binders) if len(places) == len(binders) else None), rest


def _equated(condition: Cell, binders: tuple[str, ...]) -> tuple[str, Cell | None]:
    match condition:
        case Apply(op="eq", args=(a, b), dtype=dtype) if dtype is BOOL and a.dtype is INT:
            for binder in binders:
                split = linear_in(sub(a, b), binder)
                if split is not None and split[0] in ({(): 1}, {(): -1}):
                    rest = to_cell(split[1])
                    return binder, normal(sub(integer(0), rest)) if split[0] == {(): 1} else rest
        case _:
            pass
    return "", None
