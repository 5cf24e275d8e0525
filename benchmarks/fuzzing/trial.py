"""One program through the lifter: whatever is proved, and the code for it, against the loop interpreter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeAlias, final

import numpy as np

from benchmarks.fuzzing.differing import difference, interior, tame
from benchmarks.fuzzing.emitted import CodeRaises, CodeRefuses, Emission, emission_of, overlapping, shifted
from benchmarks.fuzzing.generator import Generated
from benchmarks.fuzzing.inputs import inputs
from benchmarks.fuzzing.preconditions import (
    DEPENDS,
    FILLERS,
    TooLong,
    broken_precondition,
    excusable,
    filler,
)
from benchmarks.fuzzing.tally import Finding, Trial
from benchmarks.fuzzing.traits import walk
from tensir import evaluate, show_program
from tensir.cells import numbering
from tensir.scalars import SCALARS
from tensir.tensors import Program
from tenspiler.checking import expected_outputs, outputs_of
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.loopir.interpreter import Outcome, OutOfFuel, Raised, run
from tenspiler.loopir.nodes import ArrayType, Container, Function, Op
from tenspiler.loopir.printer import show
from tenspiler.loopir.renaming import with_one_array
from tenspiler.pipeline import Lifted, lift
from tenspiler.refusals import INCONCLUSIVE_CODES, INTERNAL_CODES
from tenspiler.sampling import Arguments
from tenspiler.steps import MILLION
from tenspiler.verification.encode import Arithmetic

Lifter: TypeAlias = Callable[[Function], Lifted]
Emitter: TypeAlias = Callable[[Lifted, str, str], Emission | str]

WRONG: Final = ("wrong", "wrong alias", "undefined program", "undefended")
WRONG_CODE: Final = (
    "wrong code",
    "wrong code alias",
    "emitted raises",
    "guard raises",
    "unguarded code",
    "changed argument",
)
TIMID: Final = ("timid", "timid code", "undefined precondition")
CRASHES: Final = ("crash", "emission crash", "memory", "killed")
KINDS: Final = (*WRONG, *WRONG_CODE, *TIMID, *CRASHES)
_FUEL: Final = 20_000
# One array for two parameters is tried on one of so many inputs.
_ALIASED: Final = 2
# What Python's library says where a function overflows.
_RANGE_ERROR: Final = "math range error"


@final
@dataclass(frozen=True, slots=True)
class Way:
    """How programs are tried: on which backend, with how many steps of effort for a lift, and on how many
    inputs each. `lift` and `emit` are those of the pipeline; a self-check puts wrong ones in their place.
    """

    backend: str = "numpy"
    device: str = "cpu"
    rounds: int = 60
    steps: int = MILLION // 2  # no kernel of the suites takes twice as many
    lift: Lifter | None = None
    emit: Emitter = emission_of

    def lifted(self, function: Function) -> Lifted:
        """The proved program; raises `Refusal`."""
        with numbering():
            return self.lift(function) if self.lift else lift(function, (self.backend,), steps=self.steps)


@final
@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong on one input."""

    kind: str
    detail: str
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])


def attempt(generated: Generated, way: Way) -> Trial:
    """Lift one program and compare; it stops at the first thing that is wrong."""
    function, labels = generated.function, generated.labels()
    try:
        lifted = way.lifted(function)
    except Refusal as refusal:
        code = refusal.diagnostic.code
        if code in INTERNAL_CODES:
            return _failed(generated, "crash", Wrong("crash", refusal.diagnostic.message))
        outcome = f"unknown {code}" if code in INCONCLUSIVE_CODES else f"refused {code}"
        return Trial(generated.seed, labels, outcome)
    except MemoryError:
        return _failed(generated, "memory", Wrong("memory", "lifting it takes more memory than a worker has"))
    except Exception as error:
        return _failed(generated, "crash", Wrong("crash", f"{type(error).__name__}: {error}"))
    return _tried(generated, lifted, way)


def _failed(generated: Generated, outcome: str, wrong: Wrong) -> Trial:
    return Trial(generated.seed, generated.labels(), outcome, findings=(finding_of(generated, wrong, None),))


def _tried(generated: Generated, lifted: Lifted, way: Way) -> Trial:
    labels = (*generated.labels(), *(("aliases proved",) if lifted.proof.may_coincide else ()))
    exact = lifted.proof.arithmetic is Arithmetic.EXACT
    labels = (*labels, "proved exactly" if exact else "proved over the reals")
    emission: Emission | str
    try:
        emission = way.emit(lifted, way.backend, way.device)
    except Refusal as refusal:
        emission = refusal.diagnostic.code
    except Exception as error:
        wrong = Wrong("emission crash", f"{type(error).__name__}: {error}")
        return Trial(generated.seed, labels, "proved", findings=(finding_of(generated, wrong, lifted),))
    ready = isinstance(emission, Emission)
    notes = () if ready else (f"no code: {emission}",)
    bench = Bench(lifted, emission if ready else None)
    for arguments in inputs(generated.function, way.rounds, generated.seed):
        wrong = bench.compare(arguments)
        if wrong is not None:
            found = (finding_of(generated, wrong, lifted),)
            return Trial(generated.seed, labels, "proved", _grade(emission), bench.seen, found, notes)
    return Trial(generated.seed, labels, "proved", _grade(emission), bench.seen, (), notes)


def _grade(emission: Emission | str) -> str | None:
    return emission.grade if isinstance(emission, Emission) else None


def finding_of(generated: Generated, wrong: Wrong, lifted: Lifted | None) -> Finding:
    """A finding as text."""
    return Finding(
        wrong.kind,
        generated.seed,
        generated.family,
        wrong.detail,
        show(generated.function),
        show_program(lifted.program) if lifted else "",
        literals(wrong.arguments) if wrong.arguments else "",
    )


def literals(named: Mapping[str, Any]) -> str:
    """Arguments as a Python literal."""
    values = {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in named.items()}
    return repr(values)


@final
@dataclass(slots=True)
class Bench:
    """A proved program beside its source, and its emitted code; `seen` counts what inputs came to."""

    lifted: Lifted
    emission: Emission | None
    seen: Counter[str] = field(default_factory=Counter[str])
    exact: bool = field(init=False)
    pairs: tuple[tuple[str, str, Function], ...] = field(init=False)
    accepted: int = 0

    def __post_init__(self) -> None:
        proof, function = self.lifted.proof, self.lifted.function
        self.exact = proof.arithmetic is Arithmetic.EXACT and not rounds(function)
        changed = {p.name for p in function.changed_parameters()}
        pairs = ((one, other) if one in changed else (other, one) for one, other in overlapping(function))
        self.pairs = tuple((one, other, with_one_array(function, other, one)) for one, other in pairs)

    def compare(self, arguments: Arguments) -> Wrong | None:
        """What is wrong on one input, if anything."""
        function = self.lifted.function
        named = dict(zip((p.name for p in function.parameters), arguments, strict=True))
        outcome = run(function, arguments, fuel=_FUEL)
        if isinstance(outcome, OutOfFuel):
            self.seen["too long"] += 1
            return None
        expected = outputs_of(function, outcome)
        try:
            broken = self.broken_precondition(named)
        except TooLong:
            self.seen["too long"] += 1
            return None
        if broken is not None and broken.startswith(DEPENDS):
            return Wrong("undefined precondition", broken, named)
        if expected is None:
            return self.not_accepted(named, outcome, broken)
        if broken is not None:
            excuse = excusable(broken, function)
            self.seen[excuse or "refused"] += 1
            return None if excuse else Wrong("timid", f"refused by {broken}", named)
        self.accepted += 1
        wrong = self.against_program(named, expected)
        if wrong is None and self.accepted % _ALIASED == 1:
            wrong = self.as_aliases(named)
        return wrong or self.against_code(named, expected)

    def not_accepted(self, named: Mapping[str, Any], outcome: Outcome, broken: str | None) -> Wrong | None:
        """What is wrong on an input that the source does not accept: something has to say so."""
        self.seen["undefined"] += 1
        if not isinstance(outcome, Raised) or self.assumed(outcome.reason):
            return None
        if broken is None and outcome.reason.startswith("extent too large"):
            self.seen["more memory than there is"] += 1
            return None
        if broken is None:
            return Wrong("undefended", f"the source stops ({outcome.reason}), no precondition says so", named)
        if self.emission is None:
            return None
        try:
            self.emission(named)
        except CodeRefuses:
            return None
        except CodeRaises as error:
            return Wrong("guard raises", f"breaks {broken}; {error}", named)
        return Wrong("unguarded code", f"breaks {broken}, but the code answers", named)

    def against_program(self, named: Mapping[str, Any], expected: Mapping[str, Any]) -> Wrong | None:
        """What is wrong with TensIR's meaning of the program."""
        exact = self.exact
        if not exact and not tame((*named.values(), *expected.values())):
            self.seen["not finite"] += 1
            return None
        self.seen["compared"] += 1
        return self.meaning_of(self.lifted.function, named, expected, ("wrong", "undefined program"))

    def meaning_of(
        self,
        function: Function,
        named: Mapping[str, Any],
        expected: Mapping[str, Any],
        kinds: tuple[str, str],
    ) -> Wrong | None:
        """What is wrong with TensIR's meaning: a finding of the first kind, or the second if it has none.

        Where it reads outside an array, there may be anything, so each of a few values there has to give what
        is expected; if only some do, it depends on them.
        """
        arguments, wrong, undefined = tuple(named[p.name] for p in function.parameters), *kinds
        try:
            answers = _answers(self.lifted.program, named)
        except MemoryError:
            self.seen["more memory than there is"] += 1
            return None
        except Exception as error:
            return Wrong(undefined, f"{type(error).__name__}: {error}", named)
        found = [difference(function, arguments, expected, got, self.exact) for got in answers]
        if not any(found):
            return None
        if len(found) > 1:
            where = next(filter(None, found))
            return Wrong(undefined, f"it depends on what lies outside an array: {where}", named)
        return Wrong(wrong, str(found[0]), named)

    def as_aliases(self, named: Mapping[str, Any]) -> Wrong | None:
        """What is wrong where one array is passed for two parameters."""
        exact = self.exact
        for target, other, merged in self.pairs:
            same = {**named, other: named[target]}
            proved = frozenset((target, other)) in self.lifted.proof.may_coincide
            if not proved:
                wrong = self.passed_twice(same, target, other)
            else:
                arguments = tuple(same[p.name] for p in merged.parameters)
                expected = expected_outputs(merged, arguments)
                try:
                    if expected is None or self.broken_precondition(same) is not None:
                        continue
                except TooLong:
                    continue
                if not exact and not tame((*arguments, *expected.values())):
                    continue
                self.seen["aliased"] += 1
                wrong = self.coinciding(merged, same, expected)
            if wrong is None:
                wrong = self.overlapped(named, target, other)
            if wrong is not None:
                return wrong
        return None

    def overlapped(self, named: Mapping[str, Any], target: str, other: str) -> Wrong | None:
        """What is wrong where two arrays share a part of their memory, which no proof speaks of."""
        views = shifted(named[target], named[other])
        if self.emission is None or self.emission.backend != "numpy" or views is None:
            return None
        mixed = {**named, target: views[0], other: views[1]}
        try:
            self.emission(mixed, as_they_are=True)
        except CodeRefuses:
            self.seen["overlaps refused"] += 1
            return None
        except CodeRaises as error:
            return Wrong("guard raises", f"`{target}` overlaps `{other}`: {error}", mixed)
        return Wrong("unguarded code", f"`{target}` overlaps `{other}`, but the code answers", mixed)

    def coinciding(
        self, merged: Function, same: Mapping[str, Any], expected: Mapping[str, Any]
    ) -> Wrong | None:
        """What is wrong where the proof lets two parameters be one array."""
        wrong = self.meaning_of(merged, same, expected, ("wrong alias", "wrong alias"))
        if wrong is not None:
            return wrong
        if self.emission is None:
            return None
        try:
            answer = self.emission(same)
        except CodeRefuses as error:
            return None if excusable(str(error)) else Wrong("timid code", f"as one array: {error}", same)
        except CodeRaises as error:
            return None if self.lacks_memory(error) else Wrong("wrong code alias", str(error), same)
        where = self.code_difference(merged, same, expected, answer)
        return Wrong("wrong code alias", where, same) if where else None

    def passed_twice(self, same: Mapping[str, Any], target: str, other: str) -> Wrong | None:
        """What is wrong where one array is passed for two that were not proved to be allowed to coincide."""
        if self.emission is None or np.size(same[target]) == 0 or self._by_value(target):
            return None
        try:
            self.emission(same)
        except CodeRefuses:
            self.seen["aliases refused"] += 1
            return None
        except CodeRaises as error:
            return Wrong("guard raises", f"`{target}` is `{other}`: {error}", same)
        return Wrong("unguarded code", f"`{target}` is `{other}`, but the code answers", same)

    def _by_value(self, name: str) -> bool:
        """Whether nothing can be seen of shared memory: lists that are passed for vectors."""
        kind = self.lifted.function.variables[name]
        return isinstance(kind, ArrayType) and kind.container is Container.VECTOR

    def against_code(self, named: Mapping[str, Any], expected: Mapping[str, Any]) -> Wrong | None:
        """What is wrong with the emitted code."""
        if self.emission is None:
            return None
        before = literals(named)
        try:
            got = self.emission(named)
        except CodeRefuses as error:
            self.seen["refused by code"] += 1
            return None if excusable(str(error)) else Wrong("timid code", str(error), named)
        except CodeRaises as error:
            return None if self.lacks_memory(error) else Wrong("emitted raises", str(error), named)
        if literals(named) != before:
            return Wrong(
                "changed argument", f"they are {literals(named)} after the call", eval_literal(before)
            )
        where = self.code_difference(self.lifted.function, named, expected, got)
        return Wrong("wrong code", where, named) if where else None

    def lacks_memory(self, error: CodeRaises) -> bool:
        """Whether code asked for sizes that only an empty loop outside may have, which is counted."""
        if not isinstance(error.__cause__, MemoryError):
            return False
        self.seen["more memory than there is"] += 1
        return True

    def code_difference(
        self,
        function: Function,
        named: Mapping[str, Any],
        expected: Mapping[str, Any],
        got: Mapping[str, Any],
    ) -> str | None:
        """Where the code's outputs differ, if the guarantee speaks of this input.

        It speaks of bits always; of floats that are added in another order, or put in order, where no NaN and
        nothing infinite is given, made on the way, or expected.
        """
        assert self.emission is not None
        exact = self.emission.grade == "exact"
        if not exact and not tame((*named.values(), *expected.values())):
            return None
        self.seen["code compared"] += 1
        arguments = tuple(named[p.name] for p in function.parameters)
        where = difference(function, arguments, expected, got, exact)
        if where and not exact and not tame(interior(self.lifted.program, named)):
            self.seen["not finite inside"] += 1
            return None
        return where

    def broken_precondition(self, named: Mapping[str, Any]) -> str | None:
        """The first precondition that does not hold, as text."""
        return broken_precondition(self.lifted, named)

    def assumed(self, reason: str) -> bool:
        """Whether a way to stop is among the printed assumptions."""
        what = "overflow in " if reason == _RANGE_ERROR else reason
        return any(what in text for text in self.lifted.proof.assumptions)


def _answers(program: Program, named: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a program gives; if it reads outside an array, what it gives with each of a few values there."""
    try:
        return [evaluate(program, named)]
    except IndexError:
        return [evaluate(program, named, partial(filler, which)) for which in range(FILLERS)]


def eval_literal(text: str) -> dict[str, Any]:
    """Arguments back from their literal."""
    return eval(text, {"nan": float("nan"), "inf": float("inf")})


def rounds(function: Function) -> bool:
    """Whether it calls a library function whose last bits differ from library to library."""
    operators = (n for n in walk((function.body, function.results)) if isinstance(n, Op))
    return any(n.op in SCALARS and SCALARS[n.op].rounds for n in operators)
