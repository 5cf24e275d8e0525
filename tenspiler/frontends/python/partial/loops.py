"""From a loop of a Python function to LoopIR, where its results are of the same types as the loop's own.

Around a loop that is lifted, the rest of the function stays Python, which can tell 0 from 0.0 and a row from
its copy: a loop whose results could differ so is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import final

from tensir.dtypes import BOOL, INT
from tenspiler.diagnostics.diagnostic import Diagnostic, Refusal
from tenspiler.frontends.options import NO_OPTIONS, Options
from tenspiler.frontends.python.module import Module
from tenspiler.frontends.python.partial.flow import stored
from tenspiler.frontends.python.partial.regions import Flow, Region, as_function, flow, literal
from tenspiler.frontends.python.partial.types import types_at
from tenspiler.frontends.python.reader import translated
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.nodes import (
    Append,
    ArrayType,
    Assign,
    Container,
    Expr,
    Flavour,
    Function,
    Op,
    ScalarType,
    Select,
    Span,
    Store,
    Type,
    View,
    statements,
)


@final
@dataclass(frozen=True, slots=True)
class LoopFunction:
    """A loop as a function: its LoopIR, the types of what goes in, and what comes out.

    `results` are scalars, each with its type; those in `flagged` keep the value that they had unless the loop
    has bound them, which the function tells behind all results, one truth for each, in order.
    """

    region: Region
    function: Function
    given: Mapping[str, Type]
    results: Mapping[str, ScalarType]
    flagged: tuple[str, ...]


def loop_function(module: Module, region: Region, options: Options = NO_OPTIONS) -> LoopFunction:
    """A loop as LoopIR; raises `Refusal` with the reason why it cannot stand by itself."""
    span = module.source.span(region.loop)
    found = flow(region, span)
    types = types_at(module, region, options)
    for name in found.given:
        if name not in types:
            raise Refusal("TSP0024", span, what=f"what `{name}` holds before it is not known")
    given = {name: types[name] for name in found.given}
    _check_bindings(region, given, span)
    plain = _translated(module, region, found, given, ())
    results = _results(plain, found, span)
    flagged = tuple(n for n, type_ in results.items() if not _starts_alike(found, given, n, type_))
    _check_values(region, plain, {n: (t, n in flagged) for n, t in results.items()}, given, span)
    function = _translated(module, region, found, given, flagged) if flagged else plain
    return LoopFunction(region, function, given, results, flagged)


def _translated(
    module: Module, region: Region, found: Flow, given: Mapping[str, Type], flags: tuple[str, ...]
) -> Function:
    function = translated(module, as_function(region, found, flags), given)
    if isinstance(function, RefusedFunction):
        raise Stopped(function.diagnostics[0])
    return function


class Stopped(Exception):
    """A loop that cannot be lifted by itself, for the reason that a diagnostic of the frontend gives."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.message)


def _check_bindings(region: Region, given: Mapping[str, Type], span: Span) -> None:
    """Names of arrays stay what they are: another name for an array must not come out of a loop."""
    for name in sorted(stored([region.loop])):
        if isinstance(given.get(name), ArrayType):
            raise Refusal("TSP0024", span, what=f"it binds `{name}`, an array, anew")


def _results(function: Function, found: Flow, span: Span) -> dict[str, ScalarType]:
    types: dict[str, ScalarType] = {}
    for name, result in zip(found.results, function.results, strict=True):
        if isinstance(result, View):
            raise Refusal("TSP0024", span, what=f"it makes `{name}`, an array that is used after it")
        types[name] = result.type
    return types


def _starts_alike(found: Flow, given: Mapping[str, Type], name: str, type_: ScalarType) -> bool:
    """Whether a result has its type already before the loop, which may leave it alone."""
    if name in found.starts:
        kind = literal(found.starts[name].value)
        return kind is not None and type_.flavour is Flavour.PYTHON and kind is _kind(type_)
    return given.get(name, type_) == type_


def _kind(type_: ScalarType) -> type:
    return bool if type_.dtype is BOOL else int if type_.dtype is INT else float


# ---------------------------------------------------------------- values that keep their type


def _check_values(
    region: Region,
    function: Function,
    results: Mapping[str, tuple[ScalarType, bool]],
    given: Mapping[str, Type],
    span: Span,
) -> None:
    """What is assigned to a result, or put into a list, is of its type by itself, not converted to it."""
    wanted: dict[str, Type] = {**{n: t for n, t in given.items() if _is_list(t)}}
    wanted |= {name: type_ for name, (type_, _) in results.items()}
    for name, value, adds in _bindings(region.loop):
        type_ = wanted.get(name)
        if type_ is None:
            continue
        scalar = _element(type_)
        if adds and scalar.dtype is not BOOL and not (name in results and results[name][1]):
            continue  # a float and a literal give a float
        for kind in _literals(value):
            if scalar.flavour is not Flavour.PYTHON or kind is not _kind(scalar):
                what = f"`{name}` gets the {kind.__name__} `{ast.unparse(value)}` among others"
                raise Refusal("TSP0024", span, what=what)
    for stmt in statements(function.body):
        match stmt:
            case Assign(name=name, value=value) if name in results and stmt.span.line >= region.lines[0]:
                _check_conversion(name, value, results[name][0], span)
            case Store(array=name, value=value) | Append(array=name, value=value) if name in wanted:
                type_ = wanted[name]
                if isinstance(type_, ArrayType) and not isinstance(value, View):
                    _check_conversion(name, value, type_.element, span)
                elif isinstance(value, View) and value.type.element != _element(type_):
                    raise Refusal("TSP0024", span, what=f"`{name}` gets rows of other numbers")
            case _:
                pass


def _element(type_: Type) -> ScalarType:
    return type_.element if isinstance(type_, ArrayType) else type_


def _check_conversion(name: str, value: Expr, type_: ScalarType, span: Span) -> None:
    for part in _alternatives(value):
        converted = isinstance(part, Op) and part.op == "cast" and part.args[0].type.dtype != part.type.dtype
        if converted or part.type != type_:
            raise Refusal("TSP0024", span, what=f"`{name}` gets numbers of several types")


def _alternatives(value: Expr) -> Iterator[Expr]:
    """The values of which an expression gives one as it is."""
    yield value
    match value:
        case Select(yes=yes, no=no):
            yield from _alternatives(yes)
            yield from _alternatives(no)
        case Op(op="min" | "max", args=args):
            for arg in args:
                yield from _alternatives(arg)
        case _:
            pass


def _is_list(type_: Type) -> bool:
    return isinstance(type_, ArrayType) and type_.container is Container.LIST


def _bindings(loop: ast.stmt) -> Iterator[tuple[str, ast.expr, bool]]:
    """Each value that a loop gives to a name, or puts into its list; whether it is added to what is there."""
    for node in ast.walk(loop):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from ((n, v, False) for n, v in _bound(target, value))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from ((n, v, False) for n, v in _bound(target, value))
            case ast.AugAssign(target=target, value=value):
                yield from ((n, v, True) for n, v in _bound(target, value))
            case ast.Call(func=ast.Attribute(value=base, attr="append"), args=[value]):
                yield from ((n, v, False) for n, v in _bound(base, value))
            case _:
                pass


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target, value:
        case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), ast.Tuple(elts=values)) if len(
            targets
        ) == len(values):
            for one, part in zip(targets, values, strict=True):
                yield from _bound(one, part)
        case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), _):
            for one in targets:
                yield from _bound(one, value)
        case ast.Name(id=name), _:
            yield name, value
        case ((ast.Subscript(value=base) | ast.Attribute(value=base)), _):
            yield from _bound(base, value)
        case _:
            pass


def _literals(value: ast.expr) -> Iterator[type]:
    """The types of the literals that an expression may give as they are."""
    kind = literal(value)
    if kind is not None:
        yield kind
        return
    match value:
        case ast.IfExp(body=yes, orelse=no):
            parts = [yes, no]
        case ast.BoolOp(values=values):
            parts = values
        case ast.Call(args=arguments):
            parts = arguments
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            parts = elements
        case ast.UnaryOp(operand=operand) if not isinstance(value.op, ast.Not):
            parts = [operand]
        case ast.BinOp(left=left, right=right):
            # An operation of literals alone; with anything else, the numbers' own types decide.
            kinds = [*_literals(left)], [*_literals(right)]
            yield from [*kinds[0], *kinds[1]] if all(kinds) else []
            return
        case _:
            return
    for part in parts:
        yield from _literals(part)
