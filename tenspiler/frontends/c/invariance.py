"""What a loop's body leaves alone."""

from __future__ import annotations

from tenspiler.frontends.c.numbers import subexpressions
from tenspiler.loopir.nodes import (
    Append,
    CopyArray,
    Expr,
    Length,
    Load,
    NewArray,
    Stmt,
    Var,
    assigned_scalars,
    statements,
    written_arrays,
)


def invariant(value: Expr, body: tuple[Stmt, ...], counter: str) -> bool:
    """Whether a body leaves the value of an expression alone."""
    scalars = assigned_scalars(body) | {counter}
    written, resized = written_arrays(body), resized_arrays(body)
    for part in subexpressions(value):
        match part:
            case Var() if part.name in scalars:
                return False
            case Load() if part.array in written:
                return False
            case Length() if part.array in resized:
                return False
            case _:
                pass
    return True


def resized_arrays(body: tuple[Stmt, ...]) -> frozenset[str]:
    """Arrays that a body grows or replaces."""
    return frozenset(s.array for s in statements(body) if isinstance(s, (Append, NewArray, CopyArray)))
