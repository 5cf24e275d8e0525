"""The verifier: a function, summaries of its loops and a program in; a proof that they agree out.

The summaries are proved by induction, in the context in which each loop is entered; then the program is
proved equal, output by output at an arbitrary index, to the state in which the function ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, final

from tensir.build import conj, disj, eq, le, lt, negate
from tensir.cells import TRUE, Cell, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.ops import cell_at, own_requirements, program_parts
from tensir.polynomial import normal
from tensir.tensors import Call, Program, Tensor
from tenspiler.loopir.nodes import Function, ScalarType, Span, View
from tenspiler.symbolic.execute import Executor
from tenspiler.symbolic.obligation import Nobody, Obligation, identical
from tenspiler.symbolic.path import Path
from tenspiler.symbolic.state import ArrayValue, State
from tenspiler.symbolic.summary import LoopSummary
from tenspiler.verification.discharge import Ledger
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.proof import Proof, seal
from tenspiler.verification.solver import Answer, check

Value: TypeAlias = Cell | ArrayValue


@final
class Vacuous(Exception):
    """The hypotheses of a proof contradict each other, so that it says nothing."""

    def __init__(self, span: Span) -> None:
        super().__init__("contradictory hypotheses")
        self.span = span


@final
@dataclass(frozen=True, slots=True)
class Established:
    """The loops of a function are proved; what the function computes, in index notation."""

    function: Function
    summaries: Mapping[int, LoopSummary]
    outputs: tuple[tuple[str, Value], ...]
    ledger: Ledger
    path: Path


def establish(function: Function, summaries: Mapping[int, LoopSummary], ledger: Ledger | None = None) -> Established:
    """Prove the summaries of all loops; raises `Unproved`, `NeverDefined`, `Unreadable` or `Vacuous`."""
    if ledger is None:
        _, entry = Executor(function, {}, Nobody()).entry()
        ledger = Ledger(tuple(entry.facts), scalar_parameters(function))
    executor = Executor(function, summaries, ledger)
    state, path = executor.entry()
    final_state = executor.run(function.body, state, path)
    outputs = tuple(_outputs(executor, function, final_state, path))
    _guard_against_vacuity(ledger)
    return Established(function, summaries, outputs, ledger, path)


def scalar_parameters(function: Function) -> frozenset[str]:
    """Names of the scalar parameters."""
    return frozenset(p.name for p in function.parameters if isinstance(p.type, ScalarType))


def _outputs(executor: Executor, function: Function, state: State, path: Path) -> Iterator[tuple[str, Value]]:
    """The returned values, then the changed parameters that are not themselves returned."""
    several = len(function.results) > 1
    for place, result in enumerate(function.results):
        name = f"return.{place}" if several else "return"
        if isinstance(result, View):
            yield name, executor.view(result, state, path)
        else:
            yield name, executor.evaluate(result, state, path)
    returned = returned_parameter(function)
    for parameter in function.changed_parameters():
        if parameter.name != returned:
            yield parameter.name, state.arrays[parameter.name]


def returned_parameter(function: Function) -> str | None:
    """The shared parameter that a function gives back as its one result."""
    match function.results:
        case (View(array=name, indices=()),):
            return name if any(p.name == name and p.shared for p in function.parameters) else None
        case _:
            return None


def conclude(established: Established, program: Program) -> Proof:
    """Prove that a program computes what the function does; raises `Unproved`."""
    ledger = established.ledger
    span = established.function.span
    hypotheses = tuple(established.path.facts)
    before = len(ledger.discharged)
    try:
        for obligation in _requirements(program, hypotheses, span):
            ledger.owe(obligation)
        claimed = dict(program.outputs)
        for name, value in established.outputs:
            for obligation in _agreement(name, value, claimed[name], hypotheses, span):
                ledger.owe(obligation)
    except BaseException:
        del ledger.discharged[before:]
        raise
    if claimed.keys() != {name for name, _ in established.outputs}:
        raise TypeError("the program has other outputs than the function")
    return Proof(
        tuple(ledger.discharged), tuple(ledger.preconditions), tuple(ledger.assumptions), frozenset(), seal()
    )


def _requirements(program: Program, hypotheses: tuple[Cell, ...], span: Span) -> Iterator[Obligation]:
    """Every operator of the program is defined on its operands."""
    for part in program_parts(program):
        for requirement in own_requirements(part):
            ranges: list[Cell] = []
            for binder, extent in requirement.binders:
                symbol = Sym(binder, INT)
                ranges += [le(integer(0), symbol), lt(symbol, extent)]
            reason = f"an operand of {part.op} does not fit" if isinstance(part, Call) else ""
            goal = requirement.holds
            yield Obligation("requirement", span, (*hypotheses, *ranges), goal, reason, subject=part)


def _agreement(
    name: str, value: Value, tensor: Tensor, hypotheses: tuple[Cell, ...], span: Span
) -> Iterator[Obligation]:
    """One output has the shape of the function's, and the same element at an arbitrary index."""
    reason = f"output `{name}` differs"
    if not isinstance(value, ArrayValue):
        yield Obligation("final", span, hypotheses, identical(value, normal(cell_at(tensor, ()))), reason)
        return
    nonempty: Cell = TRUE
    for a, b in zip(value.shape, tensor.type.shape, strict=True):
        yield Obligation("shape", span, hypotheses, disj(negate(nonempty), eq(a, b)), reason)
        nonempty = conj(nonempty, negate(eq(a, integer(0))))
    indices = tuple(Sym(fresh("k"), INT) for _ in value.shape)
    inside = [c for k, n in zip(indices, value.shape, strict=True) for c in (le(integer(0), k), lt(k, n))]
    goal = identical(normal(value.at(indices)), normal(cell_at(tensor, indices)))
    yield Obligation("final", span, (*hypotheses, *map(normal, inside)), goal, reason)


def _guard_against_vacuity(ledger: Ledger) -> None:
    """The hypotheses of each induction step have a model; a proof from contradictions is none."""
    seen: set[tuple[Cell, ...]] = set()
    for entry in ledger.discharged:
        obligation = entry.obligation
        if obligation.kind != "step" or obligation.hypotheses in seen:
            continue
        seen.add(obligation.hypotheses)
        script = Encoder(Arithmetic.EXACT).script([*ledger.plain_preconditions(), *obligation.hypotheses], None)
        if check(script) is Answer.UNSAT:
            raise Vacuous(obligation.span)
