"""Preconditions that others imply are dropped: `3 * n <= len(a) + 2` beside `3 * n <= len(a)`.

Nothing but the signs of differences is looked at, so that it costs next to nothing and misses some.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tensir.build import sub
from tensir.cells import Apply, Cell, integer
from tensir.dtypes import INT
from tenspiler.symbolic.bounds import Bounds
from tenspiler.verification.proof import Required


def needed(required: Sequence[Required], facts: Iterable[Cell]) -> tuple[Required, ...]:
    """The preconditions that are visibly implied neither by facts nor by others that stay."""
    bounds, kept = Bounds(facts), list(required)
    for one in required:
        others = [r for r in kept if r is not one]
        if _holds(one.condition, bounds) or any(_implies(r.condition, one.condition, bounds) for r in others):
            kept = others
    return tuple(kept)


def _holds(condition: Cell, bounds: Bounds) -> bool:
    slacks = map(_slack, _alternatives(condition))
    return any(slack is not None and bounds.non_negative(slack) for slack in slacks)


def _implies(premise: Cell, conclusion: Cell, bounds: Bounds) -> bool:
    """Whether each alternative of the premise implies one of the conclusion."""
    weaker = _alternatives(conclusion)
    return all(any(_entails(one, other, bounds) for other in weaker) for one in _alternatives(premise))


def _entails(premise: Cell, conclusion: Cell, bounds: Bounds) -> bool:
    if premise == conclusion:
        return True
    least, slack = _slack(premise), _slack(conclusion)
    return least is not None and slack is not None and bounds.at_least(slack, least)


def _alternatives(cell: Cell) -> list[Cell]:
    """The parts of a disjunction."""
    match cell:
        case Apply(op="or", args=(a, b)):
            return [*_alternatives(a), *_alternatives(b)]
        case _:
            return [cell]


def _slack(comparison: Cell) -> Cell | None:
    """What is not negative exactly where a comparison of integers holds."""
    match comparison:
        case Apply(op="le", args=(a, b)) if a.dtype is INT:
            return sub(b, a)
        case Apply(op="lt", args=(a, b)) if a.dtype is INT:
            return sub(sub(b, a), integer(1))
        case _:
            return None
