"""Places in sorted bounds: `bisect` and `np.searchsorted`, as counts of the elements that come before.

The bounds must be sorted, as the libraries ask; where they are not, what a search finds is nobody's promise.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Final

from tensir.dtypes import I64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, grids
from tenspiler.frontends.python.arrays import arguments
from tenspiler.frontends.python.casts import constant, convert
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.values import PY_INT, Array, Grid, Number, Value
from tenspiler.loopir.nodes import Assign, Flavour, For, If, Op, ScalarType, Span, Stmt

NAN: Final = "what is searched is NaN"
UNSORTED: Final = "the bounds are not sorted"
_POSITION: Final = ScalarType(I64, Flavour.NUMPY)

_SIDES: Final = {"bisect.bisect_left": False, "bisect.bisect_right": True, "bisect.bisect": True}


def place(ctx: Context, node: ast.Call, name: str, span: Span) -> Value | Grid | None:
    """Where a number belongs in sorted bounds, or where each one of an array does; None for other calls."""
    if name in _SIDES:
        return _bisect(ctx, node, _SIDES[name], span)
    if name == "numpy.searchsorted":
        return _searchsorted(ctx, node, span)
    return None


def _bisect(ctx: Context, node: ast.Call, right: bool, span: Span) -> Value:
    given = arguments(node, ("a", "x"), span)
    if len(given) != 2:
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    bounds, sought = _bounds(ctx, given["a"], span), ctx.evaluate(given["x"])
    return _count(ctx, bounds, ctx.held(sought, "sought", span), right, span)


def _searchsorted(ctx: Context, node: ast.Call, span: Span) -> Value | Grid:
    given = arguments(node, ("a", "v", "side"), span)
    side = given.get("side", ast.Constant("left"))
    if not {"a", "v"} <= given.keys() or not isinstance(side, ast.Constant):
        raise Refusal("TSP1012", span, call="np.searchsorted with these arguments")
    if side.value not in ("left", "right"):
        raise Refusal("TSP1012", span, call="np.searchsorted with these arguments")
    bounds, right = _bounds(ctx, given["a"], span), side.value == "right"
    _over(ctx, constant(0, span), _extent(bounds), lambda j: _number(ctx, bounds.at((j,)), span), span)
    sought = ctx.lower_expression(ctx, given["v"])
    if isinstance(sought, Value):  # a Python number takes its own type along
        return _place_of(ctx, bounds, grids.numpy_number(sought, span), right, span)
    return _places(ctx, bounds, sought, right, span)


def _number(ctx: Context, value: Value, span: Span) -> Value:
    """A number that is not NaN, which NumPy's order has behind all others."""
    value = ctx.held(value, "key", span)
    if value.dtype.is_float:
        ctx.demand(arithmetic.binary("eq", value, value, span), NAN, span)
    return value


def _place_of(ctx: Context, bounds: Grid, sought: Value, right: bool, span: Span) -> Value:
    """The place of one number, of the type of the bounds, as NumPy gives it."""
    if sought.type != grids.numpy_type(bounds.element.type):
        raise Refusal("TSP1012", span, call="np.searchsorted of numbers of another type than the bounds")
    number = _count(ctx, bounds, _number(ctx, sought, span), right, span)
    return Value(convert(number.expr, I64, Flavour.NUMPY, span), _POSITION)


def _places(ctx: Context, bounds: Grid, sought: Array, right: bool, span: Span) -> Grid:
    """The place of each element of an array, put into an array of its own."""
    source = grids.grid(ctx, sought, span)

    def at(indices: tuple[Value, ...]) -> Value:
        return _place_of(ctx, bounds, source.at(indices), right, span)

    found = Grid(
        source.shape, Number(_POSITION), at, source.reads | bounds.reads, source.reads | bounds.reads
    )
    return grids.grid(ctx, grids.materialise(ctx, found, ctx.fresh("places", span), span), span)


def _bounds(ctx: Context, node: ast.expr, span: Span) -> Grid:
    """The elements of sorted bounds, which are required to be sorted."""
    value = ctx.array_of(node)
    whole = value if isinstance(value, Grid) else _as_it_is(ctx, value, span)
    if len(whole.shape) != 1:
        raise Refusal("TSP1012", span, call="a search in an array with several axes")
    one = constant(1, span)

    def ordered(position: Value) -> None:
        before = whole.at((arithmetic.binary("sub", position, one, span),))
        ctx.demand(arithmetic.binary("le", before, whole.at((position,)), span), UNSORTED, span)

    _over(ctx, one, _extent(whole), ordered, span)
    return whole


def _as_it_is(ctx: Context, array: Array, span: Span) -> Grid:
    """An array or list element by element, with the numbers that it holds."""
    shape = tuple(extent.expr for extent in grids.shape(ctx, array, span))
    number = grids.probe(ctx, lambda indices: grids.element(ctx, array, indices, span), len(shape), span)

    def at(indices: tuple[Value, ...]) -> Value:
        return grids.element(ctx, array, indices, span)

    reads = frozenset[str]() if isinstance(array, Grid) else frozenset((array.array,))
    return Grid(shape, Number(number.type, number.literals), at, reads, reads)


def _count(ctx: Context, bounds: Grid, sought: Value, right: bool, span: Span) -> Value:
    """How many elements are less than a number, or (`right`) not greater."""
    name = ctx.fresh("number", span)
    ctx.assign(name, constant(0, span), span)

    def counted(position: Value) -> None:
        element = bounds.at((position,))
        pair = (sought, element) if right else (element, sought)
        less = arithmetic.binary("lt", *pair, span)
        more = arithmetic.binary("add", ctx.read(name, span), constant(1, span), span)
        then: tuple[Stmt, ...] = (Assign(name, more.expr, span),)
        test = Op("not", (less.expr,), less.type, span) if right else less.expr
        ctx.emit(If(test, then, (), span))

    _over(ctx, constant(0, span), _extent(bounds), counted, span)
    return ctx.read(name, span)


def _extent(bounds: Grid) -> Value:
    return Value(bounds.shape[0], PY_INT)


def _over(ctx: Context, start: Value, stop: Value, body: Callable[[Value], object], span: Span) -> None:
    """Emit a loop over positions."""
    counter = ctx.fresh("j", span)
    ctx.note(counter, Number(PY_INT), span)
    ctx.stable.add(counter)
    ctx.natural.add(counter)
    with ctx.captured() as inner:
        body(ctx.read(counter, span))
    ctx.emit(For(counter, start.expr, stop.expr, 1, tuple(inner), span, ctx.next_label()))
