"""What a machine has for backends: modules, compilers and GPUs, found without loading any of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_NVIDIA: Final = ("/proc/driver/nvidia/version", "/dev/nvidia0", "/dev/dxg")


def lacks_module(name: str, distribution: str = "") -> str | None:
    """That a top-level module is not installed, in words; None if it is."""
    if find_spec(name) is not None:
        return None
    return f"{name} is not installed (pip install {distribution or name})"


def lacks_program(what: str, names: Iterable[str]) -> str | None:
    """That none of some programs is on PATH, in words; None if one is."""
    tried = tuple(names)
    if any(shutil.which(name) for name in tried):
        return None
    return f"no {what} was found (looked for {', '.join(tried)})"


def version_of(distribution: str) -> str:
    """The installed version of a distribution; empty if there is none."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def lacks_device(device: str) -> str | None:
    """That a device is not there, in words; None if it is, or if nothing is known of its kind."""
    if device == "cuda" and not any(Path(path).exists() for path in _NVIDIA):
        return "no NVIDIA GPU was found"
    return None
