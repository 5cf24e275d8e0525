"""Loops that stay: what is taken for granted of their rounds, and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from kernels import python_function

from tensir import parse_program
from tensir.build import add, fold, lt, select, sub
from tensir.cells import Cell, Elem, Lit, Sym, integer
from tensir.dtypes import F64, INT
from tenspiler.loopir.nodes import Function
from tenspiler.optimisation.decisions import decided_in
from tenspiler.symbolic.execute import Executor, Unreadable
from tenspiler.symbolic.obligation import LoopRange, Obligation
from tenspiler.symbolic.shell import history, scalar_at
from tenspiler.synthesis.summarise import Search, summarise
from tenspiler.verification.discharge import Ledger, Unproved
from tenspiler.verification.numbers import finite, handed_on
from tenspiler.verification.verify import Established, SignatureError, Unsound, conclude, establish

SMOOTHED = """
def f(a: list[float], rounds: int) -> list[float]:
    now = [x for x in a]
    for _ in range(rounds):
        new = [0.0] * len(now)
        for i in range(1, len(now) - 1):
            new[i] = now[i - 1] + now[i + 1]
        now = new
    return now
"""


def lifted(text: str) -> tuple[Function, Established]:
    function = python_function(text)
    return function, establish(function, summarise(function, Search()).summaries)


# ---------------------------------------------------------------- what summaries may say


def test_a_history_says_nothing_but_itself() -> None:
    function = python_function(SMOOTHED)
    summaries = dict(summarise(function, Search()).summaries)
    label = next(label for label, s in summaries.items() if s.handed_on)
    summary = summaries[label]
    now = summary.arrays["now"]
    for body in (Lit(0.0, F64), Elem("a", (Sym(now.binders[0], INT),), F64)):
        claimed = {**summary.arrays, "now": replace(now, body=body)}
        with pytest.raises(Unreadable):
            establish(function, {**summaries, label: replace(summary, arrays=claimed)})
    shifted = Elem(
        history("now", label), (add(Sym(summary.symbol, INT), integer(1)), Sym(now.binders[0], INT)), F64
    )
    claimed = {**summary.arrays, "now": replace(now, body=shifted)}
    with pytest.raises(Unreadable):
        establish(function, {**summaries, label: replace(summary, arrays=claimed)})


def test_extents_of_what_is_handed_on_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[Any, ...]] = []
    plain = Executor.compare
    monkeypatch.setattr(Executor, "compare", lambda *args: calls.append(args) or plain(*args))
    lifted(SMOOTHED)
    proved = [c for c in calls if isinstance(c[0].observer, Ledger) and c[1] == "step" and c[3].handed_on]
    executor, kind, statement, summary, actual, claimed, path = proved[0]
    now = actual.arrays["now"]
    longer = actual.with_array("now", replace(now, shape=(add(now.shape[0], integer(1)),)))
    plain(executor, kind, statement, summary, actual, claimed, path)
    with pytest.raises(Unproved):
        plain(executor, kind, statement, summary, longer, claimed, path)


def test_loops_that_stay_always_run_and_to_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[Any, ...]] = []
    plain = Executor.shell
    monkeypatch.setattr(Executor, "shell", lambda *args: calls.append(args) or plain(*args))
    lifted(SMOOTHED)
    executor, statement, summary, state, path, *rest = calls[0]
    plain(executor, statement, summary, state, path, *rest)
    around = path.enter(LoopRange("k", integer(0), Sym("rounds", INT)), ())
    in_branch = path.branch(lt(integer(3), Sym("rounds", INT)))
    for where, what in ((around, statement), (in_branch, statement), (path, replace(statement, until="x"))):
        with pytest.raises(Unreadable):
            plain(executor, what, summary, state, where, *rest)


def test_what_is_handed_on_is_no_precondition() -> None:
    index, lo, hi = Sym("t", INT), integer(0), Sym("n", INT)
    goal = sub_is_small(Elem(history("p", 1), (index, integer(0)), INT))
    owed = Obligation("defined", python_function(SMOOTHED).span, (), goal, loops=(LoopRange("t", lo, hi),))
    with pytest.raises(Unproved, match="hand on"):
        Ledger((), frozenset({"n"})).owe(owed)
    guarded = replace(owed, goal=sub_is_small(index), guards=(goal,))
    with pytest.raises(Unproved, match="hand on"):
        Ledger((), frozenset({"n"})).owe(guarded)


def sub_is_small(cell: Cell) -> Cell:
    return lt(cell, integer(7))


# ---------------------------------------------------------------- programs


RIGHT = """
program f(a: f64[n], rounds: int) -> (return: f64[n])
  iterate k < (rounds) {
    carry now.now = a -> now.then
    t0 = slice[axis=0, start=0, length=max(n - 2, 0), step=1](now.now)
    t1 = t0 + slice[axis=0, start=2, length=max(n - 2, 0), step=1](now.now)
    next now.now = update[starts=[1], steps=[1]](full[shape=[n]](0.0:f64), t1)
  }
  return = now.then
"""


def test_names_of_values_carried_are_new() -> None:
    _, established = lifted(SMOOTHED)
    program = parse_program(RIGHT)
    assert conclude(established, program).sequential
    (iterate,) = program.iterates
    for name in ("a", "rounds", iterate.counter):
        carried = replace(iterate.carried[0], before=replace(iterate.carried[0].before, name=name))
        with pytest.raises(SignatureError):
            conclude(established, replace(program, iterates=(replace(iterate, carried=(carried,)),)))
    with pytest.raises(SignatureError):
        conclude(established, replace(program, iterates=(replace(iterate, counter="rounds"),)))
    with pytest.raises(SignatureError):
        conclude(established, replace(program, iterates=()))
    with pytest.raises(SignatureError):
        conclude(established, replace(program, iterates=(iterate, iterate)))


# ---------------------------------------------------------------- guards


def test_a_step_that_no_run_takes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Executor.shell

    def wrong(self: Executor, *args: object) -> object:
        shell = plain(self, *args)  # pyright: ignore[reportArgumentType]
        handed = tuple(replace(h, step=h.entry) for h in shell.handed)
        return replace(shell, handed=handed)

    monkeypatch.setattr(Executor, "shell", wrong)
    function = python_function(SMOOTHED)
    with pytest.raises(Unsound, match="a round makes"):
        establish(function, summarise(function, Search()).summaries)


# ---------------------------------------------------------------- floats


def state(name: str) -> Cell:
    return scalar_at(name, 1, F64, Sym("t", INT))


def element(array: str) -> Cell:
    return Elem(array, (Sym("t", INT),), F64)


INF = Lit(float("inf"), F64)
S, R = history("s", 1), history("r", 1)


@pytest.mark.parametrize(
    ("entry", "step", "numbers", "bounded"),
    [
        (Lit(0.0, F64), add(state("s"), element("x")), True, True),
        (INF, add(state("s"), element("x")), True, False),
        (INF, sub(state("s"), state("s")), False, False),
        (element("y"), state("s"), False, True),
        (Lit(0.0, F64), element("y"), False, True),
        (Lit(0.0, F64), select(lt(Sym("t", INT), integer(3)), state("s"), INF), True, False),
        (Lit(float("nan"), F64), state("s"), False, False),
    ],
)
def test_what_holds_no_nan(entry: Cell, step: Cell, numbers: bool, bounded: bool) -> None:
    found = handed_on({S: (entry, step)}, frozenset({"x"}))
    assert found == (frozenset({S} if numbers else ()), frozenset({finite(S)} if bounded else ()))


def test_what_depends_on_a_nan_may_be_one() -> None:
    values = {S: (Lit(0.0, F64), add(state("r"), element("x"))), R: (Lit(0.0, F64), element("y"))}
    numbers, _ = handed_on(values, frozenset({"x"}))
    assert not numbers


def test_sums_of_the_infinite_are_no_numbers() -> None:
    total = fold("add", "j", integer(0), Sym("n", INT), Lit(0.0, F64), state("s"))
    assert handed_on({S: (INF, total)}, frozenset()) == (frozenset(), frozenset())


def test_reordered_sums_decide_nothing_in_later_rounds() -> None:
    program = parse_program(
        """
program f(a: f64[n], rounds: int) -> (return: f64)
  iterate k < (rounds) {
    carry s.now = 0.0 -> s.then
    carry r.now = 0.0 -> r.then
    next s.now = reduce_add[axis=0](a) + r.now
    next r.now = select(s.now > 1.0, 1.0, 2.0)
  }
  return = r.then
"""
    )
    assert decided_in(program, lambda node: node.op == "reduce_add") == "a comparison"
    assert decided_in(program, lambda node: node.op == "reduce_mul") is None
