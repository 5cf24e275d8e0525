"""Calls of emitted code: arguments as the original takes them, and how a person would write the call."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, final
from typing import cast as typed

import numpy as np

from tenspiler.loopir.nodes import ArrayType, Flavour, Formal, Function, Member, Parameter

Path = tuple[str | int, ...]


@final
class Caller:
    """Makes calls of a function from its arguments in LoopIR's order."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self._formals = function.formals or tuple(Formal(p.name) for p in function.parameters)
        self._classes = {(member.of, member.path): name for member, name in function.classes}

    def arguments(self, given: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
        """Positional and keyword arguments of the original; objects are stand-ins with the fields read."""
        values = {p.name: _held(p, v) for p, v in zip(self._function.parameters, given, strict=True)}
        positional: list[Any] = []
        named: dict[str, Any] = {}
        for formal in self._formals:
            only = formal.only
            value = self._value(formal.name, values) if only is None else ast.literal_eval(only)
            if formal.keyword_only:
                named[formal.name] = value
            else:
                positional.append(value)
        return positional, named

    def text(self, given: Sequence[Any]) -> str:
        """The call as Python, to be pasted behind `import numpy as np`."""
        positional, named = self.arguments(given)
        shown = [written(v) for v in positional] + [f"{k}={written(v)}" for k, v in named.items()]
        return f"{self._function.name.rpartition('.')[2]}({', '.join(shown)})"

    def _value(self, name: str, values: Mapping[str, Any]) -> Any:
        if name in values and self._parameter(name).origin is None:
            return values[name]
        fields = {
            p.origin.path: values[p.name]
            for p in self._function.parameters
            if isinstance(p.origin, Member) and p.origin.of == name
        }
        return self._built(name, (), fields) if fields else None

    def _parameter(self, name: str) -> Parameter:
        return next(p for p in self._function.parameters if p.name == name)

    def _built(self, name: str, path: Path, fields: Mapping[Path, Any]) -> Any:
        """What stands at a path of a parameter: a field itself, or an object or tuple of what is below."""
        depth = len(path)
        if path in fields:
            return fields[path]
        steps = list(dict.fromkeys(p[depth] for p in fields if p[:depth] == path))
        parts = {step: self._built(name, (*path, step), fields) for step in steps}
        if all(isinstance(step, int) for step in steps):
            return tuple(parts.get(k) for k in range(max(typed("list[int]", steps)) + 1))
        kind = type(self._classes.get((name, path), "SimpleNamespace"), (SimpleNamespace,), {})
        return kind(**{str(step): part for step, part in parts.items()})


def _held(parameter: Parameter, value: Any) -> Any:
    """An argument of its own: a copy, and a NumPy scalar where the original takes one."""
    kind = parameter.type
    if not isinstance(kind, ArrayType):
        return kind.dtype.numpy.type(value) if kind.flavour is Flavour.NUMPY else value
    return typed(Any, value.copy()) if isinstance(value, np.ndarray) else _copied(value)


def _copied(value: Any) -> Any:
    return [_copied(item) for item in typed("list[Any]", value)] if isinstance(value, list) else value


def written(value: Any) -> str:
    """A value as Python source that gives it again, NaN and infinities too."""
    match value:
        case np.ndarray():
            array = typed("np.ndarray[Any, Any]", value)
            dtype = f"dtype=np.{'bool_' if array.dtype == bool else array.dtype.name}"
            if not array.size:
                return f"np.zeros({array.shape}, {dtype})"
            return f"np.array({written(array.tolist())}, {dtype})"
        case np.generic():
            return f"np.{type(typed(Any, value)).__name__}({written(value.item())})"
        case list():
            return f"[{_joined(typed('list[Any]', value))}]"
        case tuple():
            items = typed("tuple[Any, ...]", value)
            return f"({_joined(items)}{',' if len(items) == 1 else ''})"
        case SimpleNamespace():
            return f"{type(value).__name__}({', '.join(f'{k}={written(v)}' for k, v in vars(value).items())})"
        case float() if value != value or value in (float("inf"), float("-inf")):
            return f'float("{value}")'
        case _:
            return repr(value)


def _joined(values: Iterable[Any]) -> str:
    return ", ".join(map(written, values))
