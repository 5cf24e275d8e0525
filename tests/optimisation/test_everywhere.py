"""Conditions that are dropped because they hold at every index: checked at every index."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir.build import add, apply, clamp_extent, conj, le, lt, mul, sub
from tensir.cells import FALSE, TRUE, Cell, Sym, integer, substitute
from tensir.dtypes import INT
from tensir.polynomial import normal
from tenspiler.optimisation.everywhere import decided

ROW, COLUMN, N, M = (Sym(name, INT) for name in "ijnm")
ROWS, COLUMNS = clamp_extent(N), clamp_extent(M)
EXTENTS = {"i": ROWS, "j": COLUMNS}
FLAT = add(mul(ROW, M), COLUMN)


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        (conj(le(integer(0), FLAT), lt(FLAT, mul(N, M))), TRUE),
        (lt(FLAT, mul(N, COLUMNS)), TRUE),
        (lt(FLAT, mul(M, ROWS)), TRUE),
        (lt(FLAT, sub(mul(N, M), integer(1))), None),
        (le(FLAT, mul(N, M)), TRUE),
        (le(mul(N, M), FLAT), FALSE),
        (lt(add(FLAT, integer(1)), mul(N, M)), None),
        (lt(add(mul(ROW, N), COLUMN), mul(N, M)), None),
        (le(integer(1), ROW), None),
        (lt(ROW, M), None),
        (lt(sub(ROW, COLUMN), N), TRUE),
        (conj(lt(ROW, N), lt(COLUMN, N)), lt(COLUMN, N)),
        (le(M, N), le(M, N)),
    ],
)
def test_what_is_left_of_a_condition(condition: Cell, left: Cell | None) -> None:
    assert decided(condition, EXTENTS) == (condition if left is None else left)


def test_an_extent_may_be_the_lesser_of_two() -> None:
    extents = {"i": clamp_extent(apply("min", (N, M), INT))}
    assert decided(conj(lt(ROW, N), lt(ROW, M)), extents) == TRUE
    assert decided(lt(add(ROW, integer(1)), N), extents) == lt(add(ROW, integer(1)), N)


def linear(coefficients: list[int]) -> Cell:
    parts = [ROW, COLUMN, N, M, mul(ROW, M), mul(COLUMN, N), mul(N, M), integer(1)]
    total: Cell = integer(0)
    for part, coefficient in zip(parts, coefficients, strict=True):
        total = add(total, mul(integer(coefficient), part))
    return total


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(-2, 2), min_size=8, max_size=8), st.sampled_from([0, 1, 2]))
def test_what_is_decided_is_true_at_every_index(coefficients: list[int], lowest: int) -> None:
    extents = {"i": clamp_extent(sub(N, integer(lowest))), "j": COLUMNS}
    condition = le(integer(0), linear(coefficients))
    found = decided(condition, extents)
    if found not in (TRUE, FALSE) or found == condition:
        return
    for n, m in product(range(-2, 5), repeat=2):
        for i, j in product(range(n - lowest), range(m)):
            put: dict[str, Cell] = {k: integer(v) for k, v in zip("ijnm", (i, j, n, m), strict=True)}
            assert normal(substitute(condition, put, make=apply)) == found
