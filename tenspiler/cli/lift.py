"""`tenspiler lift`: plan, lift one function after the other, write, show, and say how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import final

from tenspiler.cache.recall import Recall, open_store
from tenspiler.cli.dtypes import read_options
from tenspiler.cli.failure import internal_error, warn
from tenspiler.cli.format import Format, Grade
from tenspiler.cli.measuring import measured, require_high_precision
from tenspiler.cli.plan import Pending, Plan, Step, file_result, make_plan, refused_plan, with_notes
from tenspiler.cli.plugins import require_backends
from tenspiler.cli.printing import printer, watched
from tenspiler.cli.writing import OutputDirectory, open_directory, write_generated
from tenspiler.diagnostics.catalogue.command import USAGE_CODES
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.flags import flags_of
from tenspiler.frontends.options import NO_OPTIONS, Flags
from tenspiler.frontends.reading import is_c_family
from tenspiler.loopir.nodes import Function
from tenspiler.result import LiftResult, Verdict
from tenspiler.steps import DEFAULT

PROVED, REFUSED, USAGE, INCONCLUSIVE, INTERRUPTED = 0, 1, 2, 3, 130


@final
@dataclass(frozen=True, slots=True)
class Request:
    """The arguments of `lift`."""

    targets: tuple[str, ...]
    backends: tuple[str, ...]
    output: Path | None
    form: Format = Format.TEXT
    use_cache: bool = True
    dtypes: tuple[str, ...] = ()
    report: Path | None = None
    flags: Flags = NO_OPTIONS.flags
    grade: Grade = Grade.REAL
    error_report: bool = False
    partial: bool = False
    steps: int = DEFAULT


def run_lift(request: Request) -> int:
    """Carry out a request and print the answers; the exit code.

    An interruption ends the work, and what was finished is still shown.
    """
    plan = Plan((), {})
    recall = _recall(request)
    results: list[LiftResult] = []
    interrupted = False
    output = OutputDirectory(request.output) if request.output else None
    show = printer(request.form, plan.sources, 0)
    try:
        plan = _checked_plan(request, recall)
        show = printer(request.form, plan.sources, len(plan.steps))
        for step in plan.steps:
            with _progress(step, len(results) + 1, len(plan.steps)):
                result = carry_out(
                    step,
                    request.backends,
                    recall,
                    request.grade is Grade.EXACT,
                    request.error_report,
                    request.steps,
                )
                if request.partial:
                    result = _with_loops(result, plan.sources, request)
            results.append(output.put(result) if output else result)
            show.show(results[-1])
    except KeyboardInterrupt:
        interrupted = True
    if request.report is not None:
        results += _reported(request.report, results, plan.sources)
    code = INTERRUPTED if interrupted else exit_code(results)
    show.finish(results, code)
    return code


def _reported(path: Path, results: Sequence[LiftResult], sources: Mapping[str, str]) -> list[LiftResult]:
    """Write the report; an answer about the report itself if that cannot be done."""
    from tenspiler.report_html import page

    try:
        write_generated(path, page(results, sources))
    except Refusal as refusal:
        return [file_result(str(path), (refusal.diagnostic,))]
    return []


def exit_code(results: Iterable[LiftResult]) -> int:
    """What the process says of all its results: the gravest of the codes that `--help` states."""
    codes = {_code_of(result) for result in results}
    return next((code for code in (USAGE, REFUSED, INCONCLUSIVE) if code in codes), PROVED)


def _code_of(result: LiftResult) -> int:
    if any(d.code in USAGE_CODES for d in result.diagnostics):
        return USAGE
    if result.verdict == "unknown":
        return INCONCLUSIVE
    complete = result.verdict == "proved" and all(e.error is None for e in result.backends.values())
    return PROVED if complete else REFUSED


def carry_out(
    step: Step,
    backends: Sequence[str],
    recall: Recall | None = None,
    exact: bool = False,
    error_report: bool = False,
    steps: int = DEFAULT,
) -> LiftResult:
    """The answer for one step; whatever goes wrong inside the compiler is part of the answer.

    With `exact`, only that grade is taken; with `error_report`, the code is measured too. `steps` is how much
    effort a function may take.
    """
    if isinstance(step, LiftResult):
        return step
    result = _lifted(step, backends, exact, error_report, steps)
    if step.file:
        result = replace(result, file=step.file)
    if recall is not None:
        recall.keep(step.file, step.text, step.function, result)
    return with_notes(result, step.notes)


def _lifted(
    step: Pending, backends: Sequence[str], exact: bool, error_report: bool, steps: int
) -> LiftResult:
    try:
        # Late: the pipeline brings Z3 along, which a request that fails early does not need.
        from tenspiler.pipeline import lift_function

        result = lift_function(step.function, backends, step.seconds, exact, steps)
        return measured(step.function, result) if error_report else result
    except Refusal as refusal:
        return _stopped(step.function, "unsupported", refusal.diagnostic)
    except Exception as error:
        return _stopped(step.function, "error", internal_error(error, step.function.span))


def _with_loops(result: LiftResult, sources: Mapping[str, str], request: Request) -> LiftResult:
    """The answer, with those loops of a refused function that are lifted by themselves."""
    if result.function is None or result.verdict == "proved" or result.file not in sources:
        return result
    from tenspiler.partial import with_loops

    try:
        options = replace(read_options(request.dtypes), flags=request.flags)
        return with_loops(result, sources[result.file], request.backends, options, request.steps)
    except Exception as error:
        return replace(result, diagnostics=(*result.diagnostics, internal_error(error, None)))


def _stopped(function: Function, verdict: Verdict, diagnostic: Diagnostic) -> LiftResult:
    return LiftResult(
        file=function.span.file,
        function=function.name,
        line=function.span.line,
        end_line=function.span.end_line,
        parameters=function.formal_names(),
        verdict=verdict,
        diagnostics=(diagnostic,),
    )


def _recall(request: Request) -> Recall | None:
    """What earlier runs with these options have found, unless nobody wants to know."""
    store = open_store(warn) if request.use_cache else None
    if store is None:
        return None
    options = [*request.dtypes, f"grade {request.grade.value}", f"steps {request.steps}"]
    options += ["error report"] * request.error_report
    return Recall(store, request.backends, tuple(options), flags_for(request.flags), request.flags.companions)


def flags_for(given: Flags) -> Callable[[str], tuple[str, ...]]:
    """Clang's flags by file; none for Python."""
    return lambda file: flags_of(file, given) if is_c_family(Path(file)) else ()


def _checked_plan(request: Request, recall: Recall | None) -> Plan:
    try:
        options = read_options(request.dtypes)
        require_backends(request.backends)
        if request.error_report:
            require_high_precision()
        if request.output is not None:
            open_directory(request.output)
    except Refusal as refusal:
        return refused_plan(request.targets, refusal.diagnostic)
    return make_plan(request.targets, recall, replace(options, flags=request.flags))


def _progress(step: Step, number: int, total: int) -> AbstractContextManager[object]:
    """A line on stderr while a function is being lifted; only where a person is watching."""
    if not isinstance(step, Pending) or not watched():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(f"lifting {step.function.name} ({number} of {total})")
