"""Tasks through workers: rows as they come, the table while they do, and what is written at the end."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final

from benchmarks.performance.hardware import machine
from benchmarks.performance.kernel import Options
from benchmarks.performance.picture import picture
from benchmarks.performance.summary import totals
from benchmarks.performance.table import heading, lines
from benchmarks.performance.task import SIZES, Task
from benchmarks.performance.workers import Worker

RESULTS: Final = Path(__file__).parents[1] / "results"
POLICY: Final = (
    "Outputs are fresh: the original gets memory that is allocated in each call, as emitted code allocates "
    "its own; `reused` is the original with outputs that are allocated once. Times are medians of rounds in "
    "which contenders take turns."
)
FRAMEWORKS: Final = {"torch": "torch", "jax": "jax", "triton": "triton"}


def missing(backends: Sequence[str]) -> Iterator[str]:
    """A line for each contender that cannot take part."""
    for compiler, what in (("gcc", "originals in C"), ("g++", "originals in C++")):
        if shutil.which(compiler) is None:
            yield f"{compiler} is not installed: {what} are not timed, and what is compared with them is not"
    if find_spec("numba") is None:
        yield "Numba is not installed: it does not take part"
    for backend in backends:
        framework = FRAMEWORKS.get(backend)
        if framework and find_spec(framework) is None:
            yield f"{framework} is not installed: the code of the backend {backend} is not timed"


def rows(
    tasks: Iterable[Task], options: Options, threads: int, jobs: int, deadline: float | None = None
) -> Iterator[dict[str, Any]]:
    """The row of each task, in order. Behind the deadline, in seconds from now, nothing more is begun."""
    end = None if deadline is None else monotonic() + deadline
    with TemporaryDirectory(prefix="tenspiler-turn-") as folder:
        turn = str(Path(folder) / "turn") if jobs > 1 else None
        workers = [Worker(options, threads, turn) for _ in range(jobs)]
        idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in workers:
            idle.put(worker)

        def row(task: Task) -> dict[str, Any] | None:
            if end is not None and monotonic() > end:
                return None
            worker = idle.get()
            try:
                found = worker.timed(task)
            finally:
                idle.put(worker)
            grades = {name: m.grade for name, m in task.modules.items()}
            return {"suite": task.suite, "name": task.name, "form": task.form, "grades": grades} | found

        try:
            if jobs == 1:
                yield from (r for r in map(row, tasks) if r is not None)
            else:
                with ThreadPoolExecutor(jobs) as pool:
                    yield from (r for r in pool.map(row, tasks) if r is not None)
        finally:
            for worker in workers:
                worker.stop()


def shown(stream: Iterable[dict[str, Any]], backends: Sequence[str]) -> list[dict[str, Any]]:
    """All rows, each printed when it is there, and at the end what they come to."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    print(heading(backends)[:width])
    seen: list[dict[str, Any]] = []
    for row in stream:
        for line in lines(row, backends):
            print(line[:width], flush=True)
        seen.append(row)
    print(*totals(seen), sep="\n")
    return seen


def document(found: Sequence[dict[str, Any]], options: Options, threads: int) -> dict[str, Any]:
    """All that is to be kept: figures, and what they were measured on and how."""
    how = {
        "threads": threads,
        "repeat": options.repeat,
        "limit": options.limit,
        "device": options.device,
        "clock": options.clock,
    }
    return {
        "date": date.today().isoformat(),
        "machine": machine(),
        "policy": POLICY,
        "sizes": {name: SIZES[name] for name in options.sizes},
        "options": how,
        "kernels": list(found),
    }


def save(written: dict[str, Any], folder: Path | None = None, stem: str = "run") -> Path:
    """Write `run-DATE.json` and the picture beside it; the path of the former."""
    folder = folder or RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{written['date']}.json"
    path.write_text(json.dumps(written, indent=1, allow_nan=False) + "\n")
    where = (
        written["machine"]["gpu"]
        if written["options"]["device"] != "cpu"
        else written["machine"]["processor"]
    )
    title = f"{written['date']}, {where}, {written['options']['threads']} thread(s)"
    path.with_suffix(".svg").write_text(picture(written["kernels"], title))
    return path
