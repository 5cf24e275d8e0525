"""What becomes of an exception that nobody expected: a diagnostic, and a traceback for those who ask."""

from __future__ import annotations

import sys

from tenspiler.cli.format import Format
from tenspiler.diagnostics.debugging import show_traceback_if_wanted
from tenspiler.diagnostics.diagnostic import Diagnostic
from tenspiler.loopir.nodes import Span


def internal_error(error: Exception, span: Span | None) -> Diagnostic:
    """The diagnostic for a bug of ours; with TENSPILER_DEBUG=1 the traceback goes to stderr."""
    show_traceback_if_wanted(error)
    detail = next(iter(str(error).splitlines()), "") or "no message"
    return Diagnostic("TSP0099", span, {"kind": type(error).__name__, "detail": detail[:300]})


def report_failure(error: Exception, form: Format) -> None:
    """Say that the command itself failed: on stderr, and on stdout where a machine reads that."""
    report_problem(internal_error(error, None), form, 1)


def report_end(ending: str, form: Format) -> None:
    """Say that the process that lifted is gone: on stderr, and on stdout where a machine reads that."""
    report_problem(Diagnostic("TSP0096", None, {"ending": ending}), form, 3)


def report_usage(problem: str, form: Format) -> None:
    """Say on stdout that the command line was wrong, if a machine reads that."""
    if form.for_machines:
        from tenspiler.cli.printing import print_failure

        print_failure(form, Diagnostic("TSP0018", None, {"problem": problem}), 2)


def report_interruption(form: Format) -> None:
    """Say on stdout that nothing was done, if a machine reads that."""
    if form.for_machines:
        from tenspiler.cli.printing import whole

        print(whole(form, [], {}, 130))


def report_problem(diagnostic: Diagnostic, form: Format, exit_code: int) -> None:
    """Say what ends the command: on stderr, and on stdout where a machine reads that."""
    from tenspiler.diagnostics.text import render

    print(render(diagnostic, {}), file=sys.stderr)
    if form.for_machines:
        from tenspiler.cli.printing import print_failure

        print_failure(form, diagnostic, exit_code)


def warn(diagnostic: Diagnostic) -> None:
    """Say on stderr what does not stand in the way of the answers."""
    from tenspiler.diagnostics.text import render

    print(render(diagnostic, {}), file=sys.stderr)
