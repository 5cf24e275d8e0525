"""Which strided views of a flat buffer are reshaped slices of it."""

from __future__ import annotations

from itertools import permutations

from tensir.build import mul
from tensir.cells import Apply, Cell, integer, rewritten
from tensir.dtypes import INT
from tensir.polynomial import normal


def canonical(shape: tuple[Cell, ...], strides: tuple[Cell, ...]) -> tuple[int, ...] | None:
    """The order of axes, outermost first, in which the strides are those of a row-major array; else None."""
    for order in permutations(range(len(shape))):
        expected: Cell = integer(1)
        for axis in reversed(order):
            if _plain(strides[axis]) != _plain(expected):
                break
            expected = mul(expected, shape[axis])
        else:
            return order
    return None


def _plain(cell: Cell) -> Cell:
    """Without clamps: where an extent was clamped to zero there are no elements, and no stride matters."""
    return normal(rewritten(cell, _unclamped))


def _unclamped(cell: Cell) -> Cell:
    match cell:
        case Apply(op="max", args=args) if cell.dtype is INT and integer(0) in args:
            return args[0] if args[1] == integer(0) else args[1]
        case _:
            return cell
