"""Quick sign reasoning: whether an integer cell is visibly non-negative, given comparisons that hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tensir.build import add, sub
from tensir.cells import Apply, Cell, Elem, Extent, Fold, Lit, Sym, integer
from tensir.dtypes import INT, DType, Kind
from tensir.first import first_of
from tensir.last import last_of
from tensir.order import is_argsort
from tensir.polynomial import Monomial, Polynomial, plus, polynomial, times

MAX_DEPTH = 5
LARGEST_EXTENT = (1 << 63) - 1


class Bounds:
    """Lower and upper bounds of single atoms, collected from comparisons."""

    def __init__(self, facts: Iterable[Cell]) -> None:
        self.below: dict[Cell, list[Polynomial]] = {}
        self.above: dict[Cell, list[Polynomial]] = {}
        self._invisible: dict[frozenset[tuple[Monomial, int]], int] = {}  # how deep was looked in vain
        for fact in facts:
            self._learn(fact)

    def _learn(self, fact: Cell) -> None:
        match fact:
            case Apply(op="and", args=(a, b)):
                self._learn(a)
                self._learn(b)
            case Apply(op="le" | "lt" | "ge" | "gt" as op, args=(a, b)) if a.dtype is INT:
                small, large = (a, b) if op in ("le", "lt") else (b, a)
                gap = 1 if op in ("lt", "gt") else 0
                self.below.setdefault(large, []).append(plus(polynomial(small), {(): gap}))
                self.above.setdefault(small, []).append(plus(polynomial(large), {(): -gap}))
                self._learn_parts(large, plus(polynomial(small), {(): gap}))
            case Apply(op="eq", args=(a, b)) if a.dtype is INT:
                for one, other in ((a, b), (b, a)):
                    self.below.setdefault(one, []).append(polynomial(other))
                    self.above.setdefault(one, []).append(polynomial(other))
            case _:
                pass

    def _learn_parts(self, large: Cell, least: Polynomial) -> None:
        """What `large >= least` says of the atoms of a sum that is divided by a positive constant."""
        match large:
            case Apply(op="floordiv", args=(dividend, Lit() as divisor)) if divisor.value > 0:
                pass
            case _:
                return
        whole, least = polynomial(dividend), times({(): int(divisor.value)}, least)
        for monomial, coefficient in whole.items():
            if len(monomial) == 1 and coefficient == 1:
                self.below.setdefault(monomial[0], []).append(plus(least, plus(whole, {monomial: -1}), -1))

    def non_negative(self, cell: Cell) -> bool:
        """Whether `cell >= 0` is visible."""
        return self._visible(polynomial(cell), MAX_DEPTH)

    def at_least(self, a: Cell, b: Cell) -> bool:
        """Whether `a >= b` is visible."""
        return self._visible(plus(polynomial(a), polynomial(b), -1), MAX_DEPTH)

    def _visible(self, poly: Polynomial, depth: int) -> bool:
        if all(c >= 0 and all(self._atom(x, depth) for x in m) for m, c in poly.items()):
            return True
        key = frozenset(poly.items())
        if depth <= self._invisible.get(key, 0):
            return False
        if self._visible_by_a_bound(poly, depth):
            return True
        self._invisible[key] = depth
        return False

    def _visible_by_a_bound(self, poly: Polynomial, depth: int) -> bool:
        """Whether `poly >= 0` is visible once one of its atoms is replaced by a bound."""
        for monomial, coefficient in poly.items():
            for place, atom in enumerate(monomial):
                rest = monomial[:place] + monomial[place + 1 :]
                if not all(self._atom(x, depth) for x in rest):
                    continue
                known = (self.above if coefficient < 0 else self.below).get(atom, [])
                if coefficient < 0 and isinstance(atom, Extent):
                    known = [*known, {(): LARGEST_EXTENT}]
                if coefficient < 0 and isinstance(atom, Fold) and self._in_order(atom, depth):
                    known = [*known, polynomial(sub(atom.hi, integer(1)))]
                for bounds in (*((b,) for b in known), *_limits(atom, upper=coefficient < 0)):
                    changed = [
                        plus(plus(poly, {monomial: -coefficient}), times({rest: coefficient}, bound))
                        for bound in bounds
                    ]
                    if all(len(c) <= len(poly) + 2 and self._visible(c, depth - 1) for c in changed):
                        return True
        return False

    def _atom(self, cell: Cell, depth: int) -> bool:
        if depth < 0:
            return False
        match cell:
            case Extent():
                return True
            case Lit():
                return cell.value >= 0
            case Apply(op="cast", args=(inner,)):
                return inner.dtype.kind in (Kind.UNSIGNED, Kind.BOOL)
            case Apply(op="max", args=args):
                return any(self._atom(a, depth - 1) for a in args)
            case Apply(op="min", args=args):
                return all(self._atom(a, depth - 1) for a in args)
            case Apply(op="mod", args=(_, modulus)):
                return self._atom(modulus, depth - 1)
            case Apply(op="floordiv" | "truncdiv", args=(a, b)):
                return self._visible(polynomial(a), depth - 1) and self._atom(b, depth - 1)
            case Apply(op="select", args=(_, a, b)):
                return self._visible(polynomial(a), depth - 1) and self._visible(polynomial(b), depth - 1)
            case Fold(op="add" | "mul" | "min") if cell.dtype is INT and self._parts(cell, depth):
                return True
            case Fold(op="max") if cell.dtype is INT and self._visible(polynomial(cell.init), depth - 1):
                return True
            case Fold(op="argsort") if self._visible(polynomial(cell.init), depth - 1):
                return True
            case Fold(op="min") if (found := first_of(cell)) is not None and all(
                self._visible(polynomial(part), depth - 1)
                for part in (found.otherwise, add(found.lo, found.offset))
            ):
                return True
            case Sym() | Elem() | Fold() | Apply():
                return any(set(p) <= {()} and p.get((), 0) >= 0 for p in self.below.get(cell, []))

    def _in_order(self, cell: Fold, depth: int) -> bool:
        """Whether a cell is an index in an order, of a rank that is visibly there."""
        if not is_argsort(cell):
            return False
        below = sub(sub(cell.hi, integer(1)), cell.init)
        return all(self._visible(polynomial(part), depth - 1) for part in (cell.init, below))

    def _parts(self, fold: Fold, depth: int) -> bool:
        """Whether what a fold starts at and each of its elements are visibly non-negative, as in a count."""
        return all(self._visible(polynomial(part), depth - 1) for part in (fold.init, fold.body))

    def fits(self, cell: Cell, dtype: DType) -> bool:
        """Whether an `INT` cell visibly lies in the range of a fixed-width dtype."""
        if isinstance(cell, Extent) and dtype.highest >= LARGEST_EXTENT:
            return True
        if isinstance(cell, Lit):
            return dtype.holds(int(cell.value))
        low = self.non_negative(cell) if dtype.lowest == 0 else self.at_least(cell, integer(dtype.lowest))
        return low and self.non_negative(sub(integer(dtype.highest), cell))


def _limits(atom: Cell, *, upper: bool) -> Iterator[tuple[Polynomial, ...]]:
    """What an atom is at most, or at least, by what it is: one of the numbers of each bound."""
    match atom:
        case Apply(op="min" | "max" as op, args=(a, b)) if atom.dtype is INT:
            if upper == (op == "max"):
                yield polynomial(a), polynomial(b)
            else:
                yield (polynomial(a),)
                yield (polynomial(b),)
            return
        case _:
            pass
    if not isinstance(atom, Fold) or atom.dtype is not INT or atom.op not in ("min", "max"):
        return
    if upper == (atom.op == "min"):
        yield (polynomial(atom.init),)
    elif (last := last_of(atom)) is not None:
        highest = add(sub(last.hi, integer(1)), last.offset)
        yield polynomial(last.otherwise), polynomial(highest)
    elif (first := first_of(atom)) is not None:
        yield polynomial(first.otherwise), polynomial(add(first.lo, first.offset))
