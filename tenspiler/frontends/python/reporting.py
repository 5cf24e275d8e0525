"""Branches that warn, log, print or exit, and then leave the function: they fail as those do that raise.

Before: `if n < 1: warnings.warn("n"); return None`. After: `if n < 1: raise`, which demands `not n < 1`. What
such a branch does besides does not matter, since no claim is made for it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from tenspiler.frontends.python.context import Context
from tenspiler.frontends.python.names import bound_names, parameters, used_names
from tenspiler.frontends.python.tree import Reported, placed

_ENDS: Final = frozenset((
    "sys.exit", "os._exit", "os.abort", "builtins.exit", "builtins.quit", "typing.assert_never",
))  # fmt: skip
_WARNS: Final = frozenset(
    ("warnings.warn", "sys.stderr.write", "traceback.print_exc", "traceback.print_stack")
)
_LEVELS: Final = frozenset((
    "debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log",
))  # fmt: skip
_LOGGERS: Final = ("logging", "loguru.logger")
_JUMPS: Final = (ast.Return, ast.Break, ast.Continue)


class _Report(IntEnum):
    """How plainly a statement says that something is wrong; the plainer, the higher."""

    NONE = 0
    PRINTS = 1
    WARNS = 2
    ENDS = 3


def without_reports(ctx: Context, function: ast.FunctionDef, body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The body of a function, or what is left of it, in which every branch that reports and leaves raises."""
    steady = {p.arg for p in parameters(function)} - bound_names(function.body)
    return _all(ctx, body, steady)


def _all(ctx: Context, body: Sequence[ast.stmt], steady: set[str]) -> list[ast.stmt]:
    done: list[ast.stmt] = []
    for stmt in body:
        match stmt:
            case ast.If(test=test, body=then, orelse=orelse):
                paths = (_path(ctx, test, then, steady), _path(ctx, test, orelse, steady))
                done.append(ast.copy_location(ast.If(test, *paths), stmt))
            case ast.For(body=inner, orelse=orelse):
                parts = _all(ctx, inner, steady), _all(ctx, orelse, steady)
                done.append(ast.copy_location(ast.For(stmt.target, stmt.iter, *parts), stmt))
            case ast.While(body=inner, orelse=orelse):
                parts = _all(ctx, inner, steady), _all(ctx, orelse, steady)
                done.append(ast.copy_location(ast.While(stmt.test, *parts), stmt))
            case _ if _report(ctx, stmt) is _Report.ENDS:
                return [*done, _raised(stmt)]
            case _:
                done.append(stmt)
    return done


def _path(ctx: Context, test: ast.expr, body: list[ast.stmt], steady: set[str]) -> list[ast.stmt]:
    """A branch, as nothing but a `raise` if it reports."""
    cause = _gives_up(ctx, body) or _only_reports(ctx, test, body, steady)
    if cause is None:
        return _all(ctx, body, steady)
    return [cause if isinstance(cause, ast.Raise) else _raised(cause)]


def _gives_up(ctx: Context, body: list[ast.stmt]) -> ast.stmt | None:
    """What is reported before a branch leaves the function, or what it raises."""
    cause: ast.stmt | None = None
    for stmt in body:
        if isinstance(stmt, ast.Return):
            return cause
        if isinstance(stmt, ast.Raise):
            return stmt
        if any(isinstance(inner, _JUMPS) for inner in ast.walk(stmt)):
            return None
        found = _report(ctx, stmt)
        if found is _Report.ENDS:
            return cause or stmt
        if cause is None and found is not _Report.NONE:
            cause = stmt
    return None


def _only_reports(ctx: Context, test: ast.expr, body: list[ast.stmt], steady: set[str]) -> ast.stmt | None:
    """What a branch reports that does nothing else; it may print where a caller has to ask for it."""
    asked = used_names(test) <= steady
    asked = asked and not any(isinstance(n, (ast.Call, ast.Subscript)) for n in ast.walk(test))
    least = _Report.PRINTS if asked else _Report.WARNS
    return body[0] if body and all(_report(ctx, stmt) >= least for stmt in body) else None


def _report(ctx: Context, stmt: ast.stmt) -> _Report:
    """What a statement reports, by the function that it calls."""
    if not isinstance(stmt, ast.Expr) or not isinstance(stmt.value, ast.Call):
        return _Report.NONE
    call = stmt.value
    name = ctx.qualified(call.func)
    if name in _ENDS:
        return _Report.ENDS
    if name == "builtins.print":
        streams = [ctx.qualified(k.value) for k in call.keywords if k.arg == "file"]
        return _Report.WARNS if streams == ["sys.stderr"] else _Report.PRINTS
    return _Report.WARNS if name in _WARNS or _logs(ctx, call.func) else _Report.NONE


def _logs(ctx: Context, node: ast.expr) -> bool:
    """Whether this is the method of a logger that the module has."""
    if not isinstance(node, ast.Attribute) or node.attr not in _LEVELS:
        return False
    owner = node.value
    if ctx.qualified(owner) in _LOGGERS or ctx.qualified(node) in {f"{one}.{node.attr}" for one in _LOGGERS}:
        return True
    named = isinstance(owner, ast.Name) and ctx.owner(owner.id) is None
    made = ctx.module.values.get(owner.id) if named and isinstance(owner, ast.Name) else None
    return isinstance(made, ast.Call) and ctx.module.qualified(made.func) == "logging.getLogger"


def _raised(cause: ast.stmt) -> ast.stmt:
    called = cause.value.func if isinstance(cause, ast.Expr) and isinstance(cause.value, ast.Call) else None
    return placed(Reported("a report" if called is None else ast.unparse(called)), cause)
