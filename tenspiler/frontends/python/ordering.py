"""Stable orders: `sorted`, `list.sort`, `np.sort`, `np.argsort`, `heapq.nlargest` and their kin.

The keys of all elements are put into a list by a loop, in the order of the elements; a statement of LoopIR
then gives their positions from the least key to the greatest. Keys that are tuples are sorted by their last
parts first, and the outcome of that by the parts before them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from tensir.dtypes import BOOL, I64, INT
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, grids, inlining, iteration, objects
from tenspiler.frontends.python.aliases import forget_aliases_of
from tenspiler.frontends.python.arrays import arguments
from tenspiler.frontends.python.binding import element_value
from tenspiler.frontends.python.casts import constant, convert
from tenspiler.frontends.python.context import Context, Frame, Result
from tenspiler.frontends.python.names import parameters
from tenspiler.frontends.python.places import length, load, view
from tenspiler.frontends.python.values import PY_INT, Grid, Number, Place, Value
from tenspiler.loopir.nodes import (
    Append,
    Argsort,
    Const,
    Container,
    CopyArray,
    Flavour,
    For,
    If,
    NewArray,
    Op,
    ScalarType,
    Span,
    Store,
    mentioned_arrays,
)

NAN = "a key of the order is NaN"


@final
@dataclass(frozen=True, slots=True)
class Ordering:
    """How elements are to be ordered: by which function of them, and which way round."""

    key: ast.expr | None
    reverse: bool


def ordering(ctx: Context, keywords: list[ast.keyword], span: Span) -> Ordering:
    """What the keywords `key` and `reverse` of a call say."""
    key: ast.expr | None = None
    reverse = False
    for keyword in keywords:
        match keyword:
            case ast.keyword(arg="key", value=ast.Constant(value=None)):
                pass
            case ast.keyword(arg="key", value=key):
                pass
            case ast.keyword(arg="reverse", value=value):
                known = ctx.evaluate(value).constant
                if known is None:
                    raise Refusal("TSP1011", ctx.span(value), what="`reverse` that is not a constant")
                reverse = bool(known.value)
            case _:
                raise Refusal("TSP1012", span, call="a sort with these arguments")
    return Ordering(key, reverse)


def sorted_list(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`sorted(items, key=f, reverse=True)`: bind `array` to the elements in their order."""
    if len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        raise Refusal("TSP1012", span, call="sorted with these arguments")
    into(ctx, node.args[0], ordering(ctx, node.keywords, span), array, span)


def nearest(reverse: bool) -> Callable[[Context, ast.Call, str, Span], None]:
    """`heapq.nsmallest(k, items, key=f)`, and with `reverse` `heapq.nlargest`: the first k of the order."""

    def maker(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
        given = arguments(node, ("n", "iterable", "key"), span)
        if not {"n", "iterable"} <= given.keys():
            raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
        most = ctx.held(Value(ctx.index_expr(ctx.evaluate(given["n"]), span), PY_INT), "most", span)
        into(ctx, given["iterable"], Ordering(given.get("key"), reverse), array, span, most)

    return maker


def into(
    ctx: Context, node: ast.expr, wanted: Ordering, array: str, span: Span, most: Value | None = None
) -> None:
    """Bind `array` to the elements of an iterable in their order, or to so many of them at the most."""
    items = _items(ctx, node, span)
    count = ctx.held(iteration.extent(items), "count", span)
    order = positions(ctx, count, lambda position: iteration.item(ctx, items, position), wanted, span)
    facts = ctx.note_array(array, Container.LIST, 1, span)
    match items:
        case iteration.Range(start=Const(value=0), step=1) if most is None:
            facts.elements.append(Number(PY_INT))
            if ctx.array(array).type.element == PY_INT:
                _bound(ctx, array)
                ctx.emit(CopyArray(array, view(ctx, order, span), span))
                return
        case _:
            pass
    _bound(ctx, array)
    ctx.emit(NewArray(array, (Const(0, PY_INT, span),), None, span))

    def body(indices: tuple[Value, ...]) -> None:
        found = iteration.item(ctx, items, _at(ctx, order, indices[0], span))
        if not isinstance(found, Value):
            raise Refusal("TSP1011", span, what="a sorted list of rows or tuples")
        ctx.emit(Append(array, element_value(ctx, Place(array), found, span), span))

    if most is not None:
        count = Value(Op("min", (count.expr, most.expr), PY_INT, span), PY_INT)
    grids.over(ctx, (count.expr,), body, span)


def best(ctx: Context, node: ast.Call, op: str, key: ast.expr, span: Span) -> Value:
    """`min(items, key=f)`, or `max`: the first element with the least or the greatest key."""
    items = _items(ctx, node.args[0], span)
    count = ctx.held(iteration.extent(items), "count", span)
    some = arithmetic.binary("gt", count, constant(0, span), span)
    ctx.demand(some, f"{op}() of nothing", span)
    names = ctx.fresh("best", span), ctx.fresh("key", span)

    def at(position: Value) -> tuple[Value, Value]:
        found = iteration.item(ctx, items, position)
        if not isinstance(found, Value):
            raise Refusal("TSP1011", span, what=f"`{op}` of rows or tuples")
        parts = _parts(_key(ctx, key, found, span), span)
        if len(parts) > 1:
            raise Refusal("TSP1011", span, what=f"`{op}` by a tuple as a key")
        return found, parts[0]

    for name, value in zip(names, at(constant(0, span)), strict=True):
        ctx.assign(name, value, span)

    position = ctx.fresh("position", span)
    ctx.note(position, Number(PY_INT), span)
    with ctx.captured() as body:
        found, its = at(ctx.read(position, span))
        its = ctx.held(its, "key", span)
        better = arithmetic.binary("lt" if op == "min" else "gt", its, ctx.read(names[1], span), span)
        with ctx.captured() as then:
            for name, value in zip(names, (found, its), strict=True):
                ctx.assign(name, value, span)
        ctx.emit(If(better.expr, tuple(then), (), span))
    one = constant(1, span).expr
    ctx.emit(For(position, one, count.expr, 1, tuple(body), span, ctx.next_label()))
    return ctx.read(names[0], span)


def _items(ctx: Context, node: ast.expr, span: Span) -> iteration.Sequence:
    """What an iterable goes over, element by element."""
    if isinstance(node, ast.GeneratorExp):
        node = ast.copy_location(ast.ListComp(node.elt, node.generators), node)
    items = iteration.sequence(ctx, node)
    if iteration.unrolled(items) is None:
        return items
    elements = node.elts if isinstance(node, (ast.Tuple, ast.List)) else []
    listed = ast.copy_location(ast.List(elements, ast.Load()), node)
    return iteration.Items(ctx.place(listed), False, span)


def sort_in_place(ctx: Context, place: Place, wanted: Ordering, span: Span) -> None:
    """`a.sort()`: the elements change places, for every name of the list."""
    if ctx.rank(place) != 1:
        raise Refusal("TSP1011", span, what="a sorted list of rows or tuples")
    info = ctx.array(place.array)
    before = ctx.fresh("unsorted", span)
    facts = ctx.note_array(before, info.type.container, 1, span)
    facts.elements.append(Number(info.type.element, info.literals))
    ctx.array(before)
    _bound(ctx, before)
    ctx.emit(CopyArray(before, view(ctx, place, span), span))
    count = ctx.held(length(place, span), "count", span)

    def element(position: Value) -> Value:
        return load(ctx, Place(before, (position.expr,)), span)

    with ctx.captured() as sorting:
        order = positions(ctx, count, element, wanted, span)
    if place.array in mentioned_arrays(tuple(sorting)):
        raise Refusal("TSP1061", span)
    ctx.body.extend(sorting)

    def body(indices: tuple[Value, ...]) -> None:
        value = element(_at(ctx, order, indices[0], span))
        ctx.emit(Store(place.array, (*place.indices, indices[0].expr), value.expr, span))

    grids.over(ctx, (count.expr,), body, span)


def numpy_sort(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`np.sort(a)` of a vector; equal numbers are told apart at most by the sign of a zero."""
    given = arguments(node, ("a", "axis", "kind", "stable"), span)
    source = _vector(ctx, node, given, span)
    if source.element.type.dtype.is_float and not _is_stable(given):
        ctx.bits_open = True
    order = _order_of(ctx, source, span)

    def at(indices: tuple[Value, ...]) -> Value:
        return source.at((_at(ctx, order, indices[0], span),))

    grids.materialise(ctx, Grid(source.shape, source.element, at, source.reads, source.reads), array, span)


def numpy_argsort(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`np.argsort(a, kind="stable")` of a vector."""
    given = arguments(node, ("a", "axis", "kind", "stable"), span)
    source = _vector(ctx, node, given, span)
    if not _is_stable(given):
        raise Refusal("TSP1060", span, call=f"`{ast.unparse(node.func)}` of this kind")
    count = ctx.held(Value(source.shape[0], PY_INT), "count", span)
    keys = _keys(ctx, count, lambda position: source.at((position,)), Ordering(None, False), span)
    ctx.note_array(array, Container.NDARRAY, 1, span).elements.append(Number(ScalarType(I64, Flavour.NUMPY)))
    _bound(ctx, array)
    ctx.emit(Argsort(array, view(ctx, keys[0], span), span))


def _vector(ctx: Context, node: ast.Call, given: dict[str, ast.expr], span: Span) -> Grid:
    """The vector that a function of NumPy sorts along its one axis."""
    source = grids.grid(ctx, ctx.array_of(given["a"]), span) if "a" in given else None
    axis = ctx.evaluate(given["axis"]).constant if "axis" in given else constant(-1, span).constant
    if source is None or len(source.shape) != 1 or axis is None or axis.value not in (-1, 0):
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    return source


def _is_stable(given: dict[str, ast.expr]) -> bool:
    """Whether the arguments of a function of NumPy ask for a stable order."""
    match given:
        case {"kind": ast.Constant(value="stable" | "mergesort")} | {"stable": ast.Constant(value=True)}:
            return True
        case _:
            return False


def _order_of(ctx: Context, source: Grid, span: Span) -> Place:
    """The positions of the elements of a vector in their order."""
    count = ctx.held(Value(source.shape[0], PY_INT), "count", span)
    return positions(ctx, count, lambda position: source.at((position,)), Ordering(None, False), span)


def positions(
    ctx: Context, count: Value, element: Callable[[Value], Result], wanted: Ordering, span: Span
) -> Place:
    """The positions of `count` elements, from that with the least key to that with the greatest."""
    keys = _keys(ctx, count, element, wanted, span)
    order = _argsort(ctx, keys.pop(), span)
    while keys:
        order = _resorted(ctx, keys.pop(), order, count, span)
    return order


def _keys(
    ctx: Context, count: Value, element: Callable[[Value], Result], wanted: Ordering, span: Span
) -> list[Place]:
    """Lists of the keys, one for each part of a tuple."""
    keys: list[Place] = []

    def body(indices: tuple[Value, ...]) -> None:
        parts = _parts(_key(ctx, wanted.key, element(indices[0]), span), span)
        if len(parts) > 1 and not wanted.reverse and parts[-1].expr == indices[0].expr:
            parts.pop()  # the order is stable
        for part in parts:
            name = ctx.fresh("keys", span)
            keys.append(Place(name))
            ctx.note_array(name, Container.LIST, 1, span)
            value = element_value(ctx, Place(name), _comparable(ctx, part, wanted.reverse, span), span)
            ctx.emit(Append(name, value, span))

    with ctx.captured() as loop:
        grids.over(ctx, (count.expr,), body, span)
    for place in keys:
        _bound(ctx, place.array)
        ctx.emit(NewArray(place.array, (Const(0, PY_INT, span),), None, span))
    ctx.body.extend(loop)
    return keys


def _comparable(ctx: Context, part: Value, reverse: bool, span: Span) -> Value:
    """A key as a number that is less than another one where its element comes earlier."""
    if part.dtype is BOOL:
        part = Value(convert(part.expr, INT, Flavour.PYTHON, span), PY_INT)
    value = ctx.held(part, "key", span)
    if not value.dtype.is_float:
        return arithmetic.inverted(value, span) if reverse else value
    ctx.demand(arithmetic.binary("eq", value, value, span), NAN, span)
    return arithmetic.negative(value, span) if reverse else value


def _key(ctx: Context, key: ast.expr | None, value: Result, span: Span) -> Result:
    """The key of an element."""
    match key:
        case None:
            return value
        case ast.Attribute(value=base, attr="__getitem__") if isinstance(value, Value):
            return _element_of(ctx, ctx.place(base), value, ctx.span(key))
        case _:
            pass
    function = objects.called(ctx, key)
    if function is None and ctx.qualified(key) is not None and isinstance(value, Value):
        return _applied(ctx, key, ctx.held(value, "element", span))
    if function is None:
        raise Refusal("TSP1011", ctx.span(key), what=f"`{ast.unparse(key)}` as a key")
    names = parameters(function.function)
    if function.receiver is not None or len(names) != 1 or not isinstance(value, (Value, Place)):
        raise Refusal("TSP1011", ctx.span(key), what=f"`{ast.unparse(key)}` as a key of these elements")
    argument = ctx.held(value, "element", span) if isinstance(value, Value) else value
    return inlining.enter(ctx, function, {names[0].arg: argument}, span, effects=False)


def _applied(ctx: Context, function: ast.expr, value: Value) -> Result:
    """A function of a library on a number."""
    name = ast.copy_location(ast.Name("item", ast.Load()), function)
    call = ast.copy_location(ast.Call(function, [name], []), function)
    with ctx.framed(Frame(ctx.frame.name, frozenset({"item"}), ctx.frame, constants={"item": value})):
        return ctx.lower_expression(ctx, call)


def _element_of(ctx: Context, place: Place, index: Value, span: Span) -> Value:
    found = Place(place.array, (*place.indices, ctx.index_expr(index, span)))
    if ctx.rank(found) > 0:
        raise Refusal("TSP1011", span, what="rows as keys")
    return load(ctx, found, span)


def _parts(key: Result, span: Span) -> list[Value]:
    """The numbers that a key consists of."""
    match key:
        case Value():
            return [key]
        case tuple() if key:
            return [part for one in key for part in _parts(one, span)]
        case _:
            raise Refusal("TSP1011", span, what="a key that is no number, and no tuple of numbers")


def _argsort(ctx: Context, keys: Place, span: Span) -> Place:
    """The positions of keys in their order, in a list of its own."""
    name = ctx.fresh("order", span)
    ctx.note_array(name, Container.LIST, 1, span).elements.append(Number(PY_INT))
    _bound(ctx, name)
    ctx.emit(Argsort(name, view(ctx, keys, span), span))
    return Place(name)


def _resorted(ctx: Context, keys: Place, order: Place, count: Value, span: Span) -> Place:
    """An order, ordered once more by other keys, so that it decides between equal ones only."""
    moved = _listed(
        ctx, "keys", count, lambda at: _element_of(ctx, keys, _at(ctx, order, at, span), span), span
    )
    again = _argsort(ctx, moved, span)
    return _listed(ctx, "order", count, lambda at: _at(ctx, order, _at(ctx, again, at, span), span), span)


def _listed(ctx: Context, stem: str, count: Value, item: Callable[[Value], Value], span: Span) -> Place:
    """A new list of numbers by their positions."""
    name = ctx.fresh(stem, span)
    ctx.note_array(name, Container.LIST, 1, span)
    _bound(ctx, name)
    ctx.emit(NewArray(name, (Const(0, PY_INT, span),), None, span))

    def body(indices: tuple[Value, ...]) -> None:
        ctx.emit(Append(name, element_value(ctx, Place(name), item(indices[0]), span), span))

    grids.over(ctx, (count.expr,), body, span)
    return Place(name)


def _at(ctx: Context, order: Place, position: Value, span: Span) -> Value:
    """An element of a list of positions."""
    return load(ctx, Place(order.array, (position.expr,)), span)


def _bound(ctx: Context, array: str) -> None:
    """The array is new: nothing else refers to it."""
    forget_aliases_of(ctx, array)
    ctx.bound_anew(array)
