"""Branches that end in `raise`: what takes one fails, so that what follows may count on the other.

`if n < 1: raise ValueError(n)` demands `not n < 1`, as an index demands to be in range.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.tree import Reported


def without_raise(ctx: Context, stmt: ast.If) -> list[ast.stmt] | None:
    """The branch of an `if` that does not raise, once its condition is demanded; None if none raises."""
    if _raises(stmt.body) == _raises(stmt.orelse):
        return None
    test, kept, left = stmt.test, stmt.body, stmt.orelse
    if _raises(stmt.body):
        test = ast.copy_location(ast.UnaryOp(ast.Not(), stmt.test), stmt.test)
        kept, left = stmt.orelse, stmt.body
    ctx.demand(ctx.lower_condition(ctx, test), _what(left[-1]), ctx.span(stmt.test))
    return kept


def _raises(body: Sequence[ast.stmt]) -> bool:
    """Whether statements only say what is wrong, and raise."""
    if not body or not isinstance(body[-1], ast.Raise):
        return False
    return all(isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name) for s in body[:-1])


def _what(stmt: ast.stmt) -> str:
    """What happens on the branch that is not taken."""
    if isinstance(stmt, Reported):
        return f"`{stmt.function}` is called"
    raised = stmt.exc if isinstance(stmt, ast.Raise) else None
    named = raised.func if isinstance(raised, ast.Call) else raised
    return "an exception is raised" if named is None else f"`{ast.unparse(named)}` is raised"
