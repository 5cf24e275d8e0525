"""Range-based `for`: an index counts, and the loop variable is the element, or a copy of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from tensir.dtypes import BOOL, U64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder, Place, Scalar, array_type, number_type
from tenspiler.frontends.c.expressions import expression, is_lvalue, length, listed, place, view
from tenspiler.frontends.c.invariance import resized_arrays
from tenspiler.frontends.c.leaving import emit_loop, leavable
from tenspiler.frontends.c.numbers import c_type, cast, constant
from tenspiler.frontends.c.syntax import FixedArray, Node, Number, Reference, Vector
from tenspiler.loopir.nodes import (
    ArrayType,
    Assign,
    Container,
    CopyArray,
    For,
    Length,
    Load,
    NewArray,
    Store,
    Var,
)

Lower: TypeAlias = Callable[[Builder, Sequence[Node]], None]


def range_statement(b: Builder, node: Node, lower: Lower) -> None:
    """`for (T x : v)`."""
    if len(node.children) != 3:
        raise Refusal("TSP1103", node.span, what="this range-based for")
    variable, source, body = node.children
    braces = listed(source)
    if braces:
        source = _held(b, braces, variable)
    if not is_lvalue(source) or not isinstance(source.type, (Vector, FixedArray)):
        raise Refusal("TSP1106", source.span, what="the range of this loop")
    with b.perhaps():
        found = place(b, source)
    assert isinstance(found, Place)
    found = b.captured(found, source.span)
    span = node.span
    counter = b.fresh(f"{variable.spelling}_index", c_type(U64))
    b.settled.add(counter)
    with b.perhaps():
        stop = length(b, source, source)
    if isinstance(stop, Length):
        stop = Length(found.array, len(found.indices), found.indices, stop.type, span)
    row = Place(found.array, (*found.indices, Var(counter, c_type(U64), span)))
    label = b.label()
    with b.apart() as inside, leavable(b) as exit:
        _bind_element(b, variable, source.type.element, row, source)
        lower(b, (body,))
    if found.array in resized_arrays(tuple(inside)):
        raise Refusal("TSP1120", node.span, name="a change of the vector that this loop runs over")
    emit_loop(b, exit, For(counter, constant(0, U64, span), stop, 1, tuple(inside), span, label))


def _held(b: Builder, braces: tuple[Node, ...], variable: Node) -> Node:
    """A name for an array that holds the elements of `{1, 2, 3}`."""
    first = braces[0]
    element, span = number_type(first.type, first.span), first.span
    name = b.fresh(f"{variable.spelling}_items", ArrayType(element, 1, Container.POINTER))
    filling = constant(0, element.dtype, span)
    b.emit(NewArray(name, (constant(len(braces), U64, span),), filling, span))
    for k, child in enumerate(braces):
        value = cast(expression(b, child), element.dtype, child.span)
        b.emit(Store(name, (constant(k, U64, child.span),), value, child.span))
    target = -variable.start - 1
    b.bindings[target] = Place(name, ())
    type_ = FixedArray(first.type, len(braces))
    return Node("DECL_REF_EXPR", name, type_, (), span, first.start, first.end, target=target)


def _bind_element(b: Builder, variable: Node, element: object, row: Place, source: Node) -> None:
    type_ = variable.type
    if isinstance(type_, Reference) and type_.to == element:
        b.bindings[variable.target] = row
        return
    if isinstance(type_, Reference):
        type_ = type_.to
    if isinstance(type_, Number) and isinstance(element, Number):
        if type_.dtype is BOOL and element.dtype is BOOL and isinstance(source.type, Vector):
            raise Refusal("TSP1124", variable.span)
        name = b.fresh(variable.spelling, c_type(type_.dtype))
        value = Load(row.array, row.indices, c_type(element.dtype), variable.span)
        b.emit(Assign(name, cast(value, type_.dtype, variable.span), variable.span))
        b.bindings[variable.target] = Scalar(name, c_type(type_.dtype))
        return
    if isinstance(type_, Vector) and type_ == element:
        name = b.fresh(variable.spelling, array_type(type_, variable.span))
        b.emit(CopyArray(name, view(b, variable, row), variable.span))
        b.bindings[variable.target] = Place(name, ())
        return
    raise Refusal("TSP1106", variable.span, what="this loop variable")
