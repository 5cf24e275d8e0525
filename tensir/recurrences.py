"""Recurrences: folds whose step has two operators, and takes in a pair of elements at a time.

`linear(k < n: pair(a[k], b[k]); y)` goes from y to `y * a[0] + b[0]`, and so on; `add_max` goes to
`max(y + a[0], b[0])`. The step of a pair is a map of y, and maps of one kind compose to one of that kind:
that is how targets compute all values without going through them one by one.

Pairs of unbounded integers may go into a recurrence on a fixed width: each step is exact, and then wraps.
"""

from __future__ import annotations

from typing import Final

from tensir.build import cast, select
from tensir.cells import Apply, Cell

PAIR: Final = "pair"
"""Two elements at a time. Not a scalar operator: a pair occurs in recurrences only."""

RECURRENCES: Final[dict[str, tuple[str, str]]] = {
    "linear": ("mul", "add"),
    "add_max": ("add", "max"),
    "add_min": ("add", "min"),
}
"""The two operators of each recurrence: what the first half of a pair goes in by, and then the second."""

WRAPPING: Final = frozenset({"add_max", "add_min"})
"""Those whose steps of unbounded integers may wrap into a fixed width."""


def pair(a: Cell, b: Cell) -> Cell:
    """Two elements of one dtype."""
    return Apply(PAIR, (a, b), a.dtype)


def halves(element: Cell) -> tuple[Cell, Cell]:
    """The two elements of a pair, or of a choice between pairs."""
    match element:
        case Apply(op="pair", args=(a, b)):
            return a, b
        case Apply(op="select", args=(condition, yes, no)):
            (a, b), (p, q) = halves(yes), halves(no)
            return select(condition, a, p), select(condition, b, q)
        case _:
            raise ValueError("a recurrence takes in pairs")


def stepped(op: str, before: Cell, element: Cell) -> Cell:
    """What a fold or recurrence that has come to `before` comes to with one more element."""
    if op not in RECURRENCES:
        return Apply(op, (before, element), before.dtype)
    inner, outer = RECURRENCES[op]
    a, b = halves(element)
    combined = Apply(inner, (cast(before, a.dtype), a), a.dtype)
    return cast(Apply(outer, (combined, b), a.dtype), before.dtype)
