"""The statements at the head of an emitted function: memory that may not be shared, and conversions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tensir.dtypes import BOOL, F64, INT
from tenspiler.backend.api import Argument, Fixed, Holder, Interface
from tenspiler.backend.emission.target import Target


def memory_checks(interface: Interface, names: Mapping[str, str]) -> Iterator[str]:
    """Refusals of arguments that share memory with one that the original writes to."""
    arrays = [a for a in interface.arguments if a.rank and not isinstance(a.origin, Fixed)]
    for place, first in enumerate(arrays):
        if first.written and first.holder is Holder.LIST and first.rank > 1:
            yield f'_own_rows("{first.name}", {names[first.name]})'
        if first.written and first.holder in (Holder.ARRAY, Holder.BUFFER):
            yield f'_own_elements("{first.name}", {names[first.name]})'
        for second in arrays[place + 1 :]:
            if first.written or second.written:
                yield _separate(interface, first, second, names)


def _separate(interface: Interface, first: Argument, second: Argument, names: Mapping[str, str]) -> str:
    same = ", same=True" if frozenset((first.name, second.name)) in interface.may_coincide else ""
    a, b = names[first.name], names[second.name]
    return f'_separate("{first.name}", {a}, "{second.name}", {b}{same})'


def conversions(
    target: Target, interface: Interface, names: Mapping[str, str], shapes: Mapping[str, str]
) -> Iterator[str]:
    """Each argument as what the body computes with; `shapes` names the shapes to be kept of buffers."""
    for argument in interface.arguments:
        name = names[argument.name]
        yield f"{name} = {_conversion(target, argument, name)}"
        if argument.holder is Holder.BUFFER and argument.rank:
            if argument.name in shapes:
                yield f"{shapes[argument.name]} = {name}.shape"
            yield f"{name} = {name}.reshape(-1)"


def _conversion(target: Target, argument: Argument, name: str) -> str:
    dtype, shown, at = target.numbers.element(argument.dtype), f'"{argument.name}", {name}', target.placement
    if not argument.rank:
        if argument.dtype is BOOL:
            return f"_boolean({shown})"
        if argument.dtype.is_float:
            return f"_real({shown}, {dtype}{at})"
        return f"_integer({shown})" if argument.dtype is INT else f"_integer({shown}, {dtype})"
    match argument.holder:
        case Holder.BUFFER:
            return f"_buffer({shown}, {dtype}{at})"
        case Holder.ARRAY:
            return f"_array({shown}, {dtype}, {argument.rank}{at})"
        case Holder.LIST if argument.dtype in (INT, F64, BOOL):
            return f"_from_list({shown}, {dtype}, {argument.rank}{at})"
        case Holder.LIST | Holder.VECTOR | Holder.NUMBER:
            return f"_from_vector({shown}, {dtype}, {argument.rank}{at})"


def came_as_lists(interface: Interface, names: Mapping[str, str]) -> str:
    """Whether every vector among the arguments is a list."""
    vectors = [names[a.name] for a in interface.arguments if a.rank and a.holder is Holder.VECTOR]
    return " and ".join(f"isinstance({v}, (list, tuple))" for v in vectors)
