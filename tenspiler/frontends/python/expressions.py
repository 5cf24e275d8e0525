"""Expressions to LoopIR terms; what cannot be a term is emitted as statements before it."""

from __future__ import annotations

import ast

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import (
    arithmetic,
    calls,
    comprehensions,
    contractions,
    grids,
    inlining,
    lists,
    objects,
    places,
    subscripts,
)
from tenspiler.frontends.python.casts import constant, truth
from tenspiler.frontends.python.context import Context, Record
from tenspiler.frontends.python.merging import branched, chosen
from tenspiler.frontends.python.powers import array_power, power
from tenspiler.frontends.python.values import (
    NP_BOOL,
    PY_BOOL,
    PY_INT,
    Array,
    Grid,
    Place,
    Value,
    Window,
)
from tenspiler.loopir.nodes import Const, Container, Length, Op, Span

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.FloorDiv: "floordiv",
    ast.Mod: "mod", ast.BitAnd: "bitand", ast.BitOr: "bitor", ast.BitXor: "bitxor",
    ast.LShift: "shl", ast.RShift: "shr",
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip


def lower(ctx: Context, node: ast.expr) -> Value | Array:
    """Translate an expression: a number, an array or row, a part of an array, or a computed array."""
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
            return subscripts.subscript(ctx, node)
        case ast.BinOp() if not comprehensions.repeats_list(node):
            return _operation(ctx, node, span)
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
            if isinstance(result, (Value, Place, Window, Grid)):
                return result
        case _:
            pass
    return _created(ctx, node, span)


def _created(ctx: Context, node: ast.expr, span: Span) -> Place:
    array = ctx.fresh("items", span)
    if not ctx.lower_creation(ctx, node, array):
        if isinstance(node, ast.Call):
            raise Refusal("TSP1012", span, call=_described(node))
        raise Refusal("TSP1011", span, what=_described(node))
    return Place(array, (), fresh=True)


def copies_list(ctx: Context, node: ast.Subscript) -> bool:
    """Whether `a[1:]` is a copy, as it is of a list."""
    match node:
        case ast.Subscript(value=base, slice=ast.Slice()):
            with ctx.captured():
                place = ctx.array_of(base)
            return isinstance(place, Place) and ctx.container_of(place) is Container.LIST
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


def _attribute(ctx: Context, node: ast.Attribute, span: Span) -> Value | Array:
    known = places.known_constant(ctx, node, span)
    if known is not None:
        return known
    if node.attr in ("size", "T", "ndim") and ctx.qualified(node) is None:
        array = ctx.array_of(node.value)
        if not isinstance(array, Place) or ctx.container_of(array) is Container.NDARRAY:
            return _of_array(ctx, array, node.attr, span)
    raise Refusal("TSP1011", span, what=f"`{ast.unparse(node)}`")


def _of_array(ctx: Context, array: Array, attribute: str, span: Span) -> Value | Array:
    match attribute:
        case "ndim":
            return constant(places.rank_of(ctx, array), span)
        case "T":
            return grids.transposed(ctx, array, span)
        case _:
            return grids.size(ctx, array, span)


def _operation(ctx: Context, node: ast.BinOp, span: Span) -> Value | Array:
    """`left op right` on numbers, on arrays element by element, or on lists."""
    if isinstance(node.op, ast.MatMult):
        return contractions.matmul(ctx, ctx.array_of(node.left), ctx.array_of(node.right), span)
    left, right = ctx.lower_expression(ctx, node.left), ctx.lower_expression(ctx, node.right)
    if isinstance(left, Value) and isinstance(right, Value):
        return binary(ctx, node.op, left, right, span)
    if not any(_is_numpy(ctx, x) for x in (left, right)):
        return _of_lists(ctx, node, left, right, span)

    def rule(values: list[Value]) -> Value:
        a, b = values
        if isinstance(node.op, ast.Pow):
            return array_power(ctx, a, b, span)
        return binary(ctx, node.op, a, b, span)

    return grids.elementwise(ctx, rule, (left, right), span)


def _is_numpy(ctx: Context, value: Value | Array) -> bool:
    if isinstance(value, Value):
        return value.is_numpy
    return not isinstance(value, Place) or ctx.container_of(value) is Container.NDARRAY


def _of_lists(ctx: Context, node: ast.BinOp, left: Value | Array, right: Value | Array, span: Span) -> Place:
    """`a + b` joins lists, `a * n` repeats one."""
    name = ctx.fresh("items", span)
    match node.op, left, right:
        case ast.Add(), Place(), Place():
            lists.joined(ctx, (left, right), name, span)
        case ast.Mult(), Place(), Value():
            lists.repeated(ctx, left, right, name, span)
        case ast.Mult(), Value(), Place():
            lists.repeated(ctx, right, left, name, span)
        case _:
            raise Refusal("TSP1025", span)
    return Place(name, (), fresh=True)


def binary(ctx: Context, op: ast.operator, left: Value, right: Value, span: Span) -> Value:
    """`left op right` on evaluated operands."""
    if isinstance(op, ast.Pow):
        return power(ctx, left, right, span)
    name = _BINARY.get(type(op))
    if name is None:
        raise Refusal("TSP1011", span, what="the operator `@`")
    return arithmetic.binary(name, left, right, span)


def _unary(ctx: Context, node: ast.UnaryOp, span: Span) -> Value | Array:
    if isinstance(node.op, ast.Not):
        value = condition(ctx, node.operand)
        known = value.constant
        if known is not None:
            return constant(not known.value, span)
        return Value(Op("not", (value.expr,), PY_BOOL, span), PY_BOOL)
    operand = ctx.lower_expression(ctx, node.operand)
    if not isinstance(operand, Value) and not _is_numpy(ctx, operand):
        raise Refusal("TSP1025", span)

    def rule(values: list[Value]) -> Value:
        match node.op:
            case ast.USub():
                return arithmetic.negative(values[0], span)
            case ast.UAdd():
                return arithmetic.positive(values[0], span)
            case _:
                return arithmetic.inverted(values[0], span)

    return grids.elementwise(ctx, rule, (operand,), span)


def condition(ctx: Context, node: ast.expr) -> Value:
    """An expression as a truth value: numbers compare with zero, lists by their length."""
    if isinstance(node, ast.BoolOp):
        return _short_circuit(ctx, node, node.values, ctx.span(node))
    value = ctx.lower_expression(ctx, node)
    span = ctx.span(node)
    if not isinstance(value, Value):
        if not isinstance(value, Place) or ctx.container(value) is not Container.LIST:
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


def _comparison(ctx: Context, node: ast.Compare, span: Span) -> Value | Array:
    """Chains compare neighbours and stop at the first that fails; arrays compare element by element."""
    pair = _of_tuples(node)
    if pair is not None:
        return ctx.lower_condition(ctx, pair)
    left = ctx.lower_expression(ctx, node.left)
    if len(node.ops) == 1:
        return _compared(ctx, left, node.ops[0], ctx.lower_expression(ctx, node.comparators[0]), span)
    if not isinstance(left, Value):
        raise Refusal("TSP1025", span)
    return _chain(ctx, left, list(zip(node.ops, node.comparators, strict=True)), span)


def _of_tuples(node: ast.Compare) -> ast.expr | None:
    """`(a, b) == (c, d)` as `a == c and b == d`, and `!=` as the contrary."""
    match node:
        case ast.Compare(
            left=ast.Tuple(elts=left), ops=[ast.Eq() | ast.NotEq() as op], comparators=[ast.Tuple(elts=right)]
        ) if len(left) == len(right) and left:
            pairs: list[ast.expr] = [
                ast.copy_location(ast.Compare(a, [op], [b]), node) for a, b in zip(left, right, strict=True)
            ]
            joint = ast.And() if isinstance(op, ast.Eq) else ast.Or()
            return pairs[0] if len(pairs) == 1 else ast.copy_location(ast.BoolOp(joint, pairs), node)
        case _:
            return None


def _compared(
    ctx: Context, left: Value | Array, op: ast.cmpop, right: Value | Array, span: Span
) -> Value | Array:
    name = _COMPARISONS.get(type(op))
    if name is None:
        raise Refusal("TSP1011", span, what="`is` and `in`")
    numbers = isinstance(left, Value) and isinstance(right, Value)
    if not numbers and not any(_is_numpy(ctx, x) for x in (left, right)):
        raise Refusal("TSP1025", span)
    return grids.elementwise(ctx, lambda v: arithmetic.binary(name, v[0], v[1], span), (left, right), span)


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
    return chosen(ctx, first, others, _as_false(first, span), before, True, span)


def _as_false(test: Value, span: Span) -> Value:
    """A comparison that is known to be false: `np.False_` if it is one of NumPy's."""
    if test.type != NP_BOOL:
        return constant(False, span)
    return Value(Const(False, NP_BOOL, span), NP_BOOL, test.literals)
