"""The shared suite runs on every backend of this repository, and on a GPU where there is one."""

from __future__ import annotations

from typing import cast

import pytest
import torch

from tenspiler.backend.api import Backend
from tenspiler.backend.registry import load_backend
from tests.backends.build import Placed

PLACES = ["numpy", "torch", *(["torch on cuda"] if torch.cuda.is_available() else [])]


@pytest.fixture(params=PLACES)
def backend(request: pytest.FixtureRequest) -> Backend:
    name, _, device = request.param.partition(" on ")
    loaded = load_backend(name)
    return cast("Backend", Placed(loaded, device)) if device else loaded
