"""A survey as JSON, schema 1: one object, described in docs/scan.md."""

from __future__ import annotations

import json
from typing import Any

from tenspiler import __version__
from tenspiler.cli.scan.rows import Row
from tenspiler.cli.scan.survey import ReasonCount, Survey, Total, place
from tenspiler.cli.scan.walk import language
from tenspiler.report_json import SCHEMA, diagnostic_object


def dumps(survey: Survey, assumed: str | None) -> str:
    """What `tenspiler scan --json` prints."""
    return json.dumps(document(survey, assumed), indent=2, allow_nan=False)


def document(survey: Survey, assumed: str | None) -> dict[str, Any]:
    """The object that `tenspiler scan --json` prints."""
    return {
        "schema": SCHEMA,
        "tenspiler": __version__,
        "paths": list(survey.paths),
        "complete": survey.complete,
        "assume": assumed,
        "files": {
            "found": len(survey.found.files),
            "examined": survey.examined,
            "unread": [{"file": f, "diagnostics": [diagnostic_object(d)]} for f, d in survey.found.unread],
            "folders_left_out": list(survey.found.folders),
        },
        "totals": [_total(total) for total in survey.totals],
        "reasons": [_reason(reason) for reason in survey.reasons],
        "missing_headers": [{"header": h, "files": n} for h, n in survey.headers.items()],
        "functions": [_row(row) for row in survey.rows if row.function is not None],
        "problems": [_row(row) for row in survey.rows if row.function is None],
    }


def _total(total: Total) -> dict[str, Any]:
    return {
        "language": total.language,
        "files": total.files,
        "functions": total.functions,
        "outcomes": dict(total.outcomes),
        "grades": dict(total.grades),
    }


def _reason(reason: ReasonCount) -> dict[str, Any]:
    return {
        "code": reason.code,
        "title": reason.title,
        "outcome": reason.outcome,
        "count": reason.count,
        "examples": [place(row) for row in reason.examples],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "file": row.file,
        "function": row.function,
        "line": row.line,
        "language": language(row.file),
        "outcome": row.outcome,
        "grade": row.grade,
        "assumed": list(row.assumed),
        "preconditions": list(row.preconditions),
        "diagnostics": [diagnostic_object(d) for d in row.diagnostics],
        "seconds": round(row.seconds, 6),
        **({"cached": True} if row.cached else {}),
    }


def failure(diagnostic: Any) -> str:
    """The object where the scan itself could not begin."""
    empty = {"schema": SCHEMA, "tenspiler": __version__, "complete": False}
    return json.dumps({**empty, "functions": [], "diagnostics": [diagnostic_object(diagnostic)]}, indent=2)
