"""The value that says what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import final

from tenspiler.diagnostics.catalogue import CATALOGUE
from tenspiler.loopir.nodes import Span


@final
@dataclass(frozen=True, slots=True)
class Related:
    """Another place in the source that a diagnostic speaks of, and what is there."""

    span: Span
    text: str


@final
@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a code of the catalogue, the place, and the arguments that fill the code's templates."""

    code: str
    span: Span | None
    args: dict[str, str] = field(default_factory=dict[str, str])
    related: tuple[Related, ...] = ()

    @property
    def severity(self) -> str:
        """`error`, `warning` or `note`."""
        return CATALOGUE[self.code].severity

    @property
    def message(self) -> str:
        """The headline, filled in."""
        return CATALOGUE[self.code].message.format(**self.args)

    @property
    def label(self) -> str:
        """What stands beside the caret, filled in."""
        return CATALOGUE[self.code].label.format(**self.args)

    @property
    def help(self) -> str:
        """A way out, filled in."""
        return CATALOGUE[self.code].help.format(**self.args)


@final
class Refusal(Exception):
    """Lifting stops here, for the reason that the diagnostic gives."""

    def __init__(self, code: str, span: Span | None, **args: object) -> None:
        self.diagnostic = Diagnostic(code, span, {k: str(v) for k, v in args.items()})
        super().__init__(f"{code}: {self.diagnostic.message}")

    def relating(self, related: Iterable[Related]) -> Refusal:
        """The same refusal, which also points at other places."""
        self.diagnostic = replace(self.diagnostic, related=tuple(related))
        return self


@final
@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic with the file and the function that it was found for, for reports over many files."""

    file: str
    function: str | None
    diagnostic: Diagnostic
