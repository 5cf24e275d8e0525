"""Tracebacks, for those who ask for them."""

from __future__ import annotations

import os
import sys
import traceback


def show_traceback_if_wanted(error: Exception) -> None:
    """Print the traceback of an error that becomes a diagnostic to stderr, with TENSPILER_DEBUG=1."""
    if os.environ.get("TENSPILER_DEBUG", "") not in ("", "0"):
        traceback.print_exception(error, file=sys.stderr)
