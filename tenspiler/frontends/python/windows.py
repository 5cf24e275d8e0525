"""Parts of NumPy arrays that are views: slices, rows and columns, transpositions, new axes."""

from __future__ import annotations

import ast

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic
from tenspiler.frontends.python.casts import constant
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.values import PY_BOOL, PY_INT, Place, Stretch, Value, Window
from tenspiler.loopir.nodes import Const, Container, Expr, Flavour, Length, Op, Select, Span, Var
from tenspiler.loopir.printer import expression


def same(a: Expr, b: Expr) -> bool:
    """Whether two expressions are written alike."""
    return expression(a, Flavour.PYTHON) == expression(b, Flavour.PYTHON)


def window(ctx: Context, place: Place | Window, span: Span) -> Window:
    """A place as a window: its indices, then all of each remaining axis."""
    if isinstance(place, Window):
        return place
    zero = Const(0, PY_INT, span)
    rank = ctx.rank(place)
    stretches = tuple(Stretch(axis, zero, 1) for axis in range(rank))
    first = len(place.indices)
    is_list = ctx.container(place) is Container.LIST
    through = place.indices if is_list else ()
    shape = tuple(Length(place.array, first + axis, through, PY_INT, span) for axis in range(rank))
    return Window(place.array, (*place.indices, *stretches), shape)


def plain(ctx: Context, part: Window) -> Place | Window:
    """The same as a place, where the window is a row or the whole array."""
    indices: list[Expr] = []
    for axis, pick in enumerate(part.picks):
        if not isinstance(pick, Stretch):
            if len(indices) < axis:
                return part
            indices.append(pick)
            continue
        whole = isinstance(pick.start, Const) and pick.start.value == 0 and pick.step == 1
        through = tuple(indices) if ctx.container_of(Place(part.array)) is Container.LIST else ()
        extent = Length(part.array, axis, through, PY_INT, pick.start.span)
        ordered = pick.axis == axis - len(indices)
        if not whole or not ordered or not same(part.shape[pick.axis], extent):
            return part
    if len(part.shape) != len(part.picks) - len(indices):
        return part
    return Place(part.array, tuple(indices))


def position(part: Window, indices: tuple[Value, ...], span: Span) -> tuple[Expr, ...]:
    """Where in the array the element of a window is; the indices are in range and not negative."""
    return tuple(_picked(p, indices, span) if isinstance(p, Stretch) else p for p in part.picks)


def _picked(pick: Stretch, indices: tuple[Value, ...], span: Span) -> Expr:
    index = indices[pick.axis]
    if pick.step != 1:
        index = arithmetic.binary("mul", index, constant(pick.step, span), span)
    known = pick.start.value if isinstance(pick.start, Const) else None
    if known == 0:
        return index.expr
    return arithmetic.binary("add", Value(pick.start, PY_INT), index, span).expr


def transposed(ctx: Context, place: Place | Window, span: Span) -> Place | Window:
    """`a.T`: the axes the other way round."""
    part = window(ctx, place, span)
    last = len(part.shape) - 1
    picks = tuple(
        Stretch(last - p.axis, p.start, p.step) if isinstance(p, Stretch) else p for p in part.picks
    )
    return plain(ctx, Window(part.array, picks, part.shape[::-1]))


def indexed(ctx: Context, place: Place | Window, index: Value, span: Span) -> Place | Window:
    """The part at an index of the first axis that is in range and not negative."""
    part = window(ctx, place, span)
    if ctx.container_of(Place(part.array)) is Container.LIST:
        first = next(k for k, p in enumerate(part.picks) if isinstance(p, Stretch))
        return Place(part.array, position(Window(part.array, part.picks[: first + 1], ()), (index,), span))
    picks = tuple(_shifted(p, 0, index, span) for p in part.picks)
    return plain(ctx, Window(part.array, picks, part.shape[1:]))


def _shifted(pick: Expr | Stretch, axis: int, index: Value, span: Span) -> Expr | Stretch:
    """A pick once the axis of the window is fixed at an index."""
    if not isinstance(pick, Stretch) or pick.axis < axis:
        return pick
    if pick.axis > axis:
        return Stretch(pick.axis - 1, pick.start, pick.step)
    return _picked(Stretch(0, pick.start, pick.step), (index,), span)


def parts_of(ctx: Context, node: ast.expr, rank: int) -> list[ast.expr]:
    """The entries of a subscript, with `...` written out as full slices."""
    entries = list(node.elts) if isinstance(node, ast.Tuple) else [node]
    dots = [k for k, e in enumerate(entries) if isinstance(e, ast.Constant) and e.value is Ellipsis]
    if len(dots) > 1:
        raise Refusal("TSP1031", ctx.span(node))
    if dots:
        used = sum(not is_new_axis(ctx, e) for e in entries) - 1
        full = [ast.copy_location(ast.Slice(), node) for _ in range(max(rank - used, 0))]
        entries[dots[0] : dots[0] + 1] = full
    return entries


def is_new_axis(ctx: Context, node: ast.expr) -> bool:
    """`None` and `np.newaxis`."""
    return (isinstance(node, ast.Constant) and node.value is None) or ctx.qualified(node) == "numpy.newaxis"


def sliced(ctx: Context, place: Place | Window, entries: list[ast.expr], span: Span) -> Place | Window:
    """The view that a subscript of indices, slices and new axes selects; all of it is evaluated here."""
    part = window(ctx, place, span)
    used = sum(not is_new_axis(ctx, e) for e in entries)
    entries = entries + [ast.copy_location(ast.Slice(), entries[0]) for _ in range(len(part.shape) - used)]
    axes: dict[int, Expr | Stretch] = {}
    shape: list[Expr] = []
    axis = 0
    for entry in entries:
        if is_new_axis(ctx, entry):
            shape.append(Const(1, PY_INT, span))
            continue
        extent = Value(part.shape[axis], PY_INT)
        if isinstance(entry, ast.Slice):
            start, step, count = bounds(ctx, entry, extent, span)
            axes[axis] = Stretch(len(shape), start.expr, step)
            shape.append(count.expr)
        else:
            axes[axis] = _position(ctx, part, axis, entry, extent)
        axis += 1
    picks = tuple(_composed(p, axes, span) if isinstance(p, Stretch) else p for p in part.picks)
    return plain(ctx, Window(part.array, picks, tuple(shape)))


def _composed(pick: Stretch, axes: dict[int, Expr | Stretch], span: Span) -> Expr | Stretch:
    """A stretch of the array, of which a stretch or one index is taken."""
    taken = axes[pick.axis]
    if not isinstance(taken, Stretch):
        if isinstance(pick.start, Const) and pick.start.value == 0 and pick.step == 1:
            return taken
        return _picked(Stretch(0, pick.start, pick.step), (Value(taken, PY_INT),), span)
    start = _picked(Stretch(0, pick.start, pick.step), (Value(taken.start, PY_INT),), span)
    return Stretch(taken.axis, start, pick.step * taken.step)


def _position(ctx: Context, part: Window, axis: int, node: ast.expr, extent: Value) -> Expr:
    """An index, counted from the front; an axis of the array itself counts for itself."""
    span = ctx.span(node)
    index = ctx.held(Value(ctx.index_expr(ctx.evaluate(node), span), PY_INT), "index", span)
    pick = next((p for p in part.picks if isinstance(p, Stretch) and p.axis == axis), None)
    own = None if pick is None else Length(part.array, part.picks.index(pick), (), PY_INT, span)
    whole = pick is not None and isinstance(pick.start, Const) and pick.start.value == 0 and pick.step == 1
    if whole and own is not None and same(own, extent.expr):
        return index.expr
    return checked(ctx, index, extent, span).expr


def checked(ctx: Context, index: Value, extent: Value, span: Span) -> Value:
    """An index into an axis, required to be in range and counted from the front."""
    zero = constant(0, span)
    below = arithmetic.binary("lt", index, extent, span)
    if natural(ctx, index.expr):
        ctx.demand(below, "index out of range", span)
        return index
    bottom = arithmetic.negative(extent, span)
    ctx.demand(_both(arithmetic.binary("ge", index, bottom, span), below, span), "index out of range", span)
    known = index.constant
    wrapped = arithmetic.binary("add", index, extent, span)
    if known is not None:
        return wrapped
    negative = arithmetic.binary("lt", index, zero, span)
    return Value(Select(negative.expr, wrapped.expr, index.expr, PY_INT, span), PY_INT)


def _both(a: Value, b: Value, span: Span) -> Value:
    return Value(Op("and", (a.expr, b.expr), PY_BOOL, span), PY_BOOL)


def natural(ctx: Context, expr: Expr) -> bool:
    """Whether an integer is not negative for sure."""
    match expr:
        case Const():
            return expr.value >= 0
        case Var():
            return expr.name in ctx.natural
        case Length():
            return True
        case Op(op="add" | "mul" | "min"):
            return all(natural(ctx, a) for a in expr.args)
        case Op(op="max"):
            return any(natural(ctx, a) for a in expr.args)
        case Op(op="floordiv" | "mod", args=(a, Const(value=value))):
            return value > 0 and (expr.op == "mod" or natural(ctx, a))
        case Select():
            return natural(ctx, expr.yes) and natural(ctx, expr.no)
        case _:
            return False


def bounds(ctx: Context, node: ast.Slice, extent: Value, span: Span) -> tuple[Value, int, Value]:
    """Where a slice starts, its step, and how many elements it has; negative bounds count from the end."""
    step = 1
    if node.step is not None:
        known = ctx.evaluate(node.step).constant
        if known is None or not isinstance(known.value, int) or known.value == 0:
            raise Refusal("TSP1031", ctx.span(node.step))
        step = int(known.value)
    start = None if node.lower is None else _bound(ctx, node.lower)
    stop = None if node.upper is None else _bound(ctx, node.upper)
    if step > 0:
        first, count = _upwards(ctx, start, stop, extent, step, span)
    else:
        first, count = _downwards(ctx, start, stop, extent, step, span)
    return first, step, count


def _bound(ctx: Context, node: ast.expr) -> Value | None:
    if isinstance(node, ast.Constant) and node.value is None:
        return None
    span = ctx.span(node)
    return settled(ctx, Value(ctx.index_expr(ctx.evaluate(node), span), PY_INT), span)


def settled(ctx: Context, value: Value, span: Span) -> Value:
    """A number that no later assignment can change."""
    if _is_settled(ctx, value.expr):
        return value
    held = ctx.held(value, "bound", span)
    if isinstance(held.expr, Var) and natural(ctx, value.expr):
        ctx.natural.add(held.expr.name)
    return held


def _is_settled(ctx: Context, expr: Expr) -> bool:
    match expr:
        case Const():
            return True
        case Var():
            return expr.name in ctx.stable
        case Length():
            ndarray = ctx.container_of(Place(expr.array)) is Container.NDARRAY
            return ndarray and not expr.through and expr.array in ctx.parameters
        case Op():
            return all(_is_settled(ctx, a) for a in expr.args)
        case _:
            return False


def _from_front(ctx: Context, bound: Value, extent: Value, span: Span) -> Value:
    """A bound that may count from the end, not clipped yet."""
    known = bound.constant
    if natural(ctx, bound.expr):
        return bound
    if known is not None:
        return plus(extent, int(known.value), span)
    moved = arithmetic.binary("add", extent, bound, span)
    negative = arithmetic.binary("lt", bound, constant(0, span), span)
    return Value(Select(negative.expr, moved.expr, bound.expr, PY_INT, span), PY_INT)


def _upwards(
    ctx: Context, start: Value | None, stop: Value | None, extent: Value, step: int, span: Span
) -> tuple[Value, Value]:
    zero = constant(0, span)
    first = zero if start is None else _from_front(ctx, start, extent, span)
    if not natural(ctx, first.expr):
        first = larger(first, zero, span)
    end = extent if stop is None else _smaller(_from_front(ctx, stop, extent, span), extent, span)
    known = first.constant
    if known is not None:
        distance = plus(end, -int(known.value), span)
    else:
        distance = arithmetic.binary("sub", end, first, span)
    if step > 1:
        distance = plus(distance, step - 1, span)
        distance = arithmetic.binary("floordiv", distance, constant(step, span), span)
    count = distance if first.constant == zero.constant and stop is None else larger(distance, zero, span)
    return settled(ctx, first, span), settled(ctx, count, span)


def _downwards(
    ctx: Context, start: Value | None, stop: Value | None, extent: Value, step: int, span: Span
) -> tuple[Value, Value]:
    below = constant(-1, span)
    last = plus(extent, -1, span)
    first = last if start is None else _smaller(_from_front(ctx, start, extent, span), last, span)
    end = below if stop is None else larger(_from_front(ctx, stop, extent, span), below, span)
    distance = arithmetic.binary("sub", first, end, span)
    if start is None and stop is None:
        distance = extent
    if step < -1:
        distance = arithmetic.binary("add", distance, constant(-step - 1, span), span)
        distance = arithmetic.binary("floordiv", distance, constant(-step, span), span)
    count = distance if start is None and stop is None else larger(distance, constant(0, span), span)
    return settled(ctx, first, span), settled(ctx, count, span)


def _parts(expr: Expr) -> tuple[Expr | None, int]:
    """An integer as a term and a constant that is added to it."""
    match expr:
        case Const():
            return None, int(expr.value)
        case Op(op="add", args=(term, Const(value=value))):
            return term, int(value)
        case Op(op="sub", args=(term, Const(value=value))):
            return term, -int(value)
        case _:
            return expr, 0


def plus(value: Value, number: int, span: Span) -> Value:
    """A constant added to an integer; constants are added up, so that equal extents are written alike."""
    term, offset = _parts(value.expr)
    offset += number
    if term is None:
        return constant(offset, span)
    if offset == 0:
        return Value(term, PY_INT)
    op = "add" if offset > 0 else "sub"
    return arithmetic.binary(op, Value(term, PY_INT), constant(abs(offset), span), span)


def larger(a: Value, b: Value, span: Span) -> Value:
    """The larger of two integers."""
    return _extreme("max", a, b, span)


def _smaller(a: Value, b: Value, span: Span) -> Value:
    return _extreme("min", a, b, span)


def _extreme(op: str, a: Value, b: Value, span: Span) -> Value:
    (x, low), (y, high) = _parts(a.expr), _parts(b.expr)
    if (x is None and y is None) or (x is not None and y is not None and same(x, y)):
        return a if (low <= high) == (op == "min") else b
    return Value(Op(op, (a.expr, b.expr), PY_INT, span), PY_INT)
