"""Folds under their ranges mean what they meant, and their bodies ask less."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir import INT, Apply, Cell, Elem, Extent, Fold, Sym, evaluate_cell
from tensir.build import add, clamp_extent, eq, fold, le, lt, select, sub, under
from tensir.cells import alike, integer, rename_binder, subterms
from tensir.polynomial import normal, unclamped
from tenspiler.symbolic.ranges import inside_ranges

J, N, M = Sym("j", INT), Sym("n", INT), Sym("m", INT)


def a(index: Cell) -> Elem:
    return Elem("a", (index,), INT)


def total(lo: Cell, hi: Cell, body: Cell) -> Fold:
    return Fold("add", "j", lo, hi, integer(0), body)


DECIDED = {
    "at least the start": (total(integer(1), N, select(le(integer(0), J), a(J), integer(9))), a(J)),
    "below the end": (total(integer(0), N, select(lt(J, N), a(J), integer(9))), a(J)),
    "below more than the end": (
        total(integer(0), N, select(lt(J, add(N, integer(2))), a(J), integer(9))),
        a(J),
    ),
    "never at the end": (total(integer(0), N, select(le(N, J), a(J), integer(9))), integer(9)),
}
NESTED = {
    "below the end of the outer range": (integer(0), J, lt(Sym("k", INT), sub(N, integer(1))), True),
    "up to the outer index": (integer(0), add(J, integer(1)), lt(Sym("k", INT), N), True),
    "from the outer index": (J, M, le(integer(0), Sym("k", INT)), True),
    "one too far": (integer(0), add(J, integer(1)), lt(Sym("k", INT), sub(N, integer(1))), False),
    "to the end": (integer(0), M, lt(Sym("k", INT), N), False),
}
OPEN = {
    "one too far": total(integer(0), N, select(lt(J, sub(N, integer(1))), a(J), integer(9))),
    "the first one": total(integer(0), N, select(lt(integer(0), J), a(J), integer(9))),
    "another bound": total(integer(0), N, select(lt(J, M), a(J), integer(9))),
    "equal to the first": total(integer(0), N, select(eq(J, integer(0)), a(J), integer(9))),
}


@pytest.mark.parametrize("case", DECIDED)
def test_what_the_range_decides_is_dropped(case: str) -> None:
    before, body = DECIDED[case]
    after = inside_ranges(before)
    assert isinstance(after, Fold)
    assert after.body == body


def nested(name: str) -> Fold:
    """A sum up to an index of another one, or from there, of what asks about its own index."""
    lo, hi, asked, _ = NESTED[name]
    inner = Fold("add", "k", lo, hi, integer(0), select(asked, a(Sym("k", INT)), integer(9)))
    return total(integer(0), N, inner)


@pytest.mark.parametrize("name", NESTED)
def test_what_both_ranges_decide_is_dropped(name: str) -> None:
    decided = not any(
        isinstance(t, Apply) and t.op == "select" for t in subterms(inside_ranges(nested(name)))
    )
    assert decided == NESTED[name][3]


@pytest.mark.parametrize("name", NESTED)
@given(st.integers(-2, 6), st.integers(-2, 6))
def test_values_of_nested_ranges_are_kept(name: str, n: int, m: int) -> None:
    cell = nested(name)
    arrays = {"a": np.arange(10, 30)}
    env = {"n": n, "m": m}
    assert evaluate_cell(inside_ranges(cell), env, arrays) == evaluate_cell(cell, env, arrays)


def test_one_name_for_two_indices_says_nothing() -> None:
    inner = Fold("add", "j", J, add(N, integer(3)), integer(0), select(lt(J, N), a(J), integer(9)))
    cell = total(integer(0), N, inner)
    for n in range(5):
        arrays = {"a": np.arange(10, 30)}
        assert evaluate_cell(inside_ranges(cell), {"n": n}, arrays) == evaluate_cell(cell, {"n": n}, arrays)


def test_what_is_known_of_an_index_is_not_known_of_another_one_of_its_name() -> None:
    inner = total(integer(0), M, select(lt(J, N), a(J), integer(9)))
    cell = select(lt(J, N), inner, integer(0))
    assert under(cell, [lt(J, N)]) == inner


@pytest.mark.parametrize("case", OPEN)
def test_what_the_range_leaves_open_stays(case: str) -> None:
    assert inside_ranges(OPEN[case]) == OPEN[case]


bounds = st.sampled_from((integer(0), integer(1), integer(2), N, M, add(N, integer(1)), sub(M, integer(1))))
operands = st.sampled_from((J, N, M, add(J, integer(1)), sub(J, integer(2)), integer(0), integer(3)))
comparisons = st.builds(
    lambda op, x, y: Apply(op, (x, y), eq(x, x).dtype),
    st.sampled_from(("lt", "le", "gt", "ge")),
    operands,
    operands,
)


@settings(max_examples=300, deadline=None)
@given(bounds, bounds, comparisons, comparisons, st.integers(-2, 6), st.integers(-2, 6))
def test_values_are_kept(lo: Cell, hi: Cell, one: Cell, other: Cell, n: int, m: int) -> None:
    inner = select(one, J, select(other, integer(100), add(J, J)))
    before = total(lo, hi, inner)
    env = {"n": n, "m": m}
    assert evaluate_cell(inside_ranges(before), env, {}) == evaluate_cell(before, env, {})
    assert evaluate_cell(normal(before), env, {}) == evaluate_cell(before, env, {})


def test_ranges_that_are_clamped_at_their_start_end_where_they_say() -> None:
    assert unclamped(integer(1), normal(add(clamp_extent(N), integer(1)))) == normal(add(N, integer(1)))
    assert unclamped(integer(0), clamp_extent(N)) == N
    clamped = normal(add(clamp_extent(N), integer(2)))
    assert unclamped(integer(1), clamped) == clamped


def test_alike_is_equality_but_for_bound_names() -> None:
    nested = total(integer(0), N, fold("add", "k", integer(0), J, integer(0), a(Sym("k", INT))))
    renamed = rename_binder(nested, "other")
    assert nested != renamed
    assert alike(nested, renamed)
    assert alike(add(nested, M), add(renamed, M))
    assert not alike(nested, total(integer(0), M, nested.body))
    assert not alike(
        nested, total(integer(0), N, fold("add", "k", integer(0), J, integer(1), a(Sym("k", INT))))
    )
    assert not alike(total(integer(0), N, a(J)), total(integer(0), N, a(N)))
    assert not alike(a(J), a(N))
    assert any(isinstance(t, Fold) for t in subterms(renamed))
    assert not alike(Extent("a", 0), Extent("a", 1))
