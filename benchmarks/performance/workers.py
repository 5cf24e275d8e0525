"""A process that times one kernel after another, and is replaced where one breaks it or takes too long."""

from __future__ import annotations

import fcntl
import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Final, final

from benchmarks.performance.kernel import Options, timed
from benchmarks.performance.task import Task

_STARTING: Final = threading.Lock()  # one at a time: the environment is everybody's
MEMORY: Final = 4 << 30  # bytes that a process may have of its own


THREADS: Final = (
    "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "NPROC"
)  # fmt: skip


@final
class Worker:
    """One process at a time. `threads` is for whatever its contenders use.

    With a `turn`, a file that others have too, it takes its rounds while none of them does.
    """

    def __init__(self, options: Options, threads: int, turn: str | None = None) -> None:
        self._options, self._threads, self._turn = options, threads, turn
        self._process: Any = None
        self._pipe: Connection | None = None

    def timed(self, task: Task) -> dict[str, Any]:
        """The rows of a kernel, or why there are none; what breaks the process leaves the sizes before."""
        pipe = self._pipe or self._start()
        patience = 60 + (4 if self._turn is None else 8) * self._options.limit
        rows: dict[str, Any] = {}
        try:
            pipe.send(task)
            while pipe.poll(patience):
                found = pipe.recv()
                if found is None:
                    return {"sizes": rows}
                size, row = found
                if size is None:
                    return row
                rows[size] = row
            reason = f"it took more than {patience:.0f} s"
        except (EOFError, OSError):
            self._process.join(5)
            reason = f"the process ended with {self._process.exitcode}"
        self.stop()
        missing = (size for size in self._options.sizes if size not in rows)
        return {"sizes": rows | {size: {"error": reason} for size in missing}}

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.join()
            self._pipe = None

    def _start(self) -> Connection:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        arguments = (theirs, self._options, self._threads, self._turn)
        with _STARTING, _environment(self._threads):
            self._process = context.Process(target=_serve, args=arguments, daemon=True)
            self._process.start()
        theirs.close()
        self._pipe = ours
        return ours


@final
class _environment:  # noqa: N801  (a context manager)
    """What libraries read when they are loaded: how many threads they may have."""

    def __init__(self, threads: int) -> None:
        self._wanted = dict.fromkeys(THREADS, str(threads)) | {"XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
        if threads == 1:
            eigen = "--xla_cpu_multi_thread_eigen=false"
            self._wanted["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {eigen}".strip()

    def __enter__(self) -> None:
        self._before = {name: os.environ.get(name) for name in self._wanted}
        os.environ.update(self._wanted)

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _serve(pipe: Connection, options: Options, threads: int, turn: str | None) -> None:
    if options.device == "cpu":  # a GPU is mapped into memory, too
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, hard))
    with suppress(ImportError):
        import torch

        torch.set_num_threads(threads)
    for task in _received(pipe):
        for found in timed(task, options, partial(_taking_turns, turn) if turn else nullcontext):
            pipe.send(found)
        pipe.send(None)


@contextmanager
def _taking_turns(path: str) -> Iterator[None]:
    """Hold a file while none of the other processes does; one that ends holds it no more."""
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _received(pipe: Connection) -> Iterator[Task]:
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            yield pipe.recv()
