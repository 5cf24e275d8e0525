"""Discovery of backends: those that are installed, unknown names, and plug-ins that cannot be taken."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tenspiler.backend import registry
from tenspiler.backend.api import API_VERSION, Strength
from tenspiler.backend.presence import lacks_module, lacks_program
from tenspiler.backend.stated import devices_of, reason_unusable, speed_of
from tenspiler.cli.plugins import run_backends
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal

Install = Callable[..., None]


def toy(name: str = "toy", **members: Any) -> Any:
    """An object with all that a backend must have."""
    needed = {"name": name, "api_version": API_VERSION, "prepare": None, "fidelity": None, "emit": None}
    return SimpleNamespace(**{**needed, **members})


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Makes distributions on the path, each of which registers a backend of a module of its own."""
    monkeypatch.syspath_prepend(str(tmp_path))
    registry.load_backend.cache_clear()

    def make(distribution: str, name: str, backend: Any = None, text: str | None = None) -> None:
        info = tmp_path / f"{distribution}-2.5.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 2.5\n")
        (info / "entry_points.txt").write_text(f"[{registry.GROUP}]\n{name} = {distribution}_x:BACKEND\n")
        if text is not None:
            (tmp_path / f"{distribution}_x.py").write_text(text)
        elif backend is not None:
            module = ModuleType(f"{distribution}_x")
            module.__dict__["BACKEND"] = backend
            monkeypatch.setitem(sys.modules, module.__name__, module)

    return make


def refused(name: str) -> Diagnostic:
    with pytest.raises(Refusal) as caught:
        registry.load_backend(name)
    return caught.value.diagnostic


def test_the_numpy_backend_is_installed() -> None:
    assert registry.load_backend("numpy").name == "numpy"


def test_unknown_names_get_close_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [EntryPoint("numpy", "tenspiler_numpy:BACKEND", registry.GROUP)]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)
    assert (refused("numpi").code, refused("numpi").help) == ("TSP4001", "did you mean `numpy`?")
    assert refused("gemmini").help == "installed backends: `numpy`"


CANNOT_BE_TAKEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "not there": ({}, "TSP4002", "ModuleNotFoundError"),
    "broken at import": ({"text": "1 / 0"}, "TSP4002", "ZeroDivisionError"),
    "exits at import": ({"text": "raise ImportError('no libacme.so')"}, "TSP4002", "no libacme.so"),
    "no backend": ({"backend": SimpleNamespace(name="odd")}, "TSP4002", "has no `fidelity`"),
    "another name": ({"backend": toy("even")}, "TSP4002", "calls itself `even`"),
    "an old version": ({"backend": toy("odd", api_version="0")}, "TSP4006", "for version 0 of"),
    "no version": (
        {"backend": SimpleNamespace(name="odd", prepare=0, fidelity=0, emit=0)},
        "TSP4006",
        "none that it states",
    ),
}


@pytest.mark.parametrize("case", CANNOT_BE_TAKEN)
def test_what_cannot_be_taken_is_named_once_and_stops_nothing_else(
    case: str, install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    members, code, text = CANNOT_BE_TAKEN[case]
    install("acme", "odd", **members)
    install("fine", "toy", toy())
    found = registry.load_all()
    assert [name for name, loaded in found.items() if isinstance(loaded, Diagnostic)] == ["odd"]
    assert registry.load_backend("toy") is found["toy"]
    diagnostic = refused("odd")
    assert diagnostic.code == code
    assert "`acme`" in diagnostic.message
    assert text in diagnostic.message
    assert run_backends(None, as_json=False) == 2
    out, err = capsys.readouterr()
    assert err.count("error[") == 1
    assert f"odd      acme 2.5         -    -        no: see {code}" in out.splitlines()
    assert "toy      fine 2.5         1    cpu      yes" in out.splitlines()


def test_two_packages_with_one_name(install: Install) -> None:
    install("acme", "toy", toy())
    install("other", "toy", toy())
    diagnostic = refused("toy")
    assert diagnostic.code == "TSP4005"
    assert "`acme` and `other`" in diagnostic.message
    assert registry.load_backend("numpy").name == "numpy"


def test_why_a_backend_is_unusable(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install("acme", "odd", toy("odd", unusable=lambda: lacks_module("acme_that_is_not_there", "acme")))
    install("fails", "failing", toy("failing", unusable=lambda: 1 // 0))
    install("away", "away", toy("away", strengths=(Strength("cuda", 3),)))
    assert run_backends(None, as_json=True) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["backends"]}
    assert rows["odd"]["reason"] == "acme_that_is_not_there is not installed (pip install acme)"
    assert "ZeroDivisionError" in rows["failing"]["reason"]
    assert rows["away"]["devices"] == ["cuda"]
    assert rows["numpy"]["usable"]
    assert not rows["odd"]["usable"]
    assert (rows["odd"]["distribution"], rows["odd"]["version"], rows["odd"]["api_version"]) == (
        "acme", "2.5", "1",
    )  # fmt: skip


def test_devices_and_speeds_are_as_stated() -> None:
    plain = toy()
    both = toy(strengths=(Strength("cpu", 4), Strength("cpu", 9, elements=1000), Strength("cuda", 7)))
    assert (devices_of(plain), speed_of(plain, "cpu", 10**9)) == (("cpu",), 0)
    assert devices_of(both) == ("cpu", "cuda")
    assert [speed_of(both, "cpu", n) for n in (0, 999, 1000)] == [4, 4, 9]
    assert reason_unusable(plain, "cuda") == "it does not run on cuda"
    assert reason_unusable(both, "cpu") is None


def test_what_a_machine_lacks() -> None:
    assert lacks_module("json") is None
    assert lacks_program("shell", ("sh",)) is None
    assert lacks_program("C compiler", ("acme-cc", "acme-cc2")) == (
        "no C compiler was found (looked for acme-cc, acme-cc2)"
    )


def test_the_matrix_of_a_backend(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_backends("numpy", as_json=False) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["reduce_add", ".", *"=" * 9, "~", "~"] in lines
    assert ["exp", *"." * 10, "4", "4"] in lines
    assert run_backends("numpy", as_json=True) == 0
    operators = json.loads(capsys.readouterr().out)["operators"]
    assert operators["reduce_add"]["f32"] == "another order"
    assert "bool" not in operators["add"]
    install("fine", "toy", toy())
    assert run_backends("toy", as_json=False) == 0
    assert "toy states no contract" in capsys.readouterr().out
    assert run_backends("none", as_json=False) == 2
    assert "TSP4001" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["numpy", "torch", "jax"])
def test_importing_a_backend_does_not_import_its_framework(name: str) -> None:
    program = f"import sys, tenspiler_{name}; sys.exit('{name}' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_code_for_torch_is_written_without_it() -> None:
    program = (
        "import sys; from tenspiler_torch import BACKEND; BACKEND.prepare(); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_table_loads_no_framework() -> None:
    program = (
        "import sys; from tenspiler.cli.plugins import run_backends; run_backends(None, False)\n"
        "sys.exit(any(m in sys.modules for m in ('torch', 'jax', 'triton', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
