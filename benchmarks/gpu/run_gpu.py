"""`python -m benchmarks.gpu.run_gpu DIR`: the table of `python -m benchmarks run`, on a GPU.

DIR holds tasks that `python -m benchmarks run --export DIR` has written, on a machine that lifts; here, only
NumPy, the frameworks and gcc are needed. The originals run on one thread of the processor. Behind the
deadline no further kernel is begun; the order goes round the suites, so that each has its share.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from pathlib import Path

from benchmarks.performance.options import add_measuring, measuring
from benchmarks.performance.running import document, missing, rows, save, shown
from benchmarks.performance.summary import wrong
from benchmarks.performance.task import Task, read_tasks


def main(words: Sequence[str] | None = None) -> int:
    """0 if whatever was timed computes what the original does, 1 if not, 2 if there is nothing to time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu.run_gpu", description=__doc__)
    parser.add_argument("folder", type=Path, help="what `run --export` has written")
    parser.add_argument("names", metavar="NAME", nargs="*", help="kernels: a part of FILE:KERNEL")
    parser.add_argument("--backend", action="append", help="torch, jax and triton by default")
    parser.add_argument("--device", default="cuda", help="where tensors are (cuda)")
    parser.add_argument("--out", type=Path, help="the folder for run-gpu-DATE.json and .svg")
    add_measuring(parser)
    options = parser.parse_args(words)
    backends = options.backend or ["torch", "jax", "triton"]
    found = [_only(t, backends) for t in read_tasks(options.folder)]
    tasks = [t for t in found if t.modules and any(n in t.name for n in options.names or [""])]
    if not tasks:
        print(f"no tasks in {options.folder}", file=sys.stderr)
        return 2
    how = replace(measuring(options, options.device), interpreter=False)
    stream = rows(in_turn(tasks), how, options.threads, options.jobs, options.deadline)
    if options.json:
        seen = list(stream)
        print(json.dumps(document(seen, how, options.threads), indent=1, allow_nan=False))
    else:
        print(*missing(backends), sep="\n", end="\n" * any(missing(backends)))
        seen = shown(stream, backends)
        print(f"{len(seen)} of {len(tasks)} kernels before the deadline")
    if options.out is not None:
        print(f"written to {save(document(seen, how, options.threads), options.out, 'run-gpu')}")
    return 1 if wrong(seen) else 0


def in_turn(tasks: Iterable[Task]) -> list[Task]:
    """One task of each suite after the other."""
    suites: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        suites[task.suite].append(task)
    rounds = zip_longest(*(_spread(own) for own in suites.values()))
    return [task for task in chain.from_iterable(rounds) if task is not None]


def _spread(tasks: list[Task]) -> list[Task]:
    """All of them, those first that are far apart."""
    step = max(round(len(tasks) * 0.618), 1)
    order = sorted(range(len(tasks)), key=lambda k: (k * step) % len(tasks))
    return [tasks[k] for k in order]


def _only(task: Task, backends: Sequence[str]) -> Task:
    return replace(task, modules={name: m for name, m in task.modules.items() if name in backends})


if __name__ == "__main__":
    sys.exit(main())
