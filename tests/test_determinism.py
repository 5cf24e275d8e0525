"""The same file gives the same verdicts, TensIR, obligations and code, whatever else the machine does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
FILES = (
    "examples/kernels.py",
    "examples/blend.cpp",
    "tests/corpus/python/exits.py",
    "tests/corpus/c/everyday.c",
)
OF_THE_RUN = frozenset({"seconds", "cached"})


def without_times(value: Any) -> Any:
    """An answer without the seconds that it took, and whether it was kept: nothing else may differ."""
    if isinstance(value, dict):
        return {k: without_times(v) for k, v in value.items() if k not in OF_THE_RUN}
    return [without_times(v) for v in value] if isinstance(value, list) else value


def started(files: tuple[str, ...], *words: str, seed: str = "0", cache: str = "") -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TENSPILER_CACHE_DIR": cache}
    command = [
        sys.executable,
        "-c",
        "from tenspiler.cli.main import main; main()",
        "lift",
        *files,
        "--json",
        *words,
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)


def answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The results by file and function."""
    out, _ = process.communicate(timeout=600)
    return {f"{r['file']}:{r['function']}": without_times(r) for r in json.loads(out)["results"]}


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The fields in which answers differ, and how."""
    assert one.keys() == other.keys()
    return [
        f"{name}: {field}: {one[name].get(field)!r} and {other[name].get(field)!r}"
        for name in one
        for field in {**one[name], **other[name]}
        if one[name].get(field) != other[name].get(field)
    ]


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """A machine that others use."""
    code = "while True: sum(range(100000))"
    others = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(processes)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@pytest.fixture(scope="module")
def alone() -> dict[str, Any]:
    results = answer(started(FILES))
    assert sum(r["verdict"] == "proved" for r in results.values()) >= 20
    return results


def test_another_seed_of_hashes(alone: dict[str, Any]) -> None:
    assert not differences(answer(started(FILES, seed="12345")), alone)


def test_in_parallel_on_a_loaded_machine(alone: dict[str, Any]) -> None:
    with busy(4):
        halves = [started(FILES[:2], seed="1"), started(FILES[2:], seed="2")]
        together = answer(halves[0]) | answer(halves[1])
    assert not differences(together, alone)


def test_in_another_order(alone: dict[str, Any]) -> None:
    assert not differences(answer(started(FILES[::-1], seed="3")), alone)


def test_from_the_cache(alone: dict[str, Any], tmp_path: Path) -> None:
    for _ in range(2):
        assert not differences(answer(started(FILES, cache=str(tmp_path))), alone)
    assert any(tmp_path.rglob("*"))


def test_each_function_by_itself(alone: dict[str, Any]) -> None:
    chosen = sorted(alone)[:: max(1, len(alone) // 6)]
    for target in chosen:
        assert not differences(answer(started((target,), seed="4")), {target: alone[target]})
