"""Loops that step their counter somewhere in the body: a `While` as a `For` with a counter of its own."""

from __future__ import annotations

from tensir.dtypes import Kind
from tenspiler.frontends.c.builder import Builder
from tenspiler.frontends.c.invariance import invariant
from tenspiler.frontends.c.numbers import binary, constant
from tenspiler.loopir.nodes import Assign, Const, Expr, For, Op, Stmt, Var, While, statements

_MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "ne": "ne"}
_UP, _DOWN = ("lt", "le", "ne"), ("gt", "ge", "ne")


def as_counted(b: Builder, loop: While) -> For | None:
    """The loop as a `For`, if each round steps the variable of its condition once, on every path.

    Before: `while (p < end) { ...; p = p + 1; ... }`. After, with `r` new: `for r from p to end` with the
    same body, in which `p` equals `r` at the start of each round.
    """
    for variable, operator, bound in _comparisons(loop.condition):
        step = _step(loop.body, variable)
        if step == 0 or operator not in (_UP if step > 0 else _DOWN):
            continue
        if not _ends_at(variable, operator, bound, step):
            continue
        if not invariant(bound, loop.body, variable.name):
            continue
        stop = bound if operator in ("lt", "gt", "ne") else _beyond(bound, step)
        counter = b.fresh(f"{variable.name}_round", variable.type)
        return For(counter, variable, stop, step, loop.body, loop.span, loop.label)
    return None


def _ends_at(variable: Var, operator: str, bound: Expr, step: int) -> bool:
    """Whether the loop ends at its bound, or where a signed number overflows.

    Unsigned numbers that move by one reach a bound that lies ahead, and zero in any case.
    """
    dtype = variable.type.dtype
    if not dtype.is_fixed or dtype.bits < 32 or (operator == "ne" and abs(step) != 1):
        return False
    to_zero = step < 0 and isinstance(bound, Const) and bound.value == 0
    return dtype.kind is Kind.SIGNED or (abs(step) == 1 and (operator in ("lt", "gt") or to_zero))


def _comparisons(test: Expr) -> list[tuple[Var, str, Expr]]:
    """The condition with a variable on its left.

    `i - 1 < n` is `i < n + 1`: where that overflows, the counter does, too.
    """
    if not isinstance(test, Op) or test.op not in _MIRRORED:
        return []
    left, right = test.args
    found: list[tuple[Var, str, Expr]] = []
    for side, operator, other in ((left, test.op, right), (right, _MIRRORED[test.op], left)):
        match side:
            case Var():
                found.append((side, operator, other))
            case Op("add" | "sub" as op, (Var() as variable, Const(value=1) as one)) if operator in (
                _UP if op == "sub" else _DOWN
            ):
                bound = binary("-" if op == "add" else "+", other, one, side.span)
                assert bound is not None
                found.append((variable, operator, bound))
            case _:
                pass
    return found


def _beyond(bound: Expr, step: int) -> Expr:
    """The exclusive bound of `<=` or `>=`; where it overflows, the source's counter does, too."""
    one = constant(1, bound.type.dtype, bound.span)
    beyond = binary("+" if step > 0 else "-", bound, one, bound.span)
    assert beyond is not None
    return beyond


def _step(body: tuple[Stmt, ...], variable: Var) -> int:
    """By how much each round steps a variable; 0 where that is not plain."""
    writes = [
        s
        for s in statements(body)
        if (isinstance(s, Assign) and s.name == variable.name)
        or (isinstance(s, For) and s.counter == variable.name)
    ]
    if len(writes) != 1 or writes[0] not in body:
        return 0
    (write,) = writes
    match write:
        case Assign(value=Op("add" | "sub" as op, (Var(name), Const(value=int(amount))))) if (
            name == variable.name
        ):
            return amount if op == "add" else -amount
        case _:
            return 0
