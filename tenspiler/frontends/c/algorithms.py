"""Algorithms of the standard library over a whole vector, as the loops that define them."""

from __future__ import annotations

from tensir.dtypes import BOOL, U64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder, Place, number_type
from tenspiler.frontends.c.expressions import expression, is_lvalue, length, place
from tenspiler.frontends.c.numbers import binary, c_type, cast, common, constant
from tenspiler.frontends.c.syntax import Node, Number, Vector
from tenspiler.loopir.nodes import Assign, Expr, For, Load, Stmt, Store, Var


def accumulate(b: Builder, node: Node) -> Expr:
    """`std::accumulate(v.begin(), v.end(), start)`: `sum = sum + x` in the type of `start`."""
    if len(node.children) != 4:
        raise Refusal("TSP1107", node.span, name=node.spelling)
    owner, found, element = _whole_vector(b, node)
    type_ = number_type(node.type, node.span)
    if BOOL in (type_.dtype, element.dtype):
        raise Refusal("TSP1107", node.span, name=node.spelling)
    start = cast(expression(b, node.children[3]), type_.dtype, node.span)
    total, index = b.fresh("total", type_), b.fresh("index", c_type(U64))
    here = Load(
        found.array, (*found.indices, Var(index, c_type(U64), node.span)), c_type(element.dtype), node.span
    )
    wide = common(type_.dtype, element.dtype)
    old = cast(Var(total, type_, node.span), wide, node.span)
    added = binary("+", old, cast(here, wide, node.span), node.span)
    assert added is not None
    b.emit(Assign(total, start, node.span))
    _each(b, owner, index, Assign(total, cast(added, type_.dtype, node.span), node.span), node)
    return Var(total, type_, node.span)


def fill(b: Builder, node: Node) -> None:
    """`std::fill(v.begin(), v.end(), x)`."""
    if len(node.children) != 4 or is_lvalue(node.children[3]):
        raise Refusal("TSP1107", node.span, name=node.spelling)
    owner, found, element = _whole_vector(b, node)
    value = b.capture("filling", cast(expression(b, node.children[3]), element.dtype, node.span), node.span)
    index = b.fresh("index", c_type(U64))
    indices = (*found.indices, Var(index, c_type(U64), node.span))
    _each(b, owner, index, Store(found.array, indices, value, node.span), node)


def _each(b: Builder, owner: Node, index: str, stmt: Stmt, node: Node) -> None:
    zero = constant(0, U64, node.span)
    b.emit(For(index, zero, length(b, owner, node), 1, (stmt,), node.span, b.label()))


def _whole_vector(b: Builder, node: Node) -> tuple[Node, Place, Number]:
    """The vector whose `begin()` and `end()` are given."""
    first, last = (_owner(c, names) for c, names in zip(node.children[1:], _ENDS, strict=False))
    if first is None or last is None or first.target != last.target or not isinstance(first.type, Vector):
        raise Refusal("TSP1107", node.span, name=node.spelling)
    found, element = place(b, first), first.type.element
    if not isinstance(found, Place) or not isinstance(element, Number):
        raise Refusal("TSP1107", node.span, name=node.spelling)
    return first, found, element


_ENDS = (("begin", "cbegin"), ("end", "cend"))


def _owner(node: Node, names: tuple[str, ...]) -> Node | None:
    """The variable whose member is called."""
    if node.kind != "CALL_EXPR" or not node.library or node.spelling not in names:
        return None
    member = node.children[0]
    owner = member.children[0] if member.children else member
    return owner if owner.kind == "DECL_REF_EXPR" else None
