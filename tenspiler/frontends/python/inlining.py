"""Calls of functions of the same file, replaced by their bodies under fresh names."""

from __future__ import annotations

import ast

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.casts import constant
from tenspiler.frontends.python.context import Context, Frame, Result
from tenspiler.frontends.python.names import in_scope, local_names, parameters
from tenspiler.frontends.python.places import captured_row
from tenspiler.frontends.python.returns import results
from tenspiler.frontends.python.values import Place, Value
from tenspiler.loopir.nodes import Append, CopyArray, NewArray, Span, Stmt, Store, statements

_DEEPEST = 16


def inline(ctx: Context, node: ast.Call, name: str, effects: bool) -> Result:
    """Emit the body of a function for this call and give its result."""
    function = ctx.module.functions[name]
    span = ctx.span(node)
    if name in (c.partition("@")[0] for c in ctx.calls) or len(ctx.calls) > _DEEPEST:
        raise Refusal("TSP1021", span, name=name)
    check_signature(ctx, function, span)
    given = _arguments(ctx, node, function, span)
    with ctx.captured() as body:
        ctx.calls.append(f"{name}@{span.line}:{span.column}")
        try:
            result = _body(ctx, function, given, span)
        finally:
            ctx.calls.pop()
    made = frozenset(s.array for s in statements(tuple(body)) if isinstance(s, (NewArray, CopyArray)))
    if not effects:
        _check_pure(body, made, name, span)
    ctx.body.extend(body)
    for array in made:
        if array in ctx.fresh_in:
            ctx.fresh_in[array] = ctx.blocks[-1]
    return _with_freshness(result, made)


def _with_freshness(result: Result, made: frozenset[str]) -> Result:
    match result:
        case Place(array=array, indices=()) if array in made:
            return Place(array, (), fresh=True)
        case tuple():
            return tuple(_with_freshness(r, made) for r in result)
        case _:
            return result


def check_signature(ctx: Context, function: ast.FunctionDef, span: Span) -> None:
    """Refuse functions that are not plain: star arguments, decorators that may change them, generators."""
    arguments = function.args
    if arguments.vararg or arguments.kwarg:
        raise Refusal("TSP1024", span, what="star arguments")
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if ctx.module.qualified(target) not in ("tenspiler.lift", "tenspiler.runtime.lift"):
            raise Refusal("TSP1024", ctx.span(decorator), what=f"the decorator `{ast.unparse(target)}`")
    for inner in in_scope(function.body):
        if isinstance(inner, (ast.Yield, ast.YieldFrom)):
            raise Refusal("TSP1011", ctx.span(inner), what="a generator")


def _arguments(
    ctx: Context, node: ast.Call, function: ast.FunctionDef, span: Span
) -> dict[str, Value | Place]:
    """Arguments by parameter, evaluated from left to right; defaults must be constants."""
    positional = [*function.args.posonlyargs, *function.args.args]
    wrong = Refusal("TSP1012", span, call=f"`{function.name}` with these arguments")
    if len(node.args) > len(positional) or any(isinstance(a, ast.Starred) for a in node.args):
        raise wrong
    given = {p.arg: _argument(ctx, a) for p, a in zip(positional, node.args, strict=False)}
    names = {p.arg for p in parameters(function)} - {p.arg for p in function.args.posonlyargs}
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg in given or keyword.arg not in names:
            raise wrong
        given[keyword.arg] = _argument(ctx, keyword.value)
    for name, default in defaults(function).items():
        if name not in given:
            given[name] = _default(ctx, default)
    if {p.arg for p in parameters(function)} != set(given):
        raise wrong
    return given


def _argument(ctx: Context, node: ast.expr) -> Value | Place:
    value = ctx.lower_expression(ctx, node)
    if isinstance(value, Place):
        return captured_row(ctx, value, "row", ctx.span(node))
    return ctx.held(value, "argument", ctx.span(node))


def defaults(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """The default values, by parameter."""
    positional = [*function.args.posonlyargs, *function.args.args]
    count = len(function.args.defaults)
    found = {
        p.arg: d for p, d in zip(positional[len(positional) - count :], function.args.defaults, strict=True)
    }
    pairs = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    return found | {p.arg: d for p, d in pairs if d is not None}


def _default(ctx: Context, node: ast.expr) -> Value:
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            return constant(value, ctx.span(node))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return constant(-value, ctx.span(node))
        case _:
            raise Refusal("TSP1024", ctx.span(node), what="a default that is not a number")


def _body(ctx: Context, function: ast.FunctionDef, given: dict[str, Value | Place], span: Span) -> Result:
    local = local_names(function)
    renames = {n: ctx.fresh(f"{function.name}_{n}", span) for n in sorted(local)}
    frame = Frame(function.name, local, None, renames)
    reassigned = _reassigned(function)
    with ctx.framed(frame):
        for name, value in given.items():
            _bind_parameter(ctx, frame, name, value, reassigned, span)
        return results(ctx, function.body)


def _reassigned(function: ast.FunctionDef) -> frozenset[str]:
    return frozenset(
        n.id for n in in_scope(function.body) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    )


def _bind_parameter(
    ctx: Context, frame: Frame, name: str, value: Value | Place, reassigned: frozenset[str], span: Span
) -> None:
    frame.assigned.add(name)
    if isinstance(value, Place):
        frame.aliases[name] = Place(value.array, value.indices)
    elif name in reassigned:
        ctx.assign(frame.renames[name], value, span)
    else:
        frame.constants[name] = value


def _check_pure(body: list[Stmt], made: frozenset[str], name: str, span: Span) -> None:
    for stmt in statements(tuple(body)):
        if isinstance(stmt, (Store, Append)) and stmt.array not in made:
            raise Refusal("TSP1039", span, name=name)
