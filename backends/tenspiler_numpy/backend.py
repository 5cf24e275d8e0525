"""The backend that the entry point names; what it needs is imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from tensir.tensors import Call, Program
    from tenspiler.backend.api import Backend, EmittedModule, Fidelity, Interface
    from tenspiler.backend.contract import Contract


@final
class NumpyBackend:
    """Emits modules that import NumPy alone."""

    @property
    def name(self) -> str:
        return "numpy"

    @property
    def api_version(self) -> str:
        return "1"

    @property
    def contract(self) -> Contract:
        from tenspiler_numpy.contract import CONTRACT

        return CONTRACT

    def prepare(self) -> None:
        from tenspiler.backend.emission import prepare
        from tenspiler_numpy.target import TARGET

        prepare(TARGET)

    def fidelity(self, node: Call) -> Fidelity:
        return self.contract.fidelity(node)

    def ulps(self, node: Call) -> int | None:
        return self.contract.ulps(node)

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        from tenspiler.backend.emission import emit
        from tenspiler_numpy.target import TARGET

        return emit(TARGET, program, interface)


BACKEND: Final[Backend] = NumpyBackend()
