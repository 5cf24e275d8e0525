"""Which files of a code base are scanned: sources in a fixed order, not what is built or brought along."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final, final

from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.reading import C_SUFFIXES, PYTHON_SUFFIXES

MOST_BYTES: Final = 2 << 20
# Folders that hold what was built or brought along; those that begin with a dot are left out too.
_LEFT_OUT: Final = (
    "build", "_build", "dist", "target", "node_modules", "__pycache__", "__pypackages__", "cmake-build-*",
    "CMakeFiles", "*.egg-info", "*.dist-info",
)  # fmt: skip
_LANGUAGES: Final = {".py": "Python", ".ipynb": "notebook", ".c": "C", ".h": "C"}


@final
@dataclass(frozen=True, slots=True)
class Found:
    """The files to scan, in order; those that are not, with the reason; the folders that were left out."""

    files: tuple[str, ...]
    unread: tuple[tuple[str, Diagnostic], ...] = ()
    folders: tuple[str, ...] = ()


def language(file: str) -> str:
    """What the sums call the language of a file, which is told by its suffix."""
    return _LANGUAGES.get(Path(file).suffix.lower(), "C++")


def find(paths: Iterable[str], most_bytes: int = MOST_BYTES) -> Found:
    """The sources at or below some paths, each once; raises `Refusal` for a path that is not there."""
    files: list[str] = []
    unread: list[tuple[str, Diagnostic]] = []
    folders: list[str] = []
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if not os.path.exists(path):
            raise Refusal("TSP0001", None, file=path)
        for file in _below(path, unread, folders):
            problem = _problem(file, most_bytes, seen)
            if problem is None:
                files.append(file)
            elif problem.code:
                unread.append((file, problem))
    return Found(tuple(files), tuple(unread), tuple(folders))


def _below(path: str, unread: list[tuple[str, Diagnostic]], folders: list[str]) -> Iterator[str]:
    """Every source below a folder, or the file itself; links to folders are not followed."""
    if not os.path.isdir(path):
        yield path
        return

    def refused(error: OSError) -> None:
        reason = error.strerror or str(error)
        unread.append((str(error.filename), Diagnostic("TSP0003", None, _args(error.filename, reason))))

    for base, inner, names in os.walk(path, onerror=refused):
        inner.sort()
        left_out = [name for name in inner if _is_left_out(os.path.join(base, name))]
        folders.extend(os.path.join(base, name) for name in left_out)
        inner[:] = [name for name in inner if name not in left_out]
        for name in sorted(names):
            if name.lower().endswith((*PYTHON_SUFFIXES, *C_SUFFIXES)) and not name.startswith("."):
                yield os.path.join(base, name)


def _is_left_out(folder: str) -> bool:
    name = os.path.basename(folder)
    if name.startswith(".") or any(fnmatch(name, pattern) for pattern in _LEFT_OUT):
        return True
    return any(os.path.exists(os.path.join(folder, mark)) for mark in ("pyvenv.cfg", "conda-meta"))


_SEEN: Final = Diagnostic("", None)


def _problem(file: str, most_bytes: int, seen: set[tuple[int, int]]) -> Diagnostic | None:
    """Why a file is not scanned; a diagnostic without a code for one that was seen under another name."""
    try:
        status = os.stat(file)
    except OSError as error:
        return Diagnostic("TSP0003", None, _args(file, error.strerror or str(error)))
    if not stat.S_ISREG(status.st_mode):
        return Diagnostic("TSP0002", None, {"file": file})
    if (status.st_dev, status.st_ino) in seen:
        return _SEEN
    seen.add((status.st_dev, status.st_ino))
    if status.st_size > most_bytes:
        return Diagnostic("TSP0003", None, _args(file, f"it has more than {most_bytes >> 20} MiB"))
    return None


def _args(file: object, reason: str) -> dict[str, str]:
    return {"file": str(file), "reason": reason}
