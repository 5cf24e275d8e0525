"""Reordered sums must not decide anything: their last bits could change a comparison, an index or a cast."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tensir.ops import CONTRACTIONS, parts
from tensir.tensors import Call, Tensor

COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
STEPS = frozenset({"floor", "ceil", "trunc", "fmod"})


def accumulates(node: Call) -> bool:
    """Whether a node adds up or multiplies many elements."""
    return node.op in CONTRACTIONS or node.op.startswith(("reduce_add", "reduce_mul", "scan_", "einsum"))


def decided_by_reordering(roots: Iterable[Tensor], reordered: Callable[[Call], bool]) -> str | None:
    """What a reordered float decides in some tensors, in words; None if nothing."""
    tainted: set[Tensor] = set()
    for part in dict.fromkeys(part for root in roots for part in parts(root)):
        if not isinstance(part, Call):
            continue
        touched = any(a in tainted for a in part.args)
        # Whether a float is NaN (`x != x`) does not depend on its last bits.
        if touched and part.op in COMPARISONS and part.args[0] != part.args[1]:
            return "a comparison"
        if touched and part.op in STEPS:
            return "a rounding"
        if touched and part.op == "cast" and not part.type.dtype.is_float:
            return "a conversion to an integer"
        if part.type.dtype.is_float and (touched or reordered(part)):
            tainted.add(part)
    return None
