"""Lifts every kernel of the suites in one process, one function at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, final

from benchmarks.discovery import Source
from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import Plan, Step, make_plan
from tenspiler.diagnostics.diagnostic import Diagnostic
from tenspiler.result import LiftResult

Planner: TypeAlias = Callable[[Sequence[str]], Plan]
Lifter: TypeAlias = Callable[[Step, Sequence[str]], LiftResult]


@final
@dataclass(frozen=True, slots=True)
class Measured:
    """The answer for one kernel in one form."""

    source: Source
    kernel: str
    result: LiftResult


def measure(
    source: Source, backends: Sequence[str], plan: Planner = make_plan, lift: Lifter = carry_out
) -> Iterator[Measured]:
    """The answers for one source, as they come; a kernel that the frontend does not see gets one too."""
    missing = list(source.kernels())
    for step in plan([str(source.path)]).steps:
        result = lift(step, backends)
        if result.function in missing:
            missing.remove(result.function)
        if result.function is None:
            yield from (Measured(source, kernel, _named(result, kernel)) for kernel in missing)
            return
        yield Measured(source, result.function, result)
    for kernel in missing:
        yield Measured(source, kernel, _unseen(source, kernel))


def _named(result: LiftResult, kernel: str) -> LiftResult:
    return dataclasses.replace(result, function=kernel)


def _unseen(source: Source, kernel: str) -> LiftResult:
    args = {"file": str(source.path), "function": kernel, "candidates": "it has no loop that was read"}
    diagnostic = Diagnostic("TSP0007", None, args)
    return LiftResult(str(source.path), kernel, None, "error", diagnostics=(diagnostic,))
