"""Names that stand for functions and objects: nested functions, lambdas, methods, records of arrays."""

from __future__ import annotations

import ast

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import classes
from tenspiler.frontends.python.annotations import Parts, Stated
from tenspiler.frontends.python.casts import constant
from tenspiler.frontends.python.context import Bound, Closure, Context, Record
from tenspiler.frontends.python.folding import Table
from tenspiler.frontends.python.module import Definition
from tenspiler.frontends.python.names import in_scope
from tenspiler.frontends.python.values import Place, Value
from tenspiler.loopir.nodes import ArrayType, Member, Span


def lookup(ctx: Context, node: ast.expr) -> Bound | None:
    """The function or object that an expression is, if it is one."""
    match node:
        case ast.Name(id=name):
            frame = ctx.owner(name)
            if frame is None:
                return _global(ctx, node)
            if name in frame.objects and name not in frame.assigned:
                raise Refusal("TSP1015", ctx.span(node), name=name)
            return frame.objects.get(name)
        case ast.Attribute(value=base, attr=name):
            record = lookup(ctx, base)
            if isinstance(record, Record):
                return _attribute(ctx, record, name, ctx.span(node))
            return _global(ctx, node)
        case ast.Lambda():
            return Closure(_as_function(node), ctx.module, ctx.frame, defaults(ctx, node.args))
        case _:
            return None


def called(ctx: Context, node: ast.expr) -> Closure | None:
    """The function that is called by this name, if its text is at hand."""
    found = lookup(ctx, node)
    return found if isinstance(found, Closure) and property_of(ctx, node) is None else None


def is_function(ctx: Context, node: ast.expr) -> bool:
    """Whether an expression is a function whose text is at hand."""
    return isinstance(node, ast.Lambda) or called(ctx, node) is not None


def _global(ctx: Context, node: ast.expr) -> Bound | None:
    found = ctx.module.definition(node, ctx.locals())
    if found is None:
        return None
    if found.name in found.module.classes:
        return Record(found, None)
    if found.name in found.module.functions:
        return Closure(found.module.functions[found.name], found.module)
    return None


# ---------------------------------------------------------------- parts of objects


def _attribute(ctx: Context, record: Record, name: str, span: Span) -> Bound | None:
    """A method of an object, or an object in it."""
    if not isinstance(record.kind, Definition):
        return None
    found = classes.method(record.kind, name)
    if found is not None and classes.is_changed(record.kind):
        raise Refusal("TSP1024", span, what=f"the class `{record.kind.name}`, which its file changes,")
    if found is None:
        stated = _stated(ctx, record, name, span)
        if stated is not None and isinstance(stated.type, (Definition, Parts)):
            return Record(stated.type, record.root, (*record.path, name))
        return None
    if found.kind == "staticmethod" or (record.root is None and found.kind == "method"):
        receiver = None
    elif found.kind == "classmethod":
        receiver = Record(record.kind, None)
    else:
        receiver = record
    if record.root is not None:
        # A subclass may have another method of this name.
        ctx.classes[Member(record.root, record.path)] = record.kind.name
    return Closure(found.function, found.module, receiver=receiver)


def _stated(ctx: Context, record: Record, name: str, span: Span) -> Stated | None:
    if record.root is None or not isinstance(record.kind, Definition):
        return None
    return classes.attribute(record.kind, name, span, ctx.dtype(name))


def property_of(ctx: Context, node: ast.expr) -> Closure | None:
    """The function behind a property of an object."""
    if not isinstance(node, ast.Attribute):
        return None
    record = lookup(ctx, node.value)
    if not isinstance(record, Record) or not isinstance(record.kind, Definition) or record.root is None:
        return None
    found = classes.method(record.kind, node.attr)
    if found is None or found.kind != "property":
        return None
    bound = _attribute(ctx, record, node.attr, ctx.span(node))
    return bound if isinstance(bound, Closure) else None


def is_record(ctx: Context, node: ast.expr) -> bool:
    """Whether an expression is an object of the source."""
    return isinstance(node, (ast.Name, ast.Attribute)) and isinstance(lookup(ctx, node), Record)


def is_member(ctx: Context, node: ast.expr) -> bool:
    """Whether an expression reads an attribute of an object or class of the source."""
    return isinstance(node, ast.Attribute) and is_record(ctx, node.value)


def member(ctx: Context, node: ast.Attribute) -> Value | Place:
    """The number or array that an attribute of an object holds."""
    span, record = ctx.span(node), lookup(ctx, node.value)
    if not isinstance(record, Record) or not isinstance(record.kind, Definition):
        raise Refusal("TSP1011", span, what=f"`{ast.unparse(node)}`")
    if record.root is None:
        changed = classes.is_changed(record.kind)
        known = None if changed else classes.class_constant(record.kind, node.attr)
        if known is None or isinstance(known, Table):
            raise Refusal("TSP1030", span, name=f"{record.kind.name}.{node.attr}")
        return constant(known, span)
    stated = _stated(ctx, record, node.attr, span)
    if stated is None or isinstance(stated.type, (Parts, Definition)):
        raise Refusal("TSP1047", span, attribute=ast.unparse(node), owner=record.kind.name)
    return part(ctx, record, node.attr, stated, span)


def part(ctx: Context, record: Record, name: str | int, stated: Stated, span: Span) -> Value | Place:
    """A number or array in an object, as an argument of its own."""
    variable, origin = record.part(name)
    if variable not in ctx.members:
        ctx.members[variable] = (origin, stated, span)
        ctx.add_part(variable, stated, span)
    return Place(variable) if isinstance(stated.type, ArrayType) else ctx.read(variable, span)


def parts(ctx: Context, record: Record, span: Span) -> list[Value | Place] | None:
    """The parts of a tuple, or of a named one, in order."""
    if isinstance(record.kind, Parts):
        types = enumerate(record.kind.items)
        return [part(ctx, record, place, Stated(type_), span) for place, type_ in types]
    if record.root is None or not classes.is_named_tuple(record.kind):
        return None
    found: list[Value | Place] = []
    for name in classes.fields(record.kind):
        stated = _stated(ctx, record, name, span)
        if stated is None or isinstance(stated.type, (Parts, Definition)):
            return None
        found.append(part(ctx, record, name, stated, span))
    return found


# ---------------------------------------------------------------- definitions


def define(ctx: Context, name: str, bound: Bound, span: Span) -> None:
    """Bind a name to a function or an object."""
    frame = ctx.owner(name) or ctx.frame
    if _times_bound(frame.body, name) > 1:
        raise Refusal("TSP1046", span, name=name)
    frame.objects[name] = bound
    frame.assigned.add(name)


def define_function(ctx: Context, node: ast.FunctionDef) -> None:
    """A function that is defined inside another one."""
    bound = Closure(node, ctx.module, ctx.frame, defaults(ctx, node.args))
    define(ctx, node.name, bound, ctx.span(node))


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
