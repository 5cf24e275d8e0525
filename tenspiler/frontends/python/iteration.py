"""What `for` goes over: ranges, arrays and their rows, `enumerate`, `zip` and `reversed`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias, assert_never, final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, grids, places, windows
from tenspiler.frontends.python.aliases import restore
from tenspiler.frontends.python.binding import bind, looping
from tenspiler.frontends.python.casts import constant
from tenspiler.frontends.python.context import Context, Fact, Result
from tenspiler.frontends.python.names import bound_names
from tenspiler.frontends.python.places import captured_row, fixed_row, load
from tenspiler.frontends.python.values import PY_BOOL, PY_INT, Grid, Number, Place, Value, Window
from tenspiler.loopir.nodes import (
    Append,
    Const,
    Container,
    CopyArray,
    Expr,
    For,
    If,
    Length,
    NewArray,
    Op,
    Select,
    Span,
    Stmt,
    Var,
    statements,
)


@final
@dataclass(frozen=True, slots=True)
class Range:
    """`range(start, stop, step)` with a constant step."""

    start: Expr
    stop: Expr
    step: int
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Items:
    """The elements or rows of an array, from the first to the last or the other way round."""

    place: Place | Window
    backwards: bool
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Numbered:
    """`enumerate(items, start)`."""

    items: Sequence
    start: Value
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Together:
    """`zip(...)`: as long as the shortest; with `strict`, Python raises where they differ."""

    parts: tuple[Sequence, ...]
    strict: bool
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Progression:
    """`range(start, stop, step)` with a step that is only known when it runs, and is not zero."""

    start: Value
    step: Value
    count: Value
    span: Span


@final
@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a tuple or list written out; loops over them are unrolled."""

    values: tuple[Result, ...]
    span: Span


Sequence: TypeAlias = Range | Items | Numbered | Together | Progression | Listed

_MOST_UNROLLED = 32


def sequence(ctx: Context, node: ast.expr) -> Sequence:
    """What an iterable expression goes over; its parts are evaluated here, once."""
    span = ctx.span(node)
    if isinstance(node, ast.Call):
        name = ctx.qualified(node.func)
        match name:
            case "builtins.range":
                return _range(ctx, node, span)
            case "builtins.enumerate":
                return _enumerate(ctx, node, span)
            case "builtins.zip":
                return _zip(ctx, node, span)
            case "builtins.reversed":
                return _reversed(ctx, node, span)
            case _:
                pass
    if isinstance(node, (ast.Tuple, ast.List)) and 0 < len(node.elts) <= _MOST_UNROLLED:
        return Listed(tuple(_part(ctx, e) for e in node.elts), span)
    try:
        return Items(_array(ctx, node, span), False, span)
    except Refusal as refusal:
        if refusal.diagnostic.code != "TSP1027":
            raise
        raise Refusal("TSP1014", span, iterable=ast.unparse(node)) from None


def _array(ctx: Context, node: ast.expr, span: Span) -> Place | Window:
    """The array that a loop goes over; rows of a slice of a list are the rows of the list itself."""
    match node:
        case ast.Subscript(value=base, slice=ast.Slice() as part):
            with ctx.captured():
                source = ctx.array_of(base)
            listed = isinstance(source, Place) and ctx.container_of(source) is Container.LIST
            if listed and isinstance(source, Place) and ctx.rank(source) > 1:
                fixed = fixed_row(ctx, ctx.place(base), "row", span)
                return windows.sliced(ctx, fixed, [part], span)
        case _:
            pass
    found = ctx.array_of(node)
    if isinstance(found, Place):
        return fixed_row(ctx, found, "row", span)
    return grids.place(ctx, found, "items", span) if isinstance(found, Grid) else found


def _part(ctx: Context, node: ast.expr) -> Result:
    """One item of a tuple or list written out, evaluated here."""
    if isinstance(node, (ast.Tuple, ast.List)):
        return tuple(_part(ctx, e) for e in node.elts)
    value = ctx.lower_expression(ctx, node)
    span = ctx.span(node)
    if isinstance(value, Place):
        return captured_row(ctx, value, "row", span)
    if isinstance(value, Grid):
        return grids.place(ctx, value, "item", span)
    if isinstance(value, Window):
        return value
    return ctx.held(value, "item", span)


def _zip(ctx: Context, node: ast.Call, span: Span) -> Together:
    """`zip` of any number of iterables; a literal is put into a list, for the others may be shorter."""
    strict = False
    for keyword in node.keywords:
        match keyword:
            case ast.keyword(arg="strict", value=ast.Constant(value=bool() as strict)):
                pass
            case _:
                raise Refusal("TSP1014", span, iterable=ast.unparse(node))
    if not node.args or any(isinstance(a, ast.Starred) for a in node.args):
        raise Refusal("TSP1014", span, iterable=ast.unparse(node))
    parts = tuple(_indexable(ctx, a) for a in node.args)
    return Together(parts, strict, span)


def _indexable(ctx: Context, node: ast.expr) -> Sequence:
    if isinstance(node, (ast.Tuple, ast.List)):
        node = ast.copy_location(ast.List(node.elts, ast.Load()), node)
        return Items(ctx.place(node), False, ctx.span(node))
    found = sequence(ctx, node)
    if unrolled(found) is not None:
        raise Refusal("TSP1014", ctx.span(node), iterable=ast.unparse(node))
    return found


def _no_keywords(node: ast.Call, span: Span) -> None:
    if not node.args or node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        raise Refusal("TSP1014", span, iterable=ast.unparse(node))


def _range(ctx: Context, node: ast.Call, span: Span) -> Range | Progression:
    _no_keywords(node, span)
    if len(node.args) > 3:
        raise Refusal("TSP1014", span, iterable=ast.unparse(node))
    bounds = [_bound(ctx, a) for a in node.args]
    step = 1
    if len(bounds) == 3:
        last = bounds.pop()
        if not isinstance(last, Const):
            return _progression(ctx, bounds, last, span)
        if last.value == 0:
            raise Refusal("TSP1034", ctx.span(node.args[2]))
        step = int(last.value)
    if len(bounds) == 1:
        bounds.insert(0, Const(0, PY_INT, span))
    return Range(bounds[0], bounds[1], step, span)


def _progression(ctx: Context, bounds: list[Expr], step: Expr, span: Span) -> Progression:
    """The numbers of a range by their count, which is that of a division rounded up."""
    start, stop, by = (
        ctx.held(Value(e, PY_INT), stem, span)
        for e, stem in zip((*bounds, step), ("start", "stop", "step"), strict=True)
    )
    zero, one = constant(0, span), constant(1, span)
    ctx.demand(arithmetic.binary("ne", by, zero, span), "the step of a range is zero", span)
    distance = arithmetic.binary("sub", stop, start, span)
    up = arithmetic.binary("sub", arithmetic.binary("add", distance, by, span), one, span)
    down = arithmetic.binary("add", arithmetic.binary("add", distance, by, span), one, span)
    over = Select(arithmetic.binary("gt", by, zero, span).expr, up.expr, down.expr, PY_INT, span)
    count = arithmetic.binary("floordiv", Value(over, PY_INT), by, span)
    return Progression(start, by, ctx.held(count, "rounds", span), span)


def _bound(ctx: Context, node: ast.expr) -> Expr:
    return ctx.index_expr(ctx.evaluate(node), ctx.span(node))


def _enumerate(ctx: Context, node: ast.Call, span: Span) -> Numbered:
    starts = [*node.args[1:], *(k.value for k in node.keywords if k.arg == "start")]
    if not node.args or len(starts) > 1 or len(node.args[1:]) + len(node.keywords) != len(starts):
        raise Refusal("TSP1014", span, iterable=ast.unparse(node))
    items = sequence(ctx, node.args[0])
    start = constant(0, span)
    if starts:
        expr = _bound(ctx, starts[0])
        start = ctx.held(Value(expr, PY_INT), "first", span)
    return Numbered(items, start, span)


def _reversed(ctx: Context, node: ast.Call, span: Span) -> Sequence:
    _no_keywords(node, span)
    if len(node.args) != 1:
        raise Refusal("TSP1014", span, iterable=ast.unparse(node))
    inner = sequence(ctx, node.args[0])
    match inner:
        case Range():
            return _reversed_range(inner, span)
        case Items():
            return Items(inner.place, not inner.backwards, span)
        case Listed():
            return Listed(inner.values[::-1], span)
        case Progression():
            last = arithmetic.binary("sub", inner.count, constant(1, span), span)
            offset = arithmetic.binary("mul", last, inner.step, span)
            start = arithmetic.binary("add", inner.start, offset, span)
            return Progression(start, arithmetic.negative(inner.step, span), inner.count, span)
        case _:
            raise Refusal("TSP1014", span, iterable=ast.unparse(node))


def _reversed_range(inner: Range, span: Span) -> Range:
    """From the last number down: `start + (count - 1) * step`."""
    start, step = Value(inner.start, PY_INT), inner.step
    one = constant(1, span)
    if abs(step) == 1:
        sign = constant(step, span)
        first = arithmetic.binary("sub", Value(inner.stop, PY_INT), sign, span)
    else:
        last = arithmetic.binary("sub", _count(inner, span), one, span)
        offset = arithmetic.binary("mul", last, constant(step, span), span)
        first = arithmetic.binary("add", start, offset, span)
    stop = arithmetic.binary("sub", start, constant(step, span), span)
    return Range(first.expr, stop.expr, -step, span)


def _count(numbers: Range, span: Span) -> Value:
    """How many numbers a range has, zero or less if none."""
    start, stop, step = Value(numbers.start, PY_INT), Value(numbers.stop, PY_INT), numbers.step
    low, high = (start, stop) if step > 0 else (stop, start)
    distance = arithmetic.binary("sub", high, low, span)
    if abs(step) == 1:
        return distance
    rounded = arithmetic.binary("add", distance, constant(abs(step) - 1, span), span)
    return arithmetic.binary("floordiv", rounded, constant(abs(step), span), span)


def extent(items: Sequence) -> Value:
    """How many rounds there are (none where it is negative)."""
    match items:
        case Range():
            return _count(items, items.span)
        case Items():
            return places.extent(items.place, items.span)
        case Numbered():
            return extent(items.items)
        case Together():
            first, *others = (extent(p) for p in items.parts)
            for other in others:
                args = (first.expr, other.expr)
                first = Value(Op("min", args, PY_INT, items.span), PY_INT)
            return first
        case Progression():
            return items.count
        case Listed():
            return constant(len(items.values), items.span)
        case _:
            assert_never(items)


def item(ctx: Context, items: Sequence, position: Value) -> Result:
    """What the loop's target is bound to in the round number `position`."""
    match items:
        case Range():
            offset = arithmetic.binary("mul", position, constant(items.step, items.span), items.span)
            offset = position if items.step == 1 else offset
            return _sum(Value(items.start, PY_INT), offset, items.span)
        case Items():
            return _element(ctx, items, position)
        case Numbered():
            inner = item(ctx, items.items, position)
            if inner is None:
                return None
            number = _sum(items.start, position, items.span)
            return (number, inner)
        case Together():
            return tuple(item(ctx, p, position) for p in items.parts)
        case Progression():
            return _sum(items.start, arithmetic.binary("mul", position, items.step, items.span), items.span)
        case Listed():
            return items.values[_known_position(position)]
        case _:
            assert_never(items)


def _known_position(position: Value) -> int:
    """Items that are written out are only ever asked for by number."""
    known = position.constant
    assert known is not None
    return int(known.value)


def unrolled(items: Sequence) -> int | None:
    """How many rounds there are, if the loop is to be written out round by round."""
    match items:
        case Listed():
            return len(items.values)
        case Numbered():
            return unrolled(items.items)
        case _:
            return None


def _sum(start: Value, offset: Value, span: Span) -> Value:
    known = start.constant
    if known is not None and known.value == 0:
        return offset
    return arithmetic.binary("add", start, offset, span)


def _element(ctx: Context, items: Items, position: Value) -> Value | Place | Window:
    index = position
    if items.backwards:
        count = places.extent(items.place, items.span)
        last = arithmetic.binary("sub", count, constant(1, items.span), items.span)
        index = arithmetic.binary("sub", last, position, items.span)
    if isinstance(items.place, Window):
        part = windows.indexed(ctx, items.place, index, items.span)
        if places.rank_of(ctx, part) == 0:
            return grids.element(ctx, part, (), items.span)
        return part
    place = Place(items.place.array, (*items.place.indices, index.expr))
    if ctx.rank(place) > 0:
        return place
    return load(ctx, place, items.span)


def run(
    ctx: Context,
    target: ast.expr,
    items: Sequence,
    body: Callable[[], None],
    assigned: frozenset[str],
    span: Span,
    skip: int = 0,
    until: str | None = None,
) -> None:
    """Emit the loop `for target in items: body`, from the round number `skip` on, until a flag is set.

    `assigned` are the names that the body binds, those of the target not among them.
    """
    rounds = unrolled(items)
    if rounds is not None:
        for position in range(skip, rounds):
            value = item(ctx, items, constant(position, span))

            def one(value: Result = value) -> None:
                _unrolled_round(ctx, target, value, body, assigned, span)

            if until is None or position == skip:
                one()
            else:
                _unless_left(ctx, until, one, span)
        return
    if until is None:
        _demand_equal_lengths(ctx, items)
    targets = bound_names([target])
    if isinstance(items, Range) and isinstance(target, ast.Name):
        _counted(ctx, target, items, body, assigned, span, skip, until)
        return
    counter = _counter(ctx, target, items, assigned, span)
    start = Const(skip, PY_INT, span)
    with looping(ctx, assigned | targets, span), ctx.captured() as inner:
        ctx.note(counter, Number(PY_INT), span)
        with _known(ctx, items, counter, assigned | targets):
            ctx.stable.update(ctx.variable_name(t) for t in targets - assigned)
            position = Value(Var(counter, PY_INT, span), PY_INT)
            _bind_items(ctx, target, item(ctx, items, position), counter, span)
            body()
    _check_lengths(items, inner, span)
    ctx.emit(For(counter, start, extent(items).expr, 1, tuple(inner), span, ctx.next_label(), until))
    if until is not None:
        # Where the loop is left early, `zip(strict=True)` never gets to see which of its parts is longer.
        _unless_left(ctx, until, lambda: _demand_equal_lengths(ctx, items), span)


def _unless_left(ctx: Context, until: str, action: Callable[[], None], span: Span) -> None:
    """What happens only if the loop has not been left."""
    frame = ctx.frame
    assigned, aliases = set(frame.assigned), dict(frame.aliases)
    with ctx.captured() as then:
        action()
    frame.assigned = assigned
    restore(frame, aliases)
    if then:
        test = Op("not", (ctx.read(until, span).expr,), PY_BOOL, span)
        ctx.emit(If(test, tuple(then), (), span))


def _unrolled_round(
    ctx: Context,
    target: ast.expr,
    value: Result,
    body: Callable[[], None],
    assigned: frozenset[str],
    span: Span,
) -> None:
    """One round of a loop that is written out: in it, targets that the body leaves alone are constants."""
    fixed = {n: c for n, c in _constant_targets(target, value).items() if n not in assigned}
    bind(ctx, target, value, span)
    owners = {n: ctx.owner(n) or ctx.frame for n in fixed}
    for name, known in fixed.items():
        owners[name].constants[name] = known
    body()
    for name, owner in owners.items():
        del owner.constants[name]


def _constant_targets(target: ast.expr, value: Result) -> dict[str, Value]:
    match target:
        case ast.Name(id=name) if isinstance(value, Value) and value.constant is not None:
            return {name: value}
        case ast.Tuple(elts=parts) | ast.List(elts=parts) if isinstance(value, tuple):
            pairs = zip(parts, value, strict=False)
            return {n: c for part, one in pairs for n, c in _constant_targets(part, one).items()}
        case _:
            return {}


def _demand_equal_lengths(ctx: Context, items: Sequence) -> None:
    """`zip(strict=True)` raises once the shortest ends, and everything is undone by that."""
    match items:
        case Numbered():
            _demand_equal_lengths(ctx, items.items)
        case Together(strict=True):
            first, *others = (_rounds(extent(p), items.span) for p in items.parts)
            for other in others:
                alike = arithmetic.binary("eq", first, other, items.span)
                ctx.demand(alike, "zip() of different lengths", items.span)
        case _:
            pass


def _rounds(count: Value, span: Span) -> Value:
    """A number of rounds that is not negative."""
    if isinstance(count.expr, Length) or (count.constant is not None and count.constant.value >= 0):
        return count
    return Value(Op("max", (count.expr, Const(0, PY_INT, span)), PY_INT, span), PY_INT)


def _bind_items(ctx: Context, target: ast.expr, value: Result, counter: str, span: Span) -> None:
    """Bind the target; the number of an `enumerate` is the counter itself where it can be."""
    if isinstance(target, ast.Tuple) and isinstance(value, tuple) and len(target.elts) == 2:
        name, number = target.elts[0], value[0]
        if isinstance(name, ast.Name) and _is_counter(ctx, name, number, counter):
            frame = ctx.owner(name.id) or ctx.frame
            frame.aliases.pop(name.id, None)
            frame.assigned.add(name.id)
            bind(ctx, target.elts[1], value[1], span)
            return
    bind(ctx, target, value, span)


def _is_counter(ctx: Context, name: ast.Name, number: Result, counter: str) -> bool:
    if not isinstance(number, Value) or not isinstance(number.expr, Var):
        return False
    return number.expr.name == counter == ctx.variable_name(name.id)


def _counter(ctx: Context, target: ast.expr, items: Sequence, assigned: frozenset[str], span: Span) -> str:
    if isinstance(items, Numbered) and items.start.constant is not None and items.start.constant.value == 0:
        match target:
            case ast.Tuple(elts=[ast.Name(id=name), other]):
                if name not in assigned and name not in bound_names([other]):
                    return ctx.variable_name(name)
            case _:
                pass
    stem = target.id if isinstance(target, ast.Name) else "round"
    return ctx.fresh(f"{stem}_index", span)


def _counted(
    ctx: Context,
    target: ast.Name,
    items: Range,
    body: Callable[[], None],
    assigned: frozenset[str],
    span: Span,
    skip: int,
    until: str | None,
) -> None:
    frame = ctx.owner(target.id) or ctx.frame
    counter = ctx.variable_name(target.id)
    start = items.start
    if skip:
        offset = constant(skip * items.step, span)
        start = arithmetic.binary("add", Value(start, PY_INT), offset, span).expr
    ctx.note(counter, Number(PY_INT), span)
    if counter in ctx.parameters:
        raise Refusal("TSP1010", ctx.span(target), what="a loop variable that is also a parameter")
    with looping(ctx, assigned | {target.id}, span), ctx.captured() as inner:
        frame.aliases.pop(target.id, None)
        frame.assigned.add(target.id)
        with _known(ctx, items, counter, assigned):
            body()
    ctx.emit(For(counter, start, items.stop, items.step, tuple(inner), span, ctx.next_label(), until))


@contextmanager
def _known(ctx: Context, items: Sequence, counter: str, assigned: frozenset[str]) -> Generator[None]:
    """Inside a loop: its counter keeps its value (unless assigned), and is an index of some axes."""
    in_range, stable, natural = set(ctx.in_range), set(ctx.stable), set(ctx.natural)
    changed = {ctx.variable_name(n) for n in assigned}
    ctx.in_range = {f for f in in_range if f[2] != counter and f[0] not in changed}
    ctx.stable.discard(counter)
    ctx.natural -= {counter} | changed
    if counter not in changed:
        ctx.stable.add(counter)
        if not isinstance(items, Range) or _never_negative(ctx, items):
            ctx.natural.add(counter)
        ctx.in_range |= {f for f in _facts(ctx, items, counter) if f[0] not in changed}
    try:
        yield
    finally:
        ctx.in_range = in_range
        ctx.stable = stable
        ctx.natural = natural


def _never_negative(ctx: Context, items: Range) -> bool:
    """Whether a range holds no negative number, however far it goes."""
    if items.step > 0:
        return windows.natural(ctx, items.start)
    match items.stop:
        case Const(value=value):
            return value >= -1
        case _:
            return windows.natural(ctx, items.stop)


def _facts(ctx: Context, items: Sequence, counter: str) -> set[Fact]:
    match items:
        case Range():
            return _range_facts(ctx, items, counter)
        case Items():
            if isinstance(items.place, Window):
                return set()
            fact = (items.place.array, ctx.axis_key(items.place), counter)
            return set() if items.backwards else {fact}
        case Numbered():
            return _facts(ctx, items.items, counter) if isinstance(items.items, Items) else set()
        case Together():
            parts = [_facts(ctx, p, counter) for p in items.parts if isinstance(p, Items)]
            return {fact for part in parts for fact in part}
        case Progression() | Listed():
            return set()
        case _:
            assert_never(items)


def _range_facts(ctx: Context, items: Range, counter: str) -> set[Fact]:
    match items.start, items.stop:
        case Const(value=start), Length(array=array, axis=axis, through=through) if (
            start >= 0 and items.step > 0
        ):
            if through or axis == 0:
                return {(array, ctx.axis_key(Place(array, through)), counter)}
            return {(array, str(axis), counter)}
        case _:
            return set()


def _arrays(items: Sequence) -> set[str]:
    match items:
        case Range() | Progression() | Listed():
            return set()
        case Items():
            return {items.place.array}
        case Numbered():
            return _arrays(items.items)
        case Together():
            return {a for p in items.parts for a in _arrays(p)}
        case _:
            assert_never(items)


def _check_lengths(items: Sequence, body: list[Stmt], span: Span) -> None:
    """Python looks at the length of a list in every round; LoopIR looks once."""
    over = _arrays(items)
    for stmt in statements(tuple(body)):
        if isinstance(stmt, (Append, NewArray, CopyArray)) and stmt.array in over:
            raise Refusal("TSP1022", stmt.span)
