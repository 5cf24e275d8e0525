"""Ranges of elements between two iterators, which are pointers here, and loops over them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import final

from tensir.dtypes import I32, I64, U64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder, Place, PointerTo
from tenspiler.frontends.c.expressions import (
    advanced,
    dereference,
    expression,
    length,
    pointer,
    position,
)
from tenspiler.frontends.c.numbers import binary, cast, constant
from tenspiler.frontends.c.syntax import FixedArray, Node, Number, Pointer, Vector
from tenspiler.loopir.nodes import ArrayType, Expr, For, Load, ScalarType, Store, Var


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

    def store(self, index: Expr, value: Expr, node: Node) -> Store:
        """Writes an element, converted to what the range holds."""
        found = self.at(index, node)
        return Store(found.array, found.indices, cast(value, self.element.dtype, node.span), node.span)


def unknown(node: Node) -> Refusal:
    """This form of a library function is not modelled."""
    return Refusal("TSP1107", node.span, name=node.spelling)


def require_arity(node: Node, *allowed: int) -> tuple[Node, ...]:
    """The arguments of a call; refuses other numbers of them."""
    arguments = node.children[1:]
    if len(arguments) not in allowed:
        raise unknown(node)
    return arguments


def range_of(b: Builder, first: Node, last: Node, node: Node) -> Range:
    """The elements between two iterators: a whole vector, `p` and `p + n`, or any two into one row."""
    owner = member_owner(first, ("begin", "cbegin"))
    if owner is not None:
        end = member_owner(last, ("end", "cend"))
        if end is not None and owner.target == end.target and isinstance(owner.type, (Vector, FixedArray)):
            start = from_iterator(b, first, node)
            return Range(start.start, length(b, owner, node), start.element)
    count = _distance(first, last)
    if count is not None:
        return counted_range(b, first, count, node)
    start, end = from_iterator(b, first, node), from_iterator(b, last, node)
    if (start.start.array, start.start.indices) != (end.start.array, end.start.indices):
        raise unknown(node)
    gap = binary("-", position(end.start, node.span), position(start.start, node.span), node.span)
    assert gap is not None
    return Range(start.start, b.capture("count", gap, node.span), start.element)


def _distance(first: Node, last: Node) -> Node | None:
    """The `n` of `p` and `p + n`."""
    if last.kind != "BINARY_OPERATOR" or last.operator != "+" or first.kind != "DECL_REF_EXPR":
        return None
    base, count = last.children
    same = base.kind == "DECL_REF_EXPR" and base.target == first.target
    return count if same and isinstance(count.type, Number) else None


def counted_range(b: Builder, first: Node, count: Node, node: Node) -> Range:
    """`count` elements; a negative count would be undefined, or an endless loop, so it may count as none."""
    while count.kind == "CAST" and count.type == Number(U64) and _is_wide_integer(count.children[0]):
        count = count.children[0]
    number = expression(b, count)
    if not number.type.dtype.is_fixed or number.type.dtype.bits < I32.bits:
        raise unknown(node)
    start = from_iterator(b, first, node)
    return Range(start.start, b.capture("count", number, node.span), start.element)


def _is_wide_integer(node: Node) -> bool:
    return isinstance(node.type, Number) and node.type.dtype.is_fixed and node.type.dtype.bits >= I32.bits


def from_iterator(b: Builder, first: Node, node: Node) -> Range:
    """A range that starts at an address, of no elements yet."""
    while first.kind == "CAST" and isinstance(first.type, Pointer) and first.children[0].type == first.type:
        first = first.children[0]
    found = b.captured_pointer(pointer(b, first), node.span)
    kind = b.variables[found.array]
    pointed = first.type.element if isinstance(first.type, FixedArray) else getattr(first.type, "to", None)
    if not isinstance(kind, ArrayType) or pointed != Number(kind.element.dtype):
        raise unknown(node)
    return Range(found, constant(0, U64, node.span), kind.element)


def member_owner(node: Node, names: tuple[str, ...]) -> Node | None:
    """The variable whose member, or which as the argument of a free function, gives an iterator."""
    if node.kind != "CALL_EXPR" or not node.library or node.spelling not in names:
        return None
    member, *others = node.children
    if member.kind == "MEMBER_REF_EXPR":
        others = list(member.children)
    owner = others[-1] if others else member
    return owner if owner.kind == "DECL_REF_EXPR" and isinstance(owner.type, (Vector, FixedArray)) else None


@contextmanager
def each(b: Builder, whole: Range, node: Node, first: int = 0) -> Generator[Var, None, None]:
    """Statements to be executed for the index of every element from `first` on."""
    index = Var(b.fresh("index", whole.count.type), whole.count.type, node.span)
    with b.apart() as body:
        yield index
    start = constant(first, index.type.dtype, node.span)
    b.emit(For(index.name, start, whole.count, 1, tuple(body), node.span, b.label()))


def distance(b: Builder, node: Node) -> Expr:
    """`std::distance(first, last)`."""
    first, last = (pointer(b, n) for n in require_arity(node, 2))
    if (first.array, first.indices) != (last.array, last.indices):
        raise unknown(node)
    value = binary("-", position(last, node.span), position(first, node.span), node.span)
    assert value is not None
    return cast(value, I64, node.span)
