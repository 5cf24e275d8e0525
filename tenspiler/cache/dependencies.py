"""The files that a source file may bring along: what it includes or imports, and what those do in turn.

The answer is a superset. It is found in the text, without a compiler, and holds for every file that could
be meant by a name, whether it exists or not: a header that appears where there was none changes the key.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tenspiler.frontends.notebook import is_notebook

_PYTHON: Final = ".py"
_MOST_FILES: Final = 500
_DEEPEST: Final = 32
_DIRECTIVE: Final = re.compile(r"^.*(?:#|%:|\?\?=).*include.*$", re.M)
_QUOTED: Final = re.compile(r'"([^"\n]+)"|<([^>\n]+)>')


class Unpredictable(Exception):
    """What a file brings along cannot be told from its text."""


def closure(file: str, text: str, folders: Sequence[str] = ()) -> tuple[str, ...]:
    """Each file that `file` may bring along, with a digest of its content; raises `Unpredictable`.

    `folders` are searched for headers, beside the folder of the file that includes them.
    """
    states: dict[str, str] = {}
    pending = list(_candidates(file, text, folders))
    while pending:
        path = pending.pop()
        if path in states:
            continue
        if len(states) > _MOST_FILES:
            raise Unpredictable(f"{file} brings too many files along")
        content = _content(path)
        if content is None:
            states[path] = "missing"
            continue
        states[path] = hashlib.sha256(content).hexdigest()
        pending += _candidates(path, content.decode("utf-8", "replace"), folders)
    return tuple(f"{path} {state}" for path, state in sorted(states.items()))


def _candidates(file: str, text: str, folders: Sequence[str]) -> Iterator[str]:
    own = os.path.dirname(file)
    if file.endswith(_PYTHON) or is_notebook(file):
        yield from _imported(own, text)
        return
    for name in _included(file, text):
        for folder in (own, *folders):
            yield os.path.normpath(os.path.join(folder, name))


def _included(file: str, text: str) -> Iterator[str]:
    """The names in the `#include` lines of a file, those that a condition rules out too."""
    joined = re.sub(r"\\[ \t]*\r?\n", "", text)
    for line in _DIRECTIVE.findall(joined):
        found = _QUOTED.findall(line)
        if not found:
            raise Unpredictable(f"{file} includes what a macro names")
        for quoted, angled in found:
            yield quoted or angled


def _imported(folder: str, text: str) -> Iterator[str]:
    """The files beside a module, and in the folders above it, that an import in it may mean."""
    for level, name in _modules(text):
        path = name.replace(".", os.sep)
        for place in _places(folder, level):
            base = os.path.normpath(os.path.join(place, path))
            yield base + _PYTHON
            yield os.path.join(base, "__init__.py")


def _places(folder: str, level: int) -> Iterator[str]:
    """Where a relative import looks; for an absolute one, every folder above that is part of a package."""
    if level:
        yield os.path.join(folder, *[os.pardir] * (level - 1))
        return
    yield folder
    for _ in range(_DEEPEST):
        if not Path(folder, "__init__.py").exists():
            return
        folder = os.path.join(folder, os.pardir)
        yield folder


def _modules(text: str) -> Iterator[tuple[int, str]]:
    """Each module that may be imported: how many dots stand in front of it, and its name."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((0, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = module or ""
                if base:
                    yield level, base
                yield from ((level, f"{base}.{a.name}".lstrip(".")) for a in names if a.name != "*")
            case _:
                pass


def _content(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError):
        return None
