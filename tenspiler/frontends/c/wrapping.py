"""Unsigned counters that fall past zero: `for (size_t i = n - 1; i < n; i--)`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

from tensir.dtypes import Kind
from tenspiler.frontends.c.builder import Builder
from tenspiler.frontends.c.counting import Counting, Header, below_casts, conjuncts, counting_of
from tenspiler.frontends.c.expressions import expression
from tenspiler.frontends.c.numbers import alike, binary, cast, constant
from tenspiler.frontends.c.syntax import Node
from tenspiler.loopir.nodes import Const, Expr, Op, Select, Span


@final
@dataclass(frozen=True, slots=True)
class Wrapping:
    """The counter is `rounds - 1`, ..., 0, as long as the body leaves `bound` alone."""

    rounds: Expr
    bound: Expr


def wrapping_of(b: Builder, counting: Counting, start: Expr, span: Span) -> Wrapping | None:
    """The rounds of a loop that ends where its counter wraps around; None for a loop of another form.

    A counter that falls from `start` to zero goes on with the largest value of its type. `i < bound` holds
    for all of these rounds if it does for `start`, and never for the largest value; `i != largest` holds for
    all but that one.
    """
    dtype = counting.dtype
    falls = counting.step == -1 and not counting.before_body and counting.shift is None
    if not falls or counting.bound is None:
        return None
    if dtype.kind is not Kind.UNSIGNED or dtype is not counting.compared:
        return None
    with b.perhaps():
        bound = cast(expression(b, counting.bound), dtype, span)
    rounds = _successor(start, span)
    match counting.operator:
        case "<" if alike(rounds, bound):
            return Wrapping(rounds, bound)
        case "<":
            inside, none = binary("<", start, bound, span), constant(0, dtype, span)
            assert inside is not None
            return Wrapping(Select(inside, rounds, none, rounds.type, span), bound)
        case "!=" if isinstance(bound, Const) and bound.value == dtype.highest:
            return Wrapping(rounds, bound)
        case _:
            return None


def _successor(value: Expr, span: Span) -> Expr:
    """`value + 1`, which wraps around, and so is `n` where the value is `n - 1`."""
    one = constant(1, value.type.dtype, span)
    if isinstance(value, Op) and value.op == "sub" and alike(value.args[1], one):
        return value.args[0]
    successor = binary("+", value, one, span)
    assert successor is not None
    return successor


def as_countdown(counting: Counting) -> Counting:
    """The same steps, as `i-- != 0` takes them."""
    return replace(counting, operator="!=", bound=None, before_body=True)


def without_idle_tests(header: Header) -> Header:
    """A loop without the conditions that hold always, where others end it: `i >= 0` of an unsigned `i`."""
    tests = [t for t in conjuncts(header.condition) if t is not None]
    kept = [t for t in tests if not _is_idle(header, t)]
    if not kept or len(kept) == len(tests):
        return header
    return replace(header, condition=_conjunction(kept))


def _is_idle(header: Header, test: Node) -> bool:
    found = counting_of(replace(header, condition=test))
    if found is None or found.operator != ">=" or found.compared.kind is not Kind.UNSIGNED:
        return False
    return found.bound is not None and below_casts(found.bound)[0].value == 0


def _conjunction(tests: Sequence[Node]) -> Node:
    first, *others = tests
    for test in others:
        both, kind = (first, test), "BINARY_OPERATOR"
        first = Node(kind, "", test.type, both, first.span, first.start, test.end, operator="&&")
    return first
