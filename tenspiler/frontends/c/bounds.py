"""Bounds of counted loops: the exclusive end, whether it is exact, and the counter's value afterwards."""

from __future__ import annotations

from tensir.dtypes import U64, DType, Kind
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.c.builder import Builder, Scalar
from tenspiler.frontends.c.counting import Counting, Header
from tenspiler.frontends.c.expressions import expression
from tenspiler.frontends.c.numbers import (
    binary,
    cast,
    constant,
    interval,
    is_nonnegative,
    mathematical,
    preserves,
    unbounded,
)
from tenspiler.frontends.c.syntax import Node
from tenspiler.loopir.nodes import Const, Expr, Op


def exclusive_end(b: Builder, counting: Counting, start: Expr, header: Header) -> Expr | None:
    """The exclusive end, of the counter's dtype.

    A bound beyond the counter's range in the direction of counting is never reached: there the source has
    no end, or overflows. A bound beyond it on the other side means no rounds, so it is kept from wrapping.
    """
    dtype, span, up = counting.dtype, header.node.span, counting.step > 0
    bound = constant(0, counting.compared, span) if counting.bound is None else expression(b, counting.bound)
    limits = interval(bound)
    if limits is None or not bound.type.dtype.is_fixed:
        return None
    fits = dtype.lowest <= limits[0] if up else limits[1] <= dtype.highest
    if counting.operator == "!=":
        return cast(bound, dtype, span)
    if counting.operator not in (("<", "<=") if up else (">", ">=")):
        return None
    bound = cast(bound, dtype, span) if fits else bound
    if counting.operator.endswith("="):
        if dtype.kind is Kind.UNSIGNED and limits == (0, 0):
            raise Refusal("TSP1115", span)
        one = constant(1, bound.type.dtype, span)
        beyond = binary("+" if up else "-", bound, one, span)
        assert beyond is not None
        bound = beyond
    if fits:
        return bound
    nearest = Op("max" if up else "min", (bound, cast(start, bound.type.dtype, span)), bound.type, span)
    return cast(nearest, dtype, span)


def is_exact(b: Builder, header: Header, counting: Counting, start: Expr, stop: Expr) -> bool:
    """Whether the mathematical loop and C's agree wherever C's is defined and ends."""
    dtype, operator, step = counting.dtype, counting.operator, counting.step
    nonnegative = is_nonnegative(start, b.nonnegative) and step > 0
    if not preserves(dtype, counting.compared, nonnegative):
        return False
    with b.perhaps():
        bound = None if counting.bound is None else expression(b, counting.bound)
    limits = (0, 0) if bound is None else interval(bound)
    if limits is None:
        return False
    if dtype.bits < 32 and not _stays_inside(dtype, limits, operator, step):
        raise Refusal("TSP1116", header.node.span)
    if dtype.kind is Kind.UNSIGNED and abs(step) > 1 and not _stays_inside(dtype, limits, operator, step):
        return _keeps_residue(step) or (dtype is U64 and step > 0)
    if operator == "!=":
        return _meets(dtype, step, start, stop)
    return True


def _stays_inside(dtype: DType, limits: tuple[int, int], operator: str, step: int) -> bool:
    """Whether the counter's exit value is in range for every value of the bound."""
    inclusive = operator in ("<=", ">=")
    if step > 0:
        return limits[1] + inclusive + step - 1 <= dtype.highest
    return limits[0] - inclusive + step + 1 >= dtype.lowest


def _keeps_residue(step: int) -> bool:
    """Whether a counter that wraps around meets the values again that it has had.

    Steps that are powers of two do: the loop ends in its first pass through the range, or never.
    """
    return abs(step) & (abs(step) - 1) == 0


def _meets(dtype: DType, step: int, start: Expr, stop: Expr) -> bool:
    """Whether `i != stop` ends as `i < stop` does: passing by would overflow, or cannot happen."""
    if abs(step) != 1:
        return False
    if dtype.kind is Kind.SIGNED:
        return dtype.bits >= 32
    meeting = start if step > 0 else stop
    return isinstance(meeting, Const) and meeting.value == 0


def exit_value(counter: Scalar, counting: Counting, start: Expr, stop: Expr, node: Node) -> Expr:
    """The counter's value after the loop."""
    span, type_ = node.span, counter.type
    if counting.before_body:
        one = constant(1, type_.dtype, span)
        minus_one = binary("-", constant(0, type_.dtype, span), one, span)
        less = binary("-", start, one, span)
        assert minus_one is not None
        assert less is not None
        if type_.dtype.kind is Kind.UNSIGNED:
            return minus_one
        return Op("min", (less, minus_one), type_, span)
    if abs(counting.step) == 1:
        return Op("max" if counting.step > 0 else "min", (start, stop), type_, span)
    size = abs(counting.step)
    ends = (stop, start) if counting.step > 0 else (start, stop)
    gap = mathematical("sub", *ends, span)
    rounded = mathematical("add", gap, constant(size - 1, type_.dtype, span), span)
    rounds = mathematical("floordiv", rounded, constant(size, type_.dtype, span), span)
    some = mathematical("max", rounds, unbounded(constant(0, type_.dtype, span)), span)
    distance = mathematical("mul", some, constant(size, type_.dtype, span), span)
    value = mathematical("add" if counting.step > 0 else "sub", start, distance, span)
    return cast(value, type_.dtype, span)
