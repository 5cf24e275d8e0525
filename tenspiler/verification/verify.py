"""The verifier: a function, summaries of its loops and a program in; a proof that they agree out.

The summaries are proved by induction, in the context in which each loop is entered; then the program is
proved equal, output by output at an arbitrary index, to the state in which the function ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, final

from tensir.build import apply, conj, conjuncts, disj, eq, fold, le, lt, negate
from tensir.cells import TRUE, Cell, Elem, Extent, Sym, fresh, integer, substitute
from tensir.dtypes import INT, DType
from tensir.ops import cell_at, own_requirements, parts, same_shape
from tensir.polynomial import normal
from tensir.tensors import Call, Iterate, Param, Program, Tensor, TensorType
from tenspiler.loopir.nodes import ArrayType, Container, Function, Parameter, ScalarType, Span, View
from tenspiler.symbolic.execute import Executor
from tenspiler.symbolic.obligation import Nobody, Obligation, identical
from tenspiler.symbolic.path import Path
from tenspiler.symbolic.shell import Shell
from tenspiler.symbolic.state import ArrayValue, State
from tenspiler.symbolic.summary import LoopSummary
from tenspiler.verification.discharge import Ledger, has_folds
from tenspiler.verification.guards.guard import Guard, Recorder, guards_are_on
from tenspiler.verification.guards.guard import Unsound as Unsound
from tenspiler.verification.guards.guard import Vacuous as Vacuous
from tenspiler.verification.names import strangers, unknown_names
from tenspiler.verification.proof import Proof, Required, seal
from tenspiler.verification.redundancy import needed
from tenspiler.verification.shells import Reading, behind, fits, in_a_round, pairs
from tenspiler.verification.solver import Session

Value: TypeAlias = Cell | ArrayValue


@final
class SignatureError(TypeError):
    """A program has other parameters or outputs than the function that it is to be compared with."""


@final
@dataclass(frozen=True, slots=True)
class Established:
    """The loops of a function are proved; what the function computes, in index notation."""

    function: Function
    summaries: Mapping[int, LoopSummary]
    outputs: tuple[tuple[str, Value], ...]
    rigid: frozenset[str]
    ledger: Ledger
    path: Path
    guard: Guard | None
    shells: tuple[Shell, ...] = ()


def establish(
    function: Function,
    summaries: Mapping[int, LoopSummary],
    ledger: Ledger | None = None,
    session: Session | None = None,
) -> Established:
    """Prove the summaries of all loops, guards included.

    `session` is where the solver works, unless a ledger is given that has its own. Raises `Unproved`,
    `NeverDefined`, `Unreadable`, `Vacuous` or `Unsound`.
    """
    if ledger is None:
        _, entry = Executor(function, {}, Nobody()).entry()
        parameters, floats = scalar_parameters(function), float_parameters(function)
        ledger = Ledger(tuple(entry.facts), parameters, floats=floats, session=session)
        ledger.preconditions += _declared_extents(function)
        for rows in function.apart:
            why = f"rows of `{rows.array}` overlap otherwise"
            ledger.preconditions.append(Required(normal(rows.condition), rows.span, why, told=True))
    for name, span in strangers(function, summaries):
        raise Unsound(span, f"a summary speaks of `{name}`, which nothing gives a value to")
    for text in function.assumptions:
        ledger.assume(text)
    executor = Recorder(function, summaries, ledger)
    state, path = executor.entry()
    final_state = executor.run(function.body, state, path)
    outputs = tuple(_outputs(executor, function, final_state, path))
    ledger.reconsider()
    shells = tuple(executor.shells)
    guard = Guard(function, summaries, ledger, executor.entered, shells) if guards_are_on() else None
    if guard is not None:
        guard.check(path.facts)
    rigid = rigid_outputs(function)
    return Established(function, summaries, outputs, rigid, ledger, path, guard, shells)


def _declared_extents(function: Function) -> Iterator[Required]:
    """That arrays have the extents that their declarations give; the callers have to see to it."""
    executor = Executor(function, {}, Nobody())
    for parameter, fact in executor.declared_extents(*executor.entry()):
        yield Required(normal(fact), parameter.span, f"`{parameter.name}` is declared with this extent")


def rigid_outputs(function: Function) -> frozenset[str]:
    """Outputs whose every extent can be seen, also beside an extent of 0: arrays, not nested lists."""
    names = {
        f"return.{place}" if len(function.results) > 1 else "return": r
        for place, r in enumerate(function.results)
    }
    kinds = {n: r.type for n, r in names.items()} | {p.name: p.type for p in function.parameters}
    return frozenset(
        n
        for n, t in kinds.items()
        if isinstance(t, ArrayType) and t.container in (Container.NDARRAY, Container.POINTER)
    )


def check_signature(established: Established, program: Program, renamed: frozenset[str]) -> None:
    """Raise `SignatureError` unless parameters and outputs of a program are those of the function."""
    parameters = [p for p in program.parameters if p.name not in renamed]
    for parameter, own in zip(established.function.parameters, parameters, strict=False):
        kind = parameter.type
        rank = kind.rank if isinstance(kind, ArrayType) else 0
        dtype = kind.element.dtype if isinstance(kind, ArrayType) else kind.dtype
        shape = tuple(Extent(parameter.name, axis) for axis in range(rank))
        if own != Param(parameter.name, TensorType(dtype, shape)):
            raise SignatureError(f"parameter `{own.name}` is not the function's `{parameter.name}`")
    if len(parameters) != len(established.function.parameters):
        raise SignatureError("the program has another number of parameters")
    for name in unknown_names(program):
        raise SignatureError(f"the program speaks of `{name}`, which is no parameter")
    if not fits(established.shells, program):
        raise SignatureError("the program has other iterates than the function has loops that stay")
    if [n for n, _ in program.outputs] != [n for n, _ in established.outputs]:
        raise SignatureError("the program has other outputs than the function")
    for (name, value), (_, tensor) in zip(established.outputs, program.outputs, strict=True):
        rank = len(value.shape) if isinstance(value, ArrayValue) else 0
        if tensor.type.dtype is not value.dtype or tensor.type.rank != rank:
            raise SignatureError(f"output `{name}` has another type")


def scalar_parameters(function: Function) -> frozenset[str]:
    """Names of the scalar parameters."""
    return frozenset(p.name for p in function.parameters if isinstance(p.type, ScalarType))


def float_parameters(function: Function) -> frozenset[str]:
    """Names of the parameters that are floats or hold floats."""
    return frozenset(p.name for p in function.parameters if _dtype(p).is_float)


def _dtype(parameter: Parameter) -> DType:
    kind = parameter.type
    return kind.dtype if isinstance(kind, ScalarType) else kind.element.dtype


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
        if parameter.name != returned and isinstance(parameter.type, ArrayType):
            yield parameter.name, state.arrays[parameter.name]
        elif parameter.name != returned:
            yield parameter.name, state.scalars[parameter.name]


def returned_parameter(function: Function) -> str | None:
    """The shared parameter that a function gives back as its one result."""
    match function.results:
        case (View(array=name, indices=()),):
            return name if any(p.name == name and p.shared for p in function.parameters) else None
        case _:
            return None


def conclude(established: Established, program: Program, renaming: Mapping[str, str] | None = None) -> Proof:
    """Prove that a program computes what the function does; raises `Unproved`.

    `renaming` says which of the program's parameters are passed another one's array.
    """
    check_signature(established, program, frozenset(renaming or ()))
    ledger = established.ledger
    discharged, assumptions = list(ledger.discharged), dict(ledger.assumptions)
    try:
        for obligation in _owed(established, program):
            ledger.owe(_with_renamed_arrays(obligation, renaming))
        if established.guard is not None:
            established.guard.check_outputs(ledger.discharged[len(discharged) :])
        required = (*_in_order(ledger), *_without_nan(established.function, ledger))
        return Proof(
            tuple(ledger.discharged),
            required,
            tuple(ledger.assumptions),
            frozenset(),
            guarded=established.guard is not None,
            unseen=tuple(established.guard.unseen) if established.guard else (),
            checks=(),
            _seal=seal(),
            sequential=tuple(shell.span for shell in established.shells),
        )
    finally:  # the books stand as before, for other programs for the same function
        ledger.discharged, ledger.assumptions = discharged, assumptions


def _in_order(ledger: Ledger) -> tuple[Required, ...]:
    """Preconditions on sizes before those on elements, which may be read only where the sizes are right."""
    owed = {part for r in ledger.preconditions for part in conjuncts(r.condition)}
    facts = [f for f in ledger.entry_facts if f not in owed]  # what is to be checked is no reason not to
    plain = needed([r for r in ledger.preconditions if not has_folds(r.condition)], facts)
    return (*plain, *(r for r in ledger.preconditions if has_folds(r.condition)))


def _without_nan(function: Function, ledger: Ledger) -> Iterator[Required]:
    """That no NaN is in the parameters of which an obligation took that for granted."""
    spans = {name: d.obligation.span for d in reversed(ledger.discharged) for name in d.numbers}
    for parameter in function.parameters:
        if parameter.name not in spans:
            continue
        rank = parameter.type.rank if isinstance(parameter.type, ArrayType) else 0
        binders = tuple(fresh("k") for _ in range(rank))
        value: Cell = Sym(parameter.name, _dtype(parameter))
        if rank:
            value = Elem(parameter.name, tuple(Sym(b, INT) for b in binders), _dtype(parameter))
        condition: Cell = eq(value, value)
        for axis, binder in reversed(list(enumerate(binders))):
            extent = Extent(parameter.name, axis)
            condition = fold("and", binder, integer(0), extent, TRUE, condition)
        yield Required(condition, spans[parameter.name], f"NaN in `{parameter.name}`")


def _with_renamed_arrays(obligation: Obligation, renaming: Mapping[str, str] | None) -> Obligation:
    if not renaming:
        return obligation

    def element(read: Elem) -> Cell | None:
        return Elem(renaming[read.array], read.indices, read.dtype) if read.array in renaming else None

    def extent(term: Extent) -> Cell | None:
        return Extent(renaming[term.array], term.axis) if term.array in renaming else None

    hypotheses = tuple(substitute(h, {}, element, extent, apply) for h in obligation.hypotheses)
    return replace(
        obligation, hypotheses=hypotheses, goal=substitute(obligation.goal, {}, element, extent, apply)
    )


def _owed(established: Established, program: Program) -> Iterator[Obligation]:
    """All that has to hold for a program to compute what the function does."""
    reading = Reading()
    for shell, iterate in zip(established.shells, program.iterates, strict=True):
        yield from map(reading.owed, _same_rounds(shell, iterate))
        inside = in_a_round(reading, shell, iterate)
        yield from (replace(inside.owed(o), loops=shell.loops) for o in _same_step(shell, iterate))
        reading = behind(reading, shell, iterate)
    span, hypotheses = established.function.span, tuple(established.path.facts)
    claimed = dict(program.outputs)
    yield from map(reading.owed, requirements_of(claimed.values(), hypotheses, span))
    for name, value in established.outputs:
        rigid = name in established.rigid
        yield from map(reading.owed, _agreement(name, value, claimed[name], hypotheses, span, rigid))


def _same_rounds(shell: Shell, iterate: Iterate) -> Iterator[Obligation]:
    """An iterate has the rounds of a loop, and starts from what the loop is entered with."""
    starts = [carried.start for carried in iterate.carried]
    yield from requirements_of(starts, shell.entered, shell.span)
    reason = "the rounds differ"
    for one, other in ((shell.lo, iterate.lo), (shell.hi, iterate.hi)):
        yield Obligation("final", shell.span, shell.entered, eq(one, other), reason)
    for handed, carried in pairs(shell, iterate):
        yield from _agreement(handed.name, handed.entry, carried.start, shell.entered, shell.span, True)


def _same_step(shell: Shell, iterate: Iterate) -> Iterator[Obligation]:
    """A round of an iterate makes of what is carried what the loop makes of it, and as large."""
    steps = [carried.step for carried in iterate.carried]
    yield from requirements_of(steps, shell.inside, shell.span)
    for handed, carried in pairs(shell, iterate):
        for requirement in same_shape(carried):
            reason = f"a round changes the extents of `{handed.name}`"
            yield Obligation("requirement", shell.span, shell.inside, requirement.holds, reason)
        yield from _agreement(handed.name, handed.step, carried.step, shell.inside, shell.span, True)


def requirements_of(
    roots: Iterable[Tensor], hypotheses: tuple[Cell, ...], span: Span
) -> Iterator[Obligation]:
    """Every operator of some tensors is defined on its operands."""
    for part in dict.fromkeys(part for root in roots for part in parts(root)):
        for requirement in own_requirements(part):
            ranges: list[Cell] = []
            for binder, extent in requirement.binders:
                symbol = Sym(binder, INT)
                ranges += [le(integer(0), symbol), lt(symbol, extent)]
            reason = f"an operand of {part.op} does not fit" if isinstance(part, Call) else ""
            goal = requirement.holds
            yield Obligation("requirement", span, (*hypotheses, *ranges), goal, reason, subject=part)


def _agreement(
    name: str, value: Value, tensor: Tensor, hypotheses: tuple[Cell, ...], span: Span, rigid: bool
) -> Iterator[Obligation]:
    """One output has the shape of the function's, and the same element at an arbitrary index."""
    reason = f"output `{name}` differs"
    if not isinstance(value, ArrayValue):
        yield Obligation("final", span, hypotheses, identical(value, normal(cell_at(tensor, ()))), reason)
        return
    nonempty: Cell = TRUE
    for a, b in zip(value.shape, tensor.type.shape, strict=True):
        yield Obligation("shape", span, hypotheses, disj(negate(nonempty), eq(a, b)), reason)
        nonempty = TRUE if rigid else conj(nonempty, negate(eq(a, integer(0))))
    indices = tuple(Sym(fresh("k"), INT) for _ in value.shape)
    inside = [c for k, n in zip(indices, value.shape, strict=True) for c in (le(integer(0), k), lt(k, n))]
    goal = identical(normal(value.at(indices)), normal(cell_at(tensor, indices)))
    yield Obligation("final", span, (*hypotheses, *map(normal, inside)), goal, reason)
