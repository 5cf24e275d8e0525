"""A parent for the process that lifts: native code that crashes, or takes all memory, must not go unsaid.

The solver and libclang run inside the process. A crash in them, an exit of their own, or the system's killer
of large processes would leave the user with no word of it. So the work is done by a child, forked before
anything heavy is loaded; the parent only waits and says how it ended.

The cost is the CPU time of `tenspiler lift missing.py`, medians of 50 runs with and without, in turn, on two
busy cores: 2 ms for the fork and the wait, and 12 more of 375 ms in all, since pages that the child's garbage
collector touches are copied. With the collector kept from them (`gc.freeze`, which saves it work besides), a
supervised command takes 21 ms less than an unsupervised one. In wall time the differences are noise.
"""

from __future__ import annotations

import _thread
import gc
import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import Final

COMMANDS: Final = frozenset({"lift", "verify"})
EXPECTED: Final = frozenset({0, 1, 2, 3, 130})
INCONCLUSIVE: Final = 3
FORWARDED: Final = ("SIGTERM", "SIGHUP", "SIGQUIT")


def supervise(words: list[str]) -> None:
    """Go on in a child, if the command is one that loads native code; the parent does not return.

    Where the system has no `fork`, the process goes on by itself.
    """
    if not words or words[0] not in COMMANDS or "--help" in words or not hasattr(os, "fork"):
        return
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # what the collector does not visit stays shared with the parent
    listening, held = os.pipe()
    try:
        child = os.fork()
    except OSError:
        return
    if child == 0:
        os.close(held)
        _thread.start_new_thread(end_with_the_parent, (listening,))
        return
    os.close(listening)
    os._exit(_awaited(child, words))


def end_with_the_parent(listening: int) -> None:
    """In the child: no parent holds the other end any more, so nobody waits for an answer."""
    with suppress(OSError):
        os.read(listening, 1)
    os.kill(os.getpid(), signal.SIGKILL)


def _awaited(child: int, words: list[str]) -> int:
    """The exit code for a child that has ended; signals to the parent are for the child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal interrupts both
    sent: list[int] = []

    def forward(number: int, frame: FrameType | None) -> None:
        sent.append(number)
        with suppress(ProcessLookupError):
            os.kill(child, number)

    for name in FORWARDED:
        signal.signal(getattr(signal, name), forward)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code in EXPECTED:
        return code
    if -code in (*sent, signal.SIGINT, signal.SIGPIPE):
        return 128 - code
    _report(ending(code), words)
    return INCONCLUSIVE


def ending(code: int) -> str:
    """How a process ended, in words."""
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"was ended by {name}" + (", for lack of memory perhaps" if name == "SIGKILL" else "")
    return f"ended itself with {code}"


def _report(ending: str, words: list[str]) -> None:
    from tenspiler.cli.failure import report_end
    from tenspiler.cli.format import requested

    report_end(ending, requested(words))
    sys.stdout.flush()
    sys.stderr.flush()
