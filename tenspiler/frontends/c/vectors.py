"""Vectors and local arrays as values: construction, copies, appends, and the methods that change them."""

from __future__ import annotations

from tensir.dtypes import U64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.arrays import listed_array
from tenspiler.frontends.c.builder import Builder, Place
from tenspiler.frontends.c.expressions import expression, is_lvalue, place, view
from tenspiler.frontends.c.iteration import each, member_owner, range_of
from tenspiler.frontends.c.numbers import c_type, cast, constant
from tenspiler.frontends.c.syntax import FixedArray, Node, Number, Pointer, Vector
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Const,
    CopyArray,
    Expr,
    For,
    Length,
    Load,
    NewArray,
    Op,
    Span,
    Store,
    Var,
    View,
    written_arrays,
)

EXTENT = U64


def assign(b: Builder, name: str, node: Node) -> None:
    """Make the array `name` equal to the vector or the `std::array` that an expression gives."""
    node = _unwrapped(node)
    if isinstance(node.type, FixedArray) and node.kind == "INIT_LIST_EXPR":
        listed_array(b, name, node, node.type)
        return
    if is_lvalue(node):
        found = place(b, node)
        if isinstance(found, Place):
            b.emit(CopyArray(name, view(b, node, found), node.span))
            return
    if node.kind == "CALL_EXPR" and node.library and node.spelling == "vector":
        _construct(b, name, node)
        return
    if node.kind == "CALL_EXPR" and not node.library:
        result = b.inline(b, node, True)
        if isinstance(result, Place):
            b.emit(CopyArray(name, view(b, node, result), node.span))
            return
    raise Refusal("TSP1120", node.span, name=node.spelling or "this vector expression")


def _unwrapped(node: Node) -> Node:
    """Without the copy or move construction around a value of the same type."""
    while node.kind == "CALL_EXPR" and node.spelling in ("vector", "array") and len(node.children) == 1:
        child = node.children[0]
        if child.type != node.type:
            break
        node = child
    return node


def _construct(b: Builder, name: str, node: Node) -> None:
    type_ = _array(b, name)
    listed = _initialiser_list(node)
    if listed is not None:
        _from_list(b, name, type_, listed, node.span)
        return
    if not node.children:
        b.emit(NewArray(name, (constant(0, U64, node.span),), None, node.span))
        return
    if len(node.children) == 2 and all(isinstance(c.type, Pointer) for c in node.children):
        _from_range(b, name, type_, node)
        return
    shape, fill = _shape(b, node, type_)
    b.emit(NewArray(name, shape, fill, node.span))


def _from_range(b: Builder, name: str, type_: ArrayType, node: Node) -> None:
    """`vector(first, last)`: a copy of a whole vector, or element by element."""
    first, last = node.children
    owner, end = member_owner(first, ("begin", "cbegin")), member_owner(last, ("end", "cend"))
    if owner is not None and end is not None and owner.target == end.target and owner.type == node.type:
        assign(b, name, owner)
        return
    source = range_of(b, first, last, node)
    if type_.rank != 1 or source.start.array == name:
        raise Refusal("TSP1120", node.span, name="this constructor of std::vector")
    extent = cast(source.count, U64, node.span)
    b.emit(NewArray(name, (extent,), constant(0, type_.element.dtype, node.span), node.span))
    with each(b, source, node) as index:
        value = cast(source.load(index, node), type_.element.dtype, node.span)
        b.emit(Store(name, (index,), value, node.span))


def _array(b: Builder, name: str) -> ArrayType:
    type_ = b.variables[name]
    assert isinstance(type_, ArrayType)
    return type_


def _initialiser_list(node: Node) -> Node | None:
    """The braces of `vector<int> v = {1, 2}`."""
    if len(node.children) != 1:
        return None
    inner = node.children[0]
    while inner.kind == "CAST" and len(inner.children) == 1:
        inner = inner.children[0]
    return inner if inner.kind == "INIT_LIST_EXPR" else None


def _from_list(b: Builder, name: str, type_: ArrayType, braces: Node, span: Span) -> None:
    if type_.rank != 1:
        raise Refusal("TSP1120", span, name="a nested initialiser list")
    values = [cast(expression(b, c), type_.element.dtype, c.span) for c in braces.children]
    extent = constant(len(values), U64, span)
    b.emit(NewArray(name, (extent,), constant(0, type_.element.dtype, span), span))
    for k, value in enumerate(values):
        b.emit(Store(name, (constant(k, U64, span),), value, value.span))


def _shape(b: Builder, node: Node, type_: ArrayType) -> tuple[tuple[Expr, ...], Expr]:
    """The extents and the fill value of `vector(n)`, `vector(n, x)`, `vector(n, vector(m, x))`."""
    zero = constant(0, type_.element.dtype, node.span)
    if not 1 <= len(node.children) <= 2 or not isinstance(node.children[0].type, Number):
        raise Refusal("TSP1120", node.span, name="this constructor of std::vector")
    count = cast(expression(b, node.children[0]), U64, node.span)
    depth = _depth(node)
    if len(node.children) == 1:
        inner = (constant(0, U64, node.span),) * (depth - 1)
        return (count, *inner), zero
    row = _unwrapped(node.children[1])
    if isinstance(row.type, Number):
        return (count,), cast(expression(b, row), type_.element.dtype, row.span)
    if row.kind == "CALL_EXPR" and row.library and row.spelling == "vector" and row.children:
        shape, fill = _shape(b, row, type_)
        return (count, *shape), fill
    raise Refusal("TSP1120", row.span, name="a row to repeat that is not written as vector(n, x)")


def _depth(node: Node) -> int:
    depth, type_ = 0, node.type
    while isinstance(type_, Vector):
        depth, type_ = depth + 1, type_.element
    return depth


# Methods


def method(b: Builder, node: Node) -> None:
    """A statement that calls a method of a vector."""
    member = node.children[0]
    if not node.library or not member.children or not isinstance(member.children[0].type, Vector):
        raise Refusal("TSP1120", node.span, name=node.spelling)
    arguments = node.children[1:]
    found = place(b, member.children[0])
    assert isinstance(found, Place)
    match node.spelling:
        case "reserve":
            expression(b, arguments[0])
        case "push_back" | "emplace_back" if len(arguments) == 1:
            _append(b, _whole(found, node), arguments[0])
        case "clear":
            b.emit(NewArray(_whole(found, node), (constant(0, U64, node.span),), None, node.span))
        case "resize" if len(arguments) in (1, 2):
            _resize(b, _whole(found, node), _as_constructor(node, member.children[0]))
        case "assign" if len(arguments) == 2:
            name = _whole(found, node)
            made = _as_constructor(node, member.children[0])
            if all(isinstance(a.type, Pointer) for a in arguments):
                _from_range(b, name, _array(b, name), made)
                return
            shape, fill = _shape(b, made, _array(b, name))
            b.emit(NewArray(name, shape, fill, node.span))
        case _:
            raise Refusal("TSP1120", node.span, name=node.spelling)


def _resize(b: Builder, name: str, node: Node) -> None:
    """`v.resize(n)` and `v.resize(n, x)`: elements that were there stay."""
    type_ = _array(b, name)
    shape, fill = _shape(b, node, type_)
    shape = tuple(b.capture("extent", e, node.span) for e in shape)
    fill = b.capture("filling", fill, node.span)
    if _is_empty(b, name):
        b.emit(NewArray(name, shape, fill, node.span))
        return
    if type_.rank != 1:
        raise Refusal("TSP1120", node.span, name="resize of what may hold rows")
    old = b.fresh(f"{name}_before", type_)
    index = Var(b.fresh("index", c_type(U64)), c_type(U64), node.span)
    length = Length(old, 0, (), c_type(U64), node.span)
    kept = Op("min", (length, shape[0]), c_type(U64), node.span)
    value = Load(old, (index,), type_.element, node.span)
    b.emit(CopyArray(old, View(name, (), type_, node.span), node.span))
    b.emit(NewArray(name, shape, fill, node.span))
    store = Store(name, (index,), value, node.span)
    b.emit(For(index.name, constant(0, U64, node.span), kept, 1, (store,), node.span, b.label()))


def _is_empty(b: Builder, name: str) -> bool:
    """Whether a vector has just been made empty, in the same block."""
    for stmt in reversed(b.emitted):
        if isinstance(stmt, NewArray) and stmt.array == name:
            first = stmt.shape[0]
            return isinstance(first, Const) and first.value == 0
        if name in written_arrays((stmt,)):
            return False
    return False


def _as_constructor(node: Node, owner: Node) -> Node:
    return Node(
        "CALL_EXPR", "vector", owner.type, node.children[1:], node.span, node.start, node.end, library=True
    )


def _whole(found: Place, node: Node) -> str:
    if found.indices:
        raise Refusal("TSP1120", node.span, name=f"{node.spelling} on a row")
    return found.array


def _append(b: Builder, name: str, node: Node) -> None:
    type_ = _array(b, name)
    if type_.rank == 1:
        value = cast(expression(b, node), type_.element.dtype, node.span)
        b.emit(Append(name, value, node.span))
        return
    node = _unwrapped(node)
    found = place(b, node) if is_lvalue(node) else None
    if isinstance(found, Place):
        b.emit(Append(name, view(b, node, found), node.span))
        return
    row = b.fresh("row", ArrayType(type_.element, type_.rank - 1, type_.container))
    assign(b, row, node)
    whole = View(row, (), ArrayType(type_.element, type_.rank - 1, type_.container), node.span)
    b.emit(Append(name, whole, node.span))
