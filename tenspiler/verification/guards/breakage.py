"""Claims broken on purpose, each in one way: what a verifier that cannot be fooled refuses.

The step of an induction claims what the state is after one more iteration. Broken in its claim alone, it
is the step, at the first iteration, of a summary that is wrong from the second one on.
"""

from __future__ import annotations

from collections.abc import Iterator

from tensir.build import add, apply, negate
from tensir.cells import Apply, Cell, Fold, Lit, Sym, integer, replaced, substitute
from tensir.dtypes import BOOL, INT
from tenspiler.symbolic.obligation import Obligation


def broken_goals(obligation: Obligation) -> Iterator[tuple[Cell, bool]]:
    """Goals that are broken, and whether they are so wherever the right one holds.

    Folds one element longer and the next iteration's value may make no difference; a value that is off by
    one, or the negation of what is no equation, always does.
    """
    match obligation.goal:
        case Apply(op="identical" | "eq" as op, args=(a, b)):
            pass
        case goal:
            yield negate(goal), True
            return
    following = {loop.symbol: add(Sym(loop.symbol, INT), integer(1)) for loop in obligation.loops[-1:]}
    for wrong in (_longer(b), substitute(b, following, make=apply)):
        if wrong not in (a, b):
            yield Apply(op, (a, wrong), BOOL), False
    yield Apply(op, (a, _off_by_one(b)), BOOL), True


def _off_by_one(cell: Cell) -> Cell:
    if cell.dtype is BOOL:
        return negate(cell)
    return apply("add", (cell, Lit(1.0 if cell.dtype.is_float else 1, cell.dtype)), cell.dtype)


def _longer(claimed: Cell) -> Cell:
    def longer(cell: Cell) -> Cell | None:
        match cell:
            case Fold():
                return Fold(cell.op, cell.binder, cell.lo, add(cell.hi, integer(1)), cell.init, cell.body)
            case Apply():
                return None
            case _:
                return cell

    return replaced(claimed, longer)
