"""Emitted code as a function of what the loop interpreter takes, on NumPy or on tensors of a device."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, final

import numpy as np

from tensir.dtypes import INT
from tenspiler.checking import output_types
from tenspiler.interface import interface_of
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, Function, Parameter, ScalarType
from tenspiler.pipeline import Lifted, emit

ARRAYS = (Container.NDARRAY, Container.POINTER)


class CodeRefuses(Exception):
    """The emitted code raised its PreconditionError; the message is what it says."""


class CodeRaises(Exception):
    """The emitted code raised anything else."""


@final
@dataclass(frozen=True, slots=True)
class Emission:
    """An emitted function: its grade, its text, and where it runs."""

    function: Function
    entry: Any
    code: str
    grade: str
    backend: str
    device: str

    def __call__(self, named: Mapping[str, Any], as_they_are: bool = False) -> dict[str, Any]:
        """The outputs by name, as Python numbers and NumPy arrays; raises `CodeRefuses` or `CodeRaises`.

        With `as_they_are`, arrays keep their place in memory.
        """
        given: dict[int, Any] = {}
        arguments: list[Any] = []
        for parameter in self.function.parameters:
            value = named[parameter.name]
            if isinstance(parameter.type, ScalarType):
                arguments.append(self._passed(parameter, value))
            elif as_they_are:
                arguments.append(value)
            else:  # one array for two parameters stays one
                arguments.append(given.setdefault(id(value), self._passed(parameter, value)))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                answer = self.entry(*arguments)
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            raise (CodeRefuses if text.startswith("PreconditionError") else CodeRaises)(text) from error
        values = flattened(self.function, answer)
        return dict(zip(output_types(self.function), map(_plain, values), strict=True))

    def _passed(self, parameter: Parameter, value: Any) -> Any:
        """An argument as callers of this backend have it."""
        kind = parameter.type
        if isinstance(kind, ScalarType):
            return kind.dtype.numpy.type(value) if kind.flavour is Flavour.NUMPY else value
        if self.backend != "torch":
            return as_held(kind, value)
        array = value.copy() if kind.container in ARRAYS else self._as_array(kind, value)
        if array is None:
            return value
        import torch

        return torch.from_numpy(array).to(self.device)

    def _as_array(self, kind: ArrayType, value: Any) -> Any:
        """Lists as an array, always for a GPU and else by their length; None where they stay lists."""
        if self.device == "cpu" and len(value) % 3 != 2:
            return None
        if kind.rank > 1 and not (value and all(value)):  # nothing says how wide rows are that are not there
            return None
        try:
            dtype = np.dtype(np.int64) if kind.element.dtype is INT else kind.element.dtype.numpy
            return np.array(value, dtype=dtype)
        except (OverflowError, ValueError):
            return None


def as_held(kind: ArrayType, value: Any) -> Any:
    """An array as some callers hold it: with strides of its own, or an array where the source has vectors.

    Its length alone decides.
    """
    if len(value) % 3 != 2:
        return value
    match kind.container:
        case Container.NDARRAY:
            return value[::-1].copy()[::-1]
        case Container.VECTOR if kind.rank == 1:
            return np.array(value, dtype=kind.element.dtype.numpy)
        case _:
            return value


def emission_of(lifted: Lifted, backend: str, device: str = "cpu") -> Emission | str:
    """The code of one backend, loaded; or why there is none. What it raises else is a defect."""
    function = lifted.function
    interface, grade = interface_of(function, lifted.program, lifted.proof, (backend,))
    target = emit(backend, lifted.program, interface, function.span)
    if target.code is None or target.entry is None:
        return target.error or "no code"
    module = ModuleType("emitted")
    exec(compile(target.code, "<emitted>", "exec"), module.__dict__)
    entry = getattr(module, target.entry)
    return Emission(function, entry, target.code, grade, backend, device)


def flattened(function: Function, answer: Any) -> tuple[Any, ...]:
    """What emitted code gives, one value for each output: several results are a tuple within the answer."""
    several, changed = len(function.results) > 1, len(output_types(function)) > len(function.results)
    if several:
        return (*answer[0], *answer[1:]) if changed else answer
    return answer if len(output_types(function)) > 1 else (answer,)


def _plain(value: Any) -> Any:
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
        return value.item() if value.ndim == 0 else value
    return value.item() if isinstance(value, np.generic) else value


def overlapping(function: Function) -> list[tuple[str, str]]:
    """Pairs of parameters that one array can be passed for, the first of which is changed."""
    changed = {p.name for p in function.changed_parameters()}
    arrays = [p for p in function.parameters if isinstance(p.type, ArrayType) and p.origin is None]
    return [
        (a.name, b.name)
        for place, a in enumerate(arrays)
        for b in arrays[place + 1 :]
        if a.type == b.type and (a.name in changed or b.name in changed)
    ]


def shifted(first: Any, second: Any) -> tuple[Any, Any] | None:
    """Two arrays of NumPy's in the same memory, one element apart; None where there is nothing to share."""
    if not isinstance(first, np.ndarray) or first.ndim != 1 or min(len(first), len(second)) < 2:
        return None
    memory = np.concatenate([first, second])
    return memory[: len(first)], memory[len(first) - 1 : len(first) - 1 + len(second)]
