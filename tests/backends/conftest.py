"""The shared suite runs on every backend of this repository, and on a GPU where there is one."""

from __future__ import annotations

import os
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
KERNELS = ["triton"] if "triton" in INSTALLED and find_spec("triton") else []
PLACES = ["numpy", "torch", "c", *KERNELS, *(["torch on cuda"] if torch.cuda.is_available() else [])]

SAMPLE = 1 if os.environ.get("TENSPILER_TRITON_TESTS") == "all" else 12
"""One in so many of the tests of kernels runs: the interpreter takes its time."""


@pytest.fixture(params=PLACES)
def backend(request: pytest.FixtureRequest) -> Backend:
    name, _, device = request.param.partition(" on ")
    loaded = load_backend(name)
    return cast("Backend", Placed(loaded, device)) if device else loaded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = [item for item in items if "[triton" not in item.name or _is_sampled(item)]


def _is_sampled(item: pytest.Item) -> bool:
    return "golden" in getattr(item, "fixturenames", ()) or zlib.crc32(item.name.encode()) % SAMPLE == 0
