"""The shared suite runs on every backend of this repository, and on a GPU where there is one."""

from __future__ import annotations

import os
import re
import zlib
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import cast

os.environ.setdefault("TRITON_INTERPRET", "1")  # read when Triton is imported: kernels run on the CPU, then

import pytest
import torch

from tenspiler.backend.api import Backend
from tenspiler.backend.registry import load_backend
from tests.backends.build import Placed

INSTALLED = {entry.name for entry in entry_points(group="tenspiler.backends")}
KERNELS = [name for name in ("jax", "triton") if name in INSTALLED and find_spec(name)]
PLACES = ["numpy", "torch", "c", *KERNELS, *(["torch on cuda"] if torch.cuda.is_available() else [])]

SAMPLES = {"triton": 12, "c": 4, "jax": 4}
"""One in so many of the tests of kernels runs: the interpreter takes its time, and so does a compiler."""


@pytest.fixture(params=PLACES)
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Backend:
    name, _, device = request.param.partition(" on ")
    if name == "c":
        monkeypatch.setenv("TENSPILER_CFLAGS", "-O0")  # computes the same, and is compiled sooner
    loaded = load_backend(name)
    return cast("Backend", Placed(loaded, device)) if device else loaded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if _is_taken(item)]


def _is_taken(item: pytest.Item) -> bool:
    if os.environ.get("TENSPILER_KERNEL_TESTS") == "all" or "golden" in getattr(item, "fixturenames", ()):
        return True
    found = re.search(r"\[(triton|c|jax)[-\]]", item.name)
    return not found or zlib.crc32(item.name.encode()) % SAMPLES[found[1]] == 0
