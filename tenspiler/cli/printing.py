"""How the answers of a run are printed: as they come for people, as one text at the end for machines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, final

from tenspiler.cli.format import Format
from tenspiler.diagnostics.diagnostic import Diagnostic, Finding
from tenspiler.result import LiftResult


class Printer(Protocol):
    """Prints results as they come, or all of them at the end."""

    def show(self, result: LiftResult) -> None: ...

    def finish(self, results: Sequence[LiftResult], exit_code: int) -> None: ...


def printer(form: Format, sources: Mapping[str, str], count: int) -> Printer:
    """What prints a run of `count` steps over some files in a format."""
    if form.for_machines:
        return _AtTheEnd(form, sources)
    from tenspiler.cli.report import Report, plain_console

    return Report(sources, count, plain_console() if form is Format.PLAIN else None)


@final
class _AtTheEnd:
    """One text for the whole run."""

    def __init__(self, form: Format, sources: Mapping[str, str]) -> None:
        self._form, self._sources = form, sources

    def show(self, result: LiftResult) -> None:
        """Nothing yet."""

    def finish(self, results: Sequence[LiftResult], exit_code: int) -> None:
        """Print all answers."""
        text = whole(self._form, results, self._sources, exit_code)
        if text:
            print(text)


def whole(form: Format, results: Sequence[LiftResult], sources: Mapping[str, str], exit_code: int) -> str:
    """The answers of a run in a format for machines."""
    match form:
        case Format.SARIF:
            from tenspiler.diagnostics.sarif import dumps as sarif

            return sarif(findings(results), sources, exit_code)
        case Format.GITHUB:
            from tenspiler.diagnostics.github import workflow_commands

            return "\n".join(workflow_commands(findings(results)))
        case Format.JSON | Format.TEXT | Format.PLAIN:
            from tenspiler.report_json import dumps

            return dumps(results)


def findings(results: Sequence[LiftResult]) -> Iterator[Finding]:
    """The diagnostics of all results."""
    for result in results:
        for diagnostic in result.diagnostics:
            yield Finding(result.file, result.function, diagnostic)


def print_failure(form: Format, diagnostic: Diagnostic, exit_code: int) -> None:
    """Print, in a format for machines, that the command itself failed before there were any results."""
    result = LiftResult(file="", function=None, line=None, verdict="error", diagnostics=(diagnostic,))
    print(whole(form, [result], {}, exit_code))


def watched() -> bool:
    """Whether a person is watching stderr, so that progress is worth showing."""
    return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"
