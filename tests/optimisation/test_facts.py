"""What facts decide is held against values; sizes that are equal have one name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir.build import apply, conj, disj, eq, fold, le, lt, mul, negate, select, sub
from tensir.cell_evaluator import evaluate_cell
from tensir.cells import FALSE, TRUE, Cell, Extent, Sym, integer
from tensir.dtypes import INT
from tenspiler.optimisation.facts import Facts

ROW, COLUMN, N, M = (Sym(name, INT) for name in "ijnm")
ROWS, COLUMNS, OTHER = Extent("a", 0), Extent("a", 1), Extent("b", 0)
ZERO, ONE = integer(0), integer(1)


def clamped(op: str, a: Cell, b: Cell) -> Cell:
    return apply(op, (a, b), INT)


@pytest.mark.parametrize(
    ("known", "condition", "expected"),
    [
        ((le(N, ROWS), lt(ROW, N)), lt(ROW, ROWS), TRUE),
        ((le(N, ROWS), lt(ROW, N)), lt(ROW, sub(ROWS, ONE)), None),
        ((eq(COLUMNS, N),), le(ZERO, N), TRUE),
        ((le(ZERO, ROW), le(ROW, COLUMN), lt(COLUMN, N)), lt(ZERO, N), TRUE),
        ((le(ZERO, ROW), le(ROW, COLUMN), lt(COLUMN, N)), lt(ROW, N), TRUE),
        ((le(ZERO, ROW), lt(COLUMN, N)), lt(ROW, N), None),
        ((le(ZERO, ROW), lt(ROW, clamped("max", N, ZERO))), lt(ROW, N), TRUE),
        ((lt(ROW, clamped("max", N, M)),), lt(ROW, N), None),
        ((lt(ROW, clamped("min", N, M)),), conj(lt(ROW, N), lt(ROW, M)), TRUE),
        ((disj(le(M, ZERO), le(N, ROWS)), lt(ZERO, M)), le(N, ROWS), TRUE),
        ((disj(le(M, ZERO), le(N, ROWS)),), le(N, ROWS), None),
        ((lt(ROW, COLUMN),), eq(ROW, COLUMN), FALSE),
        ((le(ROW, COLUMN), le(COLUMN, ROW)), eq(ROW, COLUMN), TRUE),
        ((lt(ROW, COLUMN),), negate(lt(COLUMN, ROW)), TRUE),
    ],
)
def test_what_is_decided(known: tuple[Cell, ...], condition: Cell, expected: Cell | None) -> None:
    found = Facts(known).simplified(condition)
    assert found == expected if expected is not None else found not in (TRUE, FALSE)


def test_equal_sizes_have_the_name_of_the_first_extent() -> None:
    facts = Facts((eq(COLUMNS, N), eq(OTHER, N)))
    assert {facts.renamed(n) for n in (COLUMNS, N, OTHER)} == {COLUMNS}
    assert facts.simplified(clamped("max", N, ZERO)) == COLUMNS
    assert facts.simplified(clamped("min", OTHER, COLUMNS)) == COLUMNS
    assert Facts((eq(COLUMNS, N), eq(N, integer(3)))).renamed(COLUMNS) == integer(3)


def test_choices_are_taken_where_their_conditions_hold() -> None:
    chain = select(
        lt(ROW, COLUMN), ONE, select(lt(COLUMN, ROW), ONE, select(eq(ROW, COLUMN), integer(2), integer(3)))
    )
    assert Facts().simplified(chain) == select(lt(ROW, COLUMN), ONE, select(lt(COLUMN, ROW), ONE, integer(2)))


def test_a_range_is_no_longer_than_memory_where_nothing_else_says_so() -> None:
    facts = Facts((disj(le(M, ZERO), le(N, ROWS)),))
    total = fold("add", "k", ZERO, N, ZERO, Sym("k", INT))
    assert facts.simplified(total) == total
    inside = facts.beside(le(ZERO, ROW), lt(ROW, M)).simplified(total)
    assert inside == fold("add", "k", ZERO, clamped("min", N, ROWS), ZERO, Sym("k", INT))


ATOMS = st.sampled_from((ROW, COLUMN, N, M, ROWS, COLUMNS, OTHER, ZERO, ONE, integer(2)))
TERMS = st.recursive(
    ATOMS,
    lambda inner: st.builds(
        lambda op, a, b: apply(op, (a, b), INT), st.sampled_from(("add", "sub", "min", "max")), inner, inner
    ),
    max_leaves=4,
)
COMPARISONS = st.builds(lambda op, a, b: op(a, b), st.sampled_from((eq, le, lt)), TERMS, TERMS)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(st.builds(conj, inner, inner), st.builds(disj, inner, inner), inner.map(negate)),
    max_leaves=4,
)
VALUES = st.one_of(st.builds(select, CONDITIONS, TERMS, TERMS), TERMS, st.builds(mul, TERMS, TERMS))


def value_of(cell: Cell, numbers: list[int]) -> Any:
    scalars = dict(zip("ijnm", numbers[:4], strict=True))
    arrays = {"a": np.zeros((numbers[4], numbers[5])), "b": np.zeros(numbers[6])}
    return evaluate_cell(cell, scalars, arrays)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(CONDITIONS, min_size=1, max_size=4),
    st.one_of(CONDITIONS, VALUES),
    st.lists(
        st.tuples(*[st.integers(-2, 3)] * 4, *[st.integers(0, 3)] * 3).map(list), min_size=20, max_size=20
    ),
)
def test_nothing_changes_where_the_facts_hold(known: list[Cell], cell: Cell, inputs: list[list[int]]) -> None:
    simplified = Facts(known).simplified(cell)
    nested = Facts(known[:1]).beside(*known[1:]).simplified(cell)
    for numbers in inputs:
        if all(value_of(condition, numbers) for condition in known):
            assert value_of(simplified, numbers) == value_of(cell, numbers)
            assert value_of(nested, numbers) == value_of(cell, numbers)
