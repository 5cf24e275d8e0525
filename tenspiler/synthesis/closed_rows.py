"""Closed forms of a flat array of which each iteration writes a row, or a column, at some distance.

The distance is not known to keep the rows apart. Where a row is written without a look at the array, the last
one counts; otherwise a closed form holds only if they are apart, which `Iteration.rows` notes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, final

from tensir.build import add, apply, conj, disj, eq, le, lt, mul, scalar, select, sub
from tensir.cells import Apply, Cell, Elem, Lit, Sym, arrays_read, fresh, integer, substitute, subterms
from tensir.dtypes import INT
from tensir.ops import row_before, span
from tensir.polynomial import linear_in, mentions, normal, plus, polynomial, to_cell
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.occurrences import replace
from tenspiler.synthesis.writes import Iteration, Write, distance

Row: TypeAlias = tuple[tuple[Cell, ...], Cell, Cell, Cell]


def last_row(writes: list[Write], keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """Each iteration writes a row.

    Before: `a'[k] = (s * t <= k < s * t + w) ? v(t) : a[k]`. After, from `lo = 0` on, with
    `r = min(t - 1, k // s)`: `a[k] at t = (0 <= r and s * r <= k < s * r + w) ? v(r) : a0[k]`.
    """
    write = _interleaved(writes, keep)
    if write is None:
        return
    in_place = keep.array in arrays_read(write.value)
    for bounds, flat, size, width in _rows(write, keep, loop):
        if in_place:
            loop.rows.append(_apart(sub(loop.hi, loop.lo), size, width))
        yield _last_of(bounds, flat, size, width, write, keep, loop)
    for inner, flat, size, width in _slabs(write, keep, loop):
        forwards = conj(le(integer(0), inner), le(width, size))
        loop.rows.append(disj(le(sub(loop.hi, loop.lo), integer(1)), forwards))
        yield _last_of((), flat, size, width, write, keep, loop)


def _last_of(
    bounds: tuple[Cell, ...], flat: Cell, size: Cell, width: Cell, write: Write, keep: Elem, loop: Iteration
) -> Cell:
    """What the last of the rows so far has left at each place."""
    last = sub(sub(loop.index, integer(1)), loop.lo)
    flat = recombined(sub(flat, mul(size, loop.lo)))
    counted = apply("min", (last, row_before(flat, size, width, last)), INT)
    put = {loop.index.name: add(loop.lo, counted)}
    rest = [a for a in write.position if a not in bounds]
    inside = [substitute(a, put, make=apply) for a in (*bounds, *rest)]
    value = recombined(substitute(write.value, put, make=apply))
    return recombined(select(conj(le(integer(0), counted), *inside), value, keep))


def _slabs(write: Write, keep: Elem, loop: Iteration) -> Iterator[tuple[Cell, Cell, Cell, Cell]]:
    """Rows of rows: the distance inside, `u` and `s` where they start at `u - s * t`, and their span."""
    for row in last_rows(*write.position):
        split = linear_in(row.flat, loop.index.name)
        width = _span_of(write.position, row.flat, keep)
        if split is None or width is None or mentions(width, loop.index.name):
            continue
        size = to_cell(plus({}, split[0], -1))
        if not isinstance(size, Lit):
            yield row.stride, to_cell(split[1]), size, width


def _span_of(position: tuple[Cell, ...], flat: Cell, keep: Elem) -> Cell | None:
    """How many places from 0 on the conditions on a flat index allow."""
    for row in last_rows(*position):
        if normal(sub(row.flat, flat)) == integer(0):
            width = _span_of(position, sub(flat, mul(row.stride, row.cell)), keep)
            return None if width is None else span(add(row.last, integer(1)), row.stride, width)
    for atom in position:
        to_end = distance(atom, "lt")
        if to_end is not None:
            width = normal(add(to_end, flat))
            if not any(mentions(width, k.name) for k in keep.indices if isinstance(k, Sym)):
                return width
        elif _is_zero(atom, flat):
            return integer(1)
    return None


def _is_zero(atom: Cell, flat: Cell) -> bool:
    """Whether a condition says that a flat index is 0."""
    match atom:
        case Apply(op="eq", args=(a, b)) if a.dtype is INT:
            return integer(0) in (normal(sub(sub(a, b), flat)), normal(sub(sub(b, a), flat)))
        case _:
            return False


@final
@dataclass(frozen=True, slots=True)
class LastRow:
    """`min(last, flat // stride)`: the last row that reaches a place, if one does."""

    cell: Cell
    last: Cell
    stride: Cell
    flat: Cell


def last_rows(*cells: Cell) -> Iterator[LastRow]:
    """The rows of which cells speak, by the form that `row_before` gives them."""
    for cell in dict.fromkeys(term for c in cells for term in subterms(c)):
        match cell:
            case Apply(op="min", args=(a, b)):
                for last, before in ((a, b), (b, a)):
                    match before:
                        case Apply(op="select", args=(_, quotient, _)):
                            yield from _as_row(cell, last, quotient)
                        case _:
                            pass
            case _:
                pass


def _as_row(cell: Cell, last: Cell, quotient: Cell) -> Iterator[LastRow]:
    """The row where a quotient is `flat // stride + several`."""
    parts = polynomial(quotient)
    for monomial, coefficient in parts.items():
        match monomial:
            case (Apply(op="floordiv", args=(flat, stride)),) if coefficient == 1:
                several = mul(stride, to_cell(plus(parts, {monomial: -1})))
                yield LastRow(cell, last, stride, normal(add(flat, several)))
            case _:
                pass


def _interleaved(writes: list[Write], keep: Elem) -> Write | None:
    """Writes in equal steps, each with an offset of its own, as one: `u % s` says which.

    Before: `0 <= u // 3 < w and u % 3 == 0`, and `0 <= (u - 1) // 3 < w and (u - 1) % 3 == 0`. After:
    `0 <= u < 3 * (w - 1) + 2`, with a value that is chosen by `u % 3`.
    """
    found = [_every(w) for w in writes]
    if len(writes) == 1 and found[0] is None:
        return writes[0]
    steps = [f for f in found if f is not None]
    if len(steps) < len(writes) or not steps:
        return None
    first = steps[0]
    behind = [normal(sub(first.flat, s.flat)) for s in steps]
    if any((s.step, s.lo, s.hi) != (first.step, first.lo, first.hi) for s in steps):
        return None
    offsets = [int(b.value) for b in behind if isinstance(b, Lit)]
    least = min(offsets, default=0)
    places = [o - least for o in offsets]
    if len(places) < len(steps) or len(set(places)) < len(places) or max(places) >= first.step:
        return None
    flat = normal(add(first.flat, integer(-least)))
    step = integer(first.step)
    value: Cell = keep
    chosen = scalar("mod", flat, step)
    for place, write in sorted(zip(places, writes, strict=True), key=lambda pair: pair[0], reverse=True):
        last = len(places) == first.step and place == first.step - 1
        value = write.value if last else select(eq(chosen, integer(place)), write.value, value)
    end = add(mul(step, sub(first.hi, integer(1))), integer(max(places) + 1))
    return Write((le(mul(step, first.lo), flat), lt(flat, end)), value)


@final
@dataclass(frozen=True, slots=True)
class _Every:
    """The places for which `flat` is a multiple of `step`, from `lo` times that to below `hi` times that."""

    flat: Cell
    step: int
    lo: Cell
    hi: Cell


def _every(write: Write) -> _Every | None:
    """The places that a write in steps of a known length concerns; None for other writes."""
    exact, flat, step = None, None, None
    for atom in write.position:
        match atom:
            case Apply(op="eq", args=(Apply(op="mod", args=(shifted, Lit() as size)), Lit(value=0))):
                exact, flat, step = atom, shifted, int(size.value)
            case _:
                pass
    if exact is None or flat is None or step is None:
        return None
    quotient = recombined(scalar("floordiv", flat, integer(step)))
    lows: list[Cell] = []
    highs: list[Cell] = []
    for atom in write.position:
        weak, strict = distance(atom, "le"), distance(atom, "lt")
        if weak is not None:
            lows.append(normal(sub(quotient, weak)))
        elif strict is not None:
            highs.append(normal(add(quotient, strict)))
    if len(lows) != 1 or len(highs) != 1 or len(write.position) != 3:
        return None
    return _Every(flat, step, lows[0], highs[0])


def _rows(write: Write, keep: Elem, loop: Iteration) -> Iterator[Row]:
    """The conditions `s * t <= u` and `u < s * t + w`, with `u`, `s`, and `w`, the same in all iterations.

    `u == s * t` is such a row with a single element.
    """
    for low in write.position:
        equal = _beyond(low, keep)
        from_start = distance(low, "le") or equal
        split = linear_in(from_start, loop.index.name) if from_start is not None else None
        if from_start is None or split is None:
            continue
        flat, size = to_cell(split[1]), to_cell(plus({}, split[0], -1))
        if isinstance(size, Lit):
            continue
        if equal is not None:
            yield (low,), flat, size, integer(1)
            continue
        for high in write.position:
            to_end = distance(high, "lt")
            if to_end is None or not mentions(to_end, loop.index.name):
                continue
            width = to_cell(plus(polynomial(from_start), polynomial(to_end)))
            if not mentions(width, loop.index.name):
                yield (low, high), flat, size, width


def columns(writes: list[Write], keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """Each iteration writes a column of rows that are apart, the column itself being rows of one element.

    Before, with `r = min(n - 1, (k - t) // s)`: `a'[k] = (0 <= r and k - t == s * r) ? v(t, r) : a[k]`.
    After, from `lo = 0` on, with `r = min(n - 1, k // s)`: `a[k] at t = (0 <= r and 0 <= k - s * r < t) ?
    v(k - s * r, r) : a0[k]`.
    """
    if len(writes) != 1:
        return
    (write,) = writes
    for atom in write.position:
        for old in last_rows(atom):
            counted, last = Sym(fresh("r"), INT), old.last
            beyond = _beyond(replace(atom, old.cell, counted), keep)
            across = linear_in(beyond, loop.index.name) if beyond is not None else None
            along = linear_in(to_cell(across[1]), counted.name) if across is not None else None
            if across is None or across[0] != {(): -1} or along is None or mentions(last, loop.index.name):
                continue
            size, width = to_cell(plus({}, along[0], -1)), sub(loop.hi, loop.lo)
            loop.rows.append(_apart(add(last, integer(1)), size, width))
            start = recombined(sub(to_cell(along[1]), loop.lo))
            row = apply("min", (last, row_before(start, size, width, last)), INT)
            column = sub(start, mul(size, row))
            put = {loop.index.name: add(column, loop.lo), counted.name: row}
            rest = [replace(a, old.cell, counted) for a in write.position if a is not atom]
            inside = [le(integer(0), row), le(integer(0), column), lt(column, sub(loop.index, loop.lo))]
            inside += [substitute(a, put, make=apply) for a in rest]
            value = substitute(replace(write.value, old.cell, counted), put, make=apply)
            yield recombined(select(conj(*map(recombined, inside)), recombined(value), keep))


def _beyond(atom: Cell, keep: Elem) -> Cell | None:
    """`k - place` for the atom that says that the binder `k` of a flat array is at some place."""
    match atom:
        case Apply(op="eq", args=(a, b)) if a.dtype is INT and len(keep.indices) == 1:
            beyond = sub(b, a)
        case _:
            return None
    (binder,) = keep.indices
    assert isinstance(binder, Sym)
    split = linear_in(beyond, binder.name)
    if split is None or split[0] not in ({(): 1}, {(): -1}):
        return None
    return beyond if split[0] == {(): 1} else sub(a, b)


def _apart(rows: Cell, size: Cell, width: Cell) -> Cell:
    """Whether rows at some distance do not overlap."""
    return disj(le(rows, integer(1)), le(width, size), le(width, sub(integer(0), size)))
