"""One kernel from its task to its figures: inputs, reference, contenders, comparison, rounds."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any, Final, final

import numpy as np

from benchmarks.performance.agreement import disagreement
from benchmarks.performance.compiling import NoCompiler, meter
from benchmarks.performance.contender import (
    Absent,
    Answers,
    Contender,
    Sample,
    clock_number,
    sampled,
    use_clock,
)
from benchmarks.performance.emitted import device_copy, emitted_contender
from benchmarks.performance.interpreted import numba_contender, on_arrays, python_contender
from benchmarks.performance.native import Compiled, pointer_contender, vector_contender, work
from benchmarks.performance.patience import limited
from benchmarks.performance.rounds import Spread, measured
from benchmarks.performance.task import ROOT, SIZES, Task
from benchmarks.performance.workload import (
    MOST_IN_ARRAYS,
    MOST_IN_LISTS,
    Arguments,
    DoesNotScale,
    Probe,
    Scaled,
    extent_for,
    lines_run,
    load,
    probes,
)

Turn = Callable[[], AbstractContextManager[None]]
SLOW_IN_PYTHON: Final = 2.0  # seconds; then the interpreter's time is that of its one run as the reference


@final
@dataclass(frozen=True, slots=True)
class Options:
    """What is measured: sizes by name, rounds, seconds for one kernel, and the device of tensor code."""

    sizes: tuple[str, ...] = ("small", "medium", "large")
    repeat: int = 15
    limit: float = 30.0
    device: str = "cpu"
    end_to_end: bool = True
    interpreter: bool = True
    clock: str = "wall"


@final
@dataclass
class Row:
    """What came out for a kernel at a size, by contender: spreads by what they measure, or what was wrong."""

    extent: int
    work: float
    bytes: int
    spreads: dict[str, dict[str, Spread]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)

    def packed(self) -> dict[str, Any]:
        """The same as JSON has it."""
        spreads = {n: {k: s.packed() for k, s in kinds.items()} for n, kinds in self.spreads.items()}
        head = {"extent": self.extent, "work": round(self.work), "bytes": self.bytes}
        return head | {"seconds": spreads, "errors": self.errors, "absent": self.absent}


def timed(
    task: Task, options: Options, turn: Turn = nullcontext
) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """The rows of a kernel, each with its size, as JSON has them; without a size, why there are none.

    Rounds are taken while `turn` is held.
    """
    use_clock(options.clock)
    try:
        original = open_original(task)
        original.prepare()
        found = original.probes()
    except Exception as error:
        yield None, {"error": f"{type(error).__name__}: {error}"[:300]}
        return
    for size in options.sizes:
        try:
            row = _row(task, original, found, size, options, turn).packed()
        except DoesNotScale as reason:
            row = {"none": str(reason)}
        except Exception as error:
            row = {"error": f"{type(error).__name__}: {error}"[:300]}
        yield size, row


def _row(task: Task, original: _Original, found: list[Probe], size: str, options: Options, turn: Turn) -> Row:
    most = MOST_IN_LISTS if original.of_lists else MOST_IN_ARRAYS
    extent = extent_for(SIZES[size], found, most)
    arguments = original.make(Scaled(extent, task.fixed))
    begun = perf_counter()
    want = original.reference(arguments)
    interpreted = perf_counter() - begun
    moved = _bytes(task, arguments, want)
    row = Row(extent, _work(extent, found), moved)
    contenders: list[Contender] = []
    for name, make in _contenders(task, original, arguments, interpreted, options):
        try:
            with limited(options.limit):
                contender = make()
                problem = _problem(contender.answers, contender, want, task, row.work)
            if problem is None and options.end_to_end and contender.end_to_end is not None:
                try:
                    with limited(options.limit):
                        problem = _problem(contender.end_to_end, contender, want, task, row.work)
                except (TimeoutError, MemoryError) as reason:  # by itself, it was in time
                    row.absent[f"{name}, end to end"] = str(reason)
                    contender = replace(contender, samples={"kernel": contender.samples["kernel"]})
        except (Absent, NoCompiler) as reason:
            row.absent[name] = str(reason)
        except Exception as error:
            row.errors[name] = f"{type(error).__name__}: {error}"[:300]
        else:
            if problem is None:
                contenders.append(contender)
            else:
                row.errors[name] = problem
    if "python" in row.absent and not original.native:
        row.spreads["python"] = {k: Spread(*[interpreted] * 4, 1, 1) for k in ("kernel", "end_to_end")}
    kinds = ("kernel", "reused", "end_to_end") if options.end_to_end else ("kernel", "reused")
    share = options.limit / len(options.sizes) / len(kinds)
    for kind in kinds:
        samples = {c.name: c.samples[kind] for c in contenders if kind in c.samples}
        if kind == "reused":  # beside the same with fresh outputs, a round apart, which says nothing of noise
            samples = {name: sample for name, sample in samples.items() if name == "gcc"}
        if kind == "kernel" and samples:
            samples |= {"copy": _copy(moved)} | device_copy(options.device, moved)
        with turn():
            spreads = measured(samples, options.repeat, share)
        for name, spread in spreads.items():
            if isinstance(spread, Spread):
                row.spreads.setdefault(name, {})[kind] = spread
            else:
                row.errors[name] = spread
    return row


def _contenders(
    task: Task, original: _Original, arguments: Arguments, interpreted: float, options: Options
) -> Iterator[tuple[str, Callable[[], Contender]]]:
    def interpreter() -> Contender:
        if not options.interpreter or interpreted > SLOW_IN_PYTHON / options.repeat:
            raise Absent("the interpreter is slow: see the one run of the reference")
        return python_contender(original.function, task, arguments)

    if original.native:
        yield "gcc", lambda: original.contender(arguments, True)
    else:
        yield "python", interpreter
        yield "numba", lambda: numba_contender(ROOT / task.source, task, arguments)
    for name, module in task.modules.items():
        yield (
            name,
            lambda name=name, module=module: emitted_contender(name, module, task, arguments, options.device),
        )


def _problem(answers: Answers, contender: Contender, want: list[Any], task: Task, work: float) -> str | None:
    """What a contender computes wrongly."""
    return disagreement(want, answers(), task.output_dtypes, contender.exact, work)


def _work(extent: int, found: list[Probe]) -> float:
    """About how much work an extent is."""
    low, high = 1.0, 1e12
    for _ in range(60):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if extent_for(middle, found, 1e18) <= extent else (low, middle)
    return low


def _bytes(task: Task, arguments: Arguments, outputs: list[Any]) -> int:
    """What has to be moved at least: each array that is given, and each output, once."""
    given = sum(a.nbytes for a in on_arrays(task, arguments) if isinstance(a, np.ndarray))
    return given + sum(np.asarray(o).nbytes for o in outputs)


def _copy(moved: int) -> Sample:
    """Copying memory so that as many bytes are read and written together."""
    half = max(moved // 2, 1)
    source, target = np.ones(half, np.uint8), np.zeros(half, np.uint8)
    try:
        library = ctypes.CDLL(str(meter()))
    except NoCompiler:
        return sampled(lambda: np.copyto(target, source))
    library.time_copies.restype = ctypes.c_double
    library.time_copies.argtypes = [
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_long,
        ctypes.c_int,
    ]
    addresses = target.ctypes.data, source.ctypes.data
    # The arrays live as long as the sample.
    return lambda inner, held=(source, target): library.time_copies(*addresses, half, inner, clock_number())


# ---------------------------------------------------------------- originals


@final
class _Original:
    """The source program of a task, whichever way it runs."""

    def __init__(self, task: Task, inputs: ModuleType, compiled: Compiled | None) -> None:
        self._task, self._compiled = task, compiled
        self.make = inputs.INPUTS[task.kernel]
        self.native = compiled is not None
        if compiled is None:
            self.function = getattr(_module(ROOT / task.callable), task.kernel)
        self.of_lists = any(isinstance(a, list) for a in self.make(Scaled(8, task.fixed)))

    def prepare(self) -> None:
        """Compile what is timed, which may take longer than anything else."""
        if self._compiled is not None:
            self._compiled.library(True, self._compiled.of_vectors(self._task.kernel))

    def probes(self) -> list[Probe]:
        return probes(self.make, self._task.fixed, self._work)

    def _work(self, arguments: Arguments) -> float:
        if self._compiled is None:
            return lines_run(self.function, arguments)
        return work(self._compiled, self._task, arguments)

    def reference(self, arguments: Arguments) -> list[Any]:
        if self._compiled is None:
            return python_contender(self.function, self._task, arguments).answers()
        return self.contender(arguments, False).answers()

    def contender(self, arguments: Arguments, timed: bool) -> Contender:
        assert self._compiled is not None
        if self._compiled.of_vectors(self._task.kernel):
            return vector_contender(self._compiled, self._task, arguments, timed)[0]
        contender, buffers = pointer_contender(self._compiled, self._task, arguments, timed)
        if timed:
            buffers.see_what_is_needed(self._task.outputs, tuple(p.name for p in self._task.parameters))
        return contender


def open_original(task: Task) -> _Original:
    """The original of a task; raises `NoCompiler` where it needs one."""
    inputs = _module(ROOT / task.inputs)
    compiled = None if task.source.endswith(".py") else _compiled(ROOT / task.callable, ROOT / task.inputs)
    return _Original(task, inputs, compiled)


@cache
def _module(path: Path) -> ModuleType:
    return load(path)


@cache
def _compiled(source: Path, inputs: Path) -> Compiled:
    module = _module(inputs)
    makers: Mapping[str, Any] = module.INPUTS
    return Compiled(source, module, {name: make(Scaled(8, {})) for name, make in makers.items()})
