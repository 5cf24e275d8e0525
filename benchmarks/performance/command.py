"""`python -m benchmarks run`: lift the suites, and time what came out beside the originals."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.discovery import Source, UnknownSuite, sources, suites
from benchmarks.performance.emitting import tasks
from benchmarks.performance.options import add_measuring, measuring
from benchmarks.performance.running import document, missing, rows, save, shown
from benchmarks.performance.summary import wrong
from benchmarks.performance.task import write_tasks
from tenspiler.backend.registry import load_all, load_backend
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal


def add_options(parser: argparse.ArgumentParser) -> None:
    """What `run` may be told."""
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help="kernels: a part of FILE:KERNEL; all by default"
    )
    parser.add_argument("--suite", action="append", metavar="NAME", help=f"of: {', '.join(suites())}")
    parser.add_argument("--backend", action="append", metavar="NAME", help="all installed ones by default")
    parser.add_argument("--export", type=Path, metavar="DIR", help="time nothing: write tasks for run_gpu")
    add_measuring(parser)


def run(options: argparse.Namespace) -> int:
    """0 if whatever was timed computes what the original does, 1 if not, 2 for a mistake in the command."""
    try:
        chosen = [s for name in options.suite or [None] for s in sources(name)]
        backends = options.backend or usable()
        for name in backends:
            load_backend(name).prepare()
    except UnknownSuite as error:
        print(error, file=sys.stderr)
        return 2
    except Refusal as refusal:
        print(refusal.diagnostic.message, file=sys.stderr)
        return 2

    def wanted(source: Source, kernel: str) -> bool:
        return not options.names or any(n in f"{source.path.name}:{kernel}" for n in options.names)

    found = tasks(chosen, backends, wanted)
    if options.export is not None:
        print(f"{write_tasks(options.export, found)} kernels written to {options.export}")
        return 0
    how = measuring(options)
    stream = rows(found, how, options.threads, options.jobs, options.deadline)
    if options.json:
        seen = list(stream)
        print(json.dumps(document(seen, how, options.threads), indent=1, allow_nan=False))
    else:
        print(*missing(backends), sep="\n", end="\n" * any(missing(backends)))
        seen = shown(stream, backends)
    if options.save:
        print(f"written to {save(document(seen, how, options.threads))}", file=sys.stderr)
    return 1 if wrong(seen) else 0


def usable() -> list[str]:
    """The installed backends that load; of the others, what is wrong is said."""
    loaded = load_all()
    for backend in loaded.values():
        if isinstance(backend, Diagnostic):
            print(backend.message, file=sys.stderr)
    return [name for name, backend in loaded.items() if not isinstance(backend, Diagnostic)]
