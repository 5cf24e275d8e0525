"""Runs random programs through the lifter and holds what comes out against the interpreter."""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, final

import numpy as np

from tensir import evaluate, evaluate_cell, show_cell, show_program
from tensir.evaluator import as_array
from tenspiler.checking import expected_outputs, first_difference, output_types
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.interface import interface_of
from tenspiler.loopir.interpreter import Raised, run
from tenspiler.loopir.nodes import ArrayType, Function
from tenspiler.loopir.printer import show
from tenspiler.loopir.renaming import with_one_array
from tenspiler.pipeline import Lifted, emit, lift
from tenspiler.sampling import samples
from tenspiler.verification.encode import Arithmetic


@final
@dataclass(frozen=True)
class Finding:
    """Something that went wrong with one program: what kind of thing, and enough to see it again."""

    kind: str
    name: str
    detail: str
    program: str

    def __str__(self) -> str:
        return f"[{self.kind}] {self.name}\n{self.detail}\n{self.program}"


@final
@dataclass
class Tally:
    """What became of the programs."""

    outcomes: Counter[str] = field(default_factory=Counter)
    inputs: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)


def try_program(function: Function, tally: Tally, rounds: int = 60, emitted: bool = True) -> None:
    """Lift one program and compare; whatever is wrong becomes a finding."""
    try:
        lifted = lift(function)
    except Refusal as refusal:
        tally.outcomes[refusal.diagnostic.code] += 1
        return
    except Exception as error:
        tally.outcomes["crash"] += 1
        tally.findings.append(
            Finding("crash", function.name, f"{type(error).__name__}: {error}", show(function))
        )
        return
    tally.outcomes["proved"] += 1
    entry = emitted_entry(lifted, tally) if emitted else None
    for arguments in samples(function, rounds):
        finding = compare(lifted, arguments, entry, tally)
        if finding is not None:
            kind, detail = finding
            text = f"{show(function)}\n{show_program(lifted.program)}"
            tally.findings.append(Finding(kind, function.name, detail, text))
            return


@final
@dataclass(frozen=True)
class Emission:
    """An emitted function, and whether it assumes that no NaN meets an order."""

    entry: Any
    assumes_order: bool


def emitted_entry(lifted: Lifted, tally: Tally) -> Emission | None:
    """The function that the NumPy backend emits, or None."""
    function = lifted.function
    try:
        interface, _ = interface_of(function, lifted.program, lifted.proof, ("numpy",))
        ordered = any("NaN" in text for text in interface.assumptions)
        target = emit("numpy", lifted.program, interface, function.span)
        if target.code is None or target.entry is None:
            tally.outcomes["not emitted"] += 1
            return None
        module = ModuleType("emitted")
        exec(compile(target.code, "<emitted>", "exec"), module.__dict__)
        return Emission(getattr(module, target.entry), ordered)
    except Exception as error:
        text = f"{show(function)}\n{show_program(lifted.program)}"
        tally.findings.append(
            Finding("emission crash", function.name, f"{type(error).__name__}: {error}", text)
        )
        return None


def compare(
    lifted: Lifted, arguments: tuple[Any, ...], entry: Emission | None, tally: Tally
) -> tuple[str, str] | None:
    """What is wrong on one input, if anything."""
    function = lifted.function
    expected = expected_outputs(function, arguments)
    named = dict(zip((p.name for p in function.parameters), arguments, strict=True))
    broken = broken_precondition(lifted, named)
    if expected is None:
        tally.inputs["undefined"] += 1
        if broken is not None and broken.startswith(UNSPECIFIED):
            return "undefined precondition", f"input {named}\n{broken}"
        outcome = run(function, arguments, fuel=20_000)
        if broken is None and isinstance(outcome, Raised) and not assumed(lifted, outcome.reason):
            return (
                "undefended",
                f"input {named}\nthe source stops ({outcome.reason}), no precondition says so",
            )
        return guarded(named, broken, entry)
    if broken is not None:
        tally.inputs["refused"] += 1
        if broken.startswith(UNSPECIFIED):
            return "undefined precondition", f"input {named}\n{broken}"
        if not excusable(broken):
            return "timid", f"input {named}\nrefused by {broken}, defined in the source"
        return None
    tally.inputs["compared"] += 1
    exact = lifted.proof.arithmetic is Arithmetic.EXACT
    if not exact and not tame(arguments):
        return None
    try:
        got = evaluate(lifted.program, named)
    except MemoryError:
        return None
    except Exception as error:
        return "undefined program", f"input {named}\n{type(error).__name__}: {error}"
    where = difference(function, expected, got, exact)
    if where is not None:
        return "wrong", f"input {named}\n{where}"
    found = coinciding(lifted, named, exact, tally)
    if found is not None:
        return found
    return against_emitted(lifted, named, entry, expected, tally) if entry is not None else None


def coinciding(lifted: Lifted, named: dict[str, Any], exact: bool, tally: Tally) -> tuple[str, str] | None:
    """What is wrong where one array is passed for two parameters that the proof lets coincide."""
    for pair in lifted.proof.may_coincide:
        changed = {p.name for p in lifted.function.changed_parameters()}
        (target,), (other,) = pair & changed, pair - changed
        merged = with_one_array(lifted.function, other, target)
        same = named | {other: named[target]}
        expected = expected_outputs(merged, tuple(same[p.name] for p in merged.parameters))
        if expected is None or broken_precondition(lifted, same) is not None:
            continue
        tally.inputs["coinciding"] += 1
        got = evaluate(lifted.program, same)
        where = difference(merged, expected, got, exact)
        if where is not None:
            return "wrong alias", f"input {same}, {other} is {target}\n{where}"
    return None


def against_emitted(
    lifted: Lifted, named: dict[str, Any], emission: Emission, expected: dict[str, Any], tally: Tally
) -> tuple[str, str] | None:
    """What is wrong with the emitted code on one input."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            answer = emission.entry(*named.values())
    except Exception as error:
        if type(error).__name__ == "PreconditionError":
            tally.inputs["refused by code"] += 1
            tally.refusals[str(error).split(":")[0]] += 1
            return None
        return "emitted raises", f"input {named}\n{type(error).__name__}: {error}"
    values = flattened(lifted.function, answer)
    numbers = (v.item() if isinstance(v, np.generic) else v for v in values)
    got = dict(zip(output_types(lifted.function), numbers, strict=True))
    if not tame(tuple(named.values())):
        return None
    if emission.assumes_order and not tame((*expected.values(), *got.values())):
        return None
    where = difference(lifted.function, expected, got, exact=False)
    return None if where is None else ("wrong code", f"input {named}\n{where}")


def flattened(function: Function, answer: Any) -> tuple[Any, ...]:
    """What emitted code gives, one value for each output: several results are a tuple within the answer."""
    several, changed = len(function.results) > 1, len(output_types(function)) > len(function.results)
    if several:
        return (*answer[0], *answer[1:]) if changed else answer
    return answer if len(output_types(function)) > 1 else (answer,)


def difference(function: Function, expected: dict[str, Any], got: dict[str, Any], exact: bool) -> str | None:
    """Where outputs differ."""
    for name, kind in output_types(function).items():
        found = first_difference(expected[name], got[name], kind, exact=exact)
        if found:
            return f"output `{name}`{found}"
    return None


def broken_precondition(lifted: Lifted, named: dict[str, Any]) -> str | None:
    """The first precondition that does not hold, as text."""
    scalars: dict[str, Any] = {}
    arrays: dict[str, Any] = {}
    for parameter in lifted.function.parameters:
        kind = parameter.type
        if isinstance(kind, ArrayType):
            arrays[parameter.name] = as_array(named[parameter.name], kind.element.dtype, kind.rank)
        else:
            scalars[parameter.name] = named[parameter.name]
    unspecified: str | None = None
    for required in lifted.proof.preconditions:
        text = f"{show_cell(required.condition)} ({required.reason})"
        try:
            if not bool(np.all(evaluate_cell(required.condition, scalars, arrays))):
                return text
        except IndexError:
            unspecified = f"{UNSPECIFIED}{text}"
    return unspecified


UNSPECIFIED = "a value outside an array, read by "


def guarded(named: dict[str, Any], broken: str | None, emission: Emission | None) -> tuple[str, str] | None:
    """What is wrong with emitted code on an input that breaks a precondition: it must say so."""
    if broken is None or emission is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            emission.entry(*named.values())
    except Exception as error:
        if type(error).__name__ == "PreconditionError":
            return None
        return "guard raises", f"input {named}\nbreaks {broken}\n{type(error).__name__}: {error}"
    return "unguarded code", f"input {named}\nbreaks {broken}, but the code answers"


def assumed(lifted: Lifted, reason: str) -> bool:
    """Whether a way to stop is among the printed assumptions."""
    return any(reason in text for text in lifted.proof.assumptions)


def excusable(precondition: str) -> bool:
    """Whether a precondition only keeps numbers inside 64 bits."""
    return str(2**63) in precondition or str(2**63 - 1) in precondition or str(2**64 - 1) in precondition


def tame(arguments: tuple[Any, ...]) -> bool:
    """Whether all floats are finite numbers of a common size, so that reordering keeps results close."""
    for value in arguments:
        array = np.asarray(value)
        if array.dtype.kind == "f" and not np.all(
            np.isfinite(array) & ((array == 0) | (np.abs(array) > 1e-9))
        ):
            return False
    return True
