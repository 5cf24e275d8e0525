"""One emitted module: its function, and the name that it can have."""

from __future__ import annotations

import builtins
import keyword
import re

from tensir.tensors import Program
from tenspiler.backend.api import EmittedModule, Interface
from tenspiler_numpy.function import write_function
from tenspiler_numpy.source import module_text


def write_module(program: Program, interface: Interface) -> EmittedModule:
    """Code for a program; raises `UnsupportedByBackend`."""
    entry = _entry(interface.name)
    return EmittedModule(module_text(interface, write_function(program, interface, entry)), entry)


def _entry(name: str) -> str:
    """The function's own name, unless it hides one that the module uses."""
    plain = re.sub(r"\W+", "_", name)
    taken = keyword.iskeyword(plain) or plain in dir(builtins) or plain in ("np", "PreconditionError")
    return f"{plain}_" if taken or plain.startswith("_") else plain
