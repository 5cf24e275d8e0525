"""Where two terms differ: equations between large terms that are the same but for a few places.

Before: `identical(f(j < n: c ? x + p : y), f(j < n: c ? x + q : y))`. After: `identical(p, q)`, for an
arbitrary j below n where c holds; what is asked of the solver speaks of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import final

from tensir.build import apply, le, lt, negate
from tensir.cells import Apply, Cell, Elem, Fold, Sym, alike, fresh, rename_binder, replaced
from tensir.dtypes import INT
from tensir.polynomial import Monomial, plus, polynomial
from tensir.recurrences import RECURRENCES


@final
@dataclass(frozen=True, slots=True)
class Difference:
    """Two terms in the same place of larger ones, and what holds wherever they matter there."""

    known: tuple[Cell, ...]
    one: Cell
    other: Cell


def differences(one: Cell, other: Cell) -> list[Difference]:
    """Pairs of terms of which it is enough that they are equal for two terms to be so, each pair once."""
    found: list[Difference] = []
    for pair in _pairs(one, other, (), {}):
        for place, seen in enumerate(found):
            if alike(seen.one, pair.one) and alike(seen.other, pair.other):
                shared = tuple(k for k in seen.known if k in pair.known)
                found[place] = Difference(shared, seen.one, seen.other)
                break
        else:
            found.append(pair)
    return found


def rewritten_by(equal: Iterable[Difference], pair: Difference) -> Difference:
    """A difference with one term for two that are equal wherever it matters."""
    known = set(pair.known)
    instead = {d.other: d.one for d in equal if known.issuperset(d.known)}
    other = replaced(pair.other, instead.get, apply) if instead else pair.other
    return Difference(pair.known, pair.one, other)


def _pairs(
    one: Cell, other: Cell, known: tuple[Cell, ...], indices: dict[tuple[Fold, Fold], str]
) -> Iterator[Difference]:
    """Where two terms differ; in the same two folds it is at the same one of the `indices`."""
    if alike(one, other):
        return
    match one, other:
        case Fold(), Fold() if _same_range(one, other):
            index = indices.setdefault((one, other), fresh("j"))
            a, b = rename_binder(one, index), rename_binder(other, index)
            inside = (le(a.lo, Sym(index, INT)), lt(Sym(index, INT), a.hi))
            yield from _pairs(a.body, b.body, (*known, *inside), indices)
        case Elem(), Elem() if (one.array, one.dtype) == (other.array, other.dtype):
            for a, b in zip(one.indices, other.indices, strict=True):
                yield from _pairs(a, b, known, indices)
        case Apply(op="eq"), Apply(op="eq") if all(map(alike, one.args, other.args[::-1])):
            return
        case Apply(), Apply() if (terms := _only_terms(one, other)) is not None:
            yield from _pairs(*terms, known, indices)
        case Apply(), Apply() if _same_operator(one, other):
            for place, (a, b) in enumerate(zip(one.args, other.args, strict=True)):
                yield from _pairs(a, b, (*known, *_taken(one, other, place)), indices)
        case _:
            yield Difference(known, one, other)


def _taken(one: Apply, other: Apply, place: int) -> tuple[Cell, ...]:
    """What holds wherever one operand of two terms matters, if they agree on the others."""
    match one.op, one.args:
        case "select", (condition, _, _) if place:
            return (condition if place == 1 else negate(condition),)
        case "and" | "or", (first, second) if alike(one.args[1 - place], other.args[1 - place]):
            rest = first if place else second
            return (rest if one.op == "and" else negate(rest),)
        case _:
            return ()


def _same_range(one: Fold, other: Fold) -> bool:
    """Whether folds are alike but for their bodies, and these are what is folded, element by element."""
    if one.op != other.op or one.op in RECURRENCES or one.body.dtype is not other.body.dtype:
        return False
    return all(alike(a, b) for a, b in ((one.lo, other.lo), (one.hi, other.hi), (one.init, other.init)))


def _same_operator(one: Apply, other: Apply) -> bool:
    return (one.op, one.dtype) == (other.op, other.dtype) and [a.dtype for a in one.args] == [
        b.dtype for b in other.args
    ]


def _only_terms(one: Apply, other: Apply) -> tuple[Cell, Cell] | None:
    """The terms in which two sums of integers, or what compares two, differ, if it is one on each side."""
    match one, other:
        case Apply(op="eq" | "lt" | "le", args=(a, b)), Apply(args=(c, d)) if (
            one.op == other.op and a.dtype is INT and c.dtype is INT
        ):
            left, right = plus(polynomial(a), polynomial(b), -1), plus(polynomial(c), polynomial(d), -1)
        case Apply(op="add" | "sub"), Apply(op="add" | "sub") if one.dtype is INT and other.dtype is INT:
            left, right = polynomial(one), polynomial(other)
        case _:
            return None
    rest = list(right.items())
    own: list[tuple[Monomial, int]] = []
    for term in left.items():
        same = next((t for t in rest if _alike(t, term)), None)
        if same is None:
            own.append(term)
        else:
            rest.remove(same)
    match own, rest:
        case [((x,), first)], [((y,), second)] if first == second and x.dtype is y.dtype:
            return x, y
        case _:
            return None


def _alike(one: tuple[Monomial, int], other: tuple[Monomial, int]) -> bool:
    same = one[1] == other[1] and len(one[0]) == len(other[0])
    return same and all(map(alike, one[0], other[0]))
