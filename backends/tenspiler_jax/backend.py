"""The backend that the entry point names; what it needs is imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from tensir.tensors import Call, Program
    from tenspiler.backend.api import Backend, EmittedModule, Fidelity, Interface, Strength
    from tenspiler.backend.contract import Contract


@final
class JaxBackend:
    """Emits modules that import JAX and NumPy; writing them needs neither."""

    @property
    def name(self) -> str:
        return "jax"

    @property
    def api_version(self) -> str:
        return "1"

    @property
    def contract(self) -> Contract:
        from tenspiler_jax.contract import CONTRACT

        return CONTRACT

    @property
    def strengths(self) -> tuple[Strength, ...]:
        """JAX computes on a GPU where a plug-in for one is installed."""
        from tenspiler.backend.api import Strength
        from tenspiler.backend.presence import version_of

        plugged = any(version_of(f"jax-cuda{major}-plugin") for major in (12, 13))
        return (Strength("cpu", 4), *[Strength("cuda", 9)] * plugged)

    def unusable(self) -> str | None:
        from tenspiler.backend.presence import lacks_module

        return lacks_module("jax")

    def prepare(self) -> None:
        from tenspiler.backend.emission import prepare
        from tenspiler_jax.target import TARGET

        prepare(TARGET)

    def fidelity(self, node: Call) -> Fidelity:
        return self.contract.fidelity(node)

    def ulps(self, node: Call) -> int | None:
        return self.contract.ulps(node)

    def flushes(self, node: Call) -> bool:
        return self.contract.flushes(node)

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        from tenspiler.backend.emission import emit
        from tenspiler_jax.target import TARGET

        return emit(TARGET, program, interface)


BACKEND: Final[Backend] = JaxBackend()
