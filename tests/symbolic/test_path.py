"""What is known along a path, and what of it is known after a choice."""

from __future__ import annotations

from tensir.build import implies, lt, negate, scalar
from tensir.cells import Sym, integer
from tensir.dtypes import INT
from tenspiler.symbolic.path import Path

N, D, E = (Sym(name, INT) for name in "nde")
CONDITION = lt(integer(0), N)


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
