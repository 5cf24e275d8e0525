"""What a path knows: integers that did not wrap are the numbers that they would be, divisors are not 0."""

from __future__ import annotations

from tensir.build import add, cast, implies, lt, mul, negate, scalar
from tensir.cells import Apply, Sym, integer
from tensir.dtypes import I32, I64, INT
from tensir.polynomial import normal
from tenspiler.symbolic.path import Path

X, Y, K = Sym("x", I32), Sym("y", I32), Sym("k", INT)
PRODUCT = Apply("mul", (X, Y), I32)
NUMBER = mul(Sym("x", INT), Sym("y", INT))
D, E = Sym("d", INT), Sym("e", INT)
CONDITION = lt(integer(0), K)


def test_a_number_is_seen_through_where_it_is_known_not_to_have_wrapped() -> None:
    path = Path()
    inside = add(cast(cast(PRODUCT, I64), INT), K)
    assert path.number(inside) != path.number(add(NUMBER, K))
    path.views[PRODUCT] = NUMBER
    assert path.number(inside) == path.number(add(NUMBER, K))


def test_what_a_branch_knows_of_numbers_is_not_known_behind_it() -> None:
    path = Path()
    inside = add(cast(PRODUCT, INT), K)
    path.branch(lt(K, integer(0))).views[PRODUCT] = NUMBER
    assert path.number(inside) == normal(inside)


def test_others_are_not_seen_through() -> None:
    path = Path(views={PRODUCT: NUMBER})
    other = scalar("mul", X, X)
    assert path.number(add(cast(other, INT), K)) == normal(add(cast(other, INT), K))


def nonzero(symbol: Sym):
    return scalar("ne", symbol, integer(0))


def test_what_a_branch_divides_by_is_known_where_it_was_taken() -> None:
    path = Path()
    yes, no = path.branch(CONDITION), path.branch(negate(CONDITION))
    yes.learn(nonzero(D))
    no.learn(nonzero(E))
    path.learn_divisors(CONDITION, yes, no)
    assert path.facts == [implies(CONDITION, nonzero(D)), implies(negate(CONDITION), nonzero(E))]


def test_other_facts_of_a_branch_stay_there() -> None:
    path = Path()
    yes, no = path.branch(CONDITION), path.branch(negate(CONDITION))
    yes.learn(lt(D, E))
    path.learn_divisors(CONDITION, yes, no)
    assert path.facts == []


def test_a_condition_is_not_learnt_from_itself() -> None:
    path = Path([nonzero(D)])
    yes, no = path.branch(nonzero(E)), path.branch(negate(nonzero(E)))
    path.learn_divisors(nonzero(E), yes, no)
    assert path.facts == [nonzero(D)]
