"""Concrete screening: a wrong claim is contradicted, whatever it speaks of."""

from __future__ import annotations

from functools import reduce

import pytest

from tensir.build import add
from tensir.cells import Cell, Elem, integer
from tensir.dtypes import INT
from tenspiler.synthesis.screen import LONG, Claim, survives


@pytest.mark.parametrize("count", [1, 3, LONG, LONG + 1, 3 * LONG])
def test_a_claim_about_many_arrays(count: int) -> None:
    elements: list[Cell] = [Elem(f"a{k}", (integer(0),), INT) for k in range(count)]
    total = reduce(add, elements, integer(0))
    assert survives([Claim((), total, reduce(add, reversed(elements), integer(0)))])
    assert not survives([Claim((), total, add(total, integer(1)))])
    assert not survives([Claim((), total, add(total, elements[-1]))])
