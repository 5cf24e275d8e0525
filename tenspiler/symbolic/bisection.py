"""Searches that halve a range, `while lo < hi`: how they end, by the rule of bisection.

Before: `while lo < hi: mid = (lo + hi) // 2; if a[mid] < x: lo = mid + 1; else: hi = mid`. After:
`lo = hi = lo + sum(lo <= k < hi: a[k] < x ? 1 : 0)`, once `a` is in order from `lo` to `hi`.

The rule: a loop keeps two ends, `low` and `high`, runs while `low < high`, looks at some m with
`low <= m < high`, and goes on with `low = m + 1` where P(m), else with `high = m`. If P(k + 1) implies P(k)
for all k from the first `low` on with k + 1 before the first `high`, it ends, with `low = high` behind the
indices of that range for which P holds: each round leaves P true before `low` and false from `high` on, and
the ends one step nearer at least. The ends may be kept with an offset: `lo <= hi` is a loop with
`high = hi + 1`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, final

from tensir.build import add, apply, cast, conj, eq, implies, le, lt, negate, select, sub
from tensir.cells import Apply, Cell, Elem, Lit, Sym, free_symbols, fresh, integer, substitute, subterms
from tensir.dtypes import INT
from tensir.polynomial import normal, plus, polynomial
from tensir.selection import count
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import ScalarType
from tenspiler.symbolic.obligation import LoopRange
from tenspiler.symbolic.path import Path
from tenspiler.symbolic.state import State

if TYPE_CHECKING:
    from tenspiler.symbolic.execute import Executor

UNSORTED: Final = "what is searched is not in order"
_OFFSETS: Final = (0, 1)


@final
@dataclass(frozen=True, slots=True)
class _Parts:
    """The statements of a search: its variables, what is looked at, and what becomes of the ends."""

    lo: str
    hi: str
    apart: int  # it goes on while `hi - lo` is more than this
    middle: nodes.Assign
    before: tuple[nodes.Stmt, ...]
    choice: nodes.If


@final
@dataclass(frozen=True, slots=True)
class _Ends:
    """How much is to be added to the variables for the ends of the range that is left."""

    low: int
    high: int


def after_bisection(executor: Executor, loop: nodes.While, state: State, path: Path) -> State | None:
    """The state after a search that halves a range; None for other loops."""
    parts = _parts(loop, executor.function.variables)
    if parts is None or not {parts.lo, parts.hi} <= state.scalars.keys():
        return None
    starts = [
        executor.index(
            executor.evaluate(nodes.Var(n, _type(executor, n), loop.span), state, path), path, loop.span
        )
        for n in (parts.lo, parts.hi)
    ]
    changed = nodes.assigned_scalars(loop.body)
    outside = state.without(changed)
    for offset in _OFFSETS:
        ends = _Ends(offset, offset - parts.apart)
        first, last = (normal(add(s, integer(o))) for s, o in zip(starts, (ends.low, ends.high), strict=True))
        search = _Search(executor, loop, parts, ends, first, last, outside, path)
        lower = search.is_lower_first()
        if lower is not None:
            return search.result(lower, state, starts[1])
    return None


class _Search:
    """One search under way, with the ends `first` and `last` that it begins with."""

    def __init__(
        self,
        executor: Executor,
        loop: nodes.While,
        parts: _Parts,
        ends: _Ends,
        first: Cell,
        last: Cell,
        outside: State,
        path: Path,
    ) -> None:
        self.executor = executor
        self.loop = loop
        self.parts = parts
        self.ends = ends
        self.first = first
        self.last = last
        self.outside = outside
        self.path = path
        self.span = loop.span
        self.low, self.high, self.middle, self.index = (Sym(fresh(n), INT) for n in ("low", "high", "m", "k"))

    def is_lower_first(self) -> bool | None:
        """Whether the branch `then` goes on with what is behind the middle; None if neither branch does."""
        for place, branch in enumerate((self.parts.choice.then, self.parts.choice.orelse)):
            match branch:
                case (nodes.Assign(name=name),) if name == self.parts.lo:
                    pass
                case _:
                    continue
            inside, state = self.halfway()
            quiet = self.executor.quiet()
            ended = quiet.run(branch, state, inside)
            low = quiet.index(ended.scalars[self.parts.lo], inside, self.span)
            step = plus(polynomial(add(low, integer(self.ends.low))), polynomial(self.middle), -1)
            return place == 0 if step == {(): 1} else None
        return None

    def round(self) -> tuple[Path, State]:
        """An arbitrary round: the path, and the state with the ends that it begins with."""
        low, high = self.low, self.high
        loops = (
            LoopRange(low.name, self.first, self.last),
            LoopRange(high.name, add(low, integer(1)), add(self.last, integer(1))),
        )
        inside = self.path.enter(loops[0], (le(self.first, low),)).enter(
            loops[1], (lt(low, high), le(high, self.last))
        )
        state = self.outside
        for name, end, offset in (
            (self.parts.lo, low, self.ends.low),
            (self.parts.hi, high, self.ends.high),
        ):
            state = self.known(state, inside, name, normal(sub(end, integer(offset))))
        return inside, state

    def known(self, state: State, path: Path, name: str, number: Cell) -> State:
        """The state in which a variable is a number that its type can hold."""
        return state.with_scalar(name, path.held(number, _type(self.executor, name).dtype))

    def halfway(self) -> tuple[Path, State]:
        """A round in which the middle is some index between the ends."""
        inside, state = self.round()
        inside.learn(conj(le(self.low, self.middle), lt(self.middle, self.high)))
        return inside, self.known(state, inside, self.parts.middle.name, self.middle)

    def result(self, lower: bool, state: State, high: Cell) -> State | None:
        """The state after the search, once it is owed that the rule holds for it; None where it looks
        for a number rather than in an array.
        """
        self.owe_middle()
        self.owe_ends(lower)
        condition = self.condition()
        holds = normal(condition if lower else negate(condition))
        if not _looks_up(holds, self.index.name):
            return None
        self.require_order(holds)
        number = normal(add(self.first, count(self.index.name, self.first, self.last, holds)))
        self.path.learn(le(self.first, number))
        self.path.learn(le(number, apply("max", (self.first, self.last), INT)))
        after = self.outside
        beyond = select(le(self.first, self.last), sub(number, integer(self.ends.high)), high)
        for name, value in ((self.parts.lo, sub(number, integer(self.ends.low))), (self.parts.hi, beyond)):
            after = self.known(after, self.path, name, normal(value))
        return after

    def owe_middle(self) -> None:
        inside, state = self.round()
        self.executor.evaluate(self.loop.condition, state, inside)  # for what it needs
        state = self.executor.run((self.parts.middle,), state, inside)
        middle = _unwrapped(state.scalars[self.parts.middle.name], inside)
        middle = self.executor.index(middle, inside, self.span)
        for goal in (le(self.low, middle), lt(middle, self.high)):
            self.owe(goal, "a search looks at what is not between its ends", inside)

    def owe_ends(self, lower: bool) -> None:
        """Owe that the ends move as the rule says, whichever way the choice comes out."""
        low, high = self.parts.lo, self.parts.hi
        for branch, behind in ((self.parts.choice.then, lower), (self.parts.choice.orelse, not lower)):
            inside, state = self.halfway()
            after = self.executor.run(branch, state, inside)
            expected = {
                low: add(self.middle, integer(1)) if behind else self.low,
                high: self.high if behind else self.middle,
            }
            for name, offset in ((low, self.ends.low), (high, self.ends.high)):
                number = add(self.executor.index(after.scalars[name], inside, self.span), integer(offset))
                self.owe(eq(number, expected[name]), "a search goes on elsewhere than at its middle", inside)

    def condition(self) -> Cell:
        """What is asked at an arbitrary index of the range; nothing but that says of which round."""
        index = self.index
        reached = (le(self.first, index), lt(index, self.last))
        inside = self.path.enter(LoopRange(index.name, self.first, self.last), reached)
        state = self.known(self.outside, inside, self.parts.middle.name, index)
        state = self.executor.run(self.parts.before, state, inside)
        return self.executor.evaluate(self.parts.choice.condition, state, inside)

    def require_order(self, holds: Cell) -> None:
        """Require that where the condition holds at an index, it holds at the one before."""
        index, one = self.index, integer(1)
        within = (le(self.first, index), lt(index, normal(sub(self.last, one))))
        inside = self.path.enter(LoopRange(index.name, self.first, normal(sub(self.last, one))), within)
        later = {index.name: normal(add(index, one))}
        ordered = _ordered(holds, index.name)
        if ordered is None:
            goal = implies(substitute(holds, later, make=apply), holds)
        else:
            key, rising = ordered
            behind = substitute(key, later, make=apply)
            goal = le(key, behind) if rising else le(behind, key)
        self.executor.require(goal, UNSORTED, inside, self.span)

    def owe(self, goal: Cell, reason: str, path: Path) -> None:
        self.executor.owe("step", normal(goal), reason, path, self.span)


def _looks_up(holds: Cell, index: str) -> bool:
    """Whether a condition is on elements at an index: to count numbers would be no search any more."""
    return any(isinstance(t, Elem) and index in free_symbols(t) for t in subterms(holds))


def _ordered(holds: Cell, index: str) -> tuple[Cell, bool] | None:
    """The key that a condition compares with what is the same for all indices, and whether keys must rise.

    `key < x`, `key <= x` and `not x < key` hold at an index if they do at a later one with a key that is no
    less, and the others the other way round.
    """
    match holds:
        case Apply(op="not", args=(Apply(op="lt" | "le" | "gt" | "ge" as op, args=(a, b)),)):
            rising = op in ("gt", "ge")
        case Apply(op="lt" | "le" | "gt" | "ge" as op, args=(a, b)):
            rising = op in ("lt", "le")
        case _:
            return None
    left, right = (index in free_symbols(side) for side in (a, b))
    if left == right:
        return None
    return (a, rising) if left else (b, not rising)


def _parts(loop: nodes.While, variables: dict[str, nodes.Type]) -> _Parts | None:
    """The statements of a search; None for a loop of another shape."""
    ends = _compared(loop.condition)
    if ends is None or len(loop.body) < 2:
        return None
    lo, hi, apart = ends
    middle, *before, choice = loop.body
    if not isinstance(middle, nodes.Assign) or not isinstance(choice, nodes.If):
        return None
    branches = (*choice.then, *choice.orelse)
    if not all(isinstance(s, nodes.Assign) and s.name in (lo, hi) for s in branches):
        return None
    own = {s.name for s in before if isinstance(s, nodes.Assign)}
    if len(own) != len(before) or own & {lo, hi, middle.name} or middle.name in (lo, hi):
        return None
    types = [variables[n] for n in (lo, hi, middle.name)]
    if not all(isinstance(t, ScalarType) and t.dtype.is_integer for t in types):
        return None
    return _Parts(lo, hi, apart, middle, tuple(before), choice)


def _compared(condition: nodes.Expr) -> tuple[str, str, int] | None:
    """The ends of a search and how far apart they are while it goes on: more than that."""
    match condition:
        case nodes.Op(op="lt" | "le" as op, args=(nodes.Var(name=lo), nodes.Var(name=hi))):
            return lo, hi, 0 if op == "lt" else -1
        case nodes.Op(op="gt" | "ge" as op, args=(nodes.Var(name=hi), nodes.Var(name=lo))):
            return lo, hi, 0 if op == "gt" else -1
        case nodes.Op(
            op="gt",
            args=(
                nodes.Op(op="sub", args=(nodes.Var(name=hi, type=kind), nodes.Var(name=lo))),
                nodes.Const(value=int() as apart),
            ),
        ) if not (kind.dtype.is_fixed and kind.dtype.lowest == 0):
            return lo, hi, apart
        case _:
            return None


def _unwrapped(cell: Cell, path: Path) -> Cell:
    """An integer as the number that it is, where the facts show that no sum in it wraps; no half of a number
    does.
    """
    match cell:
        case Apply(op="add" | "sub" as op, args=(a, b)) if cell.dtype.is_fixed:
            number = normal(apply(op, (_unwrapped(a, path), _unwrapped(b, path)), INT))
            return number if path.bounds.fits(number, cell.dtype) else path.number(cell)
        case Apply(op="truncdiv" | "shr" as op, args=(a, Lit() as divisor)) if divisor.value > 0:
            return normal(apply(op, (_unwrapped(a, path), cast(divisor, INT)), INT))
        case _:
            return path.number(cell)


def _type(executor: Executor, name: str) -> ScalarType:
    kind = executor.function.variables[name]
    assert isinstance(kind, ScalarType)
    return kind
