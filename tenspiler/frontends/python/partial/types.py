"""What variables of a function look like where a loop begins, as far as the statements before it tell.

This is a guess, which may be wrong where statements are not understood: whoever lifts by it has to have the
types checked when the loop is reached.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.options import NO_OPTIONS, Options
from tenspiler.frontends.python import statements
from tenspiler.frontends.python.annotations import Parts
from tenspiler.frontends.python.context import Context, Frame, Names, Unknown, Variable
from tenspiler.frontends.python.module import Definition, Module
from tenspiler.frontends.python.names import bound_names, local_names, parameters, used_names
from tenspiler.frontends.python.parameters import Signature, stated_of
from tenspiler.frontends.python.partial.regions import Region
from tenspiler.frontends.python.places import rank_of
from tenspiler.frontends.python.translate import context_for
from tenspiler.frontends.python.values import Place
from tenspiler.loopir.nodes import ArrayType, Type

_MOST_ROUNDS = 8


def types_at(module: Module, region: Region, options: Options = NO_OPTIONS) -> dict[str, Type]:
    """The types that names have where a loop begins, as far as they can be told."""
    function = region.function
    block, place = region.path[0]
    # What lists that are empty so far will hold is told by what comes later.
    later = _types(module, function, list(function.body), options)
    within = _types(module, function, list(block[: place + 1]), options)
    before = _types(module, function, region.before(), options)
    found = {**later, **within, **before}
    for one in (later, within):
        # Uses further on may show more axes.
        found |= {n: t for n, t in one.items() if _has_more_axes(t, found[n])}
    return found


def _has_more_axes(one: Type, other: Type) -> bool:
    if not isinstance(one, ArrayType) or not isinstance(other, ArrayType):
        return False
    return one.container is other.container and one.rank > other.rank


def _types(
    module: Module, function: ast.FunctionDef, body: list[ast.stmt], options: Options
) -> dict[str, Type]:
    signature = _signature(module, function, options)
    own, mentioned = local_names(function), used_names(function)
    names = Names(set(own | mentioned), set(own), mentioned)
    types: dict[str, Variable] = {}
    for _ in range(_MOST_ROUNDS):
        frame = Frame(function.name, own, body=tuple(function.body))
        ctx = _round(module, signature, types, names, frame, body)
        found = ctx.all_found()
        if found == types:
            return {**{n: t.type for n, t in types.items() if n in own}, **_aliases(ctx)}
        types = found
    return {}


def _round(
    module: Module,
    signature: Signature,
    types: dict[str, Variable],
    names: Names,
    frame: Frame,
    body: Sequence[ast.stmt],
) -> Context:
    ctx = context_for(module, signature, types, names, frame, strict=False)
    for parameter in parameters(signature.function):
        frame.assigned.add(parameter.arg)
        if parameter.arg in signature.stated:
            ctx.add_part(parameter.arg, signature.stated[parameter.arg], ctx.span(parameter))
            ctx.stable.discard(parameter.arg)
    _lower(ctx, body)
    return ctx


def _signature(module: Module, function: ast.FunctionDef, options: Options) -> Signature:
    """What is known of the parameters; the others are left out."""
    signature = Signature(function, {}, {}, None, options)
    for parameter in parameters(function):
        try:
            found = stated_of(module, parameter, {}, signature)
        except Refusal:
            continue
        if not isinstance(found.type, (Parts, Definition)):
            signature.stated[parameter.arg] = found
    return signature


def _lower(ctx: Context, body: Sequence[ast.stmt]) -> None:
    """Translate what can be, for the types; what stands in a statement that cannot is looked at by itself."""
    for stmt in body:
        try:
            statements.lower(ctx, stmt)
        except (Refusal, Unknown, RecursionError):
            ctx.frame.assigned.update(bound_names([stmt]))
            for field in ("body", "orelse", "finalbody"):
                _lower(ctx, getattr(stmt, field, ()))


def _aliases(ctx: Context) -> dict[str, Type]:
    """The types of names that stand for rows of arrays."""
    found: dict[str, Type] = {}
    for name, place in ctx.frame.aliases.items():
        if isinstance(place, Place):
            try:
                found[name] = replace(ctx.array(place.array).type, rank=rank_of(ctx, place))
            except (Refusal, Unknown):
                continue
    return found
