"""What is true of counts, and of the index with so many others before it, and cannot be seen by unfolding.

`C(n)`, how many indices below n meet a condition, is from 0 to n and does not decrease. The k-th index v that
meets it, where there is one, has `C(v) = k` and is counted itself, so that `C(v + 1) = k + 1`; and there is
one where k is from 0 to below the count of the whole range. Each follows by induction on the bound; each is
said under its guard alone, for without it no index has to exist.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import islice, permutations
from typing import Final

from tensir.build import add, conj, implies, le, lt
from tensir.cells import Cell, Fold, integer
from tensir.polynomial import normal
from tensir.selection import Nth

MOST_PAIRS: Final = 480


def counts_facts(values: Mapping[str, str], found: Container[str]) -> Iterator[str]:
    """Facts about one count at several bounds: `values` maps the text of each bound to that of the count.

    Compared are first those behind indices that were `found`, for it is those that proofs need.
    """
    for bound, value in values.items():
        yield f"(and (<= 0 {value}) (<= {value} (ite (< {bound} 0) 0 {bound})))"
    yield from rising_facts(values, found)


def rising_facts(values: Mapping[str, str], found: Container[str]) -> Iterator[str]:
    """What does not decrease is at a bound no more than at a later one."""
    pairs = sorted(permutations(values, 2), key=lambda pair: pair[0] not in found and pair[1] not in found)
    for one, other in islice(pairs, MOST_PAIRS):
        yield f"(=> (<= {one} {other}) (<= {values[one]} {values[other]}))"


def count_after(nth: Nth, value: Cell) -> Fold:
    """How many indices meet the condition up to and with the one that was found."""
    counted = nth.counted
    after = normal(add(value, integer(1)))
    return Fold(counted.op, counted.binder, counted.lo, after, counted.init, counted.body)


def exists(nth: Nth, value: Cell) -> Cell:
    """There is an index with `rank` before it that meet the condition, if more than that meet it in all."""
    counted, search = nth.counted, nth.search
    whole = Fold(counted.op, counted.binder, counted.lo, search.hi, counted.init, counted.body)
    enough = conj(le(integer(0), nth.rank), lt(nth.rank, whole))
    return implies(enough, lt(value, search.hi))
