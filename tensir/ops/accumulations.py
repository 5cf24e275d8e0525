"""Writes through index tensors that combine with what is there: histograms, and sums by a key.

Before the indices there may be axes in common: each of their places is written on its own. Behind them there
may be others, which are written whole.
"""

from __future__ import annotations

from tensir.build import conj, eq, fold, select, unchanging
from tensir.cells import Cell, Sym, fresh, integer
from tensir.dtypes import INT
from tensir.ops.entry import At, Attributes, Index, Requirement, TensorOp, Types, always
from tensir.ops.reductions import REDUCIBLE
from tensir.scalars import TypeRuleError, result_dtype
from tensir.tensors import TensorType


def accumulating(op: str) -> TensorOp:
    """A tensor in which each element of another is combined with what is at its place, in their order.

    The operands are what is there, what is put, and an index for each axis between those in common and the
    others. What is put has the axes of the indices, then the others; what has a place outside is not put.
    """

    def infer(types: Types, attributes: Attributes) -> TensorType:
        whole, part, *indices = types
        ranks = {t.rank for t in indices}
        if len(ranks) != 1 or 0 in ranks or any(t.dtype is not INT for t in indices):
            raise TypeRuleError(f"scatter_{op} takes indices of int, all of them of the same axes")
        others = part.rank - indices[0].rank
        if others < 0 or whole.rank != indices[0].rank - 1 + len(indices) + others:
            raise TypeRuleError(f"scatter_{op} takes one index for each axis that is written")
        if part.dtype is not whole.dtype or result_dtype(op, (whole.dtype, whole.dtype)) is not whole.dtype:
            raise TypeRuleError(f"scatter_{op} combines elements of one dtype")
        return whole

    def meaning(operands: tuple[At, ...], types: Types, attributes: Attributes, index: Index) -> Cell:
        whole, part, *indices = operands
        common = types[2].rank - 1
        binder = fresh("j")
        place = (*index[:common], Sym(binder, INT))
        written, others = index[common : common + len(indices)], index[common + len(indices) :]
        here = conj(*(eq(i, at(place)) for i, at in zip(written, indices, strict=True)))
        init = whole(index)
        neutral = None if op in ("min", "max") else unchanging(op, types[0].dtype)
        body = select(here, part((*place, *others)), init if neutral is None else neutral)
        return fold(op, binder, integer(0), types[2].shape[common], init, body)

    def requires(types: Types, attributes: Attributes) -> tuple[Requirement, ...]:
        whole, part, *indices = (t.shape for t in types)
        common = len(indices[0]) - 1
        pairs = [
            *(pair for other in indices[1:] for pair in zip(indices[0], other, strict=True)),
            *zip(indices[0], part, strict=False),
            *zip(indices[0][:common], whole, strict=False),
            *zip(part[common + 1 :], whole[common + len(indices) :], strict=True),
        ]
        return always(*(eq(a, b) for a, b in pairs if a != b))

    return TensorOp(
        f"scatter_{op}", tuple(range(3, 7)), (), infer, meaning, requires,
        f"x with x[i[j], k[j], ...] {op} part[j] in its place, for j in order; none outside",
    )  # fmt: skip


ACCUMULATIONS: tuple[TensorOp, ...] = tuple(map(accumulating, REDUCIBLE))
