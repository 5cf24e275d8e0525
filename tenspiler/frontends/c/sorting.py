"""Sorts of the standard library, as stable orders of the keys that comparators compare.

A comparator is taken apart: `key[a] < key[b] || (key[a] == key[b] && a < b)` orders by `key[x]`, and then by
`x`. `std::sort` does not say how it leaves elements that its comparator does not tell apart; unless these are
the same numbers, it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from tensir.dtypes import BOOL, I32, INT, U64
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.algorithms import applied, function
from tenspiler.frontends.c.builder import Builder, Callee, Functor
from tenspiler.frontends.c.iteration import Range, each, range_of, require_arity, unknown
from tenspiler.frontends.c.numbers import alike, c_type, cast, constant, negative, preserves, subexpressions
from tenspiler.frontends.c.purity import replaced
from tenspiler.frontends.c.syntax import Node
from tenspiler.loopir.nodes import (
    Append,
    Argsort,
    ArrayType,
    Const,
    Container,
    Expr,
    Flavour,
    Load,
    NewArray,
    Op,
    Require,
    ScalarType,
    Select,
    Var,
    View,
    mentioned_arrays,
)

NAN = "a key of the order is NaN"
_POSITIONS = ArrayType(ScalarType(INT, Flavour.PYTHON), 1, Container.LIST)
_TOTAL = frozenset({"cast", "neg", "abs", "add", "sub", "mul", "bitand", "bitor", "bitxor", "bitnot"})


@final
@dataclass(frozen=True, slots=True)
class Key:
    """What elements are ordered by, over a variable that stands for an element."""

    value: Expr
    descending: bool


def sort(b: Builder, node: Node) -> None:
    """`std::sort(first, last)` and `std::stable_sort`, by `<` or by a comparator."""
    arguments = require_arity(node, 2, 3)
    whole = range_of(b, arguments[0], arguments[1], node)
    if whole.element.dtype is BOOL:
        raise unknown(node)
    less = function(b, arguments[2], node) if len(arguments) == 3 else Functor("less", None)
    element, keys = _comparison(b, less, whole, node)
    if whole.start.array in mentioned_arrays(tuple(key.value for key in keys)):
        raise Refusal("TSP1129", node.span)  # its elements change places meanwhile
    if node.spelling == "sort":
        if not any(_tells_apart(key.value, element) for key in keys):
            raise Refusal("TSP1128", node.span, name=f"std::{node.spelling}")
        b.bits_open |= whole.element.dtype.is_float  # the sign of a zero
    before = _listed(b, "unsorted", whole.element, whole, lambda index: whole.load(index, node), node)
    order = _order(b, keys, element, before, whole, node)
    with each(b, whole, node) as index:
        found = Load(before, (_position(order, index, node),), whole.element, node.span)
        b.emit(whole.store(index, found, node))


def _order(b: Builder, keys: list[Key], element: Var, before: str, whole: Range, node: Node) -> str:
    """The positions of elements by all keys; those that decide last are gone by first."""
    order: str | None = None
    for key in reversed(keys):

        def item(index: Expr, key: Key = key) -> Expr:
            here = Load(before, (index,), whole.element, node.span)
            return _comparable(b, key, replaced(key.value, {element.name: here}), whole, node)

        dtype = I32 if key.value.type.dtype is BOOL else key.value.type.dtype
        own = _listed(b, "keys", c_type(dtype), whole, item, node)
        order = _sorted(b, own, c_type(dtype), order, whole, node)
    assert order is not None
    return order


def _sorted(b: Builder, keys: str, type_: ScalarType, order: str | None, whole: Range, node: Node) -> str:
    """The positions of keys in their order, equal ones as in the order before."""
    if order is None:
        return _argsort(b, keys, type_, node)

    def moved(index: Expr) -> Expr:
        return Load(keys, (_position(order, index, node),), type_, node.span)

    again = _argsort(b, _listed(b, "keys", type_, whole, moved, node), type_, node)
    positions = _POSITIONS.element
    return _listed(
        b,
        "order",
        positions,
        whole,
        lambda index: Load(order, (_position(again, index, node),), positions, node.span),
        node,
    )


def _argsort(b: Builder, keys: str, type_: ScalarType, node: Node) -> str:
    name = b.fresh("order", _POSITIONS)
    b.emit(Argsort(name, View(keys, (), ArrayType(type_, 1, Container.VECTOR), node.span), node.span))
    return name


def _position(order: str, index: Expr, node: Node) -> Expr:
    return Load(order, (index,), _POSITIONS.element, node.span)


def _listed(
    b: Builder, stem: str, type_: ScalarType, whole: Range, item: Callable[[Expr], Expr], node: Node
) -> str:
    """A new array with an item for each element of a range."""
    container = Container.LIST if type_ == _POSITIONS.element else Container.VECTOR
    name = b.fresh(stem, ArrayType(type_, 1, container))
    b.emit(NewArray(name, (constant(0, U64, node.span),), None, node.span))
    with each(b, whole, node) as index:
        b.emit(Append(name, item(index), node.span))
    return name


def _comparable(b: Builder, key: Key, value: Expr, whole: Range, node: Node) -> Expr:
    """A key as a number that is less where its element comes earlier; one element is compared with none."""
    if not _is_plain(key.value):
        one = constant(1, whole.count.type.dtype, node.span)
        several = Op("lt", (one, whole.count), c_type(BOOL), node.span)
        zero = constant(False if value.type.dtype is BOOL else 0, value.type.dtype, node.span)
        value = Select(several, value, zero, value.type, node.span)
    if value.type.dtype is BOOL:
        value = cast(value, I32, node.span)
    value = b.capture("key", value, node.span)
    if value.type.dtype.is_float:
        b.emit(Require(Op("eq", (value, value), c_type(BOOL), node.span), NAN, node.span))
        return negative(value, node.span) if key.descending else value
    return Op("bitnot", (value,), value.type, node.span) if key.descending else value


# ---------------------------------------------------------------- comparators


def _comparison(b: Builder, less: Callee | Functor, whole: Range, node: Node) -> tuple[Var, list[Key]]:
    """The keys by which a comparator orders, over a variable for the element."""
    one, other = (Var(b.fresh(stem, whole.element), whole.element, node.span) for stem in ("left", "right"))
    b.settled |= {one.name, other.name}
    with b.apart() as emitted:
        test = applied(b, less, (one, other), node)
    keys = None if emitted else _keys(test, one, other)
    if keys is None or not all(_is_plain(key.value) for key in keys[1:]):
        raise Refusal("TSP1129", node.span)
    return one, keys


def _keys(test: Expr, one: Var, other: Var) -> list[Key] | None:
    """The keys of `x < y`, the one that decides first before the others."""
    match test:
        case Select(condition=first, yes=yes, no=no):
            pass
        case _:
            key = _key(test, one, other)
            return None if key is None else [key]
    if _is(yes, True):  # first || no
        key = _key(first, one, other)
        more = None if key is None else _tied(no, key, one, other)
    elif (decided := _differs(first, one, other)) is not None:  # differ ? yes : no
        yes, no = (yes, no) if decided[1] else (no, yes)
        key, more = _key(yes, one, other), _keys(no, one, other)
        if key is not None and not alike(key.value, decided[0]):
            return None
    else:
        return None
    return None if key is None or more is None else [key, *more]


def _tied(test: Expr, key: Key, one: Var, other: Var) -> list[Key] | None:
    """The keys that decide where another one does not: `f(x) == f(y) && ...`, or `!(f(y) < f(x)) && ...`."""
    match test:
        case Select(condition=condition, yes=rest, no=no) if _is(no, False):
            found = _differs(condition, one, other)
            if found is not None:
                tied = not found[1] and alike(found[0], key.value)
                return _keys(rest, one, other) if tied else None
            if not (isinstance(condition, Op) and condition.op == "not"):
                return None
            (greater,) = condition.args
        case Select(condition=greater, yes=yes, no=rest) if _is(yes, False):
            pass
        case _:
            return None
    turned = _key(greater, other, one)  # that y comes before x
    if turned is None or turned.descending != key.descending:
        return None
    return _keys(rest, one, other) if alike(replaced(turned.value, {other.name: one}), key.value) else None


def _key(test: Expr, one: Var, other: Var) -> Key | None:
    """`f(x) < f(y)` as the key `f(x)`."""
    match test:
        case Op(op="lt" | "gt" as op, args=(left, right)):
            pass
        case _:
            return None
    for value, counterpart, turned in ((left, right, op == "gt"), (right, left, op == "lt")):
        if _mentions(value, one) and _is_counterpart(value, counterpart, one, other):
            return Key(value, turned)
    return None


def _differs(test: Expr, one: Var, other: Var) -> tuple[Expr, bool] | None:
    """`f(x) != f(y)` as `f(x)` and true, `f(x) == f(y)` as `f(x)` and false."""
    match test:
        case Op(op="eq" | "ne" as op, args=(left, right)):
            pass
        case _:
            return None
    for value, counterpart in ((left, right), (right, left)):
        if _mentions(value, one) and _is_counterpart(value, counterpart, one, other):
            return value, op == "ne"
    return None


def _is_counterpart(value: Expr, counterpart: Expr, one: Var, other: Var) -> bool:
    """Whether an expression is of the other element what a value is of one."""
    return not _mentions(value, other) and alike(replaced(value, {one.name: other}), counterpart)


def _mentions(value: Expr, variable: Var) -> bool:
    return any(isinstance(part, Var) and part.name == variable.name for part in subexpressions(value))


def _is(value: Expr, constant_: bool) -> bool:
    return isinstance(value, Const) and value.value is constant_


def _is_plain(value: Expr) -> bool:
    """Whether a value is there whatever the elements are."""
    return all(map(_is_total, subexpressions(value)))


def _is_total(part: Expr) -> bool:
    match part:
        case Op(op="truncdiv" | "truncrem", args=(_, Const(value=divisor))):
            return divisor > 0
        case Op():
            return part.op in _TOTAL
        case _:
            return isinstance(part, (Const, Var))


def _tells_apart(value: Expr, element: Var) -> bool:
    """Whether elements with the same key are the same numbers."""
    match value:
        case Op(op="cast", args=(inner,)):
            return preserves(inner.type.dtype, value.type.dtype, False) and _tells_apart(inner, element)
        case Op(op="neg" | "bitnot", args=(inner,)):
            return _tells_apart(inner, element)
        case Var():
            return value.name == element.name
        case _:
            return False


SORTS = {"sort": sort, "stable_sort": sort}
