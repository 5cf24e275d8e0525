"""Algorithms of the standard library over a range of elements, as the loops that define them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

from tensir.dtypes import BOOL, I32, U64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder, Place, PointerTo, number_type
from tenspiler.frontends.c.expressions import (
    advanced,
    dereference,
    expression,
    is_lvalue,
    length,
    place,
    pointer,
)
from tenspiler.frontends.c.numbers import binary, c_type, cast, common, constant
from tenspiler.frontends.c.syntax import FixedArray, Node, Number, Pointer, Vector, walk
from tenspiler.loopir.nodes import Assign, Expr, For, If, Load, Op, ScalarType, Stmt, Store, Var


@final
@dataclass(frozen=True, slots=True)
class Range:
    """`count` elements from `start` on."""

    start: PointerTo
    count: Expr
    element: ScalarType

    def at(self, index: Expr, node: Node) -> Place:
        """The place of an element."""
        return dereference(advanced(self.start, index, node), node)

    def load(self, index: Expr, node: Node) -> Expr:
        """An element."""
        found = self.at(index, node)
        return Load(found.array, found.indices, self.element, node.span)


def accumulate(b: Builder, node: Node) -> Expr:
    """`std::accumulate(first, last, start)`: `sum = sum + x` in the type of `start`."""
    whole = _range(b, node, 4)
    type_ = number_type(node.type, node.span)
    _refuse_bool(node, type_, whole.element)
    start = cast(expression(b, node.children[3]), type_.dtype, node.span)
    total, index = b.fresh("total", type_), _index(b, whole)
    b.emit(Assign(total, start, node.span))
    _each(b, whole, index, (_add(total, type_, whole.load(index, node), node),), node)
    return Var(total, type_, node.span)


def inner_product(b: Builder, node: Node) -> Expr:
    """`std::inner_product(first, last, other, start)`: `sum = sum + x * y`."""
    whole = _range(b, node, 5)
    other = _from(b, node.children[3], node)
    type_ = number_type(node.type, node.span)
    _refuse_bool(node, type_, whole.element, other.element)
    start = cast(expression(b, node.children[4]), type_.dtype, node.span)
    total, index = b.fresh("total", type_), _index(b, whole)
    wide = common(whole.element.dtype, other.element.dtype)
    x, y = (cast(r.load(index, node), wide, node.span) for r in (whole, other))
    product = binary("*", x, y, node.span)
    assert product is not None
    b.emit(Assign(total, start, node.span))
    _each(b, whole, index, (_add(total, type_, product, node),), node)
    return Var(total, type_, node.span)


def extremum(b: Builder, node: Node) -> Expr:
    """`*std::max_element(first, last)` and `*std::min_element(first, last)`: the first of the best."""
    whole = _range(b, node, 3)
    _refuse_bool(node, whole.element)
    name = "largest" if node.spelling == "max_element" else "smallest"
    best, index = b.fresh(name, whole.element), _index(b, whole)
    so_far, here = Var(best, whole.element, node.span), whole.load(index, node)
    pair = (so_far, here) if node.spelling == "max_element" else (here, so_far)
    better = Op("lt", pair, c_type(BOOL), node.span)
    zero = constant(0, index.type.dtype, node.span)
    b.emit(Assign(best, whole.load(zero, node), node.span))
    step = If(better, (Assign(best, here, node.span),), (), node.span)
    _each(b, whole, index, (step,), node, first=1)
    return so_far


def fill(b: Builder, node: Node) -> None:
    """`std::fill(first, last, x)` and `std::fill_n(first, count, x)`."""
    value = node.children[-1]
    if len(node.children) != 4 or (is_lvalue(value) and isinstance(place(b, value), Place)):
        raise Refusal("TSP1107", node.span, name=node.spelling)
    whole = (
        _counted(b, node.children[1], node.children[2], node)
        if node.spelling == "fill_n"
        else _range(b, node, 4)
    )
    amount = cast(expression(b, value), whole.element.dtype, node.span)
    kept, index = b.capture("filling", amount, node.span), _index(b, whole)
    _each(b, whole, index, (_store(whole.at(index, node), kept, node),), node)


def copy(b: Builder, node: Node) -> None:
    """`std::copy(first, last, out)`, into another array."""
    whole = _range(b, node, 4)
    _copy(b, whole, _from(b, node.children[3], node), node)


def reverse(b: Builder, node: Node) -> None:
    """`std::reverse(first, last)`."""
    whole = _range(b, node, 3)
    index, dtype = _index(b, whole), whole.count.type.dtype
    half = binary("/", whole.count, constant(2, dtype, node.span), node.span)
    last = binary("-", whole.count, constant(1, dtype, node.span), node.span)
    assert half is not None
    assert last is not None
    mirrored = binary("-", last, index, node.span)
    assert mirrored is not None
    kept = b.fresh("swapped", whole.element)
    body = (
        Assign(kept, whole.load(index, node), node.span),
        _store(whole.at(index, node), whole.load(mirrored, node), node),
        _store(whole.at(mirrored, node), Var(kept, whole.element, node.span), node),
    )
    _each(b, Range(whole.start, half, whole.element), index, body, node)


def set_memory(b: Builder, node: Node) -> None:
    """`memset(p, 0, count * sizeof *p)`."""
    to, value, size = node.children[1:]
    if _below_casts(value).value != 0:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    whole = _counted(b, _below_casts(to), _elements(to, size, node), node)
    index, zero = _index(b, whole), constant(0, whole.element.dtype, node.span)
    _each(b, whole, index, (_store(whole.at(index, node), zero, node),), node)


def copy_memory(b: Builder, node: Node) -> None:
    """`memcpy(p, q, count * sizeof *p)`."""
    to, source, size = node.children[1:]
    whole = _counted(b, _below_casts(source), _elements(source, size, node), node)
    _copy(b, whole, _from(b, _below_casts(to), node), node)


ALGORITHMS = {"accumulate": accumulate, "inner_product": inner_product}
ACTIONS = {
    "fill": fill, "fill_n": fill, "copy": copy, "reverse": reverse,
    "memset": set_memory, "memcpy": copy_memory,
}  # fmt: skip


# Ranges


def _range(b: Builder, node: Node, arity: int) -> Range:
    """The range that the first two arguments bound: a whole vector, or `p` and `p + n`."""
    if len(node.children) != arity:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    first, last = node.children[1:3]
    owner = _owner(first, ("begin", "cbegin"))
    if owner is None:
        count = _distance(first, last)
        if count is None:
            raise Refusal("TSP1107", node.span, name=node.spelling)
        return _counted(b, first, count, node)
    end = _owner(last, ("end", "cend"))
    if end is None or owner.target != end.target or not isinstance(owner.type, Vector):
        raise Refusal("TSP1107", node.span, name=node.spelling)
    start = _from(b, first, node)
    return Range(start.start, length(b, owner, node), start.element)


def _distance(first: Node, last: Node) -> Node | None:
    """The `n` of `p` and `p + n`."""
    if last.kind != "BINARY_OPERATOR" or last.operator != "+" or first.kind != "DECL_REF_EXPR":
        return None
    base, count = last.children
    same = base.kind == "DECL_REF_EXPR" and base.target == first.target
    return count if same and isinstance(count.type, Number) else None


def _counted(b: Builder, first: Node, count: Node, node: Node) -> Range:
    """`count` elements; a negative count would be undefined, or an endless loop, so it may count as none."""
    while count.kind == "CAST" and count.type == Number(U64) and _is_wide_integer(count.children[0]):
        count = count.children[0]
    number = expression(b, count)
    if not number.type.dtype.is_fixed or number.type.dtype.bits < I32.bits:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    return Range(
        _from(b, first, node).start, b.capture("count", number, node.span), _from(b, first, node).element
    )


def _is_wide_integer(node: Node) -> bool:
    return isinstance(node.type, Number) and node.type.dtype.is_fixed and node.type.dtype.bits >= I32.bits


def _from(b: Builder, first: Node, node: Node) -> Range:
    """A range that starts at an address, of no elements yet."""
    while first.kind == "CAST" and isinstance(first.type, Pointer) and first.children[0].type == first.type:
        first = first.children[0]
    address = pointer(b, first)
    found = b.captured_pointer(address, node.span)
    to = _element(first)
    if to is None:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    return Range(found, constant(0, U64, node.span), c_type(to.dtype))


def _owner(node: Node, names: tuple[str, ...]) -> Node | None:
    """The variable whose member is called."""
    if node.kind != "CALL_EXPR" or not node.library or node.spelling not in names:
        return None
    member = node.children[0]
    owner = member.children[0] if member.children else member
    return owner if owner.kind == "DECL_REF_EXPR" else None


def _below_casts(node: Node) -> Node:
    while node.kind == "CAST":
        node = node.children[0]
    return node


def _elements(buffer: Node, size: Node, node: Node) -> Node:
    """The `n` of `n * sizeof(T)`, T being what the buffer holds; `sizeof buffer` is all of an array."""
    element, size = _element(_below_casts(buffer)), _below_casts(size)
    if element is None:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    width, array = element.dtype.bits // 8, _below_casts(buffer).type
    extent = array.extent if isinstance(array, FixedArray) else None
    if size.kind == "CXX_UNARY_EXPR" and extent is not None and size.value == extent * width:
        return replace(size, value=extent)
    if size.kind == "BINARY_OPERATOR" and size.operator == "*":
        for count, factor in (size.children, size.children[::-1]):
            if factor.kind == "CXX_UNARY_EXPR" and factor.value == width:
                return count
    if width == 1 and not any(n.kind == "CXX_UNARY_EXPR" for n in walk(size)):
        return size
    raise Refusal("TSP1107", node.span, name=node.spelling)


def _element(buffer: Node) -> Number | None:
    type_ = buffer.type
    to = type_.to if isinstance(type_, Pointer) else type_.element if isinstance(type_, FixedArray) else None
    return to if isinstance(to, Number) else None


# Loops


def _copy(b: Builder, source: Range, target: Range, node: Node) -> None:
    if source.start.array == target.start.array or source.element != target.element:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    index = _index(b, source)
    _each(b, source, index, (_store(target.at(index, node), source.load(index, node), node),), node)


def _index(b: Builder, whole: Range) -> Var:
    return Var(b.fresh("index", whole.count.type), whole.count.type, whole.count.span)


def _store(found: Place, value: Expr, node: Node) -> Store:
    return Store(found.array, found.indices, value, node.span)


def _add(total: str, type_: ScalarType, value: Expr, node: Node) -> Stmt:
    wide = common(type_.dtype, value.type.dtype)
    old = cast(Var(total, type_, node.span), wide, node.span)
    added = binary("+", old, cast(value, wide, node.span), node.span)
    assert added is not None
    return Assign(total, cast(added, type_.dtype, node.span), node.span)


def _refuse_bool(node: Node, *types: ScalarType) -> None:
    if any(t.dtype is BOOL for t in types):
        raise Refusal("TSP1107", node.span, name=node.spelling)


def _each(b: Builder, whole: Range, index: Var, body: tuple[Stmt, ...], node: Node, first: int = 0) -> None:
    start = constant(first, index.type.dtype, node.span)
    b.emit(For(index.name, start, whole.count, 1, body, node.span, b.label()))
