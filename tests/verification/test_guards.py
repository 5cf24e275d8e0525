"""Every way to fool the verifier that is tried here is caught by a guard, and what is right passes them all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from kernels import NAMES, c_function, kernel, python_function

from tensir import parse_program
from tensir.build import add, lt, negate, sub
from tensir.cells import TRUE, Apply, Cell, Elem, Extent, Fold, Lit, Sym, integer
from tensir.dtypes import BOOL, F64, I32, INT
from tenspiler.loopir.nodes import Function, Span
from tenspiler.pipeline import choose, lift_function
from tenspiler.symbolic.execute import Executor
from tenspiler.symbolic.obligation import LoopRange, Obligation
from tenspiler.symbolic.path import Path
from tenspiler.synthesis.summarise import Search, summarise
from tenspiler.verification import discharge
from tenspiler.verification.discharge import Ledger, Unproved
from tenspiler.verification.encode import Encoder
from tenspiler.verification.guards import guard
from tenspiler.verification.guards.breakage import broken_goals
from tenspiler.verification.guards.guard import Guard, Unsound, Vacuous, guards_are_on, unguarded
from tenspiler.verification.guards.runs import Rows, Runs
from tenspiler.verification.solver import Answer
from tenspiler.verification.verify import Established, conclude, establish

HERE = Span("f.py", 1, 1, 1, 2)
TOTAL = "int total(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }"


def established(function: Function) -> Established:
    return establish(function, summarise(function, Search()).summaries)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_right_passes_and_is_seen_in_runs(name: str) -> None:
    found = established(kernel(name))
    assert found.guard is not None
    assert found.guard.unseen == {}
    _, proof, _ = choose(found)
    assert proof.guarded
    assert proof.unseen == ()


# ---------------------------------------------------------------- a verifier that was broken


def test_a_solver_that_says_yes_to_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discharge, "check", lambda *_, **__: Answer.UNSAT)
    with pytest.raises(Unsound, match="refutes"):
        established(c_function(TOTAL))


def test_a_ledger_that_takes_any_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = Ledger.attempt

    def lenient(ledger: Ledger, obligation: Obligation, *rest: object) -> Answer:
        attempt(ledger, obligation, *rest)  # pyright: ignore[reportArgumentType]
        return Answer.UNSAT

    monkeypatch.setattr(Ledger, "attempt", lenient)
    function = c_function(TOTAL)
    ledger = Ledger((), frozenset({"n"}))
    with pytest.raises(Unsound):
        establish(function, summarise(function, Search()).summaries, ledger)


def test_a_solver_that_says_yes_of_outputs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found = established(c_function(TOTAL))
    wrong = parse_program("program total(a: i32[c], n: i32) -> (return: i32)\n  return = n\n")
    with pytest.raises(Unproved):
        conclude(found, wrong)
    monkeypatch.setattr(discharge, "check", lambda *_, **__: Answer.UNSAT)
    with pytest.raises(Unsound, match="refutes"):
        conclude(found, wrong)


def falsehoods() -> dict[str, tuple[str, Callable[..., object]]]:
    """Lemmas that are false, by the method of the encoder that states them: wholly, or in some states."""
    element, range_ = Encoder.element, Encoder.in_range

    def small(encoder: Encoder, cell: Elem) -> str:
        text = element(encoder, cell)
        if cell.dtype is I32:
            encoder.fact(f"(< {text} 0)")
        return text

    def low(encoder: Encoder, text: str, dtype: object) -> None:
        range_(encoder, text, dtype)  # pyright: ignore[reportArgumentType]
        encoder.fact(f"(>= {text} 3)")

    return {
        "false": ("all_search_facts", lambda _: ["false"]),
        "elements are negative": ("element", small),
        "numbers are large": ("in_range", low),
    }


@pytest.mark.parametrize("name", falsehoods())
def test_false_lemmas(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    method, broken = falsehoods()[name]
    monkeypatch.setattr(Encoder, method, broken)
    with pytest.raises(Unsound):
        established(c_function(TOTAL))


def test_a_false_lemma_where_the_solver_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    found = established(c_function(TOTAL))
    assert found.guard is not None
    monkeypatch.setattr(Ledger, "judge", lambda *_: Answer.UNKNOWN)
    found.guard.check(found.path.facts)
    monkeypatch.setattr(Encoder, "all_search_facts", lambda _: ["false"])
    fresh = established_without_guards(c_function(TOTAL))
    with pytest.raises(Unsound, match="lemma"):
        fresh.check(())


def established_without_guards(function: Function) -> Guard:
    """Guards that have not been asked yet, over a proof that nobody has looked at."""
    summaries = summarise(function, Search()).summaries
    ledger = Ledger((), frozenset({"n"}))
    recorder = guard.Recorder(function, summaries, ledger)
    recorder.run(function.body, *recorder.entry())
    return Guard(function, summaries, ledger, recorder.entered)


def test_false_facts_on_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    enter = Path.enter

    def hasty(path: Path, loop: LoopRange, facts: tuple[Cell, ...]) -> Path:
        return enter(path, loop, (*facts, lt(Sym(loop.symbol, INT), sub(loop.hi, integer(1)))))

    monkeypatch.setattr(Path, "enter", hasty)
    with pytest.raises(Unsound, match="for granted"):
        established(c_function(TOTAL))


def test_false_facts_behind_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    leave = Executor.leave

    def hasty(*arguments: object) -> object:
        path = arguments[4]
        assert isinstance(path, Path)
        path.learn(lt(Sym("n", I32), Lit(2, I32)))
        return leave(*arguments)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(Executor, "leave", hasty)
    with pytest.raises(Unsound, match="for granted"):
        established(c_function(TOTAL))


def test_a_caught_verifier_is_an_error_and_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discharge, "check", lambda *_, **__: Answer.UNSAT)
    result = lift_function(c_function(TOTAL), ["numpy"], 0.0)
    assert result.verdict == "error"
    assert [d.code for d in result.diagnostics] == ["TSP0097"]
    assert result.tensir is None
    assert result.backends == {}


# ---------------------------------------------------------------- contradictions


NEVER_DEFINED = (
    "int f(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++)"
    " { int x = 2147483647; s += a[i] + (x + 1); } return s; }"
)
DEAD = {
    "range": "int f(const int *a) { int s = 0; for (int i = 0; i < 0; i++) s += a[i]; return s; }",
    "branch": "int f(const int *a, int n) { int s = 0; if (n < 0) for (int i = 0; i < n; i++) s += a[i]; return s; }",
    "later": (
        "int f(const int *a, int n) { int s = 0; int i = 0; for (; i < n; i++) s += a[i];"
        " for (int j = 3; j < 2; j++) s += a[j]; return s; }"
    ),
}


def test_a_loop_that_no_defined_run_gets_into() -> None:
    with pytest.raises(Vacuous):
        established(c_function(NEVER_DEFINED))


@pytest.mark.parametrize("name", DEAD)
def test_a_loop_that_never_runs_is_no_contradiction(name: str) -> None:
    found = established(c_function(DEAD[name]))
    assert found.guard is not None
    assert found.guard.unseen
    _, proof, _ = choose(found)
    assert proof.unseen


# ---------------------------------------------------------------- runs


def test_rows_are_the_iterations_that_ran() -> None:
    function = python_function(
        "def f(a: list[list[int]], stop: int) -> int:\n    s = 0\n    for i in range(1, len(a)):\n"
        "        for x in a[i]:\n            if x == stop:\n                break\n            s += x\n    return s\n"
    )
    runs = Runs(function, [])
    checked = 0
    for run in runs:
        rows, stop = run.arrays["a"], run.env["stop"]
        inner = [k for k, rounds in run.rounds.items() if any(len(r) == 2 for r in rounds)]
        expected = [
            (i - 1, j)
            for i in range(1, len(rows))
            for j in range(rows.shape[1])
            if not any(rows[i, :j] == stop)
        ]
        if inner:
            checked += 1
            assert run.rounds[inner[0]] == tuple(expected)[: len(run.rounds[inner[0]])]
            assert len(run.rounds[inner[0]]) == min(len(expected), 8)
        else:
            assert not expected
    assert checked > 5


def test_runs_meet_their_conditions() -> None:
    n = Apply("cast", (Sym("n", I32),), INT)
    runs = list(Runs(c_function(TOTAL), [lt(integer(2), n)]))
    assert runs
    assert all(run.env["n"] > 2 for run in runs)


def test_folds_that_no_run_counts_to_are_not_evaluated() -> None:
    n = Sym("n", INT)
    total = Fold("add", "j", integer(0), n, integer(0), Sym("j", INT))
    assert Rows({"n": 2**40}, {}, 1).each((total,)) is None
    assert Rows({"n": 60_000}, {}, 1).each((total,)) is None
    found = Rows({"n": 50}, {}, 1).each((total,))
    assert found is not None
    assert found[0][0] == 1225


def test_a_bound_in_memory_that_is_not_small_does_not_hold_up_a_lift() -> None:
    source = """void f(unsigned long n, const unsigned *a, unsigned *b) {
        for (unsigned long i = 0; i < n; i++) {
            unsigned s = 1;
            for (unsigned long p = a[i]; p < a[i + 1]; p++) { s = a[p] - b[i]; if (a[p] > 0) break; }
            b[i] = s;
        }
    }"""
    assert lift_function(c_function(source), ("numpy",), 0.0).verdict in ("proved", "unknown", "unsupported")


def test_pins_are_the_values_of_a_state() -> None:
    n, k, read = Sym("n", INT), Sym("k#1", INT), Elem("a", (Sym("k#1", INT),), I32)
    total = Fold(
        "add", "j", integer(0), n, integer(0), Apply("cast", (Elem("a", (Sym("j", INT),), I32),), INT)
    )
    beyond = Elem("a", (add(n, integer(7)),), I32)
    real = Elem("b", (k,), F64)
    state = Rows({"n": 2, "k#1": 1}, {"a": np.array([5, -6], np.int32), "b": np.array([0.5, 1.5])}, 1)
    found = guard.pins(
        [Apply("lt", (c, c), BOOL) for c in (n, read, total, beyond, real, Extent("a", 0))], state
    )
    said = {c.args[0]: c.args[1] for c in found if isinstance(c, Apply)}
    assert said == {
        n: Lit(2, INT),
        k: Lit(1, INT),
        read: Lit(-6, I32),
        total: Lit(-1, INT),
        Extent("a", 0): Lit(2, INT),
    }


def test_what_is_unspecified_does_not_hold() -> None:
    k = Sym("k", INT)
    state = Rows({"k": np.array([0, 1, 5], dtype=object)}, {"a": np.array([0, 1], np.int32)}, 3)
    zero = Apply("eq", (Elem("a", (k,), I32), Lit(0, I32)), BOOL)
    for condition, holds in ((zero, [True, False, False]), (negate(zero), [False, True, False])):
        assert state.where([condition]).tolist() == holds  # pyright: ignore[reportOptionalMemberAccess]


def test_a_sum_is_broken_in_each_way() -> None:
    step = next(d for d in established(kernel("total")).ledger.discharged if d.obligation.kind == "step")
    goals = list(broken_goals(step.obligation))
    assert [surely for _, surely in goals] == [False, False, True]


@pytest.mark.parametrize("name", ["total", "matvec", "largest", "found", "shifted"])
def test_broken_claims_are_not_the_claims(name: str) -> None:
    for entry in established(kernel(name)).ledger.discharged:
        goals = [goal for goal, _ in broken_goals(entry.obligation)]
        assert goals
        assert entry.obligation.goal not in goals
        assert TRUE not in goals
        assert any(surely for _, surely in broken_goals(entry.obligation))


# ---------------------------------------------------------------- without guards


def test_nothing_is_called_proved_without_guards() -> None:
    with unguarded():
        assert not guards_are_on()
        result = lift_function(c_function(TOTAL), ["numpy"], 0.0)
    assert guards_are_on()
    assert result.verdict == "unknown"
    assert lift_function(c_function(TOTAL), ["numpy"], 0.0).verdict == "proved"
