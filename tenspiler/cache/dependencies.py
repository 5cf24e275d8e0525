"""The files that a source file may bring along: what it includes, or what its imports were found to mean.

What a C file includes is told from the text, and is a superset: every file that could be meant by a name,
whether it exists or not, for a header that appears where there was none may change the answer. What a Python
file imports is what the frontend has looked for and read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

_MOST_FILES: Final = 500
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


def still_holds(looked_at: Iterable[tuple[str, str]]) -> bool:
    """Whether files that were looked for are as they were: `missing`, `present`, or of a digest."""
    return all(_state(path, state) == state for path, state in looked_at)


def _state(path: str, expected: str) -> str:
    if expected in ("missing", "present"):
        return "present" if os.path.isfile(path) else "missing"
    content = _content(path)
    return "missing" if content is None else hashlib.sha256(content).hexdigest()


def _content(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError):
        return None
