"""Shared libraries of originals, kept from run to run under a hash of all that they depend on."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.performance.hardware import processor

HERE: Final = Path(__file__).parent
TIMED: Final = ("-O3", "-march=native")
# The reference rounds as the source says; and each block that it runs is counted.
COUNTED: Final = ("-O1", "-ffp-contract=off", "-fsanitize-coverage=trace-pc")
_FOLDER: Final = "TENSPILER_BENCHMARK_BUILDS"  # the variable that says where they are kept


class NoCompiler(Exception):
    """There is no compiler, or it refuses; the message says which."""


def compiled(text: str, suffix: str, command: tuple[str, ...], linked: tuple[str, ...] = ()) -> Path:
    """The library that a compiler makes of a text; raises `NoCompiler`."""
    if shutil.which(command[0]) is None:
        raise NoCompiler(f"{command[0]} is not installed")
    with tempfile.TemporaryDirectory(dir=_folder()) as scratch:
        unit, made = Path(scratch) / f"unit{suffix}", Path(scratch) / "made.so"
        unit.write_text(text, encoding="utf-8")
        kept = _folder() / (_key(unit, (*command, *linked)) + ".so")
        if not kept.exists():
            run([*command, "-w", "-fPIC", "-shared", "-o", str(made), str(unit), *linked, "-lm"])
            made.rename(kept)
    return kept


@cache
def meter() -> Path:
    """The library that counts the blocks of a reference, and times copies; loaded, for others to find it."""
    library = compiled((HERE / "measuring.c").read_text(), ".c", ("gcc", "-O2"))
    ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    return library


def run(command: list[str]) -> str:
    """What a compiler prints; raises `NoCompiler` with its first error."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "error" in line] or ["it failed"]
        raise NoCompiler(f"{command[0]}: {errors[0]}")
    return done.stdout


@cache
def _folder() -> Path:
    given = os.environ.get(_FOLDER)
    folder = Path(given) if given else Path.home() / ".cache" / "tenspiler-benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _key(unit: Path, command: tuple[str, ...]) -> str:
    digest = hashlib.sha256(run([*command, "-E", "-P", str(unit)]).encode())
    digest.update("\0".join([version(command[0]) or "", processor(), *command]).encode())
    return digest.hexdigest()


@cache
def version(compiler: str) -> str | None:
    """What a compiler says that it is; None if there is none."""
    return run([compiler, "--version"]).splitlines()[0] if shutil.which(compiler) else None
