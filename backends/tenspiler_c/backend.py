"""The backend that the entry point names; what it needs is imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from tensir.tensors import Call, Program
    from tenspiler.backend.api import Backend, EmittedModule, Fidelity, Interface


@final
class CBackend:
    """Emits modules of Python that hold a kernel of C, which the user's compiler compiles at the first call."""

    @property
    def name(self) -> str:
        return "c"

    def prepare(self) -> None:
        from tenspiler.backend.emission import prepare
        from tenspiler_c.target import TARGET

        prepare(TARGET)

    def fidelity(self, node: Call) -> Fidelity:
        from tenspiler_c.contract import CONTRACT

        return CONTRACT.fidelity(node)

    def ulps(self, node: Call) -> int | None:
        from tenspiler_c.contract import CONTRACT

        return CONTRACT.ulps(node)

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        from tenspiler.backend.emission import emit
        from tenspiler_c.kernel import compute
        from tenspiler_c.target import TARGET

        return emit(TARGET, program, interface, compute)


BACKEND: Final[Backend] = CBackend()
