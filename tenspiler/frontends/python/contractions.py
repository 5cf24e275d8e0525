"""Products of vectors and matrices: `@`, `np.dot`, `np.outer`."""

from __future__ import annotations

from collections.abc import Callable

from tensir.dtypes import BOOL
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, grids
from tenspiler.frontends.python.casts import constant
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.values import PY_INT, Array, Grid, Number, Value
from tenspiler.loopir.nodes import Const, Expr, Flavour, ScalarType, Span

Element = Callable[[tuple[Value, ...]], Value]


def matmul(ctx: Context, left: Value | Array, right: Value | Array, span: Span) -> Value | Array:
    """`a @ b` for vectors and matrices: the last axis of one against the first of the other."""
    if isinstance(left, Value) or isinstance(right, Value):
        raise Refusal("TSP1025", span)
    a, b = (_settled(ctx, x, span) for x in (left, right))
    if not {len(a.shape), len(b.shape)} <= {1, 2}:
        raise Refusal("TSP1011", span, what="a product of arrays with more than two axes")
    type_ = ScalarType(arithmetic.promote(a.element.type, b.element.type), Flavour.NUMPY)
    if type_.dtype is BOOL:
        raise Refusal("TSP1018", span, operation="@", types="np.bool")
    inner = Value(a.shape[-1], PY_INT)
    alike = arithmetic.binary("eq", inner, Value(b.shape[0], PY_INT), span)
    ctx.demand(alike, "the inner extents of a product differ", span)
    ctx.bits_open = ctx.bits_open or type_.dtype.is_float
    rows = len(a.shape) - 1

    def at(indices: tuple[Value, ...]) -> Value:
        def term(index: Value) -> Value:
            return arithmetic.binary(
                "mul", a.at((*indices[:rows], index)), b.at((index, *indices[rows:])), span
            )

        return total(ctx, type_, (inner.expr,), lambda k: term(k[0]), span)

    shape = (*a.shape[:-1], *b.shape[1:])
    if not shape:
        return at(())
    reads = a.reads | b.reads
    return Grid(shape, Number(type_), at, reads, reads)


def _settled(ctx: Context, source: Array, span: Span) -> Grid:
    """An operand whose elements are there, to be read again and again."""
    if isinstance(source, Grid):
        source = grids.place(ctx, source, "factor", span)
    return grids.grid(ctx, source, span)


def dot(ctx: Context, left: Value | Array, right: Value | Array, span: Span) -> Value | Array:
    """`np.dot`: a product of matrices, or with a number."""
    if isinstance(left, Value) or isinstance(right, Value):
        return grids.elementwise(
            ctx, lambda v: arithmetic.binary("mul", v[0], v[1], span), (left, right), span
        )
    return matmul(ctx, left, right, span)


def outer(ctx: Context, left: Value | Array, right: Value | Array, span: Span) -> Array:
    """`np.outer` of two vectors."""
    if isinstance(left, Value) or isinstance(right, Value):
        raise Refusal("TSP1025", span)
    a, b = grids.grid(ctx, left, span), grids.grid(ctx, right, span)
    if len(a.shape) != 1 or len(b.shape) != 1:
        raise Refusal("TSP1011", span, what="an outer product of matrices")

    def at(indices: tuple[Value, ...]) -> Value:
        return arithmetic.binary("mul", a.at(indices[:1]), b.at(indices[1:]), span)

    number = grids.probe(ctx, at, 2, span)
    reads = a.reads | b.reads
    return Grid((*a.shape, *b.shape), Number(number.type), at, reads, reads)


def total(
    ctx: Context, type_: ScalarType, extents: tuple[Expr, ...], term: Element, span: Span, op: str = "add"
) -> Value:
    """Emit the loops that add (or multiply) terms up in a scalar of a NumPy type."""
    name = ctx.fresh("total" if op == "add" else "product", span)
    neutral = 0 if op == "add" else 1
    start = Const(float(neutral) if type_.dtype.is_float else neutral, type_, span)
    ctx.assign(name, Value(start, type_), span)

    def body(indices: tuple[Value, ...]) -> None:
        ctx.assign(name, arithmetic.binary(op, ctx.read(name, span), term(indices), span), span)

    grids.over(ctx, extents, body, span)
    return ctx.read(name, span)


def count(extents: tuple[Expr, ...], span: Span) -> Value:
    """How many elements there are."""
    found = constant(1, span)
    for extent in extents:
        number = Value(extent, PY_INT)
        found = number if found.constant is not None else arithmetic.binary("mul", found, number, span)
    return found
