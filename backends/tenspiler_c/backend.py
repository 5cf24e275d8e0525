"""The backend that the entry point names; what it needs is imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from tensir.tensors import Call, Program
    from tenspiler.backend.api import Backend, EmittedModule, Fidelity, Interface, Strength
    from tenspiler.backend.contract import Contract


@final
class CBackend:
    """Emits Python modules with a kernel of C, which the user's compiler compiles at the first call."""

    @property
    def name(self) -> str:
        return "c"

    @property
    def api_version(self) -> str:
        return "1"

    @property
    def contract(self) -> Contract:
        from tenspiler_c.contract import CONTRACT

        return CONTRACT

    @property
    def strengths(self) -> tuple[Strength, ...]:
        from tenspiler.backend.api import Strength

        return (Strength("cpu", 20),)

    def unusable(self) -> str | None:
        """A compiler is needed where emitted code runs."""
        import os
        import shutil

        if os.environ.get("CC") or any(map(shutil.which, ("cc", "gcc", "clang"))):
            return None
        return "no C compiler was found: install gcc or clang, or set CC"

    def prepare(self) -> None:
        from tenspiler.backend.emission import prepare
        from tenspiler_c.target import TARGET

        prepare(TARGET)

    def fidelity(self, node: Call) -> Fidelity:
        return self.contract.fidelity(node)

    def ulps(self, node: Call) -> int | None:
        return self.contract.ulps(node)

    def emit(self, program: Program, interface: Interface) -> EmittedModule:
        from tenspiler.backend.emission import emit
        from tenspiler_c.kernel import compute
        from tenspiler_c.target import TARGET

        return emit(TARGET, program, interface, compute)


BACKEND: Final[Backend] = CBackend()
