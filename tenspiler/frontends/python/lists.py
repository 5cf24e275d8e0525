"""New lists made of the elements of others: slices, joined lists, repeated lists, lists of arrays."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from tensir.dtypes import BOOL
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, grids, windows
from tenspiler.frontends.python.aliases import forget_aliases_of
from tenspiler.frontends.python.binding import element_value
from tenspiler.frontends.python.casts import assigned, constant
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.places import length
from tenspiler.frontends.python.values import PY_INT, Number, Place, Stretch, Value, Window
from tenspiler.loopir.nodes import Append, Container, NewArray, Span, Store


def fill(
    ctx: Context,
    name: str,
    extent: Value,
    parts: Sequence[tuple[Value, Value, Callable[[Value], Value]]],
    number: Number,
    span: Span,
) -> None:
    """Bind a list of `extent` numbers; each part is an offset, a count, and the elements by position."""
    facts = ctx.note_array(name, Container.LIST, 1, span)
    facts.elements.append(number)
    info = ctx.array(name)
    zero = constant(False if info.type.element.dtype is BOOL else 0, span)
    filler = assigned(zero, Number(info.type.element, info.literals), "an element of the list", span)
    forget_aliases_of(ctx, name)
    ctx.bound_anew(name)
    ctx.emit(NewArray(name, (extent.expr,), filler, span))
    for offset, count, item in parts:

        def body(
            indices: tuple[Value, ...], offset: Value = offset, item: Callable[[Value], Value] = item
        ) -> None:
            place = arithmetic.binary("add", offset, indices[0], span)
            value = element_value(ctx, Place(name), item(indices[0]), span)
            ctx.emit(Store(name, (place.expr,), value, span))

        grids.over(ctx, (count.expr,), body, span)


def _elements(ctx: Context, source: Place, span: Span) -> Callable[[Value], Value]:
    part = windows.window(ctx, source, span)
    return lambda index: grids.element(ctx, part, (index,), span)


def _numbers(ctx: Context, place: Place, span: Span) -> Number:
    """What a list of numbers holds; the rows of nested lists would be shared."""
    info = ctx.array(place.array)
    if info.type.container is not Container.LIST:
        raise Refusal("TSP1025", span)
    if ctx.rank(place) != 1:
        raise Refusal("TSP1036", span)
    return Number(info.type.element, info.literals)


def joined(ctx: Context, sources: Sequence[Place], name: str, span: Span) -> None:
    """`a + b`."""
    numbers = [_numbers(ctx, s, span) for s in sources]
    if numbers[0] != numbers[1]:
        known = [n for n in numbers if not n.literals or n.type.dtype is numbers[0].type.dtype]
        if len({n.type for n in known}) > 1:
            raise Refusal("TSP1016", span, name="an element of the list", first="one type", second="another")
    total = constant(0, span)
    parts: list[tuple[Value, Value, Callable[[Value], Value]]] = []
    for source in sources:
        count = ctx.held(length(source, span), "count", span)
        parts.append((total, count, _elements(ctx, source, span)))
        total = count if total.constant is not None else arithmetic.binary("add", total, count, span)
    fill(ctx, name, total, parts, numbers[0], span)


def repeated(ctx: Context, source: Place, times: Value, name: str, span: Span) -> None:
    """`a * n`: element k is element `k % len(a)`."""
    number = _numbers(ctx, source, span)
    rounds = Value(ctx.index_expr(times, span), PY_INT)
    count = ctx.held(length(source, span), "count", span)
    total = ctx.held(arithmetic.binary("mul", count, rounds, span), "count", span)
    elements = _elements(ctx, source, span)

    def item(index: Value) -> Value:
        return elements(arithmetic.binary("mod", index, count, span))

    fill(ctx, name, total, [(constant(0, span), total, item)], number, span)


def slice_copy(ctx: Context, source: Place, node: ast.Slice, name: str, span: Span) -> None:
    """`a[i:j:k]` of a list."""
    number = _numbers(ctx, source, span)
    extent = ctx.held(length(source, span), "count", span)
    start, step, count = windows.bounds(ctx, node, extent, span)
    picks = (*source.indices, Stretch(0, start.expr, step))
    part = Window(source.array, picks, (count.expr,))

    def item(index: Value) -> Value:
        return grids.element(ctx, part, (index,), span)

    fill(ctx, name, count, [(constant(0, span), count, item)], number, span)


def extend(ctx: Context, target: Place, source: Place, span: Span) -> None:
    """`a += b`: the elements that `b` has now are appended."""
    if target.indices:
        raise Refusal("TSP1041", span)
    _numbers(ctx, source, span)
    count = ctx.held(length(source, span), "count", span)
    elements = _elements(ctx, source, span)

    def body(indices: tuple[Value, ...]) -> None:
        value = element_value(ctx, target, elements(indices[0]), span)
        ctx.emit(Append(target.array, value, span))

    grids.over(ctx, (count.expr,), body, span)
