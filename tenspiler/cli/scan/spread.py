"""Files are spread over the cores of this machine, or over those of others, by joblib and its backends."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from tenspiler.cli.scan.attendant import examine, stop_all
from tenspiler.cli.scan.lifter import Settings
from tenspiler.cli.scan.rows import Examined
from tenspiler.diagnostics.diagnostic import Refusal

_PACKAGES: Final = {"dask": "distributed", "ray": "ray", "loky": "joblib", "threading": "joblib"}


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(files: Sequence[str], settings: Settings, jobs: int, backend: str) -> Generator[Examined]:
    """What is found in each file, as it is found; raises `Refusal` where the backend cannot be had."""
    joblib = _required("joblib", backend)
    work = [joblib.delayed(examine)(file, settings) for file in files]
    with _connected(backend, jobs):
        try:
            with joblib.parallel_config(backend=backend, n_jobs=-1 if backend == "dask" else jobs):
                way = "list" if backend == "ray" else "generator_unordered"
                parallel = joblib.Parallel(batch_size=1, return_as=way)
        except (ValueError, ImportError) as error:
            raise _refusal(backend, error) from error
        yield from parallel(work)


def stop() -> None:
    """End what lifts on this machine, now."""
    stop_all()


@contextmanager
def _connected(backend: str, jobs: int) -> Generator[None]:
    """Whatever a backend needs beside joblib, for as long as it is used."""
    if backend == "ray":
        _required("ray", backend)
        _required("ray.util.joblib", backend).register_ray()
    if backend != "dask":
        yield
        return
    distributed = _required("distributed", backend)
    address = _required("dask", backend).config.get("scheduler-address", None)
    try:
        client: Any = (
            distributed.Client(address)
            if address
            else distributed.Client(n_workers=jobs, threads_per_worker=1, dashboard_address=None)
        )
    except OSError as error:
        raise _refusal(backend, error) from error
    with client:
        yield


def _required(module: str, backend: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise _refusal(backend, error) from error


def _refusal(backend: str, error: Exception) -> Refusal:
    package = _PACKAGES.get(backend, backend)
    reason = next(iter(str(error).splitlines()), "") or type(error).__name__
    return Refusal("TSP0022", None, backend=backend, package=package, reason=reason)
