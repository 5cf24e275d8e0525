"""Folds over the earlier elements of an axis that have the same key as one of it.

Before: `out[i] = sum(j < i: key(j) == key(i) ? v(j) : 0)`, which takes n * n steps as it stands. After:
`v` and `key`, for an operator that puts equal keys next to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import apply, conj, conjuncts, negate, select, sub
from tensir.cells import FALSE, TRUE, Apply, Cell, Fold, Lit, Sym, free_symbols, substitute
from tensir.dtypes import INT
from tensir.last import Last
from tensir.polynomial import normal, plus, polynomial, to_cell
from tensir.selection import counted_condition


@final
@dataclass(frozen=True, slots=True)
class Earlier:
    """`part` of each earlier place at which `key` is what is `sought`, all of them over the axis itself.

    `sought` is None where it is the key at each place.
    """

    part: Cell
    key: Cell
    sought: Cell | None


def earlier_sum(cell: Fold, axis: str) -> Earlier | None:
    """A sum of integers over some indices as one of earlier elements with a key, if it is one."""
    if cell.op != "add" or not cell.dtype.is_integer or cell.init != Lit(0, cell.dtype):
        return None
    nothing = cell.init
    match cell.body:
        case Apply(op="select", args=(condition, part, other)) if other == nothing:
            return _earlier(condition, part, nothing, cell.binder, axis)
        case Apply(op="select", args=(condition, other, part)) if other == nothing:
            return _earlier(negate(condition), part, nothing, cell.binder, axis)
        case _:
            condition = counted_condition(cell)
            if condition is None:
                return None
            return _earlier(condition, Lit(1, cell.dtype), nothing, cell.binder, axis)


def earlier_any(cell: Fold, axis: str) -> Earlier | None:
    """Whether any of some indices meets a condition, as a question about earlier elements with a key."""
    if cell.op != "or" or cell.init != FALSE:
        return None
    return _earlier(cell.body, TRUE, FALSE, cell.binder, axis)


def earlier_last(search: Last, axis: str) -> Earlier | None:
    """A search for the last index as one among earlier elements with a key, if it is one."""
    return _earlier(search.condition, TRUE, FALSE, search.binder, axis)


def _earlier(condition: Cell, part: Cell, other: Cell, binder: str, axis: str) -> Earlier | None:
    found: tuple[Cell, Cell] | None = None
    rest: list[Cell] = []
    for atom in conjuncts(condition):
        keys = None if found else _keys(atom, binder, axis)
        if keys is None:
            rest.append(atom)
        else:
            found = keys
    if found is None:
        return None
    key, sought = found
    part = select(conj(*rest), part, other)
    if axis in free_symbols(part):
        return None
    put = {binder: Sym(axis, INT)}
    part, key = (normal(substitute(c, put, make=apply)) for c in (part, key))
    return Earlier(part, key, None if key == normal(sought) else sought)


def _keys(atom: Cell, binder: str, axis: str) -> tuple[Cell, Cell] | None:
    """What a condition compares, of an earlier index and of the axis itself."""
    match atom:
        case Apply(op="eq", args=(a, b)) if a.dtype is INT:
            difference = polynomial(sub(a, b))
        case _:
            return None
    own = {m: c for m, c in difference.items() if any(binder in free_symbols(t) for t in m)}
    key, sought = to_cell(own), to_cell(plus({}, plus(difference, own, -1), -1))
    if axis in free_symbols(key) or binder not in free_symbols(key) or axis not in free_symbols(sought):
        return None
    turned = plus({}, own, -1)
    if sum(c < 0 for c in own.values()) * 2 > len(own):
        key, sought = to_cell(turned), to_cell(plus(difference, own, -1))
    return key, sought
