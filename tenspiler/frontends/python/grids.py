"""Arrays computed element by element: broadcasting, and the loops that put them in their places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tensir.dtypes import BOOL, F64, I64, INT, U64, DType, Kind
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, windows
from tenspiler.frontends.python.aliases import forget_aliases_of
from tenspiler.frontends.python.casts import constant, from_python, stored
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.places import load
from tenspiler.frontends.python.values import PY_BOOL, PY_INT, Array, Grid, Number, Place, Value, Window
from tenspiler.frontends.python.windows import position, same, settled, window
from tenspiler.loopir.nodes import (
    Const,
    Container,
    Expr,
    Flavour,
    For,
    Length,
    NewArray,
    Op,
    ScalarType,
    Select,
    Span,
    Store,
    Var,
)

Rule = Callable[[list[Value]], Value]
_COUNTERS = ("i", "j", "k", "l")


def shape(ctx: Context, array: Array, span: Span) -> tuple[Value, ...]:
    """The extents of an array."""
    extents = array.shape if isinstance(array, Grid) else window(ctx, array, span).shape
    return tuple(Value(e, PY_INT) for e in extents)


def element(ctx: Context, array: Array, indices: tuple[Value, ...], span: Span) -> Value:
    """The element at indices that are in range and not negative."""
    if isinstance(array, Grid):
        return array.at(indices)
    part = window(ctx, array, span)
    return load(ctx, Place(part.array, position(part, indices, span)), span)


def grid(ctx: Context, array: Array, span: Span) -> Grid:
    """An array as NumPy computes with it: a list becomes an array of int64, float64 or bool."""
    if isinstance(array, Grid):
        return array
    info = ctx.array(array.array)
    part = window(ctx, array, span)
    number = Number(info.type.element, info.literals)
    if info.type.container is Container.LIST:
        number = Number(numpy_type(info.type.element))

    def at(indices: tuple[Value, ...]) -> Value:
        return numpy_number(element(ctx, part, indices, span), span)

    reads = frozenset((array.array,))
    whole = isinstance(array, Place) and not array.indices
    return Grid(part.shape, number, at, reads, frozenset() if whole else reads)


def numpy_type(type_: ScalarType) -> ScalarType:
    """The NumPy type of a number."""
    if type_.flavour is Flavour.NUMPY:
        return type_
    return ScalarType({INT: I64, F64: F64, BOOL: BOOL}[type_.dtype], Flavour.NUMPY)


def sum_type(dtype: DType) -> ScalarType:
    """NumPy adds small integers up in 64 bits."""
    if dtype.is_float:
        return ScalarType(dtype, Flavour.NUMPY)
    return ScalarType(U64 if dtype.kind is Kind.UNSIGNED else I64, Flavour.NUMPY)


def numpy_number(value: Value, span: Span) -> Value:
    """A number as the NumPy scalar that an array of it holds."""
    type_ = numpy_type(value.type)
    if value.is_numpy:
        return value
    return Value(from_python(value, type_.dtype, span), type_)


def elementwise(ctx: Context, rule: Rule, operands: Sequence[Value | Array], span: Span) -> Value | Grid:
    """`rule` applied to numbers, or to each element of broadcast arrays."""
    if not any(isinstance(o, (Place, Window, Grid)) for o in operands):
        return rule([o for o in operands if isinstance(o, Value)])
    held = [ctx.held(o, "operand", span) if isinstance(o, Value) else grid(ctx, o, span) for o in operands]
    grids = [g for g in held if isinstance(g, Grid)]
    extents = broadcast(ctx, [g.shape for g in grids], span)

    def at(indices: tuple[Value, ...]) -> Value:
        return rule([o if isinstance(o, Value) else _aligned(o, indices, extents, span) for o in held])

    reads = frozenset(name for g in grids for name in g.reads)
    shifted = frozenset(name for g in grids for name in g.shifted)
    number = probe(ctx, at, len(extents), span)
    _convert_once(ctx, number, held, span)
    return Grid(extents, Number(number.type, number.literals), at, reads, shifted)


def probe(ctx: Context, at: Callable[[tuple[Value, ...]], Value], rank: int, span: Span) -> Value:
    """An element, to see its type; nothing is emitted."""
    with ctx.captured():
        return at(tuple(constant(0, span) for _ in range(rank)))


def _convert_once(ctx: Context, result: Value, held: Sequence[Value | Grid], span: Span) -> None:
    """What the conversion of a Python number to the dtype of an array raises, it raises without elements."""
    names = {o.expr.name for o in held if isinstance(o, Value) and isinstance(o.expr, Var)}
    for part in _casts(result.expr):
        if isinstance(part.args[0], Var) and part.args[0].name in names:
            type_ = part.type
            if type_.flavour is Flavour.PYTHON and type_.dtype.is_fixed:
                low = Const(type_.dtype.lowest, PY_INT, span)
                high = Const(type_.dtype.highest, PY_INT, span)
                number = part.args[0]
                fits = Op(
                    "and",
                    (Op("le", (low, number), PY_BOOL, span), Op("le", (number, high), PY_BOOL, span)),
                    PY_BOOL,
                    span,
                )
                ctx.demand(Value(fits, PY_BOOL), f"integer out of the range of {type_.dtype}", span)


def _casts(expr: Expr) -> list[Op]:
    match expr:
        case Op():
            inner = [c for a in expr.args for c in _casts(a)]
            return [expr, *inner] if expr.op == "cast" else inner
        case Select():
            return [c for e in (expr.condition, expr.yes, expr.no) for c in _casts(e)]
        case _:
            return []


def broadcast(ctx: Context, shapes: Sequence[tuple[Expr, ...]], span: Span) -> tuple[Expr, ...]:
    """The shape to which NumPy stretches these; what it raises on is required not to be."""
    rank = max(map(len, shapes))
    found: list[Expr] = []
    for axis in range(-rank, 0):
        extents = [s[axis] for s in shapes if len(s) >= -axis]
        found.append(_common(ctx, extents, span))
    return tuple(found)


def _is_one(extent: Expr) -> bool:
    return isinstance(extent, Const) and extent.value == 1


def _common(ctx: Context, extents: list[Expr], span: Span) -> Expr:
    distinct: list[Expr] = []
    for extent in extents:
        if not _is_one(extent) and not any(same(extent, d) for d in distinct):
            distinct.append(extent)
    if not distinct:
        return extents[0]
    common = Value(distinct[0], PY_INT)
    for extent in distinct[1:]:
        common = _joined(ctx, common, Value(extent, PY_INT), span)
    return settled(ctx, common, span).expr


def _joined(ctx: Context, a: Value, b: Value, span: Span) -> Value:
    """The extent of two axes together: they agree, or one of them is one."""
    one = constant(1, span)
    alike = arithmetic.binary("eq", a, b, span)
    singles = [arithmetic.binary("eq", x, one, span) for x in (a, b) if not isinstance(x.expr, Const)]
    tests = (alike, *singles)
    agree = tests[0]
    for test in tests[1:]:
        agree = Value(Op("or", (agree.expr, test.expr), PY_BOOL, span), PY_BOOL)
    ctx.demand(agree, "arrays of different shapes", span)
    if isinstance(a.expr, Const):
        return a
    if isinstance(b.expr, Const):
        return b
    return Value(Select(singles[0].expr, b.expr, a.expr, PY_INT, span), PY_INT)


def _aligned(source: Grid, indices: tuple[Value, ...], extents: tuple[Expr, ...], span: Span) -> Value:
    """The element of an operand that goes with an element of the broadcast whole."""
    missing = len(extents) - len(source.shape)
    own = zip(source.shape, indices[missing:], extents[missing:], strict=True)
    return source.at(tuple(_stretched(e, i, whole, span) for e, i, whole in own))


def _stretched(extent: Expr, index: Value, whole: Expr, span: Span) -> Value:
    if same(extent, whole):
        return index
    if _is_one(extent):
        return constant(0, span)
    if isinstance(extent, Const):
        return index
    alike = arithmetic.binary("eq", Value(extent, PY_INT), Value(whole, PY_INT), span)
    zero = Const(0, PY_INT, span)
    return Value(Select(alike.expr, index.expr, zero, PY_INT, span), PY_INT)


def transposed(ctx: Context, array: Array, span: Span) -> Array:
    """`a.T`: a view, or a computed array with its axes the other way round."""
    if not isinstance(array, Grid):
        return windows.transposed(ctx, array, span)
    return Grid(
        array.shape[::-1], array.element, lambda indices: array.at(indices[::-1]), array.reads, array.reads
    )


def size(ctx: Context, array: Array, span: Span) -> Value:
    """How many elements an array has."""
    first, *others = shape(ctx, array, span)
    for other in others:
        first = arithmetic.binary("mul", first, other, span)
    return first


def over(
    ctx: Context, extents: Sequence[Expr], body: Callable[[tuple[Value, ...]], None], span: Span
) -> None:
    """Emit `body` inside loops over all indices of a shape, the first axis outermost."""

    def level(axis: int, indices: tuple[Value, ...]) -> None:
        if axis == len(extents):
            body(indices)
            return
        counter = ctx.fresh(_COUNTERS[min(axis, len(_COUNTERS) - 1)], span)
        ctx.note(counter, Number(PY_INT), span)
        ctx.stable.add(counter)
        ctx.natural.add(counter)
        with ctx.captured() as inner:
            level(axis + 1, (*indices, Value(Var(counter, PY_INT, span), PY_INT)))
        start = Const(0, PY_INT, span)
        ctx.emit(For(counter, start, extents[axis], 1, tuple(inner), span, ctx.next_label()))

    level(0, ())


def materialise(ctx: Context, source: Grid, name: str, span: Span, dtype: ScalarType | None = None) -> Place:
    """Bind a variable to a new array that holds the elements."""
    type_ = dtype or source.element.type
    facts = ctx.note_array(name, Container.NDARRAY, len(source.shape), span)
    facts.elements.append(Number(type_))
    forget_aliases_of(ctx, name)
    ctx.bound_anew(name)
    ctx.emit(NewArray(name, source.shape, None, span))

    def body(indices: tuple[Value, ...]) -> None:
        value = numpy_number(source.at(indices), span) if dtype is None else source.at(indices)
        ctx.emit(Store(name, tuple(i.expr for i in indices), stored(value, type_, span), span))

    over(ctx, tuple(Length(name, a, (), PY_INT, span) for a in range(len(source.shape))), body, span)
    return Place(name, (), fresh=True)


def place(ctx: Context, array: Array, stem: str, span: Span) -> Place:
    """An array in a place of its own, unless it is one that LoopIR can name already."""
    if isinstance(array, Place):
        return array
    return materialise(ctx, grid(ctx, array, span), ctx.fresh(stem, span), span)


def assign_into(ctx: Context, target: Place | Window, value: Value | Array, span: Span) -> None:
    """`target[...] = value`: NumPy broadcasts the value, and casts its elements."""
    if ctx.container_of(Place(target.array)) is not Container.NDARRAY:
        raise Refusal("TSP1033", span)
    part = window(ctx, target, span)
    type_ = ctx.element(Place(part.array))
    if isinstance(value, Value):
        source = ctx.held(value, "value", span)
        with ctx.captured():
            converted = Value(stored(source, type_, span), type_)
        _convert_once(ctx, converted, [source], span)

        def fill(indices: tuple[Value, ...]) -> None:
            ctx.emit(Store(part.array, position(part, indices, span), stored(source, type_, span), span))

        over(ctx, part.shape, fill, span)
        return
    given = grid(ctx, value, span)
    if len(given.shape) > len(part.shape):
        raise Refusal("TSP1033", span)
    if _overlaps(ctx, given, target):
        given = grid(ctx, materialise(ctx, given, ctx.fresh("new", span), span), span)
    for own, extent in zip(given.shape[::-1], part.shape[::-1], strict=False):
        _demand_fits(ctx, own, extent, span)

    def body(indices: tuple[Value, ...]) -> None:
        one = _aligned(given, indices, part.shape, span)
        ctx.emit(Store(part.array, position(part, indices, span), stored(one, type_, span), span))

    over(ctx, part.shape, body, span)


def _overlaps(ctx: Context, given: Grid, target: Place | Window) -> bool:
    """Whether an element may be read after it has been written; two parameters may be one array."""
    whole = isinstance(target, Place) and not target.indices
    read = given.shifted if whole else given.reads
    return target.array in read or (target.array in ctx.parameters and bool(read & ctx.parameters))


def _demand_fits(ctx: Context, own: Expr, extent: Expr, span: Span) -> None:
    if same(own, extent) or _is_one(own):
        return
    a, b, one = Value(own, PY_INT), Value(extent, PY_INT), constant(1, span)
    alike = arithmetic.binary("eq", a, b, span)
    single = arithmetic.binary("eq", a, one, span)
    agree = Value(Op("or", (alike.expr, single.expr), PY_BOOL, span), PY_BOOL)
    ctx.demand(agree, "arrays of different shapes", span)
