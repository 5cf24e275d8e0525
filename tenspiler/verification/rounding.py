"""Which floats were rounded on the way: an equation of the reals between two such decides nothing.

Over the reals `x + y - y` is x. Of floats it may be 0.0 where x is not, so that `x + y - y > 0` is another
condition than `x > 0`. Where a float decides something (a comparison, a whole part, a place in an order), a
proof over the reals takes what was rounded for a function of its operands, of which nothing is known.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from tensir.build import COMPARISONS
from tensir.cells import Apply, Cell, Fold

MOST_REMEMBERED = 50_000
STEPS: Final = frozenset({"floor", "ceil", "trunc", "fmod"})
"""Operators of floats whose results change by more than a little where an operand does."""

_KEEPS = frozenset({"min", "max", "neg", "abs"})


@lru_cache(maxsize=MOST_REMEMBERED)
def is_rounded(cell: Cell) -> bool:
    """Whether a float is computed by operators that round; sums and products by folds are told elsewhere."""
    match cell:
        case Apply(op="select", args=(_, yes, no)):
            return is_rounded(yes) or is_rounded(no)
        case Apply(op="cast", args=(inner,)) if inner.dtype.is_float and inner.dtype.bits <= cell.dtype.bits:
            return is_rounded(inner)
        case Apply(op=op, args=args) if op in _KEEPS:
            return any(map(is_rounded, args))
        case Apply():
            return cell.dtype.is_float
        case Fold(op="min" | "max"):
            return cell.dtype.is_float and (is_rounded(cell.init) or is_rounded(cell.body))
        case _:
            return False


def decides(cell: Cell) -> bool:
    """Whether an operator makes a decision of its operands, which are floats."""
    if not isinstance(cell, Apply) or not cell.args[0].dtype.is_float:
        return False
    return cell.op in COMPARISONS or cell.op in STEPS or (cell.op == "cast" and not cell.dtype.is_float)
