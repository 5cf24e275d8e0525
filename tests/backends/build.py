"""Programs and interfaces for tests of backends, built from a few tensors."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, final

import numpy as np

from tensir.cells import Extent
from tensir.dtypes import INT, DType
from tensir.tensors import Param, Program, Tensor, TensorType
from tenspiler.backend.api import (
    Argument,
    Backend,
    EmittedModule,
    Holder,
    Interface,
    Output,
    Precondition,
)
from tenspiler.backend.writing import written

_loaded = count()


@final
@dataclass(frozen=True)
class Placed:
    """A backend whose functions are called with tensors on a device, and answer with arrays of the host."""

    backend: Backend
    device: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.backend, name)

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function of emitted code answers for arguments of the host.

        Arrays, and lists of whole numbers, become tensors; numbers are passed as they are.
        """
        return self._to_host(function(*(self._to_device(a) for a in arguments)))

    def _to_device(self, value: Any) -> Any:
        import torch

        if isinstance(value, list) and value and np.asarray(value).dtype == np.int64:
            value = np.asarray(value)
        return torch.from_numpy(value.copy()).to(self.device) if isinstance(value, np.ndarray) else value

    def _to_host(self, value: Any) -> Any:
        import torch

        if isinstance(value, tuple):
            return tuple(self._to_host(part) for part in value)
        if not isinstance(value, torch.Tensor):
            return value
        assert value.device.type == self.device.partition(":")[0], "the result left the device"
        host = value.cpu().numpy()
        return host if host.ndim else host.item()


def param(name: str, dtype: DType, rank: int) -> Param:
    return Param(name, TensorType(dtype, tuple(Extent(name, axis) for axis in range(rank))))


def holder_of(dtype: DType, rank: int) -> Holder:
    if not rank:
        return Holder.NUMBER
    return Holder.LIST if dtype is INT else Holder.ARRAY


def interface(
    parameters: tuple[Param, ...],
    outputs: tuple[tuple[str, Tensor], ...],
    preconditions: tuple[Precondition, ...] = (),
    holders: dict[str, Holder] | None = None,
    written: tuple[str, ...] = (),
    may_coincide: frozenset[frozenset[str]] = frozenset(),
    numpy_scalar: bool = False,
    name: str = "f",
) -> Interface:
    holders = holders or {}
    arguments = tuple(
        Argument(
            p.name,
            p.type.dtype,
            p.type.rank,
            holders.get(p.name, holder_of(p.type.dtype, p.type.rank)),
            p.name in written,
        )
        for p in parameters
    )
    outs = tuple(
        Output(n, holders.get(n, holder_of(t.type.dtype, t.type.rank)), numpy_scalar) for n, t in outputs
    )
    tupled = any(n.startswith("return.") for n, _ in outputs)
    return Interface(
        name, arguments, outs, tupled, preconditions, (), may_coincide, "proved equal to f.py:1 (grade exact)"
    )


def load(code: str, entry: str) -> Callable[..., Any]:
    name = f"<emitted {next(_loaded)}>"
    linecache.cache[name] = (
        len(code),
        None,
        code.splitlines(keepends=True),
        name,
    )  # Triton reads its kernels
    space: dict[str, Any] = {"__name__": name}
    exec(compile(code, name, "exec"), space)
    return space[entry]


def loaded(backend: Backend, code: str, entry: str) -> Callable[..., Any]:
    """The function of emitted code, called where the backend's tests call it."""
    function = load(code, entry)
    return partial(backend.call, function) if isinstance(backend, Placed) else function


def emitted(backend: Backend, program: Program, described: Interface) -> EmittedModule:
    """Code as the compiler has it written: of a program that speculates safely."""
    return written(backend, program, described)


def compiled(
    backend: Backend,
    parameters: tuple[Param, ...],
    outputs: tuple[tuple[str, Tensor], ...] | Tensor,
    **options: Any,
) -> Callable[..., Any]:
    if not isinstance(outputs, tuple):
        outputs = (("return", outputs),)
    module = emitted(backend, Program("f", parameters, outputs), interface(parameters, outputs, **options))
    return loaded(backend, module.code, module.entry)
