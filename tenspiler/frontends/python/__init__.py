"""The Python frontend: `ast` to LoopIR. The source is parsed and never imported or run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenspiler.frontends.python.reader import read

__all__ = ["read"]


def __getattr__(name: str) -> Any:
    """The translation is loaded when a file is read; the decorator asks for names and types more often."""
    if name == "read":
        from tenspiler.frontends.python.reader import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
