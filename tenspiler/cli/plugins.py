"""The backends that the installed packages register."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tenspiler.backend.registry import installed, load_all, load_backend


def require_backends(names: Sequence[str]) -> None:
    """Raise `Refusal` for the first name that no installed package registers, or that cannot be loaded."""
    for name in names:
        load_backend(name)


def run_backends() -> int:
    """Print each backend and its package; 2 if one of them cannot be loaded."""
    from tenspiler.diagnostics.text import render

    points = installed()
    found, broken = load_all()
    for name in found:
        package = points[name].dist
        print(
            f"{name:<12} {package.name} {package.version}" if package else f"{name:<12} {points[name].value}"
        )
    for failure in broken:
        print(render(failure, {}), file=sys.stderr)
    return 2 if broken else 0
