"""Selections: what a mask picks of a tensor, in its order, and what comes first. How much depends on data."""

from __future__ import annotations

from tensir.build import apply, clamp_extent, eq
from tensir.cells import Cell, Sym, fresh, integer
from tensir.dtypes import BOOL, INT
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always, nothing
from tensir.scalars import TypeRuleError
from tensir.selection import count, nth
from tensir.tensors import TensorType


def _infer(types: Types, attributes: Attributes) -> TensorType:
    values, mask = types
    if not values.rank or mask.rank != 1 or mask.dtype is not BOOL:
        raise TypeRuleError("compress takes a tensor of one or more axes, and a mask of one axis")
    return values


def _extents(operands: tuple[At, ...], types: Types, attributes: Attributes) -> tuple[Cell, ...]:
    binder = fresh("j")
    picked = count(binder, integer(0), types[1].shape[0], operands[1]((Sym(binder, INT),)))
    return picked, *types[0].shape[1:]


def _meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    binder = fresh("j")
    mask = operands[1]((Sym(binder, INT),))
    place = nth(binder, integer(0), types[1].shape[0], mask, index[0])
    return operands[0]((place, *index[1:]))


def _requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    rows, marks = types[0].shape[0], types[1].shape[0]
    return () if rows == marks else always(eq(rows, marks))


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
        "x[k] for every k with mask[k], in their order", _extents,
    ),
    TensorOp(
        "take", (2,), (), _take_infer, _take_meaning, nothing,
        "the first n of x along its first axis, or all; n may depend on elements", _take_extents,
    ),
)  # fmt: skip
