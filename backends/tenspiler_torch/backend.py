"""The backend that the entry point names; what it needs is imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from tensir.tensors import Call, Program
    from tenspiler.backend.api import Backend, EmittedModule, Fidelity, Interface, Strength
    from tenspiler.backend.contract import Contract


@final
class TorchBackend:
    """Emits modules that import PyTorch and NumPy; writing them needs neither."""

    @property
    def name(self) -> str:
        return "torch"

    @property
    def api_version(self) -> str:
        return "1"

    @property
    def contract(self) -> Contract:
        from tenspiler_torch.contract import CONTRACT

        return CONTRACT

    @property
    def strengths(self) -> tuple[Strength, ...]:
        """A build for CPUs alone says so in its version."""
        from tenspiler.backend.api import Strength
        from tenspiler.backend.presence import version_of

        on_cpu = Strength("cpu", 5), Strength("cpu", 12, elements=1_000_000)
        return on_cpu if version_of("torch").endswith("+cpu") else (*on_cpu, Strength("cuda", 10))

    def unusable(self) -> str | None:
        from tenspiler.backend.presence import lacks_module

        return lacks_module("torch")

    def prepare(self) -> None:
        from tenspiler.backend.emission import prepare
        from tenspiler_torch.target import TARGET

        prepare(TARGET)

    def fidelity(self, node: Call) -> Fidelity:
        return self.contract.fidelity(node)

    def ulps(self, node: Call) -> int | None:
        return self.contract.ulps(node)

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        from tenspiler.backend.emission import emit
        from tenspiler_torch.target import TARGET

        return emit(TARGET, program, interface)


BACKEND: Final[Backend] = TorchBackend()
