"""Rows of a flat buffer that are written one after the other.

They may overlap, and reach outside the buffer, where they change nothing. Rows of rows, and so on, lie apart.
"""

from __future__ import annotations

from tensir.build import add, apply, conj, disj, eq, fold, identity, le, lt, mul, scalar, select, sub, within
from tensir.cells import TRUE, Cell, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.ops.attributes import cell_attribute, cells_attribute
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


def span(rows: Cell, stride: Cell, width: Cell) -> Cell:
    """How many places there are from the start of rows to their end, at a distance that is not negative."""
    return add(mul(sub(rows, integer(1)), stride), width)


def _spans(shape: tuple[Cell, ...], strides: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The width of what is repeated along each axis but the last: the span of all axes behind it."""
    widths = [shape[-1]]
    for rows, stride in zip(reversed(shape[1:-1]), reversed(strides[1:]), strict=True):
        widths.append(span(rows, stride, widths[-1]))
    return tuple(reversed(widths))


def _infer(types: Types, attributes: Attributes) -> TensorType:
    whole, part = types
    strides = cells_attribute(attributes, "strides")
    if whole.rank != 1 or part.rank < 2 or whole.dtype is not part.dtype or len(strides) != part.rank - 1:
        raise TypeRuleError(
            "rows are put into a flat tensor, from one of two or more axes of the same dtype, "
            "with a distance for each axis but the last"
        )
    return whole


def _put_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    shape, strides = types[1].shape, cells_attribute(attributes, "strides")
    flat = sub(index[0], cell_attribute(attributes, "offset"))
    inside: Cell = TRUE
    found: list[Cell] = []
    for rows, stride, width in zip(shape, strides, _spans(shape, strides), strict=False):
        last = sub(rows, integer(1))
        row = apply("min", (last, row_before(flat, stride, width, last)), INT)
        inside = conj(inside, le(integer(0), row))
        flat = sub(flat, mul(stride, row))
        found.append(row)
    inside = conj(inside, within(flat, integer(0), shape[-1]))
    return select(inside, operands[1]((*found, flat)), operands[0](index))


def _requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    return always(*(le(integer(0), n) for n in types[1].shape))


def _put_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    """Of more than one axis of rows, all but the innermost lie apart, and run forwards inside them."""
    shape, strides = types[1].shape, cells_attribute(attributes, "strides")
    nothing = [eq(n, integer(0)) for n in shape]
    outer = zip(shape, strides, strides[1:], _spans(shape, strides), strict=False)
    apart = [
        disj(*nothing, le(rows, integer(1)), conj(le(integer(0), inner), le(width, stride)))
        for rows, stride, inner, width in outer
    ]
    return (*_requires(types, attributes), *always(*apart))


def accumulated(op: str) -> TensorOp:
    """Rows that are combined with what is there by a scalar operator."""

    def infer(types: Types, attributes: Attributes) -> TensorType:
        result = _infer(types, attributes)
        if result_dtype(op, (result.dtype, result.dtype)) is not result.dtype:
            raise TypeRuleError(f"{op} does not stay in {result.dtype}")
        return result

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        shape, strides = types[1].shape, cells_attribute(attributes, "strides")
        neutral = identity(op, types[0].dtype)
        assert neutral is not None
        rows = tuple(Sym(fresh("r"), INT) for _ in strides)
        column = sub(index[0], cell_attribute(attributes, "offset"))
        for stride, row in zip(strides, rows, strict=True):
            column = sub(column, mul(stride, row))
        body = select(within(column, integer(0), shape[-1]), operands[1]((*rows, column)), neutral)
        for row, count in reversed(list(zip(rows, shape, strict=False))):
            init = operands[0](index) if row is rows[0] else neutral
            body = fold(op, row.name, integer(0), count, init, body)
        return body

    return TensorOp(
        f"{op}_rows", (2,), ("offset", "strides"), infer, meaning, _requires,
        f"x with x[offset + strides[0] * r + c] {op} part[r, c] in its place, one row r after the other",
    )  # fmt: skip


ACCUMULATING = ("add", "mul")
"""The scalar operators by which rows can be combined with what is there."""

ROWS: tuple[TensorOp, ...] = (
    TensorOp(
        "put_rows", (2,), ("offset", "strides"), _infer, _put_meaning, _put_requires,
        "x with x[offset + strides[0] * r + c] = part[r, c]; where rows overlap the last one counts",
    ),
    *map(accumulated, ACCUMULATING),
)  # fmt: skip
