"""What a frontend makes of one source file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, final

from tenspiler.diagnostics.diagnostic import Diagnostic
from tenspiler.loopir.nodes import Function, Span


class Named(Protocol):
    """A function of a file, by its name and place."""

    @property
    def name(self) -> str: ...
    @property
    def span(self) -> Span: ...


@final
@dataclass(frozen=True, slots=True)
class RefusedFunction:
    """A function that the frontend found but could not turn into LoopIR."""

    name: str
    parameters: tuple[str, ...]
    span: Span
    diagnostics: tuple[Diagnostic, ...]


@final
@dataclass(frozen=True, slots=True)
class Unit:
    """The functions of one file, in source order; `diagnostics` are those of the file as a whole.

    Functions without a loop are left out (they are inlined where they are called), unless they work on
    arrays; `others` names them. `looked_at` has each file that an import in this one may mean, with what was
    found there: `missing`, `present`, or the digest of its content.
    """

    file: str
    text: str
    functions: tuple[Function | RefusedFunction, ...]
    others: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    looked_at: tuple[tuple[str, str], ...] = ()
