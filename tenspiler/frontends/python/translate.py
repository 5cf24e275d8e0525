"""One function of a module to LoopIR: rounds of translation until the types stay the same."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from tensir.dtypes import BOOL, F64, I64, INT
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import creation, expressions, returns, statements
from tenspiler.frontends.python.annotations import Parts, Stated, stated
from tenspiler.frontends.python.context import Closure, Context, Frame, Names, Result, Unknown, Variable
from tenspiler.frontends.python.extents import require_extents
from tenspiler.frontends.python.module import Definition, Module
from tenspiler.frontends.python.names import local_names, parameters, used_names
from tenspiler.frontends.python.places import view
from tenspiler.frontends.python.signature import by_numba, check
from tenspiler.frontends.python.values import Number, Place, Value
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Expr,
    Flavour,
    Function,
    Parameter,
    ScalarType,
    Span,
    Type,
    View,
)
from tenspiler.loopir.nodes import (
    statements as all_statements,
)

_MOST_ROUNDS = 24


@final
@dataclass(frozen=True, slots=True)
class _Signature:
    function: ast.FunctionDef
    parameters: dict[str, Stated]


def translate(module: Module, function: ast.FunctionDef, given: Mapping[str, Type]) -> Function:
    """Translate a function; raises `Refusal` with the first construct that stands in the way.

    The types in `given` are those of the arguments; parameters that it lacks have theirs from annotations.
    """
    signature = _Signature(function, _stated_parameters(module, function, given))
    names = Names(set(local_names(function)) | used_names(function))
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


def _stated_parameters(
    module: Module, function: ast.FunctionDef, given: Mapping[str, Type]
) -> dict[str, Stated]:
    check(module, function, module.source.header(function))
    found: dict[str, Stated] = {}
    for parameter in parameters(function):
        span = module.source.span(parameter)
        if parameter.arg in given:
            found[parameter.arg] = _given(module, parameter, given[parameter.arg])
            continue
        if parameter.annotation is None:
            raise Refusal("TSP1001", span, name=parameter.arg)
        found[parameter.arg] = stated(parameter.annotation, module, parameter.arg)
        if isinstance(found[parameter.arg].type, (Parts, Definition)):
            raise Refusal("TSP1002", span, annotation=ast.unparse(parameter.annotation))
    numba = by_numba(module, function)
    if numba is not None and any(_is_narrow(p.type) for p in found.values()):
        raise Refusal("TSP1024", module.source.span(numba), what="Numba's arithmetic of narrow numbers")
    return found


def _given(module: Module, parameter: ast.arg, type_: Type) -> Stated:
    """A type that is known from outside, with the extents that the annotation states."""
    if isinstance(type_, ArrayType) and parameter.annotation is not None:
        try:
            known = stated(parameter.annotation, module, parameter.arg, type_.element.dtype)
        except Refusal:
            return Stated(type_)
        if known.type == type_:
            return Stated(type_, known.extents)
    return Stated(type_)


def _is_narrow(type_: Type | Parts | Definition) -> bool:
    """Whether Numba computes with a number in more bits than NumPy does."""
    element = type_.element if isinstance(type_, ArrayType) else type_
    return isinstance(element, ScalarType) and element.dtype not in (BOOL, INT, I64, F64)


def _round(
    module: Module, signature: _Signature, types: dict[str, Variable], names: Names, strict: bool
) -> tuple[Context, Result]:
    function = signature.function
    frame = Frame(function.name, local_names(function), body=tuple(function.body))
    ctx = Context(
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
    )
    ctx.calls.append(f"{Closure(function, module).key}@")
    _bind_parameters(ctx, signature)
    result: Result = None
    try:
        result = returns.results(ctx, function.body)
        _note_result(ctx, result)
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


def _bind_parameters(ctx: Context, signature: _Signature) -> None:
    arrays: set[str] = set()
    for parameter in parameters(signature.function):
        name, span = parameter.arg, ctx.span(parameter)
        ctx.frame.assigned.add(name)
        match signature.parameters[name].type:
            case ArrayType() as type_:
                arrays.add(name)
                facts = ctx.note_array(name, type_.container, type_.rank, span)
                facts.elements.append(Number(type_.element))
            case ScalarType() as scalar:
                ctx.note(name, Number(scalar), span)
            case Parts() | Definition():
                raise AssertionError("such parameters have been refused")
    ctx.parameters = frozenset(arrays)
    ctx.open_ranks = frozenset(n for n in arrays if signature.parameters[n].is_open)
    spans = {p.arg: ctx.span(p) for p in parameters(signature.function)}
    require_extents(ctx, signature.parameters, spans)


def _function(ctx: Context, signature: _Signature, result: Result) -> Function:
    node = signature.function
    body = tuple(ctx.body)
    for stmt in all_statements(body):
        if isinstance(stmt, Append) and stmt.array in ctx.captured_from:
            raise Refusal("TSP1028", ctx.captured_from[stmt.array], name=stmt.array)
    variables = {n: _type(t) for n, t in ctx.types.items()}
    given = tuple(
        Parameter(p.arg, variables[p.arg], p.arg in ctx.parameters, ctx.span(p)) for p in parameters(node)
    )
    source = "\n".join(ctx.module.source.lines[node.lineno - 1 : node.end_lineno])
    span = ctx.module.source.span(node)
    results = _results(ctx, result, span)
    return Function(node.name, given, variables, body, results, Flavour.PYTHON, span, source, ctx.bits_open)


def _type(variable: Variable) -> Type:
    return variable.type


def _results(ctx: Context, result: Result, span: Span) -> tuple[Expr | View, ...]:
    match result:
        case None:
            return ()
        case Value():
            return (result.expr,)
        case Place():
            return (view(ctx, result, span),)
        case _:
            parts = [_results(ctx, r, span) for r in result]
            if any(len(p) != 1 for p in parts):
                raise Refusal("TSP1011", span, what="a nested tuple as a result")
            return tuple(p[0] for p in parts)
