"""What the encoder takes for granted, proved by the solver (base and step), with broken variants that must fail."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import combinations
from typing import Any

import pytest
import z3

from tensir.build import add, apply, conj, eq, le, lt, mul, scalar, select, sub
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, integer
from tensir.dtypes import BOOL, F64, I32, INT, U8, U16, DType
from tensir.first import first
from tensir.last import last
from tensir.polynomial import Monomial, normal, polynomial
from tensir.selection import count, nth
from tenspiler.loopir.nodes import Span
from tenspiler.symbolic.obligation import Obligation
from tenspiler.verification.discharge import Ledger, Unproved, solved_for
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.lemmas import all_facts
from tenspiler.verification.products import (
    MULTIPLY,
    clamp_facts,
    coincidence_facts,
    product_facts,
    product_lemmas,
    quotient_facts,
    row_facts,
    sum_lemmas,
)
from tenspiler.verification.solver import Answer, Session, check

SESSION = Session()

INTS, REALS = z3.IntSort(), z3.RealSort()
n, m, low, start = z3.Ints("n m low start")
Op = Callable[[Any, Any], Any]


def function(name: str, sort: Any) -> Any:
    return z3.Function(name, INTS, sort)


def holds(goal: Any, *facts: Any) -> bool:
    solver = z3.Solver()
    solver.set("rlimit", 4_000_000)
    solver.add(*facts, z3.Not(goal))
    return solver.check() == z3.unsat


def fold_at(fold: Any, init: Any, op: Op, body: Callable[[Any], Any], k: Any) -> Any:
    """The definition of a fold from 0, unfolded at k."""
    return z3.And(
        z3.Implies(k <= 0, fold(k) == init), z3.Implies(k > 0, fold(k) == op(fold(k - 1), body(k - 1)))
    )


def greater(a: Any, b: Any) -> Any:
    return z3.If(a < b, b, a)


def smaller(a: Any, b: Any) -> Any:
    return z3.If(b < a, b, a)


def plus(a: Any, b: Any) -> Any:
    return a + b


def minus(a: Any, b: Any) -> Any:
    return a - b


def times(a: Any, b: Any) -> Any:
    return a * b


@pytest.mark.parametrize(("shift", "right"), [(0, True), (1, False)])
def test_a_range_may_start_at_zero(shift: int, right: bool) -> None:
    """`fold(j in lo .. n: f(j))` is `fold(j < n - lo: f(j + lo))`."""
    f, here, there = function("f", INTS), function("here", INTS), function("there", INTS)
    op = z3.Function("op", INTS, INTS, INTS)
    init = z3.Int("init")
    ranged = z3.And(
        z3.Implies(n <= low, here(n) == init), z3.Implies(n > low, here(n) == op(here(n - 1), f(n - 1)))
    )
    shifted = fold_at(there, init, op, lambda j: f(j + low + shift), n - low)
    base = holds(here(n) == there(n - low), n <= low, ranged, shifted)
    step = holds(here(n) == there(n - low), n > low, ranged, shifted, here(n - 1) == there(n - 1 - low))
    assert (base and step) is right


@pytest.mark.parametrize("sort", [INTS, REALS], ids=str)
@pytest.mark.parametrize(("op", "right"), [(plus, True), (times, False)])
def test_the_initial_value_of_a_sum_may_be_taken_out(sort: Any, op: Op, right: bool) -> None:
    f, whole, rest = function("f", sort), function("whole", sort), function("rest", sort)
    init = z3.Const("init", sort)
    facts = fold_at(whole, init, op, f, n), fold_at(rest, z3.IntVal(0) if sort == INTS else 0.0, op, f, n)
    base = holds(whole(n) == op(init, rest(n)), n <= 0, *facts)
    step = holds(whole(n) == op(init, rest(n)), n > 0, *facts, whole(n - 1) == op(init, rest(n - 1)))
    assert (base and step) is right


@pytest.mark.parametrize(
    ("inner", "outer", "right"),
    [(plus, plus, True), (minus, minus, True), (minus, plus, False), (times, times, False)],
)
def test_a_sum_of_sums_is_several_sums(inner: Op, outer: Op, right: bool) -> None:
    """`sum(j < n: f(j) - g(j))` is `sum(j < n: f(j)) - sum(j < n: g(j))`, over the reals."""
    f, g, whole, one, other = (function(name, REALS) for name in ("f", "g", "whole", "one", "other"))
    facts = (
        fold_at(whole, 0.0, plus, lambda j: inner(f(j), g(j)), n),
        fold_at(one, 0.0, plus, f, n),
        fold_at(other, 0.0, plus, g, n),
    )
    base = holds(whole(n) == outer(one(n), other(n)), n <= 0, *facts)
    before = whole(n - 1) == outer(one(n - 1), other(n - 1))
    step = holds(whole(n) == outer(one(n), other(n)), n > 0, *facts, before)
    assert (base and step) is right


@pytest.mark.parametrize("sort", [INTS, REALS], ids=str)
@pytest.mark.parametrize(
    ("shift", "clamped", "right"), [(1, True, True), (2, True, False), (1, False, False)]
)
def test_a_sum_that_begins_earlier_is_another_and_what_comes_before(
    sort: Any, shift: int, clamped: bool, right: bool
) -> None:
    """For sums `F(n)` of `f(j)` and `G(n)` of `f(j + 1)`: `F(max(n, 0) + 1) = f(0) + G(n)`."""
    f, whole, rest = function("f", sort), function("whole", sort), function("rest", sort)
    zero = z3.IntVal(0) if sort == INTS else z3.RealVal(0)

    def claim(k: Any) -> Any:
        end = z3.If(k < 0, 0, k) if clamped else k
        return whole(end + 1) == f(0) + rest(k)

    facts = [fold_at(whole, zero, plus, f, k) for k in (n - 1, n, n + 1, z3.IntVal(0), z3.IntVal(1))]
    facts += [fold_at(rest, zero, plus, lambda j: f(j + shift), k) for k in (n - 1, n)]
    base = holds(claim(n), n <= 0, *facts)
    step = holds(claim(n), n > 0, *facts, claim(n - 1))
    assert (base and step) is right


@pytest.mark.parametrize(
    ("bound", "neutral", "right"), [(0, True, True), (1, True, False), (0, False, False)]
)
def test_a_mask_from_above_shortens_the_range(bound: int, neutral: bool, right: bool) -> None:
    """`fold(j < n: j < m ? f(j) : e)` is `fold(j < min(n, m): f(j))` where e is neutral."""
    f, masked, short = function("f", INTS), function("masked", INTS), function("short", INTS)
    op = z3.Function("op", INTS, INTS, INTS)
    init, e, x = z3.Ints("init e x")
    absorbs = z3.ForAll([x], op(x, e) == x) if neutral else z3.BoolVal(True)

    def nearest(k: Any) -> Any:
        return z3.If(m + bound < k, m + bound, k)

    facts = (
        absorbs,
        fold_at(masked, init, op, lambda j: z3.If(j < m, f(j), e), n),
        fold_at(short, init, op, f, nearest(n)),
    )
    base = holds(masked(n) == short(nearest(n)), n <= 0, *facts)
    step = holds(masked(n) == short(nearest(n)), n > 0, *facts, masked(n - 1) == short(nearest(n - 1)))
    assert (base and step) is right


@pytest.mark.parametrize(("shift", "right"), [(0, True), (-1, False)])
def test_a_mask_from_below_shortens_the_range(shift: int, right: bool) -> None:
    """`fold(j < n: l <= j ? f(j) : e)` is the fold over `max(l, 0) .. n`."""
    f, masked, short = function("f", INTS), function("masked", INTS), function("short", INTS)
    op = z3.Function("op", INTS, INTS, INTS)
    init, e, x = z3.Ints("init e x")
    first = z3.If(low + shift < 0, z3.IntVal(0), low + shift)

    def ranged(k: Any) -> Any:
        longer = short(k) == op(short(k - 1), f(k - 1))
        return z3.And(z3.Implies(k <= first, short(k) == init), z3.Implies(k > first, longer))

    facts = (
        z3.ForAll([x], op(x, e) == x),
        fold_at(masked, init, op, lambda j: z3.If(low <= j, f(j), e), n),
        ranged(n),
        ranged(n - 1),
    )
    base = holds(masked(n) == short(n), n <= 0, *facts)
    step = holds(masked(n) == short(n), n > 0, *facts, masked(n - 1) == short(n - 1))
    assert (base and step) is right


@pytest.mark.parametrize("sort", [INTS, REALS], ids=str)
@pytest.mark.parametrize(
    ("op", "outer", "right"),
    [(greater, greater, True), (smaller, smaller, True), (greater, smaller, False), (plus, plus, False)],
)
def test_the_initial_value_of_an_extremum_may_be_taken_out(sort: Any, op: Op, outer: Op, right: bool) -> None:
    """`fold(init, n)` is `n <= 0 ? init : init op g(n)` with `g(1) = f(0)`, `g(n) = g(n - 1) op f(n - 1)`."""
    f, whole, g = function("f", sort), function("whole", sort), function("g", sort)
    init = z3.Const("init", sort)
    if op is plus:  # a broken variant: what is left out is counted twice

        def init_again(a, b):
            return a + a + b

        outer = init_again

    def claim(k: Any) -> Any:
        return whole(k) == z3.If(k <= 0, init, outer(init, g(k)))

    facts = (
        fold_at(whole, init, op, f, n),
        z3.Implies(n == 1, g(n) == f(0)),
        z3.Implies(n > 1, g(n) == op(g(n - 1), f(n - 1))),
    )
    assert (holds(claim(n), n <= 0, *facts) and holds(claim(n), n > 0, *facts, claim(n - 1))) is right


def products() -> list[Monomial]:
    a, b, c, d = (Sym(x, INT) for x in "abcd")
    return [(a, b), (a, c), (a, b, c), (a, a, b), (b, c, d), (a, b, c, d), (Extent("v", 0), d)]


def facts_about(monomials: list[Monomial]) -> tuple[Encoder, list[str]]:
    encoder = Encoder(Arithmetic.EXACT)
    lemmas = product_lemmas(monomials, encoder.product)
    return encoder, [*product_facts(monomials, encoder.product), *all_facts(lemmas)]


REAL_PRODUCT = f"(define-fun {MULTIPLY} ((x Int) (y Int)) Int (* x y))"


def provable(encoder: Encoder, fact: str) -> bool:
    """Whether a fact is true of products as they are."""
    length = encoder.term(Extent("v", 0))
    declared = "\n".join(d for name, d in encoder.declared.items() if name != MULTIPLY)
    defined = "\n".join(line for line in encoder.lines if line.startswith("(define-fun "))
    extent = f"(assert (>= {length} 0))"
    solver = z3.Solver()
    solver.set("rlimit", 20_000_000)
    solver.from_string(f"{REAL_PRODUCT}\n{declared}\n{defined}\n{extent}\n(assert (not {fact}))")
    return solver.check() == z3.unsat


def test_facts_about_products_are_true() -> None:
    seen: set[str] = set()
    for pair in combinations(products(), 2):
        encoder, facts = facts_about(list(pair))
        for fact in facts:
            if fact not in seen:
                seen.add(fact)
                assert provable(encoder, fact), fact


def test_broken_facts_about_products_are_seen() -> None:
    encoder, _ = facts_about([(Sym("a", INT), Sym("b", INT))])
    a, b = (encoder.term(Sym(x, INT)) for x in "ab")
    for broken in (
        f"(=> (>= {a} 1) (>= ({MULTIPLY} {a} {b}) {b}))",
        f"(=> (and (<= {a} 0) (<= {b} 0)) (<= ({MULTIPLY} {a} {b}) 0))",
        f"(=> (< {a} {b}) (<= (+ ({MULTIPLY} {a} {a}) {a}) ({MULTIPLY} {a} {b})))",
    ):
        assert not provable(encoder, broken)


def flat_facts() -> tuple[Encoder, list[str]]:
    """Facts of rows counted from the end, and of two places in them."""
    encoder = Encoder(Arithmetic.EXACT)
    w, h, y, k, r = (Sym(x, INT) for x in "whykr")
    from_end = mul(sub(sub(h, y), integer(1)), w)
    sums = [polynomial(sub(k, from_end)), polynomial(sub(from_end, k)), polynomial(sub(k, mul(y, w)))]
    rows = list(row_facts(sums, [(k, w)], (), encoder.linear))
    rows += multiples_of_a_row(encoder)
    places = [[add(mul(w, y), k), add(mul(w, sub(h, r)), k)]]
    return encoder, [*rows, *coincidence_facts(places, encoder.linear)]


def multiples_of_a_row(encoder: Encoder) -> list[str]:
    """Facts of `w * (n * c + y)` that say of n times the row, whose products occur, that it is 0 with it."""
    w, n, c, y, k = (Sym(x, INT) for x in "wncyk")
    quotient = apply("floordiv", (k, w), INT)
    products = [m for cell in (quotient, mul(n, c), y) for m in polynomial(mul(n, cell))]
    rows = list(
        row_facts([polynomial(sub(k, mul(w, add(mul(n, c), y))))], [(k, w)], products, encoder.linear)
    )
    assert len(rows) == 4
    assert (
        len(
            list(
                row_facts(
                    [polynomial(sub(k, mul(w, add(mul(n, c), y))))], [(k, w)], products[1:], encoder.linear
                )
            )
        )
        == 3
    )
    return rows


def valid_facts() -> tuple[Encoder, list[str]]:
    """Facts of rows whose length is a sum, and of the choice between that and nothing."""
    encoder = Encoder(Arithmetic.EXACT)
    w, h, y, k = (Sym(x, INT) for x in "whyk")
    size = sub(sub(w, h), integer(1))
    length = apply("max", (size, integer(0)), INT)
    rows = list(row_facts([polynomial(sub(k, mul(y, size)))], [(k, size)], (), encoder.linear))
    monomials = [*polynomial(mul(length, y)), *polynomial(mul(y, size))]
    chosen = list(clamp_facts([m for m in monomials if len(m) > 1], encoder.linear))
    assert len(rows) == 10
    assert len(chosen) == 1
    return encoder, [*rows, *chosen]


@pytest.mark.parametrize("made", [flat_facts, valid_facts])
def test_facts_about_rows_are_true(made: Callable[[], tuple[Encoder, list[str]]]) -> None:
    encoder, facts = made()
    assert len(facts) > 6
    for fact in facts:
        assert provable(encoder, fact), fact


def test_broken_facts_about_rows_are_seen() -> None:
    encoder, facts = flat_facts()
    guarded = [f for f in facts if "(> " in f]
    assert guarded
    for fact in guarded:
        assert not provable(encoder, fact.replace("(> ", "(distinct ", 1)), fact
    for fact in facts:
        if fact.startswith("(=> (= "):
            assert not provable(encoder, fact.replace(" 0) (= ", " 1) (= ", 1)), fact


def distant_facts() -> tuple[Encoder, list[str]]:
    """What is said of places like `stride * (y0 + y)`."""
    encoder = Encoder(Arithmetic.EXACT)
    s, y, y0, h, q = (Sym(x, INT) for x in ("s", "y", "y0", "h", "q"))
    sums = [
        polynomial(mul(s, add(y, y0))),
        polynomial(mul(s, sub(add(h, y0), integer(1)))),
        polynomial(mul(s, q)),
    ]
    return encoder, all_facts(sum_lemmas(sums, encoder.linear))


def test_facts_about_products_of_sums_are_true() -> None:
    encoder, facts = distant_facts()
    assert len(facts) == 6
    for fact in facts:
        assert provable(encoder, fact), fact


def test_broken_facts_about_products_of_sums_are_seen() -> None:
    encoder, facts = distant_facts()
    factor = encoder.term(Sym("s", INT))
    for fact in facts:
        assert f"(>= {factor} 0)" in fact
        assert not provable(encoder, fact.replace(f"(>= {factor} 0)", f"(>= {factor} (- 1))")), fact


@pytest.mark.parametrize("guarded", [True, False])
def test_quotients_of_dividends_a_multiple_apart(guarded: bool) -> None:
    encoder = Encoder(Arithmetic.EXACT)
    u, n_, c = (Sym(x, INT) for x in "unc")
    one, other = add(u, mul(n_, c)), u
    (fact,) = quotient_facts([(one, n_), (other, n_)], encoder.linear)
    for dividend in (one, other):
        encoder.term(scalar("floordiv", dividend, n_))
    declared = "\n".join(d for name, d in encoder.declared.items() if name != MULTIPLY)
    solver = z3.Solver()
    quotients = "\n".join(encoder.lines)
    guard = f"(not (= {encoder.term(n_)} 0))"
    assert guard in fact
    fact = fact if guarded else fact.replace(guard, "true")
    small = "".join(
        f"(assert (and (<= (- 5) {encoder.term(x)}) (<= {encoder.term(x)} 5)))" for x in (u, n_, c)
    )
    solver.from_string(f"{REAL_PRODUCT}\n{declared}\n{quotients}\n{small}\n(assert (not {fact}))")
    assert (solver.check() == z3.unsat) is guarded


def test_broken_facts_about_rows_of_any_length_are_seen() -> None:
    encoder, facts = valid_facts()
    for fact in facts:
        changes = (
            ("(=> (and (> ", "(=> (and (distinct "),
            ("(=> (and (<= ", "(=> (and (>= "),
            ("(ite (>= ", "(ite (<= "),
            (" 0) (= ", " 1) (= "),
        )
        old, new = next(c for c in changes if c[0] in fact)
        wrong = fact.replace(old, new, 1)
        assert not provable(encoder, wrong), wrong


@pytest.mark.parametrize(("strict", "right"), [(True, True), (False, False)])
def test_the_facts_about_a_quotient_leave_one_value(strict: bool, right: bool) -> None:
    x, d, p, q = z3.Ints("x d p q")

    def defined(v: Any) -> Any:
        above = x < d * v + d if strict else x <= d * v + d
        below = x > d * v + d if strict else x >= d * v + d
        return z3.If(d > 0, z3.And(d * v <= x, above), z3.And(d * v >= x, below))

    solver = z3.Solver()
    solver.add(defined(p), defined(q), p != q, d >= -4, d <= 4, d != 0)
    assert (solver.check() == z3.unsat) is right


@pytest.mark.parametrize("divisor", [1, 2, 3, 7, -1, -2, -5])
def test_the_facts_about_a_quotient_hold_of_floor_division(divisor: int) -> None:
    x, d = Sym("x", INT), Sym("d", INT)
    for dividend in range(-8, 9):
        world = [eq(x, integer(dividend)), eq(d, integer(divisor))]
        for by in (d, integer(divisor)):
            cell = Apply("floordiv", (x, by), INT)
            right = Apply("identical", (cell, integer(dividend // divisor)), BOOL)
            assert ask([*world, right]) is not Answer.UNSAT
        quotient = Apply("floordiv", (x, integer(divisor)), INT)
        wrong = Apply("identical", (quotient, integer(dividend // divisor + 1)), BOOL)
        assert ask([*world, wrong]) is Answer.UNSAT


def ask(facts: list[Cell]) -> Answer:
    return check(Encoder(Arithmetic.EXACT).script(facts, None), session=SESSION)


# ---------------------------------------------------------------- folds as functions


def total(
    body: Cell, *, op: str = "add", lo: Cell | None = None, hi: Cell | None = None, init: Cell | None = None
) -> Fold:
    """A fold over the binder `j`."""
    return Fold(
        op,
        "j",
        lo or integer(0),
        hi or Sym("n", INT),
        init or Lit(0.0 if body.dtype is F64 else 0, body.dtype),
        body,
    )


def proved(
    a: Cell, b: Cell, *facts: Cell, arithmetic: Arithmetic = Arithmetic.EXACT, opaque: bool = False
) -> bool:
    goal = Apply("identical", (a, b), BOOL)
    return check(Encoder(arithmetic, opaque=opaque).script(facts, goal), session=SESSION) is Answer.UNSAT


J, K, N, M = Sym("j", INT), Sym("k", INT), Sym("n", INT), Sym("m", INT)


def at(array: str, *indices: Cell) -> Elem:
    return Elem(array, indices, I32)


def float_at(array: str, *indices: Cell) -> Elem:
    return Elem(array, indices, F64)


def masked(body: Cell, *conditions: Cell) -> Cell:
    return select(conj(*conditions), body, Lit(0, body.dtype))


def plain(array: str, *indices: Cell) -> Cell:
    return Elem(array, indices, INT)


EQUAL: dict[str, tuple[Cell, Cell, tuple[Cell, ...]]] = {
    "shifted": (total(at("a", J), lo=M), total(at("a", scalar("add", J, M)), hi=scalar("sub", N, M)), ()),
    "hole filled alike": (total(at("a", K, J)), total(at("a", M, J)), (eq(K, M),)),
    "bounds alike": (total(at("a", J)), total(at("a", J), hi=M), (eq(N, M),)),
    "commuted": (total(scalar("mul", at("a", J), at("b", J))), total(scalar("mul", at("b", J), at("a", J))), ()),
    "masked above": (total(masked(plain("a", J), lt(J, M))), total(plain("a", J), hi=apply("min", (N, M), INT)), ()),
    "masked below": (total(masked(plain("a", J), le(integer(2), J))), total(plain("a", J), lo=integer(2)), (le(integer(2), N),)),
    "masked factor": (
        total(scalar("mul", masked(plain("a", J), lt(J, M)), plain("b", J))),
        total(scalar("mul", plain("b", J), plain("a", J)), hi=apply("min", (N, M), INT)),
        (),
    ),
    "one more": (total(at("a", J), hi=scalar("add", N, integer(1))), scalar("add", total(at("a", J)), at("a", N)), (le(integer(0), N),)),
    "empty": (total(at("a", J)), Lit(0, I32), (le(N, integer(0)),)),
    "empty maximum": (total(plain("a", J), op="max", init=K), K, (le(N, integer(0)),)),
    "a start that is chosen": (
        total(float_at("a", J), init=select(eq(K, M), Lit(0.0, F64), Sym("x", F64))), total(float_at("a", J)), (eq(K, M),)
    ),
    "maximum over its start": (apply("max", (total(plain("a", J), op="max", init=K), K), INT), total(plain("a", J), op="max", init=K), ()),
}  # fmt: skip

UNEQUAL: dict[str, tuple[Cell, Cell, tuple[Cell, ...]]] = {
    "another array": (total(at("a", J)), total(at("b", J)), ()),
    "axes swapped": (total(at("a", K, J)), total(at("a", J, K)), ()),
    "holes swapped": (
        total(scalar("sub", at("a", K, J), at("a", M, J))), total(scalar("sub", at("a", M, J), at("a", K, J))), ()
    ),
    "another coefficient": (total(at("a", scalar("mul", J, K))), total(at("a", scalar("mul", J, M))), ()),
    "coefficient and constant exchanged": (
        total(at("a", scalar("add", scalar("mul", K, J), M))), total(at("a", scalar("add", scalar("mul", M, J), K))), ()
    ),
    "literal coefficient": (total(at("a", scalar("mul", J, integer(2)))), total(at("a", scalar("mul", J, integer(3)))), ()),
    "another constant": (total(scalar("mul", at("a", J), Lit(2, I32))), total(scalar("mul", at("a", J), Lit(3, I32))), ()),
    "a start that may be another": (
        total(float_at("a", J), init=select(eq(K, M), Lit(0.0, F64), Sym("x", F64))), total(float_at("a", J)), ()
    ),
    "another start": (total(at("a", J), init=Lit(1, I32)), total(at("a", J)), ()),
    "another first index": (total(at("a", J)), total(at("a", J), lo=integer(1)), ()),
    "another operator": (total(at("a", J)), total(at("a", J), op="bitxor"), ()),
    "maximum and minimum": (total(plain("a", J), op="max", init=K), total(plain("a", J), op="min", init=K), ()),
    "one short": (total(at("a", J)), total(at("a", J), hi=scalar("sub", N, integer(1))), ()),
    "nested the other way": (
        total(Fold("add", "i", integer(0), M, Lit(0, I32), at("a", J, Sym("i", INT)))),
        total(Fold("add", "i", integer(0), M, Lit(0, I32), at("a", Sym("i", INT), J))),
        (),
    ),
    "inner bound by the outer index": (
        total(Fold("add", "i", integer(0), J, Lit(0, I32), at("a", Sym("i", INT)))),
        total(Fold("add", "i", integer(0), K, Lit(0, I32), at("a", Sym("i", INT)))),
        (),
    ),
    "masked elsewhere": (total(masked(plain("a", J), lt(J, M))), total(masked(plain("a", J), le(J, M))), ()),
    "masked with no neutral element": (
        total(select(lt(J, M), plain("a", J), integer(1))), total(plain("a", J), hi=apply("min", (N, M), INT)), ()
    ),
    "compared the other way": (
        total(masked(at("a", J), lt(at("a", J), at("b", J)))), total(masked(at("a", J), lt(at("b", J), at("a", J)))), ()
    ),
    "empty maximum": (total(plain("a", J), op="max", init=K), total(plain("a", J), op="max", init=M), ()),
    "holes of commuted operands": (
        total(scalar("mul", at("a", K, J), at("b", M, J))), total(scalar("mul", at("b", K, J), at("a", M, J))), ()
    ),
    "inner bounds": (
        total(Fold("add", "i", integer(0), J, Lit(0, I32), at("a", Sym("i", INT)))),
        total(Fold("add", "i", integer(0), scalar("add", J, integer(1)), Lit(0, I32), at("a", Sym("i", INT)))),
        (),
    ),
    "inner operators": (
        total(Fold("add", "i", integer(0), J, Lit(0, I32), at("a", Sym("i", INT)))),
        total(Fold("bitxor", "i", integer(0), J, Lit(0, I32), at("a", Sym("i", INT)))),
        (),
    ),
    "widths": (
        total(Apply("cast", (Apply("cast", (at("a", J),), U8),), I32)), total(Apply("cast", (Apply("cast", (at("a", J),), U16),), I32)), ()
    ),
    "a factor masked by one": (
        total(scalar("mul", select(lt(J, M), plain("a", J), integer(1)), plain("b", J))),
        total(scalar("mul", plain("a", J), plain("b", J)), hi=apply("min", (N, M), INT)),
        (),
    ),
    "a term masked by zero": (
        total(scalar("add", masked(plain("a", J), lt(J, M)), plain("b", J))),
        total(scalar("mul", plain("a", J), plain("b", J)), hi=apply("min", (N, M), INT)),
        (),
    ),
    "the largest float with a masked factor": (
        total(scalar("mul", select(lt(J, M), float_at("a", J), Lit(0.0, F64)), float_at("b", J)), op="max"),
        total(scalar("mul", float_at("a", J), float_at("b", J)), op="max", hi=apply("min", (N, M), INT)),
        (),
    ),
    "masked by the elements, too": (
        total(masked(plain("a", J), lt(J, M), lt(integer(0), plain("a", J)))), total(plain("a", J), hi=apply("min", (N, M), INT)), ()
    ),
    "masked by zero": (
        total(select(lt(J, M), plain("a", J), integer(0)), op="max", init=K),
        total(plain("a", J), op="max", init=K, hi=apply("min", (N, M), INT)),
        (),
    ),
    "maximum from another start": (total(plain("a", J), op="max", init=K), total(plain("a", J), op="max", init=M), (lt(integer(0), N),)),
    "maximum of one": (
        total(plain("a", J), op="min", init=K, hi=integer(1)), select(lt(K, plain("a", integer(0))), plain("a", integer(0)), K), ()
    ),
    "floats in another order": (total(float_at("a", J), init=Sym("x", F64)), scalar("add", Sym("x", F64), total(float_at("a", J))), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", EQUAL)
def test_equal_folds_are_proved_equal(name: str) -> None:
    one, other, facts = EQUAL[name]
    assert proved(one, other, *facts)


@pytest.mark.parametrize("opaque", [False, True])
@pytest.mark.parametrize("name", UNEQUAL)
def test_different_folds_are_not(name: str, opaque: bool) -> None:
    one, other, facts = UNEQUAL[name]
    assert not proved(one, other, *facts, opaque=opaque)


@pytest.mark.parametrize("name", [*EQUAL, *UNEQUAL])
def test_a_ledger_discharges_equal_folds_alone(name: str) -> None:
    """Also element by element, under a fresh index: the last resort of a ledger."""
    one, other, facts = EQUAL[name] if name in EQUAL else UNEQUAL[name]
    goal = Apply("identical", (one, other), BOOL)
    obligation = Obligation("final", Span("f.py", 1, 0, 1, 0), facts, goal)
    ledger = Ledger((), frozenset("nmk"))
    assert name in EQUAL or not ledger.by_congruence(obligation, Arithmetic.EXACT)
    try:
        ledger.owe(obligation)
    except Unproved:
        assert name in UNEQUAL
    else:
        (*_, last) = ledger.discharged
        assert name in EQUAL or last.arithmetic is Arithmetic.REAL
        assert name in EQUAL or name in ("floats in another order", "the largest float with a masked factor")


def chosen(yes: Cell, no: Cell) -> Cell:
    return select(lt(K, M), yes, no)


@pytest.mark.parametrize(
    ("yes", "no", "right"),
    [
        (total(at("a", J)), total(at("b", J)), True),
        (total(at("b", J)), total(at("b", J)), False),
        (total(at("a", J)), total(at("a", J)), False),
    ],
)
def test_folds_inside_a_choice_know_which_it_is(yes: Cell, no: Cell, right: bool) -> None:
    inside = total(chosen(at("a", J), at("b", J)))
    goal = Apply("identical", (Apply("select", (lt(K, M), inside, inside), I32), chosen(yes, no)), BOOL)
    obligation = Obligation("final", Span("f.py", 1, 0, 1, 0), (), goal)
    ledger = Ledger((), frozenset("nmk"))
    assert ledger.by_congruence(obligation, Arithmetic.EXACT) is right
    assert bool(ledger.discharged) is right


def test_folds_that_agree_prove_no_more_than_that() -> None:
    a, b = at("a", J), at("b", J)
    one, other = total(Apply("min", (a, b), I32)), total(select(lt(b, a), b, a))
    here = Span("f.py", 1, 0, 1, 0)
    Ledger((), frozenset("n")).owe(Obligation("final", here, (), Apply("identical", (one, other), BOOL)))
    more = Apply("identical", (one, scalar("add", other, Lit(1, I32))), BOOL)
    assert not Ledger((), frozenset("n")).by_congruence(Obligation("final", here, (), more), Arithmetic.EXACT)


def test_of_a_conjunction_each_part_is_owed() -> None:
    here = Span("f.py", 1, 0, 1, 0)
    for parts in ((eq(N, N), lt(N, M)), (lt(N, M), eq(M, N)), (le(N, M), lt(M, N))):
        ledger = Ledger((), frozenset("nm"))
        with pytest.raises(Unproved):
            ledger.owe(Obligation("final", here, (le(N, M),), conj(*parts)))


def test_over_the_reals_an_initial_value_may_move() -> None:
    one, other, _ = UNEQUAL["floats in another order"]
    assert proved(one, other, arithmetic=Arithmetic.REAL)
    broken = scalar("mul", Sym("x", F64), total(float_at("a", J)))
    assert not proved(one, broken, arithmetic=Arithmetic.REAL)


ALPHA, BETA = Sym("alpha", F64), Sym("beta", F64)


def product(*factors: Cell) -> Cell:
    return reduce(lambda x, y: scalar("mul", x, y), factors)


def nested(start: Cell, *factors: Cell) -> Fold:
    """A sum whose terms are multiples of sums."""
    inner = Fold("add", "i", integer(0), M, start, product(float_at("a", Sym("i", INT)), float_at("b", J)))
    return total(product(*factors, inner))


EQUAL_OVER_THE_REALS: dict[str, tuple[Cell, Cell]] = {
    "two sums in one": (
        total(scalar("sub", float_at("a", J), float_at("b", J)), init=ALPHA),
        scalar("sub", scalar("add", ALPHA, total(float_at("a", J))), total(float_at("b", J))),
    ),
    "taken away": (
        total(scalar("neg", float_at("a", J)), init=ALPHA), scalar("sub", ALPHA, total(float_at("a", J)))
    ),
    "factors in another order": (
        total(product(ALPHA, float_at("a", J), float_at("b", J), BETA)),
        total(product(product(float_at("b", J), BETA), product(float_at("a", J), ALPHA))),
    ),
    "what an inner sum starts at": (
        nested(float_at("c", J), ALPHA),
        total(product(ALPHA, scalar("add", float_at("c", J), nested(Lit(0.0, F64)).body))),
    ),
}  # fmt: skip

UNEQUAL_OVER_THE_REALS: dict[str, tuple[Cell, Cell]] = {
    "the other one taken away": (
        total(scalar("sub", float_at("a", J), float_at("b", J))),
        scalar("sub", total(float_at("b", J)), total(float_at("a", J))),
    ),
    "added instead": (
        total(scalar("sub", float_at("a", J), float_at("b", J))),
        scalar("add", total(float_at("a", J)), total(float_at("b", J))),
    ),
    "taken away from what is taken away": (
        total(scalar("neg", scalar("sub", float_at("a", J), float_at("b", J)))),
        scalar("sub", scalar("neg", total(float_at("a", J))), total(float_at("b", J))),
    ),
    "another factor": (
        total(product(ALPHA, float_at("a", J), float_at("b", J))), total(product(BETA, float_at("a", J), float_at("b", J)))
    ),
    "a factor twice": (
        total(product(ALPHA, float_at("a", J), float_at("b", J))), total(product(ALPHA, ALPHA, float_at("a", J), float_at("b", J)))
    ),
    "a factor less": (
        total(product(ALPHA, float_at("a", J), float_at("b", J))), total(product(float_at("a", J), float_at("b", J)))
    ),
    "another start of an inner sum": (nested(float_at("c", J), ALPHA), nested(float_at("d", J), ALPHA)),
    "an inner start without its factor": (
        nested(float_at("c", J), ALPHA),
        total(scalar("add", float_at("c", J), product(ALPHA, nested(Lit(0.0, F64)).body))),
    ),
}  # fmt: skip


def shifted_sum(dtype: DType, ahead: int, hi: Cell, start: Cell | None = None) -> Fold:
    """The sum of `a[j + ahead]`."""
    return total(Elem("a", (add(J, integer(ahead)),), dtype), hi=hi, init=start)


@pytest.mark.parametrize("dtype", [I32, U8, INT, F64], ids=str)
def test_a_peeled_sum_is_the_whole_sum(dtype: DType) -> None:
    arithmetic = Arithmetic.REAL if dtype.is_float else Arithmetic.EXACT
    longest = add(apply("max", (N, integer(0)), INT), integer(2))
    first, last = (Elem("a", (place,), dtype) for place in (integer(0), sub(longest, integer(1))))
    rest = shifted_sum(dtype, 1, N)
    peeled = scalar("add", scalar("add", first, rest), last)
    assert proved(peeled, shifted_sum(dtype, 0, longest), arithmetic=arithmetic)
    for wrong in (
        shifted_sum(dtype, 0, add(N, integer(2))),  # where N < 0
        shifted_sum(dtype, 0, add(longest, integer(1))),
        shifted_sum(dtype, 1, longest),
        shifted_sum(dtype, 0, longest, Lit(1.0 if dtype.is_float else 1, dtype)),
    ):
        assert not proved(peeled, wrong, arithmetic=arithmetic)
    other = scalar("add", scalar("add", first, shifted_sum(dtype, 2, N)), last)
    assert not proved(other, shifted_sum(dtype, 0, longest), arithmetic=arithmetic)


def test_a_peeled_sum_of_floats_has_other_bits() -> None:
    first, rest = float_at("a", integer(0)), shifted_sum(F64, 1, N)
    end = add(apply("max", (N, integer(0)), INT), integer(1))
    assert not proved(scalar("add", first, rest), shifted_sum(F64, 0, end))


@pytest.mark.parametrize("name", EQUAL_OVER_THE_REALS)
def test_sums_of_products_have_one_form_over_the_reals(name: str) -> None:
    one, other = EQUAL_OVER_THE_REALS[name]
    assert proved(one, other, arithmetic=Arithmetic.REAL)
    assert not proved(one, other)


@pytest.mark.parametrize("name", UNEQUAL_OVER_THE_REALS)
def test_other_sums_of_products_have_another(name: str) -> None:
    one, other = UNEQUAL_OVER_THE_REALS[name]
    assert not proved(one, other, arithmetic=Arithmetic.REAL)
    assert not proved(one, other)


def test_a_masked_factor_makes_zeros_of_finite_floats_only() -> None:
    masked_factor = total(scalar("mul", select(lt(J, M), float_at("a", J), Lit(0.0, F64)), float_at("b", J)))
    shorter = total(scalar("mul", float_at("a", J), float_at("b", J)), hi=apply("min", (N, M), INT))
    assert proved(masked_factor, shorter, arithmetic=Arithmetic.REAL)
    assert not proved(masked_factor, shorter)


def test_a_product_of_three_is_one_polynomial() -> None:
    a, b, c = (Sym(x, INT) for x in "abc")
    left = scalar("mul", scalar("add", a, b), c)
    right = scalar("add", scalar("mul", c, b), scalar("mul", a, c))
    assert polynomial(left) == polynomial(right)
    assert proved(left, right)
    assert not proved(left, scalar("add", scalar("mul", c, b), scalar("mul", a, b)))


# ---------------------------------------------------------------- the first index

SPOT, END = z3.Ints("spot end")
MARK = z3.Function("mark", INTS, z3.BoolSort())


def least(k: Any) -> Any:
    """`min(j < k: mark(j) ? j + low : end)` from `end`, unfolded at k."""
    value = function("value", INTS)
    return fold_at(value, END, smaller, lambda j: z3.If(MARK(j), j + low, END), k)


def value_at(k: Any) -> Any:
    return function("value", INTS)(k)


@pytest.mark.parametrize(("allowed", "right"), [(0, True), (1, False)])
def test_the_first_index_is_in_the_range_and_meets_the_condition(allowed: int, right: bool) -> None:
    def claim(k: Any) -> Any:
        place = value_at(k) - low
        met = z3.And(allowed <= place, place < k, MARK(place))
        return z3.And(value_at(k) <= END, z3.Implies(value_at(k) < END, met))

    base = holds(claim(n), n <= 0, least(n))
    step = holds(claim(n), n > 0, least(n), claim(n - 1))
    assert (base and step) is right


@pytest.mark.parametrize(("ahead", "right"), [(0, True), (1, False)])
def test_no_index_before_the_first_meets_the_condition(ahead: int, right: bool) -> None:
    def claim(k: Any) -> Any:
        return z3.Implies(z3.And(SPOT >= 0, k > SPOT, MARK(SPOT)), value_at(k) + ahead <= SPOT + low)

    base = holds(claim(n), n <= 0, least(n))
    step = holds(claim(n), n > 0, least(n), claim(n - 1))
    assert (base and step) is right


@pytest.mark.parametrize(("other", "right"), [("init", True), ("start", False)])
@pytest.mark.parametrize("sort", [INTS, REALS], ids=str)
def test_an_extremum_may_skip_its_own_start(sort: Any, other: str, right: bool) -> None:
    """`fold(j < n: j < m ? f(j) : e)` from e is `fold(j < min(n, m): f(j))` from e, for minima."""
    f, masked, plain = function("f", sort), function("masked", sort), function("plain", sort)
    init, skipped = z3.Const("init", sort), z3.Const(other, sort)
    mask = fold_at(masked, init, smaller, lambda j: z3.If(j < m, f(j), skipped), n)
    both = smaller(n, m), smaller(n - 1, m)
    short = z3.And(*(fold_at(plain, init, smaller, f, k) for k in both))
    below = plain(both[1]) <= init

    def claim(k: Any, bound: Any) -> Any:
        return z3.And(masked(k) == plain(bound), plain(bound) <= init)

    base = holds(claim(n, both[0]), n <= 0, mask, short)
    step = holds(claim(n, both[0]), n > 0, mask, short, claim(n - 1, both[1]), below)
    assert (base and step) is right


def first_index(hi: Cell, condition: Callable[[Cell], Cell]) -> Cell:
    return first("j", integer(0), hi, hi, condition(Sym("j", INT)))


def is_proved(goal: Cell, *facts: Cell) -> bool:
    script = Encoder(Arithmetic.EXACT).script(facts, goal)
    return check(script, session=SESSION) is Answer.UNSAT


def mark(index: Cell) -> Cell:
    return Elem("marks", (index,), BOOL)


def test_what_the_encoder_knows_of_the_first_index() -> None:
    size, index = Sym("size", INT), Sym("index#1", INT)
    found = first_index(size, mark)
    inside = conj(le(integer(0), index), lt(index, size))
    assert is_proved(mark(found), lt(found, size))
    assert is_proved(le(found, index), inside, mark(index))
    assert is_proved(apply("not", (mark(index),), BOOL), inside, lt(index, found))
    assert is_proved(le(integer(0), found), le(integer(0), size))
    assert not is_proved(mark(found))
    assert not is_proved(lt(found, size), le(integer(1), size))
    assert not is_proved(le(found, index), mark(index))
    assert not is_proved(le(index, found), inside, mark(index))
    assert not is_proved(eq(found, size), le(integer(1), size))


def test_the_facts_about_the_first_index_have_a_model() -> None:
    size, index = Sym("size", INT), Sym("index#1", INT)
    found = first_index(size, mark)
    for facts in (
        (lt(found, size), lt(integer(3), found)),
        (eq(found, size), lt(integer(3), size)),
        (lt(found, index), mark(index), lt(index, size)),
        (lt(size, integer(0)), eq(found, size)),
        (eq(found, index), mark(index), lt(index, size)),
    ):
        script = Encoder(Arithmetic.EXACT).script(facts, None)
        assert check(script, session=SESSION) is not Answer.UNSAT


# ---------------------------------------------------------------- the last index


def latest(k: Any) -> Any:
    """`max(j < k: mark(j) ? j + low : end)` from `end`, unfolded at k."""
    value = function("value", INTS)
    return fold_at(value, END, greater, lambda j: z3.If(MARK(j), j + low, END), k)


@pytest.mark.parametrize(("allowed", "right"), [(0, True), (1, False)])
def test_the_last_index_is_in_the_range_and_meets_the_condition(allowed: int, right: bool) -> None:
    def claim(k: Any) -> Any:
        place = value_at(k) - low
        met = z3.And(allowed <= place, place < k, MARK(place))
        return z3.And(value_at(k) >= END, z3.Implies(value_at(k) > END, met))

    base = holds(claim(n), n <= 0, latest(n))
    step = holds(claim(n), n > 0, latest(n), claim(n - 1))
    assert (base and step) is right


@pytest.mark.parametrize(("ahead", "right"), [(0, True), (1, False)])
def test_no_index_after_the_last_meets_the_condition(ahead: int, right: bool) -> None:
    def claim(k: Any) -> Any:
        return z3.Implies(z3.And(SPOT >= 0, k > SPOT, MARK(SPOT)), SPOT + low + ahead <= value_at(k))

    base = holds(claim(n), n <= 0, latest(n))
    step = holds(claim(n), n > 0, latest(n), claim(n - 1))
    assert (base and step) is right


def last_index(hi: Cell, condition: Callable[[Cell], Cell]) -> Cell:
    return last("j", integer(0), hi, condition(Sym("j", INT)))


def test_what_the_encoder_knows_of_the_last_index() -> None:
    size, index, none = Sym("size", INT), Sym("index#1", INT), integer(-1)
    found = last_index(size, mark)
    inside = conj(le(integer(0), index), lt(index, size))
    assert is_proved(mark(found), lt(none, found))
    assert is_proved(lt(found, size), le(integer(0), size))
    assert is_proved(le(index, found), inside, mark(index))
    assert is_proved(apply("not", (mark(index),), BOOL), inside, lt(found, index))
    assert is_proved(le(none, found))
    assert not is_proved(mark(found))
    assert not is_proved(lt(none, found), le(integer(1), size))
    assert not is_proved(le(index, found), mark(index))
    assert not is_proved(le(found, index), inside, mark(index))
    assert not is_proved(eq(found, none), le(integer(1), size))


def test_the_facts_about_the_last_index_have_a_model() -> None:
    size, index = Sym("size", INT), Sym("index#1", INT)
    found = last_index(size, mark)
    for facts in (
        (lt(found, size), lt(integer(3), found)),
        (eq(found, integer(-1)), lt(integer(3), size)),
        (lt(index, found), mark(index), lt(integer(2), index)),
        (lt(size, integer(0)), eq(found, integer(-1))),
        (eq(found, index), mark(index), le(integer(0), index)),
    ):
        script = Encoder(Arithmetic.EXACT).script(facts, None)
        assert check(script, session=SESSION) is not Answer.UNSAT


SIZE = Sym("size", INT)
NONE = sub(SIZE, integer(9))
NEARLY_LAST = {
    "a better alternative": (NONE, select(mark(J), J, add(NONE, integer(1))), integer(0), True),
    "another alternative, first": (NONE, select(mark(J), add(NONE, integer(1)), J), integer(0), False),
    "minus the index": (NONE, select(mark(J), sub(integer(0), J), NONE), integer(0), True),
}  # fmt: skip


@pytest.mark.parametrize("name", NEARLY_LAST)
def test_what_is_nearly_a_last_index_need_not_meet_the_condition(name: str) -> None:
    init, body, offset, holds_there = NEARLY_LAST[name]
    found = Fold("max", "j", integer(0), SIZE, init, body)
    condition = mark(sub(found, offset))
    goal = condition if holds_there else apply("not", (condition,), BOOL)
    assert not is_proved(goal, lt(init, found))


OTHER = add(SIZE, integer(1))
NEARLY = {
    "another alternative": ("min", OTHER, select(mark(J), J, SIZE), OTHER, integer(0), True),
    "another alternative, first": ("min", OTHER, select(mark(J), SIZE, J), OTHER, integer(0), False),
    "twice the index": ("min", SIZE, select(mark(J), mul(integer(2), J), SIZE), SIZE, integer(0), True),
    "an index of the same name outside": ("min", J, select(mark(J), add(J, integer(1)), J), J, integer(1), True),
}  # fmt: skip


@pytest.mark.parametrize("name", NEARLY)
def test_what_is_nearly_a_first_index_need_not_meet_the_condition(name: str) -> None:
    op, init, body, none, offset, holds_there = NEARLY[name]
    found = Fold(op, "j", integer(0), SIZE, init, body)
    condition = mark(sub(found, offset))
    goal = condition if holds_there else apply("not", (condition,), BOOL)
    assert not is_proved(goal, lt(found, none))


def test_the_last_index_is_no_first_one() -> None:
    none = integer(-1)
    last = Fold("max", "j", integer(0), SIZE, none, select(mark(J), J, none))
    assert is_proved(le(none, last))
    assert not is_proved(le(last, none))
    least = Fold("min", "j", integer(0), SIZE, SIZE, select(mark(J), SIZE, J))
    assert is_proved(apply("not", (mark(least),), BOOL), lt(least, SIZE))
    assert not is_proved(mark(least), lt(least, SIZE))


# ---------------------------------------------------------------- counts, and the k-th index

RANK = z3.Int("rank")


def marks_below(k: Any) -> Any:
    return function("marks_below", INTS)(k)


def counted(k: Any) -> Any:
    """How many indices below k are marked, unfolded at k."""
    return fold_at(function("marks_below", INTS), 0, plus, lambda j: z3.If(MARK(j), 1, 0), k)


@pytest.mark.parametrize(("slack", "right"), [(0, True), (-1, False)])
def test_a_count_is_from_zero_to_its_range(slack: int, right: bool) -> None:
    def claim(k: Any) -> Any:
        return z3.And(marks_below(k) >= 0, marks_below(k) <= greater(k, z3.IntVal(0)) + slack)

    base = holds(claim(n), n <= 0, counted(n))
    step = holds(claim(n), n > 0, counted(n), claim(n - 1))
    assert (base and step) is right


@pytest.mark.parametrize(("gap", "right"), [(0, True), (1, False)])
def test_a_count_does_not_decrease(gap: int, right: bool) -> None:
    def claim(k: Any) -> Any:
        return marks_below(low) + gap <= marks_below(k)

    base = holds(claim(n), n == low, counted(n))
    step = holds(claim(n), n > low, counted(n), counted(n - 1), claim(n - 1))
    assert (base and step) is right


@pytest.mark.parametrize(("more", "right"), [(0, True), (1, False)])
def test_there_is_a_marked_index_for_every_rank_below_the_count(more: int, right: bool) -> None:
    """`min(j < n: mark(j) && count(j) = rank ? j : end)` is below n where `0 <= rank < count(n)`."""
    found = function("found", INTS)
    search = fold_at(found, END, smaller, lambda j: z3.If(z3.And(MARK(j), marks_below(j) == RANK), j, END), n)

    def claim(k: Any) -> Any:
        return z3.Implies(z3.And(RANK >= 0, marks_below(k) + more > RANK), found(k) < k)

    base = holds(claim(n), n <= 0, counted(n), search)
    step = holds(claim(n), n > 0, counted(n), search, claim(n - 1))
    assert (base and step) is right


def count_of_marks(hi: Cell) -> Cell:
    return count("j", integer(0), hi, mark(Sym("j", INT)))


def kth_mark(hi: Cell, rank: Cell) -> Cell:
    return nth("j", integer(0), hi, mark(Sym("j", INT)), rank)


def test_what_the_encoder_knows_of_the_kth_index() -> None:
    size, index, rank = Sym("size", INT), Sym("index#1", INT), Sym("rank", INT)
    found, whole = kth_mark(size, rank), count_of_marks(size)
    enough = conj(le(integer(0), rank), lt(rank, whole))
    inside = conj(le(integer(0), index), lt(index, size))
    assert is_proved(conj(le(integer(0), found), lt(found, size)), enough)
    assert is_proved(mark(found), enough)
    assert is_proved(eq(count_of_marks(found), rank), enough)
    assert is_proved(eq(found, index), inside, mark(index), eq(count_of_marks(index), rank))
    assert is_proved(lt(found, kth_mark(size, add(rank, integer(1)))), enough)
    assert is_proved(le(rank, found), enough)
    assert is_proved(le(whole, size), le(integer(0), size))
    assert not is_proved(mark(found))
    assert not is_proved(lt(found, size))
    assert not is_proved(lt(found, size), lt(rank, whole))
    assert not is_proved(lt(found, size), le(integer(0), rank), le(rank, whole))
    assert not is_proved(eq(found, index), inside, mark(index))
    assert not is_proved(eq(found, index), inside, eq(count_of_marks(index), rank))
    assert not is_proved(eq(found, rank), enough)
    assert not is_proved(lt(whole, size), lt(integer(0), size))


def test_the_facts_about_the_kth_index_have_a_model() -> None:
    size, index, rank = Sym("size", INT), Sym("index#1", INT), Sym("rank", INT)
    found, whole = kth_mark(size, rank), count_of_marks(size)
    for facts in (
        (lt(found, size), lt(integer(3), found)),
        (eq(found, size), lt(integer(3), size)),
        (eq(found, size), eq(rank, whole), lt(integer(2), rank)),
        (eq(found, size), lt(rank, integer(0)), lt(integer(0), size)),
        (lt(size, integer(0)), eq(found, size)),
        (eq(whole, size), eq(found, rank), lt(integer(3), size), lt(integer(0), rank), lt(rank, size)),
        (eq(whole, integer(0)), lt(integer(3), size)),
        (eq(found, index), mark(index), lt(index, size), lt(rank, index)),
        (lt(found, index), mark(index), lt(index, size), lt(integer(0), found)),
    ):
        script = Encoder(Arithmetic.EXACT).script(facts, None)
        assert check(script, session=SESSION) is not Answer.UNSAT


@pytest.mark.parametrize(
    "nearly",
    [
        first("j", integer(0), SIZE, SIZE, eq(count_of_marks(Sym("j", INT)), Sym("rank", INT))),
        first("j", integer(0), SIZE, SIZE, conj(mark(J), eq(count_of_marks(SIZE), Sym("rank", INT)))),
        first("j", integer(1), SIZE, SIZE, conj(mark(J), eq(count_of_marks(J), Sym("rank", INT)))),
        first(
            "j",
            integer(0),
            SIZE,
            SIZE,
            conj(Elem("others", (J,), BOOL), eq(count_of_marks(J), Sym("rank", INT))),
        ),
    ],
    ids=["no mark", "another bound", "a later start", "other marks"],
)
def test_what_is_nearly_a_kth_index_need_not_exist(nearly: Cell) -> None:
    rank = Sym("rank", INT)
    enough = conj(le(integer(0), rank), lt(rank, count_of_marks(SIZE)))
    assert not is_proved(lt(nearly, SIZE), enough)


def test_counts_of_the_others_are_told_apart() -> None:
    size, one, zero = Sym("size", INT), integer(1), integer(0)
    not_marked = apply("not", (mark(J),), BOOL)
    others = Fold("add", "j", zero, size, zero, Apply("select", (mark(J), zero, one), INT))
    nested = Apply("select", (mark(J), Apply("select", (mark(add(J, one)), zero, one), INT), zero), INT)
    both = Fold("add", "j", zero, size, zero, nested)
    assert is_proved(eq(others, count("j", zero, size, not_marked)))
    assert is_proved(
        eq(both, count("j", zero, size, conj(mark(J), apply("not", (mark(add(J, one)),), BOOL))))
    )
    assert not is_proved(eq(others, count_of_marks(size)))
    assert not is_proved(eq(both, count_of_marks(size)))


def test_a_goal_is_solved_for_an_index() -> None:
    """Where `k == r * n + j`, a goal about k is one about that."""
    k, r, j = (Sym(x, INT) for x in "krj")
    place = add(mul(r, Sym("n", INT)), j)
    for equation in (eq(k, place), eq(place, k)):
        assert solved_for(equation, le(integer(0), k)) == normal(le(integer(0), place))
    assert solved_for(le(k, place), le(integer(0), k)) == le(integer(0), k)
