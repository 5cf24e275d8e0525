"""The backend that the entry point names; what it needs is imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from tensir.tensors import Call, Program
    from tenspiler.backend.api import Backend, EmittedModule, Fidelity, Interface


@final
class TritonBackend:
    """Emits modules that import Triton, PyTorch and NumPy; writing them needs none of them."""

    @property
    def name(self) -> str:
        return "triton"

    def prepare(self) -> None:
        from tenspiler.backend.emission import prepare
        from tenspiler_triton.target import TARGET

        prepare(TARGET)

    def fidelity(self, node: Call) -> Fidelity:
        from tenspiler_triton.contract import CONTRACT

        return CONTRACT.fidelity(node)

    def ulps(self, node: Call) -> int | None:
        from tenspiler_triton.contract import CONTRACT

        return CONTRACT.ulps(node)

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        from tenspiler.backend.emission import emit
        from tenspiler_triton.target import TARGET

        return emit(TARGET, program, interface)


BACKEND: Final[Backend] = TritonBackend()
