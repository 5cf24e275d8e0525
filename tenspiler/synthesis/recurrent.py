"""A step as the step of a recurrence: what the value before is multiplied with, and what is added.

Before: `y' = y + (x[t] - y) * k`. After: `y' = y * (1 - k) + x[t] * k`, the pair `(1 - k, x[t] * k)`; and
`left' = left - min(left, x[t])` is `max(left + -x[t], 0)`, the pair `(-x[t], 0)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias, final

from tensir.build import add, apply, cast, mul, negate, select, sub, under
from tensir.cells import FALSE, TRUE, Apply, Cell, Lit, subterms
from tensir.dtypes import BOOL, F64, INT, DType
from tensir.recurrences import together, zero
from tenspiler.synthesis.clamped import clamps
from tenspiler.synthesis.occurrences import contains
from tenspiler.synthesis.switched import switches

MOST_TERMS, MOST_CHOICES = 8, 3
Terms: TypeAlias = "tuple[Term, ...]"


@final
@dataclass(frozen=True, slots=True)
class Term:
    """`times * y + rest`, without the rest where that is None."""

    times: int
    rest: Cell | None


def pairs(step: Cell, y: Cell) -> Iterator[tuple[str, Cell]]:
    """Recurrences, each with what it takes in, that take y to a step in one go."""
    if y.dtype is BOOL:
        if contains(step, y):
            yield "and_xor", switches(step, y)
        return
    found = linear(step, y) if _goes_on(step, y) else None
    a, b = found or (None, None)
    if a is not None and a != _one(y.dtype):
        yield "linear", together(a, zero(y.dtype) if b is None else b)
    views = [(step, y)]
    if y.dtype.is_fixed:
        views.append((_unwrapped(step), cast(y, INT)))
    for op, extremum in (("add_max", "max"), ("add_min", "min")):
        for seen, value in views:
            halves = _halves(terms(seen, value, extremum) or (), extremum, value.dtype)
            if halves is not None:
                yield op, together(*halves)
    found = _remainder(step, y)
    if found is not None:
        yield "linear_mod", together(*found)
    for view in views:
        for triple in clamps(*view):
            yield "add_max_min", together(*triple)
    if y.dtype.is_float:
        forgetful = _reset(step, y, MOST_CHOICES)
        if forgetful is not None and forgetful[0] not in (TRUE, FALSE):
            r, a, b = forgetful
            yield ("reset_add", together(r, b)) if a == _one(y.dtype) else ("reset_linear", together(r, a, b))


def _goes_on(step: Cell, y: Cell) -> bool:
    """Whether y and something new ever meet; a value that is kept or replaced is no recurrence."""
    match step:
        case Apply(op="select", args=(_, yes, no)):
            return _goes_on(yes, y) or _goes_on(no, y)
        case Apply(op="cast", args=(inner,)) if step != y:
            return _goes_on(inner, y)
        case _:
            return step != y and contains(step, y)


def linear(step: Cell, y: Cell) -> tuple[Cell | None, Cell | None] | None:
    """`(a, b)` with `step == y * a + b`, None for a part that is not there; None where there is no such pair.

    Zero times what is not finite is not zero: a step on floats that may forget y is none.
    """
    if step == y:
        return _one(y.dtype), None
    if not contains(step, y):
        return None, step
    match step:
        case Apply(op="add" | "sub" as op, args=(left, right)):
            one, other = linear(left, y), linear(right, y)
            if one is None or other is None:
                return None
            return _summed(op, one[0], other[0]), _summed(op, one[1], other[1])
        case Apply(op="neg", args=(inner,)):
            return _each(linear(inner, y), lambda part: apply("neg", (part,), part.dtype))
        case Apply(op="mul", args=(left, right)):
            varying, factor = (left, right) if contains(left, y) else (right, left)
            return None if contains(factor, y) else _each(linear(varying, y), lambda p: _times(p, factor))
        case Apply(op="shl", args=(left, Lit(value=count))) if 0 <= count < 64:
            power = Lit(step.dtype.wrap(1 << int(count)), step.dtype)
            return _each(linear(left, y), lambda part: _times(part, power))
        case Apply(op="div", args=(left, divisor)) if not contains(divisor, y):
            return _each(linear(left, y), lambda part: apply("div", (part, divisor), part.dtype))
        case Apply(op="select", args=(condition, yes, no)) if not contains(condition, y):
            return _chosen(condition, linear(yes, y), linear(no, y), y.dtype)
        case Apply(op="cast", args=(wide,)) if _narrows(wide.dtype, step.dtype):
            return _each(linear(wide, cast(y, wide.dtype)), lambda part: cast(part, step.dtype))
        case _:
            return None


def _remainder(step: Cell, y: Cell) -> tuple[Cell, Cell, Cell] | None:
    """`(a, b, m)` with `step == (y * a + b) % m`."""
    match step:
        case Apply(op="mod" | "truncrem" as op, args=(value, divisor)) if not contains(divisor, y):
            signed = op == "truncrem" and not (step.dtype.is_fixed and step.dtype.lowest == 0)
            found = None if signed else linear(value, y)
        case Apply(op="bitand", args=(value, Lit(value=mask))) if _is_low_bits(int(mask), step.dtype):
            found, divisor = linear(value, y), Lit(int(mask) + 1, step.dtype)
        case _:
            return None
    if found is None or found[0] is None:
        return None
    return found[0], found[1] or zero(y.dtype), divisor


def _is_low_bits(mask: int, dtype: DType) -> bool:
    """Whether a mask keeps the low bits, so that it gives a remainder by a divisor that there is."""
    return mask > 0 and not mask & (mask + 1) and not (dtype.is_fixed and mask >= dtype.highest)


def _reset(step: Cell, y: Cell, choices: int) -> tuple[Cell, Cell, Cell] | None:
    """`(r, a, b)` with `step == (r ? 0 : y) * a + b`, by the choices in a step that do not depend on y."""
    found = linear(step, y)
    if found is not None:
        a, b = found
        nothing, one = zero(y.dtype), _one(y.dtype)
        return (TRUE, one, b or nothing) if a is None else (FALSE, a, b or nothing)
    condition = next((c for c in _conditions(step, y) if not contains(c, y)), None)
    if condition is None or not choices:
        return None
    yes = _reset(under(step, (condition,)), y, choices - 1)
    no = _reset(under(step, (negate(condition),)), y, choices - 1)
    if yes is None or no is None:
        return None
    r, a, b = (select(condition, p, q) for p, q in zip(yes, no, strict=True))
    return r, a, b


def _conditions(step: Cell, y: Cell) -> Iterator[Cell]:
    """The conditions of the choices in which y has a part."""
    for term in subterms(step):
        match term:
            case Apply(op="select", args=(condition, *values)) if any(contains(v, y) for v in values):
                yield condition
            case _:
                pass


def terms(step: Cell, y: Cell, extremum: str) -> Terms | None:
    """`step` as the extremum of terms that are linear in y with whole coefficients."""
    if step == y:
        return (Term(1, None),)
    if not contains(step, y):
        return (Term(0, step),)
    other = "min" if extremum == "max" else "max"
    match _as_extremum(step):
        case Apply(op=op, args=(left, right)) if op == extremum:
            one, two = terms(left, y, extremum), terms(right, y, extremum)
            return None if one is None or two is None else _few((*one, *two))
        case Apply(op="add", args=(left, right)):
            return _sums(terms(left, y, extremum), terms(right, y, extremum))
        case Apply(op="sub", args=(left, right)):
            return _sums(terms(left, y, extremum), _negated(terms(right, y, other)))
        case Apply(op="neg", args=(inner,)):
            return _negated(terms(inner, y, other))
        case _:
            return None


def _as_extremum(step: Cell) -> Cell:
    """`a < b ? b : a` as `max(a, b)`, and `a < b ? b - a : 0` as `max(0, b - a)`."""
    match step:
        case Apply(op="select", args=(condition, yes, no)):
            condition = _of_numbers(condition)
        case _:
            return step
    match condition:
        case Apply(op="lt" | "le" | "gt" | "ge" as op, args=(a, b)) if (
            a.dtype.is_integer == step.dtype.is_integer
        ):
            small, large = (a, b) if op in ("lt", "le") else (b, a)
            gap = _addends((yes, 1), (no, -1))
            if gap == _addends((large, 1), (small, -1)):
                return Apply("max", (no, yes), step.dtype)
            if gap == _addends((small, 1), (large, -1)):
                return Apply("min", (no, yes), step.dtype)
        case _:
            pass
    return step


def _of_numbers(condition: Cell) -> Cell:
    """`c` for `v != v or c`."""
    match condition:
        case Apply(op="or", args=(Apply(op="ne", args=(a, b)), rest)) if a == b:
            return rest
        case _:
            return condition


def _addends(*signed: tuple[Cell, int]) -> dict[Cell, int]:
    """What a signed sum adds up, each with how often; constants as one number."""
    found: dict[Cell, int] = {}
    constant: float = 0
    todo = list(signed)
    while todo:
        cell, sign = todo.pop()
        match cell:
            case Apply(op="add", args=(a, b)):
                todo += [(a, sign), (b, sign)]
            case Apply(op="sub", args=(a, b)):
                todo += [(a, sign), (b, -sign)]
            case Apply(op="neg", args=(a,)):
                todo.append((a, -sign))
            case Apply(op="cast", args=(a,)) if cell.dtype is INT and a.dtype.is_integer:
                todo.append((a, sign))
            case Lit():
                constant += sign * cell.value
            case _:
                key = cast(cell, INT) if cell.dtype.is_integer else cell
                found[key] = found.get(key, 0) + sign
    found = {cell: times for cell, times in found.items() if times}
    return {**found, Lit(float(constant), F64): 1} if constant else found


def _unwrapped(cell: Cell) -> Cell:
    """Arithmetic on fixed widths as it is on unbounded integers, where nothing wraps."""
    match cell:
        case Apply(op="add" | "sub" | "neg" | "min" | "max", args=args) if cell.dtype.is_fixed:
            return apply(cell.op, tuple(map(_unwrapped, args)), INT)
        case Apply(op="select", args=(condition, yes, no)) if cell.dtype.is_fixed:
            return select(condition, _unwrapped(yes), _unwrapped(no))
        case Apply(op="cast", args=(inner,)) if cell.dtype.is_fixed and inner.dtype.is_integer:
            return _unwrapped(inner)
        case _:
            return cast(cell, INT)


def _halves(found: Terms, extremum: str, dtype: DType) -> tuple[Cell, Cell] | None:
    """What is added to y, and what the sum is held against."""
    if {t.times for t in found} != {0, 1}:
        return None
    added = [zero(dtype) if t.rest is None else t.rest for t in found if t.times == 1]
    against = [zero(dtype) if t.rest is None else t.rest for t in found if t.times == 0]

    def best(cells: list[Cell]) -> Cell:
        return reduce(lambda a, b: apply(extremum, (a, b), dtype), dict.fromkeys(cells))

    return best(added), best(against)


def _sums(one: Terms | None, other: Terms | None) -> Terms | None:
    if one is None or other is None:
        return None
    return _few(tuple(Term(a.times + b.times, _summed("add", a.rest, b.rest)) for a in one for b in other))


def _negated(found: Terms | None) -> Terms | None:
    if found is None:
        return None
    return tuple(
        Term(-t.times, None if t.rest is None else apply("neg", (t.rest,), t.rest.dtype)) for t in found
    )


def _few(found: Terms) -> Terms | None:
    return found if len(found) <= MOST_TERMS else None


Part: TypeAlias = "tuple[Cell | None, Cell | None]"


def _each(parts: Part | None, change: Callable[[Cell], Cell]) -> Part | None:
    if parts is None:
        return None
    a, b = (None if part is None else change(part) for part in parts)
    return a, b


def _summed(op: str, one: Cell | None, other: Cell | None) -> Cell | None:
    if other is None:
        return one
    if one is None:
        return other if op == "add" else apply("neg", (other,), other.dtype)
    match other:
        case Apply(op="neg", args=(inner,)):
            return sub(one, inner) if op == "add" else add(one, inner)
        case _:
            return add(one, other) if op == "add" else sub(one, other)


def _times(part: Cell, factor: Cell) -> Cell:
    one = _one(part.dtype)
    if part == Apply("neg", (one,), part.dtype):
        return apply("neg", (factor,), part.dtype)
    return factor if part == one else mul(part, factor)


def _chosen(condition: Cell, yes: Part | None, no: Part | None, dtype: DType) -> Part | None:
    if yes is None or no is None or (dtype.is_float and (yes[0] is None or no[0] is None)):
        return None
    (a, b), (p, q) = ((zero(dtype) if c is None else c for c in part) for part in (yes, no))
    return select(condition, a, p), select(condition, b, q)


def _narrows(wide: DType, narrow: DType) -> bool:
    return wide.is_integer and narrow.is_fixed and (not wide.is_fixed or narrow.bits <= wide.bits)


def _one(dtype: DType) -> Lit:
    return Lit(1.0 if dtype.is_float else 1, dtype)
