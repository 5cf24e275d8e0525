"""Algorithms of the standard library whose value is a number, as the loops that define them."""

from __future__ import annotations

from tensir.dtypes import BOOL, I64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder, Callee, Functor, Place, PointerTo, number_type
from tenspiler.frontends.c.callables import callee
from tenspiler.frontends.c.expressions import expression, is_lvalue, place
from tenspiler.frontends.c.iteration import (
    distance,
    each,
    from_iterator,
    range_of,
    require_arity,
    unknown,
)
from tenspiler.frontends.c.numbers import binary, c_type, cast, common, constant, negation, truth
from tenspiler.frontends.c.syntax import Node
from tenspiler.loopir.nodes import Assign, Expr, If, ScalarType, Select, Var


def accumulate(b: Builder, node: Node) -> Expr:
    """`std::accumulate(first, last, start)`: `sum = sum + x` in the type of `start`, or `sum = f(sum, x)`."""
    arguments = require_arity(node, 3, 4)
    whole = range_of(b, arguments[0], arguments[1], node)
    type_ = number_type(node.type, node.span)
    total = _total(b, arguments[2], type_, node)
    combine = function(b, arguments[3], node) if len(arguments) == 4 else Functor("plus", None)
    _refuse_bool(node, type_, whole.element)
    with each(b, whole, node) as index:
        value = applied(b, combine, (total, whole.load(index, node)), node)
        b.emit(Assign(total.name, cast(value, type_.dtype, node.span), node.span))
    return total


def inner_product(b: Builder, node: Node) -> Expr:
    """`std::inner_product(first, last, other, start)`: `sum = sum + x * y`, or with two functions."""
    arguments = require_arity(node, 4, 6)
    whole, other = range_of(b, arguments[0], arguments[1], node), from_iterator(b, arguments[2], node)
    type_ = number_type(node.type, node.span)
    _refuse_bool(node, type_, whole.element, other.element)
    total = _total(b, arguments[3], type_, node)
    given = [function(b, a, node) for a in arguments[4:]]
    combine, multiply = given or (Functor("plus", None), Functor("multiplies", None))
    with each(b, whole, node) as index:
        product = applied(b, multiply, (whole.load(index, node), other.load(index, node)), node)
        value = applied(b, combine, (total, product), node)
        b.emit(Assign(total.name, cast(value, type_.dtype, node.span), node.span))
    return total


def reduce(b: Builder, node: Node) -> Expr:
    """`std::reduce`, whose order is free, of integers only."""
    arguments = require_arity(node, 2, 3, 4)
    type_ = number_type(node.type, node.span)
    whole = range_of(b, arguments[0], arguments[1], node)
    if type_.dtype.is_float or whole.element.dtype.is_float or type_.dtype is BOOL:
        raise Refusal("TSP1126", node.span, name=f"std::{node.spelling}")
    combine = function(b, arguments[3], node) if len(arguments) == 4 else Functor("plus", None)
    if not isinstance(combine, Functor) or combine.name not in ("plus", "multiplies"):
        raise Refusal("TSP1126", node.span, name=f"std::{node.spelling}")
    first = _total(b, arguments[2], type_, node) if len(arguments) > 2 else None
    total = first or b.capture_variable("total", constant(0, type_.dtype, node.span), node.span)
    with each(b, whole, node) as index:
        value = applied(b, combine, (total, whole.load(index, node)), node)
        b.emit(Assign(total.name, cast(value, type_.dtype, node.span), node.span))
    return total


def _total(b: Builder, start: Node, type_: ScalarType, node: Node) -> Var:
    value = cast(expression(b, start), type_.dtype, node.span)
    return b.capture_variable("total", value, node.span)


def count(b: Builder, node: Node) -> Expr:
    """`std::count(first, last, x)` and `std::count_if(first, last, test)`."""
    first, last, what = require_arity(node, 3)
    whole = range_of(b, first, last, node)
    test = None if node.spelling == "count" else function(b, what, node)
    sought = b.capture("sought", independent(b, what, node), node.span) if test is None else None
    number = b.capture_variable("number", constant(0, I64, node.span), node.span)
    more = binary("+", number, constant(1, I64, node.span), node.span)
    assert more is not None
    with each(b, whole, node) as index:
        holds = _holds(b, whole.load(index, node), test, sought, node)
        b.emit(If(holds, (Assign(number.name, more, node.span),), (), node.span))
    return number


def _holds(b: Builder, element: Expr, test: Callee | Functor | None, sought: Expr | None, node: Node) -> Expr:
    if test is not None:
        return truth(applied(b, test, (element,), node), node.span)
    assert sought is not None
    return equal_to(element, sought, node)


def equal_to(left: Expr, right: Expr, node: Node) -> Expr:
    """`left == right` after the usual conversions."""
    wide = common(left.type.dtype, right.type.dtype)
    value = binary("==", cast(left, wide, node.span), cast(right, wide, node.span), node.span)
    assert value is not None
    return value


def quantified(b: Builder, node: Node) -> Expr:
    """`std::any_of`, `std::all_of` and `std::none_of`; nothing is asked once the answer is known."""
    first, last, what = require_arity(node, 3)
    whole, test = range_of(b, first, last, node), function(b, what, node)
    sought = node.spelling != "all_of"
    found = b.capture_variable("found", constant(False, BOOL, node.span), node.span)
    with each(b, whole, node) as index:
        holds = truth(applied(b, test, (whole.load(index, node),), node), node.span)
        _until(b, found, holds if sought else negation(holds, node.span), node)
    return found if node.spelling == "any_of" else negation(found, node.span)


def equal(b: Builder, node: Node) -> Expr:
    """`std::equal(first, last, other)`."""
    first, last, other = require_arity(node, 3)
    whole, second = range_of(b, first, last, node), from_iterator(b, other, node)
    found = b.capture_variable("differs", constant(False, BOOL, node.span), node.span)
    with each(b, whole, node) as index:
        same = equal_to(whole.load(index, node), second.load(index, node), node)
        _until(b, found, negation(same, node.span), node)
    return negation(found, node.span)


def _until(b: Builder, found: Var, holds: Expr, node: Node) -> None:
    type_ = c_type(BOOL)
    value = Select(found, constant(True, BOOL, node.span), holds, type_, node.span)
    b.emit(Assign(found.name, value, node.span))


def extremum(b: Builder, node: Node) -> Expr:
    """`*std::max_element(first, last)` and `*std::min_element(first, last)`: the first of the best."""
    arguments = require_arity(node, 2, 3)
    whole = range_of(b, arguments[0], arguments[1], node)
    less = function(b, arguments[2], node) if len(arguments) == 3 else Functor("less", None)
    _refuse_bool(node, whole.element)
    name = "largest" if node.spelling == "max_element" else "smallest"
    zero = constant(0, whole.count.type.dtype, node.span)
    best = b.capture_variable(name, whole.load(zero, node), node.span)
    with each(b, whole, node, first=1) as index:
        here = whole.load(index, node)
        better = _better(b, less, best, here, node)
        b.emit(If(better, (Assign(best.name, here, node.span),), (), node.span))
    return best


def position_of_extremum(b: Builder, node: Node) -> PointerTo:
    """`std::max_element(first, last)` and `std::min_element(first, last)` as an iterator."""
    arguments = require_arity(node, 2, 3)
    whole = range_of(b, arguments[0], arguments[1], node)
    less = function(b, arguments[2], node) if len(arguments) == 3 else Functor("less", None)
    zero = constant(0, whole.count.type.dtype, node.span)
    best = b.capture_variable("best", zero, node.span)
    with each(b, whole, node, first=1) as index:
        better = _better(b, less, whole.load(best, node), whole.load(index, node), node)
        b.emit(If(better, (Assign(best.name, index, node.span),), (), node.span))
    found = whole.at(best, node)
    return PointerTo(found.array, found.indices[:-1], found.indices[-1])


def _better(b: Builder, less: Callee | Functor, best: Expr, here: Expr, node: Node) -> Expr:
    pair = (best, here) if node.spelling == "max_element" else (here, best)
    return truth(applied(b, less, pair, node), node.span)


ALGORITHMS = {
    "accumulate": accumulate, "inner_product": inner_product, "reduce": reduce, "count": count,
    "count_if": count, "any_of": quantified, "all_of": quantified, "none_of": quantified, "equal": equal,
    "distance": distance, "*": extremum,
}  # fmt: skip
ADDRESSES = {"max_element": position_of_extremum, "min_element": position_of_extremum}


# Functions that are passed


def function(b: Builder, node: Node, call: Node) -> Callee | Functor:
    """What is called for every element."""
    found = callee(b, node)
    if found is None:
        raise Refusal("TSP1107", node.span, name=node.spelling or f"what {call.spelling} calls")
    return found


def applied(b: Builder, found: Callee | Functor, arguments: tuple[Expr | Place, ...], node: Node) -> Expr:
    """The number that a function gives."""
    result = b.apply(b, found, arguments, node, True)
    if not isinstance(result, Expr):
        raise Refusal("TSP1106", node.span, what=f"what is passed to `{node.spelling}` as a function")
    return result


def independent(b: Builder, value: Node, node: Node) -> Expr:
    """A value that is passed by reference; it may be no element, which could change on the way."""
    if is_lvalue(value) and isinstance(place(b, value), Place):
        raise unknown(node)
    return expression(b, value)


def _refuse_bool(node: Node, *types: ScalarType) -> None:
    if any(t.dtype is BOOL for t in types):
        raise unknown(node)
