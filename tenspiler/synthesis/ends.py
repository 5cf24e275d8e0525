"""What stands at the end of an array that grows, as a value that is carried from round to round.

Before: `n' = n + (n == 0 or out[n - 1] != x[t] ? 1 : 0)`, where `out[n]` becomes `x[t]`. After: with e for
`out[n - 1]` and z for `n == 0`, `e' = (z or e != x[t]) ? x[t] : e`, which is `x[t]` either way, and z' is
false: n counts the t before which there is none, or another one.

Nothing of this is trusted. What is said of e and z becomes an invariant of the loop, and is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import final

from tensir.build import (
    COMPARISONS,
    add,
    apply,
    conj,
    conjuncts,
    disj,
    eq,
    le,
    lt,
    negate,
    select,
    sub,
    under,
)
from tensir.cells import (
    FALSE,
    TRUE,
    Apply,
    Cell,
    Elem,
    Extent,
    Fold,
    Lit,
    Sym,
    extents_read,
    free_symbols,
    fresh,
    integer,
    replaced,
    substitute,
    subterms,
)
from tensir.dtypes import BOOL, INT, DType
from tensir.polynomial import mentions, normal
from tensir.recurrences import zero
from tenspiler.symbolic.obligation import identical
from tenspiler.symbolic.state import ArrayValue, State
from tenspiler.synthesis.closed_scalar import closed_forms, setting
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.occurrences import contains, replace
from tenspiler.synthesis.positions import extreme_of_selected

_FURTHER = (1, 4, 1 << 20)  # places behind the first at which what is asked of places is tried


@final
@dataclass(frozen=True, slots=True)
class End:
    """The element of `array` (by its name at the head) at `place + offset`: `value`, unless there is `none`.

    `place` is a scalar that is carried, or the extent of the array.
    """

    array: str
    place: Sym | Extent
    offset: int
    value: Sym
    none: Sym

    @property
    def number(self) -> Cell:
        """The place as a number."""
        return Sym(self.place.name, INT) if isinstance(self.place, Sym) else self.place

    def at(self, cell: Cell, value: int) -> Cell:
        """A cell where the place is a number."""
        number = integer(value)
        if isinstance(self.place, Sym):
            return substitute(cell, {self.place.name: Lit(value, self.place.dtype)}, make=apply)
        return substitute(cell, {}, None, lambda e: number if e == self.place else None, apply)

    def concerns(self, cell: Cell) -> bool:
        """Whether a cell depends on the place and on nothing else."""
        if any(isinstance(t, Elem | Fold) for t in subterms(cell)):
            return False
        if isinstance(self.place, Sym):
            return free_symbols(cell) == frozenset((self.place.name,)) and not extents_read(cell)
        return not free_symbols(cell) and extents_read(cell) == frozenset(
            ((self.place.array, self.place.axis),)
        )

    def read(self, cell: Cell) -> Cell:
        """A cell with the value at the end by its name, and whether there is none."""

        def instead(term: Cell) -> Cell | None:
            match term:
                case Elem() if term.array == self.array and self._is_end(term.indices[0]):
                    return self.value
                case Apply() if term.op in COMPARISONS and self.concerns(term):
                    return self._asked(term)
                case _:
                    return None

        return replaced(cell, instead, apply)

    def _is_end(self, index: Cell) -> bool:
        return _distance(index, self) == self.offset

    def _asked(self, question: Cell) -> Cell | None:
        """A question about the place, where its answer says no more than whether there is any."""
        first = -self.offset
        there = {self.at(question, first + more) for more in (0, *_FURTHER)}
        if len(there) != 1:
            return None
        yes = there.pop()
        no = self.at(question, first - 1) if first else yes
        if yes == no:
            return yes
        if (yes, no) == (TRUE, FALSE):
            return negate(self.none)
        return self.none if (yes, no) == (FALSE, TRUE) else None

    def says(self, value: Cell, none: Cell, array: ArrayValue, place: Cell) -> Cell:
        """That at the end of an array stands a value, unless there is none, as an invariant."""
        index = normal(add(place, integer(self.offset)))
        there = array.at((index,))
        same = identical(there, value)
        if value.dtype.is_float and same != TRUE:
            same = disj(same, eq(there, value))  # of two zeros either will do
        empty = identical(none, lt(index, integer(0)))
        return conj(empty, disj(none, same))


@final
@dataclass(frozen=True, slots=True)
class Solved:
    """The closed forms of what stands at an end, at the head of an iteration."""

    end: End
    value: Cell
    none: Cell

    def put(self, cell: Cell) -> Cell:
        """A cell with them in it."""
        known = {self.end.value.name: self.value, self.end.none.name: self.none}
        return recombined(substitute(self.end.read(cell), known, make=apply))


def ends(after: State, arrays: Mapping[str, Elem], places: Mapping[str, Sym]) -> Iterator[tuple[str, End]]:
    """The ends at which an iteration reads arrays of one axis; `arrays` and `places` are as at its head."""
    cells = [*after.scalars.values(), *(v.body for v in after.arrays.values())]
    cells += [n for v in after.arrays.values() for n in v.shape]
    reads = dict.fromkeys(t for c in cells for t in subterms(c) if isinstance(t, Elem))
    names = {head.array: name for name, head in arrays.items() if len(head.indices) == 1}
    found: dict[tuple[str, str, int], End] = {}
    for read in reads:
        if read.array not in names:
            continue
        (index,) = read.indices
        moving = [s for s in places.values() if mentions(index, s.name) and s.dtype.is_integer]
        grown = [Extent(read.array, 0)] if (read.array, 0) in extents_read(index) else []
        for place in (*grown, *moving):
            end = End(read.array, place, 0, Sym(fresh("end"), read.dtype), Sym(fresh("none"), BOOL))
            offset = _distance(index, end)
            if offset is None or offset > 0 or (read.array, str(place), offset) in found:
                continue
            end = End(read.array, place, offset, end.value, end.none)
            found[read.array, str(place), offset] = end
            yield names[read.array], end


def _distance(index: Cell, end: End) -> int | None:
    """How far an index lies behind a place, where it does not lie before the beginning."""

    def instead(term: Cell) -> Cell | None:
        if not isinstance(term, Apply) or term.op not in COMPARISONS or not end.concerns(term):
            return None
        answers = {end.at(term, more) for more in _FURTHER}
        return answers.pop() if len(answers) == 1 else None

    gap = recombined(sub(replaced(index, instead, apply), end.number))
    return int(gap.value) if isinstance(gap, Lit) else None


def solved(
    end: End,
    array: ArrayValue,
    place: Cell,
    index: Sym,
    lo: Cell,
    hi: Cell,
    entry: tuple[Cell, Cell],
    is_open: Callable[[Cell], bool],
    is_inductive: Callable[[Cell, Cell, Cell], bool],
) -> Iterator[Solved]:
    """Closed forms of an end, of which an iteration makes `array` and `place`; `entry` is what it was before.

    `entry` is the element, and the place as a number. What is open has no closed form.
    """
    moved = _moved(place, end)
    if moved is None:
        return
    before, start = entry
    empty = recombined(lt(add(start, integer(end.offset)), integer(0)))
    if empty == TRUE:  # what would be read there is nothing in particular
        before = _zero(end.value.dtype)
    fewer = _leaves(moved, (), lambda d, _: end.none if d == 0 else FALSE)
    still = replace(end.read(fewer), end.none, TRUE) if empty != FALSE else FALSE
    none_step = apply("and", (end.none, still), BOOL)
    if contains(none_step, end.value) or is_open(none_step):
        return
    step = recombined(end.read(_leaves(moved, (), lambda d, known: _there(array, end, d, known))))
    if is_open(step):
        return
    for none in (FALSE,) if empty == FALSE else closed_forms(end.none, none_step, index, lo, empty):
        if not is_inductive(none, empty, replace(none_step, end.none, none)):
            continue
        known = recombined(replace(step, end.none, none))
        for value in _values(step, end, none, index, lo, hi, before):
            if is_inductive(value, before, replace(known, end.value, value)):
                yield Solved(end, _within_none(value, none, before, index, lo), none)
        return


def _zero(dtype: DType) -> Lit:
    return FALSE if dtype is BOOL else zero(dtype)


def _values(step: Cell, end: End, none: Cell, index: Sym, lo: Cell, hi: Cell, entry: Cell) -> Iterator[Cell]:
    """Candidates for what stands at an end, most likely first; in `step`, whether there is none is a name."""
    kept = _without_equal(step, end.value)
    known = recombined(replace(kept, end.none, none))
    if none == FALSE or not contains(known, end.value):
        yield from closed_forms(end.value, known, index, lo, entry)
        return
    if contains(step, end.none) and none == le(index, lo):
        yield from _after_the_first(kept, end, index, lo, entry)
    selected = setting(known, end.value)[0]
    if selected != TRUE and not contains(selected, end.value):
        yield from closed_forms(end.value, known, index, lo, entry)
    found = extreme_of_selected(end.value, known, index, lo, hi, entry)
    if found is not None:
        yield found.closed


def _after_the_first(step: Cell, end: End, index: Sym, lo: Cell, entry: Cell) -> Iterator[Cell]:
    """Candidates where the first iteration appends something: it begins what the others go on with."""
    begins = substitute(recombined(replace(step, end.none, TRUE)), {index.name: lo}, make=apply)
    goes_on = recombined(replace(step, end.none, FALSE))
    if contains(begins, end.value):
        return
    for first in (lo, normal(add(lo, integer(1)))):  # the least of elements may take in the first one again
        for closed in closed_forms(end.value, goes_on, index, first, recombined(begins)):
            yield recombined(select(lt(lo, index), closed, entry))


def _within_none(value: Cell, none: Cell, entry: Cell, index: Sym, lo: Cell) -> Cell:
    """What stands at the end where there is something: what was there before anything does not matter."""
    match value:
        case Apply(op="select", args=(begun, there, before)) if before == entry:
            first = recombined(substitute(there, {index.name: lo}, make=apply))
            return there if negate(none) == begun or first == recombined(entry) else value
        case _:
            return value


def _without_equal(step: Cell, x: Sym) -> Cell:
    """A step of x that sets it where it differs, as one that sets it: `x != v ? v : x` is v."""
    held, value = setting(step, x)
    if value is None or contains(value, x) or not contains(held, x):
        return step
    atoms = conjuncts(held)
    about = [a for a in atoms if contains(a, x)]
    rest = [a for a in atoms if a not in about]

    def differs(term: Cell) -> Cell | None:
        match term:
            case Apply(op="eq" | "ne" as op, args=(a, b)) if {a, b} == {x, value}:
                return TRUE if op == "ne" else FALSE
            case _:
                return None

    if all(recombined(replaced(a, differs, apply)) == TRUE for a in about):
        return select(conj(*rest), value, x)
    return step


def mentions_place(cell: Cell, end: End) -> bool:
    """Whether a cell depends on the place of an end."""
    if isinstance(end.place, Sym):
        return mentions(cell, end.place.name)
    return (end.place.array, end.place.axis) in extents_read(cell)


def _moved(after: Cell, end: End) -> Cell | None:
    """By how much a place has moved, as choices between constants that are not negative."""
    match after:
        case _ if after in (end.place, end.number):
            return integer(0)
        case Apply(op="select", args=(condition, yes, no)):
            one, other = _moved(yes, end), _moved(no, end)
            return None if one is None or other is None else Apply("select", (condition, one, other), INT)
        case Apply(op="cast", args=(inner,)) if inner.dtype is INT or after.dtype is INT:
            return _moved(inner, end)
        case Apply(op="add", args=(a, b)) if after.dtype.is_integer:
            own, more = (a, b) if mentions_place(a, end) else (b, a)
            first, second = _moved(own, end), _steps(more)
            return None if first is None or second is None else _plus(first, second)
        case _:
            return None


def _steps(cell: Cell) -> Cell | None:
    """Choices between constants that are not negative."""
    match cell:
        case Lit() if cell.value >= 0 and not cell.dtype.is_float:
            return integer(int(cell.value))
        case Apply(op="select", args=(condition, yes, no)):
            one, other = _steps(yes), _steps(no)
            return None if one is None or other is None else Apply("select", (condition, one, other), INT)
        case Apply(op="cast", args=(condition,)) if condition.dtype is BOOL:
            return Apply("select", (condition, integer(1), integer(0)), INT)
        case Apply(op="cast", args=(inner,)):
            return _steps(inner)
        case _:
            return None


def _plus(one: Cell, other: Cell) -> Cell:
    """The sum of choices between constants."""
    match one, other:
        case Lit(), Lit():
            return integer(int(one.value) + int(other.value))
        case Apply(args=(condition, yes, no)), _:
            return Apply("select", (condition, _plus(yes, other), _plus(no, other)), INT)
        case _, Apply(args=(condition, yes, no)):
            return Apply("select", (condition, _plus(one, yes), _plus(one, no)), INT)
        case _:
            raise AssertionError(one, other)


def _leaves(moved: Cell, known: tuple[Cell, ...], leaf: Callable[[int, tuple[Cell, ...]], Cell]) -> Cell:
    """Choices between constants with a cell for each; `leaf` gets the constant and what holds there."""
    match moved:
        case Apply(op="select", args=(condition, yes, no)):
            refused = (negate(condition), Apply("not", (condition,), BOOL))
            one = _leaves(yes, (*known, condition), leaf)
            return select(condition, one, _leaves(no, (*known, *refused), leaf))
        case Lit():
            return leaf(int(moved.value), known)
        case _:
            raise AssertionError(moved)


def _there(array: ArrayValue, end: End, moved: int, known: tuple[Cell, ...]) -> Cell:
    """What stands at the end of an array after an iteration in which the place has moved so far."""
    at = normal(add(end.number, integer(end.offset + moved)))
    return normal(under(normal(array.at((at,))), known))
