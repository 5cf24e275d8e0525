"""What lifting one function came to: the value behind the report on the terminal and the JSON of `lift`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, final

from tenspiler.accuracy.report import ErrorReport
from tenspiler.diagnostics.diagnostic import Diagnostic

Verdict: TypeAlias = Literal["proved", "unknown", "unsupported", "error"]
GradeName: TypeAlias = Literal["exact", "real"]


@final
@dataclass(frozen=True, slots=True)
class Seconds:
    """Wall time of one function, stage by stage, after imports; `backend` is the NumPy emission alone."""

    total: float = 0.0
    frontend: float = 0.0
    synthesis: float = 0.0
    verification: float = 0.0
    backend: float = 0.0


@final
@dataclass(frozen=True, slots=True)
class LiftedLoops:
    """A loop nest, from its first line to its last, and what became of it."""

    lines: tuple[int, int]
    verdict: Verdict = "proved"


@final
@dataclass(frozen=True, slots=True)
class Provenance:
    """The source lines that an output depends on, or that need a precondition, by its name or its text."""

    kind: Literal["output", "precondition"]
    name: str
    lines: tuple[int, ...]


@final
@dataclass(frozen=True, slots=True)
class ObligationRecord:
    """One question that was put to the solver, and its answer."""

    kind: str
    line: int | None
    outcome: str
    seconds: float


@final
@dataclass(frozen=True, slots=True)
class Emitted:
    """What a backend made of a proved program: code and the name of its function, or why there is none."""

    code: str | None
    entry: str | None
    path: str | None = None
    error: str | None = None


@final
@dataclass(frozen=True, slots=True)
class LiftResult:
    """The answer for one function, or (`function` is None) for a file that could not be read as one.

    `outputs` holds `return`, if a value is returned, and then each array parameter that is changed;
    `returns` names the parameter that is returned, if one is. `preconditions` are checked by the emitted
    code, `assumptions` are not. `tensir` and `grade` are None unless the verdict is `proved`. `cached` says
    that an earlier run has done the work: `seconds` holds the time of finding its answer, and no more.
    `error_report` is there where it was asked for.
    """

    file: str
    function: str | None
    line: int | None
    verdict: Verdict
    parameters: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    returns: str | None = None
    lifted: tuple[LiftedLoops, ...] = ()
    grade: GradeName | None = None
    tensir: str | None = None
    preconditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    seconds: Seconds = Seconds()
    candidates: int = 0
    obligations: tuple[ObligationRecord, ...] = ()
    backends: dict[str, Emitted] = field(default_factory=dict[str, Emitted])
    diagnostics: tuple[Diagnostic, ...] = ()
    end_line: int | None = None
    provenance: tuple[Provenance, ...] = ()
    cached: bool = False
    error_report: ErrorReport | None = None
