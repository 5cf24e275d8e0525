"""Rows of a flat array, at any distance: `k` in terms of the row `r` and the column `c` that it is.

Before: `a[k] = (0 <= r and 0 <= k - s * r < n) ? f(k, r) : b[k]` with `r = min(m - 1, k // s)`.
After: `a[s * r + c] = f(s * r + c, r)` for r below m, and c below n.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from tensir.build import add, apply, conj, conjuncts, identity, le, lt, mul, sub, under
from tensir.cells import Apply, Cell, Fold, Lit, Sym, fresh, integer, replaced, substitute, subterms
from tensir.dtypes import BOOL, INT
from tensir.polynomial import linear_in, mentions, normal, plus, to_cell
from tenspiler.optimisation.region import box_of
from tenspiler.symbolic.state import ArrayValue
from tenspiler.synthesis.closed_rows import LastRow, last_rows
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.occurrences import replace


@final
@dataclass(frozen=True, slots=True)
class Rows:
    """What rows hold, over an axis for each distance and one along a row, and where the first one starts."""

    part: ArrayValue
    offset: Cell
    strides: tuple[Cell, ...]


def put_rows(value: ArrayValue, condition: Cell, yes: Cell) -> Rows | None:
    """The rows that a flat array holds where a condition on the last row at each place holds."""
    if len(value.binders) != 1:
        return None
    (current,) = value.binders
    place: Cell = Sym(current, INT)
    body, names, strides = under(yes, [condition]), list[str](), list[Cell]()
    while (row := _outermost_row(condition, current)) is not None:
        across = linear_in(row.flat, current)
        assert across is not None
        down, right = Sym(fresh("r"), INT), Sym(fresh("c"), INT)
        there = add(to_cell(plus({}, across[1], -1)), add(mul(row.stride, down), right))
        inside = {current: normal(there)}
        condition = conj(condition, le(row.cell, row.last))
        condition, body, place = (
            recombined(substitute(replace(cell, row.cell, down), inside, make=apply))
            for cell in (condition, body, place)
        )
        current = right.name
        names.append(down.name)
        strides.append(row.stride)
    return _boxed(value, condition, body, place, (*names, current), tuple(strides)) if names else None


def accumulated_rows(value: ArrayValue, body: Fold) -> Rows | None:
    """The rows that are added up: `sum(r < m: (0 <= k - s * r < n) ? f(k, r) : 0)`, also of rows of rows."""
    neutral = identity(body.op, value.dtype)
    if len(value.binders) != 1 or neutral is None or body.init.dtype is not value.dtype:
        return None
    rows, bounds, inner = list[Sym](), list[Cell](), body
    while True:
        row = Sym(fresh("r"), INT)
        rows.append(row)
        put = {inner.binder: row}
        bounds += [le(inner.lo, row), lt(row, inner.hi)]
        term = substitute(inner.body, put, make=apply)
        if not isinstance(term, Fold) or term.op != body.op or term.init != neutral:
            break
        inner = term
    match term:
        case Apply(op="select", args=(condition, term, Lit() as other)) if other == neutral:
            pass
        case _:
            return None
    (binder,) = value.binders
    for start, strides in _starts(condition, binder, rows):
        column = Sym(fresh("c"), INT)
        place = start
        for row, stride in zip(rows, strides, strict=True):
            place = add(place, mul(stride, row))
        inside = {binder: normal(add(place, column))}
        whole = conj(*bounds, condition)
        whole, found, place = (
            recombined(substitute(cell, inside, make=apply)) for cell in (whole, term, Sym(binder, INT))
        )
        names = (*(r.name for r in rows), column.name)
        boxed = _boxed(value, whole, found, place, names, strides)
        if boxed is not None:
            return boxed
    return None


def _starts(condition: Cell, binder: str, rows: list[Sym]) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
    """Where rows start, by conditions `0 <= k - start - stride * row`, or `k == start + stride * row`."""
    for atom in conjuncts(condition):
        match atom:
            case Apply(op="le" | "eq", args=(a, b)) if a.dtype is INT:
                split = linear_in(sub(b, a), binder)
            case _:
                continue
        if split is not None and split[0] == {(): -1} and atom.op == "eq":
            split = {(): 1}, plus({}, split[1], -1)
        if split is None or split[0] != {(): 1}:
            continue
        rest = to_cell(plus({}, split[1], -1))
        strides: list[Cell] = []
        for row in rows:
            along = linear_in(rest, row.name)
            if along is None:
                break
            strides.append(to_cell(along[0]))
            rest = to_cell(along[1])
        else:
            yield rest, tuple(strides)


def _boxed(
    value: ArrayValue,
    condition: Cell,
    body: Cell,
    place: Cell,
    names: tuple[str, ...],
    strides: tuple[Cell, ...],
) -> Rows | None:
    """The rows whose condition is a box of row and column indices."""
    atoms = map(_on_one_side, conjuncts(condition))
    box = box_of(conj(*atoms), names, (integer(0),) * len(names))
    if box is None or any(s != integer(1) for s in box.steps):
        return None
    inside = recombined(substitute(body, dict(zip(names, box.places, strict=True)), make=apply))
    start = normal(substitute(place, dict(zip(names, box.starts, strict=True)), make=apply))
    return Rows(ArrayValue(value.dtype, box.extents, box.binders, inside), start, strides)


def _outermost_row(condition: Cell, binder: str) -> LastRow | None:
    """A row that a place has, and not a row inside such a row."""
    rows = [r for r in last_rows(condition) if mentions(r.flat, binder)]
    cells = {r.cell for r in rows}
    for row in rows:
        across = linear_in(row.flat, binder)
        if across is not None and across[0] == {(): 1} and not cells & set(subterms(row.flat)):
            return row
    return None


def _on_one_side(atom: Cell) -> Cell:
    """A comparison of integers as one with 0."""
    match atom:
        case Apply(op="eq" | "le" | "lt", args=(a, b)) if a.dtype is INT:
            return apply(atom.op, (integer(0), normal(sub(b, a))), BOOL)
        case _:
            return atom


def in_rows(cell: Cell, index: Sym, size: Cell, row: Cell, column: Cell) -> Cell:
    """A cell with a row and a column instead of `index // size` and `index % size`."""
    put: dict[Cell, Cell] = {
        Apply("floordiv", (index, size), INT): row,
        Apply("mod", (index, size), INT): column,
    }
    return replaced(cell, put.get)


def split_columns(value: ArrayValue, step: Lit, count: Cell) -> tuple[ArrayValue, bool]:
    """Rows over groups of `step` elements and the members of a group: `c // s` and `c % s` become indices.

    Also whether the members of a group are all computed alike.
    """
    *rows, column = value.binders
    symbol, group, member = Sym(column, INT), Sym(fresh("x"), INT), Sym(fresh("c"), INT)
    index = normal(add(mul(step, group), member))
    body = in_rows(value.body, symbol, step, group, member)
    body = recombined(substitute(body, {column: index}, make=apply))
    alike = not any(t.dtype is BOOL and mentions(t, member.name) for t in subterms(body))
    shape = (*value.shape[:-1], count, step)
    return ArrayValue(value.dtype, shape, (*rows, group.name, member.name), body), alike


def member_of(value: ArrayValue, step: Lit, count: Cell, place: int) -> ArrayValue:
    """Rows of one member of each group of `step` elements."""
    column = value.binders[-1]
    index = normal(add(mul(step, Sym(column, INT)), integer(place)))
    body = recombined(substitute(value.body, {column: index}, make=apply))
    return ArrayValue(value.dtype, (*value.shape[:-1], count), value.binders, body)
