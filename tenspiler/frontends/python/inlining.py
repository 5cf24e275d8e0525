"""Calls of functions of this file or of imported ones, replaced by their bodies under fresh names."""

from __future__ import annotations

import ast
from typing import TypeAlias

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import grids, objects, signature
from tenspiler.frontends.python.cases import PRESENT, Case, Known, without_cases
from tenspiler.frontends.python.casts import constant
from tenspiler.frontends.python.context import Bound, Closure, Context, Frame, Record, Result
from tenspiler.frontends.python.exits import without_exits
from tenspiler.frontends.python.folding import Table
from tenspiler.frontends.python.names import in_scope, local_names, parameters
from tenspiler.frontends.python.parameters import known_default
from tenspiler.frontends.python.places import captured_row
from tenspiler.frontends.python.reporting import without_reports
from tenspiler.frontends.python.returns import results
from tenspiler.frontends.python.values import Grid, Place, Value, Window
from tenspiler.loopir.nodes import Append, CopyArray, NewArray, Span, Stmt, Store, statements

_DEEPEST = 16

Argument: TypeAlias = Value | Place | Window | Bound | Known


def inline(ctx: Context, node: ast.Call, called: Closure, effects: bool) -> Result:
    """Emit the body of a function for this call and give its result."""
    span = ctx.span(node)
    _check_depth(ctx, called, span)
    return enter(ctx, called, _arguments(ctx, node, called, span), span, effects)


def _check_depth(ctx: Context, called: Closure, span: Span) -> None:
    if called.key in (c.rpartition("@")[0] for c in ctx.calls) or len(ctx.calls) > _DEEPEST:
        raise Refusal("TSP1021", span, name=called.function.name)


def enter(ctx: Context, called: Closure, arguments: dict[str, Argument], span: Span, effects: bool) -> Result:
    """Emit the body of a function for arguments that are evaluated, and give its result."""
    _check_depth(ctx, called, span)
    given = {**_receiver(called, span), **arguments}
    if any(isinstance(a, Record) for a in given.values()) and signature.is_cached(
        called.module, called.function
    ):
        raise Refusal("TSP1024", span, what="a cache whose keys are objects that may change")
    with ctx.captured() as body:
        ctx.calls.append(f"{called.key}@{span.line}:{span.column}")
        try:
            with ctx.visiting(called.module, span):
                result = _body(ctx, called, given, span)
        except Refusal as refusal:
            if called.module is ctx.module:
                raise
            raise _inside(called, refusal, span) from None
        finally:
            ctx.calls.pop()
    made = frozenset(s.array for s in statements(tuple(body)) if isinstance(s, (NewArray, CopyArray)))
    if not effects:
        _check_pure(body, made, called.function.name, span)
    ctx.body.extend(body)
    for array in made:
        if array in ctx.fresh_in:
            ctx.fresh_in[array] = ctx.blocks[-1]
    return _with_freshness(result, made)


def _receiver(called: Closure, span: Span) -> dict[str, Argument]:
    """The object of a method, as its first parameter."""
    if called.receiver is None:
        return {}
    own = parameters(called.function)
    if not own:
        raise Refusal("TSP1012", span, call=f"`{called.function.name}` with these arguments")
    return {own[0].arg: called.receiver}


def _inside(called: Closure, refusal: Refusal, span: Span) -> Refusal:
    """A refusal inside a function of another file, told where that function is called."""
    place = f"{called.module.source.name}:{called.function.lineno}"
    return Refusal(
        "TSP1045", span, name=called.function.name, place=place, problem=refusal.diagnostic.message
    )


def _with_freshness(result: Result, made: frozenset[str]) -> Result:
    match result:
        case Place(array=array, indices=()) if array in made:
            return Place(array, (), fresh=True)
        case tuple():
            return tuple(_with_freshness(r, made) for r in result)
        case _:
            return result


def _arguments(ctx: Context, node: ast.Call, called: Closure, span: Span) -> dict[str, Argument]:
    """Arguments by parameter, evaluated from left to right; defaults must be constants."""
    function = called.function
    positional = [*function.args.posonlyargs, *function.args.args]
    if called.receiver is not None:
        positional = positional[1:]
    wrong = Refusal("TSP1012", span, call=f"`{function.name}` with these arguments")
    if len(node.args) > len(positional) or any(isinstance(a, ast.Starred) for a in node.args):
        raise wrong
    given = {p.arg: _argument(ctx, a) for p, a in zip(positional, node.args, strict=False)}
    names = {p.arg for p in parameters(function)} - {p.arg for p in function.args.posonlyargs}
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg in given or keyword.arg not in names:
            raise wrong
        given[keyword.arg] = _argument(ctx, keyword.value)
    for name, default in objects.default_nodes(function.args).items():
        if name not in given:
            given[name] = called.defaults.get(name) or _default(ctx, called, default)
    if {p.arg for p in parameters(function)} != {*given, *_receiver(called, span)}:
        raise wrong
    return given


def _argument(ctx: Context, node: ast.expr) -> Argument:
    bound = objects.lookup(ctx, node)
    if bound is not None and objects.property_of(ctx, node) is None:
        return bound
    known = known_default(node)
    if known is not None:
        return known
    value = ctx.lower_expression(ctx, node)
    if isinstance(value, Grid):
        return grids.place(ctx, value, "argument", ctx.span(node))
    if isinstance(value, Window):
        return value
    if isinstance(value, Place):
        return captured_row(ctx, value, "row", ctx.span(node))
    return ctx.held(value, "argument", ctx.span(node))


def _default(ctx: Context, called: Closure, node: ast.expr) -> Value | Known:
    case = known_default(node)
    if case is not None:
        return case
    known = called.module.folded(node)
    if known is None or isinstance(known, Table):
        raise Refusal("TSP1024", ctx.span(node), what="a default that is not a number")
    return constant(known, ctx.span(node))


def _body(ctx: Context, called: Closure, given: dict[str, Argument], span: Span) -> Result:
    function = called.function
    signature.check(ctx.module, function, span)
    local = local_names(function)
    renames = {n: ctx.fresh(f"{function.name}_{n}", span) for n in sorted(local)}
    frame = Frame(function.name, local, called.outer, renames, body=tuple(function.body))
    reassigned = _reassigned(function)
    with ctx.framed(frame):
        for name, value in given.items():
            if not isinstance(value, Known):
                _bind_parameter(ctx, frame, name, value, reassigned, span)
        body = without_cases(function.body, {name: _case(value) for name, value in given.items()})
        return results(ctx, without_exits(ctx, without_reports(ctx, function, body)))


def _case(value: Argument) -> Case:
    return value if isinstance(value, Known) else PRESENT


def _reassigned(function: ast.FunctionDef) -> frozenset[str]:
    return frozenset(
        n.id for n in in_scope(function.body) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    )


def _bind_parameter(
    ctx: Context,
    frame: Frame,
    name: str,
    value: Value | Place | Window | Bound,
    reassigned: frozenset[str],
    span: Span,
) -> None:
    frame.assigned.add(name)
    if isinstance(value, (Closure, Record)):
        if name in reassigned:
            raise Refusal("TSP1046", span, name=name)
        frame.objects[name] = value
    elif isinstance(value, Window):
        frame.aliases[name] = value
    elif isinstance(value, Place):
        frame.aliases[name] = Place(value.array, value.indices)
    elif name in reassigned:
        ctx.assign(frame.renames[name], value, span)
    else:
        frame.constants[name] = value


def _check_pure(body: list[Stmt], made: frozenset[str], name: str, span: Span) -> None:
    for stmt in statements(tuple(body)):
        if isinstance(stmt, (Store, Append)) and stmt.array not in made:
            raise Refusal("TSP1039", span, name=name)
