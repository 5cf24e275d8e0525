"""Recurrences along one axis: `y[i] = y[i - 1] * a[i] + b[i]` and its relatives, all values or the last."""

from __future__ import annotations

from tensir.build import add, eq, fold
from tensir.cells import Cell, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.ops.attributes import axis_attribute, dropped, inserted, number_attribute, replaced
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always
from tensir.recurrences import RECURRENCES, WRAPPING, takes, together
from tensir.scalars import TypeRuleError
from tensir.tensors import TensorType


def _checked(op: str, types: Types, attributes: Attributes) -> int:
    """The axis, if the operands fit: tensors of one shape, and what the recurrence starts from."""
    *elements, start = types
    axis = axis_attribute(attributes, elements[0].rank)
    dtype = elements[-1].dtype
    wraps = op in WRAPPING and dtype is INT and start.dtype.is_fixed
    alike = takes(op, tuple(e.dtype for e in elements)) and (start.dtype is dtype or wraps)
    if not alike or any(e.rank != elements[0].rank for e in elements):
        raise TypeRuleError(f"a recurrence takes tensors, here {_KINDS[op]}, of one rank, and a start")
    if start.rank not in (0, elements[0].rank - 1):
        raise TypeRuleError("the start must be a scalar or have the shape without the axis")
    return axis


def _requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    first, *others, start = types
    alike = [pair for other in others for pair in zip(first.shape, other.shape, strict=True)]
    if start.rank:
        rest = dropped(first.shape, number_attribute(attributes, "axis"))
        alike += zip(rest, start.shape, strict=True)
    return always(*(eq(one, other) for one, other in alike if one != other))


def last_of(op: str) -> TensorOp:
    """What a recurrence comes to at the end of an axis."""

    def infer(types: Types, attributes: Attributes) -> TensorType:
        axis = _checked(op, types, attributes)
        return TensorType(types[-1].dtype, dropped(types[0].shape, axis))

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        axis, binder = number_attribute(attributes, "axis"), fresh("k")
        elements = (operand(inserted(index, axis, Sym(binder, INT))) for operand in operands[:-1])
        init = operands[-1](index if types[-1].rank else ())
        return fold(op, binder, integer(0), types[0].shape[axis], init, together(*elements))

    return TensorOp(
        f"last_{op}", (len(RECURRENCES[op]) + 1,), ("axis",), infer, meaning, _requires,
        f"out[i] = the last value of y = {_STEPS[op]} along one axis, from y = start on",
    )  # fmt: skip


def scan_of(op: str) -> TensorOp:
    """All that a recurrence comes to along an axis."""

    def infer(types: Types, attributes: Attributes) -> TensorType:
        _checked(op, types, attributes)
        return TensorType(types[-1].dtype, types[0].shape)

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        axis, binder = number_attribute(attributes, "axis"), fresh("k")
        elements = (operand(replaced(index, axis, Sym(binder, INT))) for operand in operands[:-1])
        init = operands[-1](dropped(index, axis) if types[-1].rank else ())
        return fold(op, binder, integer(0), add(index[axis], integer(1)), init, together(*elements))

    return TensorOp(
        f"scan_{op}", (len(RECURRENCES[op]) + 1,), ("axis",), infer, meaning, _requires,
        f"out[i] = the value of y = {_STEPS[op]} after element i along one axis, from y = start on",
    )  # fmt: skip


_STEPS = {
    "linear": "y * a[k] + b[k]",
    "linear_mod": "(y * a[k] + b[k]) % c[k]",
    "add_max": "max(y + a[k], b[k])",
    "add_min": "min(y + a[k], b[k])",
    "add_max_min": "min(max(y + a[k], b[k]), c[k])",
    "and_xor": "(y and a[k]) != b[k]",
    "reset_add": "(a[k] ? 0 : y) + b[k]",
    "reset_linear": "(a[k] ? 0 : y) * b[k] + c[k]",
}
_KINDS = {
    "linear": "two of numbers, alike in dtype",
    "linear_mod": "three of integers, alike in dtype",
    "add_max": "two of numbers, alike in dtype",
    "add_min": "two of numbers, alike in dtype",
    "add_max_min": "three of numbers, alike in dtype",
    "and_xor": "two of truth values",
    "reset_add": "one of truth values and one of floats",
    "reset_linear": "one of truth values and two of floats, alike in dtype",
}

RECURRING: tuple[TensorOp, ...] = (*map(last_of, RECURRENCES), *map(scan_of, RECURRENCES))
