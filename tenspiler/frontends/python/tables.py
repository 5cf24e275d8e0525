"""Lists, tuples and arrays of constants at the top level of a file: arguments that no caller passes."""

from __future__ import annotations

from typing import Any

from tenspiler.frontends.python.casts import constant
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.folding import Table
from tenspiler.frontends.python.module import Definition
from tenspiler.frontends.python.values import Number, Place, Value
from tenspiler.loopir.nodes import Const, Container, Fixed, Flavour, ScalarType, Span


def place(ctx: Context, definition: Definition, table: Table, span: Span) -> Place | None:
    """The array that holds a table; None for one that has no array's form."""
    leaves = _leaves(table.items)
    integers = [x for x in leaves if isinstance(x, int)]
    if not leaves or any(not -(1 << 63) <= x < 1 << 63 for x in integers):
        return None
    name = ctx.names.of_table(definition.module.source.file, definition.name)
    if name not in ctx.tables:
        ctx.tables[name] = table
        if table.is_tuple:
            ctx.tuples.add(name)
        container = Container.LIST if table.dtype is None else Container.NDARRAY
        facts = ctx.note_array(name, container, len(table.shape), span)
        if table.dtype is None:
            facts.elements.extend(constant(x, span) for x in leaves)
        else:
            facts.elements.append(Number(ScalarType(table.dtype, Flavour.NUMPY)))
    return Place(name)


def known_element(ctx: Context, place: Place, span: Span) -> Value | None:
    """An element of a table of Python numbers at indices that are constants."""
    table = ctx.tables.get(place.array)
    if table is None or table.dtype is not None:
        return None
    found: Any = table.items
    for index in place.indices:
        if not isinstance(index, Const) or not -len(found) <= int(index.value) < len(found):
            return None
        found = found[int(index.value)]
    return constant(found, span)


def fixed(table: Table) -> Fixed:
    """A table as what LoopIR says of where an argument comes from."""
    return Fixed(_frozen(table.items), table.shape)


def _frozen(items: list[Any]) -> tuple[Any, ...]:
    return tuple(_frozen(i) if isinstance(i, list) else i for i in items)  # pyright: ignore[reportUnknownArgumentType]


def _leaves(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if isinstance(item, list):
            found.extend(_leaves(item))  # pyright: ignore[reportUnknownArgumentType]
        else:
            found.append(item)
    return found
