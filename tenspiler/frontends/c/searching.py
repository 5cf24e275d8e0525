"""Searches in sorted ranges, as counts of the elements that come before what is sought.

The standard asks that a range is divided: elements for which the comparison holds before all others. Where it
is not, what a search finds is undefined.
"""

from __future__ import annotations

from tensir.dtypes import BOOL
from tenspiler.frontends.c.algorithms import independent
from tenspiler.frontends.c.builder import Builder, PointerTo
from tenspiler.frontends.c.iteration import Range, each, range_of, require_arity, unknown
from tenspiler.frontends.c.numbers import binary, c_type, cast, common, constant, negation
from tenspiler.frontends.c.syntax import Node
from tenspiler.loopir.nodes import Assign, Expr, If, Require, Select, Var

DIVIDED = "the range is not divided by what is sought"


def bound(b: Builder, node: Node) -> PointerTo:
    """`std::lower_bound(first, last, x)` and `std::upper_bound` as an iterator."""
    first, last, value = require_arity(node, 3)
    whole = range_of(b, first, last, node)
    sought = b.capture("sought", independent(b, value, node), node.span)
    found = whole.at(_count(b, whole, sought, node.spelling == "upper_bound", node), node)
    return PointerTo(found.array, found.indices[:-1], found.indices[-1])


def is_there(b: Builder, node: Node) -> Expr:
    """`std::binary_search(first, last, x)`: whether fewer elements are less than are not greater."""
    first, last, value = require_arity(node, 3)
    whole = range_of(b, first, last, node)
    sought = b.capture("sought", independent(b, value, node), node.span)
    below, through = (_count(b, whole, sought, upper, node) for upper in (False, True))
    found = binary("<", below, through, node.span)
    assert found is not None
    return found


def _count(b: Builder, whole: Range, sought: Expr, upper: bool, node: Node) -> Var:
    """How many elements are less than what is sought, or (`upper`) not greater."""
    if BOOL in (whole.element.dtype, sought.type.dtype):
        raise unknown(node)
    type_ = whole.count.type
    one = constant(1, type_.dtype, node.span)
    with each(b, whole, node, first=1) as index:
        before = binary("-", index, one, node.span)
        assert before is not None
        here, earlier = (_comes_before(whole.load(i, node), sought, upper, node) for i in (index, before))
        ordered = Select(here, earlier, constant(True, BOOL, node.span), c_type(BOOL), node.span)
        b.emit(Require(ordered, DIVIDED, node.span))
    number = b.capture_variable("number", constant(0, type_.dtype, node.span), node.span)
    more = binary("+", number, one, node.span)
    assert more is not None
    with each(b, whole, node) as index:
        counted = Assign(number.name, more, node.span)
        b.emit(If(_comes_before(whole.load(index, node), sought, upper, node), (counted,), (), node.span))
    return number


def _comes_before(element: Expr, sought: Expr, upper: bool, node: Node) -> Expr:
    """`x < y`, or for an upper bound `!(y < x)`, after the usual conversions."""
    wide = common(element.type.dtype, sought.type.dtype)
    left, right = (cast(value, wide, node.span) for value in (element, sought))
    value = binary("<", right, left, node.span) if upper else binary("<", left, right, node.span)
    assert value is not None
    return negation(value, node.span) if upper else value


SEARCHES = {"lower_bound": bound, "upper_bound": bound}
QUESTIONS = {"binary_search": is_there}
