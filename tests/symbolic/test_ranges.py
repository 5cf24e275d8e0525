"""Folds under their ranges mean what they meant, and their bodies ask less."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir import INT, Apply, Cell, Elem, Extent, Fold, Sym, evaluate_cell
from tensir.build import add, clamp_extent, eq, fold, le, lt, select, sub
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
