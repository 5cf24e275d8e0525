"""The shared suite runs on every backend of this repository."""

from __future__ import annotations

import pytest

from tenspiler.backend.api import Backend
from tenspiler.backend.registry import load_backend


@pytest.fixture(params=["numpy", "torch"])
def backend(request: pytest.FixtureRequest) -> Backend:
    return load_backend(request.param)
