"""Where the cache lies and how large it may grow: the platform's user cache directory, or the environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

DIRECTORY_VARIABLE: Final = "TENSPILER_CACHE_DIR"
SIZE_VARIABLE: Final = "TENSPILER_CACHE_SIZE"
_DEFAULT_MEGABYTES: Final = 256
_BYTES: Final = 1 << 20


def cache_directory() -> Path | None:
    """The directory; None where it is switched off (`TENSPILER_CACHE_DIR=`) or nobody knows a home."""
    chosen = os.environ.get(DIRECTORY_VARIABLE)
    if chosen is not None:
        return Path(chosen) if chosen else None
    try:
        return _user_cache() / "tenspiler"
    except RuntimeError:  # no home directory
        return None


def largest_size() -> int:
    """Bytes that the cache may hold; `TENSPILER_CACHE_SIZE` gives another number of megabytes."""
    try:
        megabytes = float(os.environ.get(SIZE_VARIABLE, _DEFAULT_MEGABYTES))
        return max(int(megabytes * _BYTES), 0)
    except (ValueError, OverflowError):
        return _DEFAULT_MEGABYTES * _BYTES


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    return Path(chosen) if os.path.isabs(chosen) else Path.home() / ".cache"
