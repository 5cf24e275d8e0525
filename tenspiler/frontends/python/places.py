"""Names and subscripts: what they denote, and how rows are captured."""

from __future__ import annotations

import ast

from tensir.dtypes import INT
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import objects, tables
from tenspiler.frontends.python.casts import constant, convert
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.folding import Table
from tenspiler.frontends.python.values import NO_LITERALS, PY_BOOL, PY_INT, Array, Place, Value, Window
from tenspiler.loopir.nodes import (
    ArrayType,
    Const,
    Container,
    Expr,
    Flavour,
    Length,
    Load,
    Op,
    Select,
    Span,
    Var,
    View,
)


def name(ctx: Context, node: ast.Name) -> Value | Place | Window:
    """What a name denotes here."""
    span = ctx.span(node)
    frame = ctx.owner(node.id)
    if frame is None:
        return _global(ctx, node, span)
    if node.id in frame.objects:
        raise Refusal("TSP1011", span, what=f"`{node.id}`, a function or an object, as a value")
    if node.id in frame.constants:
        return frame.constants[node.id]
    if node.id not in frame.assigned:
        raise Refusal("TSP1015", span, name=node.id)
    if node.id in frame.aliases:
        place = frame.aliases[node.id]
        if place is None:
            raise Refusal("TSP1028", span, name=node.id)
        _check_kept(ctx, place, span)
        return place
    variable = ctx.variable_name(node.id)
    if ctx.is_array(variable):
        _check_kept(ctx, Place(variable), span)
        return Place(variable)
    return ctx.read(variable, span)


def _check_kept(ctx: Context, place: Place | Window, span: Span) -> None:
    ctx.used(place.array)
    if place.array in ctx.given_away:
        raise Refusal("TSP1029", span)


def _global(ctx: Context, node: ast.Name, span: Span) -> Value | Place:
    known = known_constant(ctx, node, span)
    if known is None:
        raise Refusal("TSP1030", span, name=node.id)
    return known


def known_constant(ctx: Context, node: ast.expr, span: Span) -> Value | Place | None:
    """A constant of this file or of an imported one, and `math.pi` and its like."""
    found = ctx.module.constant(node, ctx.locals())
    if isinstance(found, Table):
        definition = ctx.module.definition(node, ctx.locals())
        return None if definition is None else tables.place(ctx, definition, found, span)
    return None if found is None else constant(found, span)


def load(ctx: Context, place: Place, span: Span) -> Value:
    """The element at a place of rank zero."""
    info = ctx.array(place.array)
    type_ = info.type.element
    return Value(Load(place.array, place.indices, type_, span), type_, info.literals)


def shape_of(ctx: Context, node: ast.expr) -> Array | None:
    """The array of an expression `a.shape`."""
    if not isinstance(node, ast.Attribute) or node.attr != "shape" or ctx.qualified(node) is not None:
        return None
    if objects.is_member(ctx, node):
        return None
    found = ctx.array_of(node.value)
    if isinstance(found, Place) and ctx.container(found) is not Container.NDARRAY:
        raise Refusal("TSP1011", ctx.span(node), what="`.shape` of a list")
    return found


def rank_of(ctx: Context, array: Array) -> int:
    """How many axes an array has."""
    return ctx.rank(array) if isinstance(array, Place) else len(array.shape)


def extent(array: Array, span: Span, axis: int = 0) -> Value:
    """The extent of an array along one of its axes."""
    if isinstance(array, Place):
        return length(array, span, axis)
    return Value(array.shape[axis], PY_INT, NO_LITERALS)


def length(place: Place, span: Span, axis: int = 0) -> Value:
    """The extent of an array or row along one of its own axes."""
    expr = Length(place.array, len(place.indices) + axis, place.indices, PY_INT, span)
    return Value(expr, PY_INT, NO_LITERALS)


def view(ctx: Context, place: Place, span: Span) -> View:
    """An array or row as a whole."""
    info = ctx.array(place.array).type
    return View(place.array, place.indices, ArrayType(info.element, ctx.rank(place), info.container), span)


def captured_row(ctx: Context, place: Place, stem: str, span: Span) -> Place:
    """A row whose indices no later assignment can change, and that exists."""
    fixed_place = fixed_row(ctx, place, stem, span)
    for axis, index in enumerate(fixed_place.indices):
        row = Place(place.array, fixed_place.indices[:axis])
        if not _counts(ctx, row, index):
            _check_row(ctx, place.array, fixed_place.indices[: axis + 1], stem, span)
    return fixed_place


def fixed_row(ctx: Context, place: Place, stem: str, span: Span) -> Place:
    """A row whose indices no later assignment can change."""
    indices: list[Expr] = []
    for index in place.indices:
        fixed = _fixed_index(ctx, Place(place.array, tuple(indices)), index, stem, span)
        indices.append(fixed)
    return Place(place.array, tuple(indices))


def _fixed_index(ctx: Context, row: Place, index: Expr, stem: str, span: Span) -> Expr:
    if isinstance(index, Const):
        if int(index.value) >= 0 or ctx.container(row) is Container.NDARRAY:
            return index
        # The list may grow later, and then -1 would be another row.
        args = (length(row, span).expr, Const(-int(index.value), PY_INT, span))
        index = Op("sub", args, PY_INT, span)
    elif ctx.container(row) is Container.LIST and not _counts(ctx, row, index):
        if row.array in ctx.parameters:
            ctx.captured_from[row.array] = span
        else:
            index = _from_start(row, index, span)
    value = Value(convert(index, INT, Flavour.PYTHON, span), PY_INT)
    return ctx.held(value, f"{stem}_row", span).expr


def _counts(ctx: Context, row: Place, index: Expr) -> bool:
    return isinstance(index, Var) and (row.array, ctx.axis_key(row), index.name) in ctx.in_range


def _from_start(row: Place, index: Expr, span: Span) -> Expr:
    """A possibly negative index counted from the start, as long as the list has its present length."""
    negative = Op("lt", (index, Const(0, PY_INT, span)), PY_BOOL, span)
    counted = Op("add", (length(row, span).expr, index), PY_INT, span)
    return Select(negative, counted, index, PY_INT, span)


def _check_row(ctx: Context, array: str, indices: tuple[Expr, ...], stem: str, span: Span) -> None:
    """Python looks the row up here, even if no element of it is ever used."""
    target = ctx.fresh(f"{stem}_length", span)
    ctx.assign(target, Value(Length(array, len(indices), indices, PY_INT, span), PY_INT), span)
