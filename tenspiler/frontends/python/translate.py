"""One function of a module to LoopIR: rounds of translation until the types stay the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.options import NO_OPTIONS, Options
from tenspiler.frontends.python import creation, expressions, objects, returns, statements
from tenspiler.frontends.python.absent import with_flags
from tenspiler.frontends.python.cases import Known, without_cases
from tenspiler.frontends.python.context import Closure, Context, Frame, Names, Result, Unknown, Variable
from tenspiler.frontends.python.exits import without_exits
from tenspiler.frontends.python.module import Definition, Module
from tenspiler.frontends.python.names import local_names, used_names
from tenspiler.frontends.python.parameters import (
    Signature,
    arguments,
    bind_parameters,
    cases,
    formals,
    known_default,
    read_signature,
    require_stated_extents,
)
from tenspiler.frontends.python.places import view
from tenspiler.frontends.python.reporting import without_reports
from tenspiler.frontends.python.values import Grid, Place, Value, Window
from tenspiler.loopir.nodes import (
    Append,
    Expr,
    Flavour,
    Function,
    Span,
    Store,
    Type,
    View,
    mentioned_arrays,
    written_arrays,
)
from tenspiler.loopir.nodes import (
    statements as all_statements,
)

_MOST_ROUNDS = 24


def translate(
    module: Module,
    function: ast.FunctionDef,
    given: Mapping[str, Type],
    owner: Definition | None = None,
    options: Options = NO_OPTIONS,
) -> Function:
    """Translate a function; raises `Refusal` with the first construct that stands in the way.

    The types in `given` are those of the arguments; parameters that it lacks have theirs from annotations.
    `owner` is the class whose method the function is, `options` what the user says of open dtypes. Where it
    stands in the way that a parameter is not its default None, the function is translated for those that are.
    """
    try:
        return _translated(module, function, given, owner, options, False)
    except Refusal as refusal:
        defaults = objects.default_nodes(function.args).items()
        if not any(known_default(node) == Known(None) and name not in given for name, node in defaults):
            raise
        try:
            return _translated(module, function, given, owner, options, True)
        except Refusal:
            raise refusal from None


def _translated(
    module: Module,
    function: ast.FunctionDef,
    given: Mapping[str, Type],
    owner: Definition | None,
    options: Options,
    absent: bool,
) -> Function:
    """A function in one case: parameters whose default is None are that if they are `absent`."""
    signature = read_signature(module, function, given, owner, options, absent)
    own, mentioned = local_names(function), used_names(function)
    names = Names(set(own | mentioned), set(own), mentioned)
    types: dict[str, Variable] = {}
    for _ in range(_MOST_ROUNDS):
        ctx, _ = _round(module, signature, types, names, strict=False)
        found = ctx.all_found()
        if found == types:
            ctx.strict = True
            break
        types = found
    else:
        raise Refusal("TSP1042", module.source.header(function), name=function.name)
    try:
        last, result = _round(module, signature, types, names, strict=True)
    except Unknown as error:
        # The round before has seen every statement and knows why there is no type.
        name = str(error.args[0])
        ctx.found(name)
        place = ctx.place_of(name) or module.source.header(function)
        raise Refusal("TSP1043", place, name=name) from None
    ctx = last
    if ctx.all_found() != types:
        raise Refusal("TSP1042", module.source.header(function), name=function.name)
    return _function(ctx, signature, result)


def context_for(
    module: Module,
    signature: Signature,
    types: dict[str, Variable],
    names: Names,
    frame: Frame,
    strict: bool,
) -> Context:
    """A context for one pass over the statements of a function."""
    return Context(
        module,
        types,
        strict,
        frame,
        expressions.lower,
        expressions.condition,
        statements.lower_block,
        creation.create,
        names,
        module.source,
        signature.dtype,
    )


def _round(
    module: Module, signature: Signature, types: dict[str, Variable], names: Names, strict: bool
) -> tuple[Context, Result]:
    function = signature.function
    frame = Frame(function.name, local_names(function), body=tuple(function.body))
    ctx = context_for(module, signature, types, names, frame, strict)
    ctx.calls.append(f"{Closure(function, module).key}@")
    bind_parameters(ctx, signature)
    body = without_cases(function.body, cases(signature))
    result: Result = None
    try:
        body = with_flags(ctx, function, body)
        result = returns.results(ctx, without_exits(ctx, without_reports(ctx, function, body)))
        _note_result(ctx, result)
        require_stated_extents(ctx, signature)
    except (Unknown, Refusal):
        if strict:
            raise
    return ctx, result


def _note_result(ctx: Context, result: Result) -> None:
    """A returned array must have a known type."""
    match result:
        case Place():
            ctx.array(result.array)
        case tuple():
            for part in result:
                _note_result(ctx, part)
        case _:
            pass


def _function(ctx: Context, signature: Signature, result: Result) -> Function:
    node = signature.function
    body = tuple(ctx.body)
    for stmt in all_statements(body):
        if isinstance(stmt, Append) and stmt.array in ctx.captured_from:
            raise Refusal("TSP1028", ctx.captured_from[stmt.array], name=stmt.array)
        if isinstance(stmt, (Append, Store)) and stmt.array in ctx.tables:
            raise Refusal("TSP1048", stmt.span, name=stmt.array)
    span = ctx.module.source.span(node)
    results = _results(ctx, result, span)
    unused = ctx.tables.keys() - mentioned_arrays((body, results))
    for name in unused:
        del ctx.tables[name]
    variables = {n: _type(t) for n, t in ctx.types.items() if n not in unused}
    return Function(
        name=signature.name,
        parameters=tuple(arguments(ctx, signature, variables)),
        variables=variables,
        body=body,
        results=results,
        flavour=Flavour.PYTHON,
        span=span,
        source="\n".join(ctx.module.source.lines[node.lineno - 1 : node.end_lineno]),
        bits_open=ctx.bits_open,
        views=tuple(sorted(ctx.views & ctx.parameters)),
        formals=formals(ctx, signature, written_arrays(body)),
        classes=tuple(ctx.classes.items()),
        assumptions=(*signature.assumed, *_assumptions(ctx)),
    )


def _assumptions(ctx: Context) -> Iterator[str]:
    """What the translation takes for granted."""
    for name, table in sorted(ctx.tables.items()):
        if not table.is_tuple:
            yield f"`{name}` holds what the file gives it"
    for name in sorted(ctx.views & ctx.parameters):
        yield f"the part of `{name}` that is returned is a copy, which shares no memory with it"


def _type(variable: Variable) -> Type:
    return variable.type


def _results(ctx: Context, result: Result, span: Span) -> tuple[Expr | View, ...]:
    match result:
        case None:
            return ()
        case Value():
            return (result.expr,)
        case Place() if result.array in ctx.tuples:
            raise Refusal("TSP1011", span, what="a tuple that was passed in, as a result,")
        case Place():
            return (view(ctx, result, span),)
        case Window() | Grid():
            raise Refusal("TSP1031", span)
        case _:
            parts = [_results(ctx, r, span) for r in result]
            if any(len(p) != 1 for p in parts):
                raise Refusal("TSP1011", span, what="a nested tuple as a result")
            return tuple(p[0] for p in parts)
