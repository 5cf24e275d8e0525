"""Backends by name, as installed packages register them; none is loaded before it is named."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Final
from typing import cast as typed

from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal

if TYPE_CHECKING:
    from tenspiler.backend.api import Backend

GROUP: Final = "tenspiler.backends"


def installed() -> dict[str, EntryPoint]:
    """The registered entry points by name, sorted; of several with one name, the first found."""
    points: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        points.setdefault(point.name, point)
    return dict(sorted(points.items()))


@cache
def load_backend(name: str) -> Backend:
    """The backend of a name; raises `Refusal` if there is none or it cannot be loaded."""
    points = installed()
    point = points.get(name)
    if point is None:
        raise Refusal("TSP4001", None, backend=name, candidates=_candidates(name, list(points)))
    loaded = _load(point)
    if isinstance(loaded, Diagnostic):
        raise Refusal(loaded.code, loaded.span, **loaded.args)
    return loaded


def load_all() -> tuple[dict[str, Backend], tuple[Diagnostic, ...]]:
    """Every backend that can be loaded, by name, and a diagnostic for each that cannot."""
    backends: dict[str, Backend] = {}
    broken: list[Diagnostic] = []
    for name, point in installed().items():
        loaded = _load(point)
        if isinstance(loaded, Diagnostic):
            broken.append(loaded)
        else:
            backends[name] = loaded
    return backends, tuple(broken)


def _load(point: EntryPoint) -> Backend | Diagnostic:
    try:
        found: object = point.load()
    except Exception as error:  # a stranger's package may raise anything
        return _broken(point, f"{type(error).__name__}: {error}")
    missing = [m for m in ("name", "fidelity", "emit", "prepare") if not hasattr(found, m)]
    if missing:
        return _broken(point, f"`{point.value}` is no backend: it has no `{missing[0]}`")
    return typed("Backend", found)


def _broken(point: EntryPoint, reason: str) -> Diagnostic:
    package = point.dist.name if point.dist else point.module
    return Diagnostic("TSP4002", None, {"backend": point.name, "package": package, "reason": reason})


def _candidates(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=3)
    if close:
        return "did you mean " + " or ".join(f"`{c}`" for c in close) + "?"
    return "installed backends: " + (", ".join(f"`{k}`" for k in known) or "none")
