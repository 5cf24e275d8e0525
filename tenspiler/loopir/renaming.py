"""Functions with one array parameter taken for another, as in a call that passes one array twice."""

from __future__ import annotations

import dataclasses
from typing import Any
from typing import cast as typed

from tenspiler.loopir.nodes import Function


def with_one_array(function: Function, old: str, new: str) -> Function:
    """The function without the parameter `old`, whose every use becomes a use of the parameter `new`."""
    return dataclasses.replace(
        function,
        parameters=tuple(p for p in function.parameters if p.name != old),
        variables={n: t for n, t in function.variables.items() if n != old},
        body=_renamed(function.body, old, new),
        results=_renamed(function.results, old, new),
    )


def mentioned_arrays(node: Any) -> frozenset[str]:
    """Names of the arrays that some nodes read, measure or write."""
    if isinstance(node, tuple):
        return frozenset[str]().union(*map(mentioned_arrays, typed("tuple[Any, ...]", node)))
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        return frozenset()
    fields = {f.name: getattr(node, f.name) for f in dataclasses.fields(node)}
    own = frozenset({fields["array"]}) if isinstance(fields.get("array"), str) else frozenset[str]()
    return own.union(*map(mentioned_arrays, fields.values()))


def _renamed(node: Any, old: str, new: str) -> Any:
    if isinstance(node, tuple):
        return tuple(_renamed(item, old, new) for item in typed("tuple[Any, ...]", node))
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        return node
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(node):
        value = getattr(node, field.name)
        changed = new if field.name == "array" and value == old else _renamed(value, old, new)
        if changed is not value:
            changes[field.name] = changed
    return dataclasses.replace(node, **changes) if changes else node
