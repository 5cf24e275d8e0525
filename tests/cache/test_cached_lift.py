"""`tenspiler lift` with a cache: the same answers, no stale ones, nothing heavy loaded on a hit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tenspiler.cache.codec import from_result, to_result
from tenspiler.cache.recall import is_lasting
from tenspiler.cli.format import Format, Grade
from tenspiler.cli.lift import Request, carry_out, run_lift
from tenspiler.cli.plan import make_plan
from tenspiler.result import LiftResult, Seconds

ROOT = Path(__file__).parents[2]
ENTRY = "from tenspiler.cli.main import main; main()"
PYTHON = """K = {k}


def scaled(a: list[int]) -> None:
    for i in range(len(a)):
        a[i] = a[i] * K


def chain(a: list[float]) -> float:
    s = 0.5
    for x in a:
        s = s * s + x
    return s
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "cache"
    monkeypatch.setenv("TENSPILER_CACHE_DIR", str(directory))
    return directory


@pytest.fixture
def lift(capsys: pytest.CaptureFixture[str]):
    def run(*targets: str, use_cache: bool = True) -> list[dict[str, Any]]:
        run_lift(Request(targets, ("numpy",), None, Format.JSON, use_cache=use_cache))
        return json.loads(capsys.readouterr().out)["results"]

    return run


def comparable(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in r.items() if k not in ("seconds", "cached")} for r in results]


def hits(results: list[dict[str, Any]]) -> list[bool]:
    return [r.get("cached", False) for r in results]


def test_a_hit_is_the_same_answer(cache: Path, lift, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text(PYTHON.format(k=3))
    cold, warm = lift(str(file)), lift(str(file))
    assert comparable(cold) == comparable(warm)
    assert [r["verdict"] for r in warm] == ["proved", "unsupported"]
    assert hits(cold) == [False, False]
    assert hits(warm) == [True, True]
    seconds = warm[0]["seconds"]
    assert 0 < seconds["total"] < 1
    assert seconds["synthesis"] == seconds["verification"] == 0


SUMS = """import math


def total(a: list[float]) -> float:
    s = 0.0
    for x in a:
        s += x
    return s


def soft(a: list[float]) -> list[float]:
    return [math.exp(x) for x in a]
"""


def test_grades_are_kept_apart(cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "f.py"
    file.write_text(SUMS)

    def lifted(grade: Grade) -> list[dict[str, Any]]:
        run_lift(Request((str(file),), ("numpy",), None, Format.JSON, grade=grade))
        return json.loads(capsys.readouterr().out)["results"]

    for cached in (False, True):
        real, exact = lifted(Grade.REAL), lifted(Grade.EXACT)
        assert hits(real) == hits(exact) == [cached, cached]
        assert [r["grade"] for r in real] == ["real", "real"]
        assert [r["grade"] for r in exact] == ["exact", None]
        assert [r["verdict"] for r in exact] == ["proved", "unsupported"]
        assert [d["code"] for d in exact[1]["diagnostics"]] == ["TSP5008"]
        assert real[0]["backends"]["numpy"]["code"] != exact[0]["backends"]["numpy"]["code"]
        assert set(real[0]) == set(exact[0])


def test_refusals_keep_their_places(cache: Path, lift, tmp_path: Path, capsys) -> None:
    file = tmp_path / "f.py"
    file.write_text(PYTHON.format(k=3))
    shown: list[str] = []
    for _ in range(2):
        run_lift(Request((f"{file}:chain",), ("numpy",), None))
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert f"{file}:12:" in shown[1]
    assert "s = s * s + x" in shown[1]


def test_an_edit_is_noticed_and_its_undoing_too(cache: Path, lift, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    answers = []
    for k in (3, 4, 3):
        file.write_text(PYTHON.format(k=k))
        (result,) = lift(f"{file}:scaled")
        answers.append((result["tensir"], result.get("cached", False)))
    assert answers[0][0] != answers[1][0]
    assert answers[2] == (answers[0][0], True)


def test_another_path_is_another_answer(cache: Path, lift, tmp_path: Path) -> None:
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text(PYTHON.format(k=3))
    one, two = (lift(str(tmp_path / name))[1] for name in ("one.py", "two.py"))
    assert (one["file"], two["file"]) == (str(tmp_path / "one.py"), str(tmp_path / "two.py"))
    assert "two.py" in lift(str(tmp_path / "two.py"))[0]["backends"]["numpy"]["code"]


def test_an_included_file_is_part_of_the_key(cache: Path, lift, tmp_path: Path) -> None:
    source, header = tmp_path / "f.c", tmp_path / "k.h"
    source.write_text('#include "k.h"\nvoid f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = K; }\n')
    seen = []
    for k in (1, 2, 1):
        header.write_text(f"#define K {k}\n")
        (result,) = lift(str(source))
        seen.append((result["tensir"], result.get("cached", False)))
    assert seen[0][0] != seen[1][0]
    assert seen[2] == (seen[0][0], True)


def test_an_imported_file_is_part_of_the_key(cache: Path, lift, tmp_path: Path) -> None:
    source, helper = tmp_path / "f.py", tmp_path / "helpers.py"
    source.write_text(
        "from helpers import K\n\ndef f(a: list[int]):\n    for i in range(len(a)):\n        a[i] = a[i] * K\n"
    )
    seen = []
    for k in (None, 1, 2, 1, None):
        helper.unlink(missing_ok=True)
        if k is not None:
            helper.write_text(f"K = {k}\n")
        (result,) = lift(str(source))
        seen.append((result["verdict"], result["tensir"]))
        (again,) = lift(str(source))
        assert (again["verdict"], again["tensir"]) == seen[-1]
        assert again.get("cached")
    assert seen[0][0] == "unsupported"
    assert seen[1][1] != seen[2][1]
    assert (seen[3], seen[4]) == (seen[1], seen[0])


def test_one_function_more(cache: Path, lift, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text(PYTHON.format(k=3))
    lift(f"{file}:scaled")
    results = lift(str(file))
    assert hits(results) == [True, False]
    assert [r["function"] for r in results] == ["scaled", "chain"]


def test_no_cache_means_neither_reading_nor_writing(cache: Path, lift, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text(PYTHON.format(k=3))
    lift(str(file), use_cache=False)
    assert not cache.exists()
    lift(str(file))
    assert hits(lift(str(file), use_cache=False)) == [False, False]


def test_what_the_harness_calls_does_not_read_it(cache: Path, lift, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text(PYTHON.format(k=3))
    lift(str(file))
    assert not any(carry_out(step, ["numpy"]).cached for step in make_plan([str(file)]).steps)


def test_a_damaged_entry_is_rebuilt(cache: Path, lift, tmp_path: Path, capsys) -> None:
    file = tmp_path / "f.py"
    file.write_text(PYTHON.format(k=3))
    cold = lift(str(file))
    for path in cache.rglob("*.json"):
        path.write_bytes(path.read_bytes()[:-5])
    run_lift(Request((str(file),), ("numpy",), None, Format.JSON))
    streams = capsys.readouterr()
    assert streams.err.count("[TSP5101]") == 1
    rebuilt = json.loads(streams.out)["results"]
    assert [(r["verdict"], r["tensir"]) for r in rebuilt] == [(r["verdict"], r["tensir"]) for r in cold]
    assert hits(lift(str(file))) == [True, True]


def test_an_unusable_directory_breaks_nothing(tmp_path: Path, monkeypatch, capsys) -> None:
    file = tmp_path / "f.py"
    file.write_text(PYTHON.format(k=3))
    monkeypatch.setenv("TENSPILER_CACHE_DIR", str(file / "cache"))
    run_lift(Request((str(file),), ("numpy",), None, Format.JSON))
    streams = capsys.readouterr()
    assert streams.err.count("[TSP5102]") == 1
    assert json.loads(streams.out)["results"][0]["verdict"] == "proved"


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    script = f"import atexit, sys\natexit.register(lambda: print([m for m in ('z3', 'numpy', 'clang', 'torch', 'lark', 'rich') if m in sys.modules], file=sys.stderr))\n{ENTRY}"
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("file", ["kernels.py", "blend.cpp"])
def test_a_hit_loads_nothing_heavy(file: str, cache: Path) -> None:
    words = ("lift", str(ROOT / "examples" / file), "--json")
    cold, warm = command(*words), command(*words)
    assert comparable(json.loads(cold.stdout)["results"]) == comparable(json.loads(warm.stdout)["results"])
    assert "z3" in cold.stderr
    assert warm.stderr.strip() == "[]"


def test_the_command(cache: Path, lift, tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text(PYTHON.format(k=3))
    lift(str(file))
    shown = json.loads(command("cache", "--json").stdout)
    assert shown["directory"] == str(cache)
    assert shown["entries"] == 4
    assert shown["bytes"] > 1000
    assert "4 entries" in command("cache").stdout
    assert json.loads(command("cache", "clear", "--json").stdout)["entries_removed"] == 4
    assert json.loads(command("cache", "--json").stdout)["entries"] == 0
    assert "switched off" in command("cache", TENSPILER_CACHE_DIR="").stdout


def test_answers_of_the_moment_are_not_kept() -> None:
    proved = LiftResult("f.py", "f", 1, "proved", seconds=Seconds(1.0))
    assert is_lasting(proved)
    assert not is_lasting(LiftResult("f.py", "f", 1, "unknown"))
    assert not is_lasting(LiftResult("f.py", "f", 1, "error"))
    assert not is_lasting(to_result(from_result(proved), Seconds()))
