"""One emitted module: its function, and the name that it can have."""

from __future__ import annotations

import builtins
import keyword
import re

from tensir.tensors import Program
from tenspiler.backend.api import EmittedModule, Interface
from tenspiler.backend.emission.function import Compute, write_function
from tenspiler.backend.emission.source import module_text, prelude, tenspiler_version
from tenspiler.backend.emission.target import Target


def emit(
    target: Target, program: Program, interface: Interface, compute: Compute | None = None
) -> EmittedModule:
    """Code for a program; raises `UnsupportedByBackend`."""
    entry = _entry(target, interface.name)
    function, attachments = write_function(target, program, interface, entry, compute)
    return EmittedModule(module_text(target, interface, function, attachments), entry)


def _entry(target: Target, name: str) -> str:
    """The function's own name, unless it hides one that the module uses."""
    plain = re.sub(r"\W+", "_", name)
    taken = keyword.iskeyword(plain) or plain in dir(builtins) or plain in target.reserved
    return f"{plain}_" if taken or plain.startswith("_") else plain


def prepare(target: Target) -> None:
    """Read what the first module needs, so that it takes no longer than the next."""
    tenspiler_version()
    prelude(target.prelude)
