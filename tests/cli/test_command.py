"""The installed command, as a process of its own: start-up, help, version, explain, backends, pipes."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tenspiler import __version__
from tenspiler.diagnostics.catalogue import CATALOGUE

HEAVY = ("z3", "numpy", "clang", "torch", "jax", "triton", "lark", "rich", "joblib")
ENTRY = "from tenspiler.cli.main import main; main()"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ENTRY, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=60,
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["lift", "--help"], ["scan", "--help"], ["--version"], ["explain", "TSP0001"]]
)
def test_light_commands_load_nothing_heavy(arguments: list[str]) -> None:
    check = f"[m for m in {HEAVY!r} if m in sys.modules]"
    script = f"import atexit, sys\natexit.register(lambda: print({check}, file=sys.stderr))\n{ENTRY}"
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")


def test_help_is_quick() -> None:
    def seconds() -> float:
        """Processor time, which other processes on the machine do not lengthen much."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    assert min(seconds() for _ in range(5)) < 0.2


@pytest.mark.parametrize("arguments", [["--help"], ["lift", "--help"]])
def test_help_states_the_exit_codes(arguments: list[str]) -> None:
    out = run(*arguments).stdout
    assert all(f"\n    {code} " in out for code in (0, 1, 2, 3, 130))


def test_version() -> None:
    assert run("--version").stdout == f"tenspiler {__version__}\n"


def test_explain() -> None:
    done = run("explain", "tsp0001")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("error[TSP0001]: there is no file")


def test_explain_lists_all_codes() -> None:
    done = run("explain")
    assert done.returncode == 0
    assert [line[:7] for line in done.stdout.splitlines()[:-2]] == sorted(CATALOGUE)
    everything = run("explain", "--all").stdout
    assert all(f"[{code}]: " in everything for code in CATALOGUE)


def test_explain_as_json() -> None:
    assert {c["code"] for c in json.loads(run("explain", "--json").stdout)["codes"]} == set(CATALOGUE)
    (entry,) = json.loads(run("explain", "TSP2001", "--json").stdout)["codes"]
    assert entry["explanation"] == CATALOGUE["TSP2001"].explanation


def test_explain_of_what_is_not_there() -> None:
    done = run("explain", "TSP0O01")
    assert (done.returncode, done.stdout) == (2, "")
    assert "error[TSP0016]" in done.stderr
    assert "close to it: TSP00" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["lift"], ["lift", "--nonsense"], ["dance"]])
def test_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.py", None, "TSP0001"),
        ("kernel.txt", b"x", "TSP0005"),
        ("nul.py", b"x = 0\0", "TSP0004"),
        ("latin.cpp", b"// \xe9\n", "TSP0004"),
        ("cookie.py", b"# coding: klingon\n", "TSP0004"),
        ("empty.c", b" \n", "TSP0006"),
    ],
)
def test_files_that_are_no_source(name: str, content: bytes | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = run("lift", "--json", str(path))
    (result,) = json.loads(done.stdout)["results"]
    assert done.returncode == (1 if code == "TSP0006" else 2)
    assert [d["code"] for d in result["diagnostics"]] == [code]
    assert (result["file"], result["function"], result["verdict"]) == (str(path), None, "error")


def test_a_directory_is_no_source(tmp_path: Path) -> None:
    done = run("lift", str(tmp_path))
    assert done.returncode == 2
    assert "error[TSP0002]" in done.stdout


def test_a_reader_that_goes_away() -> None:
    command = f'"{sys.executable}" -c "{ENTRY}" explain TSP0001 | true'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["lift", "--json"],
        ["lift", "--json", "--nonsense", "a.py"],
        ["lift", "--nonsense", "--format", "json", "a.py"],
        ["lift", "a.py", "--format=json", "--backend"],
    ],
)
def test_a_wrong_command_line_is_json_where_json_is_asked_for(arguments: list[str]) -> None:
    done = run(*arguments)
    (result,) = json.loads(done.stdout)["results"]
    assert done.returncode == 2
    assert [d["code"] for d in result["diagnostics"]] == ["TSP0018"]
    assert result["diagnostics"][0]["message"] in done.stderr


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_stdout_holds_the_format_only(form: str, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("def f(a):\n    for x in a:\n        pass\n")
    done = run("lift", "--format", form, str(path), FORCE_COLOR="1")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    if form == "github":
        assert done.stdout.startswith(f"::error file={path},line=1,")
        assert done.stdout.count("\n") == 1
    else:
        assert json.loads(done.stdout)


def test_two_formats_are_a_usage_error() -> None:
    done = run("lift", "--json", "--format", "sarif", "a.py")
    assert (done.returncode, json.loads(done.stdout)["version"]) == (2, "2.1.0")


@pytest.mark.parametrize("form", ["sarif", "github", "json"])
def test_a_file_that_is_not_there_is_a_finding(form: str) -> None:
    done = run("lift", "--format", form, "nowhere.py")
    assert done.returncode == 2
    assert "TSP0001" in done.stdout
    assert "nowhere.py" in done.stdout


def test_plain_text_has_no_colours_and_no_width(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(f"def f(a):\n    for x in a:  # {'long ' * 30}\n        print(x)\n")
    done = run("lift", "--format", "plain", str(path), FORCE_COLOR="1", COLUMNS="40")
    assert "\x1b" not in done.stdout
    assert done.stdout == run("lift", str(path), COLUMNS="200").stdout


def test_an_interruption_before_the_work_is_json_too() -> None:
    script = (
        "import tenspiler.cli.lift as l\n"
        "def stop(request): raise KeyboardInterrupt\n"
        "l.run_lift = stop\n"
        f"{ENTRY}"
    )
    words = [sys.executable, "-c", script, "lift", "--json", "a.py"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, "")
    assert json.loads(done.stdout)["results"] == []
