"""The backends that the installed packages register, by name, without loading any of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint

from tenspiler.backend.registry import installed
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal


def require_backends(names: Sequence[str]) -> None:
    """Raise `Refusal` for the first name that no installed package registers."""
    known = installed()
    for name in names:
        if name not in known:
            raise Refusal("TSP0011", None, backend=name, installed=", ".join(known) or "none")


def run_backends() -> int:
    """Print each backend and its package; 2 if one of them cannot be loaded."""
    from tenspiler.diagnostics.text import render

    status = 0
    for name, point in installed().items():
        failure = _failure(point)
        if failure is None:
            print(f"{name:<12} {_package(point)}")
        else:
            print(render(failure, {}), file=sys.stderr)
            status = 2
    return status


def _failure(point: EntryPoint) -> Diagnostic | None:
    try:
        point.load()
    except Exception as error:  # a stranger's package may raise anything
        reason = str(error) or type(error).__name__
        return Diagnostic(
            "TSP0017", None, {"backend": point.name, "package": _package(point), "reason": reason}
        )
    return None


def _package(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value
