"""Libraries that the processes of test runs share: what is compiled once is not compiled again.

A build is kept under a hash of all that it depends on: the preprocessed text, so that no header is forgotten,
the command, and the compiler's version.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

FOLDER: Final = "TENSPILER_TEST_BUILDS"  # the variable that says where builds are kept


def built(text: str, suffix: str, command: Sequence[str]) -> Path:
    """The shared library that a compiler makes of a text."""
    with tempfile.TemporaryDirectory(dir=_folder()) as scratch:
        unit, made = Path(scratch) / f"unit{suffix}", Path(scratch) / "made.so"
        unit.write_text(text, encoding="utf-8")
        kept = _folder() / (_key(unit, command) + ".so")
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                whole = [*command, "-fPIC", "-shared", "-o", str(made), str(unit), "-lm"]
                subprocess.run(whole, check=True, timeout=300)
                made.rename(kept)
        return kept


@functools.cache
def _folder() -> Path:
    return Path(os.environ.get(FOLDER) or tempfile.mkdtemp(prefix="tenspiler-builds-"))


def _key(unit: Path, command: Sequence[str]) -> str:
    preprocess = [*command, "-E", "-P", str(unit)]
    text = subprocess.run(preprocess, check=True, stdout=subprocess.PIPE, timeout=300).stdout
    digest = hashlib.sha256(text)
    digest.update("\0".join([_version(command[0]), *command]).encode())
    return digest.hexdigest()


@functools.cache
def _version(compiler: str) -> str:
    return subprocess.run([compiler, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
