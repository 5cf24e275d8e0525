"""Simplifiers and ranges that proofs rely on keep the value of every cell."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_cells import FIXED, INTEGERS, World, random_cell, random_condition, random_fold

from tensir.build import apply, conj, disj, implies, negate, select, under
from tensir.cells import FALSE, TRUE, Apply, Cell, Fold, Lit, Sym, integer, rebuild, substitute
from tensir.dtypes import BOOL, INT
from tensir.polynomial import from_zero, linear_in, normal, plus, polynomial, tidy, to_cell
from tenspiler.symbolic.bounds import Bounds
from tenspiler.verification.encode import exact_form
from tenspiler.verification.intervals import interval

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
