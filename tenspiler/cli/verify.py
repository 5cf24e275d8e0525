"""`tenspiler verify`: read the function and the program, judge, show, and write a test where asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Final, final

from tenspiler.cli.dtypes import read_options
from tenspiler.cli.failure import internal_error
from tenspiler.cli.format import Grade
from tenspiler.cli.plugins import require_backends
from tenspiler.cli.targets import WholeFile, parse_target, select
from tenspiler.cli.watch import memory_watched
from tenspiler.cli.writing import write_text
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.flags import flags_of
from tenspiler.frontends.notebook import shown_texts
from tenspiler.frontends.options import NO_OPTIONS, Flags
from tenspiler.frontends.reading import is_c_family, open_source, read_plain_text
from tenspiler.frontends.unit import RefusedFunction, Unit
from tenspiler.loopir.nodes import Function
from tenspiler.result import Seconds, Verification, VerifyVerdict
from tenspiler.steps import DEFAULT

EXIT_CODES: Final[Mapping[VerifyVerdict, int]] = {"proved": 0, "refuted": 1, "error": 2, "unknown": 3}


@final
@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """The arguments of `verify`."""

    target: str
    tensir: Path
    backends: tuple[str, ...] = ("numpy",)
    as_json: bool = False
    dtypes: tuple[str, ...] = ()
    flags: Flags = NO_OPTIONS.flags
    grade: Grade = Grade.REAL
    test: Path | None = None
    force: bool = False
    steps: int = DEFAULT


def run_verify(request: VerifyRequest) -> int:
    """Carry out a request and print the answer; the exit code."""
    sources: dict[str, str] = {}
    answer = carry_out(request, sources)
    if request.as_json:
        from tenspiler.report_json import dumps_verification

        print(dumps_verification(answer))
    else:
        from tenspiler.cli.verify_report import show

        show(answer, sources)
    return EXIT_CODES[answer.verdict]


def carry_out(request: VerifyRequest, sources: dict[str, str]) -> Verification:
    """The answer to a request; whatever goes wrong is part of it. Texts that were read go to `sources`."""
    file = parse_target(request.target).file
    answer = Verification("error", file, str(request.tensir))
    try:
        return _Work(request, sources).answer(answer)
    except Refusal as refusal:
        return replace(answer, diagnostics=(refusal.diagnostic,))
    except Exception as error:
        return replace(answer, diagnostics=(internal_error(error, None),))


@final
@dataclass(frozen=True, slots=True)
class _Work:
    """One request, and the texts that were read for it."""

    request: VerifyRequest
    sources: dict[str, str]

    def answer(self, blank: Verification) -> Verification:
        request = self.request
        options = replace(read_options(request.dtypes), flags=request.flags)
        require_backends(request.backends)
        if request.test is not None and request.test.exists() and not request.force:
            raise Refusal("TSP6007", None, path=request.test)
        source = open_source(Path(blank.file), options)
        self.sources.update(shown_texts(blank.file, source.text))
        begin = perf_counter()
        with memory_watched(blank.file):
            unit = source.read()
        seconds = Seconds(frontend=perf_counter() - begin)
        blank = replace(blank, diagnostics=unit.diagnostics, seconds=seconds)
        if any(d.severity == "error" for d in unit.diagnostics):
            return blank
        return self.judged(unit, blank)

    def judged(self, unit: Unit, blank: Verification) -> Verification:
        # Late: the verifier brings Z3 along, which a request that fails early does not need.
        from tenspiler.verifying import verify_function
        from tenspiler.written import Written, parsed, require_interface

        file = blank.tensir_file
        text = self.sources[file] = read_plain_text(self.request.tensir)
        written = Written(file, text, parsed(text, file))
        function = _the_one(unit, self.request.target, written.program.name)
        blank = replace(blank, function=function.name, line=function.span.line)
        if isinstance(function, RefusedFunction):
            return replace(blank, verdict="unknown", diagnostics=(*blank.diagnostics, *function.diagnostics))
        try:
            require_interface(function, written)
        except Refusal as refusal:
            return replace(blank, diagnostics=(*blank.diagnostics, refusal.diagnostic))
        exact = self.request.grade is Grade.EXACT
        answer, judged = verify_function(
            function, written, blank, self.request.backends, exact=exact, steps=self.request.steps
        )
        if self.request.test is None or judged.counterexample is None:
            return answer
        from tenspiler.refutation.pytest_file import Setting, pytest_file

        flags = flags_of(blank.file, self.request.flags) if is_c_family(Path(blank.file)) else ()
        setting = Setting(self.request.test, Path(blank.file), self.request.tensir, tuple(flags), exact)
        try:
            write_text(self.request.test, pytest_file(function, judged.counterexample, setting))
        except Refusal as refusal:
            return replace(answer, diagnostics=(*answer.diagnostics, refusal.diagnostic))
        return replace(answer, test=str(self.request.test))


def _the_one(unit: Unit, word: str, program: str) -> Function | RefusedFunction:
    """The function that is meant: the only one of a target, or the one with the program's name."""
    target = parse_target(word)
    found = select(unit, target)
    if isinstance(target, WholeFile) and len(found) > 1:
        found = tuple(f for f in found if f.name == program) or found
    if len(found) != 1:
        candidates = ", ".join(f"`{f.name}`" for f in found[:8])
        raise Refusal("TSP6004", None, target=word, candidates=candidates)
    return next(iter(found))
