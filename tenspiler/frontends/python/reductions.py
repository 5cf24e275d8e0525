"""Reductions of NumPy: sums, products, means, extremes, any, all, and the positions of extremes."""

from __future__ import annotations

from collections.abc import Callable

from tensir.dtypes import BOOL, F64, I64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, grids
from tenspiler.frontends.python.casts import constant, convert, truth
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.contractions import count, total
from tenspiler.frontends.python.values import (
    NP_BOOL,
    PY_INT,
    Array,
    Grid,
    Number,
    Place,
    Stretch,
    Value,
    Window,
)
from tenspiler.loopir.nodes import Const, Expr, Flavour, If, Op, ScalarType, Select, Span

Element = Callable[[tuple[Value, ...]], Value]
Reducer = Callable[[Context, Grid, tuple[Expr, ...], Element, Span], Value]

NP_INT = ScalarType(I64, Flavour.NUMPY)


def reduce(
    ctx: Context, function: str, array: Array, axis: int | None, keep: bool, span: Span
) -> Value | Array:
    """One of `REDUCTIONS` over all elements, or along an axis."""
    source = grids.grid(ctx, array, span)
    rank = len(source.shape)
    reducer = REDUCTIONS[function]
    if axis is None:
        value = reducer(ctx, source, source.shape, source.at, span)
        if keep:
            raise Refusal("TSP1012", span, call=f"np.{function} with keepdims and no axis")
        return value
    if not -rank <= axis < rank:
        raise Refusal("TSP1025", span)
    axis %= rank
    if rank == 1:
        return reducer(ctx, source, source.shape, source.at, span)

    def at(indices: tuple[Value, ...]) -> Value:
        def one(inner: tuple[Value, ...]) -> Value:
            return source.at((*indices[:axis], *inner, *indices[axis:]))

        return reducer(ctx, source, (source.shape[axis],), one, span)

    shape = (*source.shape[:axis], *source.shape[axis + 1 :])
    number = grids.probe(ctx, at, len(shape), span)
    reduced = grids.place(
        ctx, Grid(shape, Number(number.type), at, source.reads, source.reads), function, span
    )
    return _kept(ctx, reduced, axis, span) if keep else reduced


def _kept(ctx: Context, reduced: Place, axis: int, span: Span) -> Window:
    """The reduced axis as a new axis of extent one."""
    shape = [e.expr for e in grids.shape(ctx, reduced, span)]
    zero = Const(0, PY_INT, span)
    picks = tuple(Stretch(k if k < axis else k + 1, zero, 1) for k in range(len(shape)))
    shape.insert(axis, Const(1, PY_INT, span))
    return Window(reduced.array, picks, tuple(shape))


def _widened(term: Element, type_: ScalarType, span: Span) -> Element:
    return lambda k: Value(convert(term(k).expr, type_.dtype, Flavour.NUMPY, span), type_)


def _sum(ctx: Context, source: Grid, extents: tuple[Expr, ...], term: Element, span: Span) -> Value:
    type_ = grids.sum_type(source.element.type.dtype)
    ctx.bits_open = ctx.bits_open or type_.dtype.is_float
    return total(ctx, type_, extents, _widened(term, type_, span), span)


def _prod(ctx: Context, source: Grid, extents: tuple[Expr, ...], term: Element, span: Span) -> Value:
    type_ = grids.sum_type(source.element.type.dtype)
    ctx.bits_open = ctx.bits_open or type_.dtype.is_float
    return total(ctx, type_, extents, _widened(term, type_, span), span, "mul")


def _mean(ctx: Context, source: Grid, extents: tuple[Expr, ...], term: Element, span: Span) -> Value:
    dtype = source.element.type.dtype
    type_ = ScalarType(dtype if dtype.is_float else F64, Flavour.NUMPY)
    ctx.bits_open = True
    whole = total(ctx, type_, extents, _widened(term, type_, span), span)
    return arithmetic.binary("div", whole, count(extents, span), span)


def _var(ctx: Context, source: Grid, extents: tuple[Expr, ...], term: Element, span: Span) -> Value:
    mean = ctx.held(_mean(ctx, source, extents, term, span), "mean", span)

    def square(indices: tuple[Value, ...]) -> Value:
        distance = ctx.held(arithmetic.binary("sub", term(indices), mean, span), "distance", span)
        return arithmetic.binary("mul", distance, distance, span)

    whole = total(ctx, mean.type, extents, square, span)
    return arithmetic.binary("div", whole, count(extents, span), span)


def _std(ctx: Context, source: Grid, extents: tuple[Expr, ...], term: Element, span: Span) -> Value:
    variance = _var(ctx, source, extents, term, span)
    return Value(Op("sqrt", (variance.expr,), variance.type, span), variance.type)


def _truth(is_any: bool) -> Reducer:
    def reducer(ctx: Context, source: Grid, extents: tuple[Expr, ...], term: Element, span: Span) -> Value:
        name = ctx.fresh("found" if is_any else "holds", span)
        ctx.assign(name, Value(Const(not is_any, NP_BOOL, span), NP_BOOL), span)

        def body(indices: tuple[Value, ...]) -> None:
            test = truth(term(indices), span)
            args = (ctx.read(name, span).expr, test.expr)
            ctx.assign(name, Value(Op("or" if is_any else "and", args, NP_BOOL, span), NP_BOOL), span)

        grids.over(ctx, extents, body, span)
        return ctx.read(name, span)

    return reducer


def _demand_some(ctx: Context, extents: tuple[Expr, ...], what: str, span: Span) -> None:
    """NumPy raises where there is no element."""
    for extent in extents:
        some = arithmetic.binary("gt", Value(extent, PY_INT), constant(0, span), span)
        ctx.demand(some, f"{what} of an empty array", span)


def _bottom(op: str, type_: ScalarType, span: Span) -> Value:
    """What every element is as good as, for `max` and `min`."""
    dtype = type_.dtype
    worst = float("-inf") if dtype.is_float else dtype.lowest
    best = float("inf") if dtype.is_float else dtype.highest
    return Value(Const(worst if op == "max" else best, type_, span), type_)


def _extreme(op: str) -> Reducer:
    """`max` and `min`; of floats they are NaN where an element is."""

    def reducer(ctx: Context, source: Grid, extents: tuple[Expr, ...], term: Element, span: Span) -> Value:
        type_ = source.element.type
        if type_.dtype is BOOL:
            return _truth(op == "max")(ctx, source, extents, term, span)
        best = ctx.fresh("greatest" if op == "max" else "least", span)
        _demand_some(ctx, extents, op, span)
        ctx.assign(best, _bottom(op, type_, span), span)
        seen = ctx.fresh("not_a_number", span)
        if type_.dtype.is_float:
            ctx.bits_open = True
            ctx.assign(seen, Value(Const(False, NP_BOOL, span), NP_BOOL), span)

        def body(indices: tuple[Value, ...]) -> None:
            value = ctx.held(term(indices), "element", span)
            args = (ctx.read(best, span).expr, value.expr)
            ctx.assign(best, Value(Op(op, args, type_, span), type_), span)
            if type_.dtype.is_float:
                nan = Op("ne", (value.expr, value.expr), NP_BOOL, span)
                both = Op("or", (ctx.read(seen, span).expr, nan), NP_BOOL, span)
                ctx.assign(seen, Value(both, NP_BOOL), span)

        grids.over(ctx, extents, body, span)
        if not type_.dtype.is_float:
            return ctx.read(best, span)
        nothing = Const(float("nan"), type_, span)
        chosen = Select(ctx.read(seen, span).expr, nothing, ctx.read(best, span).expr, type_, span)
        return Value(chosen, type_)

    return reducer


def _position(op: str) -> Reducer:
    """`argmax` and `argmin` along one axis: the first position; NaN is kept out."""

    def reducer(ctx: Context, source: Grid, extents: tuple[Expr, ...], term: Element, span: Span) -> Value:
        type_ = source.element.type
        if len(extents) != 1 or type_.dtype is BOOL:
            raise Refusal("TSP1012", span, call=f"np.arg{op} of an array with several axes")
        best, at = ctx.fresh("best", span), ctx.fresh("position", span)
        _demand_some(ctx, extents, f"arg{op}", span)
        ctx.assign(best, term(tuple(constant(0, span) for _ in extents)), span)
        ctx.assign(at, constant(0, span), span)
        ctx.note(at, Number(PY_INT), span)

        def body(indices: tuple[Value, ...]) -> None:
            value = ctx.held(term(indices), "element", span)
            if type_.dtype.is_float:
                ctx.demand(arithmetic.binary("eq", value, value, span), "NaN where an order sees it", span)
            better = arithmetic.binary("gt" if op == "max" else "lt", value, ctx.read(best, span), span)
            with ctx.captured() as then:
                ctx.assign(best, value, span)
                ctx.assign(at, indices[0], span)
            ctx.emit(If(better.expr, tuple(then), (), span))

        grids.over(ctx, extents, body, span)
        return Value(convert(ctx.read(at, span).expr, I64, Flavour.NUMPY, span), NP_INT)

    return reducer


REDUCTIONS: dict[str, Reducer] = {
    "sum": _sum,
    "prod": _prod,
    "mean": _mean,
    "var": _var,
    "std": _std,
    "any": _truth(True),
    "all": _truth(False),
    "max": _extreme("max"),
    "min": _extreme("min"),
    "argmax": _position("max"),
    "argmin": _position("min"),
}
NAMES = {**{n: n for n in REDUCTIONS}, "amax": "max", "amin": "min"}
