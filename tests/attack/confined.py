"""Runs the command line on a source in a child process that may use only so much time and memory."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

from tenspiler.cli.main import main

MOST_MEMORY: Final = 4 << 30  # bytes of address space
MOST_SECONDS: Final = 60  # of processor time


@final
@dataclass(frozen=True)
class Outcome:
    """How a command ended: its exit status (negative: the signal), what it printed, what it cost."""

    status: int
    out: str
    err: str
    seconds: float


def confined(words: Sequence[str], folder: Path, seconds: int = MOST_SECONDS) -> Outcome:
    """Run `tenspiler` with these words in a forked child, in `folder`, with no cache."""
    out, err = folder / ".stdout", folder / ".stderr"
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        status = 70
        try:
            for path, number in ((out, 1), (err, 2)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
            sys.stdin = open(os.devnull)  # noqa: SIM115
            sys.stdout = os.fdopen(1, "w", closefd=False)
            sys.stderr = os.fdopen(2, "w", closefd=False)
            os.chdir(folder)
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.environ["TENSPILER_READING_MEMORY"] = "400"
            status = _status(words)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)
    code, used = _waited(child, seconds)
    text = [path.read_text(errors="replace") if path.exists() else "" for path in (out, err)]
    return Outcome(code, *text, used)


def _status(words: Sequence[str]) -> int:
    sys.argv = ["tenspiler", *words]
    try:
        main()
    except SystemExit as exit:
        return exit.code if isinstance(exit.code, int) else 70
    except BaseException:
        import traceback

        traceback.print_exc()
        return 71
    return 0


def _waited(child: int, seconds: int) -> tuple[int, float]:
    """The status of a child, and its processor time; one that only waits is ended."""
    end = time.monotonic() + 10 * seconds
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.005)
