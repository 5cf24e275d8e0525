"""Options and fixtures that all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files with what was computed")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares text with a file in `golden/` beside the test, or rewrites the file with --update."""

    def compare(name: str, text: str) -> None:
        path = Path(request.path).parent / "golden" / name
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path.name} is missing: run pytest with --update"
        assert text == path.read_text(encoding="utf-8")

    return compare


# The same examples in every run: what is green stays green; longer searches are the fuzzer's.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

# No test sees the cache of whoever runs it; those of the cache have directories of their own.
os.environ["TENSPILER_CACHE_DIR"] = ""


def pytest_configure(config: pytest.Config) -> None:
    """What tests compile is kept where pytest keeps its own cache, for all workers and for the next run."""
    if hasattr(config, "cache"):
        os.environ["TENSPILER_TEST_BUILDS"] = str(config.cache.mkdir("builds"))
