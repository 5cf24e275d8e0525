"""Places in a function: each node of its body and results by the way there, and what stands in its place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, TypeAlias
from typing import cast as typed

from tenspiler.loopir.checker import LoopIRError, check
from tenspiler.loopir.nodes import Function, ScalarType, Span

Way: TypeAlias = tuple[str | int, ...]
_LEAVES = (Span, ScalarType)


def sites(function: Function) -> Iterator[tuple[Way, Any]]:
    """Every statement, expression and tuple of them with the way to it, outer ones first."""
    for name in ("body", "results"):
        yield from _below(getattr(function, name), (name,))


def _below(node: Any, way: Way) -> Iterator[tuple[Way, Any]]:
    if isinstance(node, tuple):
        yield way, node
        for place, item in enumerate(typed("tuple[Any, ...]", node)):
            yield from _below(item, (*way, place))
    elif dataclasses.is_dataclass(node) and not isinstance(node, (*_LEAVES, type)):
        yield way, node
        for part in dataclasses.fields(node):
            yield from _below(getattr(node, part.name), (*way, part.name))


def replaced(node: Any, way: Way, new: Any) -> Any:
    """The node with something else at the end of the way."""
    if not way:
        return new
    step, rest = way[0], way[1:]
    if isinstance(step, int):
        items = typed("tuple[Any, ...]", node)
        return (*items[:step], replaced(items[step], rest, new), *items[step + 1 :])
    return dataclasses.replace(node, **{step: replaced(getattr(node, step), rest, new)})


def well_typed(function: Function) -> bool:
    """Whether the checker accepts it."""
    try:
        check(function)
    except (LoopIRError, KeyError):
        return False
    return True
