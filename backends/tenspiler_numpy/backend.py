"""The backend that the entry point names; what it needs is imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from tensir.tensors import Call, Program
    from tenspiler.backend.api import Backend, EmittedModule, Fidelity, Interface


@final
class NumpyBackend:
    """Emits modules that import NumPy alone."""

    @property
    def name(self) -> str:
        return "numpy"

    def prepare(self) -> None:
        from tenspiler_numpy import module, patterns, source

        source.tenspiler_version()
        source.prelude()
        del module, patterns

    def fidelity(self, node: Call) -> Fidelity:
        from tenspiler_numpy.patterns import fidelity

        return fidelity(node)

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        from tenspiler_numpy.module import write_module

        return write_module(program, interface)


BACKEND: Final[Backend] = NumpyBackend()
