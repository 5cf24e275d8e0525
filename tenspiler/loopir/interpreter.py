"""The interpreter of LoopIR: what a program computes on given inputs, exactly."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from traceback import walk_tb
from types import TracebackType
from typing import Any, TypeAlias, final

import numpy as np

from tenspiler.loopir import storage
from tenspiler.loopir.arithmetic import TooLargeError
from tenspiler.loopir.execution import FILE_NAME, INDEX_REASON, Code, FuelError, compile_code
from tenspiler.loopir.nodes import ArrayType, Function, Span, View
from tenspiler.loopir.storage import ArgumentError, StopError

__all__ = [
    "ArgumentError",
    "Finished",
    "OutOfFuel",
    "Outcome",
    "Program",
    "Raised",
    "State",
    "Watch",
    "compile_function",
    "run",
]

State: TypeAlias = dict[str, Any]
Watch: TypeAlias = Callable[[int, int, State], None]


@final
@dataclass(frozen=True, slots=True)
class Finished:
    """The run ended: what it returned, and what it may have changed of the caller's, by parameter.

    Numbers are Python numbers; arrays are nested lists (LIST, VECTOR) or NumPy arrays (NDARRAY, POINTER).
    """

    results: tuple[Any, ...]
    changed: dict[str, Any]


@final
@dataclass(frozen=True, slots=True)
class Raised:
    """The source would raise here, or its behaviour is undefined."""

    reason: str
    span: Span


@final
@dataclass(frozen=True, slots=True)
class OutOfFuel:
    """The run was given up: too many iterations, or too much memory."""


Outcome: TypeAlias = Finished | Raised | OutOfFuel


@final
@dataclass(slots=True)
class Program:
    """A function made ready to run many times."""

    function: Function
    _plain: tuple[Code, Callable[..., Any]] | None = None
    _watched: tuple[Code, Callable[..., Any]] | None = None

    def run(self, args: Sequence[object], *, fuel: int = 1_000_000, watch: Watch | None = None) -> Outcome:
        """Run on copies of `args`; see `run`."""
        code, call = self._code(watch is not None)
        prepared = [storage.argument(p.type, a) for p, a in zip(self.function.parameters, args, strict=True)]
        values, shapes = [v for v, _ in prepared], [s for _, s in prepared]
        try:
            with np.errstate(all="ignore"):
                results, changed = call(values, shapes, fuel, watch and _unmangled(code, watch))
                return self._finished(results, changed, shapes)
        except StopError as stop:
            return Raised(str(stop), _span(code, stop.__traceback__) or self.function.span)
        except (FuelError, TooLargeError, MemoryError):
            return OutOfFuel()
        except (IndexError, ArithmeticError, ValueError, UnboundLocalError) as error:
            span = _span(code, error.__traceback__)
            if span is None:
                raise
            return Raised(_reason(error), span)

    def _code(self, watched: bool) -> tuple[Code, Callable[..., Any]]:
        found = self._watched if watched else self._plain
        if found is None:
            code = compile_code(self.function, watched)
            found = code, code.bind()
            if watched:
                self._watched = found
            else:
                self._plain = found
        return found

    def _finished(self, results: Any, changed: Any, shapes: list[Any]) -> Finished:
        values = tuple(
            storage.result(r.type, *value) if isinstance(r, View) else value
            for r, value in zip(self.function.results, results, strict=True)
        )
        given = dict(zip((p.name for p in self.function.parameters), shapes, strict=True))
        arrays = {
            p.name: storage.result(p.type, rows, shape or given[p.name])
            if isinstance(p.type, ArrayType)
            else rows
            for p, (rows, shape) in zip(self.function.changed_parameters(), changed, strict=True)
        }
        return Finished(values, arrays)


@final
@dataclass(slots=True)
class _Programs:
    """Programs of functions that were run lately."""

    kept: OrderedDict[int, Program] = field(default_factory=OrderedDict[int, Program])
    most: int = 64

    def of(self, function: Function) -> Program:
        found = self.kept.get(id(function))
        if found is None or found.function is not function:
            found = Program(function)
            self.kept[id(function)] = found
            if len(self.kept) > self.most:
                self.kept.popitem(last=False)
        self.kept.move_to_end(id(function))
        return found


_programs = _Programs()


def compile_function(function: Function) -> Program:
    """Prepare a well-typed function for many runs."""
    return Program(function)


def run(
    function: Function, args: Sequence[object], *, fuel: int = 1_000_000, watch: Watch | None = None
) -> Outcome:
    """Run a well-typed function on copies of its arguments, given in parameter order.

    Arrays are nested sequences (LIST, VECTOR) or NumPy arrays (NDARRAY, POINTER: the buffer). An iteration
    of a loop costs one unit of fuel and a new array one for each element. `watch(label, iteration, state)`
    is called at every loop head, before each iteration and once at the exit; `iteration` counts the ones
    done, and a counter still has its value from before. The state holds every variable that has one:
    numbers, and arrays as nested lists. These lists are alive, so a watcher that keeps them copies them.
    Raises `ArgumentError` if an argument is not of its parameter's type.
    """
    return _programs.of(function).run(args, fuel=fuel, watch=watch)


def _unmangled(code: Code, watch: Watch) -> Watch:
    pairs = tuple(code.names.items())

    def call(label: int, iteration: int, scope: State) -> None:
        watch(label, iteration, {name: scope[v] for name, v in pairs if v in scope})

    return call


def _span(code: Code, traceback: TracebackType | None) -> Span | None:
    lines = [line for frame, line in walk_tb(traceback) if frame.f_code.co_filename == FILE_NAME]
    return code.spans[lines[-1] - 1] if lines else None


def _reason(error: Exception) -> str:
    match error:
        case IndexError():
            return INDEX_REASON
        case UnboundLocalError():
            return "read of an uninitialised variable"
        case _:
            return str(error)
