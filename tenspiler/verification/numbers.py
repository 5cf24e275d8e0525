"""Which floats are numbers: where an order sees a NaN, the reals do not say what happens.

A proof over the reals reads a comparison of floats as one of reals only where both sides are known to be
numbers. Parameters that are to hold no NaN are named one by one; a check at the call sees to them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from math import isfinite, isnan

from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, subterms
from tensir.recurrences import RECURRENCES, TUPLES
from tenspiler.symbolic.shell import is_history

COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "min", "max"})
MOST_REMEMBERED = 50_000
# Of numbers, these make numbers; and of finite ones, which a proof over the reals assumes.
TOTAL = frozenset(
    {"neg", "abs", "min", "max", "floor", "ceil", "trunc", "exp", "tanh", "add", "sub", "mul"}
) | {
    *TUPLES.values(),
    *RECURRENCES,
}


@lru_cache(maxsize=MOST_REMEMBERED)
def is_number(cell: Cell, names: frozenset[str]) -> bool:
    """Whether a float cannot be NaN if the named parameters hold none, and all floats are finite."""
    match cell:
        case Lit():
            return not isnan(cell.value)
        case Sym():
            return cell.name in names
        case Elem():
            return cell.array in names
        case Apply(op="select", args=(_, yes, no)):
            return is_number(yes, names) and is_number(no, names)
        case Apply(op="cast", args=(inner,)):
            return not inner.dtype.is_float or is_number(inner, names)
        case Apply(op="truediv", args=(_, Lit(value=divisor))):
            return bool(divisor)
        case Apply(op="div", args=(value, Lit(value=divisor))):
            return bool(divisor) and is_number(value, names) and is_finite(value, names)
        case Apply(op="add" | "sub", args=(a, b)) if is_finite(a, names) or is_finite(b, names):
            return is_number(a, names) and is_number(b, names)
        case Apply(op="min" | "max" | "neg" | "abs"):
            return is_number(cell.args[0], names)  # a NaN never wins against a number
        case Apply():
            floats = [a for a in cell.args if a.dtype.is_float]
            return cell.op in TOTAL and all(is_number(a, names) and is_finite(a, names) for a in floats)
        case Fold(op="min" | "max"):
            return is_number(cell.init, names)
        case Fold():
            parts = (cell.init, cell.body)
            return cell.op in TOTAL and all(is_number(p, names) and is_finite(p, names) for p in parts)
        case Extent():
            return False


@lru_cache(maxsize=MOST_REMEMBERED)
def is_finite(cell: Cell, names: frozenset[str]) -> bool:
    """Whether no infinity is written in a float, nor in what rounds hand on and the names do not say of."""
    for term in subterms(cell):
        match term:
            case Lit() if term.dtype.is_float and not isfinite(term.value):
                return False
            case Elem() if term.dtype.is_float and is_history(term.array) and finite(term.array) not in names:
                return False
            case _:
                pass
    return True


def finite(history: str) -> str:
    """The name by which is said of what rounds hand on that it is finite."""
    return f"{history} finite"


def handed_on(
    values: Mapping[str, tuple[Cell, Cell]], names: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Which of some histories hold no NaN if the named parameters hold none, and the finite ones among them.

    Given are the values at the start of the first round, and what a round makes of them. What is claimed
    holds at the start, and after a round if before. All parameters are taken to be finite, as everywhere.
    """

    def kept(claimed: frozenset[str], others: frozenset[str], holds: Callable[..., bool]) -> frozenset[str]:
        while True:
            said = names | others | claimed
            left = frozenset(c for c in claimed if all(holds(v, said) for v in values[c.split(" ")[0]]))
            if left == claimed:
                return claimed
            claimed = left

    bounded = kept(frozenset(map(finite, values)), frozenset(), is_finite)
    return kept(frozenset(values), bounded, is_number), bounded


def compared(cells: Iterable[Cell]) -> Iterator[Cell]:
    """The floats that are compared with others; `x == x` asks for a NaN and compares nothing."""
    for cell in cells:
        for term in subterms(cell):
            match term:
                case Apply(args=(a, b)) if term.op in COMPARISONS and a.dtype.is_float and a != b:
                    yield from (a, b)
                case Fold() if term.op in COMPARISONS | RECURRENCES.keys() and term.dtype.is_float:
                    yield from (term.init, term.body)
                case _:
                    pass


def asked_for(cells: Iterable[Cell]) -> frozenset[str]:
    """The parameters of which the source itself asks whether they are NaN: it has an answer for that."""
    return frozenset(
        name
        for cell in cells
        for term in subterms(cell)
        if isinstance(term, Apply) and term.op in ("eq", "ne") and term.args[0] == term.args[1]
        for name in _named(term.args[0])
    )


def parameters_compared(cells: Iterable[Cell], parameters: Collection[str]) -> frozenset[str]:
    """The float parameters that have a part in what is compared."""
    return frozenset(
        name
        for value in compared(cells)
        for term in subterms(value)
        if term.dtype.is_float
        for name in _named(term)
        if name in parameters
    )


def _named(term: Cell) -> Iterator[str]:
    match term:
        case Sym():
            yield term.name
        case Elem():
            yield term.array
        case _:
            pass
