"""`while` loops that count, recognised as counted loops.

`while i < n: ...; i += 1`, with `i` and `n` otherwise unchanged, becomes a `for` over `i`, and an assignment
of the value that `i` has in the end.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import final

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic
from tenspiler.frontends.python.binding import looping
from tenspiler.frontends.python.casts import constant
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.names import bound_names
from tenspiler.frontends.python.returns import contains, without_jumps
from tenspiler.frontends.python.tree import UntilWhile
from tenspiler.frontends.python.values import PY_INT, Number, Value
from tenspiler.loopir.nodes import (
    Assign,
    Const,
    Expr,
    For,
    Length,
    Load,
    Op,
    Select,
    Span,
    Stmt,
    Var,
    While,
    assigned_scalars,
    written_arrays,
)

_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}


@final
@dataclass(frozen=True, slots=True)
class _Counting:
    counter: str
    relation: type[ast.cmpop]
    bound: ast.expr
    step: int


def lower_while(ctx: Context, node: ast.While) -> None:
    """Translate a `while` loop."""
    span = ctx.span(node)
    if isinstance(node, UntilWhile):
        _until(ctx, node, span)
        return
    counting = _recognised(ctx, node)
    if counting is None or not _counted(ctx, node, counting, span):
        _plain(ctx, node, span)


def _until(ctx: Context, node: UntilWhile, span: Span) -> None:
    """A loop whose rounds are counted, with a counter of its own: the source's is stepped in the body."""
    counting = node.counting
    refusal = Refusal("TSP1044", span)
    ctx.evaluate(ast.copy_location(ast.Name(counting.counter, ast.Load()), node.test))
    counter = ctx.variable_name(counting.counter)
    if ctx.variable(counter) != Number(PY_INT):
        raise refusal
    with ctx.captured() as before:
        bound = ctx.evaluate(counting.bound)
    if before or not bound.dtype.is_integer or (bound.literals and bound.constant is None):
        raise refusal
    start = _start(ctx, counter, span)
    stop = _stop(Value(ctx.index_expr(bound, span), PY_INT), counting.relation, span)
    rounds = ctx.fresh(f"{counting.counter}_round", span)
    ctx.note(rounds, Number(PY_INT), span)
    body = without_jumps(ctx, node.body, ast.Continue)
    with looping(ctx, bound_names(node.body), span), ctx.captured() as inner:
        ctx.lower_block(ctx, body)
    if not _unchanged(stop.expr, counter, inner):
        raise refusal
    until = None if node.flag is None else ctx.variable_name(node.flag)
    loop = For(rounds, start.expr, stop.expr, counting.step, tuple(inner), span, ctx.next_label(), until)
    ctx.emit(loop)


def _plain(ctx: Context, node: ast.While, span: Span) -> None:
    if contains(node.body, ast.Continue, ast.Break):
        raise Refusal("TSP1044", span)
    with looping(ctx, bound_names(node.body), span), ctx.captured() as body:
        with ctx.captured() as before:
            test = ctx.lower_condition(ctx, node.test)
        if before:
            raise Refusal("TSP1011", ctx.span(node.test), what="a loop inside the condition of a `while`")
        ctx.lower_block(ctx, node.body)
    ctx.emit(While(test.expr, tuple(body), span, ctx.next_label()))


def _recognised(ctx: Context, node: ast.While) -> _Counting | None:
    match node.test:
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[bound]):
            found = _step(ctx, node, name, type(op), bound)
        case _:
            found = None
    if found is not None:
        return found
    match node.test:
        case ast.Compare(left=bound, ops=[op], comparators=[ast.Name(id=name)]) if type(op) in _MIRRORED:
            return _step(ctx, node, name, _MIRRORED[type(op)], bound)
        case _:
            return None


def _step(
    ctx: Context, node: ast.While, name: str, relation: type[ast.cmpop], bound: ast.expr
) -> _Counting | None:
    *body, last = node.body
    match last:
        case ast.AugAssign(target=ast.Name(id=target), op=ast.Add() | ast.Sub() as op, value=value):
            pass
        case ast.Assign(
            targets=[ast.Name(id=target)],
            value=ast.BinOp(left=ast.Name(id=source), op=ast.Add() | ast.Sub() as op, right=value),
        ) if source == target:
            pass
        case _:
            return None
    step = _constant(value)
    if step is None or target != name or ctx.owner(name) is None:
        return None
    step = -step if isinstance(op, ast.Sub) else step
    upwards = relation in (ast.Lt, ast.LtE)
    known = upwards or relation in (ast.Gt, ast.GtE)
    right_way = known and (step > 0 if upwards else step < 0)
    if not right_way or name in bound_names(body) or contains(node.body, ast.Continue, ast.Break):
        return None
    return _Counting(name, relation, bound, step)


def _constant(node: ast.expr) -> int | None:
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return value
        case _:
            return None


def _counted(ctx: Context, node: ast.While, counting: _Counting, span: Span) -> bool:
    """Emit the counted loop; False (and nothing) if the bound turns out to change or not to be an integer."""
    ctx.evaluate(ast.copy_location(ast.Name(counting.counter, ast.Load()), node.test))
    counter = ctx.variable_name(counting.counter)
    if ctx.variable(counter) != Number(PY_INT) or counter in ctx.parameters:
        return False
    with ctx.captured() as before:
        bound = ctx.evaluate(counting.bound)
    if before or not bound.dtype.is_integer or (bound.literals and bound.constant is None):
        return False
    start = _start(ctx, counter, span)
    stop = _stop(Value(ctx.index_expr(bound, span), PY_INT), counting.relation, span)
    with looping(ctx, bound_names(node.body), span), ctx.captured() as body:
        ctx.stable.add(counter)
        ctx.lower_block(ctx, node.body[:-1])
        ctx.stable.discard(counter)
    if counter in assigned_scalars(tuple(body)) or not _unchanged(stop.expr, counter, body):
        return False
    ctx.emit(For(counter, start.expr, stop.expr, counting.step, tuple(body), span, ctx.next_label()))
    ctx.assign(counter, _final(start, stop, counting.step, span), span)
    return True


def _start(ctx: Context, counter: str, span: Span) -> Value:
    """The value of the counter before the loop."""
    match ctx.body[-1:]:
        case [Assign(name=name, value=Const() as value)] if name == counter:
            return Value(value, PY_INT)
        case _:
            return ctx.held(Value(Var(counter, PY_INT, span), PY_INT), f"{counter}_start", span)


def _stop(bound: Value, relation: type[ast.cmpop], span: Span) -> Value:
    if relation is ast.LtE:
        return arithmetic.binary("add", bound, constant(1, span), span)
    if relation is ast.GtE:
        return arithmetic.binary("sub", bound, constant(1, span), span)
    return bound


def _unchanged(expr: Expr, counter: str, body: list[Stmt]) -> bool:
    """Whether a bound keeps its value while the body runs."""
    scalars, arrays = assigned_scalars(tuple(body)) | {counter}, written_arrays(tuple(body))
    match expr:
        case Const():
            return True
        case Var():
            return expr.name not in scalars
        case Length() | Load():
            parts = expr.through if isinstance(expr, Length) else expr.indices
            return expr.array not in arrays and all(_unchanged(p, counter, body) for p in parts)
        case Op():
            return all(_unchanged(a, counter, body) for a in expr.args)
        case Select():
            return all(_unchanged(e, counter, body) for e in (expr.condition, expr.yes, expr.no))


def _final(start: Value, stop: Value, step: int, span: Span) -> Value:
    """What the counter is after the loop: the first number in its course that is past the bound."""
    name = "max" if step > 0 else "min"
    if abs(step) == 1:
        if start.constant is not None and stop.constant is not None:
            better = max if step > 0 else min
            return constant(better(start.constant.value, stop.constant.value), span)
        return Value(Op(name, (start.expr, stop.expr), PY_INT, span), PY_INT)
    low, high = (start, stop) if step > 0 else (stop, start)
    distance = arithmetic.binary("sub", high, low, span)
    rounded = arithmetic.binary("add", distance, constant(abs(step) - 1, span), span)
    count = arithmetic.binary("floordiv", rounded, constant(abs(step), span), span)
    count = Value(Op("max", (constant(0, span).expr, count.expr), PY_INT, span), PY_INT)
    moved = arithmetic.binary("mul", count, constant(step, span), span)
    return arithmetic.binary("add", start, moved, span)
