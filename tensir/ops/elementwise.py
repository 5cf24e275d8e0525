"""Operators that work element by element: those of the scalar table, and conversions."""

from __future__ import annotations

from typing import cast as typed

from tensir.build import apply, scalar
from tensir.cells import Cell
from tensir.dtypes import DType
from tensir.ops.entry import At, Attributes, Index, TensorOp, Types, nothing, same_shapes
from tensir.scalars import SCALARS, TypeRuleError, result_dtype
from tensir.tensors import TensorType


def common_shape(types: Types) -> tuple[Cell, ...]:
    """The shape of the operands that have one; they must agree in rank."""
    shaped = [t for t in types if t.rank]
    if len({t.rank for t in shaped}) > 1:
        raise TypeRuleError("elementwise operands must have one rank, or rank 0")
    return shaped[0].shape if shaped else ()


def pointwise(operands: tuple[At, ...], types: Types, index: Index) -> tuple[Cell, ...]:
    """The operands' elements at an index; a scalar is the same everywhere."""
    return tuple(at(index if t.rank else ()) for at, t in zip(operands, types, strict=True))


def elementwise(op: str) -> TensorOp:
    """An operator of the scalar table, element by element."""

    def infer(types: Types, attributes: Attributes) -> TensorType:
        return TensorType(result_dtype(op, tuple(t.dtype for t in types)), common_shape(types))

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        return scalar(op, *pointwise(operands, types, index))

    return TensorOp(
        op, (SCALARS[op].arity,), (), infer, meaning, same_shapes, f"out[i] = {op}(...) elementwise"
    )


def _cast_infer(types: Types, attributes: Attributes) -> TensorType:
    target = attributes["to"]
    if not isinstance(target, DType):
        raise TypeRuleError("cast needs a dtype")
    return TensorType(target, types[0].shape)


def _cast_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    return apply("cast", (operands[0](index),), typed(DType, attributes["to"]))


ELEMENTWISE: tuple[TensorOp, ...] = (
    *(elementwise(op) for op in SCALARS),
    TensorOp("cast", (1,), ("to",), _cast_infer, _cast_meaning, nothing, "out[i] = x[i] converted"),
)
