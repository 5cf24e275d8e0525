"""Closed forms of an array that a loop writes, one cell at a time.

Before: `a'[k] = (k == t) ? v(t) : a[k]`. After: `a[k] at t = (lo <= k < t) ? v(k) : a0[k]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import final

from tensir.build import apply, conj, conjuncts, eq, le, lt, mul, negate, scalar, select, sub
from tensir.cells import (
    FALSE,
    TRUE,
    Apply,
    Cell,
    Elem,
    Fold,
    Lit,
    free_symbols,
    integer,
    reads_elements,
    rewritten,
    size_of,
    substitute,
    subterms,
)
from tensir.dtypes import BOOL, INT
from tensir.polynomial import Polynomial, linear_in, mentions, normal, plus, polynomial, times, to_cell
from tenspiler.symbolic.state import ArrayValue
from tenspiler.synthesis.closed_growth import grown
from tenspiler.synthesis.closed_rows import columns, last_row
from tenspiler.synthesis.closed_runs import runs
from tenspiler.synthesis.closed_scalar import closed_forms, last_set
from tenspiler.synthesis.closed_selection import selected
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.occurrences import replace
from tenspiler.synthesis.writes import Iteration, Write, distance


def closed_arrays(step: ArrayValue, keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """Candidates for the body of an array at the head of iteration `loop.index`, most likely first.

    `step` is the array after the iteration, in terms of `keep`: the element at the binders at its head.
    """
    body = recombined(_own_cell(step.body, keep))
    if body == keep:
        yield keep
        return
    writes = list(_writes(_as_choices(body, keep), keep, frozenset(step.binders)))
    yield from selected(writes, keep, loop)
    yield from runs(body, keep, loop)
    yield from _once_per_cell(writes, keep, loop)
    yield from last_row(writes, keep, loop)
    yield from columns(writes, keep, loop)
    yield from _behind(writes, keep, loop)
    yield from _in_phases(writes, keep, loop)
    yield from grown(_as_choices(body, keep), keep, loop)
    moving = [a for write in writes for a in write.position if mentions(a, loop.index.name)]
    scattered = bool(moving) and all(_is_sent(atom, loop) for atom in moving)
    yield from _from_either_end(writes, keep, loop)
    if moving and all(_is_bound(atom, loop) for atom in moving) and not _folds(body, loop):
        yield from last_set(body, keep, loop.index, loop.lo, keep)
    if scattered:
        yield from last_set(body, keep, loop.index, loop.lo, keep)
    if scattered:
        yield from _in_fixed_places(writes, keep, loop)
    found = closed_forms(keep, body, loop.index, loop.lo, keep, latest=scattered or not moving)
    yield from map(_keeping_signs, found) if scattered else found


def _in_fixed_places(writes: list[Write], keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """One write of which part of the position is the same in all iterations: what it comes to there.

    Before: `a'[r, k] = (r == b && k == i(t)) ? a[r, k] + v(t) : a[r, k]`. After: a sum, where `r == b`.
    """
    if len(writes) != 1:
        return
    (write,) = writes
    fixed = [a for a in write.position if not mentions(a, loop.index.name)]
    moving = [a for a in write.position if a not in fixed]
    step = select(conj(*moving), write.value, keep)
    for closed in closed_forms(keep, step, loop.index, loop.lo, keep, latest=True) if fixed else ():
        yield recombined(select(conj(*fixed), _keeping_signs(closed), keep))


def _from_either_end(writes: list[Write], keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """A range of places that data bound, of which those below zero are counted from the end.

    Before: `a'[k] = (k == (t < 0 ? n + t : t)) ? v(t) : a[k]`. After: `a[k] at t = (lo <= k < t) ? v(k) :
    (lo <= k - n < t) ? v(k - n) : a0[k]`: of two iterations that write a cell, that from the front is later.
    """
    if len(writes) != 1 or len(keep.indices) != 1 or len(writes[0].position) != 1:
        return
    (write,), (place,) = writes, keep.indices
    if not (reads_elements(loop.lo) or reads_elements(loop.hi)):
        return
    match write.position[0]:
        case Apply(op="eq", args=(a, b)) if place in (a, b):
            match b if a == place else a:
                case Apply(op="select", args=(Apply(op="lt", args=(t, Lit(value=0))), below, plain)):
                    pass
                case _:
                    return
        case _:
            return
    extent = normal(sub(below, plain))
    if normal(t) != normal(plain) or normal(plain) != loop.index or mentions(extent, loop.index.name):
        return
    if _reads(replace(write.value, keep, integer(0)), keep):
        return
    result: Cell = keep
    for when in (sub(place, extent), place):
        value = substitute(replace(write.value, keep, result), {loop.index.name: when}, make=apply)
        result = select(conj(*_members(when, loop)), value, result)
    yield recombined(result)


def _folds(body: Cell, loop: Iteration) -> bool:
    """Whether an iteration folds elements of its own, which are then best folded in a loop that stays."""
    return any(isinstance(t, Fold) and mentions(t, loop.index.name) for t in subterms(body))


def _is_bound(atom: Cell, loop: Iteration) -> bool:
    """Whether a condition holds a place against what data say, so that a range of places is written."""
    match atom:
        case Apply(op="le" | "lt", args=(a, _)) if a.dtype is INT:
            return reads_elements(atom) and linear_in(sub(*atom.args), loop.index.name) is None
        case Apply(op="or" | "and", args=args):
            return all(_is_bound(part, loop) for part in args)
        case _:
            return False


def _keeping_signs(cell: Cell) -> Cell:
    """A sum of floats to which -0.0 is added where nothing is: 0.0 would change the sign of a zero."""
    match cell:
        case Fold(op="add", body=Apply(op="select", args=(condition, yes, no))) if cell.dtype.is_float:
            zero, nothing = Lit(0.0, cell.dtype), Lit(-0.0, cell.dtype)
            yes, no = (nothing if part == zero else part for part in (yes, no))
            body = Apply("select", (condition, yes, no), cell.dtype)
            return Fold(cell.op, cell.binder, cell.lo, cell.hi, cell.init, body)
        case _:
            return cell


def _is_sent(atom: Cell, loop: Iteration) -> bool:
    """Whether a condition says that a place is one that no arithmetic on the iteration's index gives."""
    match atom:
        case Apply(op="eq", args=(a, b)) if a.dtype is INT:
            return linear_in(sub(b, a), loop.index.name) is None
        case _:
            return False


def _own_cell(body: Cell, keep: Elem) -> Cell:
    """Where the binders are the place `e` that is written, a read of the array at `e` is the cell itself."""
    match body:
        case Apply(op="select", args=(condition, yes, no)):
            place = _place(condition, keep)
            if place is not None:
                own = Elem(keep.array, place, keep.dtype)
                yes = replace(yes, own, keep)
            return select(condition, _own_cell(yes, keep), _own_cell(no, keep))
        case _:
            return body


def _as_choices(body: Cell, keep: Elem) -> Cell:
    """`p ? true : a[k]` for `p or a[k]`, and `p ? false : a[k]` for `not p and a[k]`: truths that are set."""
    match body:
        case Apply(op="or", args=(condition, rest)) if not _reads(condition, keep):
            return Apply("select", (condition, TRUE, _as_choices(rest, keep)), BOOL)
        case Apply(op="and", args=(condition, rest)) if not _reads(condition, keep):
            return Apply("select", (negate(condition), FALSE, _as_choices(rest, keep)), BOOL)
        case Apply(op="select", args=(condition, yes, no)):
            return Apply("select", (condition, _as_choices(yes, keep), _as_choices(no, keep)), body.dtype)
        case _:
            return body


def _reads(cell: Cell, keep: Elem) -> bool:
    return any(isinstance(term, Elem) and term.array == keep.array for term in subterms(cell))


def _place(condition: Cell, keep: Elem) -> tuple[Cell, ...] | None:
    """The indices that a condition equates with the binders, one for each axis."""
    found: list[Cell] = []
    for binder in keep.indices:
        equal = [
            b if a == binder else a
            for atom in conjuncts(condition)
            if isinstance(atom, Apply) and atom.op == "eq" and binder in atom.args
            for a, b in (atom.args,)
        ]
        if not equal:
            return None
        found.append(equal[0])
    return tuple(found)


def _writes(body: Cell, keep: Elem, binders: frozenset[str]) -> Iterator[Write]:
    """What an iteration writes; the first write whose position holds counts."""
    match body:
        case _ if body == keep:
            return
        case Apply(op="select", args=(condition, yes, no)):
            atoms = conjuncts(condition)
            position = tuple(a for a in atoms if free_symbols(a) & binders)
            data = conj(*(a for a in atoms if not free_symbols(a) & binders))
            if position:
                yield Write(position, select(data, yes, no))
                yield from _writes(no, keep, binders)
            else:
                for write in _writes(yes, keep, binders):
                    yield Write(write.position, select(data, write.value, no))
                for write in _writes(no, keep, binders):
                    yield Write(write.position, select(negate(data), write.value, keep))
        case _:
            yield Write((), body)


def _once_per_cell(writes: list[Write], keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """Each cell is written in one iteration at most: solve its position for the iteration."""
    result: Cell = keep
    for write in reversed(writes):
        solved = _solve(write, loop)
        if solved is None:
            return
        condition, value = solved
        result = select(condition, value, result)
    yield recombined(result)


def _solve(write: Write, loop: Iteration) -> tuple[Cell, Cell] | None:
    """When a cell has been written before iteration `loop.index`, and what was written."""
    for solution in chain(_by_equation(write, loop), _by_range(write, loop), _by_residue(write, loop)):
        when, used, reached = solution
        rest = [a for a in write.position if a not in used]
        put = {loop.index.name: when}
        conditions = [*reached, *(substitute(a, put, make=apply) for a in rest)]
        value = substitute(write.value, put, make=apply)
        if any(isinstance(r, Apply) and r.op == "eq" for r in reached):
            value = _exactly_divided(value, when)
        return recombined(conj(*(recombined(c) for c in conditions))), recombined(value)
    return None


def _exactly_divided(value: Cell, when: Cell) -> Cell:
    """The value where `when` is a quotient without remainder: `s * (u // s)` is u there."""
    match when:
        case Apply(op="floordiv", args=(dividend, divisor)):
            whole = times(polynomial(divisor), {(when,): 1})
        case _:
            return value

    def rule(poly: Polynomial) -> Polynomial:
        first = next(iter(whole))
        ratio, remainder = divmod(poly.get(first, 0), whole[first])
        if remainder or not ratio:
            return poly
        changed = plus(plus(poly, whole, -ratio), polynomial(dividend), ratio)
        return changed if len(changed) <= len(poly) + 1 else poly

    return normal(value, rule)


def _members(when: Cell, loop: Iteration) -> list[Cell]:
    return [le(loop.lo, when), lt(when, loop.index)]


def _by_equation(write: Write, loop: Iteration) -> Iterator[tuple[Cell, tuple[Cell, ...], list[Cell]]]:
    """`k == s * t + r` gives `t = (k - r) / s`."""
    for atom in write.position:
        match atom:
            case Apply(op="eq", args=(a, b)) if a.dtype is INT and mentions(atom, loop.index.name):
                split = linear_in(sub(b, a), loop.index.name)
            case _:
                continue
        if split is None:
            continue
        slope, rest = split
        sign = _sign(slope)
        if sign is None:
            continue
        size, numerator = to_cell(plus({}, slope, sign)), to_cell(plus({}, rest, -sign))
        if size == integer(1):
            yield numerator, (atom,), _members(numerator, loop)
        else:
            when = scalar("floordiv", numerator, size)
            exact = eq(scalar("mod", numerator, size), integer(0))
            yield when, (atom,), [*_members(when, loop), exact]


def _sign(slope: Polynomial) -> int | None:
    """The sign of a slope whose coefficients agree in sign; None if it is zero or unclear."""
    signs = {c > 0 for c in slope.values()}
    return None if len(signs) != 1 else (1 if signs == {True} else -1)


def _sign_by_width(slope: Polynomial, width: Cell) -> int | None:
    """The sign of a slope that is a width of rows: no cell is in a row unless it is positive."""
    rows = polynomial(rewritten(width, _without_clamp))
    return next((sign for sign in (1, -1) if plus({}, slope, sign) == rows), None)


def _without_clamp(cell: Cell) -> Cell:
    match cell:
        case Apply(op="max", args=(size, Lit(value=0))):
            return size
        case _:
            return cell


def _by_range(write: Write, loop: Iteration) -> Iterator[tuple[Cell, tuple[Cell, ...], list[Cell]]]:
    """`s * t <= u < s * t + w` with `w <= s` gives `t = u // s`, the column being `u % s < w`."""
    lower = [(a, d) for a in write.position if (d := distance(a, "le")) is not None]
    upper = [(a, d) for a in write.position if (d := distance(a, "lt")) is not None]
    for low, from_start in lower:
        for high, to_end in upper:
            found = _row(from_start, to_end, loop)
            if found is not None:
                when, reached = found
                yield when, (low, high), reached


def _by_residue(write: Write, loop: Iteration) -> Iterator[tuple[Cell, tuple[Cell, ...], list[Cell]]]:
    """`(u - t) % s == 0` with `0 <= t < s` gives `t = u % s`, and `(u + t) % s == 0` gives `t = -u % s`."""
    for atom in write.position:
        match atom:
            case Apply(op="eq", args=(Apply(op="mod", args=(shifted, size)), Lit(value=0))):
                split = linear_in(shifted, loop.index.name)
            case _:
                continue
        if split is not None and split[0] in ({(): -1}, {(): 1}) and not mentions(size, loop.index.name):
            sign = -split[0][()]
            when = scalar("mod", to_cell(plus({}, split[1], sign)), size)
            yield when, (atom,), _members(when, loop)


def _row(from_start: Cell, to_end: Cell, loop: Iteration) -> tuple[Cell, list[Cell]] | None:
    split = linear_in(from_start, loop.index.name)
    if split is None:
        return None
    width = to_cell(plus(polynomial(from_start), polynomial(to_end)))
    sign = _sign(split[0]) or _sign_by_width(split[0], width)
    if sign is None:
        return None
    size = to_cell(plus({}, split[0], sign))
    if size == integer(1):
        return None
    flat = to_cell(split[1])
    row = scalar("floordiv", flat, size)
    when = to_cell(plus({}, polynomial(row), -1)) if sign > 0 else row
    column = recombined(scalar("mod", flat, size))
    if sign < 0 and _unclamped(width) == size and not mentions(width, loop.index.name):
        return when, [le(mul(loop.lo, width), flat), lt(flat, mul(loop.index, width))]
    if width == size:  # then the column says no more than that the size is positive, counted from either end
        column = min(column, recombined(sub(sub(size, integer(1)), column)), key=size_of)
    narrow = lt(column, substitute(width, {loop.index.name: when}, make=apply))
    return when, [*_members(when, loop), narrow]


def _unclamped(width: Cell) -> Cell:
    """The width of a row that is written in full: where none of its extents is negative, `max(n, 0)` is n."""

    def extent(cell: Cell) -> Cell:
        match cell:
            case Apply(op="max", args=(n, Lit(value=0))):
                return n
            case _:
                return cell

    return normal(rewritten(width, extent))


def _behind(writes: list[Write], keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """A recurrence: iteration t writes `f(a[t - 1])`, so that the cells are the values of a scan."""
    if len(writes) != 1:
        return
    place = _place(conj(*writes[0].position), keep)
    if place is None:
        return
    write = Write(writes[0].position, replace(writes[0].value, keep, Elem(keep.array, place, keep.dtype)))
    solved = _solve(write, loop)
    previous = _previous(write, keep, loop)
    if solved is None or previous is None:
        return
    entry = substitute(previous, {loop.index.name: loop.lo}, make=apply)
    for closed in closed_forms(previous, write.value, loop.index, loop.lo, entry):
        later = substitute(closed, {loop.index.name: scalar("add", loop.index, integer(1))}, make=apply)
        found = _solve(Write(write.position, later), loop)
        if found is not None:
            yield recombined(select(found[0], found[1], keep))


def _previous(write: Write, keep: Elem, loop: Iteration) -> Elem | None:
    """The one other cell of the array that an iteration reads, if the iteration before wrote it."""
    position = set(write.position)
    others = [
        t
        for t in subterms(write.value)
        if isinstance(t, Elem) and t.array == keep.array and not _places(keep, t.indices) <= position
    ]
    if len(set(others)) != 1:
        return None
    read = others[0]
    following = scalar("add", loop.index, integer(1))
    shifted = tuple(substitute(i, {loop.index.name: following}, make=apply) for i in read.indices)
    if not _places(keep, shifted) <= position:
        return None
    return read


def _places(keep: Elem, indices: tuple[Cell, ...]) -> set[Cell]:
    """The conditions under which the cell at the binders is the one at some indices."""
    return {recombined(eq(k, i)) for k, i in zip(keep.indices, indices, strict=True)} - {TRUE}


def _in_phases(writes: list[Write], keep: Elem, loop: Iteration) -> Iterator[Cell]:
    """A cell has an iteration of its own, and others before or after it write the cell in another way.

    Before: `a'[k] = (k == t) ? f(a[k]) : (k < t) ? a[k] + g(t) : a[k]`.
    After: `a[k] at t = (lo <= k < t) ? f(a0[k]) + sum(k + 1 <= j < t: g(j)) : a0[k]`.
    """
    for pivot in writes if len(writes) > 1 else ():
        for own, used, reached in _by_equation(pivot, loop):
            others = [_phase(w, own, loop) for w in writes if w is not pivot]
            early = [p.write for p in others if p is not None and not p.later]
            late = [p.write for p in others if p is not None and p.later]
            if None in others or len(early) > 1 or len(late) > 1:
                continue
            rest = [a for a in pivot.position if a not in used]
            where = conj(*reached, *(substitute(a, {loop.index.name: own}, make=apply) for a in rest))
            yield from _phases(keep, early, Write((where,), pivot.value), late, own, loop)


@final
@dataclass(frozen=True, slots=True)
class _Phase:
    """A write in all iterations before, or after, a cell's own, where the rest of its position holds."""

    write: Write
    later: bool


def _phase(write: Write, own: Cell, loop: Iteration) -> _Phase | None:
    """The write without the condition that says on which side of a cell's own iteration it happens."""
    for atom in write.position:
        for later, side in ((True, lt(own, loop.index)), (False, lt(loop.index, own))):
            if normal(sub(_slack(side), _slack(atom))) == integer(0):
                rest = tuple(a for a in write.position if a is not atom)
                fixed = not any(mentions(a, loop.index.name) for a in rest)
                return _Phase(Write(rest, write.value), later) if fixed else None
    return None


def _slack(atom: Cell) -> Cell:
    """`b - a - 1` for `a < b`, and `b - a` for `a <= b`: what is not negative if the atom holds."""
    strict = distance(atom, "lt")
    if strict is not None:
        return sub(strict, integer(1))
    weak = distance(atom, "le")
    return integer(0) if weak is None else weak


def _phases(
    keep: Elem, early: list[Write], pivot: Write, late: list[Write], own: Cell, loop: Iteration
) -> Iterator[Cell]:
    """Candidates: the first closed form of each phase, one phase starting from where another ends."""
    (where,) = pivot.position
    until: Cell = keep
    for write in early:
        closed = next(closed_forms(keep, write.value, loop.index, loop.lo, keep), None)
        if closed is None:
            return
        until = select(conj(*write.position), closed, keep)
    put = {loop.index.name: own}
    value = replace(substitute(pivot.value, put, make=apply), keep, substitute(until, put, make=apply))
    result = value
    for write in late:
        first = scalar("add", own, integer(1))
        closed = next(closed_forms(keep, write.value, loop.index, first, value), None)
        if closed is None:
            return
        result = select(conj(*write.position), closed, value)
    yield recombined(select(where, result, until))
