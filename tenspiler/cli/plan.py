"""From targets to a list of steps: each file is read once, each function is lifted once."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, final

from tenspiler.cache.recall import Listed, Outline, Recall
from tenspiler.cli.failure import internal_error
from tenspiler.cli.targets import Target, parse_target, select
from tenspiler.cli.watch import memory_watched
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.notebook import shown_texts
from tenspiler.frontends.options import NO_OPTIONS, Options
from tenspiler.frontends.reading import open_source, read_text
from tenspiler.frontends.unit import RefusedFunction, Unit
from tenspiler.loopir.nodes import Function, Span
from tenspiler.result import LiftResult, Seconds


@final
@dataclass(frozen=True, slots=True)
class Pending:
    """A function that is still to be lifted, and its share of the time that its file took to parse.

    `notes` are warnings about the file as a whole, to be shown with the first of its functions; `file` is
    what the user calls the file, and `text` what it holds.
    """

    function: Function
    seconds: float
    notes: tuple[Diagnostic, ...] = ()
    file: str = ""
    text: str = ""


Step: TypeAlias = Pending | LiftResult


@final
@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, in the order asked for, and the text of the files, for the diagnostics."""

    steps: tuple[Step, ...]
    sources: dict[str, str]


@final
@dataclass(frozen=True, slots=True)
class _Parsed:
    unit: Unit
    seconds: float


def make_plan(words: Iterable[str], recall: Recall | None = None, options: Options = NO_OPTIONS) -> Plan:
    """Read the files that the targets name; what is wrong with one becomes a result in its place.

    With `recall`, a file whose functions have all been answered before is not parsed.
    """
    sources: dict[str, str] = {}
    parsed: dict[str, _Parsed | LiftResult] = {}
    steps: dict[tuple[str, str | None, Span | str | None], Step] = {}
    for target in (parse_target(word) for word in words):
        known = _recalled(target, sources, recall) if recall and target.file not in parsed else None
        if known is None and target.file not in parsed:
            parsed[target.file] = _parse(target.file, sources, recall, options)
        for step in known or _steps(parsed[target.file], target, recall):
            steps.setdefault(_identity(step, target), step)
    return Plan(tuple(steps.values()), sources)


def refused_plan(words: Iterable[str], diagnostic: Diagnostic) -> Plan:
    """The plan of a request that cannot be carried out: one answer for each file that it names."""
    files = dict.fromkeys(parse_target(word).file for word in words)
    return Plan(tuple(file_result(file, (diagnostic,)) for file in files), {})


def file_result(file: str, diagnostics: tuple[Diagnostic, ...]) -> LiftResult:
    """The answer for a file, or a target in it, of which no function can be named."""
    span = next((d.span for d in diagnostics if d.span is not None), None)
    return LiftResult(
        file=file,
        function=None,
        line=span.line if span else None,
        verdict="error",
        diagnostics=diagnostics,
    )


def refused_result(file: str, refused: RefusedFunction, seconds: float) -> LiftResult:
    """The answer for a function that the frontend could not turn into LoopIR."""
    return LiftResult(
        file=file,
        function=refused.name,
        line=refused.span.line,
        end_line=refused.span.end_line,
        parameters=refused.parameters,
        verdict="unsupported",
        seconds=Seconds(total=seconds, frontend=seconds),
        diagnostics=refused.diagnostics,
    )


def with_notes(result: LiftResult, notes: tuple[Diagnostic, ...]) -> LiftResult:
    """A result with diagnostics put in front of its own."""
    return dataclasses.replace(result, diagnostics=(*notes, *result.diagnostics)) if notes else result


def _identity(step: Step, target: Target) -> tuple[str, str | None, Span | str | None]:
    match step:
        case Pending():
            return (target.file, step.function.name, step.function.span)
        case LiftResult(function=None):
            return (target.file, None, str([(d.code, d.args) for d in step.diagnostics]))
        case LiftResult():
            return (target.file, step.function, str(step.line))


def _recalled(target: Target, sources: dict[str, str], recall: Recall) -> list[LiftResult] | None:
    """The answers for a target, if earlier runs have found them all."""
    begun = time.perf_counter()
    results: list[LiftResult] = []
    try:
        text = read_text(Path(target.file))
        outline = recall.outline(target.file, text)
        found = select(outline, target) if outline else ()
    except Refusal:
        return None  # said on the long way, where the file is parsed
    for function in found:
        result = recall.result(target.file, text, function, begun)
        if result is None or outline is None:
            return None
        results.append(result if results else with_notes(result, outline.diagnostics))
        begun = time.perf_counter()
    sources.update(shown_texts(target.file, text))
    return results or None


def _parse(
    file: str, sources: dict[str, str], recall: Recall | None, options: Options
) -> _Parsed | LiftResult:
    try:
        source = open_source(Path(file), options)
        sources.update(shown_texts(file, source.text))
        started = time.perf_counter()
        with memory_watched(file):
            unit = source.read()
    except Refusal as refusal:
        return file_result(file, (refusal.diagnostic,))
    except Exception as error:
        return file_result(file, (internal_error(error, None),))
    seconds = time.perf_counter() - started
    if any(d.severity == "error" for d in unit.diagnostics):
        return file_result(file, unit.diagnostics)
    if recall is not None:
        listed = tuple(Listed(f.name, f.span) for f in unit.functions)
        recall.keep_outline(file, source.text, Outline(listed, unit.others, unit.diagnostics), unit.looked_at)
    return _Parsed(unit, seconds / max(1, len(unit.functions)))


def _steps(parsed: _Parsed | LiftResult, target: Target, recall: Recall | None) -> Iterator[Step]:
    if isinstance(parsed, LiftResult):
        yield parsed
        return
    try:
        found = select(parsed.unit, target)
    except Refusal as refusal:
        yield file_result(target.file, (*parsed.unit.diagnostics, refusal.diagnostic))
        return
    for position, function in enumerate(found):
        notes = () if position else parsed.unit.diagnostics
        text, begun = parsed.unit.text, time.perf_counter()
        result = recall.result(target.file, text, function, begun) if recall else None
        if result is None:
            match function:
                case Function():
                    yield Pending(function, parsed.seconds, notes, target.file, text)
                    continue
                case RefusedFunction():
                    result = refused_result(target.file, function, parsed.seconds)
                    if recall is not None:
                        recall.keep(target.file, text, function, result)
        yield with_notes(result, notes)
