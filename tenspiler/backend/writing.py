"""From a program to a backend's code: safe to speculate, and refused where nothing is promised."""

from __future__ import annotations

from collections.abc import Iterator

from tensir.ops import parts, program_parts
from tensir.tensors import Call, Program, Tensor
from tenspiler.backend.api import Backend, EmittedModule, Interface
from tenspiler.backend.speculation import checking_safely, speculating_safely


def written(backend: Backend, program: Program, interface: Interface) -> EmittedModule:
    """A backend's code for a program; raises `UnsupportedByBackend` where it does not promise any."""
    safe, checked = speculating_safely(program), checking_safely(interface)
    for node in _calls(safe, checked):
        backend.fidelity(node)
    return backend.emit(safe, checked)


def _calls(program: Program, interface: Interface) -> Iterator[Call]:
    conditions: Iterator[Tensor] = (p for c in interface.preconditions for p in parts(c.condition))
    for part in dict.fromkeys((*program_parts(program), *conditions)):
        if isinstance(part, Call):
            yield part
