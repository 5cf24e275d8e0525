"""What is known along one path of execution: facts, branch conditions, enclosing loops, integer views."""

from __future__ import annotations

from tensir.build import apply, cast, conjuncts, fits, implies, lt, negate
from tensir.cells import TRUE, Apply, Cell, Lit, rewritten
from tensir.dtypes import BOOL, INT, DType, Kind
from tensir.polynomial import normal
from tenspiler.symbolic.bounds import Bounds
from tenspiler.symbolic.obligation import LoopRange
from tenspiler.symbolic.summary import Environment


class Path:
    """A path through the program. Facts hold whenever execution gets here; branches work on copies."""

    def __init__(
        self,
        facts: list[Cell] | None = None,
        guards: tuple[Cell, ...] = (),
        loops: tuple[LoopRange, ...] = (),
        views: dict[Cell, Cell] | None = None,
        environment: Environment | None = None,
    ) -> None:
        self.facts = facts if facts is not None else []
        self.guards = guards
        self.loops = loops
        self.views = views if views is not None else {}
        self.environment = environment if environment is not None else Environment()
        self._bounds: Bounds | None = None
        self._known: set[Cell] = set(self.facts)

    def branch(self, condition: Cell) -> Path:
        """The path on which a condition holds."""
        path = Path(list(self.facts), self.guards, self.loops, dict(self.views), self.environment)
        if condition != TRUE:
            path.learn(condition)
            path.guards = (*self.guards, condition)
        return path

    def enter(self, loop: LoopRange, facts: tuple[Cell, ...]) -> Path:
        """The path inside an arbitrary iteration of a loop."""
        path = Path(list(self.facts), self.guards, (*self.loops, loop), dict(self.views), self.environment)
        for fact in facts:
            path.learn(fact)
        return path

    def learn(self, fact: Cell) -> None:
        """Add a fact."""
        for part in conjuncts(normal(fact)):
            if part != TRUE and part not in self._known:
                self.facts.append(part)
                self._known.add(part)
                self._bounds = None

    def learn_divisors(self, condition: Cell, yes: Path, no: Path) -> None:
        """What the branches of a choice have divided by is not 0 where they were taken."""
        for taken, branch in ((condition, yes), (negate(condition), no)):
            for fact in branch.facts:
                if is_nonzero(fact) and fact not in self._known and fact not in conjuncts(taken):
                    self.learn(implies(taken, fact))

    def knows(self, fact: Cell) -> bool:
        """Whether a condition is among the facts as it stands."""
        return fact == TRUE or fact in self._known

    @property
    def bounds(self) -> Bounds:
        """Quick sign reasoning over the facts."""
        if self._bounds is None:
            self._bounds = Bounds([*self.facts, *map(self.among_numbers, self.facts)])
        return self._bounds

    def among_numbers(self, fact: Cell) -> Cell:
        """A comparison of fixed-width integers as one of the numbers that they are."""
        match fact:
            case Apply(op="lt" | "le" | "gt" | "ge" | "eq" as op, args=(a, b)) if a.dtype.is_fixed:
                return apply(op, (self.plain_number(a), self.plain_number(b)), BOOL)
            case Apply(op="ne", args=(a, Lit(value=0))) if a.dtype.kind is Kind.UNSIGNED:
                return lt(Lit(0, INT), self.plain_number(a))
            case _:
                return fact

    def held(self, number: Cell, dtype: DType) -> Cell:
        """A number as the value of a variable of some type, which is known to hold it."""
        value = cast(number, dtype)
        if dtype.is_fixed:
            self.learn(fits(number, dtype))
            self.views[value] = number
        return value

    def plain_number(self, cell: Cell) -> Cell:
        """The number that an integer is, as far as that needs no reasoning."""
        return self.views.get(cell) or normal(cast(cell, INT))

    def number(self, cell: Cell) -> Cell:
        """An integer cell as a number of mathematics, simplified by what is known not to wrap here."""
        if cell.dtype is INT:
            return normal(self.seen_through(cell))
        view = self.views.get(cell)
        if view is not None:
            return view
        match cell:
            case Apply(op="cast", args=(inner,)) if inner.dtype.is_integer and cell.dtype.is_fixed:
                number = self.number(inner)
                if covers(cell.dtype, inner.dtype) or self.bounds.fits(number, cell.dtype):
                    self.views[cell] = number
                    return number
            case Apply(op="select", args=(condition, yes, no)):
                return self.chosen(condition, self.number(yes), self.number(no))
            case Apply(op="min" | "max" as op, args=(a, b)):
                return Apply(op, (self.number(a), self.number(b)), INT)
            case _:
                pass
        return cast(cell, INT)

    def settled(self, cell: Cell) -> Cell:
        """What `c ? x : y` is where c is among the facts, or its negation."""
        match cell:
            case Apply(op="select", args=(condition, yes, no)):
                if self.knows(condition):
                    return yes
                return no if self.knows(negate(condition)) else cell
            case _:
                return cell

    def seen_through(self, cell: Cell) -> Cell:
        """A number in which each integer that is known not to have wrapped is the number that it would be."""

        def change(term: Cell) -> Cell:
            match term:
                case Apply(op="cast", args=(inner,)) if term.dtype is INT and inner in self.views:
                    return self.views[inner]
                case _:
                    return term

        return rewritten(cell, change) if self.views else cell

    def chosen(self, condition: Cell, yes: Cell, no: Cell) -> Cell:
        """`c ? x : y` of numbers; `x < y ? x : y` is the lesser of the two."""
        match condition:
            case Apply(op="lt" | "le" | "gt" | "ge" as op, args=(a, b)) if a.dtype.is_integer:
                pair = (self.number(a), self.number(b))
                if op in ("gt", "ge"):
                    pair = pair[::-1]
                if pair in ((yes, no), (no, yes)):
                    return Apply("min" if pair == (yes, no) else "max", pair, INT)
            case _:
                pass
        return Apply("select", (condition, yes, no), INT)


def covers(wide: DType, narrow: DType) -> bool:
    """Whether every value of the integer type `narrow` is a value of `wide`."""
    if wide is INT:
        return True
    if narrow.kind is Kind.UNBOUNDED:
        return False
    return wide.lowest <= narrow.lowest and narrow.highest <= wide.highest


def is_nonzero(fact: Cell) -> bool:
    """Whether a fact says of an integer that it is not 0."""
    match fact:
        case Apply(op="ne", args=(a, Lit(value=0))) if a.dtype.is_integer:
            return True
        case _:
            return False
