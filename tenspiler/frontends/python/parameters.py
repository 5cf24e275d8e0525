"""The parameters of a function: what they hold, how they are passed, and which arguments LoopIR has."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, final

from tensir.dtypes import BOOL, F64, I64, INT, DType
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.options import ASSUMED, Options
from tenspiler.frontends.python import classes, objects, tables
from tenspiler.frontends.python.annotations import Parts, Stated, stated, without_none
from tenspiler.frontends.python.assuming import assumed, said
from tenspiler.frontends.python.cases import PRESENT, Case, Known
from tenspiler.frontends.python.context import Context, Record
from tenspiler.frontends.python.dtypes import dtype_named
from tenspiler.frontends.python.extents import require_extents
from tenspiler.frontends.python.folding import Constant, Table
from tenspiler.frontends.python.module import Definition, Module
from tenspiler.frontends.python.names import parameters
from tenspiler.frontends.python.signature import by_numba, check
from tenspiler.loopir.nodes import ArrayType, Formal, Member, Parameter, ScalarType, Span, Type


@final
@dataclass(frozen=True, slots=True)
class Signature:
    """A function and what its parameters hold; `owner` is the class whose method it is.

    A parameter in `objects` is not passed as it is: its parts are, or (a class) nothing at all. One in
    `fixed` has one value, None or a text; those in `present` may be None by the source, and are not.
    `assumed` says what was taken for the annotations of parameters that have none.
    """

    function: ast.FunctionDef
    stated: dict[str, Stated]
    objects: dict[str, Record]
    owner: Definition | None
    options: Options
    assumed: list[str] = field(default_factory=list[str])
    fixed: dict[str, Known] = field(default_factory=dict[str, Known])
    present: set[str] = field(default_factory=set[str])

    def dtype(self, parameter: str) -> DType | None:
        """The dtype that the user gives to a parameter, or a field, that leaves it open."""
        name = self.options.dtype_of(self.name, parameter)
        return None if name is None else dtype_named(name)

    @property
    def name(self) -> str:
        """What the function is called."""
        return f"{self.owner.name}.{self.function.name}" if self.owner else self.function.name


def read_signature(
    module: Module,
    function: ast.FunctionDef,
    given: Mapping[str, Type],
    owner: Definition | None,
    options: Options,
    absent: bool = False,
) -> Signature:
    """What the annotations state; types in `given` stand above them.

    A parameter whose default is a text has no other value, nor has one whose default is None if `absent`.
    """
    check(module, function, module.source.header(function))
    found: dict[str, Stated] = {}
    held: dict[str, Record] = {}
    signature = Signature(function, found, held, owner, options)
    defaults = objects.default_nodes(function.args)
    for parameter in parameters(function):
        name = parameter.arg
        known = None if name in given else known_default(defaults.get(name))
        if known is not None and (absent or known.value is not None):
            signature.fixed[name] = known
            continue
        if known is not None:
            signature.present.add(name)
        receiver = _receiver(module, function, parameter, owner) if name not in given else None
        one = None if receiver else stated_of(module, parameter, given, signature)
        if receiver is not None:
            held[name] = receiver
        elif one is not None and isinstance(one.type, (Parts, Definition)):
            held[name] = Record(one.type, name)
        elif one is not None:
            found[name] = one
    numba = by_numba(module, function)
    if numba is not None and any(_is_narrow(s.type) for s in found.values()):
        raise Refusal("TSP1024", module.source.span(numba), what="Numba's arithmetic of narrow numbers")
    return signature


def known_default(node: ast.expr | None) -> Known | None:
    """A default that is None or a text."""
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, str)):
        return Known(node.value)
    return None


def _receiver(
    module: Module, function: ast.FunctionDef, parameter: ast.arg, owner: Definition | None
) -> Record | None:
    """The object, or the class, that a method is called on."""
    if owner is None or parameter is not parameters(function)[0] or parameter.annotation is not None:
        return None
    method = classes.method(owner, function.name)
    kind = method.kind if method else "method"
    if kind == "staticmethod":
        return None
    return Record(owner, None if kind == "classmethod" else parameter.arg)


def stated_of(module: Module, parameter: ast.arg, given: Mapping[str, Type], signature: Signature) -> Stated:
    """What is known of a parameter; raises `Refusal` where that is not enough."""
    type_ = given.get(parameter.arg)
    if type_ is not None:
        return _from_outside(module, parameter, type_)
    if parameter.annotation is None:
        return _unannotated(module, parameter, signature)
    annotation = without_none(parameter.annotation, module)
    if annotation is None:
        annotation = parameter.annotation
    else:
        signature.present.add(parameter.arg)
    try:
        return stated(annotation, module, parameter.arg, signature.dtype(parameter.arg))
    except Refusal as refusal:
        dtype = dtype_named(signature.options.assumed or "")
        if dtype is None or refusal.diagnostic.code != "TSP1003":
            raise
        found = stated(annotation, module, parameter.arg, dtype)
        signature.assumed.append(f"{ASSUMED}{parameter.arg}: {ast.unparse(annotation)} of {dtype.name}")
        return found


def _unannotated(module: Module, parameter: ast.arg, signature: Signature) -> Stated:
    """A parameter that nothing is said of: refused, unless something is to be assumed of it."""
    dtype = dtype_named(signature.options.assumed or "")
    found = None if dtype is None else assumed(signature.function, parameter.arg, dtype)
    if found is None:
        raise Refusal("TSP1001", module.source.span(parameter), name=parameter.arg)
    signature.assumed.append(said(parameter.arg, found))
    return found.stated


def _from_outside(module: Module, parameter: ast.arg, type_: Type) -> Stated:
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


def bind_parameters(ctx: Context, signature: Signature) -> None:
    """Bring the parameters into the scope of the body."""
    for parameter in parameters(signature.function):
        name, span = parameter.arg, ctx.span(parameter)
        if name in signature.fixed:
            continue
        ctx.frame.assigned.add(name)
        if name in signature.objects:
            ctx.frame.objects[name] = signature.objects[name]
        else:
            ctx.add_part(name, signature.stated[name], span)
            ctx.stable.discard(name)


def require_stated_extents(ctx: Context, signature: Signature) -> None:
    """Emit, before all else, what annotations demand of the extents of arguments that are used."""
    spans = {p.arg: ctx.span(p) for p in parameters(signature.function)}
    with ctx.captured() as first:
        require_extents(ctx, signature.stated, spans)
        scopes = dict.fromkeys((m.of, m.path[:-1]) for m, _, _ in ctx.members.values())
        for scope in scopes:
            inside = {n: x for n, x in ctx.members.items() if (x[0].of, x[0].path[:-1]) == scope}
            require_extents(ctx, {n: x[1] for n, x in inside.items()}, {n: x[2] for n, x in inside.items()})
    ctx.body[:0] = first


# ---------------------------------------------------------------- what LoopIR is told


def arguments(ctx: Context, signature: Signature, types: Mapping[str, Type]) -> Iterator[Parameter]:
    """The arguments of the LoopIR function: the parameters or their parts, and then constants."""
    for parameter in parameters(signature.function):
        name, span = parameter.arg, ctx.span(parameter)
        if name in signature.fixed:
            continue
        if name not in signature.objects:
            yield Parameter(name, types[name], name in ctx.parameters, span)
            continue
        for part, origin in _parts(ctx, signature.objects[name]):
            yield Parameter(part, types[part], part in ctx.parameters, span, origin)
    for name, table in sorted(ctx.tables.items()):
        span = ctx.place_of(name) or ctx.module.source.header(signature.function)
        yield Parameter(name, types[name], False, span, tables.fixed(table))


def _parts(ctx: Context, record: Record) -> list[tuple[str, Member]]:
    """The parts of an object that are used, in the order in which its class declares them."""
    found = [(part, origin) for part, (origin, _, _) in ctx.members.items() if origin.of == record.root]
    if not isinstance(record.kind, Definition):
        return sorted(found, key=lambda one: str(one[1].path))
    declared = classes.fields(record.kind)
    return sorted(
        found, key=lambda one: declared.index(first) if (first := one[1].path[0]) in declared else 99
    )


def formals(ctx: Context, signature: Signature, changed: frozenset[str]) -> tuple[Formal, ...]:
    """The parameters as callers know them; none, if they are the LoopIR arguments and nothing else."""
    own = signature.function.args
    defaults = objects.default_nodes(own)
    special = signature.objects or signature.present or signature.fixed
    plain = not (defaults or own.kwonlyargs or special or ctx.tables)
    return () if plain else tuple(_formals(ctx, signature, defaults, changed))


def _formals(
    ctx: Context, signature: Signature, defaults: dict[str, ast.expr], changed: frozenset[str]
) -> Iterator[Formal]:
    own = signature.function.args
    for parameter in parameters(signature.function):
        name = parameter.arg
        if name in signature.objects and signature.objects[name].root is None:
            continue
        default = only = None
        if name in signature.fixed:
            default = only = repr(signature.fixed[name].value)
        elif name in signature.present and name in defaults and known_default(defaults[name]) is not None:
            default = "None"
        elif name in defaults:
            default = _default(ctx, name, defaults[name], name in changed)
        places = parameter in own.posonlyargs, parameter in own.kwonlyargs
        yield Formal(name, default, *places, only, name in signature.present)


def cases(signature: Signature) -> dict[str, Case]:
    """What is known of parameters that are asked whether they are None, or which text they are."""
    return {**dict.fromkeys(signature.stated, PRESENT), **signature.fixed}


def _default(ctx: Context, name: str, node: ast.expr, changed: bool) -> str:
    """A default value as Python writes it; it was evaluated once, so it must be a constant that stays."""
    span: Span = ctx.span(node)
    value = ctx.module.folded(node)
    if value is None or (isinstance(value, Table) and value.dtype is not None):
        raise Refusal("TSP1024", span, what=f"the default `{ast.unparse(node)}`")
    if isinstance(value, Table) and changed:
        raise Refusal("TSP1024", span, what=f"a default of `{name}` that the function changes")
    return _text(value.items, value.is_tuple) if isinstance(value, Table) else _text(value)


def _text(value: Constant | list[Any], is_tuple: bool = False) -> str:
    if isinstance(value, list):
        inner = ", ".join(_text(v) for v in value)
        return f"({inner},)" if is_tuple else f"[{inner}]"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)
