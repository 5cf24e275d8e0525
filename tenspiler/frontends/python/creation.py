"""Expressions that make a new list or array, bound to a variable as they are made."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tensir.dtypes import BOOL, F64, I64, INT, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arrays, grids, iteration, lists, ordering
from tenspiler.frontends.python.aliases import forget_aliases_of
from tenspiler.frontends.python.binding import element_value
from tenspiler.frontends.python.casts import assigned, constant, stored
from tenspiler.frontends.python.comprehensions import generate, repeats_list
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.places import extent, rank_of, shape_of, view
from tenspiler.frontends.python.values import Array, Number, Place, Value, Window
from tenspiler.loopir.nodes import (
    Append,
    Const,
    Container,
    CopyArray,
    Expr,
    Flavour,
    Length,
    NewArray,
    ScalarType,
    Span,
    Store,
    Var,
)

_FILLS = {"zeros": 0, "ones": 1, "empty": None}
_LIKE = {"zeros_like": 0, "ones_like": 1, "empty_like": None}
_DEEP_COPIES = ("copy.deepcopy", "numpy.copy")


def create(ctx: Context, node: ast.expr, array: str) -> bool:
    """Emit statements that bind `array` to what `node` makes; False if it makes no array."""
    span = ctx.span(node)
    match node:
        case ast.List():
            _list(ctx, node, array, span)
        case ast.ListComp():
            _comprehension(ctx, node, array, span)
        case ast.BinOp() if repeats_list(node):
            _repeated(ctx, node, array, span)
        case ast.Subscript(slice=ast.Slice() as part) if _is_copying_slice(node):
            _copy(ctx, ctx.place(node.value), array, span, deep=False, needs_list=True)
        case ast.Subscript(value=base, slice=ast.Slice() as part):
            lists.slice_copy(ctx, ctx.place(base), part, array, span)
        case ast.Call():
            return _call(ctx, node, array, span)
        case _:
            return False
    return True


def makes_array(ctx: Context, node: ast.expr) -> bool:
    """Whether an expression is one that `create` handles, as far as its form tells."""
    match node:
        case ast.List() | ast.ListComp():
            return True
        case ast.BinOp():
            return repeats_list(node)
        case ast.Call():
            return _maker(ctx, node) is not None
        case _:
            return False


def _bound(ctx: Context, array: str) -> None:
    """The array is new: nothing else refers to it."""
    forget_aliases_of(ctx, array)
    ctx.bound_anew(array)


def _new(
    ctx: Context, array: str, shape: tuple[Expr, ...], fill: Value | None, rank: int, span: Span
) -> None:
    facts = ctx.note_array(array, Container.LIST, rank, span)
    if fill is None:
        _bound(ctx, array)
        if not ctx.strict or ctx.known_array(array) is not None:  # else nothing is ever put into it
            ctx.emit(NewArray(array, shape, None, span))
        return
    facts.elements.append(fill)
    info = ctx.array(array)
    value = assigned(fill, Number(info.type.element, info.literals), "an element of the list", span)
    _bound(ctx, array)
    ctx.emit(NewArray(array, shape, value, span))


def _list(ctx: Context, node: ast.List, array: str, span: Span) -> None:
    if not node.elts:
        _new(ctx, array, (Const(0, ScalarType(INT, Flavour.PYTHON), span),), None, 1, span)
        return
    shape = _literal_shape(node)
    if shape is None:
        raise Refusal("TSP1011", span, what="a list whose elements differ in shape")
    values = [(index, ctx.evaluate(leaf)) for index, leaf in _leaves(node, ())]
    facts = ctx.note_array(array, Container.LIST, len(shape), span)
    facts.elements.extend(v for _, v in values)
    info = ctx.array(array)
    number = Number(info.type.element, info.literals)
    extents = tuple(_integer(n, span) for n in shape)
    elements = [(i, assigned(v, number, "an element of the list", span)) for i, v in values]
    zero = constant(False if number.type.dtype is BOOL else 0, span)
    _bound(ctx, array)
    ctx.emit(NewArray(array, extents, assigned(zero, number, "an element of the list", span), span))
    for index, element in elements:
        ctx.emit(Store(array, tuple(_integer(i, span) for i in index), element, span))


def _integer(value: int, span: Span) -> Expr:
    return Const(value, ScalarType(INT, Flavour.PYTHON), span)


def _literal_shape(node: ast.List) -> tuple[int, ...] | None:
    inner = [e for e in node.elts if isinstance(e, ast.List)]
    if not inner:
        return (len(node.elts),)
    shapes = {_literal_shape(e) for e in inner}
    if len(inner) != len(node.elts) or len(shapes) != 1:
        return None
    rest = shapes.pop()
    return None if rest is None or 0 in rest else (len(node.elts), *rest)


def _leaves(node: ast.List, index: tuple[int, ...]) -> list[tuple[tuple[int, ...], ast.expr]]:
    found: list[tuple[tuple[int, ...], ast.expr]] = []
    for position, element in enumerate(node.elts):
        here = (*index, position)
        found.extend(_leaves(element, here) if isinstance(element, ast.List) else [(here, element)])
    return found


def _repeated(ctx: Context, node: ast.BinOp, array: str, span: Span) -> None:
    """`[x] * n`."""
    items, times = (node.left, node.right) if isinstance(node.left, ast.List) else (node.right, node.left)
    if not isinstance(items, ast.List) or len(items.elts) != 1:
        raise Refusal("TSP1011", span, what="a list of several elements, repeated")
    fill = ctx.lower_expression(ctx, items.elts[0]) if not _makes_list(items.elts[0]) else None
    if not isinstance(fill, Value):
        raise Refusal("TSP1035", span)
    count = ctx.evaluate(times)
    _new(ctx, array, (ctx.index_expr(count, span),), fill, 1, span)


def _makes_list(node: ast.expr) -> bool:
    return isinstance(node, (ast.List, ast.ListComp)) or (isinstance(node, ast.BinOp) and repeats_list(node))


def _comprehension(ctx: Context, node: ast.ListComp, array: str, span: Span) -> None:
    if _filled(ctx, node, array, span):
        return
    rank = 1
    facts = ctx.note_array(array, Container.LIST, rank, span)
    _bound(ctx, array)
    ctx.emit(NewArray(array, (_integer(0, span),), None, span))

    def element() -> None:
        row = ctx.lower_expression(ctx, node.elt)
        if isinstance(row, Value):
            value = element_value(ctx, Place(array), row, span)
            ctx.emit(Append(array, value, ctx.span(node.elt)))
            return
        if not isinstance(row, Place):
            raise Refusal("TSP1011", ctx.span(node.elt), what="a list of NumPy arrays")
        _append_row(ctx, array, row, node.elt)

    generate(ctx, node.generators, element)
    if not facts.elements and facts.rank == 1:
        ctx.array(array)


def _append_row(ctx: Context, array: str, row: Place, node: ast.expr) -> None:
    if not row.fresh:
        raise Refusal("TSP1029", ctx.span(node))
    append_row(ctx, array, row, ctx.span(node))


def append_row(ctx: Context, array: str, row: Place, span: Span) -> None:
    """Emit an append of a row to a list of lists."""
    info = ctx.array(row.array)
    if info.type.container is not Container.LIST:
        raise Refusal("TSP1011", span, what="a list of NumPy arrays")
    facts = ctx.note_array(array, Container.LIST, ctx.rank(row) + 1, span)
    facts.elements.append(Number(info.type.element, info.literals))
    ctx.array(array)
    ctx.emit(Append(array, view(ctx, row, span), span))


def _filled(ctx: Context, node: ast.ListComp, array: str, span: Span) -> bool:
    """`[[x] * n for _ in range(m)]` and its like: one new array, if the parts are the same in every round."""
    counts: list[ast.expr] = []
    inner: ast.expr = node
    while isinstance(inner, ast.ListComp):
        if len(inner.generators) != 1 or not _plain_range(ctx, inner.generators[0]):
            return False
        counts.append(_range_argument(inner.generators[0]))
        inner = inner.elt
    if isinstance(inner, ast.BinOp) and repeats_list(inner):
        items, times = (
            (inner.left, inner.right) if isinstance(inner.left, ast.List) else (inner.right, inner.left)
        )
        if not isinstance(items, ast.List) or len(items.elts) != 1:
            return False
        counts.append(times)
        inner = items.elts[0]
    targets = {
        n.id
        for g in ast.walk(node)
        if isinstance(g, ast.comprehension)
        for n in [g.target]
        if isinstance(n, ast.Name)
    }
    parts = [inner, *counts[1:]]
    if any(isinstance(n, ast.Name) and n.id in targets for p in parts for n in ast.walk(p)):
        return False
    return _fill(ctx, counts, inner, array, span)


def _fill(ctx: Context, counts: list[ast.expr], inner: ast.expr, array: str, span: Span) -> bool:
    if _makes_list(inner) or not isinstance(inner, (ast.Constant, ast.Name, ast.UnaryOp)):
        return False
    with ctx.captured() as before:
        values = [ctx.evaluate(c) for c in counts]
        fill = ctx.lower_expression(ctx, inner)
    # What is evaluated once here, and there in every round if at all, must not be able to raise.
    if before or not isinstance(fill, Value) or not all(_atomic(v.expr) for v in (fill, *values[1:])):
        return False
    shape = tuple(ctx.index_expr(v, span) for v in values)
    _new(ctx, array, shape, fill, len(shape), span)
    return True


def _atomic(expr: Expr) -> bool:
    return isinstance(expr, (Const, Var)) or (isinstance(expr, Length) and not expr.through)


def _plain_range(ctx: Context, generator: ast.comprehension) -> bool:
    node = generator.iter
    return (
        isinstance(node, ast.Call)
        and ctx.qualified(node.func) == "builtins.range"
        and len(node.args) == 1
        and not isinstance(node.args[0], ast.Starred)
        and not generator.ifs
        and isinstance(generator.target, ast.Name)
    )


def _range_argument(generator: ast.comprehension) -> ast.expr:
    return generator.iter.args[0] if isinstance(generator.iter, ast.Call) else generator.iter


def _is_copying_slice(node: ast.Subscript) -> bool:
    part = node.slice
    return isinstance(part, ast.Slice) and part.lower is part.upper is part.step is None


def _copy(ctx: Context, place: Place, array: str, span: Span, deep: bool, needs_list: bool = False) -> None:
    info = ctx.array(place.array)
    rank = ctx.rank(place)
    is_list = info.type.container is Container.LIST
    if needs_list and not is_list:
        raise Refusal("TSP1031", span)
    if is_list and rank > 1 and not deep:
        raise Refusal("TSP1036", span)
    facts = ctx.note_array(array, info.type.container, rank, span)
    facts.elements.append(Number(info.type.element, info.literals))
    _bound(ctx, array)
    ctx.emit(CopyArray(array, view(ctx, place, span), span))


_Maker = Callable[[Context, ast.Call, str, Span], None]

_SORTS: dict[str, _Maker] = {
    "builtins.sorted": ordering.sorted_list,
    "heapq.nsmallest": ordering.nearest(reverse=False),
    "heapq.nlargest": ordering.nearest(reverse=True),
    "numpy.sort": ordering.numpy_sort,
    "numpy.argsort": ordering.numpy_argsort,
}


def _call(ctx: Context, node: ast.Call, array: str, span: Span) -> bool:
    maker = _maker(ctx, node)
    if maker is None:
        return False
    maker(ctx, node, array, span)
    return True


def _maker(ctx: Context, node: ast.Call) -> _Maker | None:
    name = ctx.qualified(node.func)
    if name is None:
        match node:
            case ast.Call(func=ast.Attribute(attr="copy"), args=[], keywords=[]):
                return _method_copy
            case ast.Call(func=ast.Attribute(attr="astype"), args=[_], keywords=[]):
                return arrays.as_type
            case ast.Call(func=ast.Attribute(attr="tolist"), args=[], keywords=[]):
                return arrays.to_list
            case _:
                return None
    if name in _DEEP_COPIES and len(node.args) == 1 and not node.keywords:
        return _deep_copy
    if name == "builtins.list" and len(node.args) <= 1 and not node.keywords:
        return _listed
    if name in _SORTS:
        return _SORTS[name]
    if name.startswith("numpy."):
        return _numpy_maker(name.removeprefix("numpy."))
    return None


def _method_copy(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    if isinstance(node.func, ast.Attribute):
        _copy_of(ctx, ctx.array_of(node.func.value), array, span, deep=False)


def _deep_copy(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    _copy_of(ctx, ctx.array_of(node.args[0]), array, span, deep=True)


def _copy_of(ctx: Context, source: Array, array: str, span: Span, deep: bool) -> None:
    if isinstance(source, Place):
        _copy(ctx, source, array, span, deep)
        return
    grids.materialise(ctx, grids.grid(ctx, source, span), array, span)


def _listed(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`list()`, `list(a)`, `list(range(n))`, `list(x for ...)`."""
    if not node.args:
        _list(ctx, ast.List([], ast.Load()), array, span)
        return
    inner = node.args[0]
    if isinstance(inner, ast.GeneratorExp):
        listed = ast.copy_location(ast.ListComp(inner.elt, inner.generators), node)
        _comprehension(ctx, listed, array, span)
        return
    with ctx.captured() as before:
        items = iteration.sequence(ctx, inner)
    if isinstance(items, iteration.Items) and not before and _is_list(ctx, items):
        _copy_of(ctx, items.place, array, span, deep=False)
        return
    target = ast.copy_location(ast.Name("item", ast.Store()), inner)
    loaded = ast.copy_location(ast.Name("item", ast.Load()), inner)
    generator = ast.comprehension(target, inner, [], 0)
    _comprehension(ctx, ast.copy_location(ast.ListComp(loaded, [generator]), node), array, span)


def _is_list(ctx: Context, items: iteration.Items) -> bool:
    """Whether `list(items)` is a copy; of an array of numbers it makes a list of another type."""
    if isinstance(items.place, Window):
        return False
    return not items.backwards and (ctx.rank(items.place) > 1 or ctx.container(items.place) is Container.LIST)


def _numpy_maker(function: str) -> _Maker | None:
    if function in _FILLS:
        return lambda ctx, node, array, span: _numpy_filled(ctx, node, array, span, _FILLS[function])
    if function in _LIKE:
        return lambda ctx, node, array, span: _numpy_like(ctx, node, array, span, _LIKE[function])
    own: dict[str, _Maker] = {"full": _numpy_full, "full_like": _numpy_full_like}
    return own.get(function) or arrays.MAKERS.get(function)


def _filler(fill: int | None, span: Span) -> Value | None:
    return None if fill is None else constant(fill, span)


def _numpy_filled(ctx: Context, node: ast.Call, array: str, span: Span, fill: int | None) -> None:
    given = arrays.arguments(node, ("shape", "dtype"), span)
    dtype = arrays.dtype_of(ctx, given["dtype"]) if "dtype" in given else F64
    shape = _shape(ctx, given, node, span)
    _numpy_new(ctx, array, shape, dtype, _filler(fill, span), span)


def _numpy_full(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    given = arrays.arguments(node, ("shape", "fill_value", "dtype"), span)
    shape = _shape(ctx, given, node, span)
    if "fill_value" not in given:
        raise Refusal("TSP1012", span, call="np.full with these arguments")
    value = ctx.evaluate(given["fill_value"])
    dtype = arrays.dtype_of(ctx, given["dtype"]) if "dtype" in given else _default_dtype(value)
    _numpy_new(ctx, array, shape, dtype, value, span)


def _default_dtype(value: Value) -> DType:
    return {INT: I64}.get(value.dtype, value.dtype)


def _numpy_like(ctx: Context, node: ast.Call, array: str, span: Span, fill: int | None) -> None:
    given = arrays.arguments(node, ("a", "dtype"), span)
    _numpy_like_filled(ctx, given, array, _filler(fill, span), span)


def _numpy_full_like(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    given = arrays.arguments(node, ("a", "fill_value", "dtype"), span)
    if "fill_value" not in given:
        raise Refusal("TSP1012", span, call="np.full_like with these arguments")
    _numpy_like_filled(ctx, given, array, ctx.evaluate(given["fill_value"]), span)


def _numpy_like_filled(
    ctx: Context, given: dict[str, ast.expr], array: str, fill: Value | None, span: Span
) -> None:
    if "a" not in given:
        raise Refusal("TSP1012", span, call="this NumPy function with these arguments")
    source = grids.grid(ctx, ctx.array_of(given["a"]), span)
    dtype = arrays.dtype_of(ctx, given["dtype"]) if "dtype" in given else source.element.type.dtype
    shape = source.shape
    _numpy_new(ctx, array, shape, dtype, fill, span)


def _numpy_new(
    ctx: Context, array: str, shape: tuple[Expr, ...], dtype: DType, fill: Value | None, span: Span
) -> None:
    type_ = ScalarType(dtype, Flavour.NUMPY)
    facts = ctx.note_array(array, Container.NDARRAY, len(shape), span)
    facts.elements.append(Number(type_))
    _bound(ctx, array)
    filler = None if fill is None else stored(fill, type_, span)
    ctx.emit(NewArray(array, shape, filler, span))


def _shape(ctx: Context, given: dict[str, ast.expr], node: ast.Call, span: Span) -> tuple[Expr, ...]:
    if "shape" not in given:
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    shape = given["shape"]
    same = shape_of(ctx, shape)
    if same is not None:
        return tuple(extent(same, span, axis).expr for axis in range(rank_of(ctx, same)))
    parts = shape.elts if isinstance(shape, (ast.Tuple, ast.List)) else [shape]
    if not parts:
        raise Refusal("TSP1011", span, what="an array without axes")
    return tuple(ctx.index_expr(ctx.evaluate(p), ctx.span(p)) for p in parts)
