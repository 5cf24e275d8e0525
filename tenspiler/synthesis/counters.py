"""Counters that stop at a limit, wherever they start.

Before: `x' = c(t) and x < limit ? x + 1 : x`. After: `min(x0 + count(j in lo..t: c(j)), max(x0, limit))`; a
counter beyond its limit stays where it is. What is counted need not fit the type of the counter.
"""

from __future__ import annotations

from collections.abc import Iterator

from tensir.build import apply, cast, conj, conjuncts, disj, negate
from tensir.cells import FALSE, TRUE, Apply, Cell, Lit, Sym, fresh, substitute
from tensir.dtypes import INT
from tensir.polynomial import mentions
from tensir.selection import count
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.occurrences import contains


def limited(x: Cell, step: Cell, index: Sym, lo: Cell, entry: Cell) -> Iterator[Cell]:
    """The value at the head of iteration `index`, for a counter that starts at `entry` when t is `lo`."""
    if not x.dtype.is_integer or not contains(step, x):
        return
    one = Lit(1, x.dtype)
    for sign, inner, outer in (("add", "min", "max"), ("sub", "max", "min")):
        condition = _moves(step, x, apply(sign, (x, one), x.dtype), -1 if sign == "sub" else 1)
        if condition is None:
            continue
        atoms = [_limit(a, x, sign == "add") for a in conjuncts(condition)]
        limits = [a for a in atoms if a is not None]
        rest = conj(*(a for a, found in zip(conjuncts(condition), atoms, strict=True) if found is None))
        if len(limits) != 1 or contains(rest, x) or contains(limits[0], x):
            continue
        if mentions(limits[0], index.name):
            continue
        start, limit = cast(entry, INT), cast(limits[0], INT)
        binder = fresh(index.name)
        held = recombined(substitute(rest, {index.name: Sym(binder, INT)}, make=apply))
        moved = apply(sign, (start, count(binder, lo, index, held)), INT)
        yield recombined(cast(apply(inner, (moved, apply(outer, (start, limit), INT)), INT), x.dtype))


def _moves(step: Cell, x: Cell, moved: Cell, by: int) -> Cell | None:
    """Under which condition a step moves a counter, if all that it does besides is to leave it."""
    match step:
        case _ if step == x:
            return FALSE
        case _ if step == moved:
            return TRUE
        case Apply(op="select", args=(condition, yes, no)):
            return _either(condition, _moves(yes, x, moved, by), _moves(no, x, moved, by))
        case Apply(op="add", args=(a, b)) if x in (a, b):
            return _amount(b if a == x else a, by)
        case Apply(op="sub", args=(a, b)) if a == x:
            return _amount(b, -by)
        case _:
            return None


def _amount(amount: Cell, by: int) -> Cell | None:
    """Under which condition an amount is `by`, if it is 0 otherwise."""
    match amount:
        case Lit():
            return {0: FALSE, by: TRUE}.get(int(amount.value))
        case Apply(op="select", args=(condition, yes, no)):
            return _either(condition, _amount(yes, by), _amount(no, by))
        case _:
            return None


def _either(condition: Cell, one: Cell | None, other: Cell | None) -> Cell | None:
    """What holds by one of two conditions, as a third one says, if both are known."""
    if one is None or other is None:
        return None
    if other == FALSE:
        return conj(condition, one)
    if one == FALSE:
        return conj(negate(condition), other)
    return disj(conj(condition, one), conj(negate(condition), other))


def _limit(atom: Cell, x: Cell, upwards: bool) -> Cell | None:
    """Where a counter stops that moves as long as a comparison holds."""
    match atom:
        case Apply(op="lt" | "le" as op, args=(a, b)):
            own, bound = (a, b) if upwards else (b, a)
        case Apply(op="gt" | "ge" as op, args=(a, b)):
            own, bound = (b, a) if upwards else (a, b)
        case _:
            return None
    if _number(own) != x or contains(bound, x):
        return None
    if op in ("lt", "gt"):
        return bound
    return apply("add" if upwards else "sub", (bound, Lit(1, bound.dtype)), bound.dtype)


def _number(cell: Cell) -> Cell:
    """A number as what it is a wider view of."""
    while isinstance(cell, Apply) and cell.op == "cast":
        (cell,) = cell.args
    return cell
