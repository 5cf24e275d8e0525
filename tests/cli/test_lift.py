"""`tenspiler lift`: selection, verdicts, exit codes, JSON, interruption and failures inside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenspiler.cli.format import Format
from tenspiler.cli.lift import Request, run_lift

pytestmark = pytest.mark.usefixtures("stand_ins")
Write = Callable[..., str]


def lift_json(
    capsys: pytest.CaptureFixture[str], *targets: str, **options: Any
) -> tuple[int, list[dict[str, Any]]]:
    request = Request(targets, options.get("backends", ("numpy",)), options.get("output"), Format.JSON)
    code = run_lift(request)
    return code, json.loads(capsys.readouterr().out)["results"]


def codes(result: dict[str, Any]) -> list[str]:
    return [d["code"] for d in result["diagnostics"]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("f",), 0),
        (("f", "g"), 0),
        (("refused_f",), 1),
        (("refuse",), 1),
        (("undecided",), 3),
        (("f", "undecided"), 3),
        (("undecided", "refuse"), 1),
        (("crash",), 1),
        (("f", "interrupt", "g"), 130),
    ],
)
def test_exit_codes(
    names: tuple[str, ...], expected: int, source: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = lift_json(capsys, source(*names))
    assert code == expected


def test_schema(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lift(Request((source("f"),), ("numpy",), None, Format.JSON)) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"schema", "tenspiler", "results"}
    assert answer["schema"] == 1
    (result,) = answer["results"]
    assert set(result) == {
        *("file", "function", "line", "parameters", "outputs", "returns", "lifted", "verdict", "grade"),
        *("tensir", "preconditions", "assumptions", "seconds", "candidates", "obligations", "backends"),
        "diagnostics",
    }
    assert set(result["seconds"]) == {"total", "frontend", "synthesis", "verification", "backend"}
    assert set(result["backends"]["numpy"]) == {"code", "entry", "path", "error"}


def test_interruption_keeps_what_is_done(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    _, results = lift_json(capsys, source("f", "interrupt", "g"))
    assert [r["function"] for r in results] == ["f"]


def test_a_crash_is_an_answer_and_the_others_go_on(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    _, results = lift_json(capsys, source("crash", "f"))
    assert [(r["function"], r["verdict"]) for r in results] == [("crash", "error"), ("f", "proved")]
    assert codes(results[0]) == ["TSP0099"]
    assert "RuntimeError: the moon is full" in results[0]["diagnostics"][0]["message"]


def test_a_traceback_only_for_those_who_ask(
    source: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request((source("crash"),), ("numpy",), None, Format.JSON)
    run_lift(request)
    assert "Traceback" not in capsys.readouterr().err
    monkeypatch.setenv("TENSPILER_DEBUG", "1")
    run_lift(request)
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("suffix", "functions"),
    [("", ["f", "g"]), (":g", ["g"]), (":2", ["f"]), (":5", ["g"])],
)
def test_targets(
    suffix: str, functions: list[str], source: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    code, results = lift_json(capsys, source("f", "g") + suffix)
    assert code == 0
    assert [r["function"] for r in results] == functions


def test_each_function_once(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = source("f", "g")
    _, results = lift_json(capsys, f"{file}:g", file, f"{file}:f", file)
    assert [r["function"] for r in results] == ["g", "f"]


@pytest.mark.parametrize(
    ("suffix", "code", "diagnostic"),
    [
        (":h", 2, "TSP0007"),
        (":scalar_f", 1, "TSP0010"),
        (":99", 2, "TSP0008"),
    ],
)
def test_targets_that_are_not_there(
    suffix: str, code: int, diagnostic: str, source: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    got, (result,) = lift_json(capsys, source("f", "scalar_f") + suffix)
    assert (got, codes(result)) == (code, [diagnostic])
    assert (result["function"], result["verdict"]) == (None, "error")


def test_a_file_name_with_a_colon(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = source("f", "g", file="a:1.py")
    _, whole = lift_json(capsys, file)
    _, one = lift_json(capsys, f"{file}:g")
    assert [r["function"] for r in whole] == ["f", "g"]
    assert [r["function"] for r in one] == ["g"]


def test_one_bad_file_does_not_stop_the_others(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    code, results = lift_json(capsys, "nowhere.py", source("f"))
    assert code == 2
    assert [(r["function"], r["verdict"]) for r in results] == [(None, "error"), ("f", "proved")]


def test_nothing_to_lift(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    code, (result,) = lift_json(capsys, source("scalar_f"))
    assert (code, codes(result)) == (1, ["TSP0009"])


def test_unknown_backend(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    code, (result,) = lift_json(capsys, source("f"), backends=("numpy", "numby"))
    assert (code, codes(result)) == (2, ["TSP4001"])


def test_code_is_written(source: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "out"
    for _ in range(2):  # what we wrote ourselves may be replaced
        code, (result,) = lift_json(capsys, source("f"), output=out)
        assert code == 0
        path = Path(result["backends"]["numpy"]["path"])
        assert path == out / "f_numpy.py"
        assert path.read_text() == result["backends"]["numpy"]["code"]
    assert [p.name for p in out.iterdir()] == ["f_numpy.py"]


def test_somebody_s_own_file_stays(source: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f_numpy.py").write_text("mine")
    code, (result,) = lift_json(capsys, source("f"), output=tmp_path)
    assert (code, codes(result)) == (2, ["TSP0013"])
    assert result["backends"]["numpy"]["path"] is None
    assert (tmp_path / "f_numpy.py").read_text() == "mine"


def test_two_functions_of_one_name(source: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = source("f", file="left.py"), source("f", file="right.py")
    code, (left, right) = lift_json(capsys, *files, output=tmp_path / "out")
    assert (code, codes(left), codes(right)) == (2, [], ["TSP0014"])


def test_a_directory_that_cannot_be(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = source("f")
    code, (result,) = lift_json(capsys, file, output=Path(file) / "out")
    assert (code, codes(result)) == (2, ["TSP0012"])


def test_report_for_people(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    run_lift(Request((source("f", "refused_g"),), ("numpy",), None))
    out = capsys.readouterr().out
    assert "f  proved, grade exact" in out
    assert "    f(a: i64[n]) = a\n" in out
    assert "    def f(a):\n" in out
    assert "error[TSP0010]: `refused_g` has no loop to lift" in out
    assert "  |\n5 | def refused_g(a):\n  | ^" in out
    assert "2 functions: 1 proved, 1 unsupported" in out
    assert "\x1b[" not in out


def test_the_code_of_many_functions_is_not_shown(source: Write, capsys: pytest.CaptureFixture[str]) -> None:
    run_lift(Request((source("f", "g", "h", "k"),), ("numpy",), None))
    out = capsys.readouterr().out
    assert "def f(a)" not in out
    assert "-o DIR" in out
