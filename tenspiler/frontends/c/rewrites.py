"""Algorithms of the standard library that write elements, as the loops that define them."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from tensir.dtypes import BOOL, Kind
from tenspiler.frontends.c.algorithms import applied, equal_to, function, independent
from tenspiler.frontends.c.builder import Builder, Functor, Place
from tenspiler.frontends.c.expressions import expression, place
from tenspiler.frontends.c.iteration import (
    Range,
    counted_range,
    each,
    from_iterator,
    range_of,
    require_arity,
    unknown,
)
from tenspiler.frontends.c.numbers import binary, c_type, cast, constant, promoted, truth
from tenspiler.frontends.c.sorting import SORTS
from tenspiler.frontends.c.syntax import FixedArray, Node, Number, Pointer, walk
from tenspiler.loopir.nodes import Append, ArrayType, Assign, Const, Expr, For, If, Op, Var

Output: TypeAlias = Range | str
"""Where results go: a range, or the vector that they are appended to."""


def fill(b: Builder, node: Node) -> None:
    """`std::fill(first, last, x)` and `std::fill_n(first, count, x)`."""
    first, last, value = require_arity(node, 3)
    amount = independent(b, value, node)
    whole = (
        counted_range(b, first, last, node) if node.spelling == "fill_n" else range_of(b, first, last, node)
    )
    kept = b.capture("filling", cast(amount, whole.element.dtype, node.span), node.span)
    with each(b, whole, node) as index:
        b.emit(whole.store(index, kept, node))


def iota(b: Builder, node: Node) -> None:
    """`std::iota(first, last, start)`: `start`, then one more each time, in the type of `start`."""
    first, last, start = require_arity(node, 3)
    value = b.capture_variable("value", expression(b, start), node.span)
    whole = range_of(b, first, last, node)
    wide = promoted(value.type.dtype)
    one = constant(1, wide, node.span)
    after = binary("+", cast(value, wide, node.span), one, node.span)
    assert after is not None
    with each(b, whole, node) as index:
        b.emit(whole.store(index, value, node))
        b.emit(Assign(value.name, cast(after, value.type.dtype, node.span), node.span))


def transform(b: Builder, node: Node) -> None:
    """`std::transform` of one range or two."""
    arguments = require_arity(node, 4, 5)
    whole = range_of(b, arguments[0], arguments[1], node)
    others = [from_iterator(b, a, node) for a in arguments[2:-2]]
    target, called = _output(b, arguments[-2], node), function(b, arguments[-1], node)
    with each(b, whole, node) as index:
        value = applied(b, called, tuple(r.at(index, node) for r in (whole, *others)), node)
        _put(b, target, index, value, node)


def for_each(b: Builder, node: Node) -> None:
    """`std::for_each(first, last, f)`."""
    first, last, what = require_arity(node, 3)
    whole, called = range_of(b, first, last, node), function(b, what, node)
    with each(b, whole, node) as index:
        b.apply(b, called, (whole.at(index, node),), node, True)


def generate(b: Builder, node: Node) -> None:
    """`std::generate(first, last, f)`."""
    first, last, what = require_arity(node, 3)
    whole, called = range_of(b, first, last, node), function(b, what, node)
    with each(b, whole, node) as index:
        b.emit(whole.store(index, applied(b, called, (), node), node))


def copy(b: Builder, node: Node) -> None:
    """`std::copy(first, last, out)`, `std::copy_n` and `std::copy_if(first, last, out, test)`."""
    arguments = require_arity(node, 4 if node.spelling == "copy_if" else 3)
    if node.spelling == "copy_n":
        whole = counted_range(b, arguments[0], arguments[1], node)
    else:
        whole = range_of(b, arguments[0], arguments[1], node)
    target = _output(b, arguments[2], node)
    if node.spelling != "copy_if":
        _copy(b, whole, target, node)
        return
    test = function(b, arguments[3], node)
    if not isinstance(target, str):
        raise unknown(node)
    with each(b, whole, node) as index:
        here = whole.load(index, node)
        with b.apart() as kept:
            _put(b, target, index, here, node)
        b.emit(If(truth(applied(b, test, (here,), node), node.span), tuple(kept), (), node.span))


def substitute(b: Builder, node: Node) -> None:
    """`std::replace(first, last, old, new)` and `std::replace_if(first, last, test, new)`."""
    first, last, what, by = require_arity(node, 4)
    whole = range_of(b, first, last, node)
    new = b.capture("by", cast(independent(b, by, node), whole.element.dtype, node.span), node.span)
    test = function(b, what, node) if node.spelling == "replace_if" else None
    old = b.capture("old", independent(b, what, node), node.span) if test is None else None
    with each(b, whole, node) as index:
        here = whole.load(index, node)
        if test is not None:
            holds = truth(applied(b, test, (here,), node), node.span)
        else:
            assert old is not None
            holds = equal_to(here, old, node)
        b.emit(If(holds, (whole.store(index, new, node),), (), node.span))


def partial_sum(b: Builder, node: Node) -> None:
    """`std::partial_sum(first, last, out)`: sums in the type of the elements, starting with the first."""
    arguments = require_arity(node, 3, 4)
    whole, target = range_of(b, arguments[0], arguments[1], node), from_iterator(b, arguments[2], node)
    combine = function(b, arguments[3], node) if len(arguments) == 4 else Functor("plus", None)
    dtype = whole.element.dtype
    if dtype is BOOL:
        raise unknown(node)
    start: Expr = constant(0, dtype, node.span)
    total = b.capture_variable("total", start, node.span)

    def step(index: Expr) -> None:
        value = applied(b, combine, (total, whole.load(index, node)), node)
        b.emit(Assign(total.name, cast(value, dtype, node.span), node.span))
        b.emit(target.store(index, total, node))

    if len(arguments) == 3 and not dtype.is_float:  # zero is neutral, but for -0.0
        with each(b, whole, node) as index:
            step(index)
        return
    with b.apart() as some:
        zero = constant(0, whole.count.type.dtype, node.span)
        b.emit(Assign(total.name, whole.load(zero, node), node.span))
        b.emit(target.store(zero, total, node))
        with each(b, whole, node, first=1) as index:
            step(index)
    b.emit(If(_any(whole, node), tuple(some), (), node.span))


def adjacent_difference(b: Builder, node: Node) -> None:
    """`std::adjacent_difference(first, last, out)`: the first element, then each less the one before."""
    arguments = require_arity(node, 3, 4)
    whole, target = range_of(b, arguments[0], arguments[1], node), from_iterator(b, arguments[2], node)
    combine = function(b, arguments[3], node) if len(arguments) == 4 else Functor("minus", None)
    before = b.capture_variable("before", constant(0, whole.element.dtype, node.span), node.span)
    here = b.capture_variable("here", before, node.span)
    with b.apart() as some:
        zero = constant(0, whole.count.type.dtype, node.span)
        b.emit(Assign(before.name, whole.load(zero, node), node.span))
        b.emit(target.store(zero, before, node))
        with each(b, whole, node, first=1) as index:
            b.emit(Assign(here.name, whole.load(index, node), node.span))
            b.emit(target.store(index, applied(b, combine, (here, before), node), node))
            b.emit(Assign(before.name, here, node.span))
    b.emit(If(_any(whole, node), tuple(some), (), node.span))


def _any(whole: Range, node: Node) -> Expr:
    """Whether a range has elements."""
    zero = constant(0, whole.count.type.dtype, node.span)
    return Op("gt", (whole.count, zero), c_type(BOOL), node.span)


def reverse(b: Builder, node: Node) -> None:
    """`std::reverse(first, last)`."""
    first, last = require_arity(node, 2)
    whole = range_of(b, first, last, node)
    half = binary("/", whole.count, constant(2, whole.count.type.dtype, node.span), node.span)
    assert half is not None
    kept = b.fresh("swapped", whole.element)
    with each(b, replace(whole, count=half), node) as index:
        mirrored = _mirrored(whole, index, node)
        b.emit(Assign(kept, whole.load(index, node), node.span))
        b.emit(whole.store(index, whole.load(mirrored, node), node))
        b.emit(whole.store(mirrored, Var(kept, whole.element, node.span), node))


def reverse_copy(b: Builder, node: Node) -> None:
    """`std::reverse_copy(first, last, out)`."""
    first, last, out = require_arity(node, 3)
    whole, target = range_of(b, first, last, node), _output(b, out, node)
    with each(b, whole, node) as index:
        _put(b, target, index, whole.load(_mirrored(whole, index, node), node), node)


def _mirrored(whole: Range, index: Expr, node: Node) -> Expr:
    one = constant(1, whole.count.type.dtype, node.span)
    last = binary("-", whole.count, one, node.span)
    assert last is not None
    mirrored = binary("-", last, index, node.span)
    assert mirrored is not None
    return mirrored


def swap_ranges(b: Builder, node: Node) -> None:
    """`std::swap_ranges(first, last, other)`."""
    first, last, other = require_arity(node, 3)
    whole, second = range_of(b, first, last, node), from_iterator(b, other, node)
    if whole.element != second.element:
        raise unknown(node)
    kept = b.fresh("swapped", whole.element)
    with each(b, whole, node) as index:
        b.emit(Assign(kept, whole.load(index, node), node.span))
        b.emit(whole.store(index, second.load(index, node), node))
        b.emit(second.store(index, Var(kept, whole.element, node.span), node))


# Where results go


def _output(b: Builder, node: Node, call: Node) -> Output:
    while node.kind == "CAST" and len(node.children) == 1:
        node = node.children[0]
    if node.kind == "CALL_EXPR" and node.library and len(node.children) == 1 and node.spelling != "data":
        inner = node.children[0]
        if inner.type == node.type:
            return _output(b, inner, call)
    if node.kind != "CALL_EXPR" or node.spelling != "back_inserter" or not node.library:
        return from_iterator(b, node, call)
    found = place(b, node.children[-1])
    kind = b.variables.get(found.array) if isinstance(found, Place) else None
    if not isinstance(found, Place) or not isinstance(kind, ArrayType) or found.indices or kind.rank != 1:
        raise unknown(call)
    return found.array


def _put(b: Builder, target: Output, index: Expr, value: Expr, node: Node) -> None:
    if isinstance(target, Range):
        b.emit(target.store(index, value, node))
        return
    kind = b.variables[target]
    assert isinstance(kind, ArrayType)
    b.emit(Append(target, cast(value, kind.element.dtype, node.span), node.span))


def _copy(b: Builder, source: Range, target: Output, node: Node) -> None:
    if isinstance(target, Range) and source.start.array == target.start.array:
        _move(b, source, target, node)
        return
    if isinstance(target, str) and source.start.array == target:
        raise unknown(node)
    with each(b, source, node) as index:
        _put(b, target, index, source.load(index, node), node)


def _move(b: Builder, source: Range, target: Range, node: Node) -> None:
    """A copy inside one array, first to last where it goes down and last to first where it goes up."""
    start, end = (_fixed(r) for r in (source, target))
    same_row = source.start.indices == target.start.indices
    if start is None or end is None or not same_row or (end > start and node.spelling != "memmove"):
        raise unknown(node)
    if end <= start:
        with each(b, source, node) as index:
            b.emit(target.store(index, source.load(index, node), node))
        return
    dtype, count = source.count.type.dtype, source.count
    if dtype.kind is not Kind.SIGNED:
        raise unknown(node)
    left = Var(b.fresh("left", count.type), count.type, node.span)
    index = binary("-", left, constant(1, dtype, node.span), node.span)
    assert index is not None
    step = target.store(index, source.load(index, node), node)
    b.emit(For(left.name, count, constant(0, dtype, node.span), -1, (step,), node.span, b.label()))


def _fixed(found: Range) -> int | None:
    """The constant offset at which a range starts."""
    offset = found.start.offset
    if found.start.variable is not None:
        return None
    if offset is None:
        return 0
    return int(offset.value) if isinstance(offset, Const) else None


# Memory


def set_memory(b: Builder, node: Node) -> None:
    """`memset(p, 0, count * sizeof *p)`; bytes may be set to any value."""
    to, value, size = require_arity(node, 3)
    whole = counted_range(b, _below_casts(to), _elements(to, size, node), node)
    kept = b.capture("filling", _filling(b, whole, value, node), node.span)
    with each(b, whole, node) as index:
        b.emit(whole.store(index, kept, node))


def _filling(b: Builder, whole: Range, value: Node, node: Node) -> Expr:
    """The element that consists of a byte repeated."""
    dtype, byte = whole.element.dtype, expression(b, value)
    if dtype.is_fixed and dtype.bits == 8:
        return cast(byte, dtype, node.span)
    if not isinstance(byte, Const) or (int(byte.value) and not dtype.is_fixed):
        raise unknown(node)
    if not int(byte.value):
        return constant(0, dtype, node.span)
    return constant(
        dtype.wrap(int.from_bytes(bytes([int(byte.value) % 256]) * (dtype.bits // 8))), dtype, node.span
    )


def copy_memory(b: Builder, node: Node) -> None:
    """`memcpy(p, q, count * sizeof *p)` and `memmove`."""
    to, source, size = require_arity(node, 3)
    whole = counted_range(b, _below_casts(source), _elements(source, size, node), node)
    target = from_iterator(b, _below_casts(to), node)
    if whole.element != target.element:
        raise unknown(node)
    _copy(b, whole, target, node)


def _below_casts(node: Node) -> Node:
    while node.kind == "CAST":
        node = node.children[0]
    return node


def _elements(buffer: Node, size: Node, node: Node) -> Node:
    """The `n` of `n * sizeof(T)`, T being what the buffer holds; `sizeof buffer` is all of an array."""
    element, size = _element(_below_casts(buffer)), _below_casts(size)
    if element is None:
        raise unknown(node)
    width, array = element.dtype.bits // 8, _below_casts(buffer).type
    extent = array.extent if isinstance(array, FixedArray) else None
    if size.kind == "CXX_UNARY_EXPR" and extent is not None and size.value == extent * width:
        return replace(size, value=extent)
    number = _without_width(size, width)
    if number is not None:
        return number
    if width == 1 and not any(n.kind == "CXX_UNARY_EXPR" for n in walk(size)):
        return size
    raise unknown(node)


def _without_width(size: Node, width: int) -> Node | None:
    """The `r * c` of `sizeof(T) * r * c`, wherever in the product the width stands."""
    if size.kind != "BINARY_OPERATOR" or size.operator != "*":
        return None
    left, right = size.children
    for number, factor in ((left, right), (right, left)):
        if factor.kind == "CXX_UNARY_EXPR" and factor.value == width:
            return number
    inner = _without_width(left, width)
    return None if inner is None else replace(size, children=(inner, right))


def _element(buffer: Node) -> Number | None:
    type_ = buffer.type
    to = type_.to if isinstance(type_, Pointer) else type_.element if isinstance(type_, FixedArray) else None
    return to if isinstance(to, Number) else None


ACTIONS = {
    "fill": fill, "fill_n": fill, "iota": iota, "transform": transform, "for_each": for_each,
    "generate": generate, "copy": copy, "copy_n": copy, "copy_if": copy, "replace": substitute,
    "replace_if": substitute, "partial_sum": partial_sum, "adjacent_difference": adjacent_difference,
    "reverse": reverse, "reverse_copy": reverse_copy, "swap_ranges": swap_ranges,
    **SORTS,
    "memset": set_memory, "memcpy": copy_memory, "memmove": copy_memory,
}  # fmt: skip
