"""Carries out `tenspiler scan`: find the files, spread them, watch, and show what came of it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import final

from tenspiler.cli.dtypes import read_dtype, read_options
from tenspiler.cli.format import Format, Grade
from tenspiler.cli.lift import INTERRUPTED, PROVED, USAGE
from tenspiler.cli.plugins import require_backends
from tenspiler.cli.printing import watched
from tenspiler.cli.scan import scan_json
from tenspiler.cli.scan.lifter import Settings
from tenspiler.cli.scan.rows import Examined
from tenspiler.cli.scan.spread import cores, spread, stop
from tenspiler.cli.scan.survey import Survey, survey
from tenspiler.cli.scan.walk import Found, find
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.options import Flags


@final
@dataclass(frozen=True, slots=True)
class ScanRequest:
    """The arguments of `scan`."""

    paths: tuple[str, ...]
    backends: tuple[str, ...]
    as_json: bool
    every: bool
    jobs: int | None
    joblib_backend: str
    assumed: str | None
    dtypes: tuple[str, ...]
    grade: Grade
    steps: int
    seconds: float
    use_cache: bool
    flags: Flags


def run_scan(request: ScanRequest) -> int:
    """Scan, print what was found, and give the exit code; an interruption still shows what is finished."""
    try:
        settings = _settings(request)
        found = find(request.paths)
        result = _scanned(request, settings, found)
    except Refusal as refusal:
        _show_failure(request, refusal.diagnostic)
        return USAGE
    _show(request, result)
    return PROVED if result.complete else INTERRUPTED


def _settings(request: ScanRequest) -> Settings:
    options = read_options(request.dtypes)
    assumed = None if request.assumed is None else read_dtype("--assume", request.assumed)
    require_backends(request.backends)
    return Settings(
        backends=request.backends,
        exact=request.grade is Grade.EXACT,
        steps=request.steps,
        seconds=request.seconds,
        use_cache=request.use_cache,
        options=replace(options, flags=request.flags, assumed=assumed),
    )


def _scanned(request: ScanRequest, settings: Settings, found: Found) -> Survey:
    done: list[Examined] = []
    complete = True
    files = spread(found.files, settings, request.jobs or cores(), request.joblib_backend)
    try:
        with _progress(files, len(found.files)) as watching:
            for one in watching:
                done.append(one)
    except KeyboardInterrupt:
        complete = False
        stop()
        with suppress(Exception, KeyboardInterrupt):
            files.close()  # what joblib has started ends
    return survey(request.paths, found, done, complete)


@contextmanager
def _progress(files: Iterable[Examined], total: int) -> Generator[Iterator[Examined]]:
    """The same files; on a terminal, a bar on stderr moves with them."""
    if not watched():
        yield iter(files)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield iter(bar.track(files, total=total, description="scanning"))


def _show(request: ScanRequest, result: Survey) -> None:
    if request.as_json:
        print(scan_json.dumps(result, request.assumed))
        return
    from rich.console import Console

    from tenspiler.cli.scan.scan_report import show

    show(result, Console(highlight=False), request.every)


def _show_failure(request: ScanRequest, diagnostic: Diagnostic) -> None:
    from tenspiler.cli.failure import report_problem

    if request.as_json:
        print(scan_json.failure(diagnostic))
    report_problem(diagnostic, Format.TEXT, USAGE)
