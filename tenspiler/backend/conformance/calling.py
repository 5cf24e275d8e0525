"""From a program to a function that is called as the compiler has it: interface, code, and arguments."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from copy import deepcopy
from itertools import count
from typing import Any, Final, TypeAlias
from typing import cast as typed

import numpy as np

from tensir.cell_evaluator import is_array
from tensir.dtypes import INT, DType
from tensir.tensors import Program
from tenspiler.backend.api import Argument, Backend, Holder, Interface, Output
from tenspiler.backend.writing import written

Function: TypeAlias = Callable[..., Any]
Caller: TypeAlias = Callable[..., Any]

_NUMBERS: Final = count()


def plainly(function: Function, *arguments: Any) -> Any:
    """Call a function with arrays, numbers and lists of the host."""
    return function(*arguments)


def holder_of(dtype: DType, rank: int) -> Holder:
    """What holds a value: a list of unbounded integers, an array of others, a number without axes."""
    if not rank:
        return Holder.NUMBER
    return Holder.LIST if dtype is INT else Holder.ARRAY


def interface_of(program: Program) -> Interface:
    """The interface of a program whose parameters are only read."""
    arguments = tuple(
        Argument(p.name, p.type.dtype, p.type.rank, holder_of(p.type.dtype, p.type.rank), written=False)
        for p in program.parameters
    )
    outputs = tuple(Output(n, holder_of(t.type.dtype, t.type.rank)) for n, t in program.outputs)
    return Interface(
        name=program.name,
        arguments=arguments,
        outputs=outputs,
        returns_tuple=False,
        preconditions=(),
        assumptions=(),
        may_coincide=frozenset(),
        guarantee="a probe of the conformance kit",
    )


def compiled(backend: Backend, program: Program) -> Function:
    """The function that a backend's code for a program defines.

    Its text is found by `inspect`, for frameworks that read the source of what they compile.
    """
    module = written(backend, program, interface_of(program))
    name = f"<conformance {next(_NUMBERS)}>"
    linecache.cache[name] = (len(module.code), None, module.code.splitlines(keepends=True), name)
    space: dict[str, Any] = {"__name__": name}
    exec(compile(module.code, name, "exec"), space)
    return space[module.entry]


def copied(value: Any) -> Any:
    """A value that may be changed without the other one; an array keeps its place in memory, gaps and all."""
    if isinstance(value, list):
        return deepcopy(typed("list[Any]", value))
    if not is_array(value) or not value.ndim:
        return value
    whole = np.empty_like(value if value.base is None else value.base)
    if value.base is None or value.size == 0:
        return value.copy()
    offset = value.__array_interface__["data"][0] - value.base.__array_interface__["data"][0]
    raw = np.frombuffer(whole.tobytes(order="A"), np.uint8).copy()
    view = np.ndarray(value.shape, value.dtype, raw.data, offset, value.strides)
    view[...] = value
    return view
