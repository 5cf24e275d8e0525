"""`lift --error-report`: the measurement of proved code, and what it must never find."""

from __future__ import annotations

from dataclasses import replace

from tenspiler.accuracy.report import finding
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.loopir.nodes import Function
from tenspiler.result import Emitted, LiftResult


def require_high_precision() -> None:
    """Raise `Refusal` unless the package for numbers of high precision is installed."""
    try:
        import mpmath  # noqa: F401  # pyright: ignore[reportMissingTypeStubs,reportUnusedImport]
    except ImportError as error:
        raise Refusal("TSP0021", None) from error


def measured(function: Function, result: LiftResult) -> LiftResult:
    """A result with its error report; code that does what it never should is taken back."""
    # Late: numbers of high precision are there for those who ask for them.
    from tenspiler.accuracy.measure import measure

    codes = {n: (e.code, e.entry) for n, e in result.backends.items() if e.code and e.entry}
    if result.verdict != "proved" or not codes:
        return result
    report = measure(function, codes)
    findings = {e.backend: finding(e, exact=result.grade == "exact") for e in report.backends}
    problems = tuple(
        Diagnostic("TSP0098", function.span, {"backend": backend, "what": what})
        for backend, what in findings.items()
        if what is not None
    )
    result = replace(result, error_report=report)
    if not problems:
        return result
    return replace(
        result,
        verdict="error",
        grade=None,
        tensir=None,
        backends={name: Emitted(None, None, error="taken back") for name in result.backends},
        diagnostics=(*result.diagnostics, *problems),
    )
