"""Tenspiler lifts sequential loops to tensor code and proves the two equal for inputs of every size.

The ways in are the command line, `tenspiler lift FILE`, and the decorator `@tenspiler.lift`.
`tenspiler.pipeline` is the compiler from top to bottom, `tenspiler.backend.api` is what a backend package
implements, and `tensir` is a library of its own.
Importing this package loads neither the solver nor NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenspiler.runtime import GuardMiss, Lifted, LiftError, NotLifted, lift

__version__ = "0.1.0"
__all__ = ["GuardMiss", "LiftError", "Lifted", "NotLifted", "__version__", "lift"]


def __getattr__(name: str) -> Any:
    """The decorator is loaded when it is first used."""
    if name in __all__:
        globals()[name] = getattr(import_module("tenspiler.runtime"), name)
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
