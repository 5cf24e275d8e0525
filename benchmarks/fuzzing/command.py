"""`python -m benchmarks fuzz`: random programs for so many minutes, or so many of them."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Final

from benchmarks.fuzzing.table import lines
from benchmarks.fuzzing.tally import Finding, Tally, Trial, merged, read
from benchmarks.fuzzing.workers import ROUNDS, WALL, Job, Pool, Settings

# Findings of one kind that are made small; one defect mostly shows itself many times.
_MOST_SHRUNK: Final = 3
_BETWEEN_SAVES: Final = 30.0
_UNSHRINKABLE: Final = ("killed", "memory", "harness")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add = parser.add_argument
    add("--minutes", type=float, metavar="N", help="stop after so long; 1 by default")
    add("--programs", type=int, metavar="N", help="stop after so many programs")
    add("--seed", type=int, default=0, metavar="S", help="the first program; each next one has the next seed")
    add("--jobs", type=int, default=os.cpu_count() or 1, metavar="J", help="processes; one a core by default")
    add("--rounds", type=int, default=ROUNDS, metavar="N", help="inputs for each lifted program")
    add("--backend", default="numpy", metavar="NAME", help="whose code is run; numpy by default")
    add("--device", default="cpu", choices=("cpu", "cuda"), help="where torch's code runs")
    add("--no-sources", action="store_true", help="no near misses of the corpus: no frontend is loaded")
    add("--no-shrink", action="store_true", help="report findings as they are found")
    add("--memory", type=float, metavar="GB", help="for each process: 4, 16 with torch; not limited on cuda")
    add("--wall", type=float, default=WALL, metavar="S", help="seconds before a program is skipped")
    add("--json", type=Path, metavar="FILE", help="write counts and findings there")
    add("--merge", type=Path, nargs="+", metavar="FILE", help="add up what --json wrote, and try nothing")


def run_fuzz(options: argparse.Namespace) -> int:
    """Carry it out: 0 without findings, 1 with, 2 for files that do not add up, 130 if interrupted."""
    if options.merge:
        try:
            tally = merged(read(json.loads(path.read_text())) for path in options.merge)
        except (OSError, ValueError) as error:
            print(error, file=sys.stderr)
            return 2
        interrupted = False
    else:
        tally, interrupted = fuzzed(options)
    if options.json:
        _save(tally, options.json)
    print(*lines(tally), sep="\n")
    return 130 if interrupted else 1 if tally.findings else 0


def _save(tally: Tally, path: Path) -> None:
    """Write a tally so that a reader sees all of it or what was there before."""
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(json.dumps(tally.document(), indent=1) + "\n")
    beside.replace(path)


def settings_of(options: argparse.Namespace) -> Settings:
    """What the workers are told."""
    gigabytes = options.memory or (4.0 if options.backend == "numpy" else 16.0)
    memory = None if options.device == "cuda" else int(gigabytes * (1 << 30))
    return Settings(
        options.backend, options.device, options.rounds, not options.no_sources, memory, options.wall
    )


def fuzzed(options: argparse.Namespace) -> tuple[Tally, bool]:
    """Try programs until time or number is up; and whether the user ended it before."""
    settings = settings_of(options)
    session = Session(settings, options.seed, shrinks=not options.no_shrink)
    minutes = options.minutes if options.minutes or options.programs else 1.0
    end = monotonic() + 60 * minutes if minutes else None
    begin = monotonic()
    jobs = session.jobs(options.programs, end)
    saved, interrupted = begin, False
    try:
        with _terminated_as_interrupted():
            for event in Pool(settings, options.jobs).run(jobs, session.urgent):
                session.take(event)
                _progress(session.tally, monotonic() - begin)
                if options.json and monotonic() >= saved + _BETWEEN_SAVES:
                    saved = monotonic()
                    session.tally.seconds = saved - begin
                    _save(session.finished(), options.json)
    except KeyboardInterrupt:
        interrupted = True
    _progress(None, 0.0)
    session.tally.seconds = monotonic() - begin
    return session.finished(), interrupted


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM, and Ctrl-C where a shell has it ignored, end the run like Ctrl-C at a terminal."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {s: signal.signal(s, interrupt) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Session:
    """One run: which programs are next, what came of them, which findings are to be made small."""

    def __init__(self, settings: Settings, seed: int, shrinks: bool) -> None:
        self.settings = settings
        self.first = self.next = seed
        self.shrinks = shrinks
        self.urgent: list[Job] = []
        self.tally = Tally()

    def jobs(self, programs: int | None, end: float | None) -> Iterator[Job]:
        """The next programs, while there is number and time."""
        for seed in count(self.first) if programs is None else range(self.first, self.first + programs):
            if end is not None and monotonic() >= end:
                return
            self.next = seed + 1
            yield Job(seed)

    def take(self, event: Trial | Finding) -> None:
        """Count a trial, or put a finding that became smaller in the place of what it was."""
        if isinstance(event, Finding):
            kept = (f if (f.seed, f.kind) != (event.seed, event.kind) else event for f in self.tally.findings)
            self.tally.findings = list(kept)
            return
        self.tally.add(event)
        for finding in event.findings:
            print(f"[{finding.kind}] seed {finding.seed}, {finding.family}", file=sys.stderr, flush=True)
        for finding in event.findings:
            alike = sum(f.kind == finding.kind for f in self.tally.findings)
            if self.shrinks and alike <= _MOST_SHRUNK and finding.kind not in _UNSHRINKABLE:
                self.urgent.append(Job(finding.seed, finding))

    def finished(self) -> Tally:
        """The tally with what was tried, and how each finding is had again."""
        told = asdict(self.settings) | {"seed": self.first, "programs": self.next - self.first}
        self.tally.settings = [told]
        again = (dataclasses.replace(f, repeat=self.repeat(f.seed)) for f in self.tally.findings)
        self.tally.findings = list(again)
        return self.tally

    def repeat(self, seed: int) -> str:
        """The command that tries one program again."""
        words = [f"python -m benchmarks fuzz --programs 1 --jobs 1 --seed {seed}"]
        own = self.settings
        if not own.sources:
            words.append("--no-sources")
        if own.rounds != ROUNDS:
            words.append(f"--rounds {own.rounds}")
        if own.backend != "numpy":
            words.append(f"--backend {own.backend} --device {own.device}")
        return " ".join(words)


def _progress(tally: Tally | None, seconds: float) -> None:
    """One line that is written over, on a terminal only; None ends it."""
    if not sys.stderr.isatty():
        return
    if tally is None:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
        return
    tried, lifted, found = tally.programs["total"], tally.lifted["total"], len(tally.findings)
    text = f"{seconds:.0f} s: {tried} programs, {lifted} lifted, {found} findings"
    print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)
