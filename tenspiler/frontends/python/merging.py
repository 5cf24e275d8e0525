"""A value that is one of two: conditional expressions, `and`, `or`, and variables set in both branches."""

from __future__ import annotations

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.casts import assigned
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.values import Number, Value, Varies, join
from tenspiler.loopir.nodes import If, Select, Span, Stmt, Var


def chosen(
    ctx: Context, test: Value, yes: Value, no: Value, before: list[Stmt], if_true: bool, span: Span
) -> Value:
    """`yes if test else no`; `before` must run before `yes` (`if_true`) or before `no`."""
    if before:
        empty: list[Stmt] = []
        return branched(
            ctx,
            test,
            (before, yes) if if_true else (empty, yes),
            (empty, no) if if_true else (before, no),
            span,
        )
    known = test.constant
    if known is not None:
        return yes if known.value else no
    number = joined([yes, no], span)
    expr = Select(
        test.expr,
        assigned(yes, number, "this expression", span),
        assigned(no, number, "this expression", span),
        number.type,
        span,
    )
    return Value(expr, number.type, number.literals)


def branched(
    ctx: Context, test: Value, yes: tuple[list[Stmt], Value], no: tuple[list[Stmt], Value], span: Span
) -> Value:
    """The value as a variable that is assigned in both branches of an `if`."""
    name = ctx.fresh("chosen", span)
    with ctx.captured() as then:
        then.extend(yes[0])
        ctx.assign(name, yes[1], span)
    with ctx.captured() as orelse:
        orelse.extend(no[0])
        ctx.assign(name, no[1], span)
    ctx.emit(If(test.expr, tuple(then), tuple(orelse), span))
    number = joined([yes[1], no[1]], span)
    return Value(Var(name, number.type, span), number.type, number.literals)


def joined(values: list[Value], span: Span) -> Number:
    """The one type of several values."""
    try:
        return join(values)
    except Varies as error:
        args = {"first": error.first, "second": error.second}
        raise Refusal("TSP1016", span, name="this expression", **args) from None
