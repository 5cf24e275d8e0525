"""What searches for the first and the last index have in common: `c(j) ? j + offset : otherwise`, folded."""

from __future__ import annotations

from tensir.build import negate
from tensir.cells import Apply, Cell, Fold, free_symbols
from tensir.dtypes import INT
from tensir.polynomial import linear_in, to_cell


def searched(cell: Cell, op: str) -> tuple[str, Cell, Cell, Cell, Cell, Cell] | None:
    """Binder, `lo`, `hi`, offset, otherwise and condition of a search by `op`, if a fold is one."""
    if not isinstance(cell, Fold) or cell.op != op or cell.dtype is not INT:
        return None
    match cell.body:
        case Apply(op="select", args=(condition, found, other)) if other == cell.init:
            pass
        case Apply(op="select", args=(negated, other, found)) if other == cell.init:
            condition = negate(negated)
        case _:
            return None
    split = linear_in(found, cell.binder)
    if split is None or split[0] != {(): 1} or cell.binder in free_symbols(cell.init):
        return None
    return cell.binder, cell.lo, cell.hi, to_cell(split[1]), cell.init, condition
