"""Extents that annotations state: equal names are equal extents, required where the function is entered."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.annotations import Stated
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.values import PY_BOOL, PY_INT
from tenspiler.loopir.nodes import ArrayType, Const, Container, Expr, Length, Op, Require, Select, Span

_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul"}


def require_extents(ctx: Context, stated: Mapping[str, Stated], spans: Mapping[str, Span]) -> None:
    """Emit what the annotations of the parameters demand of their extents."""
    named: dict[str, Expr] = {}
    axes = list(_axes(stated))
    for parameter, axis, extent in axes:
        if isinstance(extent, ast.Name) and extent.id not in named:
            named[extent.id] = _length(stated[parameter], parameter, axis, spans[parameter])
    for parameter, axis, extent in axes:
        span = spans[parameter]
        own = _length(stated[parameter], parameter, axis, span)
        wanted = _wanted(extent, named, span)
        if own == wanted:
            continue
        equal: Expr = Op("eq", (own, wanted), PY_BOOL, span)
        for outer in range(axis if _is_list(stated[parameter]) else 0):
            # The rows of an empty list have no length.
            rows = _length(stated[parameter], parameter, outer, span)
            empty = Op("eq", (rows, Const(0, PY_INT, span)), PY_BOOL, span)
            equal = Select(empty, Const(True, PY_BOOL, span), equal, PY_BOOL, span)
        reason = f"axis {axis} of `{parameter}` is annotated as `{ast.unparse(extent)}`"
        ctx.emit(Require(equal, reason, span))


def _axes(stated: Mapping[str, Stated]) -> Iterator[tuple[str, int, ast.expr]]:
    for name, one in stated.items():
        for axis, extent in enumerate(one.extents):
            if extent is not None:
                yield name, axis, extent


def _is_list(one: Stated) -> bool:
    return isinstance(one.type, ArrayType) and one.type.container is Container.LIST


def _length(one: Stated, name: str, axis: int, span: Span) -> Expr:
    first = Const(0, PY_INT, span)
    return Length(name, axis, (first,) * axis if _is_list(one) else (), PY_INT, span)


def _wanted(extent: ast.expr, named: Mapping[str, Expr], span: Span) -> Expr:
    match extent:
        case ast.Constant(value=int() as value):
            return Const(value, PY_INT, span)
        case ast.Name(id=name) if name in named:
            return named[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            parts = (_wanted(left, named, span), _wanted(right, named, span))
            return Op(_OPERATORS[type(op)], parts, PY_INT, span)
        case _:
            raise Refusal("TSP1005", span, shape=ast.unparse(extent), part="an extent that no axis is")
