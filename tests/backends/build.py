"""Programs and interfaces for tests of backends, built from a few tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tensir.cells import Extent
from tensir.dtypes import INT, DType
from tensir.tensors import Param, Program, Tensor, TensorType
from tenspiler.backend.api import Argument, Backend, Holder, Interface, Output, Precondition


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
    space: dict[str, Any] = {}
    exec(compile(code, "<emitted>", "exec"), space)
    return space[entry]


def compiled(
    backend: Backend,
    parameters: tuple[Param, ...],
    outputs: tuple[tuple[str, Tensor], ...] | Tensor,
    **options: Any,
) -> Callable[..., Any]:
    if not isinstance(outputs, tuple):
        outputs = (("return", outputs),)
    module = backend.emit(Program("f", parameters, outputs), interface(parameters, outputs, **options))
    return load(module.code, module.entry)
