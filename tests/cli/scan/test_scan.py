"""`tenspiler scan`: which files, what becomes of their functions, what a lost process costs, and the JSON."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tenspiler.cli.scan.attendant import examine
from tenspiler.cli.scan.lifter import Settings
from tenspiler.cli.scan.walk import find

START = "from tenspiler.cli.main import main; main()"
TOTAL = "def total(a: list[int]) -> int:\n    s = 0\n    for x in a:\n        s += x\n    return s\n"
OPEN = "def scale(x, k, n):\n    for i in range(n):\n        x[i] = x[i] * k\n"
HALVING = "def halving(n: int) -> int:\n    c = 0\n    while n != 1:\n        n = n // 2 if n % 2 == 0 else 3 * n + 1\n        c += 1\n    return c\n"
FILL = "void fill(double *a, int n) { for (int i = 0; i < n; i++) a[i] = 1.0; }\n"
LIBRARY = '#include "nowhere.h"\nvoid f(odd_t *a, int n) { for (int i = 0; i < n; i++) a[i] = 1; }\n'


def run(*words: str, code: int = 0, cwd: Path | None = None, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", START, "scan", *words],
        capture_output=True, text=True, cwd=cwd, timeout=300, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stdout


def scanned(*words: str, **options: Any) -> dict[str, Any]:
    return json.loads(run(*words, "--json", "--jobs", "2", **options))


def outcomes(document: dict[str, Any]) -> dict[str, str]:
    return {row["function"]: row["outcome"] for row in document["functions"]}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A small code base with one of everything."""
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").write_text(TOTAL + HALVING)
    (tmp_path / "pkg" / "b.py").write_text(OPEN)
    (tmp_path / "pkg" / "broken.py").write_text("def f(:\n")
    (tmp_path / "pkg" / "latin.py").write_bytes(b"# -*- coding: latin-1 -*-\n# \xe9\n" + TOTAL.encode())
    (tmp_path / "pkg" / "bytes.py").write_bytes(b"x = 0\0")
    (tmp_path / "pkg" / "empty.py").write_text("")
    (tmp_path / "pkg" / "c.c").write_text(FILL)
    (tmp_path / "pkg" / "lib.hpp").write_text(LIBRARY)
    (tmp_path / "pkg" / "types.h").write_text('#include "nowhere.h"\ntypedef int number;\n')
    cells = [{"cell_type": "code", "source": [TOTAL.replace("total", "in_cell")]}]
    (tmp_path / "pkg" / "book.ipynb").write_text(json.dumps({"cells": cells}))
    return tmp_path


def test_what_is_walked(tmp_path: Path) -> None:
    for folder in (".git", "build", "venv", "src/deep", "node_modules"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.py").write_text(TOTAL)
    (tmp_path / "venv" / "pyvenv.cfg").write_text("")
    (tmp_path / "src" / "loop").symlink_to(tmp_path / "src")
    (tmp_path / "src" / "again.py").symlink_to(tmp_path / "src" / "deep" / "x.py")
    (tmp_path / "src" / "gone.py").symlink_to(tmp_path / "nothing.py")
    (tmp_path / "src" / "huge.c").write_text("int x;\n" * 1000)
    (tmp_path / "src" / "notes.txt").write_text("no source")
    found = find([str(tmp_path)], most_bytes=5000)
    # The same file under two names is one: the first in order.
    assert [Path(f).relative_to(tmp_path).as_posix() for f in found.files] == ["src/again.py"]
    assert {Path(f).name: d.code for f, d in found.unread} == {"gone.py": "TSP0003", "huge.c": "TSP0003"}
    assert len(found.folders) == 4


def test_outcomes_and_reasons(base: Path) -> None:
    document = scanned(".", cwd=base)
    assert document["schema"] == 1
    assert document["complete"]
    assert outcomes(document) == {
        "total": "lifted", "halving": "refused", "scale": "not annotated", "fill": "lifted",
        "f": "not parsed", "in_cell": "lifted",
    }  # fmt: skip
    reasons = {(r["code"], r["outcome"]): (r["count"], r["examples"]) for r in document["reasons"]}
    assert reasons["TSP2002", "refused"] == (1, ["./pkg/a.py:8"])
    assert reasons["TSP1001", "not annotated"] == (1, ["./pkg/b.py:1"])
    assert reasons["TSP0004", "not parsed"] == (1, ["./pkg/bytes.py"])
    assert reasons["TSP1000", "not parsed"] == (1, ["./pkg/broken.py:1"])
    assert document["missing_headers"] == [{"header": "nowhere.h", "files": 1}]
    totals = {
        t["language"]: (t["files"], t["functions"], t["outcomes"]["lifted"]) for t in document["totals"]
    }
    assert totals == {
        "C": (2, 1, 1), "C++": (1, 1, 0), "Python": (6, 4, 2), "notebook": (1, 1, 1), None: (10, 7, 4)
    }  # fmt: skip
    assert [p["file"] for p in document["problems"]] == ["./pkg/broken.py", "./pkg/bytes.py"]


def test_order_does_not_depend_on_how_many_work(base: Path) -> None:
    def timeless(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "functions": [{**row, "seconds": 0} for row in document["functions"]]}

    one = json.loads(run(".", "--json", "--jobs", "1", cwd=base))
    four = json.loads(run(".", "--json", "--jobs", "4", cwd=base))
    assert timeless(one) == timeless(four)


@pytest.mark.parametrize("backend", ["loky", "dask"])
def test_other_backends_find_the_same(backend: str, base: Path) -> None:
    here = scanned("pkg/a.py", "pkg/c.c", cwd=base)
    there = scanned("pkg/a.py", "pkg/c.c", "--joblib-backend", backend, cwd=base)
    assert outcomes(here) == outcomes(there) == {"total": "lifted", "halving": "refused", "fill": "lifted"}


def test_assumptions_are_stated(base: Path) -> None:
    document = scanned("pkg", "--assume", "float64", cwd=base)
    (row,) = (r for r in document["functions"] if r["function"] == "scale")
    assert (row["outcome"], row["grade"]) == ("would lift", "exact")
    assert row["assumed"] == ["x: npt.NDArray[np.float64]", "k: float", "n: int"]
    assert outcomes(document)["total"] == "lifted"
    text = run("pkg", "--assume", "float64", cwd=base)
    assert "scale, grade exact, if x: npt.NDArray[np.float64], k: float, n: int" in text


def test_what_would_lift_lifts_once_it_is_annotated_so(base: Path) -> None:
    (row,) = scanned("pkg/b.py", "--assume", "float64", cwd=base)["functions"]
    head = f"def scale({', '.join(row['assumed'])}):"
    text = OPEN.replace("def scale(x, k, n):", head)
    (base / "b.py").write_text(f"import numpy as np\nimport numpy.typing as npt\n\n\n{text}")
    assert outcomes(scanned("b.py", cwd=base)) == {"scale": "lifted"}


def test_nothing_is_assumed_unasked(base: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, "lift", "pkg/b.py", "--json"], cwd=base, capture_output=True, text=True
    )
    (result,) = json.loads(done.stdout)["results"]
    assert result["diagnostics"][0]["code"] == "TSP1001"


CRASH = """
import os
import sys
import time

import tenspiler.pipeline as pipeline

lift = pipeline.lift_function


def failing(function, *rest):
    if function.name == "dies":
        os.kill(os.getpid(), 11)
    if function.name == "leaves":
        os._exit(7)
    if function.name == "eats":
        whole = [bytearray(1 << 30) for _ in range(100)]
    if function.name == "hangs":
        time.sleep(600)
    return lift(function, *rest)


pipeline.lift_function = failing
"""


def test_a_function_that_kills_its_process_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("first", "dies", "second", "hangs", "leaves", "eats", "last")
    (tmp_path / "f.py").write_text("".join(TOTAL.replace("total", name) for name in names))
    (tmp_path / "sitecustomize.py").write_text(CRASH)
    monkeypatch.syspath_prepend(str(tmp_path))
    found = examine(str(tmp_path / "f.py"), Settings(seconds=8.0, use_cache=False))
    assert [(r.function, r.outcome) for r in found.rows] == [
        ("first", "lifted"), ("dies", "crashed"), ("second", "lifted"), ("hangs", "took too long"),
        ("leaves", "crashed"), ("eats", "crashed"), ("last", "lifted"),
    ]  # fmt: skip
    reasons = [r.reason.message for r in found.rows if r.reason]
    assert "SIGSEGV" in reasons[0]
    assert all(r.line for r in found.rows)


@pytest.mark.parametrize("words", [["--joblib-backend", "threading"], ["--joblib-backend", "loky"]])
def test_an_interruption_shows_what_is_finished(words: list[str], tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    hang = "import pathlib, time\nimport tenspiler.pipeline as p\nold = p.lift_function\ndef new(f, *r):\n"
    hang += (
        f"    if f.name == 'hangs':\n        pathlib.Path({str(begun)!r}).touch()\n        time.sleep(600)\n"
    )
    hang += "    return old(f, *r)\np.lift_function = new\n"
    (tmp_path / "sitecustomize.py").write_text(hang)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text(TOTAL)
    (tmp_path / "src" / "b.py").write_text(TOTAL.replace("total", "hangs"))
    path = os.pathsep.join([str(tmp_path), *(p for p in sys.path if p)])
    process = subprocess.Popen(
        [sys.executable, "-c", START, "scan", "src", "--json", "--jobs", "1", *words],
        cwd=tmp_path, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    for _ in range(240):  # seconds and more: the machine may be busy
        if begun.exists():
            break
        time.sleep(0.5)
    time.sleep(10)  # for the row before to arrive
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=240)
    document = json.loads(out)
    assert process.returncode == 130
    assert not document["complete"]
    assert outcomes(document) == {"total": "lifted"}


def test_usage(tmp_path: Path) -> None:
    document = json.loads(run("missing", "--json", code=2, cwd=tmp_path))
    assert document["diagnostics"][0]["code"] == "TSP0001"
    assert "TSP0018" in run(".", "--json", "--assume", "float17", code=2, cwd=tmp_path)
    assert json.loads(run(".", "--json", cwd=tmp_path))["totals"][-1]["functions"] == 0


def test_answers_come_from_the_cache(base: Path, tmp_path: Path) -> None:
    cache = {"TENSPILER_CACHE_DIR": str(tmp_path / "cache")}
    first = scanned("pkg/a.py", cwd=base, **cache)
    again = scanned("pkg/a.py", cwd=base, **cache)
    assert [row.get("cached") for row in first["functions"]] == [None, None]
    assert [row.get("cached") for row in again["functions"]] == [True, True]
    assert outcomes(first) == outcomes(again)
