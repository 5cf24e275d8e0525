"""What came before with the same key: how much of it, and where last.

The operands are what is asked about and the keys, along the last axis, and, where they differ from those, the
keys that are looked for. Element i of the result is about the elements before i whose key is the one looked
for at i. Before the last axis there may be others: each of their places is on its own.
"""

from __future__ import annotations

from tensir.build import conj, eq, fold, select
from tensir.cells import FALSE, Cell, Lit, Sym, fresh, integer
from tensir.dtypes import BOOL, INT
from tensir.last import last
from tensir.ops.entry import At, Attributes, Index, TensorOp, Types, same_shapes
from tensir.scalars import TypeRuleError
from tensir.tensors import TensorType


def _checked(types: Types) -> None:
    values, *keys = types
    if not values.rank or any(t.dtype is not INT or t.rank != values.rank for t in keys):
        raise TypeRuleError("keys are of int, with the axes of what they belong to")


def _sum_infer(types: Types, attributes: Attributes) -> TensorType:
    _checked(types)
    if not types[0].dtype.is_integer:
        raise TypeRuleError("earlier_add adds up integers")
    return types[0]


def _same_key(operands: tuple[At, ...], index: Index, binder: str) -> tuple[Index, Cell]:
    """The place of an earlier element, and whether its key is the one that is looked for."""
    _, keys, *queries = operands
    place = (*index[:-1], Sym(binder, INT))
    sought = queries[0] if queries else keys
    return place, eq(keys(place), sought(index))


def _sum_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    binder, nothing = fresh("j"), Lit(0, types[0].dtype)
    place, same = _same_key(operands, index, binder)
    return fold("add", binder, integer(0), index[-1], nothing, select(same, operands[0](place), nothing))


def _mask_checked(types: Types) -> None:
    _checked(types)
    if types[0].dtype is not BOOL:
        raise TypeRuleError("what came before, and whether it did, is asked of a mask")


def _any_infer(types: Types, attributes: Attributes) -> TensorType:
    _mask_checked(types)
    return types[0]


def _any_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    binder = fresh("j")
    place, same = _same_key(operands, index, binder)
    return fold("or", binder, integer(0), index[-1], FALSE, conj(same, operands[0](place)))


def _last_infer(types: Types, attributes: Attributes) -> TensorType:
    _mask_checked(types)
    return TensorType(INT, types[0].shape)


def _last_meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
    binder = fresh("j")
    place, same = _same_key(operands, index, binder)
    return last(binder, integer(0), index[-1], conj(same, operands[0](place)))


KEYED: tuple[TensorOp, ...] = (
    TensorOp(
        "earlier_add", (2, 3), (), _sum_infer, _sum_meaning, same_shapes,
        "out[i] = the sum of x[j] for all j < i along the last axis with keys[j] == sought[i], or keys[i]",
    ),
    TensorOp(
        "earlier_or", (2, 3), (), _any_infer, _any_meaning, same_shapes,
        "out[i] = whether any j < i along the last axis has mask[j] and keys[j] == sought[i], or keys[i]",
    ),
    TensorOp(
        "earlier_last", (2, 3), (), _last_infer, _last_meaning, same_shapes,
        "out[i] = the last j < i along the last axis, mask[j] and keys[j] == sought[i], or keys[i]; else -1",
    ),
)  # fmt: skip
