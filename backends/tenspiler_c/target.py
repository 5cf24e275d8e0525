"""How modules with a kernel of C are written: as those for NumPy, which computes what the kernel does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from tenspiler_numpy.target import TARGET as NUMPY

from tenspiler.backend.emission.target import Target

TARGET: Final[Target] = replace(
    NUMPY,
    imports={
        **NUMPY.imports,
        **{
            name: f"import {name}"
            for name in ("ctypes", "hashlib", "os", "platform", "shutil", "subprocess", "tempfile")
        },
    },
    prelude=(*NUMPY.prelude, Path(__file__).with_name("prelude.py")),
    reserved=NUMPY.reserved | {"ctypes", "hashlib", "os", "platform", "shutil", "subprocess", "tempfile"},
)
