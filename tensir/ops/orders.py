"""Orders: the indices of a tensor's elements along an axis from the least on, and the elements themselves."""

from __future__ import annotations

from tensir.cells import Cell, Sym, fresh
from tensir.dtypes import BOOL, INT
from tensir.ops.attributes import axis_attribute, number_attribute, replaced
from tensir.ops.entry import At, Attributes, Index, TensorOp, Types, nothing
from tensir.order import argsort
from tensir.scalars import TypeRuleError
from tensir.tensors import TensorType


def _checked(types: Types, attributes: Attributes) -> TensorType:
    (keys,) = types
    axis_attribute(attributes, keys.rank)
    if keys.dtype is BOOL:
        raise TypeRuleError("an order is one of numbers")
    return keys


def _argsort_infer(types: Types, attributes: Attributes) -> TensorType:
    return TensorType(INT, _checked(types, attributes).shape)


def _argsort_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    axis, binder = number_attribute(attributes, "axis"), fresh("j")
    key = operands[0](replaced(index, axis, Sym(binder, INT)))
    return argsort(binder, types[0].shape[axis], key, index[axis])


def _sort_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    axis = number_attribute(attributes, "axis")
    return operands[0](replaced(index, axis, _argsort_meaning(operands, types, attributes, index)))


ORDERS: tuple[TensorOp, ...] = (
    TensorOp(
        "argsort", (1,), ("axis",), _argsort_infer, _argsort_meaning, nothing,
        "the indices along one axis from the least element to the greatest; equal ones keep their order",
    ),
    TensorOp(
        "sort", (1,), ("axis",), _checked, _sort_meaning, nothing,
        "the elements along one axis from the least to the greatest; equal ones keep their order",
    ),
)  # fmt: skip
