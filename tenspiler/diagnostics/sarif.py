"""Diagnostics as SARIF 2.1.0, the format that code scanning services and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from tenspiler import __version__
from tenspiler.diagnostics.catalogue import CATALOGUE, Entry
from tenspiler.diagnostics.catalogue.document import headline
from tenspiler.diagnostics.diagnostic import Diagnostic, Finding
from tenspiler.loopir.nodes import Span

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def dumps(findings: Iterable[Finding], sources: Mapping[str, str], exit_code: int) -> str:
    """`document` as text."""
    return json.dumps(document(findings, sources, exit_code), indent=2, allow_nan=False)


def document(findings: Iterable[Finding], sources: Mapping[str, str], exit_code: int) -> dict[str, Any]:
    """A log of one run; `sources` gives the files' texts, for fingerprints that outlive edits."""
    found = tuple(findings)
    codes = sorted({finding.diagnostic.code for finding in found})
    seen: Counter[str] = Counter()
    run = {
        "tool": {
            "driver": {
                "name": "tenspiler",
                "version": __version__,
                "rules": [_rule(CATALOGUE[code]) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": exit_code in (0, 1, 3), "exitCode": exit_code}],
        "results": [_result(finding, codes, sources, seen) for finding in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(entry: Entry) -> dict[str, Any]:
    page = entry.explanation.strip()
    return {
        "id": entry.code,
        "shortDescription": {"text": headline(entry)},
        "fullDescription": {"text": page.split("\n\n")[0].replace("\n", " ")},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": entry.severity},
    }


def _result(
    finding: Finding, codes: list[str], sources: Mapping[str, str], seen: Counter[str]
) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity,
        "message": {"text": _message(diagnostic)},
        "locations": [_location(finding)],
        "partialFingerprints": {"tenspilerFinding/v1": _fingerprint(finding, sources, seen)},
        "properties": {"args": dict(diagnostic.args)},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": related.text}, "physicalLocation": _physical(related.span)}
            for number, related in enumerate(diagnostic.related)
        ]
    return result


def _message(diagnostic: Diagnostic) -> str:
    first = ": ".join(part for part in (diagnostic.message, diagnostic.label) if part)
    return f"{first}. {diagnostic.help}" if diagnostic.help else first


def _location(finding: Finding) -> dict[str, Any]:
    span = finding.diagnostic.span
    location: dict[str, Any] = {
        "physicalLocation": _physical(span)
        if span is not None
        else {"artifactLocation": {"uri": _uri(finding.file)}}
    }
    if finding.function is not None:
        location["logicalLocations"] = [{"name": finding.function, "kind": "function"}]
    return location


def _physical(span: Span) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": _uri(span.file)},
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _fingerprint(finding: Finding, sources: Mapping[str, str], seen: Counter[str]) -> str:
    """A name for a finding that stays the same when lines are added or removed above it."""
    diagnostic = finding.diagnostic
    span = diagnostic.span
    lines = sources.get(span.file, "").split("\n") if span is not None else []
    line = lines[span.line - 1] if span is not None and span.line <= len(lines) else ""
    parts = [diagnostic.code, finding.file, finding.function or "", " ".join(line.split())]
    parts += [f"{key}={value}" for key, value in sorted(diagnostic.args.items())]
    digest = hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
