"""Lemmas are told where a model goes against them, and the answers are those with all of them."""

from __future__ import annotations

from itertools import combinations

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from tensir.build import add, conj, le, lt, mul, negate, sub
from tensir.cells import Cell, Sym, integer
from tensir.dtypes import INT
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.lemmas import Lemma, Question, Rule, Sum, all_facts
from tenspiler.verification.products import EQUAL, MONOTONE, ORDERED, number
from tenspiler.verification.solver import RLIMIT, Answer, Session, check, proof_script

RULES = {"equal": EQUAL, "monotone": MONOTONE, "ordered": ORDERED}
SMALL = st.integers(-4, 4)
POSITIVE = Rule(lambda x: [f"(> {x} 0)"], lambda x: x > 0)


@pytest.mark.parametrize("name", RULES)
@given(st.tuples(SMALL, SMALL, SMALL, SMALL, SMALL))
def test_a_rule_holds_of_values_of_which_its_facts_are_true(
    name: str, values: tuple[int, int, int, int, int]
) -> None:
    facts = RULES[name].facts(*map(number, values))
    claims = z3.parse_smt2_string("\n".join(f"(assert {fact})" for fact in facts))
    assert all(z3.is_true(z3.simplify(c)) for c in claims) == RULES[name].holds(*values)


def two(script: str, *lemmas: Lemma) -> Question:
    declared = "(declare-fun a () Int)\n(declare-fun |b'| () Int)\n"
    sums = {"(+ a (* 2 |b'|) 1)": Sum(1, ((1, "a"), (2, "|b'|")))}
    return Question(declared + script, lemmas, {"a": "a", "|b'|": "|b'|"}, sums)


def test_what_no_model_goes_against_is_not_told() -> None:
    question = two("(assert (= a 1))", Lemma(POSITIVE, ("a",)))
    assert check(question) is Answer.SAT
    assert proof_script(question, RLIMIT, Session()) == question.script


@pytest.mark.parametrize("term", ["a", "(+ a (* 2 |b'|) 1)"])
def test_what_contradicts_a_lemma_is_unsatisfiable(term: str) -> None:
    question = two("(assert (= a (- 1)))\n(assert (= |b'| (- 3)))", Lemma(POSITIVE, (term,)))
    session = Session()
    assert check(question, session=session) is Answer.UNSAT
    assert check(question.script) is Answer.SAT
    script = proof_script(question, RLIMIT, session)
    assert script.endswith(f"(assert (> {term} 0))")
    assert check(script) is Answer.UNSAT


def test_a_model_is_one_with_all_lemmas() -> None:
    """Until one is found, each is told that the last one goes against."""
    below = Rule(lambda x, y: [f"(< {x} {y})"], lambda x, y: x < y)
    question = two("(assert (<= 0 |b'| 9))", Lemma(below, ("a", "|b'|")), Lemma(POSITIVE, ("a",)))
    session = Session()
    assert check(question, session=session) is Answer.SAT
    solver = z3.Solver()
    solver.from_string(proof_script(question, RLIMIT, session))
    assert solver.check() == z3.sat


def test_questions_with_other_lemmas_are_others() -> None:
    session = Session()
    without, with_one = two("(assert (< a 0))"), two("(assert (< a 0))", Lemma(POSITIVE, ("a",)))
    assert check(without, session=session) is Answer.SAT
    assert check(with_one, session=session) is Answer.UNSAT


def test_one_answer_takes_no_more_than_its_limit() -> None:
    hard = "(assert (= (* a a a) (+ (* |b'| |b'| |b'|) (* a |b'|) 7)))\n(assert (> a 90))"
    session = Session()
    assert check(two(hard, Lemma(POSITIVE, ("|b'|",))), 2_000, session) is Answer.UNKNOWN


def places() -> list[tuple[list[Cell], Cell]]:
    """Rows of a flat array: whether places in different rows are apart, and inside."""
    w, h, y, x, v, u = (Sym(s, INT) for s in ("w", "h", "y", "x", "v", "u"))
    zero = integer(0)

    def inside(index: Cell, size: Cell) -> Cell:
        return conj(le(zero, index), lt(index, size))

    known = [inside(y, h), inside(x, w), inside(v, h), inside(u, w)]
    one, other = add(mul(y, w), x), add(mul(v, w), u)
    goals = [
        lt(one, mul(h, w)),
        le(zero, one),
        negate(conj(lt(y, v), le(other, one))),
        negate(conj(lt(y, v), le(other, add(one, integer(1))))),
        lt(sub(mul(h, w), w), one),
        le(mul(y, w), mul(v, w)),
    ]
    return [(list(some), goal) for goal in goals for size in (4, 3) for some in combinations(known, size)]


def test_answers_are_those_with_all_lemmas() -> None:
    answers: list[Answer] = []
    lazily = 0
    for hypotheses, goal in places():
        question = Encoder(Arithmetic.EXACT).question(hypotheses, goal)
        whole = Question(question.told(all_facts(question.lemmas)))
        session = Session()
        answers.append(check(question, session=session))
        assert answers[-1] is check(whole), (hypotheses, goal)
        lazily += len(proof_script(question, RLIMIT, session)) < len(whole.script)
    assert {Answer.UNSAT, Answer.SAT} <= {*answers}
    assert lazily > len(answers) // 2
