"""Summarise the loops of a function: run the body once with carried variables unknown, and solve the step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import final

from tensir.build import add, apply, cast, implies, le, lt, negate, scalar, select, sub
from tensir.cells import (
    FALSE,
    Apply,
    Cell,
    Elem,
    Extent,
    Fold,
    Lit,
    Sym,
    arrays_read,
    extents_read,
    free_symbols,
    fresh,
    integer,
    size_of,
    substitute,
    subterms,
)
from tensir.dtypes import INT
from tensir.first import first
from tensir.polynomial import linear_in, mentions, normal, plus, polynomial, to_cell
from tenspiler.effort import spend
from tenspiler.loopir import nodes
from tenspiler.loopir.nodes import Function, RowsApart, ScalarType, Span
from tenspiler.symbolic.execute import Executor, Unreadable, changed_variables, end_of
from tenspiler.symbolic.leaving import refuted, restricted
from tenspiler.symbolic.obligation import LoopRange, Nobody
from tenspiler.symbolic.path import Path
from tenspiler.symbolic.shell import array_at, round_of, scalar_at
from tenspiler.symbolic.state import ArrayValue, State
from tenspiler.symbolic.summary import LoopSummary, placeholder
from tenspiler.synthesis.closed_array import Iteration, closed_arrays
from tenspiler.synthesis.closed_scalar import absorbed, closed_forms, setting
from tenspiler.synthesis.closed_selection import begins_at_once, places, without_casts
from tenspiler.synthesis.ends import End, ends, mentions_place, solved
from tenspiler.synthesis.euclid import recombined
from tenspiler.synthesis.longer import with_longer_folds
from tenspiler.synthesis.occurrences import replace
from tenspiler.synthesis.positions import extreme_of_selected, position
from tenspiler.synthesis.rounds import finds_its_places, is_worth_rounds, read_behind
from tenspiler.synthesis.runners import runner_up
from tenspiler.synthesis.screen import Claim, survives
from tenspiler.synthesis.traces import periodic

MOST_ENDS = 4
MOST_IN_EXIT = 400  # larger conditions, of which each later value holds several copies, end in no proof


@final
@dataclass(frozen=True, slots=True)
class Unsolved:
    """A variable for which no closed form was found, and what it becomes in an iteration."""

    name: str
    span: Span
    step: Cell


@final
@dataclass(slots=True)
class Search:
    """What a search has found: summaries by loop, what stayed unsolved, how many candidates were tried.

    `rejected` counts the closed forms that were not proved, `screened` says which claims survived runs.
    `apart` says under which conditions rows do not overlap, where nothing is found while they may. `unfit`
    are loops whose rounds do not keep what they hand on as it should be. `handed` is what rounds hand on.
    """

    summaries: dict[int, LoopSummary] = field(default_factory=dict[int, LoopSummary])
    unsolved: dict[str, Unsolved] = field(default_factory=dict[str, Unsolved])
    candidates: int = 0
    rejected: dict[tuple[int, str], int] = field(default_factory=dict[tuple[int, str], int])
    screened: dict[tuple[Claim, ...], bool] = field(default_factory=dict[tuple[Claim, ...], bool])
    apart: dict[RowsApart, None] = field(default_factory=dict[RowsApart, None])
    unfit: set[int] = field(default_factory=set[int])
    handed: dict[str, Unsolved] = field(default_factory=dict[str, Unsolved])

    def reject(self, claim: tuple[int, str]) -> None:
        """Do not propose this loop's closed form of a variable again: it was not proved."""
        label, name = claim
        if label in self.summaries and name in self.summaries[label].handed_on:
            self.unfit.add(label)
        self.rejected[claim] = self.rejected.get(claim, 0) + 1
        self.summaries.clear()
        self.unsolved.clear()


class Summariser(Executor):
    """An executor that invents the summary of each loop when it gets there."""

    def __init__(self, function: Function, search: Search) -> None:
        self.search = search
        super().__init__(function, self.search.summaries, Nobody())

    def loop(self, statement: nodes.For, state: State, path: Path) -> State:
        """The state after a loop, by a summary found on the spot."""
        frame = Frame(self, statement, state, path)
        summary = frame.solve()
        self.search.summaries[statement.label] = summary
        if statement.until is not None:
            if summary.exit is None:
                raise Unreadable(frame.obstacle() or statement.until, statement.span)
            quiet = Executor(self.function, self.search.summaries, Nobody())
            round = quiet.round(statement, summary, state, path, frame.index, frame.lo, frame.hi)
            return self.leave_early(statement, summary, state, path, frame.lo, frame.hi, round)
        return self.leave(statement, summary, state, path, frame.lo, frame.hi)


class Frame:
    """One loop whose summary is sought, in the state in which it is entered."""

    def __init__(self, owner: Summariser, statement: nodes.For, entry: State, path: Path) -> None:
        self.owner, self.statement, self.entry, self.path = owner, statement, entry, path
        self.lo, self.hi = owner.range_of(statement, entry, path)
        self.index = Sym(fresh(statement.counter), INT)
        self.label = statement.label
        self.changed = changed_variables(statement)
        carried = self.changed - {statement.counter, statement.until}
        self.scalars = {n: s for n in sorted(carried) if (s := self.scalar_head(n)) is not None}
        self.arrays = {n: a for n in sorted(carried) if (a := self.array_head(n)) is not None}
        self.closed: dict[str, Cell] = {}
        self.invariants: dict[str, Cell] = {}
        self.positions: set[str] = set()
        self.lengths: dict[tuple[str, int], Cell] = {}
        self.closed_bodies: dict[str, ArrayValue] = {}
        self.left: Cell = FALSE
        self.run_until: Cell = self.hi

    def scalar_head(self, name: str) -> Sym | None:
        """The unknown value of a carried scalar at the head of an iteration."""
        if name not in self.entry.scalars:
            return None
        kind = self.owner.function.variables[name]
        assert isinstance(kind, ScalarType)
        return Sym(placeholder(name, self.label), kind.dtype)

    def array_head(self, name: str) -> ArrayValue | None:
        """The unknown value of a carried array at the head of an iteration."""
        entry = self.entry.arrays.get(name)
        if entry is None:
            return None
        unknown = placeholder(name, self.label)
        binders = tuple(fresh("k") for _ in entry.shape)
        shape = tuple(Extent(unknown, axis) for axis in range(len(binders)))
        return ArrayValue(
            entry.dtype, shape, binders, Elem(unknown, tuple(Sym(b, INT) for b in binders), entry.dtype)
        )

    def solve(self) -> LoopSummary:
        """Closed forms for whatever can be solved: first what array elements do not touch, then the rest."""
        after = self.run_body()
        ended = self.solve_ends(after)
        after = after if ended is None else ended
        found = self.solve_scalars(after, reading_arrays=False) | self.solve_lengths(after)
        partly = bool(self.arrays) or len(self.closed) < len(self.scalars)
        if ended is None and found and (partly or self.statement.until is not None):
            after = self.run_body()
        progress = True
        while progress:
            progress = self.solve_arrays(after) | self.solve_scalars(after, reading_arrays=True)
            if not progress:
                progress = (
                    self.solve_companions(after)
                    or self.solve_exchanges(after)
                    or self.solve_ahead(after)
                    or self.solve_swaps(after)
                )
                if not progress and self.measured_late(after):
                    after = self.run_body()
                    progress = True
        handed = self.hand_on(after)
        self.note_unsolved(after)
        closed, bodies, invariants = dict(self.closed), dict(self.closed_bodies), dict(self.invariants)
        return LoopSummary(self.label, self.index.name, closed, bodies, self.exit(), invariants, handed)

    def obstacle(self) -> str | None:
        """A variable without a closed form on which leaving the loop depends."""
        left = self.known(self.left)
        unsolved = [n for n, s in self.scalars.items() if s.name in free_symbols(left) & self.open_names()]
        read = arrays_read(left)
        unsolved += [
            n for n in self.arrays if n not in self.closed_bodies and placeholder(n, self.label) in read
        ]
        return unsolved[0] if unsolved else None

    def exit(self) -> Cell | None:
        """The first iteration that leaves the loop; None where that cannot be said."""
        left = normal(self.known(self.left))
        if self.statement.until is None or not self.is_closed(left) or size_of(left) > MOST_IN_EXIT:
            return None
        binder = fresh(self.index.name)
        condition = substitute(left, {self.index.name: Sym(binder, INT)}, make=apply)
        end = end_of(self.lo, self.hi, self.path)
        return normal(first(binder, self.lo, self.run_until, end, condition))

    # ------------------------------------------------------------ loops that stay

    def hand_on(self, after: State) -> frozenset[str]:
        """Variables without a closed form that the rounds of this loop hand on, if it is to stay a loop.

        Those are the ones that are needed behind it, and what their steps depend on.
        """
        inside = self.path.loops or self.path.guards or self.statement.until is not None
        if inside or self.label in self.owner.search.unfit:
            return frozenset()
        steps = self.steps(after)
        if not steps:
            return frozenset()
        held = self.held()
        self.arrays.update(held)
        for name in held:
            self.lengths |= {(name, axis): n for axis, n in enumerate(self.entry.arrays[name].shape)}
        if held:
            after = self.run_body()
            steps = self.steps(after)
        if not steps or not is_worth_rounds(self.statement, steps, self.heads()):
            self.arrays = {name: value for name, value in self.arrays.items() if name not in held}
            return frozenset()
        round = round_of(self.index, self.lo)
        # What is stored into has to be there, also where all of it is new in each round.
        stored = [
            n for n in self.open_arrays() if n in after.arrays and self.keeps_its_type(n, after.arrays[n])
        ]
        handed = frozenset((*steps, *stored))
        for name, step in steps.items():
            self.owner.search.handed.setdefault(name, Unsolved(name, self.statement.span, step))
        for name in handed:
            if name in self.scalars:
                self.closed[name] = scalar_at(name, self.label, self.scalars[name].dtype, round)
            else:
                self.closed_bodies[name] = array_at(name, self.label, round, self.entry.arrays[name])
        return handed

    def steps(self, after: State) -> dict[str, Cell]:
        """What a round makes of each variable that it has to hand on; nothing if one of them may not be."""
        behind = read_behind(self.owner.function, self.label)
        pending = [n for n in self.open_variables() if n in behind]
        found: dict[str, Cell] = {}
        while pending:
            name = pending.pop()
            if name in found:
                continue
            value = after.scalars.get(name) or after.arrays.get(name)
            if value is None or not self.keeps_its_type(name, value):
                return {}
            found[name] = self.known(value.body if isinstance(value, ArrayValue) else value)
            read = free_symbols(found[name]) | arrays_read(found[name])
            pending += [n for n in self.open_variables() if placeholder(n, self.label) in read]
        return found

    def held(self) -> dict[str, ArrayValue]:
        """Arrays of floats that were computed before and do not change: steps are to read them as they are.

        Before: `best[j] + sum(k < j: cost[k])`. After: `best[j] + total[j]`.
        """
        parameters = {p.name for p in self.owner.function.parameters}
        mentioned = nodes.mentioned_arrays(self.statement.body)
        return {
            name: head
            for name, value in self.entry.arrays.items()
            if name in mentioned and name not in self.changed and name not in parameters
            if value.dtype.is_float and any(isinstance(t, Fold) for t in subterms(value.body))
            if (head := self.array_head(name)) is not None
        }

    def heads(self) -> dict[str, Cell]:
        """What each carried variable is called in a step, before the round."""
        return {**self.scalars, **{n: a.body for n, a in self.arrays.items()}}

    def open_variables(self) -> list[str]:
        """Variables that are carried and have no closed form."""
        return [*(n for n in self.scalars if n not in self.closed), *self.open_arrays()]

    def open_arrays(self) -> list[str]:
        """Arrays that are carried and have no closed form."""
        return [n for n in self.arrays if n not in self.closed_bodies]

    def keeps_its_type(self, name: str, value: Cell | ArrayValue) -> bool:
        """Whether a round leaves a value of the dtype and the extents with which the loop is entered."""
        if not isinstance(value, ArrayValue):
            return name in self.scalars and value.dtype is self.scalars[name].dtype
        entry = self.entry.arrays[name]
        lengths = [self.lengths.get((name, axis)) for axis in range(len(entry.shape))]
        same = all(
            n is not None and normal(n) == normal(e) for n, e in zip(lengths, entry.shape, strict=True)
        )
        return same and value.dtype is entry.dtype

    # ------------------------------------------------------------ running the body

    def head(self) -> State:
        """The state at the head: what is solved by its closed form, the rest unknown."""
        state = self.entry.without(self.changed)
        for name, symbol in self.scalars.items():
            state = state.with_scalar(name, self.closed.get(name, symbol))
        for name, value in self.arrays.items():
            shape = tuple(self.lengths.get((name, axis), n) for axis, n in enumerate(value.shape))
            state = state.with_array(name, ArrayValue(value.dtype, shape, value.binders, value.body))
        return state

    def run_body(self) -> State:
        """The state at the end of an arbitrary iteration."""
        inside = self.path.enter(
            LoopRange(self.index.name, self.lo, self.hi), (le(self.lo, self.index), lt(self.index, self.hi))
        )
        start, inside = self.owner.enter(
            self.statement, self.entry, self.head(), inside, self.index, self.lo, self.hi
        )
        after = self.owner.run(self.statement.body, start, inside)
        return after if self.statement.until is None else self.staying(after, self.statement.until, inside)

    def staying(self, after: State, flag: str, inside: Path) -> State:
        """The state after an iteration that does not leave the loop; when it would is noted."""
        self.left = after.scalars[flag]
        self.run_until = self.hi
        known = set(self.path.facts)
        found = [upper_bound(f, self.index.name) for f in inside.facts if f not in known]
        for bound in tightest([b for b in found if b is not None and self.is_closed(b)]):
            if bound != normal(self.hi):
                self.run_until = apply("min", (self.run_until, bound), INT)
        return restricted(after, refuted(self.left))

    # ------------------------------------------------------------ solving

    def known(self, cell: Cell) -> Cell:
        """A cell with the solved variables' closed forms put in for their unknown head values."""
        symbols = {self.scalars[n].name: c for n, c in self.closed.items()}

        def element(read: Elem) -> Cell | None:
            for name, value in self.closed_bodies.items():
                if read.array == placeholder(name, self.label):
                    return self.solved_element(name, value, read)
            return None

        def extent(term: Extent) -> Cell | None:
            for (name, axis), length in self.lengths.items():
                if term == Extent(placeholder(name, self.label), axis):
                    return length
            return None

        return with_longer_folds(recombined(substitute(cell, symbols, element, extent, apply)))

    def solved_element(self, name: str, value: ArrayValue, read: Elem) -> Cell:
        """An element of a solved array at the head of the iteration, over the entry's array."""
        found = value.at(read.indices)

        def entry_element(inner: Elem) -> Cell | None:
            return self.entry.arrays[name].at(inner.indices) if inner.array == read.array else None

        return substitute(found, {}, entry_element, None, apply)

    def open_names(self, besides: str = "") -> frozenset[str]:
        """Symbols of the scalars that are still unsolved."""
        return frozenset(s.name for n, s in self.scalars.items() if n not in self.closed and n != besides)

    def is_closed(self, cell: Cell, besides: str = "") -> bool:
        """Whether a cell depends on solved variables only, and on `besides`."""
        unsolved = {
            placeholder(n, self.label) for n in self.arrays if n not in self.closed_bodies and n != besides
        }
        extents = {a for a, _ in extents_read(cell)} & {
            placeholder(n, self.label) for n in self.arrays if n != besides
        }
        return not (free_symbols(cell) & self.open_names(besides) or arrays_read(cell) & unsolved or extents)

    def solve_scalars(self, after: State, reading_arrays: bool, ahead: bool = False) -> bool:
        """Solve what can be solved; whether anything was.

        With `ahead`, unsolved arrays are taken to be read where nothing has been written yet.
        """
        solved = False
        progress = True
        while progress:
            progress = False
            for name, symbol in self.scalars.items():
                if name in self.closed or name not in after.scalars:
                    continue
                step = absorbed(self.known(after.scalars[name]), symbol, self.entry.scalars[name])
                step = self.unwritten(step) if ahead else step
                if not reading_arrays and self.reads_what_is_open(name, after.scalars[name]):
                    continue
                if not self.is_closed(step, name):
                    continue
                if not ahead and self.solve_position(name, step):
                    solved = progress = True
                    continue
                entry = self.entry.scalars[name]
                proposals = closed_forms(symbol, step, self.index, self.lo, entry, self.reaches_its_start())
                if any(symbol.name in free_symbols(a.body) for a in after.arrays.values()):
                    proposals = chain(places(symbol, step, self.index, self.lo, entry), proposals)
                inductive = (c for c in proposals if self.is_inductive(c, entry, replace(step, symbol, c)))
                for candidate in islice(inductive, self.refuted(name), None):
                    self.closed[name] = candidate
                    solved = progress = True
                    break
        return solved

    def reads_what_is_open(self, name: str, step: Cell) -> bool:
        """Whether a step reads arrays that change, or reads any at places that other variables say.

        It is seen more clearly once it is run with the closed forms of those.
        """
        read = arrays_read(step)
        others = {s.name for n, s in self.scalars.items() if n != name}
        return bool(read & {placeholder(n, self.label) for n in self.arrays}) or bool(
            read and free_symbols(step) & others
        )

    def reaches_its_start(self) -> bool:
        """Whether the loop's end is visibly not before its start."""
        return self.path.bounds.at_least(self.hi, self.lo)

    def refuted(self, name: str) -> int:
        """How many closed forms of a variable have failed their proof: the first that runs bear out."""
        failed = self.owner.search.rejected.get((self.label, name), 0)
        return max(0, failed - 1) if name in self.positions else failed

    def solve_ends(self, after: State) -> State | None:
        """Solve an array that grows by what stands at its end; what an iteration does in terms of that."""
        heads = {n: a.body for n, a in self.arrays.items() if isinstance(a.body, Elem)}
        rejected = self.owner.search.rejected
        for name, end in ends(after, heads, self.scalars) if self.statement.until is None else ():
            place = self.variable_of(end.place) or name
            if (self.label, name) in rejected or (self.label, place) in rejected:
                continue
            found = self.solve_end(name, place, end, after.changed(partial(self.read_ahead, name, end)))
            if found is not None:
                return found
        return None

    def solve_end(self, name: str, place: str, end: End, after: State) -> State | None:
        """Solve an array and its place by what stands at its end."""
        grows = isinstance(end.place, Extent)
        entry = self.entry.arrays[name]
        start = entry.shape[0] if grows else self.entry.scalars[place]
        start = cast(start, INT)
        before = entry.at((normal(add(start, integer(end.offset))),)), start
        moved = after.arrays[name].shape[0] if grows else after.scalars[place]
        kept = dict(self.closed), dict(self.closed_bodies), dict(self.lengths), dict(self.invariants)
        proposals = solved(
            end,
            after.arrays[name],
            moved,
            self.index,
            self.lo,
            self.hi,
            before,
            lambda cell: not self.is_closed(cell),
            self.is_inductive,
        )
        for found in islice(proposals, MOST_ENDS):
            rewritten = after.changed(found.put)
            self.solve_lengths(rewritten)
            self.solve_scalars(rewritten, reading_arrays=True)
            self.solve_arrays(rewritten)
            number = self.lengths.get((name, 0)) if grows else self.closed.get(place)
            if name in self.closed_bodies and number is not None:
                place_then = without_casts(cast(number, INT))
                claim = end.says(found.value, found.none, self.closed_bodies[name], place_then)
                self.invariants[name] = claim
                return rewritten
            self.closed, self.closed_bodies = dict(kept[0]), dict(kept[1])
            self.lengths, self.invariants = dict(kept[2]), dict(kept[3])
        return None

    def variable_of(self, place: Sym | Extent) -> str | None:
        """The carried scalar that a place is, if it is one."""
        return next((n for n, s in self.scalars.items() if isinstance(place, Sym) and s == place), None)

    def read_ahead(self, name: str, end: End, cell: Cell) -> Cell:
        """A cell that reads an array as it was at the entry, where the iteration says at which place."""

        def element(read: Elem) -> Cell | None:
            ahead = read.array == end.array and mentions(read.indices[0], self.index.name)
            if not ahead or mentions_place(read.indices[0], end):
                return None
            return self.entry.arrays[name].at(read.indices)

        return substitute(cell, {}, element, None, apply)

    def solve_exchanges(self, after: State) -> bool:
        """Solve scalars that change places, which depend on each other; whether there were any."""
        names = [n for n in self.scalars if n not in self.closed and n in after.scalars]
        steps = {n: self.known(after.scalars[n]) for n in names}
        steps = {n: s for n, s in steps.items() if not arrays_read(s) and free_symbols(s)}
        heads = {n: self.scalars[n] for n in steps}
        entries = {n: self.entry.scalars[n] for n in steps}
        if not steps or any(self.refuted(n) for n in steps):
            return False
        found = periodic(steps, heads, entries, self.index, self.lo)
        self.closed.update(found)
        self.owner.search.candidates += len(found)
        return bool(found)

    def solve_position(self, name: str, step: Cell) -> bool:
        """Solve a variable as the position of an extreme that the loop looks for; whether it is one."""
        symbol, entry = self.scalars[name], self.entry.scalars[name]
        found = (
            position(symbol, step, self.index, self.lo, self.hi, entry)
            or extreme_of_selected(symbol, step, self.index, self.lo, self.hi, entry)
            or next(runner_up(symbol, step, self.index, self.lo, entry), None)
        )
        if found is None or not self.is_inductive(found.closed, entry, replace(step, symbol, found.closed)):
            return False
        if self.owner.search.rejected.get((self.label, name), 0):
            self.positions.add(name)  # the proof of that has failed
            return False
        self.closed[name], self.invariants[name] = found.closed, found.invariant
        return True

    def solve_companions(self, after: State) -> bool:
        """Solve the place of an extreme with the element that is kept beside it; whether there was one.

        Before: `if best < 0 or y[t] < least: best = t; least = y[t]`. After: best as if it were compared with
        `y[best]`, and least as that.
        """
        left = {n: s for n, s in self.scalars.items() if n not in self.closed and n in after.scalars}
        set_to = {n: setting(self.known(after.scalars[n]), s) for n, s in left.items()}
        for name, symbol in left.items():
            held, place = set_to[name]
            if place is None or not mentions(place, self.index.name):
                continue
            for other, kept in left.items():
                when, value = set_to[other]
                if not mentions(held, kept.name) or when != held or value is None:
                    continue
                if self.open_names() & free_symbols(value):
                    continue
                there = substitute(value, {self.index.name: Sym(symbol.name, INT)}, make=apply)
                step = select(substitute(held, {kept.name: there}, make=apply), place, symbol)
                if not self.is_closed(step, name):
                    continue
                if self.solve_companion(after, name, step, other, there):
                    return True
        return False

    def solve_companion(self, after: State, name: str, step: Cell, other: str, there: Cell) -> bool:
        """Solve the place of an extreme, and what is kept of the element `there`."""
        symbol, entry = self.scalars[name], self.entry.scalars[name]
        found = position(symbol, step, self.index, self.lo, self.hi, entry)
        if found is None or not self.is_inductive(found.closed, entry, replace(step, symbol, found.closed)):
            return False
        kept, before = self.scalars[other], self.entry.scalars[other]
        self.closed[name] = found.closed
        following = self.known(after.scalars[other])
        for value, known in islice(found.beside(there, symbol, before), self.refuted(other), None):
            if self.is_inductive(value, before, replace(following, kept, value)):
                self.closed[other], self.invariants[name] = value, known
                return True
        del self.closed[name]
        return False

    def solve_ahead(self, after: State) -> bool:
        """Solve scalars that read an array ahead of where the loop writes it, and the array with them.

        Before: `s += x[i]; x[i] = s`, where each is open as long as the other is. After: `s` over the
        elements at the entry, and `x` over that; kept if both steps hold for both of them.
        """
        if not self.arrays.keys() - self.closed_bodies.keys():
            return False
        kept = dict(self.closed), dict(self.closed_bodies)
        if not self.solve_scalars(after, reading_arrays=True, ahead=True):
            return False
        solved = self.closed.keys() - kept[0].keys()
        while self.solve_arrays(after):
            pass
        if all(self.still_holds(name, after) for name in solved):
            return True
        self.closed, self.closed_bodies = kept
        return False

    def still_holds(self, name: str, after: State) -> bool:
        """Whether a scalar's closed form follows its step, now that the arrays in it are solved."""
        step, candidate = self.known(after.scalars[name]), self.closed[name]
        return self.is_closed(step) and self.is_inductive(candidate, self.entry.scalars[name], step)

    def solve_swaps(self, after: State) -> bool:
        """Solve arrays that read each other where neither has been written yet.

        Before: `t = x[i]; x[i] = y[i]; y[i] = t`, where each is open as long as the other is. After: `x` over
        `y` at the entry, and `y` over that; kept if the steps still hold.
        """
        kept = dict(self.closed_bodies)
        if len(self.arrays) - len(kept) < 2 or not self.solve_arrays(after, ahead=True):
            return False
        solved = self.closed_bodies.keys() - kept.keys()
        while self.solve_arrays(after):
            pass
        if all(self.body_still_holds(name, after) for name in solved):
            return True
        self.closed_bodies = kept
        return False

    def body_still_holds(self, name: str, after: State) -> bool:
        """Whether an array's closed form follows its step, now that the arrays in it are solved."""
        claimed, head = self.closed_bodies[name], self.arrays[name].body
        assert isinstance(head, Elem)
        step = self.known(after.arrays[name].renamed(claimed.binders))
        entry = self.entry.arrays[name].at(head.indices)
        return self.is_closed(step) and self.is_inductive(
            self.solved_element(name, claimed, head), entry, step
        )

    def unwritten(self, cell: Cell, besides: str = "") -> Cell:
        """A cell that reads unsolved arrays, but for one, as they were at the entry."""
        open_arrays = {
            placeholder(n, self.label): n for n in self.arrays if n not in self.closed_bodies and n != besides
        }

        def element(read: Elem) -> Cell | None:
            name = open_arrays.get(read.array)
            return None if name is None else self.entry.arrays[name].at(read.indices)

        return substitute(cell, {}, element, None, apply)

    def solve_lengths(self, after: State) -> bool:
        """Solve the extents of growing arrays; whether any of them grows."""
        grows = False
        for name, value in self.arrays.items():
            if name not in after.arrays:
                continue
            for axis, extent in enumerate(after.arrays[name].shape):
                entry = self.entry.arrays[name].shape[axis]
                unknown = value.shape[axis]
                if extent == unknown:
                    self.lengths[name, axis] = entry
                    continue
                grows = True
                step = without_ends(self.known(extent))
                if normal(step) == normal(entry):
                    self.lengths[name, axis] = entry
                    continue
                if axis and unknown != step and not mentions_extent(step, unknown):
                    self.lengths[name, axis] = step
                    continue
                heads = {placeholder(n, self.label) for n in self.arrays if n != name}
                if heads & {array for array, _ in extents_read(step)}:
                    continue
                if arrays_read(step) & {placeholder(n, self.label) for n in self.open_arrays() if n != name}:
                    continue  # see `measured_late`
                for candidate in closed_forms(unknown, step, self.index, self.lo, entry):
                    self.lengths[name, axis] = candidate
                    break
        self.solve_equal_lengths(after)
        return grows

    def measured_late(self, after: State) -> bool:
        """Solve the extents of growing arrays that depend on arrays which are solved now; whether any do."""
        known = dict(self.lengths)
        growing = [n for n, a in self.arrays.items() if (n, 0) not in known and n in after.arrays and a.shape]
        read = {a for n in growing for a in arrays_read(after.arrays[n].shape[0])}
        if not read & {placeholder(n, self.label) for n in self.closed_bodies}:
            return False
        self.solve_lengths(after)
        self.lengths |= known
        return len(self.lengths) > len(known)

    def solve_equal_lengths(self, after: State) -> None:
        """Solve the extents of arrays that change places, if they are as they were where they are alike."""
        left = {
            (name, axis): extent
            for name, value in self.arrays.items()
            for axis, extent in enumerate(value.shape)
            if (name, axis) not in self.lengths and name in after.arrays
        }
        kept = {key: self.entry.arrays[key[0]].shape[key[1]] for key in left}
        self.lengths.update(kept)
        steps = {(n, axis): self.known(after.arrays[n].shape[axis]) for n, axis in left}
        if any(normal(steps[key]) != normal(kept[key]) for key in left):
            for key in left:
                del self.lengths[key]

    def solve_arrays(self, after: State, ahead: bool = False) -> bool:
        """Solve what can be solved, or with `ahead` the first that can; whether anything was.

        With `ahead`, other unsolved arrays are taken to be read where nothing has been written yet.
        """
        solved = False
        for name, value in self.arrays.items():
            if name in self.closed_bodies or name not in after.arrays:
                continue
            if any((name, axis) not in self.lengths for axis in range(len(value.shape))):
                continue
            step = after.arrays[name]
            body = self.known(step.renamed(value.binders))
            body = self.unwritten(body, name) if ahead else body
            length = normal(self.lengths[name, 0]) if value.shape else None
            if not self.is_closed(body, name) or finds_its_places(body, value, length):
                continue
            bounds = self.path.enter(
                LoopRange(self.index.name, self.lo, self.hi),
                (le(self.lo, self.index), lt(self.index, self.hi)),
            ).bounds
            keep = value.body
            assert isinstance(keep, Elem)
            renamed = ArrayValue(value.dtype, value.shape, value.binders, body)
            loop = Iteration(self.index, self.lo, self.hi, bounds, length=length)
            proposals = closed_arrays(renamed, keep, loop)
            before = self.entry.arrays[name]
            inductive = (c for c in proposals if self.is_inductive_body(c, value, keep, body, before))
            for candidate in islice(inductive, self.refuted(name), None):
                shape = tuple(normal(self.lengths[name, axis]) for axis in range(len(value.shape)))
                self.closed_bodies[name] = ArrayValue(value.dtype, shape, value.binders, candidate)
                if name not in self.invariants and value.shape and begins_at_once(shape[0], loop):
                    self.invariants[name] = implies(lt(self.lo, self.index), lt(integer(0), shape[0]))
                solved = True
                break
            self.want_apart(name, loop)
            if solved and ahead:
                break
        return solved

    def want_apart(self, name: str, loop: Iteration) -> None:
        """Note under which conditions rows do not overlap that the loop writes, if callers can know them."""
        parameters = self.owner.function.parameters
        scalars = {p.name for p in parameters if isinstance(p.type, ScalarType)}
        arrays = {p.name for p in parameters} - scalars
        for rows in loop.rows:
            condition = normal(self.known(rows))
            measured = {a for a, _ in extents_read(condition)}
            if free_symbols(condition) <= scalars and measured <= arrays and not arrays_read(condition):
                self.owner.search.apart[RowsApart(name, condition, self.statement.span)] = None

    def is_inductive_body(
        self, candidate: Cell, value: ArrayValue, keep: Elem, body: Cell, before: ArrayValue
    ) -> bool:
        """Whether a closed form of an array starts with it and follows the step, as far as runs show.

        Where scalars were solved over the array as it was `before`, that and what is kept are one.
        """
        claimed = ArrayValue(value.dtype, value.shape, value.binders, candidate)
        after = substitute(body, {}, claimed_reader(claimed, keep), None, apply)
        if isinstance(before.body, Elem) and before.body.array in arrays_read(after):
            known = claimed_reader(before, keep)
            candidate, after = (substitute(c, {}, known, None, apply) for c in (candidate, after))
            return self.is_inductive(candidate, before.at(keep.indices), after)
        return self.is_inductive(candidate, keep, after)

    def is_inductive(self, candidate: Cell, entry: Cell, after: Cell) -> bool:
        """Whether a closed form starts with the value at entry and follows the step, as far as runs show."""
        spend()
        at_start = substitute(candidate, {self.index.name: self.lo}, make=apply)
        following = substitute(candidate, {self.index.name: add(self.index, integer(1))}, make=apply)
        inside = (*self.path.facts, le(self.lo, self.index), lt(self.index, self.hi))
        if self.statement.until is not None:
            inside = (*inside, negate(self.known(self.left)))
        claims = Claim(tuple(self.path.facts), at_start, entry), Claim(inside, after, following)
        screened = self.owner.search.screened
        if claims not in screened:
            self.owner.search.candidates += 1
            screened[claims] = survives(claims)
        return screened[claims]

    def note_unsolved(self, after: State) -> None:
        """Remember why a variable has no closed form, for the case that it is needed."""
        for name in self.scalars:
            if name not in self.closed and name in after.scalars:
                step = self.known(after.scalars[name])
                self.owner.search.unsolved.setdefault(name, Unsolved(name, self.statement.span, step))
        for name in self.arrays:
            if name not in self.closed_bodies and name in after.arrays:
                step = self.known(after.arrays[name].body)
                self.owner.search.unsolved.setdefault(name, Unsolved(name, self.statement.span, step))


def tightest(bounds: list[Cell]) -> list[Cell]:
    """Bounds without those that lie a constant above another one."""

    def beyond(one: Cell, other: Cell) -> bool:
        gap = normal(sub(one, other))
        return isinstance(gap, Lit) and gap.value > 0

    distinct = list(dict.fromkeys(bounds))
    return [b for b in distinct if not any(beyond(b, o) for o in distinct)]


def upper_bound(fact: Cell, name: str) -> Cell | None:
    """`b` where a fact says `name < b`, with b the extent of an array or a sum with one."""
    match fact:
        case Apply(op="lt" | "le" as op, args=(a, b)) if a.dtype is INT:
            slack = linear_in(sub(b, a), name)
        case _:
            return None
    step = -slack[0].get((), 0) if slack is not None else 0
    if slack is None or set(slack[0]) != {()} or step < 1:
        return None
    last = normal(sub(to_cell(slack[1]), integer(1 if op == "lt" else 0)))
    bound = normal(add(last if step == 1 else scalar("floordiv", last, integer(step)), integer(1)))
    parts = list(subterms(bound))
    measured = any(isinstance(t, Extent) for t in parts)
    return bound if measured and not any(isinstance(t, (Elem, Fold)) for t in parts) else None


def without_ends(cell: Cell) -> Cell:
    """An integer with `max(b - a, 0)` for `max(a, b) - a`: how often a range from a to b runs."""
    poly = polynomial(cell)
    for monomial, coefficient in poly.items():
        match monomial:
            case (Apply(op="max", args=(a, b)),) if coefficient == 1:
                for start, end in ((a, b), (b, a)):
                    rest = plus(plus(poly, {monomial: 1}, -1), polynomial(start))
                    if len(rest) < len(poly) - 1:
                        more = apply("max", (normal(sub(end, start)), integer(0)), INT)
                        return add(to_cell(rest), more)
            case _:
                pass
    return cell


def claimed_reader(claimed: ArrayValue, keep: Elem) -> Callable[[Elem], Cell | None]:
    """Replaces reads of an array at the head of an iteration by what a closed form says of them."""

    def element(read: Elem) -> Cell | None:
        return claimed.at(read.indices) if read.array == keep.array else None

    return element


def mentions_extent(cell: Cell, extent: Cell) -> bool:
    """Whether a cell depends on an extent."""
    return isinstance(extent, Extent) and (extent.array, extent.axis) in extents_read(cell)


@final
@dataclass(frozen=True, slots=True)
class Meaning:
    """What a function computes, in index notation, if all its summaries hold."""

    summaries: dict[int, LoopSummary]
    final: State


def summarise(function: Function, search: Search) -> Meaning:
    """Summaries for the loops of a function, and the state in which it ends; raises `Unreadable`.

    What the search finds, and what it does not, is noted in `search`, also where it fails.
    """
    summariser = Summariser(function, search)
    state, path = summariser.entry()
    final_state = summariser.run(function.body, state, path)
    return Meaning(search.summaries, final_state)


__all__ = ["Meaning", "Search", "Unreadable", "Unsolved", "summarise"]
