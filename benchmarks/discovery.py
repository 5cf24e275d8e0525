"""Which suites there are, and which sources and kernels each of them holds.

A suite is a folder under `benchmarks/suites`; a source is a file in it with its inputs beside it:
`blend.py` has `blend_py_inputs.py`, `blend_vectors.cpp` has `blend_vectors_inputs.py`. Kernels that take
structs are called through a second file, which takes the fields: `darknet_structs_flat.c` has the inputs.
What a suite holds that is not lifted is named in its `refused.toml`, with the diagnostic that says why.
"""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final, final

SUITES: Final = Path(__file__).parent / "suites"
SUFFIXES: Final = (".py", ".c", ".cpp")


class UnknownSuite(Exception):
    """There is no suite of that name; the message says which there are."""


@final
@dataclass(frozen=True, slots=True)
class Source:
    """One file of a suite: all kernels in one form."""

    suite: str
    path: Path
    inputs: Path
    callable: Path  # the file whose functions take those inputs: `path`, or its flat form

    @property
    def form(self) -> str:
        """The form of its kernels: `python`, `pointers`, `vectors`, ..."""
        if self.path.suffix == ".py":
            return "python"
        _, _, form = self.path.stem.rpartition("_")
        return form

    def kernels(self) -> tuple[str, ...]:
        """The functions that it has inputs for, in their order."""
        return tuple(load(self.inputs).INPUTS)

    def refused(self) -> dict[str, str]:
        """The kernels that are not expected to be lifted, each with the code of the reason."""
        listed = self.path.with_name("refused.toml")
        return tomllib.loads(listed.read_text()).get(self.path.name, {}) if listed.exists() else {}


def suites() -> tuple[str, ...]:
    """The names of all suites, sorted."""
    return tuple(sorted({source.suite for source in _all_sources()}))


def sources(suite: str | None = None) -> tuple[Source, ...]:
    """The sources of one suite, or of all; raises `UnknownSuite`."""
    found = tuple(s for s in _all_sources() if suite in (None, s.suite))
    if not found:
        raise UnknownSuite(f"no suite `{suite}`; there are: {', '.join(suites()) or 'none'}")
    return found


def inputs_of(path: Path) -> Path:
    """Where the inputs of a source lie, whether they exist or not."""
    marker = "_py" if path.suffix == ".py" else ""
    return path.with_name(f"{path.stem}{marker}_inputs.py")


def load(path: Path) -> ModuleType:
    """Import a file that is not on the path."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{path.parent.name}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _all_sources() -> Iterator[Source]:
    for path in sorted(SUITES.glob("*/*")):
        flat = path.with_name(f"{path.stem}_flat{path.suffix}")
        called = flat if flat.exists() else path
        if path.suffix in SUFFIXES and not path.stem.endswith("_flat") and inputs_of(called).exists():
            yield Source(path.parent.name, path, inputs_of(called), called)
