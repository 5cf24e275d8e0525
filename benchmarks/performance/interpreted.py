"""Originals in Python: as the interpreter runs them, and as Numba compiles them where it takes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

from benchmarks.performance.contender import Absent, Contender, flattened, sampled
from benchmarks.performance.task import Parameter, Task
from benchmarks.performance.workload import load

Arguments = tuple[Any, ...]


def python_contender(function: Callable[..., Any], task: Task, arguments: Arguments) -> Contender:
    """The original on what callers have; what it changes is copied, within the time taken."""
    call = _copying(function, task.parameters)
    sample = sampled(lambda: call(arguments))
    return Contender(
        "python", lambda: _outputs(task, *call(arguments)), {"kernel": sample, "end_to_end": sample}
    )


def numba_contender(source: Path, task: Task, arguments: Arguments) -> Contender:
    """The original through `njit`, on arrays; raises `Absent` where Numba is not there or cannot."""
    try:
        import numba
    except ImportError:
        raise Absent("Numba is not installed") from None
    module = load(source)
    for name, value in list(vars(module).items()):
        if isinstance(value, FunctionType) and value.__module__ == module.__name__:
            setattr(module, name, numba.njit(value))
    function = getattr(module, task.kernel)
    call = quiet = _copying(function, task.parameters)
    there = on_arrays(task, arguments)
    try:
        _, result = call(there)
        if _holds_lists(result):
            quiet = _copying(numba.njit(_without_result(function)), task.parameters)
            quiet(there)
    except Exception as error:
        raise Absent(f"Numba: {type(error).__name__}") from None

    def as_lists() -> list[Any]:
        return [
            value.tolist() if isinstance(value, np.ndarray) and lists else value
            for value in _outputs(task, *call(on_arrays(task, arguments)))
        ]

    lists = any(isinstance(a, list) for a in arguments)
    samples = {"kernel": sampled(lambda: quiet(there)), "end_to_end": sampled(as_lists)}
    return Contender("numba", lambda: _outputs(task, *call(there)), samples)


def _holds_lists(result: Any) -> bool:
    return isinstance(result, list) or (isinstance(result, tuple) and any(map(_holds_lists, result)))


def _without_result(function: Callable[..., Any]) -> Callable[..., int]:
    """The same without lists of Python being made of its result, which is no part of the kernel."""

    def computed(*given: Any) -> int:
        function(*given)
        return 0

    return computed


def on_arrays(task: Task, arguments: Arguments) -> Arguments:
    """Arguments with arrays in the place of lists."""
    return tuple(
        np.array(value, dtype=dtype_of(p)) if p.plain and isinstance(value, list) else value
        for p, value in zip(task.parameters, arguments, strict=True)
    )


def dtype_of(parameter: Parameter) -> Any:
    """The dtype of its elements: Python's integers are those of 64 bits."""
    return np.int64 if parameter.dtype == "int" else np.dtype(parameter.dtype)


def _copying(
    function: Callable[..., Any], parameters: tuple[Parameter, ...]
) -> Callable[[Arguments], tuple[list[Any], Any]]:
    written = [p.written for p in parameters]

    def call(arguments: Arguments) -> tuple[list[Any], Any]:
        given = [_copy(a) if w else a for a, w in zip(arguments, written, strict=True)]
        return given, function(*given)

    return call


def _copy(value: Any) -> Any:
    if isinstance(value, list):
        return [_copy(row) for row in value] if value and isinstance(value[0], list) else value.copy()
    return value.copy() if isinstance(value, np.ndarray) else value


def _outputs(task: Task, given: list[Any], result: Any) -> list[Any]:
    held = dict(zip((p.name for p in task.parameters), given, strict=True)) | {"return": result}
    return flattened([held[name] for name in task.outputs])
