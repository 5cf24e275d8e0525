"""Sums of products as contractions: which factors become one operand, and which sums several contractions.

Before: `sum(k: alpha * a[i, k] * b[k, j] - c[k] * d[k])`. After: `matmul(alpha * a, b) - dot(c, d)`.

A factor is never taken out of a sum: over no elements, a sum is 0 whatever the factor is. It goes to the
smallest operand that has all of its axes, where multiplying costs least.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

from tensir.build import factors
from tensir.cells import Apply, Cell
from tenspiler.optimisation.axes import Labelled, product

Multiply = Callable[[Labelled, Labelled], Labelled]


def operands_of(term: Cell) -> list[Cell]:
    """The factors of a product, left to right; of whole numbers, which the proof takes as they come, two."""
    match term:
        case Apply(op="mul", args=(a, b)) if not term.dtype.is_float:
            return [a, b]
        case _:
            return factors(term)


def contracted(
    values: Sequence[Labelled], summed: str, multiply: Multiply, order: Sequence[str]
) -> Labelled | None:
    """The sum over one axis of a product of factors, as a contraction of two operands; None if it is none.

    The axes of the result are in the order given, where that takes no more than turning the operands round.
    """
    operands = [v for v in values if summed in v.axes]
    if len(operands) < 2:
        return None
    for value in values:
        if summed not in value.axes:
            hosts = [place for place, o in enumerate(operands) if set(value.axes) <= set(o.axes)]
            if not hosts:
                return None
            host = min(hosts, key=lambda place: len(operands[place].axes))
            operands[host] = multiply(value, operands[host])
    while len(operands) > 2:
        pairs = [
            (one, other)
            for one, other in permutations(range(len(operands)), 2)
            if set(operands[one].axes) <= set(operands[other].axes)
        ]
        if not pairs:
            return None
        one, other = min(pairs, key=lambda pair: _cost(operands[pair[0]], operands[pair[1]]))
        first, second = sorted((one, other))
        operands[other] = multiply(operands[first], operands[second])
        del operands[one]
    one, other = operands
    rows, columns = ([a for a in v.axes if a not in w.axes] for v, w in ((one, other), (other, one)))
    if rows and columns and min(map(order.index, rows)) > min(map(order.index, columns)):
        one, other = other, one
    return product(one, other, summed)


def _cost(one: Labelled, other: Labelled) -> tuple[int, int]:
    return len(other.axes), len(other.axes) - len(one.axes)
