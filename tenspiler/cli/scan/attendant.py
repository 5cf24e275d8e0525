"""Files are lifted by a process of their own: one that dies, hangs or eats memory costs one function."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from time import monotonic
from typing import IO, Any, Final, final

from tenspiler.cli.scan.lifter import Answered, Begun, Finished, Job, Settings
from tenspiler.cli.scan.rows import Examined, Outcome, Row, lost
from tenspiler.cli.supervision import ending

_START: Final = "from tenspiler.cli.scan.lifter import serve; import sys; serve(*map(int, sys.argv[1:]))"
_LOADING: Final = 120.0  # seconds that a process may take to load what it needs, beside those for its work
_MOST_LOST: Final = 20  # in one file


@final
@dataclass(slots=True)
class _Lifter:
    """The process behind one thread, and both ends that keep it alive."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    life: int
    complaints: IO[Any]
    fresh: bool = True

    def stop(self) -> int:
        """End the process; its exit code."""
        with suppress(OSError):
            self.process.kill()
        code = self.process.wait()
        self.pipe.close()
        os.close(self.life)
        self.complaints.close()
        return code

    def complaint(self) -> str:
        """The first line that the process has left on stderr."""
        self.complaints.seek(0)
        return self.complaints.read(2000).decode(errors="replace").strip().split("\n")[0][:300]


_own = threading.local()
_living: set[int] = set()
_stopping = threading.Event()


def examine(file: str, settings: Settings) -> Examined:
    """Lift every function of a file, in the process of this thread, which is started again if it is lost."""
    rows: list[Row] = []
    done = losses = 0
    again = False
    while losses < _MOST_LOST and not _stopping.is_set():
        outcome: Outcome | None = None
        begun = Begun(None, None)
        for message in _messages(Job(file, done, settings)):
            match message:
                case Begun():
                    begun = message
                case Answered(row):
                    rows += [] if row is None else [row]
                    done, begun = done + 1, Begun(None, None)
                case Finished():
                    return Examined(file, tuple(rows))
                case (lost_so, how):
                    outcome = lost_so
                    rows.append(lost(file, begun.function, begun.line, outcome, how))
        losses += 1
        if begun.function is not None:
            done += 1
        elif again or outcome != "crashed":
            break  # the file itself cannot be read
        else:
            rows.pop()  # the machine, not the file, may have been the reason: once more
            again = True
    return Examined(file, tuple(rows))


def stop_all() -> None:
    """End the processes of all threads, for good."""
    _stopping.set()
    for number in list(_living):
        with suppress(ProcessLookupError):
            os.kill(number, 9)


def _messages(job: Job) -> Iterator[Begun | Answered | Finished | tuple[Outcome, str]]:
    """What the lifter says of a job, up to its end; at last how it was lost, if it was."""
    lifter = _lifter()
    try:
        lifter.pipe.send(job)
        while True:
            most = job.settings.seconds + _LOADING * lifter.fresh
            until = monotonic() + most
            if not lifter.pipe.poll(max(0.0, until - monotonic())):
                _drop(lifter)
                yield "took too long", f"was ended after {most:.0f} s"
                return
            message = lifter.pipe.recv()
            lifter.fresh = lifter.fresh and not isinstance(message, Answered)
            yield message
            if isinstance(message, Finished):
                return
    except (EOFError, OSError):
        said = lifter.complaint()
        how = ending(_drop(lifter))
        yield "crashed", f"{how}: {said}" if said else how


def _lifter() -> _Lifter:
    """The process of this thread, alive."""
    known: _Lifter | None = getattr(_own, "lifter", None)
    if known is not None:
        if known.process.poll() is None:
            return known
        _drop(known)
    ours, theirs = Pipe()
    end, life = os.pipe()
    complaints = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process lives
    process = subprocess.Popen(
        [sys.executable, "-c", _START, str(theirs.fileno()), str(end)],
        pass_fds=[theirs.fileno(), end],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONHASHSEED": "0"},
        start_new_session=True,
    )
    theirs.close()
    os.close(end)
    _living.add(process.pid)
    _own.lifter = _Lifter(process, ours, life, complaints)
    return _own.lifter


def _drop(lifter: _Lifter) -> int:
    _own.lifter = None
    _living.discard(lifter.process.pid)
    # One that has ended by itself says how; one that has not is ended.
    with suppress(subprocess.TimeoutExpired):
        lifter.process.wait(0.2)
    return lifter.stop()
