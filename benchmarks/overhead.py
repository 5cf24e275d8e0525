"""What a call costs: the decorator against Numba's dispatch, on arrays so small that little else is left.

All figures are processor time, which other programs on the machine disturb less than time on the wall.
Also what the first call costs, in a new process, when the function has never been lifted (cold) and when an
earlier process has left its result in the cache (warm), and the same for the command line.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import process_time
from typing import Any, Final

RESULTS: Final = Path(__file__).parent / "results"
_REPEATS: Final = 15
_CALLS: Final = 5000
_STARTS: Final = 5
_FIRST_CALL: Final = """
import time
import numpy
begun = time.process_time()
import tenspiler
from benchmarks.overhead import total
lifted = tenspiler.lift(total)
lifted(numpy.ones(4))
print(time.process_time() - begun)
"""


def axpy(a, x, y):
    for i in range(len(x)):
        y[i] = y[i] + a * x[i]


def total(x):
    s = 0.0
    for v in x:
        s = s + v
    return s


def add(x, y, out):
    for i in range(len(x)):
        out[i] = x[i] + y[i]


def scaled(x, s):
    return [v * s for v in x]


def run_overhead(as_json: bool, save: bool) -> int:
    """Measure, print, and (with `save`) write `results/decorator-DATE.json`; 1 if Numba is not installed."""
    try:
        import numba  # noqa: F401
    except ImportError:
        print("Numba is not installed: python -m pip install numba", file=sys.stderr)
        return 1
    found = {"date": date.today().isoformat(), **machine(), **measured()}
    text = json.dumps(found, indent=2)
    if save:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"decorator-{found['date']}.json").write_text(text + "\n")
    if as_json:
        print(text)
    else:
        show(found)
    return 0


def measured() -> dict[str, Any]:
    """All figures: microseconds a call, seconds for first calls and for the command."""
    return {
        "calls": {name: call_times(*case) for name, case in cases().items()},
        "first_call_seconds": cold_and_warm([sys.executable, "-c", _FIRST_CALL]),
        "command_seconds": cold_and_warm(
            [sys.executable, "-m", "benchmarks.overhead", "examples/kernels.py:matvec"]
        ),
    }


def cases() -> dict[str, tuple[Callable[..., Any], tuple[Any, ...], bool]]:
    """A function, small arguments for it, and whether Numba compiles it for them without complaint."""
    import numpy as np

    x, y, out = np.ones(8), np.ones(8), np.zeros(8)
    return {
        "axpy, 8 float64": (axpy, (0.0, x, y), True),
        "add, 8 float64": (add, (x, y, out), True),
        "total, 8 float64": (total, (x,), True),
        "scaled, list of 8": (scaled, ([1.0] * 8, 2.0), False),
    }


def call_times(function: Callable[..., Any], arguments: tuple[Any, ...], by_numba: bool) -> dict[str, float]:
    """Microseconds of processor time a call: the least of many rounds, the contestants in turn in each."""
    import tenspiler

    lifted = tenspiler.lift(on_refusal="raise")(function)
    lifted(*arguments)
    entry = emitted(lifted)
    contestants: dict[str, Callable[..., Any]] = {"lifted": lifted, "emitted code alone": entry}
    contestants["original"] = function
    if by_numba:
        import numba

        contestants["numba"] = numba.njit(function)
        contestants["numba"](*arguments)
    best = dict.fromkeys(contestants, float("inf"))
    for _ in range(_REPEATS):
        for name, contestant in contestants.items():
            run = partial(contestant, *arguments)
            seconds = timeit.timeit(run, number=_CALLS, timer=process_time)
            best[name] = min(best[name], seconds / _CALLS * 1e6)
    best["wrapper"] = best["lifted"] - best["emitted code alone"]
    return {name: round(us, 3) for name, us in best.items()}


def emitted(lifted: Any) -> Callable[..., Any]:
    """The emitted function by itself."""
    module: dict[str, Any] = {}
    exec(lifted.source(), module)
    return module[lifted.__name__]


def cold_and_warm(words: list[str]) -> dict[str, float]:
    """Processor seconds that a process says it took, without and with an entry in the cache: medians."""
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(_STARTS):
        with tempfile.TemporaryDirectory() as folder:
            for times in (cold, warm):
                done = subprocess.run(
                    words,
                    env={**os.environ, "TENSPILER_CACHE_DIR": folder},
                    cwd=Path(__file__).parent.parent,
                    capture_output=True,
                    text=True,
                    check=True,
                )
                times.append(float(done.stdout.split()[-1]))
    return {"cold": round(statistics.median(cold), 4), "warm": round(statistics.median(warm), 4)}


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "system": platform.platform(),
        "versions": {
            "python": platform.python_version(),
            **{name: installed(name) for name in ("tenspiler", "numpy", "numba", "z3-solver")},
        },
    }


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")


def installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def show(found: dict[str, Any]) -> None:
    """The figures as a table."""
    columns = ("lifted", "wrapper", "emitted code alone", "numba", "original")
    print(f"{'microseconds a call':24}" + "".join(f"{name:>20}" for name in columns))
    for name, times in found["calls"].items():
        cells = (f"{times[c]:.2f}" if c in times else "-" for c in columns)
        print(f"{name:24}" + "".join(f"{cell:>20}" for cell in cells))
    for name, label in (("first_call_seconds", "first call"), ("command_seconds", "command")):
        print(
            f"{label}: {found[name]['cold']:.3f} s of processor time cold, {found[name]['warm']:.3f} s warm"
        )


def command() -> None:
    """The command line on one target, with the seconds of the process as the last word."""
    from tenspiler.cli.lift import Request, run_lift

    run_lift(Request((sys.argv[1],), ("numpy",), None))
    print(process_time())


if __name__ == "__main__":
    command()
