"""Recurrences: folds whose step has several operators, and takes in as many elements at a time.

`linear(k < n: pair(a[k], b[k]); y)` goes from y to `y * a[0] + b[0]`, and so on; `add_max` goes to
`max(y + a[0], b[0])`. The step of a pair is a map of y, and maps of one kind compose to one of that kind:
that is how targets compute all values without going through them one by one.

`linear_mod` takes the remainder by its third element, with the sign of that, in each step.

`and_xor` is what is linear among truth values: each map of one is `(y and a) != b`, for some a and b.
`reset_add` and `reset_linear` forget y where their first element holds: `(a[0] ? 0 : y) + b[0]`, which is
another thing than a factor of zero where y is not finite.

Elements that are unbounded integers may go into a recurrence on a fixed width: each step is exact, and then
wraps.
"""

from __future__ import annotations

from typing import Final

from tensir.build import cast, select
from tensir.cells import Apply, Cell, Lit
from tensir.dtypes import BOOL, DType

RESET: Final = "reset"
"""The operator that makes a value zero where its other operand holds. It occurs in recurrences only."""

RECURRENCES: Final[dict[str, tuple[str, ...]]] = {
    "linear": ("mul", "add"),
    "linear_mod": ("mul", "add", "mod"),
    "add_max": ("add", "max"),
    "add_min": ("add", "min"),
    "add_max_min": ("add", "max", "min"),
    "and_xor": ("and", "ne"),
    "reset_add": (RESET, "add"),
    "reset_linear": (RESET, "mul", "add"),
}
"""The operators of each recurrence, by which the elements that are taken in together go in one by one."""

WRAPPING: Final = frozenset({"add_max", "add_min", "add_max_min"})
"""Those whose steps of unbounded integers may wrap into a fixed width."""

RESETTING: Final = tuple(op for op, ops in RECURRENCES.items() if RESET in ops)
"""Those that may forget what was before."""

TUPLES: Final = {2: "pair", 3: "triple"}
"""Elements that are taken in together. No scalar operators: they occur in recurrences only."""


def together(*elements: Cell) -> Cell:
    """Two or three elements, the last of which says of what dtype they are."""
    return Apply(TUPLES[len(elements)], elements, elements[-1].dtype)


def elements_of(element: Cell) -> tuple[Cell, ...]:
    """The elements that are taken in together, also where it depends which ones."""
    match element:
        case Apply(op="pair" | "triple", args=args):
            return args
        case Apply(op="select", args=(condition, yes, no)):
            sides = zip(elements_of(yes), elements_of(no), strict=True)
            return tuple(select(condition, a, b) for a, b in sides)
        case _:
            raise ValueError("a recurrence takes in pairs or triples")


def takes(op: str, dtypes: tuple[DType, ...]) -> bool:
    """Whether a recurrence takes in elements of some dtypes."""
    ops = RECURRENCES[op]
    if len(dtypes) != len(ops):
        return False
    numbers = {dtype for name, dtype in zip(ops, dtypes, strict=True) if name != RESET}
    fits = all(dtype is BOOL for name, dtype in zip(ops, dtypes, strict=True) if name == RESET)
    kind = dtypes[-1].is_float if RESET in ops else dtypes[-1].is_integer if "mod" in ops else True
    return len(numbers) == 1 and fits and kind and (BOOL in numbers) == (op == "and_xor")


def stepped(op: str, before: Cell, element: Cell) -> Cell:
    """What a fold or recurrence that has come to `before` comes to with one more element."""
    if op not in RECURRENCES:
        return Apply(op, (before, element), before.dtype)
    after = cast(before, element.dtype)
    for name, one in zip(RECURRENCES[op], elements_of(element), strict=True):
        if name == RESET:
            after = select(one, zero(after.dtype), after)
        else:
            after = Apply(name, (after, one), after.dtype)
    return cast(after, before.dtype)


def zero(dtype: DType) -> Lit:
    """The number zero."""
    return Lit(0.0 if dtype.is_float else 0, dtype)
