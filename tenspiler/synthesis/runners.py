"""The second best beside the best: a value that takes over what another one gives up.

Before: `b' = x[t] > a ? a : (x[t] > b ? x[t] : b)`, where a is the largest so far. After: b is the largest of
`x[j] > a(j) ? a(j) : x[j]` over the j before, and never above a; for that reason to take over a is to grow.
"""

from __future__ import annotations

from collections.abc import Iterator

from tensir.build import apply, fold, le, select
from tensir.cells import Apply, Cell, Fold, Sym, fresh, substitute
from tensir.dtypes import INT
from tenspiler.synthesis.closed_scalar import KEEP, factor
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.occurrences import contains
from tenspiler.synthesis.positions import Position


def runner_up(x: Sym, step: Cell, index: Sym, lo: Cell, entry: Cell) -> Iterator[Position]:
    """Closed forms of a value that is set to what bounds it, with that bound as what holds at the head."""
    for op in ("max", "min"):
        bounds: list[Cell] = []
        unit = _unit(step, x, op, entry, bounds)
        if unit is None or contains(unit, x) or not bounds or not all(_runs(b, op, index) for b in bounds):
            continue
        binder = fresh(index.name)
        body = substitute(unit, {index.name: Sym(binder, INT)}, make=apply)
        closed = recombined(fold(op, binder, lo, index, entry, body))
        sides = ((closed, b) if op == "max" else (b, closed) for b in bounds)
        claims = [le(*side) for side in sides]
        yield Position(
            closed, claims[0] if len(claims) == 1 else apply("and", tuple(claims), claims[0].dtype)
        )


def _runs(bound: Cell, op: str, index: Sym) -> bool:
    """Whether a bound is the best so far."""
    return isinstance(bound, Fold) and bound.op == op and bound.hi == index


def _unit(step: Cell, x: Sym, op: str, entry: Cell, bounds: list[Cell]) -> Cell | None:
    """`u` with `step == x op u`, if x is on the one side of all `bounds`; those are found on the way."""
    match step:
        case Apply(op="select", args=(condition, yes, no)) if not contains(condition, x):
            one, other = (_unit(part, x, op, entry, bounds) for part in (yes, no))
            return None if one is None or other is None else select(condition, one, other)
        case _ if not contains(step, x):
            bounds.append(step)
            return step
        case _:
            found = factor(step, x, op, entry)
            return entry if found is KEEP else found if isinstance(found, Cell) else None
