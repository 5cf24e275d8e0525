"""What is true of sums of what is never negative, and of the round that has a place; unfolding shows neither.

Such a sum is not negative and does not decrease. Where k is from zero to below the whole of it, some round
has the place k; and where k is not negative, no more than k places come before that round. The first follows
by induction on the bound, the others from that round being the first one.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from tensir.build import implies, le, lt, within
from tensir.cells import Cell, integer
from tensir.repetition import Owner
from tenspiler.verification.counts import rising_facts


def sums_facts(values: Mapping[str, str], found: Container[str]) -> Iterator[str]:
    """Facts about one sum at several bounds: `values` maps the text of each bound to that of the sum."""
    for value in values.values():
        yield f"(<= 0 {value})"
    yield from rising_facts(values, found)


def exists(owner: Owner, value: Cell) -> Cell:
    """A round has the place, if it is one of all the places that there are."""
    end = owner.search.hi
    return implies(within(owner.rank, integer(0), owner.before(end)), lt(value, end))


def begins(owner: Owner, value: Cell) -> Cell:
    """The places of the round that has a place begin there, or before."""
    return implies(le(integer(0), owner.rank), le(owner.before(value), owner.rank))
