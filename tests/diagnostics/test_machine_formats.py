"""SARIF and workflow commands: what they must hold, and what hostile names and texts do to them."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from tenspiler.diagnostics.catalogue import CATALOGUE, Entry
from tenspiler.diagnostics.diagnostic import Diagnostic, Finding, Related
from tenspiler.diagnostics.github import workflow_commands
from tenspiler.diagnostics.sarif import document
from tenspiler.loopir.nodes import Span

SOURCE = "def f(a):\n    for x in a:\n        g(x)\n"


@pytest.fixture(autouse=True)
def code(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry("TSP9000", "`{name}` is odd", "this `{name}`", "even it out", "A page.\n\n    f()\n")
    monkeypatch.setitem(CATALOGUE, "TSP9000", entry)
    monkeypatch.setitem(CATALOGUE, "TSP9001", dataclasses.replace(entry, code="TSP9001", severity="note"))


def finding(file: str = "a.py", line: int = 3, code: str = "TSP9000", **changes: Any) -> Finding:
    span = Span(file, line, 9, line, 13)
    diagnostic = Diagnostic(code, span, {"name": "g"}, (Related(Span(file, 2, 5, 2, 8), "the loop"),))
    return Finding(file, "f", dataclasses.replace(diagnostic, **changes))


# What the schema of SARIF 2.1.0 requires of the objects that are used here, and what it knows.
KNOWN: dict[str, tuple[set[str], set[str]]] = {
    "log": ({"version", "runs"}, {"$schema"}),
    "run": ({"tool"}, {"results", "columnKind", "invocations", "artifacts"}),
    "driver": ({"name"}, {"version", "rules", "informationUri"}),
    "rule": ({"id"}, {"shortDescription", "fullDescription", "help", "defaultConfiguration", "helpUri"}),
    "result": (
        {"message"},
        {
            "ruleId",
            "ruleIndex",
            "level",
            "locations",
            "relatedLocations",
            "partialFingerprints",
            "properties",
        },
    ),
    "location": (set(), {"id", "physicalLocation", "logicalLocations", "message"}),
    "region": (set(), {"startLine", "startColumn", "endLine", "endColumn"}),
    "text": ({"text"}, {"markdown"}),
    "invocation": ({"executionSuccessful"}, {"exitCode"}),
}


def conforms(kind: str, value: dict[str, Any]) -> None:
    required, optional = KNOWN[kind]
    assert required <= set(value) <= required | optional, kind


def test_sarif_has_the_schema_s_shape() -> None:
    log = document([finding(), finding(code="TSP9001", span=None)], {"a.py": SOURCE}, 1)
    conforms("log", log)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    conforms("run", run)
    conforms("driver", run["tool"]["driver"])
    (invocation,) = run["invocations"]
    conforms("invocation", invocation)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["TSP9000", "TSP9001"]
    for rule in rules:
        conforms("rule", rule)
        conforms("text", rule["help"])
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    for result in run["results"]:
        conforms("result", result)
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        for location in (*result["locations"], *result["relatedLocations"]):
            conforms("location", location)
            region = location["physicalLocation"].get("region")
            if region is not None:
                conforms("region", region)
                assert all(isinstance(n, int) and n >= 1 for n in region.values())
    assert "region" not in run["results"][1]["locations"][0]["physicalLocation"]


def fingerprint(found: Finding, source: str) -> str:
    (result,) = document([found], {"a.py": source}, 1)["runs"][0]["results"]
    return result["partialFingerprints"]["tenspilerFinding/v1"]


def test_fingerprints_outlive_edits_above_and_tell_findings_apart() -> None:
    before = fingerprint(finding(), SOURCE)
    assert fingerprint(finding(line=5), "# a\n# b\n" + SOURCE) == before
    assert fingerprint(finding(), SOURCE.replace("g(x)", "h(x)")) != before
    assert fingerprint(finding(code="TSP9001"), SOURCE) != before
    twice = document([finding(), finding()], {"a.py": SOURCE}, 1)["runs"][0]["results"]
    assert twice[0]["partialFingerprints"] != twice[1]["partialFingerprints"]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a.py", "a.py"),
        ("a:1 %.py", "a%3A1%20%25.py"),
        ("/x/ä.py", "file:///x/%C3%A4.py"),
        ("../a.py", "../a.py"),
    ],
)
def test_files_are_uri_references(file: str, uri: str) -> None:
    (result,) = document([finding(file)], {}, 1)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_workflow_command() -> None:
    (line,) = workflow_commands([finding()])
    assert line == (
        "::error file=a.py,line=3,endLine=3,col=9,endColumn=13,title=TSP9000::"
        "`g` is odd: this `g`%0Aa.py:2: the loop%0Ahelp: even it out"
    )


@pytest.mark.parametrize("hostile", ["a,b:c%d", "a\nb", "a\r\n::error::b", "::set-output name=x::y"])
def test_nothing_breaks_out_of_a_workflow_command(hostile: str) -> None:
    (line,) = workflow_commands([finding(f"{hostile}.py", args={"name": hostile})])
    assert "\n" not in line
    assert "\r" not in line
    properties, _, data = line.removeprefix("::error ").partition("::")
    assert [p.split("=")[0] for p in properties.split(",")] == [
        *("file", "line", "endLine", "col", "endColumn", "title")
    ]
    assert re.sub(r"%25|%0A|%0D", "", data).count("%") == 0


def test_a_note_is_a_notice_and_a_file_may_have_no_line() -> None:
    (line,) = workflow_commands([finding(code="TSP9001", span=None, related=())])
    assert line.startswith("::notice file=a.py,title=TSP9001::")
