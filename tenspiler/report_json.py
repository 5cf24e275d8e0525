"""Results as JSON, schema 1: one object for a whole run of `lift`, and one for an answer of `verify`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from tenspiler import __version__
from tenspiler.accuracy.report import BackendErrors, ErrorReport, OutputErrors, Place, Spread
from tenspiler.diagnostics.diagnostic import Diagnostic
from tenspiler.result import (
    Emitted,
    LiftedLoops,
    LiftResult,
    ObligationRecord,
    Seconds,
    Verification,
    Witness,
)

SCHEMA: Final = 1
_DIGITS: Final = 6  # a microsecond: finer than the clock is worth


def document(results: Iterable[LiftResult]) -> dict[str, Any]:
    """The object that `tenspiler lift --json` prints."""
    return {"schema": SCHEMA, "tenspiler": __version__, "results": [result_object(r) for r in results]}


def dumps(results: Iterable[LiftResult]) -> str:
    """`document` as text; never holds NaN or infinity, which JSON does not have."""
    return json.dumps(document(results), indent=2, allow_nan=False)


def result_object(result: LiftResult) -> dict[str, Any]:
    """One element of `results`.

    `cached` is there where the answer is that of an earlier run, `error_report` where it was asked for,
    `unseen` where no small run came to a line, to guard the proof there, and `sequential` where loops stay
    loops, over tensor steps: their lines.
    """
    return {
        "file": result.file,
        "function": result.function,
        "line": result.line,
        "parameters": list(result.parameters),
        "outputs": list(result.outputs),
        "returns": result.returns,
        "lifted": [_loops(loops) for loops in result.lifted],
        "verdict": result.verdict,
        "grade": result.grade,
        "tensir": result.tensir,
        "preconditions": list(result.preconditions),
        "assumptions": list(result.assumptions),
        "seconds": _seconds(result.seconds),
        "candidates": result.candidates,
        "obligations": [_obligation(obligation) for obligation in result.obligations],
        "backends": {name: _emitted(emitted) for name, emitted in result.backends.items()},
        "diagnostics": [diagnostic_object(diagnostic) for diagnostic in result.diagnostics],
        **({"sequential": list(result.sequential)} if result.sequential else {}),
        **({"unseen": list(result.unseen)} if result.unseen else {}),
        **({"cached": True} if result.cached else {}),
        **({"error_report": _error_report(result.error_report)} if result.error_report else {}),
    }


def dumps_verification(answer: Verification) -> str:
    """What `tenspiler verify --json` prints, schema 1: one object."""
    return json.dumps(verification_object(answer), indent=2, allow_nan=False)


def verification_object(answer: Verification) -> dict[str, Any]:
    """The answer of `verify`; values of arguments and outputs are Python text, for JSON has no NaN."""
    seconds = answer.seconds
    return {
        "schema": SCHEMA,
        "tenspiler": __version__,
        "file": answer.file,
        "function": answer.function,
        "line": answer.line,
        "tensir_file": answer.tensir_file,
        "tensir": answer.tensir,
        "verdict": answer.verdict,
        "grade": answer.grade,
        "preconditions": list(answer.preconditions),
        "assumptions": list(answer.assumptions),
        "counterexample": answer.counterexample and _witness(answer.counterexample),
        "test": answer.test,
        "obligations": [_obligation(obligation) for obligation in answer.obligations],
        "seconds": {
            name: round(getattr(seconds, name), _DIGITS) for name in ("total", "frontend", "verification")
        },
        "diagnostics": [diagnostic_object(diagnostic) for diagnostic in answer.diagnostics],
    }


def _witness(witness: Witness) -> dict[str, Any]:
    where = witness.where
    return {
        "call": witness.call,
        "imports": list(witness.imports),
        "arguments": dict(witness.arguments),
        "expected": dict(witness.expected),
        "got": dict(witness.got),
        "where": where
        and {
            "output": where.output,
            "index": None if where.index is None else list(where.index),
            "expected": where.expected,
            "got": where.got,
        },
        "problem": witness.problem,
    }


def diagnostic_object(diagnostic: Diagnostic) -> dict[str, Any]:
    """One element of `diagnostics`; line and column are null where it speaks of no place in the source."""
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "args": dict(diagnostic.args),
    }


def _loops(loops: LiftedLoops) -> dict[str, Any]:
    return {"lines": list(loops.lines), "verdict": loops.verdict}


def _seconds(seconds: Seconds) -> dict[str, float]:
    return {
        "total": round(seconds.total, _DIGITS),
        "frontend": round(seconds.frontend, _DIGITS),
        "synthesis": round(seconds.synthesis, _DIGITS),
        "verification": round(seconds.verification, _DIGITS),
        "backend": round(seconds.backend, _DIGITS),
    }


def _obligation(obligation: ObligationRecord) -> dict[str, Any]:
    return {
        "kind": obligation.kind,
        "line": obligation.line,
        "outcome": obligation.outcome,
        "seconds": round(obligation.seconds, _DIGITS),
    }


def _emitted(emitted: Emitted) -> dict[str, Any]:
    return {"code": emitted.code, "entry": emitted.entry, "path": emitted.path, "error": emitted.error}


def _error_report(report: ErrorReport) -> dict[str, Any]:
    return {
        "seed": report.seed,
        "bits": report.bits,
        "classes": list(report.classes),
        "backends": {errors.backend: _backend_errors(errors) for errors in report.backends},
    }


def _backend_errors(errors: BackendErrors) -> dict[str, Any]:
    return {
        "inputs": errors.inputs,
        "refused": errors.refused,
        "missing": errors.missing,
        "failure": errors.failure,
        "outputs": {output.name: _output_errors(output) for output in errors.outputs},
    }


def _output_errors(output: OutputErrors) -> dict[str, Any]:
    return {
        "dtype": output.dtype,
        "elements": output.elements,
        "differing": output.differing,
        "special": output.special,
        "agreeing": output.agreeing,
        "emitted_to_original": _spread(output.emitted_to_original),
        "original_to_precise": _spread(output.original_to_precise),
        "emitted_to_precise": _spread(output.emitted_to_precise),
        "worst": _place(output.worst),
        "disagreement": _place(output.disagreement),
    }


def _spread(spread: Spread) -> dict[str, float | None]:
    return {"max": spread.max, "median": spread.median}


def _place(place: Place | None) -> dict[str, str | None] | None:
    if place is None:
        return None
    return {
        "class": place.inputs,
        "call": place.call,
        "index": place.index,
        "original": place.original,
        "emitted": place.emitted,
        "precise": place.precise,
    }
