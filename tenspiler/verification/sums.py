"""Sums of reals in one form: they start at zero, and add up no sums.

Before: `sum(from x, j < n: a[j] - b[j])`. After: `x + (sum(j < n: a[j]) - sum(j < n: b[j]))`.

Both hold by induction on n, over the reals; and where something added is NaN, both sides are.
"""

from __future__ import annotations

from functools import lru_cache

from tensir.build import addends, identity
from tensir.cells import Apply, Cell, Fold, rewritten


@lru_cache(maxsize=10_000)
def separated(cell: Cell) -> Cell:
    """A cell in which every sum of floats starts at zero and adds up no sums, as it is over the reals."""
    return rewritten(cell, lambda term: _apart(term) if isinstance(term, Fold) else term)


def is_sum_of_reals(fold: Fold) -> bool:
    """Whether a fold adds up floats."""
    return fold.op == "add" and fold.dtype.is_float


def _apart(fold: Fold) -> Cell:
    zero = identity("add", fold.dtype)
    if not is_sum_of_reals(fold) or zero is None:
        return fold
    whole: Cell | None = None if fold.init == zero else fold.init
    for negative, body in addends(fold.body):
        part: Cell = Fold("add", fold.binder, fold.lo, fold.hi, zero, body)
        if whole is None:
            whole = Apply("neg", (part,), fold.dtype) if negative else part
        else:
            whole = Apply("sub" if negative else "add", (whole, part), fold.dtype)
    assert whole is not None
    return whole
