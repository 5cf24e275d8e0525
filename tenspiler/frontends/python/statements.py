"""Statements to LoopIR."""

from __future__ import annotations

import ast

import numpy as np

from tensir.dtypes import BOOL
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import (
    calls,
    expressions,
    grids,
    iteration,
    lists,
    objects,
    ordering,
    whileloops,
)
from tenspiler.frontends.python.aliases import forget_aliases_of, restore
from tenspiler.frontends.python.annotations import annotated_type
from tenspiler.frontends.python.binding import bind, element_place, element_value
from tenspiler.frontends.python.casts import constant
from tenspiler.frontends.python.context import Context, Record, Result, Unknown
from tenspiler.frontends.python.creation import append_row, create, makes_array
from tenspiler.frontends.python.names import bound_names, used_names
from tenspiler.frontends.python.places import extent, load, rank_of, shape_of, view
from tenspiler.frontends.python.powers import array_power
from tenspiler.frontends.python.raising import without_raise
from tenspiler.frontends.python.rebinding import exchange, exchanged, is_handed_over
from tenspiler.frontends.python.returns import without_jumps
from tenspiler.frontends.python.tree import Kept, Prepared, Reported, UntilFor
from tenspiler.frontends.python.values import Array, Grid, Number, Place, Value, describe
from tenspiler.loopir.nodes import Append, ArrayType, Assign, Const, Container, CopyArray, If, Span, Store


def lower_block(ctx: Context, body: list[ast.stmt]) -> None:
    """Translate statements; before the types are known, those that need them are left out."""
    for stmt in body:
        try:
            lower(ctx, stmt)
        except (Refusal, Unknown):
            if ctx.strict:
                raise
            _leave_out(ctx, stmt)


def _leave_out(ctx: Context, stmt: ast.stmt) -> None:
    """A statement whose types are not known yet assigns its names all the same."""
    for name in bound_names([stmt]):
        owner = ctx.owner(name)
        if owner is not None:
            owner.assigned.add(name)


def lower(ctx: Context, stmt: ast.stmt) -> None:
    """Translate one statement."""
    match stmt:
        case Kept(targets=[target], value=value):
            kept = ctx.lower_expression(ctx, value)
            if isinstance(kept, Place):
                raise Refusal("TSP1013", ctx.span(stmt))
            bind(ctx, target, kept, ctx.span(stmt))
        case ast.Assign(targets=[target], value=value):
            _assign(ctx, target, value, ctx.span(stmt))
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            _annotated(ctx, stmt, target, value)
        case ast.AugAssign():
            _augmented(ctx, stmt)
        case ast.If():
            _if(ctx, stmt)
        case ast.For():
            _for(ctx, stmt)
        case ast.While():
            whileloops.lower_while(ctx, stmt)
        case ast.Expr(value=ast.Call() as call):
            _call(ctx, call)
        case ast.Assert(test=test):
            ctx.demand(ctx.lower_condition(ctx, test), "an `assert` fails", ctx.span(stmt))
        case Prepared():
            _prepared(ctx, stmt)
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            pass
        case ast.FunctionDef():
            objects.define_function(ctx, stmt)
        case ast.Assign():
            _several_targets(ctx, stmt)
        case Reported():
            raise Refusal("TSP1012", ctx.span(stmt), call=f"`{stmt.function}`")
        case _:
            raise Refusal("TSP1010", ctx.span(stmt), what=_described(stmt))


def _described(stmt: ast.stmt) -> str:
    words: dict[type[ast.stmt], str] = {
        ast.Try: "`try`", ast.With: "`with`", ast.Raise: "`raise`",
        ast.Global: "`global`", ast.Nonlocal: "`nonlocal`", ast.Delete: "`del`", ast.Match: "`match`",
        ast.ClassDef: "a class inside a function",
        ast.Import: "`import` inside a function", ast.ImportFrom: "`import` inside a function",
        ast.Return: "this `return`", ast.Continue: "this `continue`",
        ast.AnnAssign: "a declaration without a value",
    }  # fmt: skip
    return words.get(type(stmt), f"`{ast.unparse(stmt).splitlines()[0]}`")


def _assign(ctx: Context, target: ast.expr, value: ast.expr, span: Span) -> None:
    bound = objects.lookup(ctx, value) if isinstance(target, ast.Name) else None
    if isinstance(target, ast.Name) and bound is not None and objects.property_of(ctx, value) is None:
        objects.define(ctx, target.id, bound, span)
        return
    if isinstance(target, ast.Name) and _is_new(ctx, value):
        _assign_new(ctx, target, value, span)
        return
    if isinstance(target, (ast.Tuple, ast.List)):
        _assign_tuple(ctx, target, value, span)
        return
    result = _whole(ctx, value)
    if isinstance(target, ast.Name) and isinstance(result, Place) and is_handed_over(ctx, target, result):
        _give_away(ctx, result, span)
        _adopt(ctx, target, result.array, span)
        return
    if isinstance(target, ast.Name) and ctx.variable_name(target.id) not in ctx.parameters:
        if isinstance(result, Grid):
            _assign_grid(ctx, target, result, target.id in used_names(value), span)
            return
        if isinstance(result, Place) and result.fresh and _is_ndarray(ctx, result):
            _adopt(ctx, target, result.array, span)
            return
    bind(ctx, target, result, span)


def _is_ndarray(ctx: Context, place: Place) -> bool:
    return not place.indices and ctx.container_of(place) is Container.NDARRAY


def _assign_grid(ctx: Context, target: ast.Name, result: Grid, again: bool, span: Span) -> None:
    """`x = a * b + c` puts the elements in their place under the array's own name."""
    variable = ctx.variable_name(target.id)
    made = ctx.fresh(f"new_{target.id}", span) if again or variable in result.reads else variable
    grids.materialise(ctx, result, made, span)
    _adopt(ctx, target, made, span)


def _is_new(ctx: Context, node: ast.expr) -> bool:
    copies = isinstance(node, ast.Subscript) and expressions.copies_list(ctx, node)
    return copies or makes_array(ctx, node)


def _whole(ctx: Context, node: ast.expr) -> Result:
    """The value of a whole right-hand side, where a called function may also change arrays."""
    if isinstance(node, ast.Call) and (
        objects.is_function(ctx, node.func) or ctx.qualified(node.func) == "builtins.divmod"
    ):
        return calls.call(ctx, node, effects=True)
    return ctx.lower_expression(ctx, node)


def _assign_new(ctx: Context, target: ast.Name, value: ast.expr, span: Span) -> None:
    """`x = [...]` makes the array under its own name, unless `x` is still needed or belongs to the caller."""
    variable = ctx.variable_name(target.id)
    if variable in ctx.parameters:
        bind(ctx, target, ctx.lower_expression(ctx, value), span)
        return
    made = ctx.fresh(f"new_{target.id}", span) if target.id in used_names(value) else variable
    if not create(ctx, value, made):
        raise Refusal("TSP1011", span, what=f"`{ast.unparse(value)}`")
    _adopt(ctx, target, made, span)


def _adopt(ctx: Context, target: ast.Name, made: str, span: Span) -> None:
    """A new array becomes the one that a name of the source stands for."""
    frame = ctx.owner(target.id) or ctx.frame
    variable = ctx.variable_name(target.id)
    if made != variable:
        info = ctx.array(made)
        facts = ctx.note_array(variable, info.type.container, info.type.rank, span)
        facts.elements.append(Number(info.type.element, info.literals))
        forget_aliases_of(ctx, variable)
        ctx.bound_anew(variable)
        ctx.emit(CopyArray(variable, view(ctx, Place(made), span), span))
    frame.aliases.pop(target.id, None)
    frame.assigned.add(target.id)


def _annotated(ctx: Context, stmt: ast.AnnAssign, target: ast.expr, value: ast.expr) -> None:
    """An annotation says what a list that is still empty will hold."""
    empty = isinstance(value, ast.Call) or (isinstance(value, ast.List) and not value.elts)
    if isinstance(target, ast.Name) and empty and makes_array(ctx, value):
        _note_annotation(ctx, target, stmt.annotation)
    _assign(ctx, target, value, ctx.span(stmt))


def _note_annotation(ctx: Context, target: ast.Name, annotation: ast.expr) -> None:
    try:
        type_ = annotated_type(annotation, ctx.module)
    except Refusal:
        return
    if isinstance(type_, ArrayType) and type_.container is Container.LIST:
        variable = ctx.variable_name(target.id)
        facts = ctx.note_array(variable, type_.container, type_.rank, ctx.span(target))
        facts.hint = Number(type_.element)


def _assign_tuple(ctx: Context, target: ast.Tuple | ast.List, value: ast.expr, span: Span) -> None:
    record = objects.lookup(ctx, value)
    held = objects.parts(ctx, record, span) if isinstance(record, Record) else None
    if held is not None:
        bind(ctx, target, tuple(held), span)
        return
    place = shape_of(ctx, value)
    if place is not None:
        if isinstance(place, Place):
            ctx.require_rank(place, len(target.elts), span)
        if rank_of(ctx, place) != len(target.elts):
            raise Refusal("TSP1032", span)
        parts: list[Result] = [extent(place, span, axis) for axis in range(len(target.elts))]
        bind(ctx, target, tuple(parts), span)
        return
    if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
        _assign_each(ctx, target, value, span)
        return
    bind(ctx, target, _whole(ctx, value), span)


def _assign_each(ctx: Context, target: ast.Tuple | ast.List, value: ast.Tuple | ast.List, span: Span) -> None:
    """`a, b = x, y`: all values first, then the targets from left to right."""
    arrays = exchanged(ctx, target.elts, value.elts)
    if arrays is not None:
        for node in value.elts:
            ctx.place(node)  # that it may be used here
        exchange(ctx, target.elts, arrays, span)
        return
    if _independent(target, value):
        for one, node in zip(target.elts, value.elts, strict=True):
            _assign(ctx, one, node, span)
        return
    held: list[Result] = []
    for node in value.elts:
        part = ctx.lower_expression(ctx, node)
        if not isinstance(part, Value):
            raise Refusal("TSP1040", ctx.span(node))
        held.append(ctx.held(part, "held", ctx.span(node)))
    bind(ctx, target, tuple(held), span)


def _independent(target: ast.Tuple | ast.List, value: ast.Tuple | ast.List) -> bool:
    if not all(isinstance(t, ast.Name) for t in target.elts):
        return False
    names = bound_names(target.elts)
    return not any(names & used_names(v) for v in value.elts)


def _several_targets(ctx: Context, stmt: ast.Assign) -> None:
    """`a = b = 0`: one value, then the targets from left to right."""
    span = ctx.span(stmt)
    value = ctx.lower_expression(ctx, stmt.value)
    if not isinstance(value, Value):
        raise Refusal("TSP1040", ctx.span(stmt.value))
    held = ctx.held(value, "held", span)
    for target in stmt.targets:
        bind(ctx, target, held, span)


def _augmented(ctx: Context, stmt: ast.AugAssign) -> None:
    span = ctx.span(stmt)
    target = stmt.target
    if isinstance(target, ast.Name):
        old = ctx.lower_expression(ctx, ast.copy_location(ast.Name(target.id, ast.Load()), target))
        if not isinstance(old, Value):
            _augmented_array(ctx, stmt, old, span)
            return
        added = ctx.lower_expression(ctx, stmt.value)
        if not isinstance(added, Value):
            # A number that meets an array becomes an array.
            sum_ = ast.copy_location(ast.BinOp(ast.Name(target.id, ast.Load()), stmt.op, stmt.value), stmt)
            ast.fix_missing_locations(sum_)
            _assign(ctx, ast.copy_location(ast.Name(target.id, ast.Store()), target), sum_, span)
            return
        bind(ctx, target, expressions.binary(ctx, stmt.op, old, added, span), span)
        return
    if not isinstance(target, ast.Subscript):
        raise Refusal("TSP1010", span, what=f"assignment to `{ast.unparse(target)}`")
    place = element_place(ctx, target)
    if not isinstance(place, Place) or ctx.rank(place) > 0:
        _augmented_array(ctx, stmt, place, span)
        return
    old = load(ctx, place, ctx.span(target))
    new = expressions.binary(ctx, stmt.op, old, ctx.evaluate(stmt.value), span)
    ctx.emit(Store(place.array, place.indices, element_value(ctx, place, new, span), span))


def _augmented_array(ctx: Context, stmt: ast.AugAssign, target: Array, span: Span) -> None:
    """`a += b` writes into the array; a list is extended."""
    value = ctx.lower_expression(ctx, stmt.value)
    if isinstance(target, Grid):
        raise Refusal("TSP1010", span, what=f"assignment to `{ast.unparse(stmt.target)}`")
    if ctx.container_of(Place(target.array)) is Container.LIST:
        if not isinstance(stmt.op, ast.Add) or not isinstance(target, Place) or not isinstance(value, Place):
            raise Refusal("TSP1025", span)
        lists.extend(ctx, target, value, span)
        return
    if isinstance(stmt.op, ast.MatMult):
        raise Refusal("TSP1011", span, what="the operator `@=`")

    def rule(values: list[Value]) -> Value:
        if isinstance(stmt.op, ast.Pow):
            return array_power(ctx, values[0], values[1], span)
        return expressions.binary(ctx, stmt.op, values[0], values[1], span)

    computed = grids.elementwise(ctx, rule, (target, value), span)
    own, other = ctx.element(Place(target.array)), computed.type if isinstance(computed, Value) else None
    other = computed.element.type if isinstance(computed, Grid) else other
    if other is not None and not np.can_cast(other.dtype.numpy, own.dtype.numpy, "same_kind"):
        raise Refusal("TSP1050", span, first=describe(other), second=describe(own))
    grids.assign_into(ctx, target, computed, span)


def _if(ctx: Context, stmt: ast.If) -> None:
    kept_branch = without_raise(ctx, stmt)
    if kept_branch is not None:
        lower_block(ctx, kept_branch)
        return
    test = _test(ctx, stmt.test)
    frame = ctx.frame
    assigned, aliases, kept = set(frame.assigned), dict(frame.aliases), set(ctx.given_away)
    with ctx.captured() as then:
        lower_block(ctx, stmt.body)
    after_then = set(frame.assigned), dict(frame.aliases), set(ctx.given_away)
    frame.assigned, frame.aliases = assigned, aliases
    ctx.given_away.clear()
    ctx.given_away.update(kept)
    with ctx.captured() as orelse:
        lower_block(ctx, stmt.orelse)
    frame.assigned &= after_then[0]
    restore(frame, after_then[1])
    ctx.given_away |= after_then[2]
    ctx.emit(If(test.expr, tuple(then), tuple(orelse), ctx.span(stmt)))


def _test(ctx: Context, test: ast.expr) -> Value:
    """A condition; before the types are known, one that needs them says nothing yet of what depends on it."""
    try:
        return ctx.lower_condition(ctx, test)
    except (Refusal, Unknown):
        if ctx.strict:
            raise
        return constant(True, ctx.span(test))


def _for(ctx: Context, stmt: ast.For) -> None:
    span = ctx.span(stmt)
    items = iteration.sequence(ctx, stmt.iter)
    body = without_jumps(ctx, stmt.body, ast.Continue)
    names = bound_names(stmt.body)
    until = ctx.variable_name(stmt.flag) if isinstance(stmt, UntilFor) else None
    iteration.run(ctx, stmt.target, items, lambda: lower_block(ctx, body), names, span, until=until)


def _prepared(ctx: Context, stmt: Prepared) -> None:
    """A value that nothing reads, so that the variable has one on every path."""
    variable, span = ctx.variable_name(stmt.name), ctx.span(stmt)
    ctx.frame.assigned.add(stmt.name)
    if ctx.strict and variable not in ctx.types:
        return  # what is wrong with its values is said where they are
    known = ctx.variable(variable)
    assert isinstance(known, Number)
    dtype = known.type.dtype
    blank = False if dtype is BOOL else 0.0 if dtype.is_float else 0
    ctx.emit(Assign(variable, Const(blank, known.type, span), span))


def _call(ctx: Context, node: ast.Call) -> None:
    """A call as a statement: `out.append(x)`, or a function of the file for what it does."""
    match node:
        case ast.Call(func=ast.Attribute(value=base, attr="append"), args=[item], keywords=[]):
            if ctx.qualified(node.func) is None:
                _append(ctx, base, item, ctx.span(node))
                return
        case ast.Call(func=ast.Attribute(value=base, attr="sort"), args=[], keywords=keywords):
            if ctx.qualified(node.func) is None:
                _sort(ctx, base, keywords, ctx.span(node))
                return
        case _:
            pass
    if not objects.is_function(ctx, node.func):
        raise Refusal("TSP1012", ctx.span(node), call=f"`{ast.unparse(node.func)}`")
    calls.call(ctx, node, effects=True)


def _sort(ctx: Context, base: ast.expr, keywords: list[ast.keyword], span: Span) -> None:
    """`a.sort()`, of a list or a vector."""
    place = ctx.place(base)
    if ctx.container_of(place) is Container.NDARRAY:
        if keywords:
            raise Refusal("TSP1012", span, call="sort of an array with these arguments")
        ctx.bits_open |= ctx.element(place).dtype.is_float  # the sign of a zero
    ordering.sort_in_place(ctx, place, ordering.ordering(ctx, keywords, span), span)


def _append(ctx: Context, base: ast.expr, item: ast.expr, span: Span) -> None:
    place = ctx.place(base)
    if ctx.container_of(place) is not Container.LIST:
        raise Refusal("TSP1012", span, call="append to an array")
    if place.indices:
        raise Refusal("TSP1041", span)
    value = ctx.lower_expression(ctx, item)
    if isinstance(value, Value):
        ctx.emit(Append(place.array, element_value(ctx, place, value, span), span))
        return
    if not isinstance(value, Place):
        raise Refusal("TSP1011", span, what="a list of NumPy arrays")
    _give_away(ctx, value, ctx.span(item))
    append_row(ctx, place.array, value, span)


def _give_away(ctx: Context, row: Place, span: Span) -> None:
    """Python appends the row itself, LoopIR a copy: the same as long as the row is not used again."""
    here = row.fresh or ctx.fresh_in.get(row.array) == ctx.blocks[-1]
    if row.indices or not here or row.array in ctx.parameters:
        raise Refusal("TSP1029", span)
    if not row.fresh:
        ctx.given_away.add(row.array)
        del ctx.fresh_in[row.array]
