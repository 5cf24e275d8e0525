"""What a decorated function warns of and raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from tenspiler.diagnostics.diagnostic import Diagnostic


@final
class GuardMiss(UserWarning):
    """A call lies outside what was proved, and the original function runs; said once for each guard."""


@final
class NotLifted(UserWarning):
    """A function could not be lifted, and the original runs in its place; said once for each reason."""


@final
class LiftError(Exception):
    """A function could not be lifted, and `on_refusal="raise"` was asked for; `diagnostics` say why."""

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type[LiftError], tuple[str, tuple[Diagnostic, ...]]]:
        return LiftError, (str(self), self.diagnostics)


def rendered(diagnostics: tuple[Diagnostic, ...], sources: Mapping[str, str]) -> str:
    """Diagnostics as plain text, one below the other."""
    # Late: a program that never meets a refusal needs no renderer.
    from tenspiler.diagnostics.text import render

    return "\n\n".join(render(d, sources) for d in diagnostics)
