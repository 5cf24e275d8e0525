"""The code that runs at a call, written once for each specialisation: guards, the emitted function, effects.

def call(_0, _1):
    if not (type(_0) is list and FLOAT.issuperset(map(type, _0)) and type(_1) is float):
        return MISS
    try:
        result = entry(_0, _1)
    except Exception as error:
        return failed(error, (_0, _1))
    _0[:] = result
    return None
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, final

import numpy as np

from tensir.dtypes import BOOL, F64, INT
from tenspiler.loopir.nodes import ArrayType, Container, Flavour, ScalarType
from tenspiler.runtime.effects import Effects
from tenspiler.runtime.objects import has_plain_fields
from tenspiler.runtime.signatures import (
    Argument,
    ObjectType,
    TensorType,
    is_tensor,
    type_from,
    unusable_tensor,
)
from tenspiler.runtime.surroundings import MISSING, Surroundings

MISS: Final = object()  # what a call gives that does not meet the guards
_PYTHON: Final = {BOOL: bool, INT: int, F64: float}
_WATCHED_ERRORS: Final = ("raise", "call")

Failed = Callable[[Exception, tuple[Any, ...]], Any]


@final
@dataclass(frozen=True, slots=True)
class Calling:
    """How a function is called: all its parameters in order, and which of them go by their names."""

    parameters: tuple[str, ...]
    keywords: frozenset[str] = frozenset()

    def arguments(self) -> str:
        """The text that hands `_0`, `_1`, ... on."""
        return ", ".join(
            f"{name}=_{place}" if name in self.keywords else f"_{place}"
            for place, name in enumerate(self.parameters)
        )

    def placeholders(self) -> str:
        return ", ".join(f"_{place}" for place in range(len(self.parameters)))


@final
@dataclass(slots=True)
class _Text:
    """Expressions of the code being written, and the objects that they name."""

    names: dict[str, Any] = field(default_factory=dict[str, Any])

    def constant(self, stem: str, value: object) -> str:
        """A name for an object, the same one each time."""
        for name, known in self.names.items():
            if known is value and name.startswith(stem):
                return name
        name = f"{stem}{len(self.names)}"
        self.names[name] = value
        return name


def compile_call(
    calling: Calling,
    effects: Effects,
    around: Surroundings,
    entry: Callable[..., Any],
    failed: Failed,
    objects: Mapping[str, type],
    exact: bool = False,
) -> Callable[..., Any]:
    """The function for calls whose arguments have the types of one specialisation."""
    text = _Text({"MISS": MISS, "MISSING": MISSING, "entry": entry, "failed": failed})
    types = [type_from(key) for key in effects.types]
    places = {name: _place(calling, name) for name in (*effects.passed, *effects.parameters)}
    kinds = dict(zip(effects.parameters, types, strict=True))
    tensors = [places[name] for name, kind in kinds.items() if isinstance(kind, TensorType)]
    guards = _object_guards(text, calling, effects, objects)
    guards += [guard for name, kind in kinds.items() for guard in type_guards(text, places[name], kind)]
    guards += watch_guards(text, around)
    guards += _table_guards(text, around, [places[name] for name in effects.written])
    guards += [f"-{2**53} <= {places[name]} <= {2**53}" for name in effects.short]
    guards += _tensor_guards(tensors, [(places[a], places[b]) for a, b in effects.apart], exact)
    if any(_is_numpy(t) for t in types):
        guards.append(_error_guard(text))
    lines = [
        f"def call({calling.placeholders()}):",
        *_guarded(guards),
        "    try:",
        f"        result = entry({', '.join(places[n] for n in effects.passed)})",
        "    except Exception as error:",
        f"        return failed(error, ({calling.placeholders()},))",
        *(f"    {line}" for line in _effects(text, effects, places, kinds, tensors)),
    ]
    return _made(lines, text)


def compile_passing(
    calling: Calling,
    parameters: Sequence[str],
    types: Sequence[Argument],
    original: Callable[..., Any],
    objects: Mapping[str, type],
) -> Callable[..., Any]:
    """The function for calls that the original answers; without types, for all calls."""
    text = _Text({"MISS": MISS, "original": original})
    guards: list[str] = []
    for name, kind in zip(parameters, types, strict=True):
        place = _place(calling, name)
        if isinstance(kind, ObjectType):
            guards.append(f"type({place}) is {text.constant('O', objects[name])}")
        else:
            guards += type_guards(text, place, kind)
    lines = [
        f"def call({calling.placeholders()}):",
        *_guarded(guards),
        f"    return original({calling.arguments()})",
    ]
    return _made(lines, text)


def _place(calling: Calling, name: str) -> str:
    """The expression for an argument, or for a field of one."""
    argument, _, field_name = name.partition(".")
    place = f"_{calling.parameters.index(argument)}"
    return f"{place}.{field_name}" if field_name else place


def _object_guards(text: _Text, calling: Calling, effects: Effects, objects: Mapping[str, type]) -> list[str]:
    """Tests that objects are of their classes and have the fields, which must be plain ones."""
    guards: list[str] = []
    for name in effects.passed:
        fields = tuple(p.partition(".")[2] for p in effects.parameters if p.startswith(f"{name}."))
        if fields:
            has, kind = text.constant("has", has_plain_fields), text.constant("O", objects[name])
            guards.append(f"{has}({_place(calling, name)}, {kind}, {fields!r})")
    return guards


def _made(lines: list[str], text: _Text) -> Callable[..., Any]:
    scope = dict(text.names)
    exec(compile("\n".join(lines), "<tenspiler: a lifted call>", "exec"), scope)
    return scope["call"]


def _guarded(guards: list[str]) -> list[str]:
    return [f"    if not ({' and '.join(guards)}):", "        return MISS"] if guards else []


# ---------------------------------------------------------------- guards


def type_guards(text: _Text, place: str, kind: Argument) -> list[str]:
    """Tests that an argument is of a type, exactly."""
    match kind:
        case ObjectType():
            return []
        case ScalarType():
            return [f"type({place}) is {text.constant('T', _scalar_class(kind))}"]
        case ArrayType(container=Container.LIST):
            return list(_list_guards(text, place, kind))
        case TensorType(array):
            torch: Any = sys.modules["torch"]
            dtype = getattr(torch, str(array.element.dtype.numpy))
            return [
                f"type({place}) is {text.constant('T', torch.Tensor)}",
                f"{place}.dtype is {text.constant('D', dtype)}",
                f"{place}.dim() == {array.rank}",
                f"{text.constant('unusable', unusable_tensor)}({place}) is None",
            ]
        case ArrayType():
            return [
                f"type({place}) is {text.constant('T', np.ndarray)}",
                f"{place}.dtype == {text.constant('D', kind.element.dtype.numpy)}",
                f"{place}.ndim == {kind.rank}",
            ]


def _tensor_guards(tensors: list[str], apart: Sequence[tuple[str, str]], exact: bool) -> list[str]:
    """Tests that tensors are where the original can compute with them, and not the same memory."""
    guards = [f"{tensors[0]}.device == {other}.device" for other in tensors[1:]]
    if exact and tensors:  # elsewhere PyTorch multiplies by the reciprocal of a number
        guards.append(f"{tensors[0]}.is_cpu")
    guards += [f"(not {a}.numel() or {a}.data_ptr() != {b}.data_ptr())" for a, b in apart]
    return guards


def _list_guards(text: _Text, place: str, kind: ArrayType) -> Sequence[str]:
    """Every list and every element is looked at: one pass each, in C."""
    lists = text.constant("LISTS", _LISTS)
    elements = text.constant("KINDS", _KINDS[_scalar_class(kind.element)])
    flatten = text.constant("flatten", chain.from_iterable)
    guards = [f"type({place}) is {text.constant('T', list)}"]
    level = place
    for _ in range(kind.rank - 1):
        guards.append(f"{lists}.issuperset(map(type, {level}))")
        level = f"{flatten}({level})"
    return [*guards, f"{elements}.issuperset(map(type, {level}))"]


_LISTS: Final = frozenset((list,))
_KINDS: Final = {kind: frozenset((kind,)) for kind in (bool, int, float)}


def _scalar_class(kind: ScalarType) -> type:
    return _PYTHON[kind.dtype] if kind.flavour is Flavour.PYTHON else kind.dtype.numpy.type


def watch_guards(text: _Text, around: Surroundings) -> list[str]:
    """Tests that the names around a function still mean what they meant."""
    guards: list[str] = []
    for watched in around.watched:
        expected = text.constant("E", watched.expected) if watched.expected is not MISSING else "MISSING"
        if watched.scope is None:
            guards.append(f"{text.constant('now', watched.current)}() is {expected}")
        elif watched.expected is MISSING:
            guards.append(f"{watched.name!r} not in {text.constant('G', watched.scope)}")
        else:
            guards.append(f"{text.constant('G', watched.scope)}.get({watched.name!r}) is {expected}")
    for code in around.code:
        f = text.constant("F", code.function)
        guards.append(f"{f}.__code__ is {text.constant('C', code.code)}")
        guards.append(f"{f}.__defaults__ is {text.constant('A', code.defaults)}")
        guards.append(f"{f}.__kwdefaults__ is {text.constant('K', code.keywords)}")
    return guards


def _table_guards(text: _Text, around: Surroundings, written: list[str]) -> list[str]:
    """Tests that tables of the module keep their content, which the call does not write either."""
    guards: list[str] = []
    for table in around.tables:
        guards.append(f"{text.constant('table', table.holds)}()")
        if written:
            guards.append(f"{text.constant('apart', table.is_apart)}({', '.join(written)})")
    return guards


def _is_numpy(kind: Argument) -> bool:
    if isinstance(kind, (TensorType, ObjectType)):
        return False
    element = kind.element if isinstance(kind, ArrayType) else kind
    return element.flavour is Flavour.NUMPY


def strict_errors() -> bool:
    """Whether NumPy has been told to do more about floating-point errors than to warn."""
    states = np.geterr().values()
    return "raise" in states or "call" in states


def _error_guard(text: _Text) -> str:
    """A test that NumPy only warns of floating-point errors.

    Asking NumPy takes a microsecond. It keeps the answer in a context variable, whose value is the same
    object as long as nobody asks for anything else.
    """
    umath: Any = getattr(getattr(np, "_core", None), "umath", None)
    variable: Any = getattr(umath, "_extobj_contextvar", None)
    asked = f"not {text.constant('strict_errors', strict_errors)}()"
    if variable is None or strict_errors():
        return asked
    usual = text.constant("USUAL", variable.get())
    return f"({text.constant('errors', variable.get)}() is {usual} or {asked})"


# ---------------------------------------------------------------- effects


def _effects(
    text: _Text,
    effects: Effects,
    places: dict[str, str],
    kinds: dict[str, Argument],
    tensors: list[str],
) -> list[str]:
    """Statements that write results back and return what the original returns."""
    lines: list[str] = []
    values = [f"result[{n}]" for n in range(bool(effects.returned) + len(effects.changed))]
    if effects.single:
        values = ["result"]
    returned = values.pop(0) if effects.returned else "None"
    for name, value in zip(effects.changed, values, strict=True):
        lines.append(_write(text, places[name], value, kinds[name]))
    if not effects.several:
        own = effects.returned[0] if effects.returned else None
        if own is None:
            return [*lines, f"return {_returned(text, effects, 0, returned, tensors)}"]
        if own in effects.written:
            lines.append(_write(text, places[own], returned, kinds[own]))
        return [*lines, f"return {places[own]}"]
    items = [
        places[own] if own is not None else _returned(text, effects, n, f"{returned}[{n}]", tensors)
        for n, own in enumerate(effects.returned)
    ]
    return [*lines, f"return ({', '.join(items)})"]


def _returned(text: _Text, effects: Effects, place: int, value: str, tensors: list[str]) -> str:
    """A returned value as the original gives it: where there are tensors, its numbers are tensors too."""
    if not tensors or not effects.returned:
        return _as_listed(text, effects, place, value)
    if place in effects.numbers:
        return f"{text.constant('python_number', python_number)}({value})"
    return f"{value}.to({tensors[0]}.device)"


def python_number(value: Any) -> Any:
    """A number of Python's, which emitted code may give as a tensor."""
    return value.item() if is_tensor(value) else value


def _as_listed(text: _Text, effects: Effects, place: int, value: str) -> str:
    """A returned value; emitted code gives lists of Python's numbers, the original may give NumPy's."""
    key = effects.numpy_lists.get(str(place))
    if key is None:
        return value
    kind = type_from(key)
    number = text.constant("N", kind.element.dtype.numpy.type if isinstance(kind, ArrayType) else None)
    rank = kind.rank if isinstance(kind, ArrayType) else 0
    return f"{text.constant('numpy_rows', numpy_rows)}({value}, {number}, {rank})"


def numpy_rows(rows: list[Any], number: type, rank: int) -> list[Any]:
    """Nested lists with each number as NumPy's."""
    if rank == 1:
        return list(map(number, rows))
    return [numpy_rows(row, number, rank - 1) for row in rows]


def _write(text: _Text, place: str, value: str, kind: Argument) -> str:
    """A statement that gives an argument its new elements."""
    match kind:
        case ArrayType(container=Container.LIST, rank=1):
            return f"{place}[:] = {value}"
        case ArrayType(container=Container.LIST):
            return f"{text.constant('write_rows', write_rows)}({place}, {value}, {kind.rank})"
        case TensorType():
            return f"if {place}.numel(): {place}.copy_({value})"
        case _:
            return f"if {place}.size: {place}[...] = {value}"


def write_rows(old: list[Any], new: list[Any], rank: int) -> None:
    """Replace the elements of nested lists, row by row, so that every other name of a row sees them."""
    if rank == 1:
        old[:] = new
        return
    for mine, theirs in zip(old, new, strict=False):
        write_rows(mine, theirs, rank - 1)
    old[len(new) :] = []
    old += new[len(old) :]
