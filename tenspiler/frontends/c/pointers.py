"""Pointers that the source moves: a position in the array that they walk through, held by a variable."""

from __future__ import annotations

from tensir.dtypes import I64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder, PointerTo, Scalar
from tenspiler.frontends.c.expressions import expression, is_step, pointer, position
from tenspiler.frontends.c.numbers import binary, c_type, cast
from tenspiler.frontends.c.syntax import Node, Pointer, walk
from tenspiler.loopir.nodes import Assign


def moved_pointers(body: Node) -> set[int]:
    """The pointer variables that a body steps or assigns."""
    found: set[int] = set()
    for node in walk(body):
        changes = (
            is_step(node)
            or node.kind == "COMPOUND_ASSIGNMENT_OPERATOR"
            or (node.kind == "BINARY_OPERATOR" and node.operator == "=")
        )
        if (
            changes
            and node.children[0].kind == "DECL_REF_EXPR"
            and isinstance(node.children[0].type, Pointer)
        ):
            found.add(node.children[0].target)
    return found


def bind_pointer(b: Builder, variable: Node, address: PointerTo) -> None:
    """Let a pointer variable hold an address."""
    if variable.target not in b.walking:
        b.bindings[variable.target] = address
        return
    moving = Scalar(b.fresh(f"{variable.spelling}_position", c_type(I64)), c_type(I64))
    b.emit(Assign(moving.name, position(address, variable.span), variable.span))
    b.bindings[variable.target] = PointerTo(address.array, address.indices, None, moving)


def assign_pointer(b: Builder, node: Node) -> None:
    """`p = q`, for a `q` into the array that `p` already walks through."""
    left, right = node.children
    found = b.bindings.get(left.target) if left.kind == "DECL_REF_EXPR" else None
    address = b.captured_pointer(pointer(b, right), right.span)
    if found is None and left.kind == "DECL_REF_EXPR":
        bind_pointer(b, left, address)
        return
    if not isinstance(found, PointerTo) or found.variable is None:
        raise Refusal("TSP1111", node.span)
    if (found.array, found.indices) != (address.array, address.indices):
        raise Refusal("TSP1111", node.span)
    b.emit(Assign(found.variable.name, position(address, node.span), node.span))


def advance_pointer(b: Builder, node: Node, amount: Node) -> None:
    """`p += k` and `p -= k`."""
    left = node.children[0]
    found = b.bindings.get(left.target) if left.kind == "DECL_REF_EXPR" else None
    if not isinstance(found, PointerTo) or found.variable is None:
        raise Refusal("TSP1111", node.span)
    distance = cast(expression(b, amount), I64, amount.span)
    value = binary(node.operator[0], position(found, node.span), distance, node.span)
    assert value is not None
    b.emit(Assign(found.variable.name, value, node.span))
