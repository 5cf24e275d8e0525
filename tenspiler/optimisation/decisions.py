"""Reordered sums must not decide anything: their last bits could change a comparison, an index or a cast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from tensir.build import COMPARISONS
from tensir.cells import Apply, Cell, Fold, Lit, arrays_read, subterms
from tensir.ops import CONTRACTIONS, PLACES, parts
from tensir.order import is_argsort
from tensir.tensors import Call, Program, Scalar, Tensor

SumKind: TypeAlias = tuple[str, frozenset[str], frozenset[str]]

_ACCUMULATING = (
    *("reduce_add", "reduce_mul", "segment_add", "segment_mul", "scatter_add", "scatter_mul"),
    *("fold_", "scan_", "last_", "einsum"),
)
STEPS = frozenset({"floor", "ceil", "trunc", "fmod"})


def accumulates(node: Call) -> bool:
    """Whether a node adds up or multiplies many elements."""
    return node.op in CONTRACTIONS or node.op.startswith(_ACCUMULATING)


def sum_kind(cell: Fold) -> SumKind | None:
    """What tells a sum or product of floats from others, wherever its indices come from; None for others.

    That is the arrays whose elements it reads, and the arithmetic on them.
    """
    if not cell.dtype.is_float or cell.op not in ("add", "mul"):
        return None
    arithmetic = frozenset(
        t.op
        for t in subterms(cell.body)
        if isinstance(t, Apply | Fold) and t.dtype.is_float and t.op not in ("select", "cast")
    )
    return cell.op, arrays_read(cell.body), arithmetic


def deciding_sums(cells: Iterable[Cell]) -> frozenset[SumKind]:
    """The sums of floats on which a comparison, a rounding or a conversion to an integer depends."""
    found = (
        sum_kind(term)
        for cell in cells
        for operand in _decided_by(cell)
        for term in subterms(operand)
        if isinstance(term, Fold)
    )
    return frozenset(kind for kind in found if kind is not None)


def _decided_by(cell: Cell) -> Iterator[Cell]:
    for term in subterms(cell):
        if isinstance(term, Fold) and is_argsort(term):
            yield term.body
        if not isinstance(term, Apply) or not term.args[0].dtype.is_float:
            continue
        if (
            (term.op in COMPARISONS and term.args[0] != term.args[1])
            or term.op in STEPS
            or (term.op == "cast" and not term.dtype.is_float)
        ):
            yield from term.args


def decided_in(program: Program, reordered: Callable[[Call], bool]) -> str | None:
    """What a reordered float decides in a program, in words; None if nothing.

    What rounds hand on is of their steps, and of what it starts with.
    """
    handed: set[Tensor] = set()
    for iterate in program.iterates:
        size = -1
        while size < len(handed):
            size = len(handed)
            roots = [t for carried in iterate.carried for t in (carried.start, carried.step)]
            tainted = _tainted(roots, reordered, handed)
            if isinstance(tainted, str):
                return tainted
            for carried in iterate.carried:
                if not tainted.isdisjoint((carried.start, carried.step)):
                    handed |= {carried.before, carried.after}
    found = _tainted((output for _, output in program.outputs), reordered, handed)
    return found if isinstance(found, str) else None


def decided_by_reordering(roots: Iterable[Tensor], reordered: Callable[[Call], bool]) -> str | None:
    """What a reordered float decides in some tensors, in words; None if nothing."""
    found = _tainted(roots, reordered, ())
    return found if isinstance(found, str) else None


def _tainted(
    roots: Iterable[Tensor], reordered: Callable[[Call], bool], before: Iterable[Tensor]
) -> str | set[Tensor]:
    """The parts of some tensors that are reordered floats, given some; or what these decide, in words."""
    tainted: set[Tensor] = set(before)
    for part in dict.fromkeys(part for root in roots for part in parts(root)):
        if not isinstance(part, Call):
            continue
        touched = any(a in tainted for a in part.args)
        # Whether a float is NaN (`x != x`) does not depend on its last bits.
        compared = touched and part.op in COMPARISONS and part.args[0] != part.args[1]
        if compared and not _asks_for_zero(part, tainted):
            return "a comparison"
        if touched and part.op in PLACES:
            return "the place of an extreme"
        if touched and part.op == "argsort":
            return "an order"
        if touched and part.op in STEPS:
            return "a rounding"
        if touched and part.op == "cast" and not part.type.dtype.is_float:
            return "a conversion to an integer"
        if part.type.dtype.is_float and (touched or reordered(part)):
            tainted.add(part)
    return tainted


def _asks_for_zero(comparison: Call, tainted: set[Tensor]) -> bool:
    """Whether a comparison asks whether something is zero that is never negative.

    A sum of numbers that are not negative is zero if all of them are, in whatever order they are added.
    """
    zero = [isinstance(a, Scalar) and isinstance(a.cell, Lit) and a.cell.value == 0 for a in comparison.args]
    natural = (z or _is_natural(a, tainted) for z, a in zip(zero, comparison.args, strict=True))
    return any(zero) and all(natural)


def _is_natural(tensor: Tensor, tainted: set[Tensor]) -> bool:
    """Whether no element is negative, nor zero by the rounding of a reordered sum alone."""
    match tensor:
        case Scalar(cell=Lit(value=value)):
            return value >= 0
        case Call(op="abs", args=(inner,)):
            return inner not in tainted
        case Call(op="mul" | "dot", args=(left, right)):
            return left == right and left not in tainted
        case Call(op="sqrt" | "reduce_add" | "add" | "max", args=args):
            return all(_is_natural(a, tainted) for a in args)
        case _:
            return False
