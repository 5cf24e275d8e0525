"""Ends the command when reading a source takes more memory than any program is worth.

libclang cannot be interrupted, and a few lines of macros or templates make it want more memory than there
is: then the process ends with a diagnostic, before the machine suffers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Final

from tenspiler.diagnostics.diagnostic import Diagnostic

MOST_MEBIBYTES: Final = 2048
INTERVAL: Final = 0.05  # seconds
VARIABLE: Final = "TENSPILER_READING_MEMORY"


@contextmanager
def memory_watched(file: str) -> Generator[None]:
    """While inside, the process may grow by so many MiB as `TENSPILER_READING_MEMORY` says, or by 2048."""
    most = _most()
    before = _resident()
    if before is None:
        yield
        return
    done = Event()

    def watch() -> None:
        while not done.wait(INTERVAL):
            now = _resident()
            if now is not None and now - before > most << 20 and not done.is_set():
                _give_up(file, most)

    Thread(target=watch, daemon=True, name="memory of the reader").start()
    try:
        yield
    finally:
        done.set()


def _most() -> int:
    text = os.environ.get(VARIABLE, "")
    return int(text) if text.isdecimal() else MOST_MEBIBYTES


def _resident() -> int | None:
    """The bytes of memory that this process has now, where the system says so."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


def _give_up(file: str, most: int) -> None:
    from tenspiler.cli.failure import report_problem
    from tenspiler.cli.format import requested

    args = {"file": file, "most": str(most), "variable": VARIABLE}
    report_problem(Diagnostic("TSP0019", None, args), requested(sys.argv[1:]), 1)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)
