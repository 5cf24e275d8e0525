"""Folds of what goes to one place of many, which an index says: a histogram, or a sum for each key.

Before: `out[k] = fold(j < n: i(j) == k and c(j) ? v(j) : e)`. After: `i`, `v` and `c`, for an operator that
combines `v(j)` with what is at `i(j)`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import final

from tensir.build import conj, conjuncts, identity, negate, select, sub
from tensir.cells import FALSE, TRUE, Apply, Cell, Fold, Lit, free_symbols, integer
from tensir.dtypes import INT
from tensir.polynomial import linear_in, normal, to_cell


@final
@dataclass(frozen=True, slots=True)
class Keyed:
    """For each index of a fold, `part` goes to `places`, one for each of some axes; outside if to none."""

    axes: tuple[str, ...]
    places: tuple[Cell, ...]
    part: Cell


def keyed(cell: Fold, axes: Collection[str]) -> Keyed | None:
    """A fold as one of what goes to places along some of the axes, if it is one."""
    found = _conditional(cell)
    if found is None:
        return None
    condition, part = found
    places: dict[str, Cell] = {}
    rest: list[Cell] = []
    for atom in conjuncts(condition):
        solved = _solved(atom, axes, cell.binder)
        if solved is None or solved[0] in places:
            rest.append(atom)
        else:
            places[solved[0]] = solved[1]
    others = (part, *places.values(), *rest)
    if not places or any(not free_symbols(c).isdisjoint(places) for c in others):
        return None
    if not any(cell.binder in free_symbols(p) for p in places.values()):
        return None
    first, *following = places.values()
    put = select(conj(*rest), first, integer(-1)) if rest else first
    return Keyed(tuple(places), (put, *following), part)


def _conditional(cell: Fold) -> tuple[Cell, Cell] | None:
    """Under which condition a fold takes something in, and what."""
    neutral: list[Cell | None] = [identity(cell.op, cell.dtype)]
    if cell.op in ("min", "max"):
        neutral.append(cell.init)
    if cell.op == "add" and cell.dtype.is_float:
        neutral.append(Lit(-0.0, cell.dtype))
    match cell.body:
        case Apply(op="select", args=(condition, part, other)) if other in neutral:
            return condition, part
        case Apply(op="select", args=(condition, other, part)) if other in neutral:
            return negate(condition), part
        case _ if cell.op == "or":
            return cell.body, TRUE
        case _ if cell.op == "and":
            return conj(*map(negate, _disjuncts(cell.body))), FALSE
        case _:
            return None


def _disjuncts(condition: Cell) -> list[Cell]:
    match condition:
        case Apply(op="or", args=(a, b)):
            return [*_disjuncts(a), *_disjuncts(b)]
        case _:
            return [condition]


def _solved(atom: Cell, axes: Collection[str], binder: str) -> tuple[str, Cell] | None:
    """The axis, and the place on it, that a condition equates, if no arithmetic on the index gives that."""
    match atom:
        case Apply(op="eq", args=(a, b)) if a.dtype is INT:
            difference = sub(a, b)
        case _:
            return None
    if linear_in(difference, binder) is not None:
        return None
    for axis in axes:
        split = linear_in(difference, axis)
        if split is not None and split[0] in ({(): 1}, {(): -1}):
            rest = to_cell(split[1])
            return axis, normal(sub(integer(0), rest)) if split[0] == {(): 1} else rest
    return None
