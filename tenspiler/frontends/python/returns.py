"""Early `return` and `continue`, written as branches.

`if c: return x` followed by the rest becomes `if c: result = x` with the rest in its `else`.
"""

from __future__ import annotations

import ast

from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python import grids
from tenspiler.frontends.python.aliases import restore
from tenspiler.frontends.python.context import Context, Result
from tenspiler.frontends.python.merging import chosen, joined
from tenspiler.frontends.python.places import view
from tenspiler.frontends.python.raising import without_raise
from tenspiler.frontends.python.values import Number, Place, Value, Window
from tenspiler.loopir.nodes import CopyArray, If, Span, Stmt, Var

_MOST_COPIES = 64


def contains(nodes: list[ast.stmt], *kinds: type[ast.stmt]) -> bool:
    """Whether statements contain a jump of this scope; those of inner loops count for `return` only."""
    for node in nodes:
        if isinstance(node, kinds):
            return True
        inner = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)]
        if isinstance(node, (ast.For, ast.While)) and ast.Return not in kinds:
            continue
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) and contains(inner, *kinds):
            return True
    return False


def without_jumps(ctx: Context, body: list[ast.stmt], kind: type[ast.stmt]) -> list[ast.stmt]:
    """The same statements, each jump of this kind at the end of its branch."""
    budget = [_MOST_COPIES]
    return _nested(ctx, body, kind, budget)


def _nested(ctx: Context, body: list[ast.stmt], kind: type[ast.stmt], budget: list[int]) -> list[ast.stmt]:
    for position, stmt in enumerate(body):
        if isinstance(stmt, kind):
            return body[: position + 1] if kind is ast.Return else body[:position]
        if not isinstance(stmt, ast.If) or not contains([stmt], kind):
            continue
        budget[0] -= 1
        if budget[0] < 0:
            raise Refusal("TSP1010", ctx.span(stmt), what="so many jumps in nested branches")
        rest = body[position + 1 :]
        then = _nested(ctx, [*stmt.body, *rest], kind, budget)
        orelse = _nested(ctx, [*stmt.orelse, *rest], kind, budget)
        nothing = ast.copy_location(ast.Pass(), stmt)
        branch = ast.copy_location(ast.If(stmt.test, then or [nothing], orelse), stmt)
        return [*body[:position], branch]
    return body


def results(ctx: Context, body: list[ast.stmt]) -> Result:
    """Translate a function's body, in which no jump leaves a loop, and give what it returns."""
    return _tail(ctx, without_jumps(ctx, body, ast.Return))


def _tail(ctx: Context, body: list[ast.stmt]) -> Result:
    if not body:
        return None
    *before, last = body
    if isinstance(last, ast.Return):
        ctx.lower_block(ctx, before)
        return _returned(ctx, last)
    if isinstance(last, ast.If) and contains([last], ast.Return):
        ctx.lower_block(ctx, before)
        return _either(ctx, last)
    ctx.lower_block(ctx, body)
    return None


def _returned(ctx: Context, stmt: ast.Return) -> Result:
    match stmt.value:
        case None | ast.Constant(value=None):
            return None
        case ast.Tuple(elts=elements):
            return tuple(_result(ctx, e) for e in elements)
        case value:
            return _result(ctx, value)


def _result(ctx: Context, node: ast.expr) -> Value | Place:
    value = ctx.lower_expression(ctx, node)
    if isinstance(value, Value):
        # A division that raises as Python's does may still give a NumPy scalar.
        return value if value.expr.type == value.type else ctx.held(value, "result", ctx.span(node))
    if isinstance(value, Window):
        ctx.views.add(value.array)
    return grids.place(ctx, value, "result", ctx.span(node))


def _either(ctx: Context, node: ast.If) -> Result:
    """Both branches end in a return, or one of them raises."""
    kept = without_raise(ctx, node)
    if kept is not None:
        return _tail(ctx, kept)
    span = ctx.span(node)
    test = ctx.lower_condition(ctx, node.test)
    frame = ctx.frame
    assigned, aliases = set(frame.assigned), dict(frame.aliases)
    with ctx.captured() as then:
        yes = _tail(ctx, node.body)
    frame.assigned, frame.aliases = set(assigned), dict(aliases)
    with ctx.captured() as orelse:
        no = _tail(ctx, node.orelse)
    restore(frame, aliases)
    if isinstance(yes, Value) and isinstance(no, Value) and not then and not orelse:
        return chosen(ctx, test, yes, no, [], True, span)
    # The results are assigned at the end of each branch, where what they mention still means the same.
    position = (then, orelse)
    merged = _merged(ctx, yes, no, position, span)
    ctx.emit(If(test.expr, tuple(then), tuple(orelse), span))
    return merged


def _merged(ctx: Context, yes: Result, no: Result, bodies: tuple[list[Stmt], ...], span: Span) -> Result:
    match yes, no:
        case None, None:
            return None
        case Value(), Value():
            return _merged_values(ctx, yes, no, bodies, span)
        case Place(), Place():
            return _merged_places(ctx, yes, no, bodies, span)
        case tuple(), tuple() if len(yes) == len(no):
            return tuple(_merged(ctx, a, b, bodies, span) for a, b in zip(yes, no, strict=True))
        case _:
            raise Refusal("TSP1038", span)


def _merged_values(ctx: Context, yes: Value, no: Value, bodies: tuple[list[Stmt], ...], span: Span) -> Value:
    name = ctx.fresh("result", span)
    for value, body in zip((yes, no), bodies, strict=True):
        with ctx.captured() as stmts:
            ctx.assign(name, value, span)
        body.extend(stmts)
    number = joined([yes, no], span)
    return Value(Var(name, number.type, span), number.type, number.literals)


def _merged_places(ctx: Context, yes: Place, no: Place, bodies: tuple[list[Stmt], ...], span: Span) -> Place:
    if (yes.array, yes.indices) == (no.array, no.indices):
        return yes
    _share_types(ctx, yes, no, span)
    name = ctx.fresh("result", span)
    for place, body in zip((yes, no), bodies, strict=True):
        if place.array in ctx.parameters or place.indices:
            raise Refusal("TSP1038", span)
        info = ctx.array(place.array)
        facts = ctx.note_array(name, info.type.container, ctx.rank(place), span)
        facts.elements.append(Number(info.type.element, info.literals))
        body.append(CopyArray(name, view(ctx, place, span), span))
    ctx.array(name)
    return Place(name, (), fresh=True)


def _share_types(ctx: Context, yes: Place, no: Place, span: Span) -> None:
    """An empty list in one branch holds what the list in the other branch holds."""
    for one, other in ((yes, no), (no, yes)):
        known, facts = ctx.known_array(other.array), ctx.arrays.get(one.array)
        if known is not None and facts is not None and one.array not in ctx.parameters:
            facts.elements.append(Number(known.type.element, known.literals))
            facts.rank = max(facts.rank, known.type.rank)
