"""Backends by name, as installed packages register them; none is loaded before it is named."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Final
from typing import cast as typed

from tenspiler.backend.api import API_VERSION
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal

if TYPE_CHECKING:
    from tenspiler.backend.api import Backend

GROUP: Final = "tenspiler.backends"
AUTO: Final = "auto"
"""The name that stands for a choice among the backends; no package can take it."""

_NEEDED: Final = ("name", "fidelity", "emit", "prepare")


def installed() -> dict[str, EntryPoint]:
    """The registered entry points by name, sorted; of several with one name, the first found."""
    return {name: points[0] for name, points in _registered().items()}


@cache
def load_backend(name: str) -> Backend:
    """The backend of a name; raises `Refusal` if there is none, or two, or it cannot be loaded."""
    registered = _registered()
    if name not in registered:
        raise Refusal("TSP4001", None, backend=name, candidates=_candidates(name, list(registered)))
    loaded = _loaded(registered[name])
    if isinstance(loaded, Diagnostic):
        raise Refusal(loaded.code, loaded.span, **loaded.args)
    return loaded


def load_all() -> dict[str, Backend | Diagnostic]:
    """Every registered backend by name, or the diagnostic that says why it cannot be loaded."""
    return {name: _loaded(points) for name, points in _registered().items()}


def _registered() -> dict[str, tuple[EntryPoint, ...]]:
    found: dict[str, dict[tuple[str, str], EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, {}).setdefault((distribution_of(point), point.value), point)
    return {name: tuple(points.values()) for name, points in sorted(found.items())}


def _loaded(points: tuple[EntryPoint, ...]) -> Backend | Diagnostic:
    point = points[0]
    if len(points) > 1:
        packages = " and ".join(f"`{distribution_of(p)}`" for p in points)
        return Diagnostic("TSP4005", None, {"backend": point.name, "packages": packages})
    try:
        found: object = point.load()
    except Exception as error:  # a stranger's package may raise anything
        return _broken(point, f"{type(error).__name__}: {error}")
    missing = [m for m in _NEEDED if not hasattr(found, m)]
    if missing:
        return _broken(point, f"`{point.value}` is no backend: it has no `{missing[0]}`")
    backend = typed("Backend", found)
    version = getattr(backend, "api_version", "none that it states")
    if version != API_VERSION:
        args = {"backend": point.name, "package": distribution_of(point), "version": str(version)}
        return Diagnostic("TSP4006", None, {**args, "known": API_VERSION})
    if backend.name != point.name:
        return _broken(point, f"it is registered as `{point.name}`, and calls itself `{backend.name}`")
    return backend


def distribution_of(point: EntryPoint) -> str:
    """The name of the package that an entry point belongs to."""
    return point.dist.name if point.dist else point.module


def _broken(point: EntryPoint, reason: str) -> Diagnostic:
    package = distribution_of(point)
    return Diagnostic("TSP4002", None, {"backend": point.name, "package": package, "reason": reason})


def _candidates(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=3)
    if close:
        return "did you mean " + " or ".join(f"`{c}`" for c in close) + "?"
    return "installed backends: " + (", ".join(f"`{k}`" for k in known) or "none")
