"""Equations between folds, by induction on a bound of one of them.

For a goal with a fold up to N, a property P of a fresh t is made that gives the goal at N. Proved are P at 0,
and P at t + 1 from P at t for 0 <= t < N; together with 0 <= N and with P at N implying the goal, that proves
the goal, whatever P is. How P is made only decides for which goals that works.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import final

from tensir.build import apply, conj, le, sub, under
from tensir.cells import Apply, Cell, Elem, Fold, Lit, Sym, children, fresh, integer, replaced, substitute
from tensir.dtypes import BOOL, INT
from tensir.polynomial import from_zero, normal, polynomial
from tensir.recurrences import RECURRENCES


@final
@dataclass(frozen=True, slots=True)
class Induction:
    """A property of the integer `symbol`; what is wanted is that it holds at `bound`."""

    symbol: str
    bound: Cell
    claim: Cell

    def at(self, value: Cell) -> Cell:
        """The property of a value."""
        return normal(substitute(self.claim, {self.symbol: value}, make=apply))


def inductions(goal: Cell, facts: Sequence[Cell]) -> Iterator[Induction]:
    """Properties from which a goal may follow where some facts hold, the likeliest first."""
    simpler = under(goal, facts)
    yield from _backwards(simpler)
    yield from _forwards(simpler)


def _forwards(goal: Cell) -> Iterator[Induction]:
    """The goal itself, with the bound of one of its outermost folds left open."""
    for bound in dict.fromkeys(fold.hi for fold in outer_folds(goal)):
        for atom in _atoms(bound):
            symbol = Sym(fresh("t"), INT)
            instead = normal(sub(symbol, sub(bound, atom)))
            claims = [_generalised(goal, atom, instead, everywhere) for everywhere in (False, True)]
            for claim in dict.fromkeys(claims):
                yield Induction(symbol.name, bound, claim)
                counts = tuple(_counts(claim))
                if counts:
                    yield Induction(symbol.name, bound, conj(claim, *counts))


def _backwards(goal: Cell) -> Iterator[Induction]:
    """For a fold that runs through what another one does from the end: so many rounds of the one, and all but
    so many of the other, make the whole of the other."""
    folds = outer_folds(goal)
    for one, other in permutations(folds, 2):
        if (one.op, one.hi, one.init) != (other.op, other.hi, other.init) or one.op in RECURRENCES:
            continue
        last = sub(sub(one.hi, integer(1)), Sym(one.binder, INT))
        turned = normal(substitute(other.body, {other.binder: last}, make=apply))
        if turned == normal(one.body):
            symbol = Sym(fresh("t"), INT)
            some = replace(one, hi=symbol)
            rest = replace(other, hi=normal(sub(one.hi, symbol)))
            together = Apply(one.op, (some, rest), one.dtype)
            yield Induction(symbol.name, one.hi, Apply("identical", (together, other), BOOL))


def outer_folds(cell: Cell) -> list[Fold]:
    """The folds of a cell that are in no other fold, made to start at 0."""
    if isinstance(cell, Fold):
        return [from_zero(cell)]
    found: dict[Fold, None] = {}
    for child in children(cell):
        found.update(dict.fromkeys(outer_folds(child)))
    return list(found)


def _atoms(bound: Cell) -> Iterator[Cell]:
    """What a bound can be solved for: itself, if it is no sum, or else its terms with the factor 1."""
    terms = polynomial(bound)
    for monomial, coefficient in terms.items():
        if (
            len(monomial) == 1
            and coefficient == 1
            and (len(terms) == 1 or not isinstance(monomial[0], Apply))
        ):
            yield monomial[0]


def _generalised(goal: Cell, atom: Cell, instead: Cell, everywhere: bool) -> Cell:
    """The goal with an atom replaced, but for where it is divided; in the bodies of folds and in the indices
    of elements only with `everywhere`."""

    def visit(term: Cell) -> Cell | None:
        if term == atom:
            return instead
        match term:
            case Apply(op="floordiv" | "mod" | "truncdiv" | "truncrem"):
                return term
            case Elem() if not everywhere:
                return term
            case Fold() if not everywhere:
                start = from_zero(term)
                hi = replaced(start.hi, visit)
                return Fold(start.op, start.binder, start.lo, hi, start.init, start.body)
            case _:
                return None

    return normal(replaced(goal, visit))


def _counts(claim: Cell) -> Iterator[Cell]:
    """That sums of what is visibly not negative are not negative: needed where a count is compared."""
    for fold in outer_folds(claim):
        if fold.op == "add" and fold.dtype is INT and _not_negative(fold.body) and _not_negative(fold.init):
            yield le(integer(0), fold)


def _not_negative(cell: Cell) -> bool:
    match cell:
        case Lit():
            return cell.value >= 0
        case Apply(op="select", args=(_, yes, no)):
            return _not_negative(yes) and _not_negative(no)
        case Apply(op="cast", args=(inner,)):
            return inner.dtype is BOOL
        case _:
            return False
