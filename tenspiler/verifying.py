"""Verify a program that somebody wrote against a function: proved, refuted by an input, or unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import final

from tensir.cells import numbering
from tensir.printer import show_program
from tensir.tensors import Call
from tenspiler.backend.registry import load_backend
from tenspiler.checking import Counterexample, agrees_on_samples
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.effort import OutOfEffort, effort
from tenspiler.interface import interface_of, reorders
from tenspiler.loopir.nodes import Function
from tenspiler.optimisation.decisions import accumulates, decided_in
from tenspiler.optimisation.vectorise import NotExpressible
from tenspiler.pipeline import checked, is_robust, records, summarise_and_establish
from tenspiler.refusals import INTERNAL_CODES, exhausted, in_users_terms
from tenspiler.refutation.numerics import far_apart
from tenspiler.refutation.search import Refuter
from tenspiler.refutation.witness import shown
from tenspiler.result import Seconds, Verification
from tenspiler.steps import DEFAULT
from tenspiler.symbolic.execute import TooLarge, Unreadable
from tenspiler.synthesis.summarise import Search
from tenspiler.verification.aliasing import with_coinciding
from tenspiler.verification.discharge import NeverDefined, Unproved
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.proof import Proof
from tenspiler.verification.solver import Answer, SolverFailed
from tenspiler.verification.verify import Established, SignatureError, Unsound, Vacuous, conclude
from tenspiler.written import Written


@final
@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what it rests on: a proof, a counterexample that was run, or the reason for neither."""

    proof: Proof | None = None
    counterexample: Counterexample | None = None
    reason: Diagnostic | None = None
    proving: float = 0.0


def verify_function(
    function: Function,
    written: Written,
    blank: Verification,
    backends: Sequence[str] = ("numpy",),
    *,
    exact: bool = False,
    steps: int = DEFAULT,
) -> tuple[Verification, Judged]:
    """The answer for a program whose parameters and outputs are those of the function, on top of a blank one.

    The grade is the one that the program's operators have on the backends; with `exact`, no other will do.
    `steps` is how much effort it may take.
    """
    begin = perf_counter()
    for name in backends:
        load_backend(name).prepare()
    program = written.program
    answer = replace(blank, tensir=show_program(program))
    with numbering():
        judged = judge_written(function, written, backends, exact, steps)
        spent = perf_counter() - begin
        frontend = blank.seconds.frontend
        seconds = Seconds(total=frontend + spent, frontend=frontend, verification=judged.proving)
        answer = replace(answer, seconds=seconds)
        if judged.counterexample is not None:
            witness = shown(function, judged.counterexample)
            return replace(answer, verdict="refuted", counterexample=witness), judged
        if judged.proof is None:
            assert judged.reason is not None
            verdict = "error" if judged.reason.code in INTERNAL_CODES else "unknown"
            diagnostics = (*answer.diagnostics, judged.reason)
            return replace(answer, verdict=verdict, diagnostics=diagnostics), judged
        interface, grade = interface_of(function, program, judged.proof, backends)
    proved = replace(
        answer,
        verdict=judged.proof.verdict,
        grade=grade,
        preconditions=interface.checked(),
        assumptions=interface.assumptions,
        obligations=records(judged.proof),
    )
    return proved, judged


def judge_written(
    function: Function, written: Written, backends: Sequence[str], exact: bool, steps: int = DEFAULT
) -> Judged:
    """Prove, or else search for an input on which the two differ; what is quick is tried first.

    A verifier that was caught says nothing at all of the two.
    """
    begin = perf_counter()
    refuter = Refuter(function, written.program, exact=exact, steps=steps)
    try:
        with effort(steps):
            return _judged(function, written, backends, exact, refuter)
    except (SolverFailed, Unsound) as error:
        broken = in_users_terms(error, function, Search())
        found = refuter.sampled() if isinstance(error, SolverFailed) else None
        return Judged(None, found, None if found else broken.diagnostic, perf_counter() - begin)


def _judged(
    function: Function, written: Written, backends: Sequence[str], exact: bool, refuter: Refuter
) -> Judged:
    begin = perf_counter()
    try:
        established = established_loops(function)
    except Refusal as refusal:
        found = refuter.search()
        return Judged(None, found, None if found else refusal.diagnostic, perf_counter() - begin)
    failed: Refusal | None = None
    for inducts in (False, True):
        established.ledger.inducts = inducts
        try:
            proof = concluded(established, written, backends, exact)
            return Judged(proof, proving=perf_counter() - begin)
        except Refusal as refusal:
            failed = refusal
        found = None if inducts else refuter.sampled()
        if found is not None:
            return Judged(None, found, None, perf_counter() - begin)
    assert failed is not None
    cause = failed.__cause__
    found = refuter.guided(established, cause.obligation if isinstance(cause, Unproved) else None)
    return Judged(None, found, None if found else failed.diagnostic, perf_counter() - begin)


def established_loops(function: Function) -> Established:
    """What the function computes, its loops proved; raises `Refusal` with what stands in the way."""
    search = Search()
    try:
        return summarise_and_establish(function, search)[0]
    except OutOfEffort as error:
        raise exhausted(function) from error
    except (Unreadable, Unproved, NeverDefined, Vacuous) as error:
        raise in_users_terms(error, function, search) from error
    except (TooLarge, RecursionError) as error:
        span = error.span if isinstance(error, TooLarge) else function.span
        raise Refusal("TSP2005", span, function=function.name) from error


def concluded(established: Established, written: Written, backends: Sequence[str], exact: bool) -> Proof:
    """The proof for a program, from proved summaries; raises `Refusal`."""
    program = written.program
    try:
        proof = conclude(established, program)
        proof = with_coinciding(established, program, proof, agrees_on_samples)
    except SignatureError as error:
        what = "that it has an iterate, with the values it carries, for each loop that stays"
        doubt = "the proof does not go through"
        raise Refusal("TSP6005", written.header, what=what, doubt=doubt, kind="final") from error
    except Unproved as error:
        raise unproved(error, written) from error
    except OutOfEffort as error:
        raise exhausted(established.function) from error
    except RecursionError as error:
        raise Refusal("TSP2005", established.function.span, function=established.function.name) from error
    reordered = accumulates if established.function.bits_open else reorders(backends)
    if not is_robust(program, proof, reordered):
        what = decided_in(program, accumulates)
        raise Refusal("TSP3005", written.header, what=what)
    if proof.arithmetic is Arithmetic.REAL:
        require_near(established.function, written)
    try:
        proof = checked(established, proof)
    except (NotExpressible, Unproved) as error:  # a precondition that could not be checked at a call
        raise in_users_terms(error, established.function, Search()) from error
    _, grade = interface_of(established.function, program, proof, backends)
    if exact and grade != "exact":
        raise Refusal("TSP6006", written.header, program=program.name)
    return proof


def require_near(function: Function, written: Written) -> None:
    """Raise `Refusal` where a program that is equal over the reals loses the digits of the source."""
    found = far_apart(function, written.program)
    if found is None:
        return
    witness = shown(function, found)
    where = witness.where
    assert where is not None
    place = f"{where.output}{list(where.index)}" if where.index else where.output
    example = f"`{place}` is {where.got} and not {where.expected} for `{witness.call}`"
    raise Refusal("TSP6008", written.header, program=written.program.name, example=example)


def unproved(error: Unproved, written: Written) -> Refusal:
    """Which of the obligations about the program it was, at the place in it that it is about."""
    obligation, located = error.obligation, written.located
    output = next((n for n in located.outputs if f"`{n}`" in obligation.reason), None)
    stretch = located.outputs[output] if output else None
    if isinstance(obligation.subject, Call):
        stretch = located.calls.get(obligation.subject)
    undecided = error.answer is Answer.UNKNOWN
    doubt = "the solver could not decide" if undecided else "the proof does not go through"
    what = {
        "final": f"that `{output}` is what the function computes, at an arbitrary index",
        "shape": f"that `{output}` has the shape of what the function computes",
        "requirement": f"that {obligation.reason}".replace("does not fit", "fits"),
    }.get(obligation.kind, obligation.reason)
    span = written.span(stretch) if stretch else written.header
    return Refusal("TSP6005", span, what=what, doubt=doubt, kind=obligation.kind)
