"""Binding names: scalars are assigned, arrays and rows become other names of what they are."""

from __future__ import annotations

import ast
from collections.abc import Generator
from contextlib import contextmanager

from tensir.dtypes import F64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, grids, windows
from tenspiler.frontends.python.aliases import frames, restore
from tenspiler.frontends.python.casts import assigned, constant, put, varies
from tenspiler.frontends.python.context import Context, Frame, LoopLog, Result
from tenspiler.frontends.python.places import captured_row, extent, rank_of
from tenspiler.frontends.python.values import PY_FLOAT, Grid, Number, Place, Value, Window
from tenspiler.loopir.nodes import Container, Expr, Load, Span, Store


def bind(ctx: Context, target: ast.expr, value: Result, span: Span) -> None:
    """Give a target (a name, an element, or a tuple of targets) its value."""
    match target:
        case ast.Name(id=name):
            _bind_name(ctx, name, value, ctx.span(target))
        case ast.Subscript():
            _store(ctx, target, value, span)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            parts = _parts(ctx, value, len(elements), span)
            if not isinstance(parts, tuple) or len(parts) != len(elements):
                raise Refusal("TSP1032", ctx.span(target))
            for element, part in zip(elements, parts, strict=True):
                bind(ctx, element, part, span)
        case _:
            raise Refusal("TSP1010", ctx.span(target), what=f"assignment to `{ast.unparse(target)}`")


def _parts(ctx: Context, value: Result, count: int, span: Span) -> Result:
    """The elements or rows of an array that is unpacked; Python raises unless it has as many."""
    row = ctx.element_read(value) if isinstance(value, Value) else None
    if row is not None and ctx.container_of(row) is Container.NDARRAY:
        ctx.require_rank(row, 1, span)
    array = value if row is None else row
    if not isinstance(array, (Place, Window)) or rank_of(ctx, array) == 0:
        return value
    if isinstance(array, Place):
        array = captured_row(ctx, array, "unpacked", span)
    enough = arithmetic.binary("eq", extent(array, span), constant(count, span), span)
    ctx.demand(enough, "there are not as many values as targets", span)
    parts: list[Result] = []
    for position in range(count):
        part = windows.indexed(ctx, array, constant(position, span), span)
        single = rank_of(ctx, part) == 0
        parts.append(ctx.held(grids.element(ctx, part, (), span), "unpacked", span) if single else part)
    return tuple(parts)


def _bind_name(ctx: Context, name: str, value: Result, span: Span) -> None:
    frame = ctx.owner(name) or ctx.frame
    variable = ctx.variable_name(name)
    match value:
        case Value():
            if variable in ctx.parameters and ctx.is_array(variable):
                raise Refusal("TSP1016", span, name=name, first="array", second="number")
            frame.aliases.pop(name, None)
            element = ctx.element_read(value)
            if element is not None:
                ctx.elements[variable] = element
            ctx.assign(variable, value, span)
        case Place():
            if variable in ctx.scalars:
                raise Refusal("TSP1016", span, name=name, first="number", second="array")
            frame.aliases[name] = captured_row(ctx, value, name, span)
        case Window() | Grid():
            if variable in ctx.scalars:
                raise Refusal("TSP1016", span, name=name, first="number", second="array")
            made = isinstance(value, Grid)
            frame.aliases[name] = grids.place(ctx, value, f"new_{name}", span) if made else value
        case _:
            raise Refusal("TSP1011", span, what="a function's result that is not one number or array")
    frame.assigned.add(name)


def element_value(ctx: Context, place: Place, value: Value, span: Span) -> Expr:
    """`value` as an element of an array, in the array's dtype."""
    if ctx.container_of(place) is Container.NDARRAY:
        return put(value, ctx.element(place), span)
    if place.array in ctx.parameters:
        value = _for_list_parameter(ctx, place, value, span)
    ctx.note_element(place, value)
    info = ctx.array(place.array)
    return assigned(value, Number(info.type.element, info.literals), "an element of the list", span)


def _for_list_parameter(ctx: Context, place: Place, value: Value, span: Span) -> Value:
    """A list keeps what is put in: a NumPy float is a Python float, other NumPy scalars are not."""
    if not value.is_numpy:
        return value
    element = ctx.element(place)
    if value.dtype is F64 is element.dtype:
        return Value(value.expr, PY_FLOAT)
    raise Refusal("TSP1016", span, name=f"an element of `{place.array}`", **varies(element, value.type))


def _store(ctx: Context, target: ast.Subscript, value: Result, span: Span) -> None:
    spot = element_place(ctx, target)
    if not isinstance(spot, Place) or ctx.rank(spot) > 0:
        if value is None or isinstance(value, tuple):
            raise Refusal("TSP1033", ctx.span(target))
        grids.assign_into(ctx, spot, value, ctx.span(target))
        return
    if not isinstance(value, Value):
        raise Refusal("TSP1033", ctx.span(target))
    ctx.emit(Store(spot.array, spot.indices, element_value(ctx, spot, value, span), span))


def element_place(ctx: Context, target: ast.Subscript) -> Place | Window:
    """The element, row or part that an assignment writes."""
    if isinstance(target.slice, ast.Slice):
        with ctx.captured():
            base = ctx.array_of(target.value)
        if isinstance(base, Place) and ctx.container_of(base) is Container.LIST:
            raise Refusal("TSP1033", ctx.span(target))
    found = ctx.lower_expression(ctx, _as_loaded(target))
    if isinstance(found, (Place, Window)):
        if ctx.container_of(Place(found.array)) is not Container.NDARRAY:
            raise Refusal("TSP1033", ctx.span(target))
        return found
    if isinstance(found, Grid):
        raise Refusal("TSP1033", ctx.span(target))
    load = found.expr
    if not isinstance(load, Load):
        raise Refusal("TSP1010", ctx.span(target), what=f"assignment to `{ast.unparse(target)}`")
    return Place(load.array, load.indices)


def _as_loaded(target: ast.Subscript) -> ast.Subscript:
    return ast.copy_location(ast.Subscript(target.value, target.slice, ast.Load()), target)


@contextmanager
def looping(ctx: Context, names: frozenset[str], span: Span) -> Generator[None]:
    """Inside a loop that binds `names`: what holds on every round, and after it what holds if none ran.

    The body must be captured directly inside.
    """
    around = frames(ctx)
    before = [(f, set(f.assigned), dict(f.aliases)) for f in around]
    for frame in around:
        _forget(ctx, frame, names)
    kept = set(ctx.given_away)
    log = LoopLog(ctx.block_count + 1)
    ctx.loops.append(log)
    try:
        yield
        if (ctx.given_away - kept) & log.used_early:
            raise Refusal("TSP1029", span)
    finally:
        ctx.loops.pop()
        for frame, bound, aliases in before:
            frame.assigned.clear()
            frame.assigned.update(bound)
            restore(frame, aliases)


def _forget(ctx: Context, frame: Frame, names: frozenset[str]) -> None:
    """The second round of a loop sees other arrays under the names that the first has bound."""
    roots = {frame.renames.get(n, n) for n in names & frame.local}
    for name, place in frame.aliases.items():
        if (name in names) or (place is not None and place.array in roots):
            frame.aliases[name] = None
    for name in names & frame.assigned:
        if frame.renames.get(name, name) in ctx.parameters and name not in frame.aliases:
            _forget_parameter(ctx, frame, name)


def _forget_parameter(ctx: Context, frame: Frame, name: str) -> None:
    if ctx.is_array(frame.renames.get(name, name)):
        frame.aliases[name] = None
