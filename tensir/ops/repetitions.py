"""Repetitions: each row of a tensor as often as a number of its own says. How many depends on data."""

from __future__ import annotations

from tensir.build import eq, sub
from tensir.cells import Cell, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always, nothing
from tensir.repetition import at_least_none, before, owner
from tensir.scalars import TypeRuleError
from tensir.tensors import TensorType


def _places(counts: At, binder: str) -> Cell:
    return at_least_none(counts((Sym(binder, INT),)))


def _all(counts: At, rounds: Cell) -> Cell:
    binder = fresh("j")
    return before(binder, integer(0), rounds, _places(counts, binder))


def _round(counts: At, rounds: Cell, place: Cell) -> Cell:
    binder = fresh("j")
    return owner(binder, integer(0), rounds, _places(counts, binder), place)


def _repeat_infer(types: Types, attributes: Attributes) -> TensorType:
    values, counts = types
    if not values.rank or counts.rank != 1 or counts.dtype is not INT:
        raise TypeRuleError("repeat takes a tensor of one or more axes, and a count for each of its rows")
    return values


def _repeat_extents(operands: tuple[At, ...], types: Types, attributes: Attributes) -> tuple[Cell, ...]:
    return _all(operands[1], types[1].shape[0]), *types[0].shape[1:]


def _repeat_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    values, counts = operands
    return values((_round(counts, types[1].shape[0], index[0]), *index[1:]))


def _repeat_requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
    rows, rounds = types[0].shape[0], types[1].shape[0]
    return () if rows == rounds else always(eq(rows, rounds))


def _range_infer(types: Types, attributes: Attributes) -> TensorType:
    if types[0].rank != 1 or types[0].dtype is not INT:
        raise TypeRuleError("ragged_range takes a vector of counts")
    return types[0]


def _range_extents(operands: tuple[At, ...], types: Types, attributes: Attributes) -> tuple[Cell, ...]:
    return (_all(operands[0], types[0].shape[0]),)


def _range_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    (counts,) = operands
    binder = fresh("j")
    round = _round(counts, types[0].shape[0], index[0])
    return sub(index[0], before(binder, integer(0), round, _places(counts, binder)))


REPETITIONS: tuple[TensorOp, ...] = (
    TensorOp(
        "repeat", (2,), (), _repeat_infer, _repeat_meaning, _repeat_requires,
        "x[r], counts[r] times, for every r in order; a count below zero is none", _repeat_extents,
    ),
    TensorOp(
        "ragged_range", (1,), (), _range_infer, _range_meaning, nothing,
        "0, 1, ..., counts[r] - 1 for every r in order; a count below zero is none", _range_extents,
    ),
)  # fmt: skip
