"""`while` loops that step a counter and may end before it reaches its bound.

Before: `while i < n and a[i] != 0: i += 1`. After: `while i < n: if not a[i] != 0: break; i += 1`, known to
count.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.names import bound_names
from tenspiler.frontends.python.returns import contains
from tenspiler.frontends.python.tree import Counting, UntilWhile, placed

_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}
_NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
}


def bounded(ctx: Context, loop: ast.For | ast.While) -> ast.For | ast.While:
    """A loop that is left early as one that counts, where it does; any other loop as it is."""
    if isinstance(loop, ast.For):
        return loop
    loop = _with_condition(loop)
    atoms = _conjuncts(loop.test)
    if len(atoms) == 1 and not contains(loop.body, ast.Break, ast.Return, ast.Continue):
        return loop
    if len(atoms) > 1 and loop.orelse:
        return loop  # `else` runs where a condition fails, but not after a `break`
    for position, atom in enumerate(atoms):
        counting = _counting(ctx, loop, atom)
        if counting is not None:
            others = [*atoms[:position], *atoms[position + 1 :]]
            body = [*_leaving_unless(others, loop), *loop.body]
            return placed(UntilWhile(atom, body, counting, None, loop.orelse), loop)
        if not _cannot_fail(atom):
            break
    return loop


def _with_condition(loop: ast.While) -> ast.While:
    """`while True: if c: break; ...` as `while not c: ...`."""
    match loop:
        case ast.While(
            test=ast.Constant(value=True | 1),
            body=[ast.If(test=test, body=[ast.Break()], orelse=[]), *rest],
            orelse=[],
        ) if rest:
            return placed(ast.While(_negated(test), rest, []), loop)
        case _:
            return loop


def _negated(test: ast.expr) -> ast.expr:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return inner
        case ast.BoolOp(op=ast.Or(), values=values):
            return ast.copy_location(ast.BoolOp(ast.And(), [_negated(v) for v in values]), test)
        case _:
            return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _conjuncts(test: ast.expr) -> list[ast.expr]:
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return [part for value in values for part in _conjuncts(value)]
        case ast.Compare(left=left, ops=[first, *ops], comparators=[middle, *others]) if ops and isinstance(
            middle, (ast.Name, ast.Constant)
        ):
            one = ast.copy_location(ast.Compare(left, [first], [middle]), test)
            rest = ast.copy_location(ast.Compare(middle, ops, others), test)
            return [one, *_conjuncts(rest)]
        case _:
            return [test]


def _leaving_unless(conditions: Sequence[ast.expr], loop: ast.While) -> list[ast.stmt]:
    """`if not c: break` for each condition, in order."""
    return [placed(ast.If(_negated(c), [placed(ast.Break(), loop)], []), loop) for c in conditions]


def _cannot_fail(test: ast.expr) -> bool:
    """Whether a condition reads only names and constants, so that it may be evaluated later or not at all."""
    allowed = (ast.Name, ast.Constant, ast.Compare, ast.UnaryOp, ast.BoolOp, ast.expr_context)
    return all(isinstance(n, (*allowed, ast.cmpop, ast.unaryop, ast.boolop)) for n in ast.walk(test))


def _counting(ctx: Context, loop: ast.While, test: ast.expr) -> Counting | None:
    """A comparison of a counter; its negation is turned round, for counters and bounds are integers."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Compare(left=left, ops=[op], comparators=[right])) if (
            type(op) in _NEGATED
        ):
            turned = ast.Compare(left, [_NEGATED[type(op)]()], [right])
            return _counting(ctx, loop, ast.copy_location(turned, test))
        case _:
            pass
    match test:
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[bound]):
            found = _stepped(ctx, loop, name, type(op), bound)
        case _:
            found = None
    if found is not None:
        return found
    match test:
        case ast.Compare(left=bound, ops=[op], comparators=[ast.Name(id=name)]) if type(op) in _MIRRORED:
            return _stepped(ctx, loop, name, _MIRRORED[type(op)], bound)
        case _:
            return None


def _stepped(
    ctx: Context, loop: ast.While, name: str, relation: type[ast.cmpop], bound: ast.expr
) -> Counting | None:
    """The counting of a variable that every round steps once, at the top level of the body."""
    for position, stmt in enumerate(loop.body):
        step = step_of(stmt, name)
        if step is None:
            continue
        others = [*loop.body[:position], *loop.body[position + 1 :]]
        upwards = relation in (ast.Lt, ast.LtE)
        right_way = (step > 0) if upwards else (step < 0 and relation in (ast.Gt, ast.GtE))
        skipped = contains(loop.body[:position], ast.Continue)
        if not right_way or skipped or name in bound_names(others) or ctx.owner(name) is None:
            return None
        return Counting(name, relation, bound, step)
    return None


def step_of(stmt: ast.stmt, name: str) -> int | None:
    """By how much a statement steps a variable; None if it is no step of it."""
    match stmt:
        case ast.AugAssign(target=ast.Name(id=target), op=ast.Add() | ast.Sub() as op, value=value):
            pass
        case ast.Assign(
            targets=[ast.Name(id=target)],
            value=ast.BinOp(left=ast.Name(id=source), op=ast.Add() | ast.Sub() as op, right=value),
        ) if source == target:
            pass
        case _:
            return None
    match value:
        case ast.Constant(value=int() as amount) if not isinstance(amount, bool) and target == name:
            return -amount if isinstance(op, ast.Sub) else amount
        case _:
            return None
