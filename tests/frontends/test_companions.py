"""Functions of other C files: found by their names for the linker, and never those of another file's own."""

from __future__ import annotations

import ctypes
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from tenspiler.cli.lift import carry_out
from tenspiler.cli.main import app
from tenspiler.cli.plan import make_plan
from tenspiler.frontends.options import Flags, Options
from tenspiler.result import LiftResult

HEADER = """
typedef struct { int n; double *data; } vec;
double clamp(double x, double lo, double hi);
double get(const vec *v, int i);
double table_at(int i);
int twice(int x);
int unknown(int x);
double half(double x);
"""
MAIN = """#include "shared.h"
static int local(int x) { return 3 * x; }
double half(double x) { return x / 2; }
void f(double *x, int n) {
    for (int i = 0; i < n; i++) x[i] = clamp(half(x[i]), 0.0, table_at(i % 3)) + twice(local(i));
}
double g(const vec *v, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) s = s * 0.5 + get(v, i);
    return s;
}
int h(const int *a, int n) {
    int s = 0;
    for (int i = 0; i < n; i++) s += unknown(a[i]);
    return s;
}
"""
OTHER = """#include "shared.h"
static const double table[3] = {1.0, 2.0, 3.0};
static int local(int x) { return 2 * x; }
void complain(const char *text);
double clamp(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }
double table_at(int i) { return table[i]; }
double get(const vec *v, int i) {
    if (i >= v->n) { complain("range"); return 0; }
    return v->data[i];
}
int twice(int x) { return local(x); }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shared.h").write_text(HEADER)
    (tmp_path / "main.c").write_text(MAIN)
    (tmp_path / "other.c").write_text(OTHER)
    return tmp_path


def lifted(folder: Path, function: str, *others: str) -> LiftResult:
    options = Options(flags=Flags(companions=tuple(str(folder / o) for o in others)))
    (step,) = make_plan([f"{folder / 'main.c'}:{function}"], options=options).steps
    return carry_out(step, ["numpy"])


def emitted(result: LiftResult) -> Any:
    assert result.verdict == "proved", [(d.code, d.message) for d in result.diagnostics]
    module = ModuleType("emitted")
    exec(result.backends["numpy"].code or "", module.__dict__)
    return module


def test_computes_what_the_linked_program_computes(folder: Path) -> None:
    if not shutil.which("gcc"):
        pytest.skip("needs gcc")
    (folder / "rest.c").write_text("void complain(const char *t) {}\nint unknown(int x) { return x; }")
    command = ["gcc", "-shared", "-fPIC", "-ffp-contract=off", "main.c", "other.c", "rest.c", "-o", "all.so"]
    subprocess.run(command, cwd=folder, check=True)
    original = ctypes.CDLL(str(folder / "all.so")).f
    x = np.array([-3.0, 1.0, 9.0, 0.25, 100.0, 7.0, 2.0])
    given = x.copy()
    original(given.ctypes.data_as(ctypes.POINTER(ctypes.c_double)), ctypes.c_int(7))
    module = emitted(lifted(folder, "f", "other.c"))
    assert module.f(x, 7).tolist() == given.tolist()


def test_paths_that_report_are_seen_in_other_files(folder: Path) -> None:
    result = lifted(folder, "g", "other.c", "main.c")
    module = emitted(result)
    assert module.g(2, np.array([1.0, 2.0, 3.0]), 2) == 2.5
    with pytest.raises(module.PreconditionError):
        module.g(2, np.array([1.0, 2.0, 3.0]), 3)


def codes(result: LiftResult) -> list[str]:
    return [d.code for d in result.diagnostics]


def test_what_is_not_there_or_there_twice_is_not_known(folder: Path) -> None:
    (folder / "one.c").write_text("int unknown(int x) { return x; }")
    (folder / "two.c").write_text("int unknown(int x) { return -x; }")
    (folder / "own.c").write_text("static int unknown(int x) { return -x; }")
    (folder / "bad.c").write_text("int unknown(int x) { return y; }")
    assert codes(lifted(folder, "f")) == ["TSP1107"]
    assert codes(lifted(folder, "h", "other.c")) == ["TSP1107"]
    assert codes(lifted(folder, "h", "one.c", "two.c")) == ["TSP1107"]
    assert codes(lifted(folder, "h", "own.c")) == ["TSP1107"]
    assert codes(lifted(folder, "h", "bad.c")) == ["TSP1107"]
    assert emitted(lifted(folder, "h", "one.c", "own.c")).h(np.array([3, 4], np.int32), 2) == 7
    assert emitted(lifted(folder, "h", "two.c")).h(np.array([3, 4], np.int32), 2) == -7


def test_the_files_own_function_is_taken(folder: Path) -> None:
    (folder / "wrong.c").write_text("double half(double x) { return x * 100; }")
    result = lifted(folder, "f", "other.c", "wrong.c")
    assert emitted(result).f(np.array([1.0]), 1).tolist() == [0.5]


def test_the_command_reads_folders_and_its_cache_knows_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENSPILER_CACHE_DIR", str(folder / "cache"))
    apart = folder / "apart"
    apart.mkdir()
    (apart / "unknown.c").write_text("int unknown(int x) { return 5 * x; }")

    def programs() -> list[str]:
        words = ["lift", f"{folder / 'main.c'}:h", "--with", str(apart), "--json"]
        answer = json.loads(CliRunner().invoke(app, words).stdout)
        (one,) = answer["results"]
        return [one["tensir"]]

    first = programs()
    assert first == programs()
    (apart / "unknown.c").write_text("int unknown(int x) { return 6 * x; }")
    second = programs()
    assert "5:i32" in str(first)
    assert "6:i32" in str(second)
