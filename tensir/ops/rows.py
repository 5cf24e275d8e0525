"""Rows of a flat buffer that are written one after the other.

They may overlap, and reach outside the buffer, where they change nothing.
"""

from __future__ import annotations

from tensir.build import apply, conj, fold, identity, le, lt, mul, scalar, select, sub, within
from tensir.cells import Cell, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.ops.attributes import cell_attribute
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always
from tensir.scalars import TypeRuleError, result_dtype
from tensir.tensors import TensorType


def row_before(flat: Cell, stride: Cell, width: Cell, last: Cell) -> Cell:
    """The last `r` with `stride * r <= flat`, or for rows that run backwards `flat < stride * r + width`.

    Where the stride is 0 that is `last`. If a row from 0 to `last` has the place `flat`, the last one that
    does is the lesser of `last` and this.
    """
    end = sub(flat, sub(width, integer(1)))
    backwards = select(lt(stride, integer(0)), scalar("floordiv", end, stride), last)
    return select(lt(integer(0), stride), scalar("floordiv", flat, stride), backwards)


def _infer(types: Types, attributes: Attributes) -> TensorType:
    whole, part = types
    if whole.rank != 1 or part.rank != 2 or whole.dtype is not part.dtype:
        raise TypeRuleError("rows are put into a flat tensor, from a tensor of two axes of the same dtype")
    return whole


def _put_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    rows, width = types[1].shape
    stride = cell_attribute(attributes, "stride")
    flat = sub(index[0], cell_attribute(attributes, "offset"))
    last = sub(rows, integer(1))
    row = apply("min", (last, row_before(flat, stride, width, last)), INT)
    column = sub(flat, mul(stride, row))
    inside = conj(le(integer(0), row), within(column, integer(0), width))
    return select(inside, operands[1]((row, column)), operands[0](index))


def _requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    return always(*(le(integer(0), n) for n in types[1].shape))


def accumulated(op: str) -> TensorOp:
    """Rows that are combined with what is there by a scalar operator."""

    def infer(types: Types, attributes: Attributes) -> TensorType:
        result = _infer(types, attributes)
        if result_dtype(op, (result.dtype, result.dtype)) is not result.dtype:
            raise TypeRuleError(f"{op} does not stay in {result.dtype}")
        return result

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        rows, width = types[1].shape
        binder = fresh("r")
        row = Sym(binder, INT)
        flat = sub(index[0], cell_attribute(attributes, "offset"))
        column = sub(flat, mul(cell_attribute(attributes, "stride"), row))
        neutral = identity(op, types[0].dtype)
        assert neutral is not None
        body = select(within(column, integer(0), width), operands[1]((row, column)), neutral)
        return fold(op, binder, integer(0), rows, operands[0](index), body)

    return TensorOp(
        f"{op}_rows", (2,), ("offset", "stride"), infer, meaning, _requires,
        f"x with x[offset + stride * r + c] {op} part[r, c] in its place, one row r after the other",
    )  # fmt: skip


ACCUMULATING = ("add", "mul")
"""The scalar operators by which rows can be combined with what is there."""

ROWS: tuple[TensorOp, ...] = (
    TensorOp(
        "put_rows", (2,), ("offset", "stride"), _infer, _put_meaning, _requires,
        "x with x[offset + stride * r + c] = part[r, c]; where rows overlap the last one counts",
    ),
    *map(accumulated, ACCUMULATING),
)  # fmt: skip
