"""Cells: index notation, the scalar terms in which every tensor operator states its meaning.

A cell is the value of one element: `a[i, j] + b[j]`, `sum over k of a[i, k] * b[k, j]`. Cells are pure,
typed, immutable and total; integers in index positions, extents and the bounds of folds are the
unbounded integers of mathematics (`INT`).

Cells with parts know their hash, and are compared by it first: terms that differ somewhere deep down are told
apart at once, where a comparison of their parts would go down to that place, at every level of a rewriting.
Those that were found equal share their parts from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import TypeAlias, final

from tensir.dtypes import BOOL, INT, DType


@final
@dataclass(frozen=True, slots=True)
class Lit:
    """A constant: an `int` for integers, a `float` for floats (f32 values are exact in a float), a `bool`."""

    value: int | float | bool
    dtype: DType

    def __eq__(self, other: object) -> bool:
        return type(other) is Lit and self.dtype is other.dtype and _same_number(self.value, other.value)

    def __hash__(self) -> int:
        number = "nan" if self.value != self.value else self.value  # Python hashes each NaN by its identity
        return hash((number, self.dtype.name))


@final
@dataclass(frozen=True, slots=True)
class Sym:
    """A scalar by name: a parameter, a bound index, a fresh constant.

    The same name may be seen at its own dtype and, an integer, at `INT`: both views are one number.
    """

    name: str
    dtype: DType

    def __hash__(self) -> int:
        return hash(self.name)


@final
@dataclass(frozen=True, slots=True)
class Extent:
    """The length of an array along one axis; never negative."""

    array: str
    axis: int

    @property
    def dtype(self) -> DType:
        return INT


_made = count()


@final
@dataclass(frozen=True, slots=True)
class Elem:
    """An element of a named array. Out of range its value is unspecified."""

    array: str
    indices: tuple[Cell, ...]
    dtype: DType
    size: int = field(init=False, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        next(_made)
        object.__setattr__(self, "size", 1 + sum(map(size_of, self.indices)))
        object.__setattr__(self, "_hash", hash((self.array, self.indices)))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Elem or self._hash != other._hash:
            return False
        if self.array == other.array and self.dtype == other.dtype and self.indices == other.indices:
            _share(self, other, "indices")
            return True
        return False

    def __hash__(self) -> int:
        return self._hash


@final
@dataclass(frozen=True, slots=True)
class Apply:
    """A scalar operator of `tensir.scalars` on operands; `dtype` is that of the result."""

    op: str
    args: tuple[Cell, ...]
    dtype: DType
    size: int = field(init=False, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        next(_made)
        object.__setattr__(self, "size", 1 + sum(map(size_of, self.args)))
        object.__setattr__(self, "_hash", hash((self.op, self.args, self.dtype.name)))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Apply or self._hash != other._hash:
            return False
        if self.op == other.op and self.dtype == other.dtype and self.args == other.args:
            _share(self, other, "args")
            return True
        return False

    def __hash__(self) -> int:
        return self._hash


@final
@dataclass(frozen=True, slots=True)
class Fold:
    """`init op body(lo) op ... op body(hi - 1)`, from the left, in ascending order; else `init`."""

    op: str
    binder: str
    lo: Cell
    hi: Cell
    init: Cell
    body: Cell
    size: int = field(init=False, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        next(_made)
        parts = (self.lo, self.hi, self.init, self.body)
        object.__setattr__(self, "size", 1 + sum(map(size_of, parts)))
        object.__setattr__(
            self, "_hash", hash((self.op, self.binder, self.lo, self.hi, self.init, self.body))
        )

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Fold or self._hash != other._hash:
            return False
        parts = (self.lo, self.hi, self.init, self.body)
        same = self.op == other.op and self.binder == other.binder
        if same and parts == (other.lo, other.hi, other.init, other.body):
            _share(self, other, "lo", "hi", "init", "body")
            return True
        return False

    def __hash__(self) -> int:
        return self._hash

    @property
    def dtype(self) -> DType:
        return self.init.dtype


def _share(one: Cell, other: Cell, *names: str) -> None:
    """Let equal cells have the same parts, which are then never compared again.

    Without this, comparing equal terms takes as long as they are large when written out as trees.
    """
    for name in names:
        object.__setattr__(other, name, getattr(one, name))


Cell: TypeAlias = Lit | Sym | Extent | Elem | Apply | Fold


def size_of(cell: Cell) -> int:
    """How many nodes a cell has, written out as a tree."""
    return cell.size if isinstance(cell, (Elem, Apply, Fold)) else 1


def cells_made() -> int:
    """How many cells with parts have been made so far: the work that symbolic computation is."""
    return next(_made)


TRUE, FALSE = Lit(True, BOOL), Lit(False, BOOL)

_fresh = count()


@contextmanager
def numbering(start: int = 0) -> Generator[None]:
    """Names made inside are numbered from `start`, so that they do not depend on what was made before.

    What is made inside must not be mixed with what was made before, but for names below `start`.
    """
    global _fresh
    before, _fresh = _fresh, count(start)
    try:
        yield
    finally:
        _fresh = count(max(next(before), next(_fresh)))


def unused_number() -> int:
    """A number above those of all names so far."""
    return next(_fresh)


def fresh(stem: str) -> str:
    """A name that no other cell uses, so that binders are never captured."""
    return f"{stem.split('#', 1)[0]}#{next(_fresh)}"


def integer(value: int) -> Lit:
    """A constant of the unbounded integers."""
    return Lit(value, INT)


def children(cell: Cell) -> tuple[Cell, ...]:
    """The direct subterms of a cell."""
    match cell:
        case Elem():
            return cell.indices
        case Apply():
            return cell.args
        case Fold():
            return (cell.lo, cell.hi, cell.init, cell.body)
        case _:
            return ()


def subterms(cell: Cell) -> Iterator[Cell]:
    """Every distinct subterm once, the cell itself first."""
    seen: set[int] = set()
    stack = [cell]
    while stack:
        term = stack.pop()
        if id(term) in seen:
            continue
        seen.add(id(term))
        yield term
        stack.extend(children(term))


@lru_cache(maxsize=50_000)
def free_symbols(cell: Cell) -> frozenset[str]:
    """Names of the scalars on which a cell depends, bound indices left out."""
    match cell:
        case Sym():
            return frozenset((cell.name,))
        case Fold():
            outer = free_symbols(cell.lo) | free_symbols(cell.hi) | free_symbols(cell.init)
            return outer | (free_symbols(cell.body) - {cell.binder})
        case _:
            found: frozenset[str] = frozenset()
            for child in children(cell):
                found |= free_symbols(child)
            return found


def arrays_read(cell: Cell) -> frozenset[str]:
    """Names of the arrays whose elements a cell reads."""
    return frozenset(t.array for t in subterms(cell) if isinstance(t, Elem))


def reads_elements(cell: Cell) -> bool:
    """Whether a cell is made of elements of arrays, those in folds not counted."""
    seen: set[int] = set()
    stack = [cell]
    while stack:
        term = stack.pop()
        if isinstance(term, Elem):
            return True
        if id(term) not in seen and not isinstance(term, Fold):
            seen.add(id(term))
            stack += children(term)
    return False


def extents_read(cell: Cell) -> frozenset[tuple[str, int]]:
    """The array extents on which a cell depends."""
    return frozenset((t.array, t.axis) for t in subterms(cell) if isinstance(t, Extent))


def rebuild(cell: Cell, change: Callable[[Cell], Cell]) -> Cell:
    """The cell with `change` applied to each direct subterm (binders are not touched)."""
    match cell:
        case Elem():
            indices = tuple(change(i) for i in cell.indices)
            return cell if indices == cell.indices else Elem(cell.array, indices, cell.dtype)
        case Apply():
            args = tuple(change(a) for a in cell.args)
            return cell if args == cell.args else Apply(cell.op, args, cell.dtype)
        case Fold():
            parts = tuple(change(p) for p in (cell.lo, cell.hi, cell.init, cell.body))
            if parts == (cell.lo, cell.hi, cell.init, cell.body):
                return cell
            return Fold(cell.op, cell.binder, *parts)
        case _:
            return cell


def rewritten(cell: Cell, change: Callable[[Cell], Cell]) -> Cell:
    """The cell with `change` applied to every subterm, the innermost first and what occurs again once."""
    memo: dict[Cell, Cell] = {}

    def visit(term: Cell) -> Cell:
        found = memo.get(term)
        if found is None:
            found = memo[term] = change(rebuild(term, visit))
        return found

    return visit(cell)


def replaced(
    cell: Cell,
    instead: Callable[[Cell], Cell | None],
    make: Callable[[str, tuple[Cell, ...], DType], Cell] = Apply,
) -> Cell:
    """The cell with subterms replaced, the outermost first and what occurs again once (binders stay).

    `instead` gives a cell for a subterm, or None to look into it; `make` rebuilds operator applications.
    """
    memo: dict[Cell, Cell] = {}

    def visit(term: Cell) -> Cell:
        found = memo.get(term)
        if found is None:
            found = instead(term)
            if found is None:
                found = rebuild(term, visit)
                if isinstance(found, Apply) and make is not Apply:
                    found = make(found.op, found.args, found.dtype)
            memo[term] = found
        return found

    return visit(cell)


def alike(a: Cell, b: Cell) -> bool:
    """Whether two cells are the same but for the names of bound indices."""
    if a == b:
        return True
    match a, b:
        case Fold(), Fold() if a.op == b.op:
            renamed = rename_binder(b, a.binder).body if a.binder != b.binder else b.body
            pairs = ((a.lo, b.lo), (a.hi, b.hi), (a.init, b.init), (a.body, renamed))
            return all(alike(one, other) for one, other in pairs)
        case Apply(), Apply() if (a.op, a.dtype, len(a.args)) == (b.op, b.dtype, len(b.args)):
            return all(map(alike, a.args, b.args))
        case Elem(), Elem() if (a.array, a.dtype, len(a.indices)) == (b.array, b.dtype, len(b.indices)):
            return all(map(alike, a.indices, b.indices))
        case _:
            return False


def canonical_binders(cell: Cell) -> Cell:
    """The same cell for all that are `alike`: bound indices are named by how many folds are nested inside,
    and as no fresh one is.
    """
    heights: dict[Cell, int] = {}

    def height(term: Cell) -> int:
        found = heights.get(term)
        if found is None:
            inside = max(map(height, children(term)), default=0)
            found = heights[term] = inside + isinstance(term, Fold)
        return found

    memo: dict[tuple[Cell, tuple[tuple[str, str], ...]], Cell] = {}

    def visit(term: Cell, names: dict[str, str]) -> Cell:
        free = free_symbols(term)
        scope = tuple((old, new) for old, new in names.items() if old in free)
        found = memo.get((term, scope))
        if found is None:
            found = memo[term, scope] = renamed(term, dict(scope))
        return found

    def renamed(term: Cell, names: dict[str, str]) -> Cell:
        match term:
            case Sym():
                return Sym(names.get(term.name, term.name), term.dtype)
            case Fold():
                name = f"j#{-height(term)}"  # of no fold inside, and of none around it
                lo, hi, init = (visit(part, names) for part in (term.lo, term.hi, term.init))
                return Fold(term.op, name, lo, hi, init, visit(term.body, {**names, term.binder: name}))
            case _:
                return rebuild(term, lambda part: visit(part, names))

    return visit(cell, {}) if height(cell) else cell


def rename_binder(fold: Fold, name: str) -> Fold:
    """The same fold with its bound index called `name`, which must be fresh."""
    body = substitute(fold.body, {fold.binder: Sym(name, INT)})
    return Fold(fold.op, name, fold.lo, fold.hi, fold.init, body)


def substitute(
    cell: Cell,
    symbols: Mapping[str, Cell],
    element: Callable[[Elem], Cell | None] | None = None,
    extent: Callable[[Extent], Cell | None] | None = None,
    make: Callable[[str, tuple[Cell, ...], DType], Cell] = Apply,
) -> Cell:
    """Replace scalars, elements and extents at the same time, without capture.

    `symbols` maps names to cells (an `INT` view of a replaced integer becomes a cast of its replacement);
    `element` and `extent` may return a cell for an element (its indices already replaced) or an extent,
    or None to keep it. `make` rebuilds operator applications, so that a simplifier can be passed.
    """
    return _Substitution(symbols, element, extent, make).visit(cell)[0]


@final
class _Substitution:
    """A substitution inside some binders, which are renamed on the way.

    A term is visited once in each scope that it depends on; with it goes whether anything was replaced there,
    for what was not keeps its binders.
    """

    def __init__(
        self,
        symbols: Mapping[str, Cell],
        element: Callable[[Elem], Cell | None] | None,
        extent: Callable[[Extent], Cell | None] | None,
        make: Callable[[str, tuple[Cell, ...], DType], Cell],
        outer: _Substitution | None = None,
        binder: str = "",
    ) -> None:
        self.symbols = symbols
        self.element, self.extent, self.make = element, extent, make
        self.outer, self.binder = outer, binder
        self.memo: dict[Cell, tuple[Cell, bool]] = {}

    def visit(self, term: Cell) -> tuple[Cell, bool]:
        found = self.memo.get(term)
        if found is None:
            untouched = not (self.element or self.extent) and free_symbols(term).isdisjoint(self.symbols)
            found = self.memo[term] = (term, False) if untouched else self.compute(term)
        return found

    def compute(self, term: Cell) -> tuple[Cell, bool]:
        match term:
            case Sym():
                return self.symbol(term)
            case Extent():
                new = self.extent(term) if self.extent else None
                return (term, False) if new is None else (new, new != term)
            case Elem():
                indices, touched = self.each(term.indices)
                kept = term if indices == term.indices else Elem(term.array, indices, term.dtype)
                new = self.element(kept) if self.element else None
                return (kept, touched) if new is None else (new, touched or new != kept)
            case Apply():
                args, touched = self.each(term.args)
                if args == term.args:
                    return term, touched
                # What is renamed only is not simplified.
                return (self.make if touched else Apply)(term.op, args, term.dtype), touched
            case Fold():
                return self.fold(term)
            case _:
                return term, False

    def symbol(self, term: Sym) -> tuple[Cell, bool]:
        new = self.symbols.get(term.name)
        if new is None:
            return term, False
        is_bound = self.is_bound(term.name)
        if new.dtype is not term.dtype:
            new = (Apply if is_bound else self.make)("cast", (new,), term.dtype)
        return new, not is_bound and new != term

    def is_bound(self, name: str) -> bool:
        """Whether a symbol is a binder that is being renamed."""
        return self.outer is not None and (name == self.binder or self.outer.is_bound(name))

    def each(self, terms: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], bool]:
        found = [self.visit(term) for term in terms]
        return tuple(new for new, _ in found), any(touched for _, touched in found)

    def fold(self, term: Fold) -> tuple[Cell, bool]:
        free = free_symbols(term)
        if self.outer is not None and self.binder not in free:
            return self.outer.visit(term)
        name = fresh(term.binder)
        inside = {**self.symbols, term.binder: Sym(name, INT)}
        scope = _Substitution(inside, self.element, self.extent, self.make, self, term.binder)
        (lo, hi, init), outside_touched = self.each((term.lo, term.hi, term.init))
        body, inside_touched = scope.visit(term.body)
        touched = outside_touched or inside_touched
        if not touched and self.outer is None:
            return term, False
        return Fold(term.op, name, lo, hi, init, body), touched


def _same_number(a: int | float | bool, b: int | float | bool) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return a.hex() == b.hex()
    return type(a) is type(b) and a == b
