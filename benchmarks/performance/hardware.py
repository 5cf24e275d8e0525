"""What figures were measured on."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

PACKAGES: Final = ("tenspiler", "numpy", "torch", "jax", "triton", "numba")


def machine() -> dict[str, Any]:
    """Processor, cores, load, GPU, system, and the versions of what computes."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "gpu": gpu(),
        "system": platform.platform(),
        "versions": {
            "python": platform.python_version(),
            **{name: installed(name) for name in PACKAGES},
            **{compiler: _compiler(compiler) for compiler in ("gcc", "g++")},
        },
    }


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")


def gpu() -> str | None:
    """The first NVIDIA GPU, if there is one."""
    lines = _said(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"])
    return lines[0] if lines else None


def installed(name: str) -> str | None:
    """The version of a package; None if it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _compiler(name: str) -> str | None:
    lines = _said([name, "--version"])
    return lines[0] if lines else None


def _said(command: list[str]) -> list[str]:
    if shutil.which(command[0]) is None:
        return []
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
