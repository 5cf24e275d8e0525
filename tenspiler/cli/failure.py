"""What becomes of an exception that nobody expected: a diagnostic, and a traceback for those who ask."""

from __future__ import annotations

import os
import sys
import traceback

from tenspiler.diagnostics.diagnostic import Diagnostic
from tenspiler.loopir.nodes import Span


def internal_error(error: Exception, span: Span | None) -> Diagnostic:
    """The diagnostic for a bug of ours; with TENSPILER_DEBUG=1 the traceback goes to stderr."""
    if os.environ.get("TENSPILER_DEBUG", "") not in ("", "0"):
        traceback.print_exception(error, file=sys.stderr)
    detail = next(iter(str(error).splitlines()), "") or "no message"
    return Diagnostic("TSP0099", span, {"kind": type(error).__name__, "detail": detail[:300]})


def report_failure(error: Exception) -> None:
    """Say on stderr that the command itself failed."""
    from tenspiler.diagnostics.text import render

    print(render(internal_error(error, None), {}), file=sys.stderr)
