"""The process that lifts for a scan: files come through a pipe, and answers go back as they are found."""

from __future__ import annotations

import _thread
import resource
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Final, TypeAlias, final

from tenspiler.cli.scan.rows import Row, row_of
from tenspiler.cli.supervision import end_with_the_parent
from tenspiler.frontends.options import NO_OPTIONS, Options

IDLE: Final = 60.0  # seconds after which a process that nobody gives work to ends


@final
@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked of every function: for which backends, at which grade, and what it may cost."""

    backends: tuple[str, ...] = ("numpy",)
    exact: bool = False
    steps: int = 5_000_000
    seconds: float = 60.0
    memory: int = 4 << 30
    use_cache: bool = True
    options: Options = NO_OPTIONS


@final
@dataclass(frozen=True, slots=True)
class Job:
    """A file, without as many of its first functions as have been answered."""

    file: str
    done: int
    settings: Settings


@final
@dataclass(frozen=True, slots=True)
class Begun:
    """The function that is lifted from now on."""

    function: str | None
    line: int | None


@final
@dataclass(frozen=True, slots=True)
class Answered:
    """A function is done with; no row where there is nothing to say."""

    row: Row | None


@final
@dataclass(frozen=True, slots=True)
class Finished:
    """All of a file is done with."""


Message: TypeAlias = Begun | Answered | Finished


def serve(jobs: int, life: int) -> None:
    """Answer jobs until there are none; `life` is a pipe that closes when nobody waits for answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _thread.start_new_thread(end_with_the_parent, (life,))
    pipe = Connection(jobs)
    with suppress(EOFError, OSError):
        while pipe.poll(IDLE):
            job: Job = pipe.recv()
            resource.setrlimit(resource.RLIMIT_AS, (job.settings.memory, resource.RLIM_INFINITY))
            for message in answers(job):
                pipe.send(message)


def answers(job: Job) -> Iterator[Message]:
    """What is found out about a file, step by step."""
    from tenspiler.cache.recall import Recall, open_store
    from tenspiler.cli.lift import carry_out, flags_for
    from tenspiler.cli.plan import Pending, make_plan

    settings = job.settings
    store = open_store(lambda _: None) if settings.use_cache else None
    recall = None
    if store is not None:
        words = (*settings.options.words(), f"grade {settings.exact}", f"steps {settings.steps}")
        flags = settings.options.flags
        recall = Recall(store, settings.backends, words, flags_for(flags), flags.companions)
    for number, step in enumerate(make_plan([job.file], recall, settings.options).steps):
        if number < job.done:
            continue
        if isinstance(step, Pending):
            yield Begun(step.function.name, step.function.span.line)
        result = carry_out(step, settings.backends, recall, settings.exact, steps=settings.steps)
        yield Answered(row_of(replace(result, file=job.file)))
    yield Finished()
