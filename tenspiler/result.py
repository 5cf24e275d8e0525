"""What lifting or verifying one function came to: the values behind the reports and the JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, final

from tenspiler.accuracy.report import ErrorReport
from tenspiler.diagnostics.diagnostic import Diagnostic

Verdict: TypeAlias = Literal["proved", "unknown", "unsupported", "error"]
VerifyVerdict: TypeAlias = Literal["proved", "refuted", "unknown", "error"]
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
    `error_report` is there where it was asked for. `unseen` are lines to which no small run came that guards
    the proof. `sequential` are the lines of loops that stay loops, over tensor steps.
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
    unseen: tuple[int, ...] = ()
    sequential: tuple[int, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where outputs differ, as text: at an index, or (`index` is None) in their shapes."""

    output: str
    index: tuple[int, ...] | None
    expected: str
    got: str


@final
@dataclass(frozen=True, slots=True)
class Witness:
    """An input on which a function and a program were run and differ, everything as Python text.

    `call` calls the function with it, after the `imports`. `got` is empty where the program gives nothing,
    and then `problem` says why.
    """

    call: str
    imports: tuple[str, ...]
    arguments: dict[str, str]
    expected: dict[str, str]
    got: dict[str, str]
    where: Difference | None
    problem: str


@final
@dataclass(frozen=True, slots=True)
class Verification:
    """The answer of `verify` for one function and one program.

    `proved` comes with the grade, preconditions and assumptions, `refuted` with a counterexample, `unknown`
    with a diagnostic that says why, `error` with one that says what is wrong with the request, or with us.
    `tensir` is the program's text, as Tenspiler writes it.
    """

    verdict: VerifyVerdict
    file: str
    tensir_file: str
    function: str | None = None
    line: int | None = None
    tensir: str | None = None
    grade: GradeName | None = None
    preconditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    counterexample: Witness | None = None
    obligations: tuple[ObligationRecord, ...] = ()
    seconds: Seconds = Seconds()
    diagnostics: tuple[Diagnostic, ...] = ()
    test: str | None = None
