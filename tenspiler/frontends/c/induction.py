"""Loops that step their counter somewhere in the body: a `While` as a `For` with a counter of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

from tensir.dtypes import BOOL, Kind
from tenspiler.frontends.c.builder import Builder, Exit
from tenspiler.frontends.c.invariance import invariant
from tenspiler.frontends.c.leaving import flag_of
from tenspiler.frontends.c.numbers import binary, constant, subexpressions
from tenspiler.loopir.nodes import (
    Assign,
    Const,
    Expr,
    For,
    If,
    Op,
    Select,
    Stmt,
    Var,
    While,
    assigned_scalars,
)

_MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "ne": "ne"}
_PLAIN = (*_MIRRORED, "eq", "not")
_UP, _DOWN = ("lt", "le", "ne"), ("gt", "ge", "ne")


def as_counted(b: Builder, loop: While, exit: Exit) -> For | None:
    """The loop as a `For`, if each round that stays steps the variable of its condition once.

    Before: `while (p < end) { ...; p = p + 1; ... }`. After, with `r` new: `for r from p to end` with the
    same body, in which `p` equals `r` at the start of each round. Passing by the bound overflows, which is
    undefined in the source too, so signed variables only, or steps of one. Further conditions leave the loop.
    """
    atoms = _conjuncts(loop.condition)
    for place, atom in enumerate(atoms):
        others = (*atoms[:place], *atoms[place + 1 :])
        for variable, operator, bound in _comparisons(atom):
            counter = b.fresh(f"{variable.name}_round", variable.type)
            found = _counted(loop, exit, variable, operator, bound, counter)
            if found is not None:
                return _leaving_unless(b, found, others, exit)
        if not _cannot_fail(atom):
            break
    return None


def _counted(loop: While, exit: Exit, variable: Var, operator: str, bound: Expr, counter: str) -> For | None:
    step = net_step(loop.body, variable.name, exit.flag)
    if not step or operator not in (_UP if step > 0 else _DOWN):
        return None
    if not _ends_at(variable, operator, bound, step):
        return None
    if not invariant(bound, loop.body, variable.name):
        return None
    stop = bound if operator in ("lt", "gt", "ne") else _beyond(bound, step)
    return For(counter, variable, stop, step, loop.body, loop.span, loop.label)


def _ends_at(variable: Var, operator: str, bound: Expr, step: int) -> bool:
    """Whether the loop ends at its bound, or where a signed number overflows.

    Unsigned numbers that move by one reach a bound that lies ahead, and zero in any case.
    """
    dtype = variable.type.dtype
    if not dtype.is_fixed or dtype.bits < 32 or (operator == "ne" and abs(step) != 1):
        return False
    to_zero = step < 0 and isinstance(bound, Const) and bound.value == 0
    return dtype.kind is Kind.SIGNED or (abs(step) == 1 and (operator in ("lt", "gt") or to_zero))


def _conjuncts(test: Expr) -> tuple[Expr, ...]:
    match test:
        case Select(condition=first, yes=second, no=Const(value=False)):
            return (*_conjuncts(first), *_conjuncts(second))
        case _:
            return (test,)


def _cannot_fail(test: Expr) -> bool:
    """Whether a condition compares variables and constants, so that it may be evaluated after others."""
    return all(
        isinstance(part, (Var, Const, Select)) or (isinstance(part, Op) and part.op in _PLAIN)
        for part in subexpressions(test)
    )


def _leaving_unless(b: Builder, loop: For, conditions: tuple[Expr, ...], exit: Exit) -> For:
    """The loop, which ends when a condition fails at the beginning of a round."""
    body = loop.body
    for test in reversed(conditions):
        leaves = Assign(flag_of(b, exit), constant(True, BOOL, test.span), test.span)
        body = (If(test, body, (leaves,), test.span),)
    return replace(loop, body=body)


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


def net_step(body: tuple[Stmt, ...], name: str, flag: str | None) -> int | None:
    """By how much each round that does not leave the loop steps a variable; None where that is not plain."""
    found = _path_step(body, name, flag)
    return None if found is None or found.leaves else found.amount


@final
@dataclass(frozen=True, slots=True)
class _Step:
    amount: int
    leaves: bool


def _path_step(body: tuple[Stmt, ...], name: str, flag: str | None) -> _Step | None:
    amount, leaves = 0, False
    for stmt in body:
        match stmt:
            case Assign(name=target) if target == name:
                step = _amount(stmt.value, name)
                if step is None:
                    return None
                amount += step
            case Assign(name=target, value=Const(value=True)) if target == flag:
                leaves = True
            case If():
                found = _either(stmt, name, flag)
                if found is None:
                    return None
                amount, leaves = amount + found.amount, leaves or found.leaves
            case For() | While():
                if name in assigned_scalars((stmt,)):
                    return None
            case _:
                pass
    return _Step(amount, leaves)


def _either(stmt: If, name: str, flag: str | None) -> _Step | None:
    yes, no = _path_step(stmt.then, name, flag), _path_step(stmt.orelse, name, flag)
    if yes is None or no is None:
        return None
    if yes.leaves or (isinstance(stmt.condition, Var) and stmt.condition.name == flag):
        return no
    if no.leaves:
        return yes
    return yes if yes.amount == no.amount else None


def _amount(value: Expr, name: str) -> int | None:
    match value:
        case Op("add" | "sub" as op, (Var(source), Const(value=int(amount)))) if source == name:
            return amount if op == "add" else -amount
        case _:
            return None
