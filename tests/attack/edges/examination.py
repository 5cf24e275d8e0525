"""Emitted code on every input that the original accepts: it answers, and answers the same.

What preconditions may exclude is in `excused`; any other refusal of an accepted input is *timid*.
"""

from __future__ import annotations

import os
import pickle
import re
import resource
import signal
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from differential import difference, emitted
from originals import load

from edges.cases import ROOM, Case, arguments, base_cases, sharing_cases, suits
from edges.sanitised import Answer, Sanitised, with_length
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import Pending, make_plan
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, Function
from tenspiler.result import LiftResult

Calls: TypeAlias = "Sequence[tuple[int, Case]]"
Outcomes: TypeAlias = "list[Answer | None]"
Runner: TypeAlias = "Callable[[Calls], Outcomes]"
SECONDS = 0.1


@dataclass(frozen=True)
class Subject:
    """A lifted function, where it came from, and the answers for the backends that took it."""

    source: Path
    function: Function
    results: dict[str, LiftResult]

    @property
    def name(self) -> str:
        return f"{self.source.name}:{self.function.name}"


@dataclass(frozen=True)
class Finding:
    """An input on which emitted code does wrong: timid, wrong, or stopped by an error of its own."""

    kind: str
    subject: Subject
    case: Case
    detail: str
    backend: str = "numpy"

    def __str__(self) -> str:
        return f"{self.kind} [{self.backend}] {self.subject.name}({self.case})\n    {self.detail}"


@dataclass
class Tally:
    """What became of the inputs, and of the functions."""

    inputs: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def subjects(source: Path, tally: Tally, backends: Sequence[str] = ("numpy",)) -> list[Subject]:
    """The functions of a file that are lifted and whose arguments can be made from their types."""
    found: list[Subject] = []
    for step in make_plan([str(source)]).steps:
        if not isinstance(step, Pending):
            continue
        results = {name: carry_out(step, [name]) for name in backends}
        results = {name: r for name, r in results.items() if r.verdict == "proved" and r.backends[name].code}
        if not results:
            continue
        if suits(step.function):
            found.append(Subject(source, step.function, results))
        else:
            tally.skipped.append(f"{source.name}:{step.function.name}")
    return found


def examine(
    sources: Sequence[Path], rounds: int, tally: Tally, seed: int = 0, backends: Sequence[str] = ("numpy",)
) -> None:
    """Hold all functions of some files in one language against their originals."""
    found = [s for source in sources for s in subjects(source, tally, backends)]
    if not found:
        return
    run = (python_runner if sources[0].suffix == ".py" else compiled_runner)(found)
    batch = [(k, case) for k, s in enumerate(found) for case in base_cases(s.function, rounds, seed)]
    if sources[0].suffix != ".py":
        batch = cut_to_size(batch, found, run)
    batch += [(k, other) for k, case in batch[::4] for other in sharing_cases(found[k].function, case)]
    for (place, case), answer in zip(batch, run(batch), strict=True):
        subject = found[place]
        tally.inputs["tried"] += 1
        if answer is None:
            continue
        tally.inputs["accepted"] += 1
        tally.accepted[subject.name] += 1
        for backend in subject.results:
            tally.findings += judged(subject, case, answer, backend, tally)


# ---------------------------------------------------------------- originals


def compiled_runner(found: Sequence[Subject]) -> Runner:
    """Runs calls of functions that are compiled under sanitizers."""
    sources = list(dict.fromkeys(s.source for s in found))
    return Sanitised(sources, [s.function for s in found]).run


def python_runner(found: Sequence[Subject]) -> Runner:
    """Runs calls of Python functions in one child process, each for a limited time."""
    modules = {source: load(source) for source in dict.fromkeys(s.source for s in found)}

    def run(calls: Calls) -> Outcomes:
        return _in_child(lambda: [_called(modules, found[place], case) for place, case in calls])

    return run


def _called(modules: dict[Path, ModuleType], subject: Subject, case: Case) -> Answer | None:
    function, given = subject.function, arguments(subject.function, case)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = getattr(modules[subject.source], function.name)(*given)
        names = [p.name for p in function.parameters]
        answer = Answer(dict(zip(names, given, strict=True)), (value,))
        return None if _is_complex(value) else answer
    except (Exception, _Late):
        return None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _is_complex(value: Any) -> bool:
    """Whether a result is no number that an annotation speaks of: Python's roots of negative numbers."""
    return isinstance(value, complex) or (isinstance(value, list) and any(map(_is_complex, value)))


class _Late(BaseException):
    """The original takes too long."""


def _late(*_: object) -> None:
    raise _Late


def _in_child(work: Callable[[], Any]) -> Any:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.signal(signal.SIGPROF, _late)
            resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            with os.fdopen(write, "wb") as pipe:
                pickle.dump(work(), pipe)
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(data)


def cut_to_size(
    batch: list[tuple[int, Case]], found: Sequence[Subject], run: Runner
) -> list[tuple[int, Case]]:
    """Each case with its flat buffers as short as the original accepts them, one longer, and as they were.

    The shortest length of each buffer is found by bisection, all of them at the same time.
    """
    flat = [[p.name for p in s.function.parameters if _is_flat(p.type)] for s in found]
    batch = [entry for entry, answer in zip(batch, run(batch), strict=True) if answer is not None]
    spans = {
        (place, name): (-1, len(case.values[name].values))
        for place, (k, case) in enumerate(batch)
        for name in flat[k]
    }
    for _ in range(ROOM.bit_length()):
        asked = [(key, (low + high) // 2) for key, (low, high) in spans.items() if high - low > 1]
        cut = [(batch[place][0], with_length(batch[place][1], name, n)) for (place, name), n in asked]
        for (key, n), answer in zip(asked, run(cut), strict=True):
            low, high = spans[key]
            spans[key] = (n, high) if answer is None else (low, n)
    fitted: list[tuple[int, Case]] = []
    for place, (k, case) in enumerate(batch):
        for more in (0, 1) if flat[k] else (0,):
            fitting = case
            for name in flat[k]:
                fitting = with_length(fitting, name, spans[place, name][1] + more)
            fitted.append((k, fitting))
    return fitted + batch[::4]


def _is_flat(kind: Any) -> bool:
    return isinstance(kind, ArrayType) and kind.container is Container.POINTER and kind.rank == 1


# ---------------------------------------------------------------- judgement


def judged(subject: Subject, case: Case, answer: Answer, backend: str, tally: Tally) -> Iterator[Finding]:
    """What is wrong with the emitted code on an accepted input, if anything."""
    result = subject.results[backend]
    target = result.backends[backend]
    assert target.code is not None
    assert target.entry is not None
    given = arguments(subject.function, case)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            got = _compiled(target.code, target.entry)(*given)
    except ValueError as error:
        if type(error).__name__ != "PreconditionError":
            yield Finding("error", subject, case, f"{type(error).__name__}: {error}", backend)
        elif excused(str(error), case):
            tally.inputs["excused"] += 1
        else:
            yield Finding("timid", subject, case, str(error), backend)
        return
    except Exception as error:
        yield Finding("error", subject, case, f"{type(error).__name__}: {error}", backend)
        return
    tally.inputs["answered"] += 1
    if result.grade == "real" and (case.wild or case.nan):
        return  # sums of extremes depend on their order
    where = first_difference(subject.function, result, answer, got)
    if where is not None:
        yield Finding("wrong", subject, case, where, backend)


def excused(message: str, case: Case) -> bool:
    """Whether a refusal is one of those that preconditions may make: overlap, 64 bits, NaN in an order."""
    if "overlap" in message or "lists of their own" in message:
        return case.shared
    if "64 bits" in message:
        return case.wild
    return case.nan and re.search(r"([\w.]+(\[[^]]*\])?) == \1", message) is not None


def first_difference(function: Function, result: LiftResult, answer: Answer, got: Any) -> str | None:
    """The first output that differs, and how."""
    several = len(answer.results) > 1
    returned = answer.results if several else next(iter(answer.results), None)
    held = {**answer.arguments, "return": returned}
    values = [got] if len(result.outputs) == 1 else list(got or ())
    if len(values) != len(result.outputs):
        return f"{len(values)} outputs instead of {len(result.outputs)}"
    typed = function.flavour is not Flavour.C
    for name, value in zip(result.outputs, values, strict=True):
        where = difference(_as_declared(held[name], value), value, result.grade == "exact", typed)
        if where:
            return f"output `{name}`{where}"
    return None


def _as_declared(want: Any, got: Any) -> Any:
    """A result as its type says: a sum of floats over nothing is Python's 0, or stays a Python float."""
    if isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        return [_as_declared(w, g) for w, g in zip(want, got, strict=True)]
    empty_sum = type(want) is int and want == 0 and type(got) is float
    return type(got)(want) if empty_sum or (type(want) is float and type(got) is np.float64) else want


_CODE: dict[str, Callable[..., Any]] = {}


def _compiled(code: str, entry: str) -> Callable[..., Any]:
    if code not in _CODE:
        _CODE[code] = emitted(code, entry)
    return _CODE[code]
