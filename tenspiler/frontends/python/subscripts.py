"""Subscripts: elements, rows, and the views that slices make."""

from __future__ import annotations

import ast

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import grids, tables, windows
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.places import extent, load, rank_of, shape_of
from tenspiler.frontends.python.values import Array, Grid, Place, Value, Window
from tenspiler.loopir.nodes import Container, Expr, Span


def subscript(ctx: Context, node: ast.Subscript) -> Value | Array:
    """`a[i]`, `a[i][j]`, `a[i, j]`, `a[1:]`, `a[:, j]`: an element, a row, or a part of an array."""
    shape = _shape_entry(ctx, node)
    if shape is not None:
        return shape
    base = ctx.array_of(node.value)
    span = ctx.span(node)
    if isinstance(base, Grid):
        base = grids.place(ctx, base, "part", span)
    if isinstance(base, Place):
        parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not any(_is_view(ctx, p) for p in _without_trailing(parts)):
            return _indexed(ctx, base, node, span)
    return _sliced(ctx, base, node, span)


def _is_view(ctx: Context, node: ast.expr) -> bool:
    dots = isinstance(node, ast.Constant) and node.value is Ellipsis
    return dots or isinstance(node, ast.Slice) or windows.is_new_axis(ctx, node)


def _without_trailing(parts: list[ast.expr]) -> list[ast.expr]:
    while parts and _is_full_slice(parts[-1]):
        parts = parts[:-1]
    return parts


def _indexed(ctx: Context, base: Place, node: ast.Subscript, span: Span) -> Value | Place:
    indices = _indices(ctx, base, node.slice)
    if not indices:
        return base
    ctx.require_rank(base, len(indices), span)
    place = Place(base.array, (*base.indices, *indices))
    if ctx.rank(place) > 0:
        return place
    return tables.known_element(ctx, place, span) or load(ctx, place, span)


def _sliced(ctx: Context, base: Place | Window, node: ast.Subscript, span: Span) -> Value | Place | Window:
    if ctx.container_of(Place(base.array)) is not Container.NDARRAY:
        raise Refusal("TSP1031", span)
    entries = windows.parts_of(ctx, node.slice, rank_of(ctx, base))
    used = sum(not windows.is_new_axis(ctx, e) for e in entries)
    if isinstance(base, Place):
        ctx.require_rank(base, max(used, 1), span)
    if used > rank_of(ctx, base):
        raise Refusal("TSP1025", span)
    found = windows.sliced(ctx, base, entries, span)
    if rank_of(ctx, found) == 0:
        return grids.element(ctx, found, (), span)
    return found


def _indices(ctx: Context, base: Place, node: ast.expr) -> tuple[Expr, ...]:
    """The indices of a subscript; trailing `:` of an ndarray select whole rows."""
    parts = list(node.elts) if isinstance(node, ast.Tuple) else [node]
    ndarray = ctx.container(base) is Container.NDARRAY
    if len(parts) > 1 and not ndarray:
        raise Refusal("TSP1011", ctx.span(node), what="a tuple as the index of a list")
    if ndarray:
        ctx.require_rank(base, len(parts), ctx.span(node))
        while parts and _is_full_slice(parts[-1]):
            parts.pop()
    return tuple(_index(ctx, part) for part in parts)


def _is_full_slice(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None


def _index(ctx: Context, node: ast.expr) -> Expr:
    return ctx.index_expr(ctx.evaluate(node), ctx.span(node))


def _shape_entry(ctx: Context, node: ast.Subscript) -> Value | None:
    place = shape_of(ctx, node.value)
    if place is None:
        return None
    span = ctx.span(node)
    axis = ctx.evaluate(node.slice).constant
    if axis is None or not isinstance(axis.value, int):
        raise Refusal("TSP1011", span, what="an axis that is not a constant")
    number = axis.value
    if number < 0:
        number += rank_of(ctx, place)
        if number < 0:
            raise Refusal("TSP1025", span)
    if isinstance(place, Place):
        ctx.require_rank(place, number + 1, span)
    if number >= rank_of(ctx, place):
        raise Refusal("TSP1025", span)
    return extent(place, span, number)
