"""What a call of the original does to its arguments, and how the emitted function's answer maps to that."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.loopir.nodes import (
    ArrayType,
    Container,
    CopyArray,
    Expr,
    Fixed,
    Flavour,
    Function,
    Member,
    Span,
    View,
    statements,
)
from tenspiler.runtime.signatures import Argument, ObjectType, TensorType, type_key
from tenspiler.runtime.tensors import TensorUse, check_tensors


@final
@dataclass(frozen=True, slots=True)
class Effects:
    """The outputs of an emitted function in its caller's terms.

    `passed` are the arguments that the emitted function takes; `parameters` and `types` are theirs, with the
    fields (`image.pixels`) of objects in their place. `returned` has an element for each
    value that the original returns: the parameter that it is, or None if it is new; `several` says that they
    come as a tuple. `changed` names the parameters whose new values follow them, in order. `numpy_lists` has
    the type of each new list that holds NumPy's numbers, by its place among the returned values. `TensorUse`
    has the rest.
    """

    passed: tuple[str, ...]
    parameters: tuple[str, ...]
    types: tuple[tuple[str, ...], ...]
    returned: tuple[str | None, ...]
    several: bool
    changed: tuple[str, ...]
    written: tuple[str, ...]
    numpy_lists: dict[str, tuple[str, ...]]
    numbers: tuple[int, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    short: tuple[str, ...] = ()

    @property
    def single(self) -> bool:
        """Whether the emitted function returns its one output bare."""
        return bool(self.returned) + len(self.changed) == 1


def effects_of(function: Function, node: ast.FunctionDef, given: Mapping[str, Argument]) -> Effects:
    """What becomes of arguments of the types that are given.

    Raises `Refusal` where a result would share memory with an argument, and a new one would not.
    """
    _check_objects(function, given)
    leaves = tuple(p for p in function.parameters if not isinstance(p.origin, Fixed))
    returned = tuple(_identity(function, result) for result in function.results)
    several = len(function.results) > 1
    own = returned[0] if len(returned) == 1 else None
    written = tuple(p.name for p in function.changed_parameters())
    tensors = any(isinstance(kind, TensorType) for kind in given.values())
    use = check_tensors(function, node, given) if tensors else TensorUse()
    return Effects(
        passed=function.formal_names(),
        parameters=tuple(p.name for p in leaves),
        types=tuple(type_key(given.get(p.name, p.type)) for p in leaves),
        returned=returned,
        several=several,
        changed=tuple(name for name in written if name != own),
        written=written,
        numpy_lists={str(n): type_key(r.type) for n, r in enumerate(function.results) if _is_numpy_list(r)},
        numbers=use.numbers,
        apart=use.apart,
        short=use.short,
    )


def _check_objects(function: Function, given: Mapping[str, Argument]) -> None:
    """Refuse what is not the field of an object, but a part of a part, or what its methods compute."""
    for parameter in function.parameters:
        match parameter.origin:
            case Member(of=name, path=(str(),)) if not given or isinstance(given.get(name), ObjectType):
                pass
            case Member(of=name):
                raise Refusal("TSP5009", parameter.span, function=function.name, name=name)
            case _:
                pass
    for member, _ in function.classes:
        raise Refusal("TSP5009", function.span, function=function.name, name=member.of)


def _is_numpy_list(result: Expr | View) -> bool:
    match result:
        case View(type=ArrayType(container=Container.LIST, element=element)):
            return element.flavour is Flavour.NUMPY
        case _:
            return False


def _identity(function: Function, result: Expr | View) -> str | None:
    """The parameter that a result is, or None for a number or a new array."""
    if not isinstance(result, View):
        return None
    for name in function.views:
        raise Refusal("TSP5006", function.span, function=function.name, name=name)
    shared = {p.name for p in function.parameters if p.shared}
    if result.array in shared:
        if result.indices:
            raise Refusal("TSP5006", result.span, function=function.name, name=result.array)
        return result.array
    _check_copies(function, result.array, shared)
    return None


def _check_copies(function: Function, array: str, parameters: set[str]) -> None:
    """Refuse an array that is a copy to the compiler, but may be a view of an argument in NumPy."""
    sources = {array}
    for _ in range(len(function.variables)):
        before = len(sources)
        for statement in statements(function.body):
            if isinstance(statement, CopyArray) and statement.array in sources:
                kind = function.variables.get(statement.source.array)
                is_view = isinstance(kind, ArrayType) and kind.container is Container.NDARRAY
                if is_view and not _says_copy(function, statement.span):
                    sources.add(statement.source.array)
        if sources & parameters:
            name = min(sources & parameters)
            raise Refusal("TSP5006", function.span, function=function.name, name=name)
        if len(sources) == before:
            return


def _says_copy(function: Function, span: Span) -> bool:
    """Whether the text of a statement asks for a new array in so many words."""
    first = span.line - function.span.line
    lines = function.source.split("\n")[first : first + span.end_line - span.line + 1]
    return any(word in line for line in lines for word in ("copy(", "np.array(", "numpy.array(", "astype("))
