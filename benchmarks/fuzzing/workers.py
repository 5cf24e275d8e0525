"""Programs on several processes: one that dies, hangs or eats memory costs its program and no more."""

from __future__ import annotations

import gc
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Final, TypeAlias, final

from benchmarks.fuzzing.tally import Finding, Trial

# Each worker is replaced after so many programs, so that what leaks does not add up.
_PROGRAMS_A_WORKER: Final = 400
# Programs make many small objects that live no longer than they do.
_YOUNG: Final = 100_000
_START: Final = "from benchmarks.fuzzing.workers import serve; import sys; serve(int(sys.argv[1]))"
ROUNDS: Final = 60
WALL: Final = 30.0


@final
@dataclass(frozen=True, slots=True)
class Job:
    """A program by its seed; with a finding, that finding is to be made small."""

    seed: int
    finding: Finding | None = None


@final
@dataclass(frozen=True, slots=True)
class Settings:
    """What every worker is told: the programs' origin, how they are tried, and what they may cost."""

    backend: str = "numpy"
    device: str = "cpu"
    rounds: int = ROUNDS
    sources: bool = True
    memory: int | None = 4 << 30
    wall: float = WALL
    shrinking: float = 240.0
    startup: float = 300.0


@final
@dataclass(frozen=True, slots=True)
class Ready:
    """A worker has loaded what it needs; from here on its time counts."""


@final
@dataclass(frozen=True, slots=True)
class Smaller:
    """A finding that became smaller; there may be more to come."""

    finding: Finding


@final
@dataclass(frozen=True, slots=True)
class Done:
    """The end of a job: its trial, or None for what was shrunk."""

    trial: Trial | None


Handler: TypeAlias = Callable[[Job, Settings, Callable[[Finding], None]], "Trial | None"]


def handle(job: Job, settings: Settings, smaller: Callable[[Finding], None]) -> Trial | None:
    """Carry out one job in a worker."""
    from benchmarks.fuzzing.generator import program_of
    from benchmarks.fuzzing.shrinking import shrunk
    from benchmarks.fuzzing.trial import Way, attempt

    way = Way(settings.backend, settings.device, settings.rounds)
    generated = program_of(job.seed, settings.sources)
    if job.finding is None:
        return attempt(generated, way)
    smaller(shrunk(generated, job.finding, way, smaller))
    return None


def serve(descriptor: int) -> None:
    """What a worker does: jobs that come through a pipe, one after the other, until there are none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe = Connection(descriptor)
    settings: Settings
    handler: Handler
    settings, handler = pipe.recv()
    if handler is handle:
        import benchmarks.fuzzing.shrinking  # noqa: F401
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
    pipe.send(Ready())
    if settings.memory is not None:
        resource.setrlimit(resource.RLIMIT_AS, (settings.memory, settings.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        try:
            trial = handler(job, settings, lambda f: pipe.send(Smaller(f)))
        except Exception as error:
            kind = "memory" if isinstance(error, MemoryError) else "harness"
            trial = lost(job.seed, kind, traceback.format_exc(limit=-6))
        pipe.send(Done(trial))


def lost(seed: int, kind: str, detail: str) -> Trial:
    """The trial of a program that has none of its own."""
    return Trial(seed, (), kind, findings=(Finding(kind, seed, "", detail, ""),))


@final
@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: Connection
    job: Job | None = None
    since: float = 0.0
    ready: bool = False
    served: int = 0

    def give(self, job: Job) -> None:
        self.job, self.since = job, monotonic()
        self.served += 1
        self.pipe.send(job)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.pipe.close()


@final
@dataclass(slots=True)
class Pool:
    """Workers and what they are at; `handler` is what they do with a job."""

    settings: Settings
    jobs: int
    handler: Handler = handle
    _workers: list[_Worker] = field(default_factory=list[_Worker])

    def run(self, jobs: Iterator[Job], urgent: list[Job]) -> Iterator[Trial | Finding]:
        """The trials of all jobs, and findings made smaller, as they come. `urgent` ones go first."""
        try:
            while True:
                self._hand_out(jobs, urgent)
                if not self._busy():
                    return
                yield from self._collected()
        finally:
            for worker in self._workers:
                worker.stop()
            self._workers.clear()

    def _busy(self) -> list[_Worker]:
        return [w for w in self._workers if w.job is not None]

    def _hand_out(self, jobs: Iterator[Job], urgent: list[Job]) -> None:
        while len(self._busy()) < self.jobs:
            job = urgent.pop(0) if urgent else next(jobs, None)
            if job is None:
                return
            self._idle().give(job)

    def _idle(self) -> _Worker:
        for worker in self._workers:
            if worker.job is None:
                if worker.served < _PROGRAMS_A_WORKER:
                    return worker
                self._drop(worker)
                break
        ours, theirs = Pipe()
        process = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "0"},
        )
        theirs.close()
        ours.send((self.settings, self.handler))
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        worker.stop()
        self._workers.remove(worker)

    def _limit(self, worker: _Worker) -> float:
        assert worker.job is not None
        if not worker.ready:
            return self.settings.startup
        return self.settings.shrinking if worker.job.finding else self.settings.wall

    def _collected(self) -> Iterator[Trial | Finding]:
        """What busy workers send, say by dying, or fail to send in time."""
        busy = self._busy()
        ends = [w.since + self._limit(w) for w in busy]
        wait([w.pipe for w in busy], max(0.0, min(ends) - monotonic()))
        for worker in busy:
            job = worker.job
            assert job is not None
            try:
                while worker.job is not None and worker.pipe.poll():
                    yield from self._message(worker)
            except (EOFError, OSError):
                status = worker.process.wait()
                self._drop(worker)
                if job.finding is None:
                    yield lost(job.seed, "killed", f"the worker ended with {status}")
                continue
            if worker.job is job and monotonic() >= worker.since + self._limit(worker):
                self._drop(worker)
                if job.finding is None:
                    yield Trial(job.seed, (), "slow")

    def _message(self, worker: _Worker) -> Iterator[Trial | Finding]:
        match worker.pipe.recv():
            case Ready():
                worker.ready, worker.since = True, monotonic()
            case Smaller(finding):
                yield finding
            case Done(trial):
                worker.job = None
                if trial is not None:
                    yield trial
            case other:
                raise AssertionError(f"a worker sent {other!r}")
