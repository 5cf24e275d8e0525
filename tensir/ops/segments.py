"""Folds over segments: ranges of places along one axis, each with a start and a stop of its own.

Segments may be empty, overlap, and come in any order. Places outside the axis are passed over.
"""

from __future__ import annotations

from typing import cast as typed

from tensir.build import eq, fold, identity, le, select, unchanging, within
from tensir.cells import Cell, Lit, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.last import last
from tensir.ops.attributes import axis_attribute, cell_attribute, dropped, inserted, number_attribute
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always, same_shapes
from tensir.ops.reductions import REDUCIBLE
from tensir.scalars import TypeRuleError, result_dtype
from tensir.tensors import TensorType


def segmented(op: str) -> TensorOp:
    """The fold of a scalar operator over segments of an axis, in the order of the elements.

    The operands are values, starts, stops and, where there is one, what each segment starts with. The result
    has the axes of the starts, then those of the values but the one that is folded.
    """

    def infer(types: Types, attributes: Attributes) -> TensorType:
        values, starts, stops, *inits = types
        axis = axis_attribute(attributes, values.rank)
        if any(t.dtype is not INT for t in (starts, stops)) or starts.rank != stops.rank:
            raise TypeRuleError("segments have starts and stops of int, one of each")
        shape = (*starts.shape, *dropped(values.shape, axis))
        result = TensorType(result_dtype(op, (values.dtype, values.dtype)), shape)
        if not inits and identity(op, result.dtype) is None:
            raise TypeRuleError(f"{op} has no neutral element at {result.dtype}: give an initial value")
        if inits and (inits[0].dtype is not result.dtype or inits[0].rank not in (0, result.rank)):
            raise TypeRuleError("the initial value must be a scalar or have the shape of the result")
        return result

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        values, starts, stops, *inits = operands
        axis, binder = number_attribute(attributes, "axis"), fresh("p")
        segment, others = index[: types[1].rank], index[types[1].rank :]
        neutral = unchanging(op, types[0].dtype)
        init = inits[0](index if types[3].rank else ()) if inits else typed(Lit, identity(op, types[0].dtype))
        place = Sym(binder, INT)
        inside = within(place, integer(0), types[0].shape[axis])
        body = select(inside, values(inserted(others, axis, place)), init if neutral is None else neutral)
        return fold(op, binder, starts(segment), stops(segment), init, body)

    def requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
        alike = same_shapes(types[1:3], attributes)
        if len(types) == 3 or not types[3].rank:
            return alike
        shape = (*types[1].shape, *dropped(types[0].shape, number_attribute(attributes, "axis")))
        return (*alike, *always(*(eq(a, b) for a, b in zip(shape, types[3].shape, strict=True) if a != b)))

    return TensorOp(
        f"segment_{op}", (3, 4), ("axis",), infer, meaning, requires,
        f"out[i, j] = init {op} x[starts[i], j] {op} ... {op} x[stops[i] - 1, j] along one axis, in order",
    )  # fmt: skip


def _latest_infer(types: Types, attributes: Attributes) -> TensorType:
    if any(t.rank != 1 or t.dtype is not INT for t in types):
        raise TypeRuleError("segments have starts and stops of int, one of each")
    return TensorType(INT, (cell_attribute(attributes, "extent"),))


def _latest_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    starts, stops = operands
    segment = (Sym(fresh("r"), INT),)
    inside = within(index[0], starts(segment), stops(segment))
    return last(segment[0].name, integer(0), types[0].shape[0], inside)


def _latest_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    extent = cell_attribute(attributes, "extent")
    return (*same_shapes(types, attributes), *always(le(integer(0), extent)))


LATEST = TensorOp(
    "last_segment", (2,), ("extent",), _latest_infer, _latest_meaning, _latest_requires,
    "out[p] = the last r with starts[r] <= p < stops[r], for p below the extent; -1 where there is none",
)  # fmt: skip

SEGMENTS: tuple[TensorOp, ...] = (*map(segmented, REDUCIBLE), LATEST)
