"""Recurrences along one axis: `y[i] = y[i - 1] * a[i] + b[i]` and its relatives, all values or the last."""

from __future__ import annotations

from tensir.build import add, eq, fold
from tensir.cells import Cell, Sym, fresh, integer
from tensir.dtypes import BOOL, INT
from tensir.ops.attributes import axis_attribute, dropped, inserted, number_attribute, replaced
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always
from tensir.recurrences import RECURRENCES, WRAPPING, pair
from tensir.scalars import TypeRuleError
from tensir.tensors import TensorType


def _checked(op: str, types: Types, attributes: Attributes) -> int:
    """The axis, if the operands fit: two tensors of one shape, and what the recurrence starts from."""
    a, b, start = types
    axis = axis_attribute(attributes, a.rank)
    wraps = op in WRAPPING and a.dtype is INT and start.dtype.is_fixed
    alike = a.dtype is b.dtype and (start.dtype is a.dtype or wraps)
    if a.dtype is BOOL or not alike or a.rank != b.rank:
        raise TypeRuleError("a recurrence takes two tensors of numbers, alike in dtype and rank, and a start")
    if start.rank not in (0, a.rank - 1):
        raise TypeRuleError("the start must be a scalar or have the shape without the axis")
    return axis


def _requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    a, b, start = types
    alike = [*zip(a.shape, b.shape, strict=True)]
    if start.rank:
        rest = dropped(a.shape, number_attribute(attributes, "axis"))
        alike += zip(rest, start.shape, strict=True)
    return always(*(eq(one, other) for one, other in alike if one != other))


def last_of(op: str) -> TensorOp:
    """What a recurrence comes to at the end of an axis."""

    def infer(types: Types, attributes: Attributes) -> TensorType:
        axis = _checked(op, types, attributes)
        return TensorType(types[2].dtype, dropped(types[0].shape, axis))

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        axis, binder = number_attribute(attributes, "axis"), fresh("k")
        a, b = (operand(inserted(index, axis, Sym(binder, INT))) for operand in operands[:2])
        init = operands[2](index if types[2].rank else ())
        return fold(op, binder, integer(0), types[0].shape[axis], init, pair(a, b))

    return TensorOp(
        f"last_{op}", (3,), ("axis",), infer, meaning, _requires,
        f"out[i] = the last value of y = {_STEPS[op]} along one axis, from y = start on",
    )  # fmt: skip


def scan_of(op: str) -> TensorOp:
    """All that a recurrence comes to along an axis."""

    def infer(types: Types, attributes: Attributes) -> TensorType:
        _checked(op, types, attributes)
        return TensorType(types[2].dtype, types[0].shape)

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        axis, binder = number_attribute(attributes, "axis"), fresh("k")
        a, b = (operand(replaced(index, axis, Sym(binder, INT))) for operand in operands[:2])
        init = operands[2](dropped(index, axis) if types[2].rank else ())
        return fold(op, binder, integer(0), add(index[axis], integer(1)), init, pair(a, b))

    return TensorOp(
        f"scan_{op}", (3,), ("axis",), infer, meaning, _requires,
        f"out[i] = the value of y = {_STEPS[op]} after element i along one axis, from y = start on",
    )  # fmt: skip


_STEPS = {
    "linear": "y * a[k] + b[k]",
    "add_max": "max(y + a[k], b[k])",
    "add_min": "min(y + a[k], b[k])",
}

RECURRING: tuple[TensorOp, ...] = (*map(last_of, RECURRENCES), *map(scan_of, RECURRENCES))
