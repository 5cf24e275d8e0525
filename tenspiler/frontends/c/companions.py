"""Functions of other files: those that a file calls are found in its companions, by the name for the linker.

A name that several companions define, or that the file itself defines, is not looked up in any of them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.clang import parse
from tenspiler.frontends.c.syntax import Definition, Node, SourceFile

_STEP: Final = 1 << 32  # more declarations than one file has
_KEPT: Final = 2048  # files of which a process keeps what it has read
_numbers = count(_STEP, _STEP)


def companions(path: str, others: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[SourceFile]:
    """What stands in other files, read with clang's flags for each; a file is no companion of itself."""
    for other, flags in others:
        if not (os.path.exists(path) and os.path.samefile(path, other)):
            status = os.stat(other)
            found = _read(other, flags, status.st_mtime_ns, status.st_size)
            if found is not None:
                yield found


@lru_cache(maxsize=_KEPT)
def _read(path: str, flags: tuple[str, ...], changed: int, size: int) -> SourceFile | None:
    """A companion as it is now; None where clang can make nothing of it."""
    try:
        return parse(path, Path(path).read_text(errors="replace"), flags, next(_numbers))
    except Refusal:
        return None


def linked(file: SourceFile, others: Sequence[SourceFile]) -> tuple[dict[int, Definition], dict[int, Node]]:
    """The functions and the constants that a file can use, its own and those of its companions."""
    files = (file, *others)
    known = {d.target: d for one in files for d in one.definitions}
    own = {file.symbols[d.target] for d in file.definitions if d.target in file.symbols}
    shared = [
        (one.symbols[d.target], d) for one in others for d in one.definitions if d.target in one.symbols
    ]
    places = {(name, d.span.file, d.span.line) for name, d in shared}  # a header is read with each file
    times = Counter(name for name, _, _ in places)
    found = {name: d for name, d in shared if times[name] == 1 and name not in own}
    for one in files:
        for target, name in one.symbols.items():
            if target not in known and name in found:
                known[target] = found[name]
    constants = {target: node for one in files for target, node in one.constants.items()}
    return known, constants
