"""A step of a value that is one of two, by where it takes it from the one and from the other.

Before: `s' = x[t] == 34 ? 1 - s : s`, from 0 on. After: `h' = (h and true) != (x[t] == 34)`, and s is
`h ? 1 : 0`.
"""

from __future__ import annotations

from collections.abc import Callable

from tensir.build import apply, conj, conjuncts, negate, select
from tensir.cells import FALSE, TRUE, Apply, Cell, Lit
from tensir.dtypes import BOOL
from tensir.recurrences import together
from tenspiler.synthesis.occurrences import contains, replace


def switches(step: Cell, y: Cell) -> Cell:
    """What `and_xor` takes in where the step of a truth value is that recurrence: any step is."""
    return _pair(replace(step, y, FALSE), replace(step, y, TRUE))


def settled(step: Cell, y: Cell) -> Cell | None:
    """What the step of a truth value comes to whatever it was before, if there is one such thing."""
    found = replace(step, y, FALSE)
    return found if found == replace(step, y, TRUE) else None


def absorbs(step: Cell, y: Cell, op: str) -> bool:
    """Whether a truth value stays what it is once it is true (`or`), or false (`and`)."""
    kept = TRUE if op == "or" else FALSE
    return replace(step, y, kept) == kept


def two_values(step: Cell, y: Cell, entry: Cell) -> tuple[Lit, Cell] | None:
    """The other value of a y that is one of two constants, and what `and_xor` takes in, true at the other."""
    if not isinstance(entry, Lit) or y.dtype is BOOL:
        return None
    first = replace(step, y, entry)
    others = {leaf for leaf in _leaves(first) if leaf != entry}
    other = others.pop() if others else None
    if others or not isinstance(other, Lit):
        return None
    second = replace(step, y, other)
    if not _leaves(second) <= {entry, other} or contains(first, y):
        return None

    def is_other(leaf: Cell) -> Cell:
        return TRUE if leaf == other else FALSE

    return other, _pair(_at_leaves(first, is_other), _at_leaves(second, is_other))


def _pair(from_false: Cell, from_true: Cell) -> Cell:
    if FALSE in (from_false, from_true):
        kept = from_true if from_false == FALSE else from_false
    elif TRUE in (from_false, from_true):
        kept = negate(from_true if from_false == TRUE else from_false)
    else:
        kept = _differ(from_false, from_true)
    return together(kept, from_false)


def _differ(one: Cell, other: Cell) -> Cell:
    """Whether one of two conditions holds, and the other does not."""
    if one == other:
        return FALSE
    left, right = conjuncts(one), conjuncts(other)
    common = [a for a in left if a in right]
    rest = [conj(*(a for a in atoms if a not in common)) for atoms in (left, right)]
    if rest[0] == negate(rest[1]):
        return conj(*common)
    return apply("ne", (one, other), BOOL)


def _leaves(cell: Cell) -> set[Cell]:
    match cell:
        case Apply(op="select", args=(_, yes, no)):
            return _leaves(yes) | _leaves(no)
        case _:
            return {cell}


def _at_leaves(cell: Cell, change: Callable[[Cell], Cell]) -> Cell:
    match cell:
        case Apply(op="select", args=(condition, yes, no)):
            return select(condition, _at_leaves(yes, change), _at_leaves(no, change))
        case _:
            return change(cell)
