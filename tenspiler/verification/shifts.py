"""Sums over ranges of which one begins before the other: it is the other one and what comes before.

For sums `F(n)` of `a[j]` and `G(n)` of `a[j + 1]`: `F(max(n, 0) + 1) = a[0] + G(n)`. By induction on n.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, permutations
from typing import Final

from tensir.build import add, apply, identity
from tensir.cells import Apply, Cell, Fold, Sym, alike, integer
from tensir.dtypes import BOOL, INT
from tensir.polynomial import normal
from tenspiler.verification.instances import Instances

MOST_AHEAD: Final = 2
MOST_PAIRS: Final = 20


def shifted(sums: Sequence[Fold], instances: Instances) -> Iterator[Cell]:
    """What sums from 0 say of each other where they run over the same at another place."""
    for longer, shorter in islice(permutations(sums, 2), MOST_PAIRS):
        zero = identity("add", longer.dtype)
        if (longer.init, shorter.init) != (zero, zero):
            continue
        for ahead in range(1, MOST_AHEAD + 1):
            there = instances.element(longer, add(Sym(shorter.binder, INT), integer(ahead)))
            if alike(there, normal(shorter.body)):
                yield _equation(longer, shorter, ahead, instances)


def _equation(longer: Fold, shorter: Fold, ahead: int, instances: Instances) -> Cell:
    rest: Cell = shorter
    for place in reversed(range(ahead)):
        rest = Apply("add", (instances.element(longer, integer(place)), rest), longer.dtype)
    end = normal(add(apply("max", (shorter.hi, integer(0)), INT), integer(ahead)))
    whole = Fold(longer.op, longer.binder, longer.lo, end, longer.init, longer.body)
    return Apply("identical", (whole, rest), BOOL)
