"""What the options for C and C++ say, for all commands that have them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tenspiler.frontends.options import Flags
from tenspiler.frontends.reading import is_c_family


def given_flags(
    standard: str | None,
    folders: Sequence[str] | None,
    macros: Sequence[str] | None,
    database: Path | None,
    companions: Sequence[Path] | None,
) -> Flags:
    """The flags of a command line; a folder among `companions` stands for the sources in and below it."""
    others = tuple(dict.fromkeys(_sources(companions or ())))
    return Flags(standard, tuple(folders or ()), tuple(macros or ()), database, others)


def _sources(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        if not path.is_dir():
            yield str(path)
            continue
        for base, inner, names in os.walk(path):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            yield from (os.path.join(base, n) for n in sorted(names) if is_c_family(Path(n)))
