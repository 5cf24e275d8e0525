"""The examination: every operator at every dtype through a backend, beside TensIR's evaluator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, final

import numpy as np

from tensir.cell_evaluator import is_array
from tensir.dtypes import DType
from tensir.evaluator import evaluate
from tensir.ops import parts
from tensir.printer import show_program
from tensir.recurrences import RECURRENCES
from tensir.tensors import Call, Program
from tenspiler.backend.api import Backend, Fidelity, UnsupportedByBackend
from tenspiler.backend.conformance.calling import Caller, Function, compiled, copied, plainly
from tenspiler.backend.conformance.comparison import difference, poles
from tenspiler.backend.conformance.library import errors
from tenspiler.backend.conformance.probe import (
    POINTS,
    SPECIAL,
    Input,
    Probe,
    Values,
)
from tenspiler.backend.conformance.table import answered, pairs, probes_of
from tenspiler.backend.conformance.values import has_subnormals, without_nan, without_subnormals
from tenspiler.backend.contract import Contract, Promise
from tenspiler.backend.stated import contract_of

_MOST_FAILURES: Final = 3  # for each operator and dtype; more say the same


@final
@dataclass(frozen=True, slots=True)
class Failure:
    """Something that is not as promised: on inputs of which kind, what, and the program."""

    kind: str
    text: str
    program: str = ""

    def __str__(self) -> str:
        program = f"\n      {self.program}" if self.program else ""
        return f"{self.kind}: {self.text}{program}"


@final
@dataclass(slots=True)
class Outcome:
    """What an operator at a dtype came to: what is promised, how often it ran, and what went wrong."""

    op: str
    dtype: DType
    fidelity: Fidelity | None
    runs: Counter[str] = field(default_factory=Counter[str])
    failures: list[Failure] = field(default_factory=list[Failure])
    needs: set[str] = field(default_factory=set[str])

    def __str__(self) -> str:
        return f"{self.op}-{self.dtype}"


def examine(
    backend: Backend,
    operators: Iterable[str] = (),
    dtypes: Iterable[str] = (),
    call: Caller = plainly,
) -> Iterator[Outcome]:
    """Try operators (all, if none is named) at dtypes (all) through a backend.

    `call` is how a function of emitted code is called with arrays of the host; it gives arrays of the host.
    """
    wanted, kinds = set(operators), set(dtypes)
    for op, dtype in pairs():
        if (not wanted or op in wanted) and (not kinds or dtype.name in kinds):
            yield examine_one(backend, op, dtype, call)


def examine_one(backend: Backend, op: str, dtype: DType, call: Caller = plainly) -> Outcome:
    """Try one operator at one dtype."""
    probes = probes_of(op, dtype)
    promise = _promise(backend, probes[0].node)
    if isinstance(promise, Failure):
        return Outcome(op, dtype, None, failures=[promise])
    outcome = Outcome(op, dtype, None if promise is None else promise.fidelity)
    if promise is None:
        outcome.failures += _not_refused(backend, probes)
        return outcome
    for probe in probes:
        if len(outcome.failures) < _MOST_FAILURES:
            _try(backend, probe, promise, call, outcome)
    if not outcome.runs and not outcome.failures:
        needs = ", ".join(sorted(outcome.needs)) or "inputs that there are"
        outcome.failures.append(Failure("contract", f"promised, but no program ran: that takes {needs}"))
    return outcome


def idle_promises(contract: Contract) -> Iterator[tuple[str, DType]]:
    """What a contract promises that TensIR does not have: nothing could ever hold it to that."""
    known = set(pairs())
    for op, found in contract.by_operator():
        yield from ((op, dtype) for dtype in found if (op, dtype) not in known)


def _promise(backend: Backend, node: Call) -> Promise | Failure | None:
    """What a backend promises of a node, by its `fidelity` and its contract, which have to agree."""
    contract, ulps = contract_of(backend), getattr(backend, "ulps", None)
    try:
        fidelity = backend.fidelity(node)
    except UnsupportedByBackend:
        fidelity = None
    except Exception as error:
        return Failure("contract", f"`fidelity` fails: {type(error).__name__}: {error}")
    stated = None
    if contract is not None:
        try:
            stated = contract.fidelity(node)
        except UnsupportedByBackend:
            stated = None
        if stated is not fidelity:
            return Failure("contract", f"`fidelity` says {fidelity}, and the contract {stated}")
    if fidelity is None:
        return None
    found = None if contract is None else contract.promise_of(node)
    bound = ulps(node) if callable(ulps) else None
    return found or Promise((), frozenset(), fidelity, bound if isinstance(bound, int) else None)


def _not_refused(backend: Backend, probes: tuple[Probe, ...]) -> Iterator[Failure]:
    """Whether code is refused for what is not promised."""
    for probe in probes[:2]:
        try:
            compiled(backend, probe.program)
        except UnsupportedByBackend:
            continue
        except Exception as error:
            text = f"not promised, and fails: {type(error).__name__}: {error}"
            yield Failure("contract", text, _shown(probe.program))
        else:
            yield Failure("contract", "not promised, and code is emitted nevertheless", _shown(probe.program))


def _try(backend: Backend, probe: Probe, promise: Promise, call: Caller, outcome: Outcome) -> None:
    """Run a program on its inputs."""
    missing = {n.op for n in _calls(probe.program) if not _is_promised(backend, n)}
    if missing:
        outcome.needs |= missing
        return
    weakest = _weakest(backend, probe)
    try:
        function = compiled(backend, probe.program)
    except Exception as error:
        text = f"promised, but no code: {type(error).__name__}: {error}"
        outcome.failures.append(Failure("contract", text, _shown(probe.program)))
        return
    for given in probe.inputs:
        fitting = _fitting(probe, given, weakest)
        if fitting is None:
            continue
        wrong = _run(function, probe, fitting, promise, weakest, call)
        outcome.runs[given.kind] += 1
        if wrong is not None:
            outcome.failures.append(Failure(given.kind, wrong, _shown(probe.program)))
            return


def _calls(program: Program) -> Iterator[Call]:
    return (p for _, output in program.outputs for p in parts(output) if isinstance(p, Call))


def _is_promised(backend: Backend, node: Call) -> bool:
    try:
        backend.fidelity(node)
    except UnsupportedByBackend:
        return False
    return True


def _weakest(backend: Backend, probe: Probe) -> Fidelity:
    """The weakest promise of all nodes of a program; library functions are alone in theirs."""
    order = (Fidelity.EXACT, Fidelity.NORMAL, Fidelity.NO_NAN, Fidelity.REORDERED, Fidelity.ULPS)
    return max((backend.fidelity(node) for node in _calls(probe.program)), key=order.index)


def _fitting(probe: Probe, given: Input, weakest: Fidelity) -> Input | None:
    """The input as the promise takes it; None if it speaks of no such inputs."""
    match weakest:
        case Fidelity.EXACT:
            return given
        case Fidelity.NORMAL:
            values = tuple(map(without_subnormals, given.values))
            found = answered(probe.program, Input(given.kind, values))
            return None if found is None or has_subnormals(found.want) else found
        case Fidelity.NO_NAN:
            return answered(probe.program, Input(given.kind, tuple(map(without_nan, given.values))))
        case Fidelity.REORDERED:
            return None if given.kind == SPECIAL and _has_floats(given.values) else given
        case Fidelity.ULPS:
            return given


def _has_floats(values: Values) -> bool:
    return any(np.asarray(v).dtype.kind == "f" for v in values)


def _run(
    function: Function, probe: Probe, given: Input, promise: Promise, weakest: Fidelity, call: Caller
) -> str | None:
    """What is wrong with a program's result on an input; None if nothing is."""
    arguments = [copied(v) for v in given.values]
    try:
        got = call(function, *arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    changed = [
        p.name
        for p, a, v in zip(probe.program.parameters, arguments, given.values, strict=True)
        if not _same(a, v)
    ]
    if changed:
        return f"the argument {changed[0]} was changed"
    if is_array(got) and any(is_array(a) and np.shares_memory(got, a) for a in arguments):
        return "the result shares memory with an argument"
    (_, output), want = probe.program.outputs[0], given.want
    if weakest is Fidelity.ULPS:
        return _of_library(probe, got, want, given, promise)
    scale = _scale(probe, given) if weakest is Fidelity.REORDERED else None
    return difference(got, want, output.type, weakest, scale)


def _of_library(probe: Probe, got: Any, want: Any, given: Input, promise: Promise) -> str | None:
    """What is wrong with a library function's results."""
    (_, output), dtype = probe.program.outputs[0], probe.node.type.dtype
    form = difference(want if np.shape(got) == np.shape(want) else got, want, output.type, Fidelity.ULPS)
    if form is not None and not output.type.rank:
        return form
    if np.shape(got) != np.shape(want):
        return f"a result of shape {np.shape(got)} where TensIR has {np.shape(want)}"
    if given.kind != POINTS:
        return poles(got, want, dtype)
    far, slack = errors(probe.node.op, dtype, got, given.values, want)
    limit = (0.5 if promise.ulps is None else promise.ulps) + slack
    worst = int(np.argmax(far))
    if far[worst] <= limit:
        return None
    point = ", ".join(str(v[worst]) for v in given.values)
    return f"{far[worst]:.2f} ulps from the truth at {point}, where {limit:g} are promised"


def _scale(probe: Probe, given: Input) -> Any:
    """How far apart sums and products in two orders may be: a few roundings of the sum of all magnitudes."""
    (_, output), *_ = probe.program.outputs
    if not output.type.dtype.is_float:
        return 0.0
    sizes = [_magnitudes(v) for v in given.values]
    with np.errstate(all="ignore"):
        if probe.node.op.partition("_")[2] in RECURRENCES:  # an extreme of magnitudes bounds nothing
            total: Any = sum(float(np.sum(v)) for v in sizes)
        else:
            names = [p.name for p in probe.program.parameters]
            total = evaluate(probe.program, dict(zip(names, sizes, strict=True)))["return"]
        rounds = 2 * (4 + max(max(np.shape(v), default=0) for v in given.values))
        bound = rounds * float(np.finfo(output.type.dtype.numpy).eps) * np.abs(np.asarray(total, np.float64))
    return np.where(np.isfinite(bound), bound, 0.0)


def _magnitudes(value: Any) -> Any:
    if isinstance(value, float):
        return abs(value)
    return np.abs(value) if is_array(value) and value.dtype.kind == "f" else value


def _same(value: Any, before: Any) -> bool:
    if is_array(value):
        return value.tobytes() == before.tobytes()
    return value == before or (value != value and before != before)


def _shown(program: Program) -> str:
    return show_program(program).strip().replace("\n", " ")
