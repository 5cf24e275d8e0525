"""Runs a LoopIR function over numbers of high precision: what it would compute if nothing were rounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from typing import cast as typed

from tenspiler.accuracy.wide import Wide
from tenspiler.accuracy.wide_functions import NAMES
from tenspiler.loopir import storage
from tenspiler.loopir.execution import FuelError, compile_code
from tenspiler.loopir.nodes import Function, ScalarType, Type
from tenspiler.loopir.storage import StopError


class Reference:
    """A function made ready to run over numbers of high precision; decisions are made on those numbers."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self._call: Callable[..., Any] = compile_code(function, False, literals_called=True).bind(NAMES)

    def run(self, arguments: Sequence[object], fuel: int) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
        """What is returned and what is changed, floats as `Wide`; None where this run does not end well."""
        prepared = [
            storage.argument(p.type, a) for p, a in zip(self._function.parameters, arguments, strict=True)
        ]
        kinds = [p.type for p in self._function.parameters]
        values = [_widened(kind, value) for kind, (value, _) in zip(kinds, prepared, strict=True)]
        try:
            results, changed = self._call(values, [shape for _, shape in prepared], fuel, None)
        except (
            StopError,
            FuelError,
            MemoryError,
            ArithmeticError,
            IndexError,
            ValueError,
            UnboundLocalError,
        ):
            return None
        names = [p.name for p in self._function.changed_parameters()]
        return tuple(_rows(value) for value in results), {
            name: rows for name, (rows, _) in zip(names, changed, strict=True)
        }


def _rows(value: Any) -> Any:
    """A result without the shape that is kept beside an array's rows."""
    return typed("tuple[Any, ...]", value)[0] if isinstance(value, tuple) else value


def _widened(kind: Type, value: Any) -> Any:
    if isinstance(kind, ScalarType):
        return Wide.of(value) if kind.dtype.is_float else value
    return _each(value, kind.rank) if kind.element.dtype.is_float else value


def _each(rows: Any, rank: int) -> Any:
    return Wide.of(rows) if rank == 0 else [_each(row, rank - 1) for row in rows]
