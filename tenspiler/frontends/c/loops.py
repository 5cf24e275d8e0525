"""Loops: counted where that is exact, all others as `While`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from tensir.dtypes import U64, Kind
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.bounds import exclusive_end, exit_value, is_exact
from tenspiler.frontends.c.builder import Builder, Exit, Scalar
from tenspiler.frontends.c.counting import (
    Counting,
    Header,
    conjuncts,
    continues,
    counting_of,
    header_of,
    is_live,
    step_of,
    with_one_comparison,
)
from tenspiler.frontends.c.expressions import condition, expression, is_effect
from tenspiler.frontends.c.induction import as_counted
from tenspiler.frontends.c.invariance import invariant
from tenspiler.frontends.c.leaving import emit_loop, leavable, prepare, unless_left
from tenspiler.frontends.c.numbers import binary, c_type, cast, constant, is_nonnegative
from tenspiler.frontends.c.purity import replaced
from tenspiler.frontends.c.rounds import emit_rounds
from tenspiler.frontends.c.syntax import Node, Number, contains, has_effects, mentions, walk
from tenspiler.frontends.c.wrapping import as_countdown, without_idle_tests, wrapping_of
from tenspiler.loopir.nodes import (
    Assign,
    Const,
    Expr,
    For,
    NewArray,
    Op,
    Span,
    Stmt,
    Store,
    Var,
    While,
    assigned_scalars,
)

_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}

Lower: TypeAlias = Callable[[Builder, Sequence[Node]], None]


def for_statement(b: Builder, node: Node, text: bytes, lower: Lower) -> None:
    """`for (...; ...; ...)`."""
    run(b, _tested_first(header_of(node, text)), lower)


def while_statement(b: Builder, node: Node, lower: Lower) -> None:
    """`while (...)`; one that ends in a step of its counter is a `for`."""
    if len(node.children) != 2:
        raise Refusal("TSP1103", node.span, what="a declaration in the condition")
    test, body = node.children
    shaped = _tested_first(Header((), test, (), (body,), node))
    if shaped.condition is not None and shaped.condition is not test:
        test, body = shaped.condition, replace(body, children=shaped.body)
    inside = body.children if body.kind == "COMPOUND_STMT" else (body,)
    last = step_of(inside[-1]) if inside else None
    if last is not None and mentions(test, last[0]) and not continues(body):
        run(b, Header((), test, (inside[-1],), inside[:-1], node), lower)
    else:
        run(b, Header((), test, (), (body,), node), lower)


def do_statement(b: Builder, node: Node, lower: Lower) -> None:
    """`do ... while (...)`: the body, and then a `while` with the same body, but for `while (0)`."""
    body, test = node.children
    with b.apart() as first, leavable(b) as exit:
        lower(b, (body,))
    prepare(b, exit, node.span)
    unless_left(b, None, first, node.span)
    if _written(test) is False:
        return
    with b.apart() as others:
        while_statement(b, replace(node, kind="WHILE_STMT", children=(test, body)), lower)
    unless_left(b, exit.flag, others, node.span)


def _written(test: Node | None) -> bool | None:
    """The truth of a condition that is a literal; a missing one holds."""
    while test is not None and test.kind == "CAST":
        test = test.children[0]
    if test is None:
        return True
    is_literal = test.kind in ("INTEGER_LITERAL", "CXX_BOOL_LITERAL_EXPR")
    return bool(test.value) if is_literal else None


def _tested_first(header: Header) -> Header:
    """A loop tested in its body: `while (1) { if (c) break; rest }` is `while (!c) { rest }`."""
    body = header.body
    while len(body) == 1 and body[0].kind == "COMPOUND_STMT":
        body = body[0].children
    if not body or not _written(header.condition):
        return header
    first, *rest = body
    if first.kind != "IF_STMT" or len(first.children) != 2 or not _breaks(first.children[1]):
        return header
    return replace(header, condition=_negated(first.children[0]), body=tuple(rest))


def _breaks(node: Node) -> bool:
    while node.kind == "COMPOUND_STMT" and len(node.children) == 1:
        node = node.children[0]
    return node.kind == "BREAK_STMT"


def _negated(test: Node) -> Node:
    """`a < b` for `a >= b` where the two are ordered, and `!a && !b` for `a || b`; else `!c`."""
    inner = test
    while inner.kind == "CAST":
        inner = inner.children[0]
    if inner.kind == "UNARY_OPERATOR" and inner.operator == "!":
        return inner.children[0]
    if inner.kind == "BINARY_OPERATOR" and inner.operator == "||":
        return replace(inner, operator="&&", children=tuple(_negated(c) for c in inner.children))
    unordered = any(isinstance(c.type, Number) and c.type.dtype.is_float for c in inner.children)
    if inner.kind == "BINARY_OPERATOR" and inner.operator in _OPPOSITE and not unordered:
        return replace(inner, operator=_OPPOSITE[inner.operator])
    return replace(test, kind="UNARY_OPERATOR", operator="!", children=(test,), value=None)


def run(b: Builder, header: Header, lower: Lower) -> None:
    """Translate a loop: counted if it is, else as a `While`."""
    header = without_idle_tests(header)
    for shaped in dict.fromkeys((header, with_one_comparison(header))):
        first, *others = _countings(shaped)
        if first is not None and counted(b, shaped, first, others, lower):
            return
    uncounted(b, header, lower)


def _countings(header: Header) -> list[Counting | None]:
    """How a loop counts: more than once for `i < n && i < m`."""
    tests = conjuncts(header.condition)
    found = [counting_of(replace(header, condition=t)) for t in tests]
    if len(found) == 1 or any(f is None for f in found):
        return found if len(found) == 1 else [None]
    kinds = {(f.target, f.step, f.before_body, f.shift) for f in found if f is not None}
    agree = len(kinds) == 1 and not any(
        f.before_body or f.shift or f.operator == "!=" for f in found if f is not None
    )
    return found if agree else [None]


def uncounted(b: Builder, header: Header, lower: Lower) -> None:
    """The loop as it is written, with its condition evaluated each round."""
    lower(b, header.init)
    if header.condition is None:
        raise Refusal("TSP1104", header.node.span)
    label = b.label()
    test, before = _test(b, header.condition)
    if isinstance(test, Const) and test.value:
        raise Refusal("TSP1104", header.node.span)
    body, exit = _body(b, header, lower, header.step)
    for stmt in before:
        b.emit(stmt)
    with b.apart() as again:
        unless_left(b, exit.flag, before, header.node.span)
    loop = While(test, (*body, *again), header.node.span, label)
    counted = as_counted(b, loop, exit)
    if counted is not None:
        emit_loop(b, exit, counted)
    elif not emit_rounds(b, loop, exit):
        if exit.flag is not None:
            raise Refusal("TSP1104", header.node.span)
        b.emit(loop)


def _test(b: Builder, node: Node) -> tuple[Expr, tuple[Stmt, ...]]:
    """A loop's condition, and the side effects that each evaluation of it has before.

    `i++ < n` is `i - 1 < n` after the step.
    """
    b.whole = node
    if not any(is_effect(n) for n in walk(node)):
        with b.perhaps():
            return condition(b, node), ()
    with b.apart() as before:
        test = condition(b, node)
    after, b.effects = b.effects, []
    if not all(isinstance(s, Assign) for s in (*before, *after)):
        raise Refusal("TSP1122", node.span)
    for stmt in after:
        assert isinstance(stmt, Assign)
        test = replaced(test, {stmt.name: _undone(stmt)})
    return test, (*before, *after)


def _undone(stmt: Assign) -> Expr:
    """The value that a variable had before `x = x + 1` or `x = x - 1`."""
    value, dtype = stmt.value, stmt.value.type.dtype
    inner = value.args[0] if isinstance(value, Op) and value.op == "cast" else value
    assert isinstance(inner, Op)
    opposite = "-" if inner.op == "add" else "+"
    wide = inner.type.dtype
    own = cast(Var(stmt.name, value.type, stmt.span), wide, stmt.span)
    back = binary(opposite, own, constant(1, wide, stmt.span), stmt.span)
    assert back is not None
    return cast(back, dtype, stmt.span)


def _body(b: Builder, header: Header, lower: Lower, after: Sequence[Node]) -> tuple[tuple[Stmt, ...], Exit]:
    """A loop's body, and what follows each round that does not leave it."""
    with b.apart() as body, leavable(b) as exit:
        lower(b, header.body)
        with b.apart() as rest:
            lower(b, after)
        unless_left(b, exit.flag, rest, header.node.span)
    return tuple(body), exit


# Counted loops


def counted(
    b: Builder, header: Header, counting: Counting, others: Sequence[Counting | None], lower: Lower
) -> bool:
    """Emit a `For`; False, with nothing emitted, where that would not be exact."""
    mark, bindings = len(b.emitted), dict(b.bindings)
    if _try_counted(b, header, counting, others, lower):
        return True
    del b.emitted[mark:]
    b.bindings = bindings
    return False


def _try_counted(
    b: Builder, header: Header, counting: Counting, others: Sequence[Counting | None], lower: Lower
) -> bool:
    declared, start = _start(b, header, counting, lower)
    counter = b.bindings.get(counting.target)
    if not isinstance(counter, Scalar) or not counter.type.dtype.is_fixed:
        return False
    span = header.node.span
    wraps = None if others else wrapping_of(b, counting, start, span)
    if wraps is not None:
        if not declared and is_live(b.frame().definition, counting.target):
            return False
        counting, start = as_countdown(counting), wraps.rounds
    if counting.shift is not None:
        start = _as_last_set(b, start)
    lead = _lead(b, counting, start)
    compared = start if counting.shift is None else _moved(counting.shift.operator, start, lead, span)
    if compared is None:
        return False
    with b.perhaps():
        stop = exclusive_end(b, counting, compared, header)
    if stop is None or not is_exact(b, header, counting, compared, stop):
        return False
    for other in others:
        with b.perhaps():
            end = None if other is None else exclusive_end(b, other, compared, header)
        if end is None or other is None or not is_exact(b, header, other, compared, end):
            return False
        stop = Op("min" if counting.step > 0 else "max", (stop, end), stop.type, span)
    label = b.label()
    grows = counting.step > 0 and is_nonnegative(start, b.nonnegative)
    falls = (
        counting.step < 0
        and counting.shift is None
        and (counting.before_body or is_nonnegative(stop, b.nonnegative) or _from_zero(stop))
    )
    known = counter.name in b.nonnegative
    if grows or falls:
        b.nonnegative.add(counter.name)
    after = [n for n in header.step if n is not counting.stepper]
    body, exit = _body(b, header, lower, after)
    if not known:
        b.nonnegative.discard(counter.name)
    fixed = [e for e in (stop, lead, wraps and wraps.bound) if e is not None]
    if counter.name in assigned_scalars(body) or not all(invariant(e, body, counter.name) for e in fixed):
        return False
    dead = declared or not is_live(b.frame().definition, counting.target)
    if not dead and not (isinstance(compared, Const) or invariant(compared, body, counter.name)):
        compared = b.capture("start", compared, span)
    final = exit_value(counter, counting, compared, stop, header.node)
    if not dead and exit.flag is not None:
        b.emit(Assign(counter.name, start, span))
    if counting.before_body:
        _emit_countdown(b, counter, compared, body, header, label, exit)
    elif counting.shift is None:
        emit_loop(b, exit, For(counter.name, compared, stop, counting.step, body, span, label))
    else:
        back = "-" if counting.shift.operator == "+" else "+"
        ahead = b.fresh(f"{counter.name}_ahead", counter.type)
        behind = _moved(back, Var(ahead, counter.type, span), lead, span)
        assert behind is not None
        body = (Assign(counter.name, behind, span), *body)
        emit_loop(b, exit, For(ahead, compared, stop, counting.step, body, span, label))
        final = _moved(back, final, lead, span) or final
    if not dead:
        unless_left(b, exit.flag, (Assign(counter.name, final, span),), span)
    return True


def _as_last_set(b: Builder, start: Expr) -> Expr:
    """The constant that a variable was set to in this block, with nothing but plain statements after that."""
    if not isinstance(start, Var):
        return start
    for statement in reversed(b.emitted):
        if isinstance(statement, Assign) and statement.name == start.name:
            return statement.value if isinstance(statement.value, Const) else start
        if not isinstance(statement, (Assign, Store, NewArray)):
            return start
    return start


def _lead(b: Builder, counting: Counting, start: Expr) -> Expr | None:
    """How far what is compared is ahead of the counter; None if that might wrap around.

    `i + k < n` counts `i + k`, which the source computes just as often. Signed sums that overflow are
    undefined there too; unsigned ones have to start without wrapping.
    """
    shift, dtype = counting.shift, counting.dtype
    if shift is None or dtype.bits < 32:
        return None
    with b.perhaps():
        amount = cast(expression(b, shift.amount), dtype, shift.amount.span)
    if dtype.kind is Kind.SIGNED:
        return amount
    if counting.step < 0 or not isinstance(start, Const):
        return None
    if isinstance(amount, Const):
        first = int(start.value) + int(amount.value) * (1 if shift.operator == "+" else -1)
        return amount if dtype.holds(first) else None
    return amount if shift.operator == "+" and start.value == 0 else None


def _moved(operator: str, value: Expr, amount: Expr | None, span: Span) -> Expr | None:
    """`value + amount` or `value - amount`."""
    if amount is None:
        return None
    if operator == "+" and isinstance(value, Const) and value.value == 0:
        return amount
    return binary(operator, value, amount, span)


def _from_zero(stop: Expr) -> bool:
    return isinstance(stop, Const) and stop.value >= -1


def _emit_countdown(
    b: Builder,
    counter: Scalar,
    start: Expr,
    body: tuple[Stmt, ...],
    header: Header,
    label: int,
    exit: Exit,
) -> None:
    """A round for each of `start`, ..., 1; the body sees one less."""
    span = header.node.span
    rounds = b.fresh(f"{counter.name}_left", counter.type)
    less = binary("-", Var(rounds, counter.type, span), constant(1, counter.type.dtype, span), span)
    assert less is not None
    first = Assign(counter.name, less, span)
    stop = constant(0, counter.type.dtype, span)
    emit_loop(b, exit, For(rounds, start, stop, -1, (first, *body), span, label))


def _start(b: Builder, header: Header, counting: Counting, lower: Lower) -> tuple[bool, Expr]:
    """Translate the initialisation; whether the counter is declared there, and its first value."""
    for node in header.init:
        if node.kind == "DECL_STMT":
            own = [d for d in node.children if d.kind == "VAR_DECL" and d.target == counting.target]
            others = [d for d in node.children if d.kind == "VAR_DECL" and d.target != counting.target]
            plain = own and own[0].children and not own[0].library and isinstance(own[0].type, Number)
            if plain and not any(mentions(d, counting.target) for d in others):
                return True, _declared_start(b, own[0], others, node, lower)
        assigned = _assigned_start(b, node, counting)
        alone = not any(mentions(n, counting.target) for n in header.init if n is not node)
        if assigned is not None and (len(header.init) == 1 or (alone and isinstance(assigned, Const))):
            lower(b, [n for n in header.init if n is not node])
            return False, assigned
    lower(b, header.init)
    found = b.bindings.get(counting.target)
    if not isinstance(found, Scalar):
        raise Refusal("TSP1108", header.node.span, name="the counter")
    declared = any(
        d.target == counting.target for n in header.init for d in n.children if d.kind == "VAR_DECL"
    )
    return declared, Var(found.name, found.type, header.node.span)


def _declared_start(b: Builder, own: Node, others: list[Node], node: Node, lower: Lower) -> Expr:
    type_ = c_type(own.type.dtype) if isinstance(own.type, Number) else c_type(U64)
    with b.perhaps():
        start = cast(expression(b, own.children[-1]), type_.dtype, own.span)
    if others:
        start = b.capture("start", start, own.span)
    for other in others:
        lower(b, (_declaration(node, other),))
    b.bindings[own.target] = Scalar(b.fresh(own.spelling, type_), type_)
    return start


def _declaration(node: Node, variable: Node) -> Node:
    return Node("DECL_STMT", "", node.type, (variable,), node.span, node.start, node.end)


def _assigned_start(b: Builder, node: Node, counting: Counting) -> Expr | None:
    """`i = e` as the initialisation."""
    if node.kind != "BINARY_OPERATOR" or node.operator != "=":
        return None
    target, value = node.children
    if target.kind != "DECL_REF_EXPR" or target.target != counting.target:
        return None
    if contains(value, "UNARY_OPERATOR", "BINARY_OPERATOR", "CALL_EXPR") and has_effects(value):
        return None
    with b.perhaps():
        dtype = target.type.dtype if isinstance(target.type, Number) else counting.dtype
        return cast(expression(b, value), dtype, value.span)
