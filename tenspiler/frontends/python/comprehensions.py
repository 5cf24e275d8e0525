"""Generators: the loops and tests of comprehensions, around whatever is done with each element."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import iteration
from tenspiler.frontends.python.casts import truth
from tenspiler.frontends.python.context import Context, Frame
from tenspiler.frontends.python.names import bound_names
from tenspiler.frontends.python.values import Value
from tenspiler.loopir.nodes import If, Span


def repeats_list(node: ast.BinOp) -> bool:
    """Whether an expression is `[...] * n` or `n * [...]`."""
    return isinstance(node.op, ast.Mult) and any(
        isinstance(side, (ast.List, ast.ListComp)) for side in (node.left, node.right)
    )


def generate(
    ctx: Context, generators: list[ast.comprehension], element: Callable[[], None], skip: int = 0
) -> None:
    """Emit the loops of a comprehension with `element` innermost; `skip` leaves out the first rounds."""
    first = generators[0]
    items = iteration.sequence(ctx, first.iter)
    with ctx.framed(scope(ctx, generators)):
        _loops(ctx, items, generators, element, skip)


def scope(ctx: Context, generators: list[ast.comprehension]) -> Frame:
    """The frame of a comprehension: its own variables, by names that nothing else uses."""
    if any(g.is_async for g in generators):
        raise Refusal("TSP1011", ctx.span(generators[0].iter), what="an asynchronous comprehension")
    names = bound_names([g.target for g in generators])
    spans = {n.id: ctx.span(n) for g in generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
    renames = {n: ctx.fresh(n, spans[n]) for n in sorted(names)}
    ctx.stable.update(renames.values())
    return Frame(ctx.frame.name, names, ctx.frame, renames)


def _loops(
    ctx: Context,
    items: iteration.Sequence,
    generators: list[ast.comprehension],
    element: Callable[[], None],
    skip: int,
) -> None:
    here, *rest = generators
    span = ctx.span(here.iter)

    def body() -> None:
        if not rest:
            element()
            return
        _loops(ctx, iteration.sequence(ctx, rest[0].iter), rest, element, 0)

    inner = bound_names([g.target for g in rest])
    iteration.run(ctx, here.target, items, lambda: _tested(ctx, here.ifs, body), inner, span, skip)


def _tested(ctx: Context, tests: list[ast.expr], body: Callable[[], None]) -> None:
    if not tests:
        body()
        return
    span: Span = ctx.span(tests[0])
    value = ctx.lower_expression(ctx, tests[0])
    if not isinstance(value, Value):
        raise Refusal("TSP1025", span)
    with ctx.captured() as then:
        _tested(ctx, tests[1:], body)
    ctx.emit(If(truth(value, span).expr, tuple(then), (), span))
