"""Selections: what a mask picks of a tensor, in its order, and what comes first. How much depends on data."""

from __future__ import annotations

from tensir.build import apply, clamp_extent, eq, mul, sub
from tensir.cells import Cell, Sym, fresh, integer
from tensir.dtypes import BOOL, INT
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always, nothing
from tensir.repetition import before, owner
from tensir.scalars import TypeRuleError
from tensir.selection import count, nth
from tensir.tensors import TensorType


def _infer(types: Types, attributes: Attributes) -> TensorType:
    values, mask = types
    if not 1 <= mask.rank <= 2 or values.rank < mask.rank or mask.dtype is not BOOL:
        raise TypeRuleError("compress takes a tensor, and a mask of its first axis or its first two axes")
    rows = mul(*mask.shape) if mask.rank == 2 else mask.shape[0]
    return TensorType(values.dtype, (rows, *values.shape[mask.rank :]))


def _in_row(mask: At, row: Cell) -> tuple[str, Cell]:
    """An index, and whether the mask picks it in a row."""
    binder = fresh("j")
    return binder, mask((row, Sym(binder, INT)))


def _picked_of(mask: At, columns: Cell, row: Cell) -> Cell:
    binder, marked = _in_row(mask, row)
    return count(binder, integer(0), columns, marked)


def _extents(operands: tuple[At, ...], types: Types, attributes: Attributes) -> tuple[Cell, ...]:
    binder, mask = fresh("i"), operands[1]
    rows, *columns = types[1].shape
    if columns:
        picked = before(binder, integer(0), rows, _picked_of(mask, columns[0], Sym(binder, INT)))
    else:
        picked = count(binder, integer(0), rows, mask((Sym(binder, INT),)))
    return picked, *types[0].shape[types[1].rank :]


def _meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    binder, (values, mask) = fresh("i"), operands
    rows, *columns = types[1].shape
    if not columns:
        place = nth(binder, integer(0), rows, mask((Sym(binder, INT),)), index[0])
        return values((place, *index[1:]))
    each = _picked_of(mask, columns[0], Sym(binder, INT))
    row = owner(binder, integer(0), rows, each, index[0])
    rank = sub(index[0], before(binder, integer(0), row, each))
    column, marked = _in_row(mask, row)
    return values((row, nth(column, integer(0), columns[0], marked, rank), *index[1:]))


def _requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    pairs = zip(types[0].shape, types[1].shape, strict=False)
    return always(*(eq(a, b) for a, b in pairs if a != b))


def _take_infer(types: Types, attributes: Attributes) -> TensorType:
    values, length = types
    if not values.rank or length.rank or length.dtype is not INT:
        raise TypeRuleError("take takes a tensor of one or more axes, and how much of the first one")
    return values


def _take_extents(operands: tuple[At, ...], types: Types, attributes: Attributes) -> tuple[Cell, ...]:
    length = clamp_extent(apply("min", (operands[1](()), types[0].shape[0]), INT))
    return length, *types[0].shape[1:]


def _take_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    return operands[0](index)


SELECTIONS: tuple[TensorOp, ...] = (
    TensorOp(
        "compress", (2,), (), _infer, _meaning, _requires,
        "x[k] for every k with mask[k], in their order; of a mask of two axes row after row", _extents,
    ),
    TensorOp(
        "take", (2,), (), _take_infer, _take_meaning, nothing,
        "the first n of x along its first axis, or all; n may depend on elements", _take_extents,
    ),
)  # fmt: skip
