"""NumPy arrays made from numbers, lists and other arrays: `np.array`, `np.arange`, `.astype`, `np.cumsum`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tensir.dtypes import F64, I64, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, grids, lists, windows
from tenspiler.frontends.python.annotations import named_dtype
from tenspiler.frontends.python.casts import constant, convert, stored, to_float, to_int
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.ufuncs import promoted
from tenspiler.frontends.python.values import (
    PY_BOOL,
    PY_FLOAT,
    PY_INT,
    Grid,
    Number,
    Place,
    Value,
)
from tenspiler.loopir.nodes import Container, Expr, Flavour, ScalarType, Select, Span

Maker = Callable[[Context, ast.Call, str, Span], None]


def arguments(node: ast.Call, names: tuple[str, ...], span: Span) -> dict[str, ast.expr]:
    """The arguments of a call by the names of the parameters."""
    found = dict(zip(names, node.args, strict=False))
    if len(node.args) > len(names) or any(isinstance(a, ast.Starred) for a in node.args):
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    for keyword in node.keywords:
        if keyword.arg not in names or keyword.arg in found:
            raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
        found[keyword.arg] = keyword.value
    return found


def dtype_of(ctx: Context, node: ast.expr) -> DType:
    """The dtype that an expression names."""
    if isinstance(node, ast.Attribute) and node.attr == "dtype" and ctx.qualified(node) is None:
        return grids.grid(ctx, ctx.array_of(node.value), ctx.span(node)).element.type.dtype
    local = isinstance(node, ast.Name) and ctx.owner(node.id) is not None
    dtype = None if local else named_dtype(node, ctx.module)
    if dtype is None:
        raise Refusal("TSP1011", ctx.span(node), what=f"the dtype `{ast.unparse(node)}`")
    return dtype


def _converted(source: Grid, dtype: DType, span: Span) -> Grid:
    """The elements cast to a dtype, as `astype` casts."""
    type_ = ScalarType(dtype, Flavour.NUMPY)

    def at(indices: tuple[Value, ...]) -> Value:
        return Value(convert(source.at(indices).expr, dtype, Flavour.NUMPY, span), type_)

    return Grid(source.shape, Number(type_), at, source.reads, source.shifted)


def as_type(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`a.astype(dtype)`."""
    assert isinstance(node.func, ast.Attribute)
    source = grids.grid(ctx, ctx.array_of(node.func.value), span)
    grids.materialise(ctx, _converted(source, dtype_of(ctx, node.args[0]), span), array, span)


def to_list(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`a.tolist()` of a vector: Python numbers."""
    assert isinstance(node.func, ast.Attribute)
    source = grids.grid(ctx, ctx.array_of(node.func.value), span)
    if len(source.shape) != 1:
        raise Refusal("TSP1012", span, call="`.tolist()` of an array with several axes")
    dtype = source.element.type.dtype
    type_ = PY_FLOAT if dtype.is_float else PY_INT if dtype.is_integer else PY_BOOL

    def item(index: Value) -> Value:
        value = source.at((index,))
        number = to_float(value, span) if dtype.is_float else value.expr
        return Value(to_int(value, span) if dtype.is_integer else number, type_)

    count = Value(source.shape[0], PY_INT)
    lists.fill(ctx, array, count, [(constant(0, span), count, item)], Number(type_), span)


def _array(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`np.array(x)` and `np.asarray(list)`: a new array of what a list or an array holds."""
    given = arguments(node, ("object", "dtype"), span)
    if "object" not in given:
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    found = ctx.array_of(given["object"])
    listed = isinstance(found, Place) and ctx.container_of(found) is Container.LIST
    name = ast.unparse(node.func)
    if name.endswith("asarray") and not listed:
        raise Refusal("TSP1012", span, call=f"{name} of an array")
    source = grids.grid(ctx, found, span)
    if "dtype" in given:
        dtype = dtype_of(ctx, given["dtype"])
        type_ = ScalarType(dtype, Flavour.NUMPY)
        if listed and isinstance(found, Place):
            grids.materialise(ctx, _from_list(ctx, found, dtype, span), array, span, type_)
            return
        source = _converted(source, dtype, span)
    grids.materialise(ctx, source, array, span)


def _from_list(ctx: Context, place: Place, dtype: DType, span: Span) -> Grid:
    """Python numbers must fit the dtype that is asked for."""
    part = windows.window(ctx, place, span)
    type_ = ScalarType(dtype, Flavour.NUMPY)

    def at(indices: tuple[Value, ...]) -> Value:
        return Value(stored(grids.element(ctx, part, indices, span), type_, span), type_)

    reads = frozenset((place.array,))
    return Grid(part.shape, Number(type_), at, reads, reads)


def _arange(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`np.arange` of integers."""
    given = arguments(node, ("start", "stop", "step", "dtype"), span)
    dtype = dtype_of(ctx, given.pop("dtype")) if "dtype" in given else I64
    names = [n for n in ("start", "stop", "step") if n in given]
    values = [Value(ctx.index_expr(ctx.evaluate(given[n]), span), PY_INT) for n in names]
    start, stop, step = constant(0, span), values[0], constant(1, span)
    if len(values) > 1:
        start, stop = values[:2]
    if len(values) > 2:
        step = values[2]
    known = step.constant
    if known is None or known.value == 0:
        raise Refusal("TSP1034", span)
    size = int(known.value)
    low, high = (start, stop) if size > 0 else (stop, start)
    distance = (
        high if low.constant == constant(0, span).constant else arithmetic.binary("sub", high, low, span)
    )
    if abs(size) > 1:
        distance = arithmetic.binary("add", distance, constant(abs(size) - 1, span), span)
        distance = arithmetic.binary("floordiv", distance, constant(abs(size), span), span)
    count = windows.settled(ctx, windows.larger(distance, constant(0, span), span), span)
    start = windows.settled(ctx, start, span)
    type_ = ScalarType(dtype, Flavour.NUMPY)

    def at(indices: tuple[Value, ...]) -> Value:
        offset = indices[0] if size == 1 else arithmetic.binary("mul", indices[0], step, span)
        known = start.constant
        number = (
            offset
            if known is not None and known.value == 0
            else arithmetic.binary("add", start, offset, span)
        )
        return Value(stored(number, type_, span), type_)

    nothing: frozenset[str] = frozenset()
    grids.materialise(ctx, Grid((count.expr,), Number(type_), at, nothing, nothing), array, span)


def _eye(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`np.eye(n)`, `np.eye(n, m)` and `np.identity(n)`."""
    given = arguments(node, ("N", "M", "k", "dtype"), span)
    if "N" not in given or "k" in given:
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    dtype = dtype_of(ctx, given["dtype"]) if "dtype" in given else F64
    extents = [Value(ctx.index_expr(ctx.evaluate(given[n]), span), PY_INT) for n in ("N", "M") if n in given]
    settled = [windows.settled(ctx, e, span).expr for e in extents]
    type_ = ScalarType(dtype, Flavour.NUMPY)

    def at(indices: tuple[Value, ...]) -> Value:
        test = arithmetic.binary("eq", indices[0], indices[1], span)
        one, zero = (stored(constant(k, span), type_, span) for k in (1, 0))
        return Value(Select(test.expr, one, zero, type_, span), type_)

    nothing: frozenset[str] = frozenset()
    shape = (settled[0], settled[-1])
    grids.materialise(ctx, Grid(shape, Number(type_), at, nothing, nothing), array, span)


def _concatenate(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`np.concatenate((a, b))` of vectors."""
    match node:
        case ast.Call(args=[ast.Tuple(elts=parts) | ast.List(elts=parts)], keywords=[]) if parts:
            pass
        case _:
            raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    sources = [grids.grid(ctx, grids.place(ctx, ctx.array_of(p), "part", span), span) for p in parts]
    if any(len(s.shape) != 1 for s in sources):
        raise Refusal("TSP1012", span, call="np.concatenate of arrays with several axes")
    counts = [ctx.held(Value(s.shape[0], PY_INT), "count", span) for s in sources]
    total = counts[0]
    for count in counts[1:]:
        total = arithmetic.binary("add", total, count, span)
    total = ctx.held(total, "count", span)
    with ctx.captured():
        firsts = [s.at((constant(0, span),)) for s in sources]
    type_ = ScalarType(promoted(firsts, span), Flavour.NUMPY)

    def at(indices: tuple[Value, ...]) -> Value:
        return Value(_one_of(indices[0], sources, counts, type_, span), type_)

    reads = frozenset(name for s in sources for name in s.reads)
    grids.materialise(ctx, Grid((total.expr,), Number(type_), at, reads, reads), array, span)


def _one_of(index: Value, sources: list[Grid], counts: list[Value], type_: ScalarType, span: Span) -> Expr:
    here = convert(sources[0].at((index,)).expr, type_.dtype, Flavour.NUMPY, span)
    if len(sources) == 1:
        return here
    inside = arithmetic.binary("lt", index, counts[0], span)
    beyond = arithmetic.binary("sub", index, counts[0], span)
    return Select(inside.expr, here, _one_of(beyond, sources[1:], counts[1:], type_, span), type_, span)


def _scan(op: str) -> Maker:
    """`np.cumsum` and `np.cumprod` of a vector."""

    def maker(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
        given = arguments(node, ("a",), span)
        source = grids.grid(ctx, ctx.array_of(given["a"]), span) if "a" in given else None
        if source is None or len(source.shape) != 1:
            raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
        type_ = grids.sum_type(source.element.type.dtype)
        name = ctx.fresh("running", span)
        zero = -0.0 if type_.dtype.is_float else 0  # 0.0 would turn a leading -0.0 into 0.0
        start = convert(constant(zero if op == "add" else 1, span).expr, type_.dtype, Flavour.NUMPY, span)
        ctx.assign(name, Value(start, type_), span)

        def at(indices: tuple[Value, ...]) -> Value:
            value = Value(convert(source.at(indices).expr, type_.dtype, Flavour.NUMPY, span), type_)
            ctx.assign(name, arithmetic.binary(op, ctx.read(name, span), value, span), span)
            return ctx.read(name, span)

        scanned = Grid(source.shape, Number(type_), at, source.reads, source.reads)
        grids.materialise(ctx, scanned, array, span)

    return maker


def _diff(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`np.diff(a)` of a vector: each element less the one before."""
    given = arguments(node, ("a",), span)
    source = grids.grid(ctx, ctx.array_of(given["a"]), span) if "a" in given else None
    if source is None or len(source.shape) != 1:
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    one = constant(1, span)
    less = arithmetic.binary("sub", Value(source.shape[0], PY_INT), one, span)
    count = windows.settled(ctx, windows.larger(less, constant(0, span), span), span)

    def at(indices: tuple[Value, ...]) -> Value:
        following = arithmetic.binary("add", indices[0], one, span)
        return arithmetic.binary("sub", source.at((following,)), source.at(indices), span)

    number = grids.probe(ctx, at, 1, span)
    grids.materialise(
        ctx, Grid((count.expr,), Number(number.type), at, source.reads, source.reads), array, span
    )


def _roll(ctx: Context, node: ast.Call, array: str, span: Span) -> None:
    """`np.roll(a, k)` of a vector."""
    given = arguments(node, ("a", "shift"), span)
    if len(given) != 2:
        raise Refusal("TSP1012", span, call=f"{ast.unparse(node.func)} with these arguments")
    source = grids.grid(ctx, ctx.array_of(given["a"]), span)
    if len(source.shape) != 1:
        raise Refusal("TSP1012", span, call="np.roll of an array with several axes")
    shift = ctx.held(Value(ctx.index_expr(ctx.evaluate(given["shift"]), span), PY_INT), "shift", span)
    count = Value(source.shape[0], PY_INT)

    def at(indices: tuple[Value, ...]) -> Value:
        moved = arithmetic.binary("sub", indices[0], shift, span)
        return source.at((arithmetic.binary("mod", moved, count, span),))

    grids.materialise(ctx, Grid(source.shape, source.element, at, source.reads, source.reads), array, span)


MAKERS: dict[str, Maker] = {
    "array": _array,
    "asarray": _array,
    "arange": _arange,
    "eye": _eye,
    "identity": _eye,
    "concatenate": _concatenate,
    "cumsum": _scan("add"),
    "cumprod": _scan("mul"),
    "diff": _diff,
    "roll": _roll,
}
