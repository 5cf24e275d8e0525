"""Loops whose rounds can be computed: two counters that approach each other, steps by a variable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import final

from tensir.dtypes import I64, U64, DType, Kind
from tenspiler.frontends.c.builder import Builder, Exit
from tenspiler.frontends.c.induction import net_step
from tenspiler.frontends.c.invariance import invariant
from tenspiler.frontends.c.leaving import emit_loop
from tenspiler.frontends.c.numbers import binary, c_type, cast, constant, mathematical, preserves, unbounded
from tenspiler.loopir.nodes import Assign, Const, Expr, For, Op, Select, Span, Stmt, Var, While, statements

_MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


@final
@dataclass(frozen=True, slots=True)
class _Step:
    """What is added to a variable, once in every round (taken from it, for `operator` sub)."""

    write: Assign
    operator: str
    amount: Expr

    def constant(self) -> int | None:
        """The step as a number."""
        if not isinstance(self.amount, Const):
            return None
        return int(self.amount.value) if self.operator == "add" else -int(self.amount.value)


def emit_rounds(b: Builder, loop: While, exit: Exit) -> bool:
    """Emit a `For` with a counter of its own, where the number of rounds is known before the loop.

    A loop that may be left has two counters that approach each other.
    """
    test = loop.condition
    if not isinstance(test, Op) or test.op not in _MIRRORED:
        return False
    left, right = (_below_casts(a) for a in test.args)
    if left is None or right is None:
        return False
    for one, operator, other in ((left, test.op, right), (right, _MIRRORED[test.op], left)):
        if isinstance(one, Var) and isinstance(other, Var) and exit.flag is not None:
            moves = (net_step(loop.body, v.name, exit.flag) for v in (one, other))
            return _approaching(b, loop, exit, one, operator, other, moves)
        step = _step(loop.body, one) if isinstance(one, Var) else None
        if isinstance(one, Var) and step is not None:
            return exit.flag is None and _emit(b, loop, exit, one, operator, other, step)
    return False


def _approaching(
    b: Builder, loop: While, exit: Exit, one: Var, operator: str, other: Var, moves: Iterable[int | None]
) -> bool:
    first, second = moves
    if not first or not second:
        return False
    return _closing(b, loop, exit, one, operator, other, (first, second))


def _emit(b: Builder, loop: While, exit: Exit, one: Var, operator: str, other: Expr, step: _Step) -> bool:
    second = _step(loop.body, other) if isinstance(other, Var) else None
    if second is None:
        fixed = invariant(other, loop.body, one.name) and step.constant() is None
        return fixed and _by_division(b, loop, one, operator, other, step)
    moves = step.constant(), second.constant()
    if moves[0] is None or moves[1] is None or not isinstance(other, Var):
        return False
    return _closing(b, loop, exit, one, operator, other, (moves[0], moves[1]))


def _below_casts(value: Expr) -> Expr | None:
    """The value before conversions that keep it; None where one may not."""
    while isinstance(value, Op) and value.op == "cast" and value.args[0].type.dtype.is_fixed:
        inner = value.args[0]
        if not preserves(inner.type.dtype, value.type.dtype, False):
            return None
        value = inner
    return value if value.type.dtype.is_fixed else None


def _step(body: tuple[Stmt, ...], variable: Expr) -> _Step | None:
    """How a body steps a variable: in one place, on every path, by an amount that stays."""
    if not isinstance(variable, Var):
        return None
    name = variable.name
    writes = [s for s in statements(body) if isinstance(s, Assign) and s.name == name]
    if any(isinstance(s, For) and s.counter == name for s in statements(body)) or len(writes) != 1:
        return None
    (write,) = writes
    match write.value:
        case Op("add" | "sub" as op, (Var(own), amount)) if own == name and write in body:
            found = _Step(write, op, amount)
        case Op("add", (amount, Var(own))) if own == name and write in body:
            found = _Step(write, "add", amount)
        case _:
            return None
    return found if invariant(found.amount, body, name) else None


def _is_wide(dtype: DType) -> bool:
    """Whether passing the end of the range is undefined, so that it need not be modelled."""
    return dtype.kind is Kind.SIGNED and dtype.bits >= 32


def _closing(
    b: Builder, loop: While, exit: Exit, one: Var, operator: str, other: Var, moves: tuple[int, int]
) -> bool:
    """`while (i < j) { ...; i++; j--; }`: the distance counts, from `i - j` up to zero.

    Unsigned counters that move by one meet, and never pass zero, under `<`.
    """
    step = moves[0] - moves[1]
    if (operator in ("lt", "le")) != (step > 0) or step == 0:
        return False
    wide = _is_wide(one.type.dtype) and _is_wide(other.type.dtype)
    meeting = operator == "lt" and moves == (1, -1) and one.type.dtype is other.type.dtype
    if not wide and not (meeting and one.type.dtype.bits >= 32):
        return False
    span = loop.span
    nearer, further = (one, other) if step > 0 else (other, one)
    type_ = c_type(I64 if wide else one.type.dtype)
    zero, one_more = constant(0, type_.dtype, span), constant(1, type_.dtype, span)
    high, low = (cast(e, type_.dtype, span) for e in _distance(b, nearer, further, span))
    gap = binary("-", high, low, span)
    assert gap is not None
    for _ in range(abs(step) - 1 + (operator in ("le", "ge"))):
        gap = binary("+", gap, one_more, span)
        assert gap is not None
    count = binary("/", gap, constant(abs(step), type_.dtype, span), span)
    assert count is not None
    if not wide:
        count = Select(Op("lt", (low, high), loop.condition.type, span), count, zero, type_, span)
    counter = b.fresh("round", type_)
    rounds = b.capture("rounds", count, span)
    emit_loop(b, exit, For(counter, zero, rounds, 1, loop.body, span, loop.label))
    return True


def _distance(b: Builder, nearer: Var, further: Var, span: Span) -> tuple[Expr, Expr]:
    low, high = _first(b, nearer), _first(b, further)
    return high or further, low or nearer


def _by_division(b: Builder, loop: While, one: Var, operator: str, other: Expr, step: _Step) -> bool:
    """`while (i < n) { ...; i += k; }`: as many rounds as `k` goes into `n - i`, rounded up.

    Where `k` is not positive, the source's loop would not end, or overflow, unless it has no rounds.
    """
    span, up = loop.span, step.operator == "add"
    if step.write is not loop.body[-1] or operator not in (("lt", "le") if up else ("gt", "ge")):
        return False
    first = _first(b, one) or b.capture("first", one, span)
    dtype = one.type.dtype
    from_zero = dtype is U64 and up and isinstance(first, Const) and first.value == 0
    if not _is_wide(dtype) and not from_zero:
        return False
    by = b.capture("step", step.amount, span)
    ends = (other, first) if up else (first, other)
    gap = mathematical("sub", *ends, span)
    if operator in ("le", "ge"):
        gap = mathematical("add", gap, constant(1, dtype, span), span)
    one_less = mathematical("sub", by, constant(1, dtype, span), span)
    rounds = mathematical("floordiv", mathematical("add", gap, one_less, span), unbounded(by), span)
    zero = unbounded(constant(0, dtype, span))
    some = Op("gt", (gap, zero), loop.condition.type, span)
    count = b.capture("rounds", Select(some, rounds, zero, rounds.type, span), span)
    counter = Var(b.fresh("round", count.type), count.type, span)
    head = Assign(one.name, _after(first, counter, by, step, span), span)
    b.emit(For(counter.name, zero, count, 1, (head, *loop.body[:-1]), span, loop.label))
    b.emit(Assign(one.name, _after(first, mathematical("max", count, zero, span), by, step, span), span))
    return True


def _after(first: Expr, rounds: Expr, by: Expr, step: _Step, span: Span) -> Expr:
    """The counter after some rounds."""
    distance = mathematical("mul", rounds, by, span)
    return cast(mathematical(step.operator, first, distance, span), first.type.dtype, span)


def _first(b: Builder, variable: Var) -> Const | None:
    """The constant that a variable has just been set to."""
    for stmt in reversed(b.emitted):
        if not isinstance(stmt, Assign):
            return None
        if stmt.name == variable.name:
            return stmt.value if isinstance(stmt.value, Const) else None
    return None
