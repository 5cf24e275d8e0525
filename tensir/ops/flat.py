"""Operators on flat buffers: row-major positions and strides."""

from __future__ import annotations

from tensir.build import add, eq, le, mul, scalar, within
from tensir.cells import Cell, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.ops.attributes import cell_attribute, cells_attribute
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always
from tensir.scalars import TypeRuleError
from tensir.tensors import TensorType


def _product(cells: tuple[Cell, ...]) -> Cell:
    result: Cell = integer(1)
    for cell in cells:
        result = mul(result, cell)
    return result


def _flatten(index: Index, shape: tuple[Cell, ...]) -> Cell:
    flat: Cell = integer(0)
    for i, n in zip(index, shape, strict=True):
        flat = add(mul(flat, n), i)
    return flat


def _unflatten(flat: Cell, shape: tuple[Cell, ...]) -> Index:
    index: list[Cell] = []
    for n in reversed(shape[1:]):
        index.append(scalar("mod", flat, n))
        flat = scalar("floordiv", flat, n)
    return (flat, *reversed(index))


def _reshape_infer(types: Types, attributes: Attributes) -> TensorType:
    return TensorType(types[0].dtype, cells_attribute(attributes, "shape"))


def _reshape_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    flat = _flatten(index, cells_attribute(attributes, "shape"))
    return operands[0](_unflatten(flat, types[0].shape) if types[0].rank else ())


def _reshape_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    shape = cells_attribute(attributes, "shape")
    return always(*(le(integer(0), n) for n in shape), eq(_product(types[0].shape), _product(shape)))


def _strided_infer(types: Types, attributes: Attributes) -> TensorType:
    shape, strides = cells_attribute(attributes, "shape"), cells_attribute(attributes, "strides")
    if types[0].rank != 1 or len(shape) != len(strides):
        raise TypeRuleError("strided takes a flat tensor, and as many strides as extents")
    return TensorType(types[0].dtype, shape)


def _strided_position(attributes: Attributes, index: Index) -> Cell:
    position = cell_attribute(attributes, "offset")
    for stride, i in zip(cells_attribute(attributes, "strides"), index, strict=True):
        position = add(position, mul(stride, i))
    return position


def _strided_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    return operands[0]((_strided_position(attributes, index),))


def _strided_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    shape = cells_attribute(attributes, "shape")
    binders = tuple((fresh("k"), n) for n in shape)
    position = _strided_position(attributes, tuple(Sym(b, INT) for b, _ in binders))
    inside = Requirement(binders, within(position, integer(0), types[0].shape[0]))
    return (*always(*(le(integer(0), n) for n in shape)), inside)


def _strided_window_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    return always(*(le(integer(0), n) for n in cells_attribute(attributes, "shape")))


FLAT: tuple[TensorOp, ...] = (
    TensorOp(
        "reshape", (1,), ("shape",), _reshape_infer, _reshape_meaning, _reshape_requires, "row-major reshape"
    ),
    TensorOp(
        "strided", (1,), ("offset", "shape", "strides"), _strided_infer, _strided_meaning, _strided_requires,
        "out[i, j] = x[offset + strides[0] * i + strides[1] * j]",
    ),
    TensorOp(
        "strided_window", (1,), ("offset", "shape", "strides"), _strided_infer, _strided_meaning,
        _strided_window_requires, "strided that may reach outside, where what it reads is unspecified",
    ),
)  # fmt: skip
