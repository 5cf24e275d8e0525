"""Names that stand for functions: nested ones, lambdas, and functions that are passed along."""

from __future__ import annotations

import ast

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.context import Closure, Context
from tenspiler.frontends.python.names import in_scope
from tenspiler.frontends.python.values import Value


def lookup(ctx: Context, node: ast.expr) -> Closure | None:
    """The function that an expression is, if it is one."""
    match node:
        case ast.Name(id=name):
            frame = ctx.owner(name)
            if frame is None:
                return _global(ctx, node)
            if name in frame.objects and name not in frame.assigned:
                raise Refusal("TSP1015", ctx.span(node), name=name)
            return frame.objects.get(name)
        case ast.Attribute():
            return _global(ctx, node)
        case ast.Lambda():
            return Closure(_as_function(node), ctx.module, ctx.frame, defaults(ctx, node.args))
        case _:
            return None


def is_function(ctx: Context, node: ast.expr) -> bool:
    """Whether an expression is a function whose text is at hand."""
    return isinstance(node, ast.Lambda) or lookup(ctx, node) is not None


def _global(ctx: Context, node: ast.expr) -> Closure | None:
    found = ctx.module.definition(node, ctx.locals())
    if found is None or found.name not in found.module.functions:
        return None
    return Closure(found.module.functions[found.name], found.module)


def define(ctx: Context, name: str, node: ast.FunctionDef | ast.Lambda) -> None:
    """Bind a name to a function that is defined here."""
    frame = ctx.owner(name) or ctx.frame
    if _times_bound(frame.body, name) > 1:
        raise Refusal("TSP1046", ctx.span(node), name=name)
    function = node if isinstance(node, ast.FunctionDef) else _as_function(node)
    frame.objects[name] = Closure(function, ctx.module, ctx.frame, defaults(ctx, node.args))
    frame.assigned.add(name)


def _times_bound(body: tuple[ast.stmt, ...], name: str) -> int:
    """How often a function binds a name that is to stand for one function throughout."""
    count = 0
    for node in in_scope(body):
        match node:
            case ast.FunctionDef(name=bound) | ast.Name(id=bound, ctx=ast.Store() | ast.Del()):
                count += bound == name
            case _:
                pass
    return count


def _as_function(node: ast.Lambda) -> ast.FunctionDef:
    """A lambda as a function of one statement; the same one each time."""
    known = getattr(node, "_as_function", None)
    if isinstance(known, ast.FunctionDef):
        return known
    body = ast.copy_location(ast.Return(node.body), node)
    function = ast.FunctionDef("lambda", node.args, [body], [], None, None)
    node._as_function = ast.copy_location(function, node)  # type: ignore[attr-defined]
    return function


def defaults(ctx: Context, arguments: ast.arguments) -> dict[str, Value]:
    """Default values of a nested function: evaluated where it is defined."""
    return {
        name: ctx.held(ctx.evaluate(node), "default", ctx.span(node))
        for name, node in default_nodes(arguments).items()
    }


def default_nodes(arguments: ast.arguments) -> dict[str, ast.expr]:
    """The expressions of the default values, by parameter."""
    positional = [*arguments.posonlyargs, *arguments.args]
    count = len(arguments.defaults)
    pairs = zip(positional[len(positional) - count :], arguments.defaults, strict=True)
    found = {p.arg: d for p, d in pairs}
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return found | {p.arg: d for p, d in keywords if d is not None}
