"""What a result depends on besides source and options: this compiler, its backends, their versions."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tenspiler import __version__
from tenspiler.backend.registry import installed
from tenspiler.cache.store import FORMAT

_OURS: Final = ("tenspiler", "tensir")
_SOLVING: Final = ("z3-solver", "libclang", "lark", "numpy")


@cache
def compiler_fingerprint() -> str:
    """Tenspiler's own source, the packages that it computes with, and Python."""
    return digest(
        FORMAT,
        __version__,
        platform.python_implementation(),
        f"{sys.version_info.major}.{sys.version_info.minor}",
        sys.platform,
        platform.machine(),
        *(f"{name} {_version(name)}" for name in _SOLVING),
        *(line for package in _OURS for line in _package_state(package)),
    )


@cache
def backend_fingerprint(name: str) -> str:
    """A backend's package, as installed, and the versions of what it requires."""
    point = installed().get(name)
    if point is None:
        return digest("missing", name)
    package = point.module.partition(".")[0]
    return digest(name, point.value, *_requirements(point), *_package_state(package))


def digest(*parts: str) -> str:
    """One key for some texts, in order."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        sha.update(len(data).to_bytes(8, "big"))
        sha.update(data)
    return sha.hexdigest()


def fingerprint(backends: Sequence[str]) -> str:
    """The compiler and some backends together."""
    return digest(compiler_fingerprint(), *(backend_fingerprint(name) for name in backends))


def _package_state(package: str) -> Iterator[str]:
    """The files of a package with their sizes and times of change; an edit of any of them shows."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        yield f"{package}: no files"
        return
    root = Path(spec.origin)
    places = spec.submodule_search_locations
    for folder in [root.parent] if places is None else [Path(place) for place in places]:
        yield from sorted(_files(folder))


def _files(folder: Path) -> Iterator[str]:
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for name in names:
            path = os.path.join(base, name)
            try:
                status = os.stat(path)
            except OSError:
                continue
            yield f"{path} {status.st_size} {status.st_mtime_ns}"


def _requirements(point: EntryPoint) -> Iterator[str]:
    if point.dist is None:
        return
    yield f"{point.dist.name} {point.dist.version}"
    yield from sorted(f"{name} {_version(name)}" for name in _required(point.dist))


def _required(dist: Distribution) -> set[str]:
    """The names of what a package requires, tools for its own development apart."""
    wanted = [line for line in dist.requires or () if not re.search(r"extra\s*==\s*.(dev|test|docs)\b", line)]
    return {match[0] for line in wanted if (match := re.match(r"[\w.-]+", line))}


@cache
def _version(name: str) -> str:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return "(not installed)"
