"""Arrays whose elements are those of rounds that give several each, one round after the other.

Before: `out[k] = f(r, k - before(r))`, r being the round that has place k. After: `f` over rounds that are
repeated as often as they have places, and over numbers that count from zero in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from tensir.build import add, apply
from tensir.cells import Apply, Cell, Fold, Sym, alike, fresh, replaced, rewritten, substitute
from tensir.dtypes import BOOL, INT
from tensir.polynomial import linear_in, mentions, normal, plus, polynomial, to_cell
from tensir.repetition import Owner, owner_of
from tensir.selection import counted_condition, nth_of
from tenspiler.optimisation.selections import set_elements


@final
@dataclass(frozen=True, slots=True)
class Repetition:
    """`body` over the rounds `lo .. hi`, each as often as `places` says, in places from `base` on.

    In the body, `round` is the number of the round, `number` counts from zero in each, and `begin` is how
    many places come before the round. `whole` says how many places there are in all.
    """

    lo: Cell
    hi: Cell
    base: Cell
    places: Cell
    body: Cell
    round: str
    number: str
    begin: str
    whole: Cell


def repetition(body: Cell, binder: str) -> Repetition | None:
    """A cell as one of repeated rounds along an index, if it depends on that by round and number only.

    That nothing is read that was never set is left to the proof.
    """
    body = rewritten(body, set_elements)
    round, number, begin = (Sym(fresh(stem), INT) for stem in ("r", "u", "b"))
    found: list[Owner] = []

    def instead(term: Cell) -> Cell | None:
        if not isinstance(term, Fold) or not mentions(term, binder):
            return None
        owner = owner_of(term)
        if owner is None or mentions(owner.summed, binder):
            return None
        split = linear_in(owner.rank, binder)
        if split is None or split[0] != {(): 1} or (found and not _same(found[0], owner)):
            return None
        found.append(owner)
        return round

    changed = normal(replaced(body, instead, apply))
    if not found:
        return None
    owner = found[0]
    before = normal(owner.before(round))

    def begun(term: Cell) -> Cell | None:
        return begin if isinstance(term, Fold) and alike(normal(term), before) else None

    split = linear_in(owner.rank, binder)
    assert split is not None
    base = normal(to_cell({m: -c for m, c in split[1].items()}))
    changed = replaced(changed, begun, apply)
    place = add(add(base, begin), number)
    changed = rewritten(normal(substitute(changed, {binder: place}, make=apply)), _without_both)
    lo, hi = owner.search.lo, owner.search.hi
    whole = owner.before(hi)
    places = owner.places(round)
    return Repetition(lo, hi, base, places, changed, round.name, number.name, begin.name, whole)


@final
@dataclass(frozen=True, slots=True)
class Chosen:
    """What each round gives: `body` at every `column` of `lo .. hi` that meets a condition, in order."""

    lo: Cell
    hi: Cell
    condition: Cell
    body: Cell
    column: str


def selected_in_rounds(found: Repetition) -> Chosen | None:
    """Rounds of which each gives what meets a condition in a range, if that is what they give."""
    condition = counted_condition(found.places)
    if condition is None or not isinstance(found.places, Fold):
        return None
    counted, column = found.places, Sym(fresh("c"), INT)

    def instead(term: Cell) -> Cell | None:
        nth = nth_of(term)
        if nth is None or nth.rank != Sym(found.number, INT):
            return None
        same = (nth.search.lo, nth.search.hi) == (counted.lo, counted.hi)
        renamed = substitute(nth.mask, {nth.search.binder: Sym(counted.binder, INT)})
        return column if same and alike(normal(renamed), normal(condition)) else None

    body = replaced(found.body, instead, apply)
    if mentions(body, found.number) or mentions(body, found.begin):
        return None
    met = substitute(condition, {counted.binder: column}, make=apply)
    return Chosen(counted.lo, counted.hi, met, body, column.name)


def _without_both(cell: Cell) -> Cell:
    """A comparison of integers without what is on both sides."""
    match cell:
        case Apply(op="eq" | "lt" | "le", args=(a, b)) if a.dtype is INT:
            one, other = polynomial(a), polynomial(b)
            common = {m: c for m, c in one.items() if other.get(m) == c}
            if not common:
                return cell
            sides = (to_cell(plus(side, common, -1)) for side in (one, other))
            return apply(cell.op, tuple(sides), BOOL)
        case _:
            return cell


def _same(one: Owner, other: Owner) -> bool:
    return (
        alike(normal(one.summed), normal(other.summed))
        and one.rank == other.rank
        and (one.search.lo, one.search.hi) == (other.search.lo, other.search.hi)
    )
