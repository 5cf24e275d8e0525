"""Operators that make, move, cut and join axes."""

from __future__ import annotations

from typing import cast as typed

from tensir.build import add, conj, disj, eq, le, lt, mul, scalar, select, sub, within
from tensir.cells import Cell, integer
from tensir.dtypes import INT
from tensir.ops.attributes import (
    axis_attribute,
    cell_attribute,
    cells_attribute,
    dropped,
    inserted,
    number_attribute,
    replaced,
)
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always, nothing
from tensir.scalars import TypeRuleError
from tensir.tensors import TensorType


def _full_infer(types: Types, attributes: Attributes) -> TensorType:
    if types[0].rank:
        raise TypeRuleError("full takes a scalar")
    return TensorType(types[0].dtype, cells_attribute(attributes, "shape"))


def _full_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    return always(*(le(integer(0), n) for n in cells_attribute(attributes, "shape")))


def _iota_infer(types: Types, attributes: Attributes) -> TensorType:
    return TensorType(INT, (cell_attribute(attributes, "extent"),))


def _iota_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    return always(le(integer(0), cell_attribute(attributes, "extent")))


def _expand_infer(types: Types, attributes: Attributes) -> TensorType:
    axis = axis_attribute(attributes, types[0].rank + 1)
    return TensorType(types[0].dtype, inserted(types[0].shape, axis, cell_attribute(attributes, "extent")))


def _expand_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    return operands[0](dropped(index, number_attribute(attributes, "axis")))


def _stretch_infer(types: Types, attributes: Attributes) -> TensorType:
    axis = axis_attribute(attributes, types[0].rank)
    return TensorType(types[0].dtype, replaced(types[0].shape, axis, cell_attribute(attributes, "extent")))


def _stretch_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    axis = number_attribute(attributes, "axis")
    alike = eq(types[0].shape[axis], cell_attribute(attributes, "extent"))
    return operands[0](replaced(index, axis, select(alike, index[axis], integer(0))))


def _stretch_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    own, extent = types[0].shape[number_attribute(attributes, "axis")], cell_attribute(attributes, "extent")
    return always(le(integer(0), extent), disj(eq(own, extent), eq(own, integer(1))))


def _permutation(attributes: Attributes, rank: int) -> tuple[int, ...]:
    value = attributes["axes"]
    if not isinstance(value, tuple) or sorted(typed("tuple[int, ...]", value)) != list(range(rank)):
        raise TypeRuleError(f"axes must be a permutation of {rank} axes")
    return typed("tuple[int, ...]", value)


def _transpose_infer(types: Types, attributes: Attributes) -> TensorType:
    axes = _permutation(attributes, types[0].rank)
    return TensorType(types[0].dtype, tuple(types[0].shape[a] for a in axes))


def _transpose_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    axes = _permutation(attributes, len(index))
    return operands[0](tuple(index[axes.index(d)] for d in range(len(axes))))


def _slice_infer(types: Types, attributes: Attributes) -> TensorType:
    axis = axis_attribute(attributes, types[0].rank)
    return TensorType(types[0].dtype, replaced(types[0].shape, axis, cell_attribute(attributes, "length")))


def _slice_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    axis = number_attribute(attributes, "axis")
    where = add(cell_attribute(attributes, "start"), mul(cell_attribute(attributes, "step"), index[axis]))
    return operands[0](replaced(index, axis, where))


def _slice_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    extent = types[0].shape[number_attribute(attributes, "axis")]
    start, length, step = (cell_attribute(attributes, a) for a in ("start", "length", "step"))
    last = add(start, mul(step, sub(length, integer(1))))
    inside = conj(within(start, integer(0), extent), within(last, integer(0), extent))
    empty = eq(length, integer(0))
    return always(le(integer(0), length), scalar("or", empty, inside))


def _window_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    return always(le(integer(0), cell_attribute(attributes, "length")))


def _concat_infer(types: Types, attributes: Attributes) -> TensorType:
    a, b = types
    axis = axis_attribute(attributes, a.rank)
    if a.rank != b.rank or a.dtype is not b.dtype:
        raise TypeRuleError("concat needs tensors alike")
    return TensorType(a.dtype, replaced(a.shape, axis, add(a.shape[axis], b.shape[axis])))


def _concat_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    axis = number_attribute(attributes, "axis")
    split = types[0].shape[axis]
    shifted = replaced(index, axis, sub(index[axis], split))
    return select(lt(index[axis], split), operands[0](index), operands[1](shifted))


def _concat_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    a, b = (dropped(t.shape, number_attribute(attributes, "axis")) for t in types)
    return always(*(eq(x, y) for x, y in zip(a, b, strict=True) if x != y))


def _full_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    return operands[0](())


def _iota_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    return index[0]


AXES: tuple[TensorOp, ...] = (
    TensorOp("full", (1,), ("shape",), _full_infer, _full_meaning, _full_requires, "out[i] = x"),
    TensorOp("iota", (0,), ("extent",), _iota_infer, _iota_meaning, _iota_requires, "out[i] = i"),
    TensorOp(
        "expand", (1,), ("axis", "extent"), _expand_infer, _expand_meaning, _iota_requires,
        "out[i, k] = x[i], a new axis",
    ),
    TensorOp(
        "stretch", (1,), ("axis", "extent"), _stretch_infer, _stretch_meaning, _stretch_requires,
        "out[k] = x[k] along one axis, or x[0] if the axis has one element: broadcasting",
    ),
    TensorOp(
        "transpose", (1,), ("axes",), _transpose_infer, _transpose_meaning, nothing, "out[j, i] = x[i, j]"
    ),
    TensorOp(
        "slice", (1,), ("axis", "start", "length", "step"), _slice_infer, _slice_meaning, _slice_requires,
        "out[k] = x[start + step * k] along one axis",
    ),
    TensorOp(
        "window", (1,), ("axis", "start", "length", "step"), _slice_infer, _slice_meaning, _window_requires,
        "a slice that may reach outside, where its elements are unspecified",
    ),
    TensorOp(
        "concat", (2,), ("axis",), _concat_infer, _concat_meaning, _concat_requires,
        "a, then b, along one axis",
    ),
)  # fmt: skip
