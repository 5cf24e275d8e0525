"""Expressions to LoopIR terms; what cannot be a term is emitted as statements before it."""

from __future__ import annotations

import ast

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, calls, comprehensions, inlining, objects, places
from tenspiler.frontends.python.casts import constant, truth
from tenspiler.frontends.python.context import Context, Record
from tenspiler.frontends.python.merging import branched, chosen
from tenspiler.frontends.python.powers import power
from tenspiler.frontends.python.values import (
    PY_BOOL,
    PY_INT,
    Place,
    Value,
)
from tenspiler.loopir.nodes import Container, Length, Op, Span

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.FloorDiv: "floordiv",
    ast.Mod: "mod", ast.BitAnd: "bitand", ast.BitOr: "bitor", ast.BitXor: "bitxor",
    ast.LShift: "shl", ast.RShift: "shr",
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip


def lower(ctx: Context, node: ast.expr) -> Value | Place:
    """Translate an expression: a number, or an array or row."""
    span = ctx.span(node)
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            return constant(value, span)
        case ast.Name():
            return places.name(ctx, node)
        case ast.Attribute() if objects.is_member(ctx, node):
            return _member(ctx, node, span)
        case ast.Subscript() if objects.is_record(ctx, node.value):
            return _part(ctx, node, span)
        case ast.Subscript() if not copies_list(ctx, node):
            return places.subscript(ctx, node)
        case ast.BinOp() if not comprehensions.repeats_list(node):
            return binary(ctx, node.op, ctx.evaluate(node.left), ctx.evaluate(node.right), span)
        case ast.UnaryOp():
            return _unary(ctx, node, span)
        case ast.Compare():
            return _comparison(ctx, node, span)
        case ast.BoolOp():
            return _logical(ctx, node, node.values, span)
        case ast.IfExp():
            return _conditional(ctx, node, span)
        case ast.Attribute():
            return _attribute(ctx, node, span)
        case ast.Call():
            result = calls.call(ctx, node)
            if isinstance(result, (Value, Place)):
                return result
        case _:
            pass
    return _created(ctx, node, span)


def _created(ctx: Context, node: ast.expr, span: Span) -> Place:
    array = ctx.fresh("items", span)
    if not ctx.lower_creation(ctx, node, array):
        raise Refusal("TSP1011", span, what=_described(node))
    return Place(array, (), fresh=True)


def copies_list(ctx: Context, node: ast.Subscript) -> bool:
    """Whether `a[:]` is a copy, as it is of a list."""
    match node:
        case ast.Subscript(value=base, slice=ast.Slice(lower=None, upper=None, step=None)):
            with ctx.captured():
                place = ctx.place(base)
            return ctx.container_of(place) is Container.LIST
        case _:
            return False


def _described(node: ast.expr) -> str:
    match node:
        case ast.Call():
            return f"a call of `{ast.unparse(node.func)}`"
        case ast.Constant():
            return f"a constant of type {type(node.value).__name__}"
        case ast.Lambda():
            return "a lambda"
        case ast.Yield() | ast.YieldFrom():
            return "a generator"
        case ast.Dict() | ast.DictComp():
            return "a dictionary"
        case ast.Set() | ast.SetComp():
            return "a set"
        case ast.Tuple():
            return "a tuple"
        case ast.JoinedStr():
            return "a formatted string"
        case ast.GeneratorExp():
            return "a generator expression outside of sum, min, max, any, all and list"
        case _:
            return f"`{ast.unparse(node)}`"


def _member(ctx: Context, node: ast.Attribute, span: Span) -> Value | Place:
    """An attribute of an object: a property is a call of its function."""
    function = objects.property_of(ctx, node)
    if function is None:
        return objects.member(ctx, node)
    result = inlining.enter(ctx, function, {}, span, effects=False)
    if not isinstance(result, (Value, Place)):
        raise Refusal("TSP1011", span, what=f"`{ast.unparse(node)}`")
    return result


def _part(ctx: Context, node: ast.Subscript, span: Span) -> Value | Place:
    """An element of a tuple that is passed as an argument."""
    record = objects.lookup(ctx, node.value)
    found = objects.parts(ctx, record, span) if isinstance(record, Record) else None
    place = ctx.evaluate(node.slice).constant
    if found is None or place is None or not isinstance(place.value, int):
        raise Refusal("TSP1011", span, what=f"`{ast.unparse(node)}`")
    if not -len(found) <= place.value < len(found):
        raise Refusal("TSP1011", span, what=f"`{ast.unparse(node)}`, which is out of range,")
    return found[place.value]


def _attribute(ctx: Context, node: ast.Attribute, span: Span) -> Value | Place:
    known = places.known_constant(ctx, node, span)
    if known is not None:
        return known
    if node.attr == "size" and ctx.qualified(node) is None:
        place = ctx.place(node.value)
        if ctx.container(place) is Container.NDARRAY and ctx.rank(place) == 1:
            return places.length(place, span)
    raise Refusal("TSP1011", span, what=f"`{ast.unparse(node)}`")


def binary(ctx: Context, op: ast.operator, left: Value, right: Value, span: Span) -> Value:
    """`left op right` on evaluated operands."""
    if isinstance(op, ast.Pow):
        return power(ctx, left, right, span)
    name = _BINARY.get(type(op))
    if name is None:
        raise Refusal("TSP1011", span, what="the operator `@`")
    return arithmetic.binary(name, left, right, span)


def _unary(ctx: Context, node: ast.UnaryOp, span: Span) -> Value:
    if isinstance(node.op, ast.Not):
        value = condition(ctx, node.operand)
        known = value.constant
        if known is not None:
            return constant(not known.value, span)
        return Value(Op("not", (value.expr,), PY_BOOL, span), PY_BOOL)
    value = ctx.evaluate(node.operand)
    match node.op:
        case ast.USub():
            return arithmetic.negative(value, span)
        case ast.UAdd():
            return arithmetic.positive(value, span)
        case _:
            return arithmetic.inverted(value, span)


def condition(ctx: Context, node: ast.expr) -> Value:
    """An expression as a truth value: numbers compare with zero, lists by their length."""
    if isinstance(node, ast.BoolOp):
        return _short_circuit(ctx, node, node.values, ctx.span(node))
    value = ctx.lower_expression(ctx, node)
    span = ctx.span(node)
    if isinstance(value, Place):
        if ctx.container(value) is not Container.LIST:
            raise Refusal("TSP1025", span)
        extent = Length(value.array, len(value.indices), value.indices, PY_INT, span)
        value = Value(extent, PY_INT)
    return truth(value, span)


def _logical(ctx: Context, node: ast.BoolOp, parts: list[ast.expr], span: Span) -> Value:
    """`and`, `or` as values: one of the operands."""
    if len(parts) == 1:
        return ctx.evaluate(parts[0])
    first = ctx.evaluate(parts[0])
    with ctx.captured() as before:
        rest = _logical(ctx, node, parts[1:], span)
    test = truth(first, span)
    ands = isinstance(node.op, ast.And)
    return chosen(ctx, test, *((rest, first) if ands else (first, rest)), before, ands, span)


def _short_circuit(ctx: Context, node: ast.BoolOp, parts: list[ast.expr], span: Span) -> Value:
    first = condition(ctx, parts[0])
    if len(parts) == 1:
        return first
    with ctx.captured() as before:
        rest = _short_circuit(ctx, node, parts[1:], span)
    first, rest = _plain_bool(first), _plain_bool(rest)
    if isinstance(node.op, ast.And):
        return chosen(ctx, first, rest, constant(False, span), before, True, span)
    return chosen(ctx, first, constant(True, span), rest, before, False, span)


def _plain_bool(value: Value) -> Value:
    """As a condition a NumPy bool is as good as a Python bool."""
    return value if value.constant else Value(value.expr, PY_BOOL)


def _conditional(ctx: Context, node: ast.IfExp, span: Span) -> Value:
    test = condition(ctx, node.test)
    with ctx.captured() as before_yes:
        yes = ctx.evaluate(node.body)
    with ctx.captured() as before_no:
        no = ctx.evaluate(node.orelse)
    if not before_yes and not before_no:
        return chosen(ctx, test, yes, no, [], True, span)
    return branched(ctx, test, (before_yes, yes), (before_no, no), span)


def _comparison(ctx: Context, node: ast.Compare, span: Span) -> Value:
    """Chains compare neighbours and stop at the first that fails."""
    left = ctx.evaluate(node.left)
    return _chain(ctx, left, list(zip(node.ops, node.comparators, strict=True)), span)


def _chain(ctx: Context, left: Value, rest: list[tuple[ast.cmpop, ast.expr]], span: Span) -> Value:
    op, node = rest[0]
    name = _COMPARISONS.get(type(op))
    if name is None:
        raise Refusal("TSP1011", span, what="`is` and `in`")
    right = ctx.evaluate(node)
    first = arithmetic.binary(name, left, right, span)
    if len(rest) == 1:
        return first
    with ctx.captured() as before:
        others = _chain(ctx, right, rest[1:], span)
    return chosen(ctx, first, others, constant(False, span), before, True, span)
