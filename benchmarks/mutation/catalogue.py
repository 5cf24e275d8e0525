"""The mutants as data: `tests/attack/mutants/*.toml`, one table each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import final

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "tests" / "attack" / "mutants"


class MisplacedMutant(ValueError):
    """The text that a mutant changes is not in its file once, so that the mutant says nothing."""


@final
@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one source file: `old`, which is there once, becomes `new`.

    `breaks` says what is lost by it; `caught_by` is the test, as pytest names it, that has to fail.
    """

    name: str
    file: str
    breaks: str
    old: str
    new: str
    caught_by: str

    @property
    def module(self) -> str:
        """The module that the file is."""
        return self.file.removesuffix(".py").replace("/", ".")

    def applied(self, source: str) -> str:
        """The changed source; raises `MisplacedMutant`."""
        found = source.count(self.old)
        if found != 1:
            raise MisplacedMutant(f"{self.name}: {self.file} holds {self.old!r} {found} times")
        return source.replace(self.old, self.new)


def read_mutants(folder: Path = FOLDER) -> tuple[Mutant, ...]:
    """All mutants, file by file."""
    return tuple(
        Mutant(**entry)
        for path in sorted(folder.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    )
