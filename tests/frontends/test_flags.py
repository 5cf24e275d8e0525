"""Flags of the compiler: what the command line says, and what a compilation database says before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tenspiler.cli.plan import Pending, make_plan
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.flags import flags_of, header_folders
from tenspiler.frontends.options import Flags, Options
from tenspiler.loopir.nodes import Function
from tenspiler.result import LiftResult

SOURCE = '#include "real.h"\nvoid f(real *a, int n) { for (int i = 0; i < n; i++) a[i] *= SCALE; }\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("src", "inc", "build"):
        (tmp_path / folder).mkdir()
    (tmp_path / "src" / "f.c").write_text(SOURCE)
    (tmp_path / "inc" / "real.h").write_text("typedef REAL real;\n")
    return tmp_path


def database(project: Path, **entry: object) -> Path:
    path = project / "build" / "compile_commands.json"
    path.write_text(json.dumps([{"directory": str(project / "build"), "file": "../src/f.c", **entry}]))
    return path


def function(project: Path, flags: Flags = Flags()) -> Function:  # noqa: B008
    (step,) = make_plan([str(project / "src" / "f.c")], None, Options(flags=flags)).steps
    assert isinstance(step, Pending)
    return step.function


def element(found: Function) -> str:
    return str(found.parameters[0].type.element.dtype)  # type: ignore[union-attr]


def test_nothing_is_known_without_flags(project: Path) -> None:
    (step,) = make_plan([str(project / "src" / "f.c")]).steps
    assert isinstance(step, LiftResult)
    assert [d.code for d in step.diagnostics] == ["TSP1140", "TSP1100"]


def test_flags_of_the_command_line(project: Path) -> None:
    flags = Flags(folders=(str(project / "inc"),), macros=("REAL=float", "SCALE=2"))
    assert element(function(project, flags)) == "f32"


@pytest.mark.parametrize(
    "entry",
    [
        {"command": "gcc -O2 -I../inc -DREAL=double '-DSCALE=(2 + 1)' -c ../src/f.c"},
        {"arguments": ["gcc", "-I", "../inc", "-D", "REAL=double", "-DSCALE=2", "-c", "../src/f.c"]},
        {"arguments": ["gcc", "-isystem", "../inc", "-DREAL=double", "-DSCALE=2", "-std=c99", "-Wall"]},
    ],
)
def test_a_database_above_the_file(project: Path, entry: dict[str, object]) -> None:
    path = database(project, **entry)
    assert element(function(project)) == "f64"
    assert element(function(project, Flags(macros=("REAL=float",)))) == "f32"
    assert function(project, Flags(database=path)) == function(project, Flags(database=path.parent))


def test_other_flags_and_other_files_do_not_count(project: Path) -> None:
    database(project, command="gcc -include evil.h -fplugin=x.so -O3 -o out -DA -c ../src/f.c")
    assert flags_of(str(project / "src" / "f.c"), Flags()) == ("-DA",)
    assert flags_of(str(project / "src" / "g.c"), Flags()) == ()


def test_a_standard_is_for_its_language() -> None:
    assert flags_of("/nowhere/a.cpp", Flags("c++20")) == ("-std=c++20",)
    assert flags_of("/nowhere/a.c", Flags("c++20")) == ()
    assert flags_of("/nowhere/a.c", Flags("c99")) == ("-std=c99",)


def test_folders_of_headers() -> None:
    assert header_folders(("-I/a", "-DX", "-isystem/b", "-iquote/c")) == ("/a", "/b", "/c")


@pytest.mark.parametrize("text", ["[{", "{}", "3"])
def test_a_broken_database_is_refused(project: Path, text: str) -> None:
    path = project / "build" / "compile_commands.json"
    path.write_text(text)
    with pytest.raises(Refusal) as refusal:
        flags_of(str(project / "src" / "f.c"), Flags(database=path))
    assert refusal.value.diagnostic.code == "TSP0020"
