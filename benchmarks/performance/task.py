"""One kernel to be timed, as plain data: what a process without Tenspiler needs to know of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, final

ROOT: Final = Path(__file__).parents[2]  # paths in tasks are relative to it
SIZES: Final = {"small": 1e3, "medium": 1e5, "large": 1e7}


@final
@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the original: its dtype (`int` is Python's), its rank, and what holds it.

    `plain` says that arrays can be passed in the place of lists; `written` that the original changes it.
    """

    name: str
    dtype: str
    rank: int
    holder: str
    written: bool
    plain: bool


@final
@dataclass(frozen=True, slots=True)
class Module:
    """Emitted code: as callers have their data, and with arrays throughout; or why there is none."""

    entry: str = ""
    code: str = ""
    on_arrays: str = ""
    grade: str = ""
    error: str = ""


@final
@dataclass(frozen=True, slots=True)
class Task:
    """A kernel of a suite: where its original and its inputs are, what is compared, and the emitted code."""

    suite: str
    kernel: str
    form: str
    source: str
    callable: str
    inputs: str
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...]
    output_dtypes: tuple[str, ...]
    modules: dict[str, Module]
    fixed: dict[str, int]

    @property
    def name(self) -> str:
        """What the kernel is called in tables and on the command line."""
        return f"{Path(self.source).name}:{self.kernel}"

    def packed(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return dataclasses.asdict(self)


def unpacked(given: dict[str, Any]) -> Task:
    """A task from JSON."""
    return Task(
        **given
        | {
            "parameters": tuple(Parameter(**p) for p in given["parameters"]),
            "modules": {name: Module(**m) for name, m in given["modules"].items()},
            "outputs": tuple(given["outputs"]),
            "output_dtypes": tuple(given["output_dtypes"]),
        }
    )


def write_tasks(folder: Path, tasks: Iterable[Task]) -> int:
    """A file for each task, for `read_tasks` on another machine; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for task in tasks:
        name = f"{task.suite}-{task.name.replace(':', '-')}.json"
        (folder / name).write_text(json.dumps(task.packed(), indent=1) + "\n")
        count += 1
    return count


def read_tasks(folder: Path) -> tuple[Task, ...]:
    """The tasks of a folder, by name."""
    return tuple(unpacked(json.loads(path.read_text())) for path in sorted(folder.glob("*.json")))
