"""A step as one that moves a value and holds it between two bounds.

Before: `y' = y + x[t] > 9 ? 9 : max(y + x[t], 0)`. After: `min(max(y + x[t], 0), 9)`, of which the triple is
`(x[t], 0, 9)`.

What is proposed need not be the step for every value of y: a counter that goes up while it is below 3 never
gets beyond 3 if it starts there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import final

from tensir.build import apply, cast, conj, conjuncts, select
from tensir.cells import Apply, Cell
from tensir.dtypes import INT
from tensir.recurrences import zero
from tenspiler.synthesis.occurrences import contains

MOST_READINGS = 6


@final
@dataclass(frozen=True, slots=True)
class Clamp:
    """`min(max(y + shift, low), high)`, without what is None."""

    shift: Cell | None = None
    low: Cell | None = None
    high: Cell | None = None


def clamps(step: Cell, y: Cell) -> Iterator[tuple[Cell, Cell, Cell]]:
    """What is added to y, and the bounds between which that is held, most likely first."""
    for found in islice(_readings(step, y), MOST_READINGS):
        if found.low is not None and found.high is not None and found.shift is not None:
            yield found.shift, found.low, found.high


def _readings(step: Cell, y: Cell) -> Iterator[Clamp]:
    if step == y:
        yield Clamp()
        return
    if not contains(step, _core(y)):
        yield Clamp(None, step, step)
        return
    match step:
        case Apply(op="max" | "min" as op, args=(a, b)):
            moving, bound = (a, b) if contains(a, y) else (b, a)
            if not contains(bound, y):
                for found in _readings(moving, y):
                    yield _bounded(found, op, bound)
        case Apply(op="add" | "sub" as op, args=(a, Apply(op="select", args=(c, p, q)))) if contains(
            c, _core(y)
        ):
            yes, no = (apply(op, (a, amount), step.dtype) for amount in (p, q))
            yield from _choices(c, yes, no, y)
        case Apply(op="add", args=(a, b)):
            moving, amount = (a, b) if contains(a, y) else (b, a)
            if not contains(amount, y):
                for found in _readings(moving, y):
                    yield _moved(found, "add", amount)
        case Apply(op="sub", args=(a, b)) if not contains(b, y):
            for found in _readings(a, y):
                yield _moved(found, "sub", b)
        case Apply(op="select", args=(condition, yes, no)):
            yield from _choices(condition, yes, no, y)
        case _:
            return


def _choices(condition: Cell, yes: Cell, no: Cell, y: Cell) -> Iterator[Clamp]:
    if not contains(condition, _core(y)):
        for one, other in product(_readings(yes, y), _readings(no, y)):
            yield _chosen(condition, one, other)
        return
    match condition:
        case Apply(op="not", args=(inner,)):
            yield from _choices(inner, no, yes, y)
            return
        case Apply(op="or", args=(a, b)):
            yield from _choices(a, yes, select(b, yes, no), y)
            return
        case Apply(op="and"):
            atoms = conjuncts(condition)
            fixed = [a for a in atoms if not contains(a, _core(y))]
            rest = [a for a in atoms if a not in fixed]
            first = conj(*fixed) if fixed else rest[0]
            later = rest if fixed else rest[1:]
            yield from _choices(first, select(conj(*later), yes, no), no, y)
            return
        case Apply(op="lt" | "le" | "gt" | "ge" as op, args=(a, b)):
            pass
        case _:
            return
    upwards = op in ("lt", "le") if contains(a, _core(y)) else op in ("gt", "ge")
    bound = b if contains(a, _core(y)) else a
    if contains(bound, _core(y)):
        return
    bound = cast(bound, yes.dtype) if bound.dtype.is_integer and yes.dtype is INT else bound
    if bound.dtype is not yes.dtype:
        return
    below, above = (yes, no) if upwards else (no, yes)
    sides = [("min", below), ("max", above)]
    for op, side in sorted(sides, key=lambda s: s[1] == y):
        if contains(side, y):
            for found in _readings(side, y):
                yield _bounded(found, op, bound)


def _core(y: Cell) -> Cell:
    """The value itself, where y is a view of it in a wider type."""
    while isinstance(y, Apply) and y.op == "cast":
        y = y.args[0]
    return y


def _bounded(found: Clamp, op: str, bound: Cell) -> Clamp:
    """A clamp that is held against one more bound afterwards."""

    def held(cell: Cell | None) -> Cell | None:
        if cell is None or cell == bound:
            return cell
        return apply(op, (cell, bound), bound.dtype)

    if op == "min":
        return replace(found, high=bound if found.high is None else held(found.high))
    return replace(found, low=bound if found.low is None else held(found.low), high=held(found.high))


def _moved(found: Clamp, op: str, amount: Cell) -> Clamp:
    """A clamp to which something is added afterwards."""

    def moved(cell: Cell | None) -> Cell | None:
        return None if cell is None else apply(op, (cell, amount), amount.dtype)

    negative = op == "sub"
    first = apply("neg", (amount,), amount.dtype) if negative else amount
    shift = first if found.shift is None else moved(found.shift)
    return Clamp(shift, moved(found.low), moved(found.high))


def _chosen(condition: Cell, one: Clamp, other: Clamp) -> Clamp:
    """One clamp or the other; one without a bound takes that of the other."""

    def either(a: Cell | None, b: Cell | None) -> Cell | None:
        if a is None or b is None:
            return b if a is None else a
        return select(condition, a, b)

    shifts = [s for s in (one.shift, other.shift) if s is not None]
    shift = None
    if shifts:
        nothing = zero(shifts[0].dtype)
        shift = select(condition, one.shift or nothing, other.shift or nothing)
    return Clamp(shift, either(one.low, other.low), either(one.high, other.high))
