"""Reads through index tensors, and writes of a part."""

from __future__ import annotations

from tensir.build import add, conj, disj, eq, le, lt, mul, scalar, select, sub, within
from tensir.cells import Cell, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.last import last
from tensir.ops.attributes import cells_attribute
from tensir.ops.elementwise import common_shape, pointwise
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always, same_shapes
from tensir.scalars import TypeRuleError
from tensir.tensors import TensorType


def _gather_infer(types: Types, attributes: Attributes) -> TensorType:
    source, *indices = types
    if len(indices) != source.rank or any(t.dtype is not INT for t in indices):
        raise TypeRuleError("gather takes one index tensor of int for each axis")
    return TensorType(source.dtype, common_shape(tuple(indices)))


def _gather_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    return operands[0](pointwise(operands[1:], types[1:], index))


def _gather_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    return same_shapes(types[1:], attributes)


def _update_infer(types: Types, attributes: Attributes) -> TensorType:
    whole, part = types
    starts, steps = cells_attribute(attributes, "starts"), cells_attribute(attributes, "steps")
    if (
        whole.rank != part.rank
        or whole.dtype is not part.dtype
        or not len(starts) == len(steps) == whole.rank
    ):
        raise TypeRuleError(
            "update needs tensors of one dtype and rank, and a start and a step for each axis"
        )
    return whole


def _update_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    inside: list[Cell] = []
    where: list[Cell] = []
    starts, steps = cells_attribute(attributes, "starts"), cells_attribute(attributes, "steps")
    for i, start, step, extent in zip(index, starts, steps, types[1].shape, strict=True):
        offset = sub(i, start)
        position = scalar("floordiv", offset, step)
        inside += [within(position, integer(0), extent), eq(scalar("mod", offset, step), integer(0))]
        where.append(position)
    return select(conj(*inside), operands[1](tuple(where)), operands[0](index))


def _update_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    conditions: list[Cell] = []
    empty = disj(*(eq(n, integer(0)) for n in types[1].shape))
    starts, steps = cells_attribute(attributes, "starts"), cells_attribute(attributes, "steps")
    for start, step, extent, whole in zip(starts, steps, types[1].shape, types[0].shape, strict=True):
        last = add(start, mul(step, sub(extent, integer(1))))
        fits = conj(within(start, integer(0), whole), within(last, integer(0), whole))
        conditions += [lt(integer(0), step), le(integer(0), extent), scalar("or", empty, fits)]
    return always(*conditions)


def _paste_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    steps = cells_attribute(attributes, "steps")
    return always(*(lt(integer(0), s) for s in steps), *(le(integer(0), n) for n in types[1].shape))


def _scatter_infer(types: Types, attributes: Attributes) -> TensorType:
    whole, part, *indices = types
    if len(indices) != whole.rank or any(t.dtype is not INT or t.rank != 1 for t in indices):
        raise TypeRuleError("scatter takes one index vector of int for each axis")
    if part.rank != 1 or part.dtype is not whole.dtype:
        raise TypeRuleError("scatter puts a vector of the dtype of the whole")
    return whole


def _scatter_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    whole, part, *indices = operands
    binder = fresh("j")
    here = conj(*(eq(i, at((Sym(binder, INT),))) for i, at in zip(index, indices, strict=True)))
    found = last(binder, integer(0), types[1].shape[0], here)
    return select(le(integer(0), found), part((found,)), whole(index))


def _scatter_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    return same_shapes(types[1:], attributes)


INDEXED: tuple[TensorOp, ...] = (
    TensorOp(
        "gather", tuple(range(2, 9)), (), _gather_infer, _gather_meaning, _gather_requires,
        "out[k] = x[i[k], j[k], ...]; unspecified where an index is out of range", reaches=True,
    ),
    TensorOp(
        "update", (2,), ("starts", "steps"), _update_infer, _update_meaning, _update_requires,
        "x with a box of it replaced: out[start + step * k] = part[k]",
    ),
    TensorOp(
        "paste", (2,), ("starts", "steps"), _update_infer, _update_meaning, _paste_requires,
        "update by a box that may reach outside, where it changes nothing",
    ),
    TensorOp(
        "scatter", tuple(range(3, 10)), (), _scatter_infer, _scatter_meaning, _scatter_requires,
        "x with out[i[j], k[j], ...] = part[j] for j in order, so that the last counts; none outside",
    ),
)  # fmt: skip
