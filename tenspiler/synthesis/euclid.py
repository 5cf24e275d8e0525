"""Put quotients and remainders back together: `u - s * (u // s)` is `u % s`, `s * (u // s) + u % s` is `u`.

The rules hold for every divisor but zero, so that they serve to propose closed forms, not to prove them.
"""

from __future__ import annotations

from tensir.build import add, apply, scalar
from tensir.cells import Apply, Cell, Lit, integer
from tensir.dtypes import INT
from tensir.polynomial import Polynomial, multiples, normal, plus, polynomial, taken_out, times, to_cell
from tenspiler.effort import spend
from tenspiler.symbolic.ranges import inside_ranges


def recombined(cell: Cell) -> Cell:
    """The cell in normal form, with quotients and remainders combined wherever that makes it shorter."""
    spend()
    return inside_ranges(normal(cell, _combine, _divided))


def _combine(poly: Polynomial) -> Polynomial:
    improved = True
    while improved:
        improved = False
        for quotient in dict.fromkeys(a for m in poly for a in m):
            if isinstance(quotient, Apply) and quotient.op == "floordiv":
                shorter = _shorter(poly, quotient)
                if shorter is not None:
                    poly, improved = shorter, True
                    break
    return poly


def _shorter(poly: Polynomial, quotient: Apply) -> Polynomial | None:
    dividend, divisor = quotient.args
    if divisor.dtype is not quotient.dtype:
        return None
    whole = times(polynomial(divisor), {(quotient,): 1})
    if not whole:
        return None
    rest = polynomial(scalar("mod", dividend, divisor))
    first = next(iter(whole))
    defect = plus(plus(whole, rest), polynomial(dividend), -1)
    for monomial, coefficient in poly.items():
        factor = taken_out(monomial, first)
        ratio, remainder = divmod(coefficient, whole[first])
        if factor is None or remainder:
            continue
        changed = plus(poly, times(defect, {factor: 1}), -ratio)
        if len(changed) < len(poly):
            return changed
    return None


def _divided(cell: Apply) -> Cell:
    """`(s * q + r) // s` is `q + r // s`, and `(s * q + r) % s` is `r % s`.

    Counted from the end, `(-u - 1) // s` is `-(u // s) - 1`, and `(-u - 1) % s` is `s - 1 - u % s`.
    """
    dividend, divisor = cell.args
    if divisor == integer(0):
        return cell
    dividend = _without_remainder(dividend, divisor)
    whole, rest = multiples(polynomial(dividend), polynomial(divisor))
    remainder = to_cell(rest)
    match remainder:
        case Apply(op="mod", args=(_, inner)) if inner == divisor:
            return to_cell(whole) if cell.op == "floordiv" else remainder
        case Lit(value=0):
            return to_cell(whole) if cell.op == "floordiv" else integer(0)
        case _ if rest.get((), 0) == -1 and all(c < 0 for c in rest.values()):
            mirrored = plus(plus({}, rest, -1), {(): -1})
            left = _divided_term(cell.op, to_cell(mirrored), divisor)
            above = plus(whole if cell.op == "floordiv" else polynomial(divisor), {(): -1})
            return to_cell(plus(above, polynomial(left), -1))
        case _:
            left = _divided_term(cell.op, remainder, divisor)
            return to_cell(polynomial(add(to_cell(whole), left))) if cell.op == "floordiv" else left


def _divided_term(op: str, dividend: Cell, divisor: Cell) -> Cell:
    simpler = apply(op, (dividend, divisor), INT)
    return simpler if not isinstance(simpler, Apply) else Apply(op, (dividend, divisor), INT)


def _without_remainder(dividend: Cell, divisor: Cell) -> Cell:
    """`(u - u % s) // s` is `u // s`."""
    poly = polynomial(dividend)
    for monomial, coefficient in poly.items():
        match monomial:
            case (Apply(op="mod", args=(u, s)),) if s == divisor and coefficient == -1:
                if not plus(plus(poly, {monomial: 1}), polynomial(u), -1):
                    return u
            case _:
                pass
    return dividend
