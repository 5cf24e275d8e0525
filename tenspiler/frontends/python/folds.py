"""`sum`, `min`, `max`, `any` and `all` over iterables, as the loops that they are.

`total = sum(f(x) for x in a)` becomes `total = 0; for x in a: total = total + f(x)`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from tensir.dtypes import BOOL
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import arithmetic, iteration, ordering
from tenspiler.frontends.python.binding import bind
from tenspiler.frontends.python.casts import assigned, constant, truth
from tenspiler.frontends.python.comprehensions import generate, scope
from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.merging import branched, chosen, joined
from tenspiler.frontends.python.values import ANY_FLOAT, PY_BOOL, PY_FLOAT, Value
from tenspiler.loopir.nodes import Op, Span


def fold(ctx: Context, node: ast.Call, name: str) -> Value | None:
    """A builtin that goes over one iterable; None if the call is not one."""
    span = ctx.span(node)
    match name:
        case "builtins.sum" if node.args:
            return _sum(ctx, node, span)
        case "builtins.any" | "builtins.all" if len(node.args) == 1 and not node.keywords:
            return _any(ctx, node, name == "builtins.any", span)
        case "builtins.min" | "builtins.max" if len(node.args) == 1:
            return _extreme_or_default(ctx, node, name.rpartition(".")[2], span)
        case "math.prod" if len(node.args) == 1:
            return _product(ctx, node, span)
        case _:
            return None


def _generators(node: ast.expr) -> tuple[list[ast.comprehension], ast.expr]:
    """An iterable as a generator expression."""
    if isinstance(node, (ast.GeneratorExp, ast.ListComp)):
        return node.generators, node.elt
    target = ast.copy_location(ast.Name("item", ast.Store()), node)
    loaded = ast.copy_location(ast.Name("item", ast.Load()), node)
    return [ast.comprehension(target, node, [], 0)], loaded


def _accumulate(
    ctx: Context,
    node: ast.Call,
    start: Value,
    step: Callable[[Value, ast.expr], Value],
    stem: str,
    tested: bool = True,
) -> Value:
    span = ctx.span(node)
    name = ctx.fresh(stem, span)
    ctx.assign(name, start, span)
    generators, element = _generators(node.args[0])
    if not tested:
        generators = [ast.comprehension(g.target, g.iter, [], g.is_async) for g in generators]

    def body() -> None:
        before = ctx.read(name, span)
        ctx.assign(name, step(before, element), span)

    generate(ctx, generators, body)
    return ctx.read(name, span)


def _sum(ctx: Context, node: ast.Call, span: Span) -> Value:
    starts = [*node.args[1:], *(k.value for k in node.keywords if k.arg == "start")]
    if len(starts) > 1 or len(node.args) - 1 + len(node.keywords) != len(starts):
        raise Refusal("TSP1012", span, call="sum with these arguments")
    start = ctx.evaluate(starts[0]) if starts else constant(0, span)

    def step(before: Value, element: ast.expr) -> Value:
        value = ctx.evaluate(element)
        if value.type == PY_FLOAT or ANY_FLOAT in value.literals:
            ctx.bits_open = True  # Python compensates the rounding of such sums from 3.12 on
        return arithmetic.binary("add", before, value, span)

    return _accumulate(ctx, node, start, step, "total")


def _product(ctx: Context, node: ast.Call, span: Span) -> Value:
    if any(k.arg != "start" for k in node.keywords):
        raise Refusal("TSP1012", span, call="math.prod with these arguments")
    start = ctx.evaluate(node.keywords[0].value) if node.keywords else constant(1, span)

    def step(before: Value, element: ast.expr) -> Value:
        return arithmetic.binary("mul", before, ctx.evaluate(element), span)

    return _accumulate(ctx, node, start, step, "product")


def _any(ctx: Context, node: ast.Call, is_any: bool, span: Span) -> Value:
    """Elements after the deciding one are not evaluated."""
    argument = node.args[0]
    if isinstance(argument, ast.ListComp):
        built = ctx.place(argument)
        return _any_of(ctx, node, iteration.Items(built, False, span), is_any, span)
    generators, _ = _generators(argument)
    if len(generators) > 1:
        return _any(ctx, _nested(node, generators), is_any, span)

    def step(before: Value, inner: ast.expr) -> Value:
        with ctx.captured() as prelude:
            test = truth(ctx.evaluate(_filtered(inner, generators[0].ifs, is_any)), span)
        test = test if test.constant else Value(test.expr, PY_BOOL)
        if is_any:
            return chosen(ctx, before, constant(True, span), test, prelude, False, span)
        return chosen(ctx, before, test, constant(False, span), prelude, True, span)

    return _accumulate(ctx, node, constant(not is_any, span), step, "found" if is_any else "holds", False)


def _nested(node: ast.Call, generators: list[ast.comprehension]) -> ast.Call:
    """`any(x for r in a for x in r)` is `any(any(x for x in r) for r in a)`."""
    assert isinstance(node.args[0], ast.GeneratorExp)
    inner = ast.copy_location(ast.GeneratorExp(node.args[0].elt, generators[1:]), node)
    call = ast.copy_location(ast.Call(node.func, [inner], []), node)
    outer = ast.copy_location(ast.GeneratorExp(call, generators[:1]), node)
    return ast.copy_location(ast.Call(node.func, [outer], []), node)


def _any_of(ctx: Context, node: ast.Call, items: iteration.Sequence, is_any: bool, span: Span) -> Value:
    """`any` or `all` of a list that has been built already."""
    name = ctx.fresh("found" if is_any else "holds", span)
    ctx.assign(name, constant(not is_any, span), span)
    target = ast.copy_location(ast.Name("item", ast.Store()), node)
    loaded = ast.copy_location(ast.Name("item", ast.Load()), node)

    def body() -> None:
        before, test = ctx.read(name, span), truth(ctx.evaluate(loaded), span)
        test = Value(test.expr, PY_BOOL)
        yes, no = (constant(True, span), test) if is_any else (test, constant(False, span))
        ctx.assign(name, chosen(ctx, before, yes, no, [], True, span), span)

    with ctx.framed(scope(ctx, [ast.comprehension(target, node, [], 0)])):
        iteration.run(ctx, target, items, body, frozenset(), span)
    return ctx.read(name, span)


def _filtered(element: ast.expr, tests: list[ast.expr], is_any: bool) -> ast.expr:
    """`any(x for ... if c)` is `any(c and x ...)`, `all(x for ... if c)` is `all(not c or x ...)`."""
    if not tests:
        return element
    parts = tests if is_any else [ast.copy_location(ast.UnaryOp(ast.Not(), t), t) for t in tests]
    return ast.copy_location(ast.BoolOp(ast.And() if is_any else ast.Or(), [*parts, element]), element)


def _extreme_or_default(ctx: Context, node: ast.Call, op: str, span: Span) -> Value:
    """`min(a)`, and `min(a, default=x)`, which is `x` where there is nothing."""
    match node.keywords:
        case []:
            return _extreme(ctx, node, op, span, None)
        case [ast.keyword(arg="default", value=default)]:
            return _extreme(ctx, node, op, span, default)
        case [ast.keyword(arg="key", value=key)]:
            return ordering.best(ctx, node, op, key, span)
        case _:
            raise Refusal("TSP1012", span, call=f"{op} with `key` and `default`")


def _extreme(ctx: Context, node: ast.Call, op: str, span: Span, default: ast.expr | None) -> Value:
    """The first element, then each of the others against it; an empty iterable raises."""
    generators, element = _generators(node.args[0])
    if len(generators) > 1 or generators[0].ifs:
        return _selected_extreme(ctx, node, op, span, default)
    items = iteration.sequence(ctx, generators[0].iter)
    if default is None:
        if not isinstance(items, iteration.Items):  # the first element exists, or reading it raises
            some = arithmetic.binary("gt", iteration.extent(items), constant(0, span), span)
            ctx.demand(some, f"{op}() of nothing", span)
        return _extreme_of(ctx, generators, element, items, op, span)
    otherwise = ctx.held(ctx.evaluate(default), "default", span)
    some = arithmetic.binary("gt", iteration.extent(items), constant(0, span), span)
    with ctx.captured() as then:
        best = _extreme_of(ctx, generators, element, items, op, span)
    return branched(ctx, some, (then, best), ([], otherwise), span)


def _selected_extreme(ctx: Context, node: ast.Call, op: str, span: Span, default: ast.expr | None) -> Value:
    """With conditions or several loops, the first element is the first that comes along."""
    best = ctx.fresh("least" if op == "min" else "greatest", span)
    some = ctx.fresh("some", span)
    otherwise = constant(0, span) if default is None else ctx.evaluate(default)
    ctx.assign(best, otherwise, span)
    ctx.assign(some, constant(False, span), span)
    generators, element = _generators(node.args[0])

    def body() -> None:
        value = ctx.evaluate(element)
        better = extreme(op, ctx.read(best, span), value, span)
        ctx.assign(best, chosen(ctx, ctx.read(some, span), better, value, [], True, span), span)
        ctx.assign(some, constant(True, span), span)

    generate(ctx, generators, body)
    if default is None:
        ctx.demand(ctx.read(some, span), f"{op}() of nothing", span)
    return ctx.read(best, span)


def _extreme_of(
    ctx: Context,
    generators: list[ast.comprehension],
    element: ast.expr,
    items: iteration.Sequence,
    op: str,
    span: Span,
) -> Value:
    name = ctx.fresh("least" if op == "min" else "greatest", span)
    with ctx.framed(scope(ctx, generators)):
        first = iteration.item(ctx, items, constant(0, span))
        bind(ctx, generators[0].target, first, span)
        ctx.assign(name, ctx.evaluate(element), span)

    def body() -> None:
        ctx.assign(name, extreme(op, ctx.read(name, span), ctx.evaluate(element), span), span)

    with ctx.framed(scope(ctx, generators)):
        iteration.run(ctx, generators[0].target, items, body, frozenset(), span, skip=1)
    return ctx.read(name, span)


def extreme(op: str, best: Value, value: Value, span: Span) -> Value:
    """`min(best, value)` or `max(best, value)`: `best` unless `value` is strictly better."""
    x, y = best.constant, value.constant
    if x is not None and y is not None:
        better = y.value < x.value if op == "min" else y.value > x.value
        return value if better else best
    number = joined([best, value], span)
    if number.type.dtype is BOOL:
        raise Refusal("TSP1018", span, operation=op, types="bool")
    args = tuple(assigned(v, number, "this expression", span) for v in (best, value))
    return Value(Op(op, args, number.type, span), number.type, number.literals)
