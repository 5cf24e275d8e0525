"""The backend that the entry point names; what it needs is imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from tensir.tensors import Call, Program
    from tenspiler.backend.api import Backend, EmittedModule, Fidelity, Interface, Strength
    from tenspiler.backend.contract import Contract


@final
class TritonBackend:
    """Emits modules that import Triton, PyTorch and NumPy; writing them needs none of them."""

    @property
    def name(self) -> str:
        return "triton"

    @property
    def api_version(self) -> str:
        return "1"

    @property
    def contract(self) -> Contract:
        from tenspiler_triton.contract import CONTRACT

        return CONTRACT

    @property
    def strengths(self) -> tuple[Strength, ...]:
        """On GPUs alone; a function of several operators is launched as few kernels."""
        from tenspiler.backend.api import Strength

        return (Strength("cuda", 9), Strength("cuda", 12, elements=100_000))

    def unusable(self) -> str | None:
        from tenspiler.backend.presence import lacks_module

        return lacks_module("triton") or lacks_module("torch")

    def prepare(self) -> None:
        from tenspiler.backend.emission import prepare
        from tenspiler_triton.target import TARGET

        prepare(TARGET)

    def fidelity(self, node: Call) -> Fidelity:
        return self.contract.fidelity(node)

    def ulps(self, node: Call) -> int | None:
        return self.contract.ulps(node)

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        from tenspiler.backend.emission import emit
        from tenspiler_triton.target import TARGET

        return emit(TARGET, program, interface)


BACKEND: Final[Backend] = TritonBackend()
