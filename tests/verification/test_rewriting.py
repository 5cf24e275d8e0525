"""Simplifiers and ranges that proofs rely on keep the value of every cell."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_cells import FIXED, INTEGERS, World, random_cell, random_condition, random_fold

from tensir import build, evaluate_cell
from tensir.build import (
    add,
    apply,
    clamp_extent,
    conj,
    conjuncts,
    disj,
    eq,
    implies,
    le,
    lt,
    mul,
    negate,
    select,
    sub,
    under,
)
from tensir.cells import (
    FALSE,
    TRUE,
    Apply,
    Cell,
    Elem,
    Extent,
    Fold,
    Lit,
    Sym,
    free_symbols,
    integer,
    rebuild,
    substitute,
)
from tensir.dtypes import BOOL, F64, I8, I32, INT, U8, U16
from tensir.polynomial import from_zero, linear_in, normal, plus, polynomial, tidy, to_cell
from tenspiler.symbolic.bounds import Bounds
from tenspiler.verification.encode import exact_form
from tenspiler.verification.intervals import exact, interval

SEEDS = st.integers(0, 2**40)
MANY = settings(max_examples=150, deadline=None)


def built(cell: Cell) -> Cell:
    """The cell made anew by the simplifying constructors."""
    fresh = rebuild(cell, built)
    return apply(fresh.op, fresh.args, fresh.dtype) if isinstance(fresh, Apply) else fresh


def assert_same(rng: Random, before: Cell, *after: Cell, worlds: int = 4) -> None:
    for _ in range(worlds):
        world = World(rng)
        value = world.value(before)
        for cell in after:
            assert cell.dtype is before.dtype
            assert value is None or world.value(cell) == value


@given(SEEDS)
@MANY
def test_constructors_and_normal_form(seed: int) -> None:
    rng = Random(seed)
    cell = random_cell(rng, rng.choice((*INTEGERS, BOOL)), 3)
    simple = built(cell)
    assert_same(rng, cell, simple, normal(cell), normal(simple))
    assert_same(rng, cell, normal(normal(simple)))


@pytest.mark.parametrize(
    "big", [1 << 63, (1 << 63) + 1, (1 << 64) - 1, 1 << 64, -(1 << 63) - 1, (1 << 40) + 1]
)
def test_constants_are_unbounded(big: int) -> None:
    """NumPy would pick a machine type for Python integers, and lose bits or the sign."""
    for other in (-1, 0, 1, big + 1, -big):
        x, y = integer(big), integer(other)
        assert apply("max", (x, y), INT) == integer(max(big, other))
        assert apply("min", (x, y), INT) == integer(min(big, other))
        for condition in (TRUE, FALSE):
            chosen = big if condition == TRUE else other
            assert apply("select", (condition, x, y), INT) == integer(chosen)
        for op, value in (
            ("add", big + other),
            ("sub", big - other),
            ("mul", big * other),
            ("bitand", big & other),
        ):
            assert apply(op, (x, y), INT) == integer(value)
        if other:
            assert apply("floordiv", (x, y), INT) == integer(big // other)
            assert apply("mod", (x, y), INT) == integer(big % other)
        assert apply("lt", (x, y), BOOL) == (TRUE if big < other else FALSE)
        assert apply("eq", (x, y), BOOL) == (TRUE if big == other else FALSE)
    for dtype in FIXED:
        assert apply("cast", (integer(big),), dtype) == Lit(dtype.wrap(big), dtype)


@given(SEEDS)
@MANY
def test_polynomials(seed: int) -> None:
    rng = Random(seed)
    cell = random_cell(rng, INT, 3)
    assert_same(rng, cell, to_cell(polynomial(cell)))
    split = linear_in(cell, "n")
    if split is not None:
        slope, rest = split
        again = to_cell(plus(polynomial(Apply("mul", (to_cell(slope), Sym("n", INT)), INT)), rest))
        assert_same(rng, cell, again)


@given(SEEDS, st.sampled_from(("lt", "le")))
@MANY
def test_tidy_comparisons(seed: int, op: str) -> None:
    rng = Random(seed)
    a, b = random_cell(rng, INT, 2), random_cell(rng, INT, 2)
    assert_same(rng, Apply(op, (a, b), BOOL), tidy(op, a, b))


@given(SEEDS)
@MANY
def test_logic(seed: int) -> None:
    rng = Random(seed)
    p, q, r = (random_condition(rng, 1, ()) for _ in range(3))
    assert_same(rng, Apply("and", (Apply("and", (p, q), BOOL), r), BOOL), conj(p, q, r))
    assert_same(rng, Apply("or", (Apply("or", (p, q), BOOL), r), BOOL), disj(p, q, r))
    assert_same(rng, Apply("not", (p,), BOOL), negate(p))
    assert_same(rng, Apply("or", (Apply("not", (p,), BOOL), q), BOOL), implies(p, q))
    assert_same(rng, Apply("select", (p, q, r), BOOL), select(p, q, r))


@given(SEEDS)
@MANY
def test_what_is_known_may_be_dropped(seed: int) -> None:
    rng = Random(seed)
    facts = [random_condition(rng, 1, ()) for _ in range(2)]
    cell = Apply("select", (rng.choice(facts), *(random_cell(rng, INT, 1) for _ in range(2))), INT)
    for _ in range(6):
        world = World(rng)
        if all(world.value(f) for f in facts):
            assert world.value(under(cell, facts)) == world.value(cell)


@given(SEEDS)
@MANY
def test_folds_may_start_at_zero(seed: int) -> None:
    rng = Random(seed)
    fold = random_fold(rng, rng.choice(INTEGERS), 2, ())
    assert isinstance(fold, Fold)
    assert_same(rng, fold, from_zero(fold))


@given(SEEDS)
@MANY
def test_intervals_contain_the_value(seed: int) -> None:
    rng = Random(seed)
    cell = random_cell(rng, rng.choice(INTEGERS), 3)
    low, high = interval(cell)
    for _ in range(4):
        value = World(rng).value(cell)
        if value is not None:
            assert low is None or low <= value
            assert high is None or value <= high


@given(SEEDS)
@MANY
def test_the_exact_form_wraps_to_the_value(seed: int) -> None:
    rng = Random(seed)
    cell = random_cell(rng, rng.choice(INTEGERS), 2)
    if not isinstance(cell, Apply) or cell.op in ("cast", "select"):
        return
    exact = exact_form(cell)
    for _ in range(4):
        world = World(rng)
        value, unwrapped = world.value(cell), world.value(exact)
        assert value is None or unwrapped is None or cell.dtype.wrap(unwrapped) == value


@given(SEEDS)
@MANY
def test_visible_signs_are_true(seed: int) -> None:
    rng = Random(seed)
    facts = [random_condition(rng, 0, ()) for _ in range(3)]
    cell = random_cell(rng, INT, 2)
    bounds = Bounds(facts)
    if not bounds.non_negative(cell):
        return
    for _ in range(6):
        world = World(rng)
        if all(world.value(f) for f in facts):
            value = world.value(cell)
            assert value is None or value >= 0


@given(SEEDS)
@MANY
def test_substitution_does_not_capture(seed: int) -> None:
    rng = Random(seed)
    cell = random_cell(rng, rng.choice(INTEGERS), 3)
    new = random_cell(rng, INT, 2)
    replaced = substitute(cell, {"n": new}, make=apply)
    for _ in range(4):
        world = World(rng)
        value = world.value(new)
        if value is not None and abs(value) < 1000:
            expected = world.value(cell, {"n": value})
            assert expected is None or world.value(replaced) == expected


# ---------------------------------------------------------------- rules that random cells seldom meet

A, B, X, Y = Extent("a", 0), Extent("b", 0), Sym("x", INT), Sym("y", INT)
BYTE, SIGNED = Elem("u", (X,), U8), Elem("s", (X,), I8)


def test_an_index_is_not_captured() -> None:
    inner = Fold("add", "j", integer(0), A, integer(0), mul(Sym("j", INT), X))
    assert "j" in free_symbols(substitute(inner, {"x": Sym("j", INT)}))


def test_folds_in_folds_keep_their_indices_apart() -> None:
    """Each index is renamed once, in whatever depends on it, and nothing is where nothing is replaced."""
    j, k = Sym("j", INT), Sym("k", INT)
    inner = Fold("add", "k", integer(0), j, integer(0), mul(k, X))
    outer = Fold("add", "j", integer(0), A, integer(0), add(inner, mul(j, k)))
    changed = substitute(outer, {"x": add(j, k)})
    assert free_symbols(changed) == {"j", "k"}
    value = evaluate_cell(changed, {"j": 5, "k": 7}, {"a": np.zeros(4, np.int32)})
    assert value == sum(sum(range(j)) * 12 + j * 7 for j in range(4))
    assert substitute(outer, {"y": X}) is outer
    assert substitute(outer, {}, element=lambda _: None, extent=lambda _: None) is outer


@MANY
@given(SEEDS)
def test_substitution_gives_what_the_symbols_are_worth(seed: int) -> None:
    rng = Random(seed)
    cell = random_cell(rng, rng.choice(INTEGERS), 4)
    named = {
        "n": sub(Sym("m", INT), integer(rng.randrange(2))),
        "x_i32": random_cell(rng, I32, 2),
        "m": Sym("n", INT),
    }
    world = World(rng)
    worth = {name: world.value(new) for name, new in named.items()}
    if None not in worth.values():
        more = {n: np.int32(v) if n == "x_i32" else v for n, v in worth.items()}
        expected = world.value(cell, more)
        for make in (Apply, apply):
            assert expected is None or world.value(substitute(cell, named, make=make)) == expected


def test_clamps_stay_where_they_may_matter() -> None:
    assert clamp_extent(sub(A, B)) != sub(A, B)
    assert clamp_extent(sub(A, integer(1))) != sub(A, integer(1))
    assert clamp_extent(add(A, B)) == add(A, B)
    ranged = build.fold("add", "j", integer(0), apply("max", (X, Y), INT), integer(0), Y)
    assert isinstance(ranged, Fold)
    assert ranged.hi == apply("max", (X, Y), INT)
    bound = apply("lt", (X, apply("max", (A, Y), INT)), BOOL)
    assert conj(bound) == bound
    assert bound in conjuncts(conj(le(integer(0), X), bound))


def test_casts_that_change_a_number_stay() -> None:
    for cell, wide in ((SIGNED, U16), (SIGNED, U8), (BYTE, I8), (Elem("w", (X,), U16), U8)):
        there = build.cast(cell, wide)
        assert build.cast(there, I32) != build.cast(cell, I32)
    assert build.cast(build.cast(BYTE, U16), I32) == build.cast(BYTE, I32)


def test_what_contradicts_a_fact_is_false() -> None:
    fact = lt(X, Y)
    assert under(negate(fact), [fact]) == FALSE
    assert under(fact, [negate(fact)]) == FALSE
    assert under(fact, [fact]) == TRUE


def test_floats_are_compared_as_they_are_written() -> None:
    x, y = Sym("x", F64), Sym("y", F64)
    for op in ("lt", "le", "gt", "ge"):
        comparison = apply(op, (x, y), BOOL)
        assert negate(comparison) == Apply("not", (comparison,), BOOL)
    for op in ("eq", "le", "ne", "lt"):
        assert isinstance(apply(op, (x, x), BOOL), Apply)


def test_coefficients_and_powers() -> None:
    twice = mul(integer(2), X)
    assert polynomial(mul(integer(3), twice)) == {(X,): 6}
    assert linear_in(mul(X, X), "x") is None
    assert linear_in(twice, "x") == ({(): 2}, {})


RANGES = {
    "extent": (interval(A), (0, None)),
    "product": (exact("mul", ((-3, 5), (-7, 2))), (-35, 21)),
    "product of negatives": (exact("mul", ((-3, -2), (-7, -5))), (10, 21)),
    "remainder of a negative": (exact("truncrem", ((-9, 9), (3, 3))), (None, None)),
    "bits": (exact("bitor", ((0, 4), (0, 3))), (0, 7)),
    "quotient": (exact("floordiv", ((-7, 7), (2, 3))), (-4, 3)),
    "truncated quotient": (exact("truncdiv", ((-7, 7), (2, 3))), (-3, 3)),
}


@pytest.mark.parametrize("case", RANGES)
def test_ranges_at_their_corners(case: str) -> None:
    found, expected = RANGES[case]
    assert found == expected


def test_what_is_visible_is_so() -> None:
    facts = Bounds([eq(X, integer(5)), le(integer(0), Y)])
    assert facts.at_least(X, integer(5))
    assert facts.at_least(integer(5), X)
    assert not facts.at_least(integer(4), X)
    assert not facts.at_least(Y, integer(1))
    signed = build.cast(SIGNED, INT)
    assert not facts.non_negative(signed)
    assert facts.non_negative(build.cast(BYTE, INT))
    assert not facts.non_negative(Apply("min", (A, Sym("z", INT)), INT))
    assert facts.non_negative(Apply("max", (A, Sym("z", INT)), INT))
    assert not facts.fits(mul(A, B), I32)
    assert not facts.fits(Y, I32)
    assert facts.fits(X, I8)


def test_folds_of_what_is_not_negative_are_not() -> None:
    facts = Bounds([])
    mark = lt(Sym("j", INT), Y)

    def over(op: str, init: int, yes: int, no: int) -> Cell:
        return Fold(op, "j", integer(0), X, integer(init), build.select(mark, integer(yes), integer(no)))

    assert facts.non_negative(over("add", 0, 1, 0))
    assert not facts.non_negative(over("add", 0, 1, -1))
    assert not facts.non_negative(over("add", -1, 1, 0))
    assert facts.non_negative(over("max", 0, -1, -2))
    assert not facts.non_negative(over("max", -1, 1, 2))
    assert not facts.non_negative(over("min", 0, -1, 2))


def test_bounds_of_a_quotient_bound_its_parts() -> None:
    half = Bounds([le(integer(0), X), lt(X, build.scalar("floordiv", add(Y, integer(1)), integer(2)))])
    assert half.at_least(Y, integer(1))
    assert not half.at_least(Y, integer(2))
    negative = Bounds([le(integer(2), build.scalar("floordiv", sub(integer(1), Y), integer(2)))])
    assert not negative.at_least(Y, integer(0))
