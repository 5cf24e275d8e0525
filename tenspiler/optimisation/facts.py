"""What follows of sizes and indices from conditions that hold, found without a solver.

Before, where `a.shape[1] == n` and `k < n`: `select(0 <= k and k < min(n, a.shape[1]), x, y)`. After: `x`.
What is found here is proposed, as everything in this room is; it is the program that is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from functools import reduce as fold_left
from itertools import count
from typing import final

from tensir.build import apply, conj, conjuncts, disj, fold, le, lt, negate, select
from tensir.cells import FALSE, TRUE, Apply, Cell, Extent, Fold, Lit, Sym, children, rebuild, size_of
from tensir.dtypes import BOOL, INT
from tensir.first import first_of
from tensir.last import last_of
from tensir.polynomial import Monomial, Polynomial, plus, polynomial, sort_key, to_cell
from tenspiler.symbolic.execute import MOST_NODES

MOST_STEPS = 3
MOST_TRIED = 100


@final
class Facts:
    """Conditions that hold, for choices that they decide and for extents that they make equal."""

    def __init__(self, conditions: Iterable[Cell] = (), outer: Facts | None = None) -> None:
        self._names: dict[Cell, Cell] = dict(outer._names) if outer else {}
        self._known: dict[Cell, Cell] = dict(outer._known) if outer else {}
        self._slacks: dict[tuple[tuple[Monomial, int], ...], Polynomial] = (
            dict(outer._slacks) if outer else {}
        )
        self._open: list[list[Cell]] = list(outer._open) if outer else []
        self._limits: dict[Cell, list[Extent]] = outer._limits if outer else {}
        self._memo: dict[Cell, Cell] = {}
        self._inner: dict[tuple[Cell, ...], Facts] = {}
        self._decided: dict[Cell, Cell] = {}
        self._new: set[Cell] = set()
        conditions = self._given = tuple(conditions)
        if outer is None:
            for condition in conditions:
                for part in conjuncts(condition):
                    self._equate(part)
        for condition in conditions:
            for part in conjuncts(condition):
                self._learn(self.renamed(part))
        if outer is None:
            self._close(self._open)
        else:
            self._close([a for a in self._open if not self._new.isdisjoint(_atoms(a))])
        if outer is None:
            for alternatives in self._open:
                self._limit(alternatives)

    def beside(self, *conditions: Cell) -> Facts:
        """These facts and some more."""
        new = tuple(c for c in conditions if c not in self._known and c != TRUE)
        if not new:
            return self
        if new not in self._inner:
            self._inner[new] = Facts(new, self)
        return self._inner[new]

    # ------------------------------------------------------------ equal sizes

    def renamed(self, cell: Cell) -> Cell:
        """The cell with one name for sizes that are equal: that of an extent where there is one."""
        if not self._names:
            return cell
        return _renamed(cell, self._names, {})

    def _equate(self, part: Cell) -> None:
        match part:
            case Apply(op="eq", args=(a, b)) if a.dtype is INT and _is_size(a) and _is_size(b):
                a, b = self._names.get(a, a), self._names.get(b, b)
                if a == b:
                    return
                led = b in self._names.values()
                kept, dropped = (a, b) if (_rank(a), led) <= (_rank(b), not led) else (b, a)
                for name, known in self._names.items():
                    if known == dropped:
                        self._names[name] = kept
                self._names[dropped] = kept
            case _:
                pass

    # ------------------------------------------------------------ sizes that are limited where they matter

    def _limit(self, alternatives: Iterable[Cell]) -> None:
        """Take in `n <= len(x)` where it is one of some alternatives: the others are that nothing is read."""
        for alternative in alternatives:
            for slack in slacks_of(alternative):
                for monomial, times in slack.items():
                    if times == 1 and len(monomial) == 1 and isinstance(monomial[0], Extent):
                        size = to_cell(plus({monomial: 1}, slack, -1))
                        if isinstance(size, Extent):
                            continue  # some array is as large
                        limits = self._limits.setdefault(size, [])
                        if monomial[0] not in limits:
                            limits.append(monomial[0])

    def limited(self, size: Cell) -> Cell:
        """A size where it matters, and none that no array has where it does not.

        Where nothing is read, there is no telling how large it is: `min(n, len(x))` is `n` wherever another
        range has an element, and `x[:min(n, len(x))]` is a slice, whatever `n` is.
        """
        limits = [e for e in self._limits.get(size, ()) if self.truth(le(size, e)) == TRUE]
        return fold_left(lambda least, extent: apply("min", (least, extent), INT), limits, size)

    # ------------------------------------------------------------ what is known

    def _learn(self, part: Cell) -> None:
        if part == TRUE:
            return
        self._known[part], self._known[negate(part)] = TRUE, FALSE
        match part:
            case Apply(op="le" | "lt" | "ge" | "gt" | "eq", args=(a, _)) if a.dtype is INT:
                for slack in slacks_of(part):
                    self._take(slack)
            case Apply(op="or"):
                self._open.append(list(_disjuncts(part)))
            case Apply(op="not", args=(Apply(op="and"),)):
                self._open.append(list(_disjuncts(part)))
            case _:
                pass

    def _take(self, slack: Polynomial) -> None:
        """Take in that a polynomial is at least 0; of a bound that is a minimum or maximum, what follows."""
        self._slacks[tuple(sorted(slack.items(), key=_order))] = slack
        self._new |= {atom for monomial in slack for atom in monomial}
        for monomial, times in slack.items():
            if len(monomial) != 1 or not _is_clamp(monomial[0]) or abs(times) != 1:
                continue
            clamp = monomial[0]
            assert isinstance(clamp, Apply)
            rest = plus(slack, {monomial: -times})
            ways = [plus(rest, polynomial(a), times) for a in clamp.args]
            if (clamp.op == "max") == (times > 0):  # one of the two holds
                ways = [
                    way
                    for way, other in zip(ways, ways[::-1], strict=True)
                    if self.is_never_negative(_opposite(other))
                ]
            for way in ways:
                self._take(way)

    def _close(self, touched: Iterable[list[Cell]]) -> None:
        """Take in what is left of alternatives of which all others fail."""
        for alternatives in list(touched):
            left = [a for a in alternatives if self.truth(a) != FALSE]
            if len(left) == 1:
                self._open.remove(alternatives)
                self._decided.clear()
                for part in conjuncts(left[0]):
                    self._learn(part)

    def conditions(self) -> list[Cell]:
        """All that is known to hold."""
        return [c for c, truth in self._known.items() if truth == TRUE]

    def given(self) -> tuple[Cell, ...]:
        """The conditions with which it began, as they were written."""
        return self._given

    def holds(self, condition: Cell) -> bool:
        """Whether a condition is seen to hold."""
        return self.simplified(condition) == TRUE

    def truth(self, atom: Cell) -> Cell:
        """`TRUE` or `FALSE` where that is seen, and else the condition."""
        found = self._known.get(atom) or self._decided.get(atom)
        if found is None:
            found = self._decided[atom] = self._truth(atom)
        return found

    def _truth(self, atom: Cell) -> Cell:
        match atom:
            case Apply(op="le" | "lt" | "ge" | "gt", args=(a, _)) if a.dtype is INT:
                (slack,) = slacks_of(atom)
                if self.is_never_negative(slack):
                    return TRUE
                return FALSE if self.is_never_negative(_opposite(slack)) else atom
            case Apply(op="eq" | "ne" as op, args=(a, _)) if a.dtype is INT:
                up, down = slacks_of(Apply("eq", atom.args, BOOL))
                if self.is_never_negative(up) and self.is_never_negative(down):
                    return TRUE if op == "eq" else FALSE
                if self.is_never_negative(_opposite(up)) or self.is_never_negative(_opposite(down)):
                    return FALSE if op == "eq" else TRUE
                return atom
            case _:
                return atom

    def is_never_negative(self, slack: Polynomial) -> bool:
        """Whether a polynomial is seen to be at least 0: as a sum of facts, and of what is never negative."""
        return self._is_sum(slack, MOST_STEPS, count(1))

    def _is_sum(self, slack: Polynomial, steps: int, tried: Iterator[int]) -> bool:
        terms = [m for m, c in slack.items() if c < 0 or not all(map(_is_extent_like, m))]
        if not terms:
            return True
        if steps == 0 or next(tried) > MOST_TRIED:
            return False
        bounded = next((m for m in terms if len(m) == 1 and _is_clamp(m[0])), None)
        if bounded is not None:
            return self._without_clamp(slack, bounded, steps, tried)
        chosen = next((m for m in terms if m), ())
        for fact in self._slacks.values():
            times = fact.get(chosen, 0)
            if not times or (times > 0) != (slack[chosen] > 0) or (chosen and slack[chosen] % times):
                continue
            often = slack[chosen] // times if chosen else 1
            if self._is_sum(plus(slack, fact, -often), steps - 1, tried):
                return True
        return False

    def _without_clamp(self, slack: Polynomial, monomial: Monomial, steps: int, tried: Iterator[int]) -> bool:
        """One operand of a minimum or maximum is enough where it bounds; elsewhere both are needed."""
        (clamp,) = monomial
        assert isinstance(clamp, Apply)
        times = slack[monomial]
        rest = plus(slack, {monomial: -times})
        ways = (plus(rest, polynomial(a), times) for a in clamp.args)
        enough = any if (clamp.op == "max") == (times > 0) else all
        return enough(self._is_sum(way, steps, tried) for way in ways)

    # ------------------------------------------------------------ simplification

    def simplified(self, cell: Cell) -> Cell:
        """The cell without choices that the facts decide, equal sizes by one name.

        What is too large to be written out keeps its choices: each would be looked at in each case of others.
        """
        found = self._memo.get(cell)
        if found is None:
            found = self._memo[cell] = self._simplified(cell)
        return found

    def _simplified(self, cell: Cell) -> Cell:
        if cell in self._names:
            return self._names[cell]
        if size_of(cell) > MOST_NODES or not _has_choices(cell):
            return self.renamed(cell)
        match cell:
            case Apply(op="select", args=(condition, yes, no)):
                met = self.simplified(condition)
                if met in (TRUE, FALSE):
                    return self.simplified(yes if met == TRUE else no)
                return select(
                    met, self.beside(*conjuncts(met)).simplified(yes), self._against(met).simplified(no)
                )
            case Apply(op="and"):
                return self._conjunction(cell)
            case Apply(op="or", args=(a, b)):
                first = self.simplified(a)
                return TRUE if first == TRUE else disj(first, self._against(first).simplified(b))
            case Apply(op="min" | "max" as op, args=args) if cell.dtype is INT:
                return self._clamped(op, *map(self.simplified, args))
            case Apply():
                made = apply(cell.op, tuple(map(self.simplified, cell.args)), cell.dtype)
                return self.truth(made) if made.dtype is BOOL else made
            case Fold() if first_of(cell) or last_of(cell):
                return self.renamed(cell)
            case Fold(lo=lo, hi=hi):
                lo, hi = self.simplified(lo), self.simplified(hi)
                binder = Sym(cell.binder, INT)
                inside = self.beside(le(lo, binder), lt(binder, hi))
                init, body = self.simplified(cell.init), inside.simplified(cell.body)
                return fold(cell.op, cell.binder, lo, self.limited(hi), init, body)
            case _:
                return rebuild(cell, self.simplified)

    def _conjunction(self, cell: Cell) -> Cell:
        """Each part where the ones before it hold, then without those that the ones after it imply."""
        facts, kept = self, list[Cell]()
        for part in conjuncts(cell):
            met = facts.simplified(part)
            if met == FALSE:
                return FALSE
            kept += (c for c in conjuncts(met) if c != TRUE)
            facts = facts.beside(*conjuncts(met))
        for part in list(kept):
            others = [k for k in kept if k != part]
            if others and self.beside(*others).truth(part) == TRUE:
                kept = others
        return conj(*kept)

    def _against(self, condition: Cell) -> Facts:
        """The facts where a condition fails."""
        return self.beside(*map(negate, _disjuncts(condition))) if condition.dtype is BOOL else self

    def _clamped(self, op: str, a: Cell, b: Cell) -> Cell:
        if self.truth(le(a, b)) == TRUE:
            return a if op == "min" else b
        if self.truth(le(b, a)) == TRUE:
            return b if op == "min" else a
        return apply(op, (a, b), INT)


def _is_size(cell: Cell) -> bool:
    return isinstance(cell, Lit | Sym | Extent)


def _rank(cell: Cell) -> int:
    """Constants before extents, which are never negative, and these before numbers."""
    return 0 if isinstance(cell, Lit) else 1 if isinstance(cell, Extent) else 2


def _renamed(cell: Cell, names: dict[Cell, Cell], memo: dict[Cell, Cell]) -> Cell:
    found = names.get(cell) or memo.get(cell)
    if found is None:
        parts = rebuild(cell, lambda c: _renamed(c, names, memo)) if children(cell) else cell
        if parts is not cell and isinstance(parts, Apply):
            parts = apply(parts.op, parts.args, parts.dtype)
        found = memo[cell] = parts
    return found


def _atoms(conditions: Iterable[Cell]) -> set[Cell]:
    """The atoms of what some comparisons compare."""
    return {a for c in conditions for slack in slacks_of(c) for m in slack for a in m}


def _order(term: tuple[Monomial, int]) -> tuple[object, ...]:
    return tuple(sort_key(a) for a in term[0])


def _disjuncts(cell: Cell) -> Iterator[Cell]:
    match cell:
        case Apply(op="or", args=args):
            for arg in args:
                yield from _disjuncts(arg)
        case Apply(op="not", args=(Apply(op="and") as both,)):
            for part in conjuncts(both):
                yield from _disjuncts(negate(part))
        case _:
            yield cell


def slacks_of(atom: Cell) -> tuple[Polynomial, ...]:
    """What is at least 0 where a comparison of integers holds; nothing for other conditions."""
    if not isinstance(atom, Apply) or atom.args[0].dtype is not INT:
        return ()
    a, b = polynomial(atom.args[0]), polynomial(atom.args[-1])
    match atom.op:
        case "le":
            return (plus(b, a, -1),)
        case "lt":
            return (plus(plus(b, a, -1), {(): 1}, -1),)
        case "ge":
            return (plus(a, b, -1),)
        case "gt":
            return (plus(plus(a, b, -1), {(): 1}, -1),)
        case "eq":
            return plus(b, a, -1), plus(a, b, -1)
        case _:
            return ()


def _opposite(slack: Polynomial) -> Polynomial:
    """What is at least 0 where the slack is negative."""
    return plus({(): -1}, slack, -1)


def _is_extent_like(cell: Cell) -> bool:
    match cell:
        case Extent():
            return True
        case Apply(op="max", args=args):
            return any(_is_extent_like(a) for a in args)
        case Apply(op="min", args=args):
            return all(_is_extent_like(a) for a in args)
        case Lit():
            return cell.value >= 0
        case _:
            return False


def _is_clamp(cell: Cell) -> bool:
    return isinstance(cell, Apply) and cell.op in ("min", "max") and cell.dtype is INT


@lru_cache(maxsize=50_000)
def _has_choices(cell: Cell) -> bool:
    """Whether a cell has conditions, minima or maxima of integers, or ranges."""
    match cell:
        case Fold():
            return True
        case Apply() if cell.op == "select" or cell.dtype is BOOL or _is_clamp(cell):
            return True
        case _:
            return any(map(_has_choices, children(cell)))
