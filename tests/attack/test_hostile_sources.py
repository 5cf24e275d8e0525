"""Hostile sources meet an answer: nothing crashes, hangs or fills memory, and nothing of them is executed."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from confined import Outcome, confined
from hostile_sources import CPP, PYTHON, C, Source

import tenspiler.cli.lift
import tenspiler.pipeline  # noqa: F401  (loaded once, for all children)
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.reading import open_source

CASES: Final = [
    pytest.param(suffix, make, id=f"{suffix[1:]}-{name}")
    for suffix, cases in ((".py", PYTHON), (".c", C), (".cpp", CPP))
    for name, make in cases.items()
]
CORPUS: Final = Path(__file__).parents[1] / "corpus"
TOKEN: Final = re.compile(r"\s+|\w+|\W")
MARK: Final = "RAN"


def written(folder: Path, suffix: str, source: Source) -> str:
    data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    (folder / f"hostile{suffix}").write_bytes(data)
    return f"hostile{suffix}"


def answered(outcome: Outcome, folder: Path) -> list[dict[str, object]]:
    """The results of a run that ended as `--help` says, with JSON alone on stdout."""
    assert outcome.status in (0, 1, 2, 3), outcome
    assert "Traceback" not in outcome.err, outcome.err
    assert not (folder / MARK).exists(), "the source was executed"
    results = json.loads(outcome.out)["results"]
    codes = {d["code"] for r in results for d in r["diagnostics"]}
    assert "TSP0099" not in codes, outcome.out[-2000:]
    for result in results:
        assert (result["verdict"] == "proved") == (result["tensir"] is not None)
        assert result["verdict"] == "proved" or result["diagnostics"], result
    return results


@pytest.mark.parametrize(("suffix", "make"), CASES)
def test_hostile_sources(suffix: str, make: Callable[[], Source], tmp_path: Path) -> None:
    file = written(tmp_path, suffix, make())
    answered(confined(["lift", file, "--json", "--no-cache"], tmp_path), tmp_path)


@pytest.mark.parametrize("name", ["top level", "names of the emitted code", "a long comparison", "brackets"])
def test_what_people_read(name: str, tmp_path: Path) -> None:
    """The text for a terminal is short, whatever the source is."""
    file = written(tmp_path, ".py", PYTHON[name]())
    outcome = confined(["lift", file, "--no-cache"], tmp_path)
    assert outcome.status in (0, 1, 2, 3), outcome
    assert len(outcome.out) + len(outcome.err) < 50_000
    assert not (tmp_path / MARK).exists()


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "loop of links", "link to nothing"])
def test_files_that_are_none(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.py"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "loop of links":
            path.symlink_to(path)
        case _:
            path.symlink_to(tmp_path / "nothing.py")
    outcome = confined(["lift", "hostile.py", "--json"], tmp_path)
    assert answered(outcome, tmp_path)[0]["verdict"] == "error"
    assert outcome.status == 2


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "{",
            "[]",
            "null",
            '{"cells": 3}',
            '{"cells": [{"cell_type": "code", "source": 7}]}',
            "[" * 100_000,
        ),
        '{"cells": [{"cell_type": "code", "source": ["%%bash\\ntouch RAN\\n", "!touch RAN\\n"]}]}',
    ],
)
def test_hostile_notebooks(text: str, tmp_path: Path) -> None:
    file = written(tmp_path, ".ipynb", text)
    answered(confined(["lift", file, "--json", "--no-cache"], tmp_path), tmp_path)


@pytest.mark.parametrize(
    "text", ["", "{", "3", '[{"file": 1}]', '[{"directory": "/", "file": "x.c", "command": "-load RAN"}]']
)
def test_hostile_compilation_databases(text: str, tmp_path: Path) -> None:
    (tmp_path / "compile_commands.json").write_text(text)
    file = written(tmp_path, ".c", "void f(int *a, int n) { for (int i = 0; i < n; i++) a[i] = i; }")
    answered(confined(["lift", file, "--json", "--no-cache", "-p", "."], tmp_path), tmp_path)


def spoilt(rng: random.Random, text: str, most: int) -> str:
    """A source with some of its tokens lost, doubled or exchanged."""
    tokens = TOKEN.findall(text)
    for _ in range(rng.randint(1, most)):
        place, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        match rng.randrange(4):
            case 0:
                del tokens[place]
            case 1:
                tokens.insert(place, tokens[other])
            case 2:
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case _:
                tokens[place] = rng.choice(
                    [*"()[]{}:;,*&-=<>\"'#\\\0", "for", "return", "0", "if", "\n", "    "]
                )
    return "".join(tokens)


@pytest.mark.parametrize("language", ["python", "c", "cpp"])
def test_spoilt_sources(language: str, tmp_path: Path) -> None:
    """Whatever a frontend is given, it answers with functions or with a refusal."""
    files = [p for p in sorted((CORPUS / language).iterdir()) if p.suffix in (".py", ".c", ".cpp")]
    rng = random.Random(language)
    read = 0
    for round_ in range(60):
        original = rng.choice(files)
        path = tmp_path / f"spoilt_{round_}{original.suffix}"
        path.write_text(spoilt(rng, original.read_text(), 1 if language == "python" else 6))
        try:
            unit = open_source(path).read()
        except Refusal:
            continue
        read += bool(unit.functions)
    assert read >= 5
