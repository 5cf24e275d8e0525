"""`tenspiler verify`, end to end: what is said of the programs in `golden/`, exit codes, JSON and selection.

The first line of `golden/NAME.tir` says with which arguments; `golden/NAME.txt` holds the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tenspiler.cli.main import app
from tenspiler.verification import discharge
from tenspiler.verification.guards.guard import unguarded
from tenspiler.verification.solver import Answer

FOLDER = Path(__file__).parent / "golden"
PROGRAMS = sorted(FOLDER.glob("*.tir"))
CODES = {"proved": 0, "refuted": 1, "error": 2, "unknown": 3}


def verify(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["verify", *words], standalone_mode=False)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return int(done.return_value or 0), done.output


def arguments(path: Path) -> list[str]:
    return [*path.read_text().split("\n")[0].removeprefix("# verify ").split(), "--tensir", path.name]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_answer(path: Path, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    code, text = verify(*arguments(path))
    golden(f"{path.stem}.txt", f"exit code {code}\n{re.sub(r'[0-9.]+ s;', 'S s;', text)}")
    code_again, answer = verify(*arguments(path), "--json")
    assert code_again == code == CODES[json.loads(answer)["verdict"]]


def test_every_text_has_its_program() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in PROGRAMS}


def verify_json(tmp_path: Path, source: str, program: str, *words: str, name: str = "f.py") -> dict[str, Any]:
    """The answer for one function and one program."""
    (tmp_path / name).write_text(source)
    (tmp_path / "f.tir").write_text(program)
    _, text = verify(str(tmp_path / name), "--tensir", str(tmp_path / "f.tir"), "--json", *words)
    return json.loads(text)


TOTAL = "def total(a: list[int]) -> int:\n    s = 0\n    for x in a:\n        s += x\n    return s\n"
WRONG_TOTAL = "program total(a: int[n]) -> (return: int)\n  return = {n}\n"


def test_schema(tmp_path: Path) -> None:
    answer = verify_json(tmp_path, TOTAL, WRONG_TOTAL)
    assert set(answer) == {
        *("schema", "tenspiler", "file", "function", "line", "tensir_file", "tensir", "verdict", "grade"),
        *("preconditions", "assumptions", "counterexample", "test", "obligations", "seconds", "diagnostics"),
    }
    assert (answer["schema"], answer["verdict"], answer["function"]) == (1, "refuted", "total")
    assert set(answer["seconds"]) == {"total", "frontend", "verification"}
    assert answer["counterexample"] == {
        "call": "total([0])",
        "imports": [],
        "arguments": {"a": "[0]"},
        "expected": {"return": "0"},
        "got": {"return": "1"},
        "where": {"output": "return", "index": [], "expected": "0", "got": "1"},
        "problem": "output `return` is 1 and not 0",
    }


def test_a_proof_lists_what_was_proved(tmp_path: Path) -> None:
    answer = verify_json(tmp_path, TOTAL, WRONG_TOTAL.replace("{n}", "reduce_add[axis=0](a)"))
    assert answer["verdict"] == "proved"
    assert answer["grade"] == "exact"
    assert {o["outcome"] for o in answer["obligations"]} == {"proved"}
    assert {"step", "final"} <= {o["kind"] for o in answer["obligations"]}
    assert answer["counterexample"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["missing.py", "--tensir", "f.tir"], "TSP0001"),
        (["f.py", "--tensir", "missing.tir"], "TSP0001"),
        (["f.py:other", "--tensir", "f.tir"], "TSP0007"),
        (["f.py", "--tensir", "f.tir", "--backend", "none"], "TSP4001"),
        (["f.py", "--tensir", "f.tir", "--dtype", "x"], "TSP0018"),
    ],
)
def test_what_cannot_be_carried_out(
    words: list[str], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("f.py").write_text(TOTAL)
    Path("f.tir").write_text(WRONG_TOTAL)
    exit_code, text = verify(*words, "--json")
    answer = json.loads(text)
    assert (exit_code, answer["verdict"]) == (2, "error")
    assert [d["code"] for d in answer["diagnostics"]] == [code]


def test_a_little_effort_refutes_but_does_not_prove(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = WRONG_TOTAL.replace("{n}", "reduce_add[axis=0](a)")
    assert verify_json(tmp_path, TOTAL, right, "--effort", "1")["verdict"] == "proved"
    monkeypatch.setattr("tenspiler.effort.PER_CELL", 10**6)
    answer = verify_json(tmp_path, TOTAL, right, "--effort", "1")
    assert (answer["verdict"], [d["code"] for d in answer["diagnostics"]]) == ("unknown", ["TSP3007"])
    assert verify_json(tmp_path, TOTAL, right, "--effort", "1000000")["verdict"] == "proved"
    assert verify_json(tmp_path, TOTAL, WRONG_TOTAL, "--effort", "1")["verdict"] == "refuted"


@pytest.mark.parametrize("program", [WRONG_TOTAL, WRONG_TOTAL.replace("{n}", "reduce_add[axis=0](a)")])
def test_a_caught_verifier_is_an_error(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discharge, "check", lambda *_, **__: Answer.UNSAT)
    answer = verify_json(tmp_path, TOTAL, program)
    assert (answer["verdict"], [d["code"] for d in answer["diagnostics"]]) == ("error", ["TSP0097"])
    assert answer["diagnostics"][0]["line"] is not None
    assert answer["counterexample"] is None


def test_a_function_that_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    answer = verify_json(tmp_path, "def f(a):\n    for x in a:\n        pass\n", WRONG_TOTAL, name="f.py")
    assert answer["verdict"] == "unknown"
    assert answer["diagnostics"]


def test_a_precondition_that_cannot_be_checked_is_refused_as_by_lift(tmp_path: Path) -> None:
    source = (
        "def f(w: list[int], a: list[int]) -> list[int]:\n    out = []\n    for i in range(len(a)):\n"
        "        for p in range(a[i]):\n            for q in range(w[p]):\n                t = 100 // (w[q] - i)\n"
        "        out.append(a[i])\n    return out\n"
    )
    program = "program f(w: int[m], a: int[n]) -> (return: int[n])\n  return = {}\n"
    right = verify_json(tmp_path, source, program.format("a"))
    assert (right["verdict"], [d["code"] for d in right["diagnostics"]]) == ("unknown", ["TSP3001"])
    assert verify_json(tmp_path, source, program.format("a + 1"))["verdict"] == "refuted"


def test_a_loop_that_has_no_closed_form_can_still_be_refuted(tmp_path: Path) -> None:
    """What cannot be proved is run all the same; without an input that differs, the loop is named."""
    source = "def f(x: int, n: int) -> int:\n    for _ in range(n):\n        x = x * x + 1\n    return x\n"
    wrong = verify_json(tmp_path, source, "program f(x: int, n: int) -> (return: int)\n  return = x\n")
    assert (wrong["verdict"], wrong["counterexample"]["call"]) == ("refuted", "f(x=0, n=1)")


@pytest.mark.parametrize(
    "huge", ["reduce_add[axis=0](iota[extent=1000000000000]())", "{sum(k < 1000000000000: k)}"]
)
def test_a_program_that_cannot_be_run_is_not_run(huge: str, tmp_path: Path) -> None:
    program = WRONG_TOTAL.replace("{n}", f"reduce_add[axis=0](a) + 0 * {huge} + 1")
    assert verify_json(tmp_path, TOTAL, program)["verdict"] == "unknown"


def test_the_source_is_never_run(tmp_path: Path) -> None:
    bomb = f"open({str(tmp_path / 'ran')!r}, 'w')\n\n"
    answer = verify_json(tmp_path, bomb + TOTAL, WRONG_TOTAL)
    assert answer["verdict"] == "refuted"
    assert not (tmp_path / "ran").exists()


ABOVE = (
    "def above(a: list[float]) -> bool:\n    s = 0.0\n    for x in a:\n        s += x\n    return s > 1.0\n"
)
SUM_ABOVE = "program above(a: f64[n]) -> (return: bool)\n  return = reduce_add[axis=0](a) > 1.0\n"
IN_ORDER = "gather(concat[axis=0](full[shape=[1]](0.0), scan_add[axis=0](a)), {n}) > 1.0"


def test_what_the_order_of_a_sum_decides_is_not_proved(tmp_path: Path) -> None:
    answer = verify_json(tmp_path, ABOVE, SUM_ABOVE)
    assert answer["verdict"] == "unknown"
    assert [d["code"] for d in answer["diagnostics"]] == ["TSP3005"]
    in_order = SUM_ABOVE.replace("reduce_add[axis=0](a) > 1.0", IN_ORDER)
    answer = verify_json(tmp_path, ABOVE, in_order)
    assert (answer["verdict"], answer["grade"]) == ("proved", "exact")
    answer = verify_json(tmp_path, ABOVE, SUM_ABOVE.replace("reduce_add", "fold_add"))
    assert (answer["verdict"], answer["grade"]) == ("proved", "exact")
    library = "def above(a: list[float]) -> bool:\n    return sum(a) > 1.0\n"
    answer = verify_json(tmp_path, library, in_order)
    assert answer["verdict"] == "unknown"
    assert [d["code"] for d in answer["diagnostics"]] == ["TSP3005"]


def test_nothing_is_called_proved_without_guards(tmp_path: Path) -> None:
    right = WRONG_TOTAL.replace("{n}", "reduce_add[axis=0](a)")
    with unguarded():
        assert verify_json(tmp_path, TOTAL, right)["verdict"] == "unknown"
    assert verify_json(tmp_path, TOTAL, right)["verdict"] == "proved"
