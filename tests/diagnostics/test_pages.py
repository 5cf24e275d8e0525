"""Every page of the catalogue shows an example, and each example fails with exactly the code of its page.

A program in a page (a block marked `python`, `c` or `cpp`) is lifted as it stands. A block marked `console`
is run as it stands by a shell in a folder with two sources, and shows lines that come out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.diagnostics.catalogue import CATALOGUE, Entry

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
KERNELS = """\
def clamp(a: list[int], high: int):
    for i in range(len(a)):
        a[i] = min(a[i], high)


def total(a: list[int]) -> int:
    s = 0
    for x in a:
        s += x
    return s
"""
KERNEL = "void clamp(int *a, int n) { for (int i = 0; i < n; i++) a[i] = a[i] < 0 ? 0 : a[i]; }\n"
PROMPTS = ("$", ">")
SUFFIX = {"python": ".py", "c": ".c", "cpp": ".cpp"}


def programs(entry: Entry) -> Iterator[tuple[str, str]]:
    """The programs of a page that are to fail, and the suffix of their language."""
    for language, text in BLOCK.findall(entry.explanation):
        if language in SUFFIX:
            yield SUFFIX[language], text


def consoles(entry: Entry) -> Iterator[str]:
    """The sessions that a page shows."""
    for language, text in BLOCK.findall(entry.explanation):
        if language == "console":
            yield text


PROGRAMS = [(e.code, *program) for e in CATALOGUE.values() for program in programs(e)]
CONSOLES = [(e.code, session) for e in CATALOGUE.values() for session in consoles(e)]


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_a_page_has_an_example_that_is_run(entry: Entry) -> None:
    assert any(programs(entry)) or any(consoles(entry)), (
        "show a program that is refused, in a block marked python, c or cpp, "
        "or a command line, in a block marked console"
    )


@pytest.mark.parametrize(("code", "suffix", "program"), PROGRAMS, ids=[p[0] for p in PROGRAMS])
def test_program_fails_with_the_code(code: str, suffix: str, program: str, tmp_path: Path) -> None:
    path = tmp_path / f"example{suffix}"
    path.write_text(program)
    results = [carry_out(step, ["numpy"]) for step in make_plan([str(path)]).steps]
    assert {d.code for r in results for d in r.diagnostics} == {code}


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PATH in which `tenspiler` is the one under test."""
    folder = tmp_path_factory.mktemp("bin")
    for name, arguments in (
        ("python", ""),
        ("tenspiler", "-c 'from tenspiler.cli.main import main; main()'"),
    ):
        (folder / name).write_text(f'#!/bin/sh\nexec {sys.executable} {arguments} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(("code", "session"), CONSOLES, ids=[c[0] for c in CONSOLES])
def test_session_shows_what_comes_out(code: str, session: str, command: Path, tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text(KERNELS)
    (tmp_path / "kernel.cpp").write_text(KERNEL)
    lines = session.splitlines()
    script = "\n".join(line[2:] for line in lines if line[:1] in PROMPTS)
    shown = [line for line in lines if line[:1] not in PROMPTS]
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "TENSPILER_CACHE_DIR": "", "PATH": f"{command}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    out = done.stdout + done.stderr
    assert shown, "the session shows nothing"
    assert [line for line in shown if line not in out] == [], out
    assert set(re.findall(r"""(?:^\w+\[|"code": ")(TSP\d+)""", out, re.M)) == {code}, out
