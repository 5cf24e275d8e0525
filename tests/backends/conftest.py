"""The shared suite runs on every backend of this repository, and on a GPU where there is one."""

from __future__ import annotations

import os
from typing import cast

os.environ.setdefault("TRITON_INTERPRET", "1")  # before Triton is imported: its kernels run on the CPU, then

import pytest
import torch

from tenspiler.backend.api import Backend
from tenspiler.backend.registry import load_backend
from tests.backends.build import Placed

PLACES = ["numpy", "torch", "triton", *(["torch on cuda"] if torch.cuda.is_available() else [])]


@pytest.fixture(params=PLACES)
def backend(request: pytest.FixtureRequest) -> Backend:
    name, _, device = request.param.partition(" on ")
    loaded = load_backend(name)
    return cast("Backend", Placed(loaded, device)) if device else loaded
