"""Discovery of backends: those that are installed, unknown names, and plug-ins that do not load."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from types import ModuleType, SimpleNamespace

import pytest

from tenspiler.backend import registry
from tenspiler.diagnostics.diagnostic import Refusal


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    """Entry points that the registry finds."""
    found = [EntryPoint("numpy", "tenspiler_numpy:BACKEND", registry.GROUP)]
    monkeypatch.setattr(registry, "entry_points", lambda group: found if group == registry.GROUP else [])
    return found


def test_the_numpy_backend_is_installed() -> None:
    assert registry.load_backend("numpy").name == "numpy"


def test_unknown_names_get_close_matches(points: list[EntryPoint]) -> None:
    with pytest.raises(Refusal) as caught:
        registry.load_backend("numpi")
    assert caught.value.diagnostic.code == "TSP4001"
    assert caught.value.diagnostic.help == "did you mean `numpy`?"
    with pytest.raises(Refusal) as caught:
        registry.load_backend("gemmini")
    assert caught.value.diagnostic.help == "installed backends: `numpy`"


def test_broken_packages_are_named(points: list[EntryPoint], monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("not_a_backend")
    module.__dict__["BACKEND"] = SimpleNamespace(name="odd")
    monkeypatch.setitem(sys.modules, "not_a_backend", module)
    points += [
        EntryPoint("missing", "acme_that_is_not_there:BACKEND", registry.GROUP),
        EntryPoint("odd", "not_a_backend:BACKEND", registry.GROUP),
    ]
    backends, broken = registry.load_all()
    assert list(backends) == ["numpy"]
    assert [d.code for d in broken] == ["TSP4002", "TSP4002"]
    assert "acme_that_is_not_there" in broken[0].message
    assert "has no `fidelity`" in broken[1].message
    with pytest.raises(Refusal) as caught:
        registry.load_backend("missing")
    assert caught.value.diagnostic.code == "TSP4002"


@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_importing_a_backend_does_not_import_its_framework(name: str) -> None:
    program = f"import sys, tenspiler_{name}; sys.exit('{name}' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_code_for_torch_is_written_without_it() -> None:
    program = (
        "import sys; from tenspiler_torch import BACKEND; BACKEND.prepare(); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
