"""The statements at the head of an emitted function: memory that may not be shared, and conversions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tensir.dtypes import BOOL, F64, INT
from tenspiler.backend.api import Argument, Fixed, Holder, Interface
from tenspiler.backend.emission.target import Target


def memory_checks(target: Target, interface: Interface, names: Mapping[str, str]) -> Iterator[str]:
    """Refusals of arguments that share memory with one that the original writes to."""
    arrays = [a for a in interface.arguments if a.rank and not isinstance(a.origin, Fixed)]
    seen = {a.name: target.memory.format(names[a.name]) for a in arrays}
    for place, first in enumerate(arrays):
        if first.written and first.holder is Holder.LIST and first.rank > 1:
            yield f'_own_rows("{first.name}", {names[first.name]})'
        if first.written and first.holder in (Holder.ARRAY, Holder.BUFFER):
            yield f'_own_elements("{first.name}", {seen[first.name]})'
        for second in arrays[place + 1 :]:
            if first.written or second.written:
                yield _separate(interface, first, second, seen)


def _separate(interface: Interface, first: Argument, second: Argument, seen: Mapping[str, str]) -> str:
    same = ", same=True" if frozenset((first.name, second.name)) in interface.may_coincide else ""
    a, b = seen[first.name], seen[second.name]
    return f'_separate("{first.name}", {a}, "{second.name}", {b}{same})'


def conversions(
    target: Target, interface: Interface, names: Mapping[str, str], shapes: Mapping[str, str]
) -> Iterator[str]:
    """Each argument as what the body computes with; `shapes` names the shapes to be kept of buffers."""
    for argument in interface.arguments:
        name = names[argument.name]
        yield from _kind_check(argument, name)
        text = _conversion(target, argument, name)
        bound = target.numbers.bound(argument.dtype) if argument.rank else "{0}"
        yield f"{name} = {bound.format(text)}"
        if argument.holder is Holder.BUFFER and argument.rank:
            if argument.name in shapes:
                yield f"{shapes[argument.name]} = {name}.shape"
            yield f"{name} = {name}.reshape(-1)"


def _kind_check(argument: Argument, name: str) -> Iterator[str]:
    """A number of another kind than the original was read for may give another result."""
    dtype = argument.dtype
    if argument.holder is Holder.PYTHON:
        kind = "bool" if dtype is BOOL else "int" if dtype is INT else "float"
        yield f'_python_number("{argument.name}", {name}, "{kind}")'
    if argument.holder is Holder.SCALAR:
        yield f'_numpy_scalar("{argument.name}", {name}, "{dtype.numpy.name}")'


def _conversion(target: Target, argument: Argument, name: str) -> str:
    function = _function(argument)
    parts = [f'"{argument.name}"', name]
    if argument.rank or argument.dtype not in (BOOL, INT):
        parts.append(target.numbers.element(argument.dtype))
    if argument.rank and function != "_buffer":
        parts.append(str(argument.rank))
    placed = argument.rank or argument.dtype.is_float
    return f"{target.binders.get(function, function)}({', '.join(parts)}{target.placement if placed else ''})"


def _function(argument: Argument) -> str:
    if not argument.rank:
        return "_boolean" if argument.dtype is BOOL else "_real" if argument.dtype.is_float else "_integer"
    match argument.holder:
        case Holder.BUFFER:
            return "_buffer"
        case Holder.ARRAY:
            return "_array"
        case Holder.LIST if argument.dtype in (INT, F64, BOOL):
            return "_from_list"
        case Holder.LIST | Holder.VECTOR | Holder.NUMBER | Holder.PYTHON | Holder.SCALAR:
            return "_from_vector"


def came_as_lists(interface: Interface, names: Mapping[str, str]) -> str:
    """Whether every vector among the arguments is a list."""
    vectors = [names[a.name] for a in interface.arguments if a.rank and a.holder is Holder.VECTOR]
    return " and ".join(f"isinstance({v}, (list, tuple))" for v in vectors)
