"""The verifier proves what is right, refuses what is broken, and depends on nothing but the function."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import z3  # pyright: ignore[reportMissingTypeStubs]
from kernels import NAMES, c_function, copied_empty_list, kernel, python_function

from tensir.build import apply
from tensir.cells import Apply, Cell, Fold, Lit, Sym, free_symbols, integer, numbering, rebuild, substitute
from tensir.dtypes import BOOL, F64, I32, INT
from tensir.polynomial import normal
from tensir.tensors import Param, Program, Scalar, TensorType
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import choose
from tenspiler.symbolic.execute import Unreadable
from tenspiler.symbolic.obligation import LoopRange, Obligation
from tenspiler.symbolic.path import Path as ProgramPath
from tenspiler.symbolic.state import ArrayValue
from tenspiler.symbolic.summary import LoopSummary
from tenspiler.synthesis.summarise import Search, summarise
from tenspiler.verification import discharge
from tenspiler.verification.discharge import Ledger, NeverDefined, Unproved
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.proof import Proof, Required
from tenspiler.verification.solver import Answer, MalformedScript, Session, SolverFailed, check
from tenspiler.verification.verify import (
    Established,
    Unsound,
    Vacuous,
    conclude,
    establish,
    scalar_parameters,
)

REFUSALS = (Unproved, NeverDefined, Unreadable, Vacuous)
Summaries = Mapping[int, LoopSummary]


@cache
def found(name: str) -> tuple[Function, Summaries]:
    function = kernel(name)
    return function, summarise(function, Search()).summaries


@pytest.mark.parametrize("name", NAMES)
def test_what_the_search_finds_is_proved(name: str) -> None:
    function, summaries = found(name)
    established = establish(function, summaries)
    _, proof, _ = choose(established)
    kinds = {d.obligation.kind for d in proof.discharged}
    assert "final" in kinds or "step" in kinds or established.outputs


# ---------------------------------------------------------------- broken summaries


def everywhere(change: Callable[[Cell], Cell | None]) -> Callable[[Cell], Cell]:
    """Applies a change to the outermost cell that it fits."""

    def visit(cell: Cell) -> Cell:
        changed = change(cell)
        return rebuild(cell, visit) if changed is None else changed

    return visit


def longer_folds(cell: Cell) -> Cell | None:
    if isinstance(cell, Fold):
        hi = apply("add", (cell.hi, integer(1)), INT)
        return Fold(cell.op, cell.binder, cell.lo, hi, cell.init, cell.body)
    return None


def later_folds(cell: Cell) -> Cell | None:
    if isinstance(cell, Fold):
        lo = apply("add", (cell.lo, integer(1)), INT)
        return Fold(cell.op, cell.binder, lo, cell.hi, cell.init, cell.body)
    return None


def swapped_choices(cell: Cell) -> Cell | None:
    match cell:
        case Apply(op="select", args=(c, a, b)) if a != b:
            return Apply("select", (c, b, a), cell.dtype)
        case _:
            return None


def other_operator(cell: Cell) -> Cell | None:
    others = {"add": "bitxor", "max": "min", "or": "and"}
    match cell:
        case Fold() if cell.op in others:
            return Fold(others[cell.op], cell.binder, cell.lo, cell.hi, cell.init, cell.body)
        case _:
            return None


def off_by_one(cell: Cell) -> Cell:
    if cell.dtype is BOOL:
        return Apply("not", (cell,), BOOL)
    return Apply("add", (cell, Lit(1.0 if cell.dtype.is_float else 1, cell.dtype)), cell.dtype)


def breakages(summary: LoopSummary) -> Iterator[tuple[str, LoopSummary]]:
    """Summaries that differ from a right one in one way."""
    index = {summary.symbol: apply("add", (Sym(summary.symbol, INT), integer(1)), INT)}
    changes: dict[str, Callable[[Cell], Cell]] = {
        "index shifted": lambda cell: substitute(cell, index, make=apply),
        "bound off by one": everywhere(longer_folds),
        "start off by one": everywhere(later_folds),
        "branches swapped": everywhere(swapped_choices),
        "another operator": everywhere(other_operator),
        "value off by one": off_by_one,
    }
    for why, change in changes.items():
        for name, cell in summary.scalars.items():
            if change(cell) != cell:
                yield f"{why}: {name}", replace(summary, scalars={**summary.scalars, name: change(cell)})
        for name, value in summary.arrays.items():
            growing = any(summary.symbol in free_symbols(n) for n in value.shape)
            if change(value.body) != value.body and not (growing and why == "index shifted"):
                broken = replace(value, body=change(value.body))
                yield f"{why}: {name}", replace(summary, arrays={**summary.arrays, name: broken})
    for name, value in summary.arrays.items():
        grown = (apply("add", (value.shape[0], integer(1)), INT), *value.shape[1:])
        yield (
            f"length: {name}",
            replace(summary, arrays={**summary.arrays, name: replace(value, shape=grown)}),
        )


def dead(function: Function, summaries: Summaries, label: int, broken: LoopSummary) -> bool:
    """Whether the difference is one of writing only: both summaries say the same."""
    return all(
        normal(a) == normal(b)
        for name, a in summaries[label].scalars.items()
        for b in (broken.scalars[name],)
    ) and all(
        normal(a.body) == normal(broken.arrays[name].body) and a.shape == broken.arrays[name].shape
        for name, a in summaries[label].arrays.items()
    )


def refused(function: Function, summaries: Summaries) -> bool:
    try:
        establish(function, summaries)
    except REFUSALS:
        return True
    return False


def verified(function: Function, summaries: Summaries) -> Proof:
    _, proof, _ = choose(establish(function, summaries))
    return proof


@pytest.mark.parametrize("name", NAMES)
def test_broken_summaries_are_refused(name: str) -> None:
    function, summaries = found(name)
    tried = 0
    for label, summary in summaries.items():
        for why, broken in breakages(summary):
            if dead(function, summaries, label, broken):
                continue
            tried += 1
            assert refused(function, {**summaries, label: broken}), why
    assert tried >= 3


@pytest.mark.parametrize("name", NAMES)
def test_a_variable_that_is_left_out_cannot_be_read(name: str) -> None:
    function, summaries = found(name)
    empty = {label: replace(s, scalars={}, arrays={}) for label, s in summaries.items()}
    with pytest.raises(Unreadable):
        establish(function, empty)


def test_a_missing_summary_does_not_hide_what_the_body_needs() -> None:
    function = python_function(
        "def f(a: list[int], n: int) -> int:\n    for i in range(n):\n        t = 1 // a[i]\n    return 7\n"
    )
    (loop,) = summarise(function, Search()).summaries
    empty = establish(function, {loop: LoopSummary(loop, "t#0", {}, {})}).ledger.preconditions
    assert len(empty) == 2
    assert [p.reason for p in establish(function, {}).ledger.preconditions] == [p.reason for p in empty]


def test_a_wrong_literal_at_the_start_is_refused() -> None:
    function = python_function(
        "def f(n: int) -> int:\n    t = 0\n    for i in range(n):\n        t = 1\n    return t\n"
    )
    (loop,) = summarise(function, Search()).summaries
    with pytest.raises(Unproved):
        establish(function, {loop: LoopSummary(loop, "t#0", {"t": integer(5)}, {})})


def test_base_and_step_are_both_needed() -> None:
    """One closed form has the right start and a wrong step, the other the right step and a wrong start."""
    function, summaries = found("total")
    ((label, summary),) = summaries.items()
    right = summary.scalars["s"]
    for wrong, kind in ((Lit(0, right.dtype), "step"), (off_by_one(right), "base")):
        with pytest.raises(Unproved) as caught:
            establish(function, {label: replace(summary, scalars={"s": wrong})})
        assert caught.value.obligation.kind == kind


# ---------------------------------------------------------------- broken programs


def constant_program(established: Established, cell: Cell) -> Program:
    own, _, _ = choose(established)
    return Program(own.name, own.parameters, tuple((n, Scalar(cell)) for n, _ in own.outputs))


def test_another_program_is_refused() -> None:
    function, summaries = found("total")
    established = establish(function, summaries)
    dtype = established.outputs[0][1].dtype
    programs = [constant_program(established, Lit(value, dtype)) for value in (0, 1)]
    before = len(established.ledger.discharged)
    for program in programs:
        with pytest.raises(Unproved):
            conclude(established, program)
    assert len(established.ledger.discharged) == before


def test_a_program_with_other_outputs_is_refused() -> None:
    function, summaries = found("total")
    established = establish(function, summaries)
    program, _, _ = choose(established)
    for outputs in (
        (),
        (("else", program.outputs[0][1]),),
        (*program.outputs, ("more", program.outputs[0][1])),
    ):
        with pytest.raises(TypeError):
            conclude(established, replace(program, outputs=outputs))
    stranger = Param("z", TensorType(INT, ()))
    with pytest.raises(TypeError):
        conclude(established, replace(program, parameters=(*program.parameters, stranger)))


# ---------------------------------------------------------------- contradictions


def test_contradictory_preconditions_prove_nothing() -> None:
    function, summaries = found("total")
    ledger = Ledger((), scalar_parameters(function))
    n = Sym("n", INT)
    for condition in (Apply("lt", (n, integer(3)), BOOL), Apply("lt", (integer(3), n), BOOL)):
        ledger.preconditions.append(Required(condition, function.span, "made up"))
    with pytest.raises(Vacuous):
        establish(function, summaries, ledger)


def test_a_second_program_is_proved_by_its_own_obligations() -> None:
    function, summaries = found("total")
    established = establish(function, summaries)
    program, proof, _ = choose(established)
    assert len(conclude(established, program).discharged) == len(proof.discharged)


def test_contradictions_inside_a_loop_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An executor that learns what is not so, in every iteration, would prove any step."""
    function, summaries = found("total")
    enter = ProgramPath.enter

    def confused(self: ProgramPath, loop: LoopRange, facts: tuple[Cell, ...]) -> ProgramPath:
        index = Sym(loop.symbol, INT)
        return enter(self, loop, (*facts, Apply("lt", (index, loop.lo), BOOL)))

    monkeypatch.setattr(ProgramPath, "enter", confused)
    ((label, summary),) = summaries.items()
    for broken in (summary, replace(summary, scalars={"s": Lit(0, summary.scalars["s"].dtype)})):
        with pytest.raises((Vacuous, Unsound)):
            establish(function, {label: broken})


def test_undefined_behaviour_on_every_run_proves_nothing() -> None:
    function = c_function(
        "int f(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i];"
        " int x = 2147483647; x = x + 1; return x + s; }"
    )
    summaries = summarise(function, Search()).summaries
    with pytest.raises((Vacuous, NeverDefined)):
        verified(function, summaries)


def test_rows_that_are_not_there_have_no_length() -> None:
    """A list without rows may be said to have rows of any length, until a copy into an array shows it."""
    function, summaries = copied_empty_list(columns=5)
    try:
        ((_, result),) = establish(function, summaries).outputs
    except REFUSALS:
        return
    assert not isinstance(result, ArrayValue)
    assert (
        check(Encoder(Arithmetic.EXACT).script([], Apply("eq", (result, integer(0)), BOOL))) is Answer.UNSAT
    )


# ---------------------------------------------------------------- proofs and the solver


def test_a_proof_is_made_by_the_verifier_alone() -> None:
    with pytest.raises(TypeError):
        Proof((), (), (), frozenset(), True, (), (), object())
    function, summaries = found("total")
    _, proof, _ = choose(establish(function, summaries))
    assert proof.preconditions


def test_a_proof_cannot_be_edited() -> None:
    function, summaries = found("total")
    _, proof, _ = choose(establish(function, summaries))
    with pytest.raises(TypeError):
        replace(proof, preconditions=())


@pytest.mark.parametrize(
    "script",
    [
        "(assert (= x 0))",
        "(declare-fun x () Int)(assert (and x))",
        "(declare-fun x () Int)(assert (= x 0)",
        "(declare-fun f (Int) Int)(assert (= (f 1 2) 0))",
        "(declare-fun x () Int)(declare-fun x () Int)(assert (nonsense))",
        "no script",
    ],
)
def test_a_malformed_script_is_a_defect(script: str) -> None:
    with pytest.raises(MalformedScript):
        check(script)


def test_answers() -> None:
    assert check("(assert false)") is Answer.UNSAT
    assert check("(assert true)") is Answer.SAT
    assert check("") is Answer.SAT
    hard = "(declare-fun x () Int)(declare-fun y () Int)(declare-fun z () Int)"
    hard += "(assert (and (> x 2) (> y 2) (> z 2) (= (+ (* x x x) (* y y y)) (* z z z))))"
    assert check(hard, rlimit=10_000) is Answer.UNKNOWN


@pytest.mark.parametrize("answer", [Answer.UNKNOWN, Answer.SAT])
@pytest.mark.parametrize("name", ["total", "double_up", "shifted", "matvec"])
def test_no_other_answer_is_success(name: str, answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    function, summaries = found(name)

    def always(*_: object, **__: object) -> Answer:
        return answer

    monkeypatch.setattr(discharge, "check", always)
    with pytest.raises(REFUSALS):
        verified(function, summaries)


@pytest.mark.parametrize("name", ["total", "matvec"])
def test_a_solver_without_resources_proves_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    function, summaries = found(name)

    def exhausted(script: str, *_: object, **__: object) -> Answer:
        return check(script, rlimit=1)

    monkeypatch.setattr(discharge, "check", exhausted)
    with pytest.raises(REFUSALS):
        choose(establish(function, summaries))


@pytest.mark.parametrize("fault", ["set", "check"])
@pytest.mark.parametrize("error", [z3.Z3Exception("a bug"), MemoryError()], ids=["exception", "memory"])
def test_a_solver_that_fails_proves_nothing(
    fault: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(z3.Solver, fault, fail)
    with pytest.raises(SolverFailed):
        check("(assert false)")


def test_questions_are_told_apart_by_all_that_they_say() -> None:
    session = Session()
    asked = "(declare-fun x () Int)" + "(assert (< 0 x))" * 40
    assert check(asked, session=session) is Answer.SAT
    assert check(f"{asked}(assert (< x 0))", session=session) is Answer.UNSAT
    assert check(asked, session=session) is Answer.SAT


def test_scripts_are_told_apart_by_all_that_they_depend_on() -> None:
    x, n = Sym("x", F64), Sym("n", I32)
    total = apply("add", (n, n), I32)
    below, wraps = (Apply("lt", (value, Lit(1, value.dtype)), BOOL) for value in (x, total))
    claim = Apply("and", (below, wraps), BOOL)
    real, exact = Arithmetic.REAL, Arithmetic.EXACT
    asked = [
        *(([], claim, real, False, frozenset[str]()), ([], claim, exact, False, frozenset[str]())),
        *(([], claim, real, True, frozenset[str]()), ([], claim, real, False, frozenset({"x"}))),
        *(([below], claim, real, False, frozenset[str]()), ([], below, real, False, frozenset[str]())),
    ]
    together = Ledger((), frozenset())
    scripts = [together.question(*question).script for question in asked]
    assert scripts == [Ledger((), frozenset()).question(*question).script for question in asked]
    assert len(set(scripts)) == len(asked)


def test_what_fails_is_said() -> None:
    function, summaries = found("total")
    ((label, summary),) = summaries.items()
    with pytest.raises(Unproved) as caught:
        establish(function, {label: replace(summary, scalars={"s": Lit(0, summary.scalars["s"].dtype)})})
    obligation: Obligation = caught.value.obligation
    assert obligation.span.line == 1
    assert caught.value.answer is Answer.SAT
    assert "`s`" in obligation.reason


# ---------------------------------------------------------------- determinism

_NUMBER = re.compile(r"#\d+")


def scripts(name: str) -> list[str]:
    """The scripts of a whole proof, with fresh names numbered in the order in which they appear."""
    function = kernel(name)
    with numbering():  # as each lift does: how long a name is may decide what is given one of its own
        established = establish(function, summarise(function, Search()).summaries)
        _, proof, _ = choose(established)
    numbers: dict[str, str] = {}
    return [
        _NUMBER.sub(lambda match: numbers.setdefault(match.group(), f"#{len(numbers)}"), entry.script)
        for entry in proof.discharged
    ]


DETERMINISTIC = ("matvec", "clamp", "shifted", "largest")


@pytest.mark.parametrize("name", DETERMINISTIC)
def test_the_same_function_gives_the_same_scripts(name: str) -> None:
    assert scripts(name) == scripts(name)


def test_hash_seeds_do_not_matter() -> None:
    here = Path(__file__).parent
    imports = f"import sys; sys.path[:0] = [{str(here)!r}]; import test_verifier as t"
    code = f"{imports}; print([t.scripts(n) for n in t.DETERMINISTIC])"
    printed = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(here.parent.parent)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        printed.add(done.stdout)
    assert len(printed) == 1


def test_grades() -> None:
    """A sum in the source's order is exact; nothing is called exact that needed the reals."""
    function, summaries = found("matvec")
    _, proof, _ = choose(establish(function, summaries))
    real = any(d.arithmetic is Arithmetic.REAL for d in proof.discharged)
    assert proof.arithmetic is (Arithmetic.REAL if real else Arithmetic.EXACT)
