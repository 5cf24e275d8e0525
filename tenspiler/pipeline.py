"""The pipeline, top to bottom: loops are summarised, proved, turned into a program, and emitted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count
from time import perf_counter
from typing import TypeAlias, final

from tensir.cells import numbering, unused_number
from tensir.ops import parts
from tensir.printer import show_program
from tensir.tensors import Call, Param, Program, Tensor
from tenspiler.backend.api import Interface, UnsupportedByBackend
from tenspiler.backend.registry import load_backend
from tenspiler.backend.writing import written
from tenspiler.checking import agrees_on_samples
from tenspiler.diagnostics.debugging import show_traceback_if_wanted
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.effort import OutOfEffort, effort
from tenspiler.interface import condition_tensors, inexact, interface_of, reorders
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import Function
from tenspiler.optimisation.cost import cost, multiplies
from tenspiler.optimisation.decisions import accumulates, decided_in
from tenspiler.optimisation.facts import Facts
from tenspiler.optimisation.limits import Limits
from tenspiler.optimisation.programs import program
from tenspiler.optimisation.vectorise import NotExpressible, Style
from tenspiler.provenance import provenance
from tenspiler.refusals import INCONCLUSIVE_CODES, INTERNAL_CODES, exhausted, in_users_terms
from tenspiler.result import Emitted, LiftedLoops, LiftResult, ObligationRecord, Provenance, Seconds
from tenspiler.steps import DEFAULT
from tenspiler.symbolic.execute import TooLarge, Unreadable
from tenspiler.symbolic.summary import LoopSummary
from tenspiler.synthesis.summarise import Search, summarise
from tenspiler.verification.aliasing import with_coinciding
from tenspiler.verification.conditions import with_checks
from tenspiler.verification.discharge import NeverDefined, Unproved
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.names import unknown_names
from tenspiler.verification.proof import Proof
from tenspiler.verification.solver import Answer, Session, SolverFailed
from tenspiler.verification.verify import (
    Established,
    Unsound,
    Vacuous,
    conclude,
    establish,
    returned_parameter,
)

MOST_REJECTIONS = 8
Rivals: TypeAlias = tuple[Style, ...]

STYLES = (
    (Style(), Style(contract=False)),
    (Style(regions=False), Style(contract=False, regions=False)),
    (Style(gather=True, regions=False), Style(contract=False, gather=True, regions=False)),
)
DECIDING = (
    (Style(deciding=True), Style(deciding=True, contract=False)),
    (Style(deciding=True, regions=False), Style(deciding=True, contract=False, regions=False)),
)
ORDERED = (
    (Style(ordered=True),),
    (Style(ordered=True, regions=False),),
    (Style(ordered=True, gather=True, regions=False),),
)


@final
@dataclass(frozen=True, slots=True)
class Lifted:
    """A proved program, before any backend."""

    function: Function
    program: Program
    proof: Proof
    candidates: int
    synthesis_seconds: float
    verification_seconds: float


def lift(
    function: Function, backends: Sequence[str] = ("numpy",), exact: bool = False, steps: int = DEFAULT
) -> Lifted:
    """Lift one function for some backends; raises `Refusal` with the reason where it cannot be done.

    With `exact`, sums keep the order of the source, and what is not the same bits is refused. `steps` is how
    much effort it may take.
    """
    if not function.results and not function.changed_parameters():
        raise Refusal("TSP2004", function.span, function=function.name)
    try:
        with effort(steps):
            return _lifted(function, backends, exact)
    except OutOfEffort as error:
        raise exhausted(function) from error


def _lifted(function: Function, backends: Sequence[str], exact: bool) -> Lifted:
    reordered = reorders(backends)
    begin = perf_counter()
    search = Search()
    try:
        established, searching = summarise_and_establish(function, search)
        established.ledger.strict = False  # what is searched decides as the source does
        try:
            program, proof, tried = choose(established)
        except NotExpressible as error:
            if not established.shells:
                raise
            shell = established.shells[0]  # that its loop stays has not helped
            raise Unreadable(shell.handed[0].name, shell.span) from error
        if function.bits_open:
            reordered = accumulates
        if not is_robust(program, proof, reordered):
            program, proof, tried = in_order(established, reordered)
            if not is_robust(program, proof, reordered):
                what = decided_in(program, accumulates)
                raise Refusal("TSP3005", function.span, what=what)
        proof = checked(established, proof)
        if exact and inexact(function, program, proof, backends):
            program, proof, tried = choose(established, ORDERED)
            proof = checked(established, proof)
            if reasons := inexact(function, program, proof, backends):
                raise Refusal("TSP5008", reasons[0].span, function=function.name, why=reasons[0].text)
        proof = with_coinciding(established, program, proof, agrees_on_samples)
    except (Unreadable, Unproved, NeverDefined, Vacuous, Unsound, SolverFailed, NotExpressible) as error:
        raise in_users_terms(error, function, search) from error
    except TooLarge as error:
        raise Refusal("TSP2005", error.span, function=function.name) from error
    except RecursionError as error:
        raise Refusal("TSP2005", function.span, function=function.name) from error
    proving = perf_counter() - begin - searching
    return Lifted(function, program, proof, search.candidates + tried, searching, proving)


def is_robust(program: Program, proof: Proof, reordered: Callable[[Call], bool]) -> bool:
    """Whether no comparison, index or cast depends on a float that may have been reassociated."""
    if proof.arithmetic is Arithmetic.REAL:
        return decided_in(program, accumulates) is None
    return decided_in(program, reordered) is None


def summarise_and_establish(function: Function, search: Search) -> tuple[Established, float]:
    """Proved summaries, and the seconds that the search for them took.

    Where there are none while rows of an array may overlap, they are taken to be apart, which becomes a
    precondition.
    """
    try:
        found = _summarise_and_establish(function, search)
    except (Unreadable, Unproved):
        if function.apart or not search.apart:
            raise
        instead = _with_rows_apart(function, search)
        if instead is None:
            raise
        return instead
    if not found[0].shells or function.apart or not search.apart:
        return found
    instead = _with_rows_apart(function, search)  # all rows at once, instead of one after the other
    return found if instead is None or instead[0].shells else instead


def _with_rows_apart(function: Function, search: Search) -> tuple[Established, float] | None:
    """As below, where rows do not overlap that a search has found in the way; None if that does not help."""
    again = Search()
    try:
        found = _summarise_and_establish(replace(function, apart=tuple(search.apart)), again)
    except (Unreadable, Unproved):
        return None
    search.candidates += again.candidates
    return found


def _summarise_and_establish(function: Function, search: Search) -> tuple[Established, float]:
    """Proved summaries, and the seconds that the search for them took.

    A closed form whose proof fails is struck out, and the search goes on behind it. Where that proposes what
    failed before, the answer is the same.
    """
    searching = 0.0
    undecided: dict[str, Unproved] = {}
    failed: list[tuple[Mapping[int, LoopSummary], Unproved]] = []
    session, first_name = Session(), unused_number()
    for attempt in count():
        begin = perf_counter()
        try:
            with numbering(first_name):  # the same names in each attempt, for what was settled in one before
                meaning = summarise(function, search)
                searching += perf_counter() - begin
                for tried, error in failed:
                    if tried == meaning.summaries:
                        raise error
                try:
                    return establish(function, meaning.summaries, session=session), searching
                except Unproved as error:
                    failed.append((dict(meaning.summaries), error))
                    raise
        except Unreadable as error:
            # If the solver could not decide about a closed form, that is the better answer.
            raise undecided.get(error.name, error) from error
        except Unproved as error:
            claim = error.obligation.claim
            if claim is None or attempt >= MOST_REJECTIONS:
                raise
            if error.answer is Answer.UNKNOWN:
                undecided[claim[1]] = error
            search.reject(claim)
    raise AssertionError("the loop ends by returning or raising")


def choose(established: Established, styles: Sequence[Rivals] = STYLES) -> tuple[Program, Proof, int]:
    """The cheapest candidate program that is proved, its proof, and how many were tried.

    Later rivals are looked at where none of the earlier ones is proved.
    """
    tried: list[Program] = []
    failure: Exception | None = None
    for rivals in styles:
        try:
            return *cheapest(established, rivals, tried), len(tried)
        except NotExpressible as error:
            failure = failure or error
        except Unproved as error:
            failure = error
    assert failure is not None
    raise failure


def cheapest(established: Established, rivals: Rivals, tried: list[Program]) -> tuple[Program, Proof]:
    """The cheapest of some candidates that is proved; those that are not are added to `tried`."""
    failure: Exception | None = None
    facts = Facts(established.ledger.plain_preconditions())
    limits = Limits(required.condition for required in established.ledger.preconditions)
    pending, order = list(rivals), count()
    candidates: list[tuple[float, int, Program, Style]] = []
    while pending or candidates:
        for style in pending:
            if not style.contract and candidates and not any(multiplies(p) for _, _, p, _ in candidates):
                continue  # it comes out the same
            try:
                function, outputs, shells = established.function, established.outputs, established.shells
                found = program(function, outputs, style, facts, shells, limits)
            except NotExpressible as error:
                failure = failure or error
                continue
            if any(unknown_names(found)):
                failure = failure or NotExpressible("what is known inside of a loop only")
            else:
                heappush(candidates, (cost(found), next(order), found, style))
        pending = []
        if candidates:
            _, _, candidate, style = heappop(candidates)
            if candidate in tried:
                continue
            tried.append(candidate)
            try:
                return candidate, conclude(established, candidate)
            except Unproved as error:
                failure = error
                freer = loosened(style, error)
            pending = [] if freer is None else [freer]
    raise failure or NotExpressible("there is no other program")


def checked(established: Established, proof: Proof) -> Proof:
    """The proof with its checks; those of which an operator does not fit its operands are made anew, looser.

    Raises `Unproved` or `NotExpressible`.
    """
    function = established.function
    try:
        return with_checks(established, proof, condition_tensors(function, proof))
    except Unproved as error:
        names = parameters_in(error.obligation.subject)
        if not names:
            raise
    return with_checks(established, proof, condition_tensors(function, proof, names))


def in_order(established: Established, reordered: Callable[[Call], bool]) -> tuple[Program, Proof, int]:
    """A program whose sums run in the order of the source where they decide something, or else everywhere."""
    try:
        program, proof, tried = choose(established, DECIDING)
        if is_robust(program, proof, reordered):
            return program, proof, tried
    except (NotExpressible, Unproved):
        pass
    return choose(established, ORDERED)


def loosened(style: Style, error: Unproved) -> Style | None:
    """The style that asks less of the parameters of the node that failed a requirement."""
    subject = error.obligation.subject
    if not isinstance(subject, Call):
        return None
    names = parameters_in(subject.args[0] if subject.op == "update" else subject)
    if subject.op == "update":
        freer = replace(style, pasted=style.pasted | names)
    else:
        freer = replace(style, loose=style.loose | names)
    return None if freer == style else freer


def parameters_in(tensor: Tensor | None) -> frozenset[str]:
    """The parameters that a tensor is computed from."""
    return (
        frozenset(part.name for part in parts(tensor) if isinstance(part, Param)) if tensor else frozenset()
    )


def lift_function(
    function: Function,
    backends: Sequence[str],
    seconds_frontend: float,
    exact: bool = False,
    steps: int = DEFAULT,
) -> LiftResult:
    """Lift one function and emit code for the backends; whatever stands in the way is in the result.

    With `exact`, only code that gives the same bits is taken. `steps` is how much effort it may take.
    """
    blank = LiftResult(
        file=function.span.file,
        function=function.name,
        line=function.span.line,
        end_line=function.span.end_line,
        verdict="unsupported",
        parameters=function.formal_names(),
    )
    for name in backends:
        load_backend(name).prepare()
    with numbering():
        return lifted_result(function, blank, backends, seconds_frontend, exact, steps)


def lifted_result(
    function: Function,
    blank: LiftResult,
    backends: Sequence[str],
    seconds_frontend: float,
    exact: bool = False,
    steps: int = DEFAULT,
) -> LiftResult:
    """Lift one function and emit code for backends that are ready; the result on top of a blank one."""
    begin = perf_counter()
    try:
        lifted = lift(function, backends, exact, steps)
    except Refusal as refusal:
        return refused(blank, refusal.diagnostic, seconds_frontend, perf_counter() - begin)
    emitted_from = perf_counter()
    interface, grade = interface_of(function, lifted.program, lifted.proof, backends)
    emitted, lacks = emit_all(backends, lifted.program, interface, function.span)
    backend_seconds = perf_counter() - emitted_from
    return replace(
        blank,
        verdict=lifted.proof.verdict,
        grade=grade,
        outputs=output_names(function),
        returns=returned(function),
        lifted=lifted_loops(function),
        tensir=show_program(lifted.program),
        preconditions=interface.checked(),
        assumptions=interface.assumptions,
        candidates=lifted.candidates,
        obligations=records(lifted.proof),
        sequential=interface.sequential,
        unseen=tuple(sorted({span.line for span in lifted.proof.unseen})),
        backends=emitted,
        diagnostics=lacks,
        provenance=(*provenance(function), *needed_by(lifted.proof, interface)),
        seconds=Seconds(
            total=seconds_frontend + perf_counter() - begin,
            frontend=seconds_frontend,
            synthesis=lifted.synthesis_seconds,
            verification=lifted.verification_seconds,
            backend=backend_seconds,
        ),
    )


def emit_all(
    names: Sequence[str], program: Program, interface: Interface, span: nodes.Span
) -> tuple[dict[str, Emitted], tuple[Diagnostic, ...]]:
    """Code by each backend, and a diagnostic for each that could not write it."""
    emitted: dict[str, Emitted] = {}
    problems: list[Diagnostic] = []
    for name in names:
        try:
            emitted[name] = emit(name, program, interface, span)
        except Refusal as refusal:
            emitted[name] = Emitted(None, None, None, refusal.diagnostic.message)
            problems.append(refusal.diagnostic)
    return emitted, tuple(problems)


def emit(name: str, program: Program, interface: Interface, span: nodes.Span) -> Emitted:
    """Code by one backend; raises `Refusal` with what it lacks."""
    try:
        module = written(load_backend(name), program, interface)
    except UnsupportedByBackend as error:
        raise Refusal("TSP4003", span, backend=name, feature=error) from error
    except Exception as error:  # a stranger's package may raise anything
        show_traceback_if_wanted(error)
        raise Refusal("TSP4004", span, backend=name, reason=f"{type(error).__name__}: {error}") from error
    return Emitted(module.code, module.entry)


def refused(blank: LiftResult, diagnostic: Diagnostic, frontend: float, spent: float) -> LiftResult:
    """The answer where lifting stopped."""
    verdict = "unknown" if diagnostic.code in INCONCLUSIVE_CODES else "unsupported"
    if diagnostic.code in INTERNAL_CODES:
        verdict = "error"
    seconds = Seconds(total=frontend + spent, frontend=frontend)
    return replace(blank, verdict=verdict, diagnostics=(diagnostic,), seconds=seconds)


def output_names(function: Function) -> tuple[str, ...]:
    """`return`, if there is one, then each changed parameter that is not what is returned."""
    own = returned(function)
    changed = tuple(p.name for p in function.changed_parameters() if p.name != own)
    return ("return", *changed) if function.results else changed


def returned(function: Function) -> str | None:
    """The parameter that the function gives back, if it does."""
    return returned_parameter(function)


def lifted_loops(function: Function) -> tuple[LiftedLoops, ...]:
    """The outermost loops, by line."""
    found: list[LiftedLoops] = []
    for statement in outermost_loops(function.body):
        found.append(LiftedLoops((statement.span.line, statement.span.end_line)))
    return tuple(found)


def outermost_loops(body: tuple[nodes.Stmt, ...]) -> list[nodes.For]:
    """Loops that are in no other loop."""
    found: list[nodes.For] = []
    for statement in body:
        match statement:
            case nodes.For():
                found.append(statement)
            case nodes.If():
                found += outermost_loops(statement.then) + outermost_loops(statement.orelse)
            case _:
                pass
    return found


def needed_by(proof: Proof, interface: Interface) -> tuple[Provenance, ...]:
    """The line that each precondition is for."""
    pairs = zip(proof.preconditions, interface.preconditions, strict=True)
    return tuple(Provenance("precondition", shown.text, (p.span.line,)) for p, shown in pairs)


def records(proof: Proof) -> tuple[ObligationRecord, ...]:
    """What was put to the solver."""
    return tuple(
        ObligationRecord(d.obligation.kind, d.obligation.span.line, "proved", round(d.seconds, 6))
        for d in proof.discharged
    )
