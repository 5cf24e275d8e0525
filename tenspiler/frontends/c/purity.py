"""Straight-line blocks of scalar code as one expression."""

from __future__ import annotations

from dataclasses import replace

from tenspiler.frontends.c.numbers import subexpressions
from tenspiler.loopir.nodes import Assign, Const, Expr, If, Length, Load, Op, Select, Span, Stmt, Var


def as_expression(body: list[Stmt], result: Expr, most: int = 64) -> Expr | None:
    """The value of `result` after a straight-line body, as one expression; None if that cannot be.

    Before: `t = x * x; if (t > y) r = t; else r = y;` with result `r`. After: `x * x > y ? x * x : y`.
    """
    values = _run(body, {})
    if values is None:
        return None
    value = replaced(result, values)
    return value if _size(value, most) <= most else None


def _run(body: list[Stmt] | tuple[Stmt, ...], values: dict[str, Expr]) -> dict[str, Expr] | None:
    for stmt in body:
        match stmt:
            case Assign():
                value = replaced(stmt.value, values)
                if _size(value, 512) > 512:
                    return None
                values = {**values, stmt.name: value}
            case If():
                test = replaced(stmt.condition, values)
                yes, no = _run(stmt.then, values), _run(stmt.orelse, values)
                if yes is None or no is None:
                    return None
                values = _merged(test, yes, no, stmt.span)
            case _:
                return None
    return values


def _merged(test: Expr, yes: dict[str, Expr], no: dict[str, Expr], span: Span) -> dict[str, Expr]:
    merged: dict[str, Expr] = {}
    for name in yes.keys() & no.keys():
        a, b = yes[name], no[name]
        merged[name] = a if a is b else Select(test, a, b, a.type, span)
    return merged


def replaced(value: Expr, values: dict[str, Expr]) -> Expr:
    """An expression with values in place of variables."""

    def all_of(parts: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return tuple(replaced(p, values) for p in parts)

    match value:
        case Const():
            return value
        case Var():
            return values.get(value.name, value)
        case Load():
            return replace(value, indices=all_of(value.indices))
        case Length():
            return replace(value, through=all_of(value.through))
        case Op():
            return Op(value.op, all_of(value.args), value.type, value.span)
        case Select():
            test, yes, no = all_of((value.condition, value.yes, value.no))
            return Select(test, yes, no, value.type, value.span)


def _size(value: Expr, limit: int) -> int:
    count = 0
    for _ in subexpressions(value):
        count += 1
        if count > limit:
            break
    return count
