"""Loops that are left early: `break` and `return` set flags, and a set flag ends the loop.

Before: `for (...) { if (c) break; rest }`. After: `left = false; for (...) until left { if (c) left = true;
else rest }`. A `return` inside loops sets the flags of all of them, and one for the function.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from tensir.dtypes import BOOL
from tenspiler.frontends.c.builder import Builder, Exit, Scalar
from tenspiler.frontends.c.numbers import c_type, constant
from tenspiler.frontends.c.syntax import Node
from tenspiler.loopir.nodes import Assign, Expr, For, If, Span, Stmt, Var


@contextmanager
def leavable(b: Builder) -> Generator[Exit, None, None]:
    """The body of a loop, which `break` and `return` may leave."""
    exits = b.frame().exits
    exits.append(Exit())
    try:
        yield exits[-1]
    finally:
        exits.pop()


def flag_of(b: Builder, exit: Exit) -> str:
    """The flag of a loop, made when it is first needed."""
    if exit.flag is None:
        exit.flag = b.fresh("left", c_type(BOOL))
    return exit.flag


def leave_loop(b: Builder, span: Span) -> None:
    """`break`."""
    b.emit(_set(flag_of(b, b.frame().exits[-1]), True, span))


def leave_function(b: Builder, span: Span) -> None:
    """What a `return` does inside loops, once its value is kept."""
    frame = b.frame()
    if frame.returned is None:
        frame.returned = b.fresh("returned", c_type(BOOL))
    for exit in frame.exits:
        exit.returns = True
        b.emit(_set(flag_of(b, exit), True, span))
    b.emit(_set(frame.returned, True, span))


def emit_loop(b: Builder, exit: Exit, loop: For) -> None:
    """A loop, until its flag is set if it has one."""
    prepare(b, exit, loop.span)
    b.emit(replace(loop, until=exit.flag))


def prepare(b: Builder, exit: Exit, span: Span) -> None:
    """The flags of a loop, unset; and some value for a result that is set inside it."""
    frame = b.frame()
    if exit.flag is not None:
        b.emit(_set(exit.flag, False, span))
    if exit.returns and not frame.exits and frame.returned is not None:
        b.emit(_set(frame.returned, False, span))
        if isinstance(frame.target, Scalar):
            dtype = frame.target.type.dtype
            blank = constant(False if dtype is BOOL else 0.0 if dtype.is_float else 0, dtype, span)
            b.emit(Assign(frame.target.name, blank, span))


def unless_left(b: Builder, flag: str | None, body: Sequence[Stmt], span: Span) -> None:
    """Statements that run only if a flag is not set."""
    if flag is None:
        for stmt in body:
            b.emit(stmt)
    elif body:
        b.emit(If(read(flag, span), (), tuple(body), span))


def read(flag: str, span: Span) -> Expr:
    """The value of a flag."""
    return Var(flag, c_type(BOOL), span)


def _set(flag: str, value: bool, span: Span) -> Stmt:
    return Assign(flag, constant(value, BOOL, span), span)


def returns_inside(node: Node) -> bool:
    """Whether a `return` may leave this loop, and what is around it."""
    inner = (n for n in node.children if n.kind != "LAMBDA_EXPR")
    return any(n.kind == "RETURN_STMT" or returns_inside(n) for n in inner)
