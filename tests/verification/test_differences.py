"""Where two terms differ, and that it is enough for them to be equal that they are equal there."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tensir import BOOL, F64, I8, INT
from tensir.build import add, apply, eq, le, lt, mul, select, sub
from tensir.cell_evaluator import evaluate_cell
from tensir.cells import Apply, Cell, Elem, Fold, Sym, alike, free_symbols, fresh, integer, substitute
from tensir.last import last
from tenspiler.loopir.nodes import Span
from tenspiler.symbolic.obligation import Obligation, identical
from tenspiler.verification.differences import Difference, differences
from tenspiler.verification.discharge import Ledger, pinned

A, B, C, K, N, P, Q = (Sym(name, INT) for name in "abcknpq")


def total(binder: str, hi: Cell, body: Cell, init: Cell | None = None) -> Cell:
    return Fold("add", binder, integer(0), hi, init or integer(0), body)


def pairs(one: Cell, other: Cell) -> list[tuple[Cell, Cell]]:
    return [(d.one, d.other) for d in differences(one, other)]


def test_sums_differ_in_one_term() -> None:
    assert pairs(add(mul(A, B), P), add(Q, mul(A, B))) == [(P, Q)]
    assert pairs(eq(K, add(A, P)), eq(K, add(A, Q))) == [(P, Q)]
    twice = mul(integer(2), P)
    assert pairs(add(A, P), add(A, twice)) == [(P, twice)]


def test_what_is_alike_is_no_difference() -> None:
    x = Elem("x", (Sym("j#1", INT),), INT)
    y = Elem("x", (Sym("j#2", INT),), INT)
    one, other = total("j#1", N, x), total("j#2", N, y)
    assert differences(one, other) == []
    assert pairs(add(one, P), add(other, Q)) == [(P, Q)]
    assert differences(eq(A, B), eq(B, A)) == []
    assert differences(lt(A, B), lt(B, A)) != []


def test_a_branch_is_looked_at_where_it_is_taken() -> None:
    (found,) = differences(select(lt(A, B), P, C), select(lt(A, B), Q, C))
    assert found == Difference((lt(A, B),), P, Q)
    (found,) = differences(select(lt(A, B), C, P), select(lt(A, B), C, Q))
    assert found == Difference((le(B, A),), P, Q)
    twice = (Apply("select", (lt(A, B), part, part), INT) for part in (P, Q))
    (found,) = differences(*twice)
    assert found == Difference((), P, Q)


def test_in_a_fold_the_index_is_any_of_the_range() -> None:
    (found,) = differences(total("j#1", N, mul(P, Sym("j#1", INT))), total("j#2", N, mul(Q, Sym("j#2", INT))))
    (index,) = free_symbols(found.known[0])
    assert found.known == (le(integer(0), Sym(index, INT)), lt(Sym(index, INT), N))
    assert (found.one, found.other) == (P, Q)
    for changed in (
        total("j#1", K, P),
        Fold("max", "j#1", integer(0), N, integer(0), P),
        total("j#1", N, P, A),
    ):
        ends = total("j#2", N, P), changed
        assert pairs(*ends) == [ends]


def test_what_is_a_step_of_another_type_is_another_fold() -> None:
    wide = total("j#1", N, P)
    narrow = Fold("add", "j#1", integer(0), N, integer(0), Sym("s", I8))
    assert pairs(wide, narrow) == [(wide, narrow)]


def test_the_same_search_in_two_places_is_one_difference() -> None:
    def searched(shift: Cell) -> Cell:
        binder = fresh("j")
        found = last(binder, integer(0), N, eq(K, add(Elem("x", (Sym(binder, INT),), INT), shift)))
        return select(le(integer(0), found), Elem("y", (found,), F64), Elem("z", (K,), F64))

    assert pairs(searched(P), searched(Q)) == [(P, Q)]


def test_every_difference_is_owed() -> None:
    """The first place is one in which both sides agree, as the solver says; the second is not."""
    larger, other = apply("max", (A, B), INT), select(lt(A, B), B, A)
    rest = mul(add(mul(A, A), mul(B, K)), add(mul(K, N), mul(C, C)))

    def whole(first: Cell, second: Cell) -> Cell:
        return select(lt(rest, K), Elem("x", (first,), INT), Elem("y", (second,), INT))

    ledger = Ledger((), frozenset())
    here = Span("f.py", 1, 1, 1, 2)
    for second, proved in ((P, True), (Q, False)):
        one, two = whole(larger, P), whole(other, second)
        assert [(d.one, d.other) for d in differences(one, two)][:1] == [(larger, other)]
        owed = Obligation("final", here, (), identical(one, two))
        assert ledger.by_difference(owed) is proved


def test_floats_that_are_alike_need_not_be_equal() -> None:
    """One of them may be NaN; integers are."""
    here = Span("f.py", 1, 1, 1, 2)
    for kind, proved in ((F64, False), (INT, True)):
        large: Cell = Elem("x", (K,), kind)
        for place in range(400):
            large = Apply("mul", (large, Elem("x", (add(K, integer(place)),), kind)), kind)
        goal = Apply("eq", (large, large), BOOL)
        assert Ledger((), frozenset()).by_difference(Obligation("final", here, (), goal)) is proved
        same = Obligation("final", here, (), Apply("identical", (large, large), BOOL))
        assert Ledger((), frozenset()).by_difference(same)


LEAVES = st.sampled_from((A, B, P, Q, integer(0), integer(1)))


def cells(depth: int) -> st.SearchStrategy[Cell]:
    if not depth:
        return LEAVES
    inner = cells(depth - 1)
    condition = st.builds(
        lambda op, a, b: apply(op, (a, b), BOOL), st.sampled_from(("lt", "le", "eq")), inner, inner
    )
    return st.one_of(
        LEAVES,
        st.builds(add, inner, inner),
        st.builds(sub, inner, inner),
        st.builds(select, condition, inner, inner),
        st.builds(lambda a: Elem("x", (apply("mod", (a, integer(3)), INT),), INT), inner),
        st.builds(lambda hi, body: total("j", apply("min", (hi, integer(3)), INT), body), LEAVES, inner),
    )


@settings(max_examples=150)
@given(cells(3), cells(2), cells(2), st.data())
def test_terms_are_equal_where_they_are_equal_in_their_differences(
    whole: Cell, one: Cell, other: Cell, data: st.DataObject
) -> None:
    """Of two terms that differ somewhere, at values with which all their differences agree."""
    a, b = (substitute(whole, {"p": part}, make=apply) for part in (one, other))
    assume(not alike(a, b))
    env: dict[str, Any] = {name: data.draw(st.integers(-2, 2)) for name in "abpq"}
    arrays = {"x": np.array([3, 1, 2], dtype=object)}

    def value(cell: Cell, more: dict[str, Any]) -> Any:
        return evaluate_cell(cell, env | more, arrays).item()

    for found in differences(a, b):
        names = sorted({s for c in (*found.known, found.one, found.other) for s in _indices(c)})
        for index in np.ndindex(*(3,) * len(names)):
            more = dict(zip(names, index, strict=True))
            if all(value(k, more) for k in found.known) and value(found.one, more) != value(
                found.other, more
            ):
                return
    assert value(a, {}) == value(b, {})


def _indices(cell: Cell) -> set[str]:
    return {name for name in free_symbols(cell) if "#" in name}


def test_of_two_conditions_one_matters_where_the_other_decides_nothing() -> None:
    for op, known in (("and", lt(A, B)), ("or", le(B, A))):
        one, other = (Apply(op, (lt(A, B), lt(part, C)), BOOL) for part in (P, Q))
        assert differences(one, other) == [Difference((known,), P, Q)]
        both = (Apply(op, (lt(part, A), lt(second, C)), BOOL) for part, second in ((P, N), (Q, K)))
        assert differences(*both) == [Difference((), P, Q), Difference((), N, K)]


def test_what_is_held_from_both_sides_is_one_value() -> None:
    """`n - 1 < 1` where `1 <= n`: n is 1. Where there is room for two, nothing is."""
    one = integer(1)
    assert list(pinned(lt(sub(N, one), one), (le(one, N),))) == [eq(N, one)]
    assert list(pinned(le(N, K), (le(K, N),))) in ([eq(N, K)], [eq(K, N)])
    assert list(pinned(lt(N, integer(3)), (le(one, N),))) == []
    assert list(pinned(le(N, K), (lt(K, N),))) == []
    twice = mul(integer(2), N)
    assert list(pinned(le(twice, K), (le(K, twice),))) == [eq(K, twice)]
