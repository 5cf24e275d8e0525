"""The formats and grades of answers, and which format a command line asks for; light enough for `--help`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class Format(StrEnum):
    """What `--format` takes."""

    TEXT = "text"
    PLAIN = "plain"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"

    @property
    def for_machines(self) -> bool:
        """Whether stdout holds this format and nothing else."""
        return self not in (Format.TEXT, Format.PLAIN)


class Grade(StrEnum):
    """What `--grade` takes: the weakest grade that will do."""

    EXACT = "exact"
    REAL = "real"


class JoblibBackend(StrEnum):
    """What `--joblib-backend` takes: where the files of a scan are lifted."""

    THREADING = "threading"
    LOKY = "loky"
    DASK = "dask"
    RAY = "ray"


def requested(words: Sequence[str]) -> Format:
    """The format that a command line asks for, as far as that can be told where it is wrong otherwise."""
    found = Format.TEXT
    if not words or words[0] not in ("lift", "verify", "scan"):
        return found
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if word == "--":
            break
        name = "json" if word == "--json" else following if word == "--format" else word[len("--format=") :]
        if (word in ("--json", "--format") or word.startswith("--format=")) and name in set(Format):
            found = Format(name)
    return found
