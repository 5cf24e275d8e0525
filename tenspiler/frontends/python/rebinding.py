"""Lists that loops bind to other names again: `best = following`, `a, b = b, a`.

LoopIR copies where Python lets two names denote one list. That is the same where the list has been made anew
in the same block and is not used by its first name from then on; and where names change places, each of which
is the only one of its list.
"""

from __future__ import annotations

import ast

from tenspiler.frontends.python.aliases import forget_aliases_of
from tenspiler.frontends.python.context import Context, Result
from tenspiler.frontends.python.places import view
from tenspiler.frontends.python.values import Number, Place
from tenspiler.loopir.nodes import CopyArray, Span


def is_own(ctx: Context, node: ast.expr) -> bool:
    """Whether an expression is a name that has an array of its own, which is no argument."""
    if not isinstance(node, ast.Name):
        return False
    frame = ctx.owner(node.id)
    variable = ctx.variable_name(node.id)
    if frame is None or node.id in frame.aliases or node.id in frame.constants or node.id in frame.objects:
        return False
    return variable in ctx.arrays and variable not in ctx.parameters and variable not in ctx.tables


def is_handed_over(ctx: Context, target: ast.expr, value: Result) -> bool:
    """Whether a loop binds a name that has an array to another array, which it has made anew."""
    if not ctx.loops or not isinstance(value, Place) or value.indices or not is_own(ctx, target):
        return False
    made = ctx.fresh_in.get(value.array) == ctx.blocks[-1]
    return made and isinstance(target, ast.Name) and ctx.variable_name(target.id) != value.array


def exchanged(ctx: Context, targets: list[ast.expr], values: list[ast.expr]) -> list[str] | None:
    """The variables that change places in `a, b = b, a`, in the order of the values; None if none do."""
    if not ctx.loops or not all(is_own(ctx, node) for node in (*targets, *values)):
        return None
    to, given = (
        [ctx.variable_name(node.id) for node in nodes if isinstance(node, ast.Name)]
        for nodes in (targets, values)
    )
    return given if sorted(to) == sorted(given) and len(set(to)) == len(to) else None


def exchange(ctx: Context, targets: list[ast.expr], given: list[str], span: Span) -> None:
    """Each target gets the array of a variable, and all of them at once."""
    held: list[str] = []
    for variable in given:
        ctx.used(variable)
        copy = ctx.fresh(f"held_{variable}", span)
        _copy(ctx, copy, variable, span)
        held.append(copy)
    for target, copy in zip(targets, held, strict=True):
        assert isinstance(target, ast.Name)
        variable = ctx.variable_name(target.id)
        forget_aliases_of(ctx, variable)
        ctx.fresh_in.pop(variable, None)
        _copy(ctx, variable, copy, span)


def _copy(ctx: Context, target: str, source: str, span: Span) -> None:
    info = ctx.array(source)
    facts = ctx.note_array(target, info.type.container, info.type.rank, span)
    facts.elements.append(Number(info.type.element, info.literals))
    ctx.emit(CopyArray(target, view(ctx, Place(source), span), span))
