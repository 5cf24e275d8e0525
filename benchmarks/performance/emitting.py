"""From the suites to tasks: kernels are lifted once for all backends, and emitted by each of them twice."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.discovery import Source
from benchmarks.performance.task import ROOT, Module, Parameter, Task
from tensir.dtypes import INT, DType
from tenspiler.backend.api import Argument, Holder, Interface
from tenspiler.cli.plan import Pending, make_plan
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.interface import interface_of
from tenspiler.pipeline import Lifted, emit, lift, output_names

LISTS = (Holder.LIST, Holder.VECTOR)
Wanted = Callable[[Source, str], bool]


def tasks(sources: Sequence[Source], backends: Sequence[str], wanted: Wanted) -> Iterator[Task]:
    """The kernels that are lifted, as they come."""
    for source in sources:
        names = [k for k in source.kernels() if wanted(source, k)]
        if not names:
            continue
        for step in make_plan([str(source.path)]).steps:
            if isinstance(step, Pending) and step.function.name in names:
                try:
                    lifted = lift(step.function, backends)
                except Refusal:
                    continue  # `python -m benchmarks lift` says why
                yield _task(source, lifted, backends)


def on_arrays(interface: Interface) -> Interface:
    """The interface of the same function with arrays wherever lists were."""
    outputs = (replace(o, holder=Holder.ARRAY if o.holder in LISTS else o.holder) for o in interface.outputs)
    arguments = (replace(a, holder=Holder.ARRAY) if _is_plain(a) else a for a in interface.arguments)
    return replace(interface, arguments=tuple(arguments), outputs=tuple(outputs))


def _is_plain(argument: Argument) -> bool:
    return argument.rank > 0 and argument.holder in LISTS and argument.origin is None


def _task(source: Source, lifted: Lifted, backends: Sequence[str]) -> Task:
    function, program = lifted.function, lifted.program
    interface, _ = interface_of(function, program, lifted.proof, backends)
    arguments = {a.name: a for a in interface.arguments if a.origin is None}
    dtypes = {name: tensor.type.dtype for name, tensor in program.outputs}
    return Task(
        suite=source.suite,
        kernel=function.name,
        form=source.form,
        source=_place(source.path),
        callable=_place(source.callable),
        inputs=_place(source.inputs),
        parameters=tuple(_parameter(name, arguments.get(name)) for name in function.formal_names()),
        outputs=output_names(function),
        output_dtypes=tuple(_called(dtypes[o.name]) for o in interface.outputs),
        modules={name: _module(name, lifted) for name in backends},
        fixed=fixed_extents(source).get(source.path.name, {}).get(function.name, {}),
    )


def _module(backend: str, lifted: Lifted) -> Module:
    """What one backend makes of a program; its grade is that of the backend alone."""
    function, program = lifted.function, lifted.program
    interface, grade = interface_of(function, program, lifted.proof, [backend])
    try:
        whole, arrays = (emit(backend, program, i, function.span) for i in (interface, on_arrays(interface)))
    except Refusal as refusal:
        return Module(error=refusal.diagnostic.message)
    assert whole.code is not None
    assert arrays.code is not None
    return Module(whole.entry or "", whole.code, arrays.code, grade)


def _parameter(name: str, argument: Argument | None) -> Parameter:
    if argument is None:  # an object, of which fields are used
        return Parameter(name, "object", 0, "object", written=False, plain=False)
    dtype, holder = _called(argument.dtype), argument.holder.value
    return Parameter(name, dtype, argument.rank, holder, argument.written, _is_plain(argument))


def _called(dtype: DType) -> str:
    return "int" if dtype is INT else dtype.numpy.name


def _place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def fixed_extents(source: Source) -> dict[str, dict[str, dict[str, int]]]:
    """The extents that stay as they are at every size: the suite's `sizes.toml`, by file and kernel."""
    listed = source.path.with_name("sizes.toml")
    return tomllib.loads(listed.read_text()) if listed.exists() else {}
