"""Execute LoopIR symbolically, each loop by its summary, and say what has to be proved on the way."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import assert_never, final

from tensir.build import (
    COMPARISONS,
    add,
    apply,
    cast,
    clamp_extent,
    conj,
    conjuncts,
    disj,
    eq,
    fits,
    le,
    lt,
    mul,
    negate,
    scalar,
    select,
    sub,
    under,
    within,
)
from tensir.cells import FALSE, TRUE, Apply, Cell, Elem, Extent, Lit, Sym, fresh, integer, size_of, subterms
from tensir.dtypes import INT, DType, Kind
from tensir.order import argsort
from tensir.polynomial import normal
from tenspiler.effort import spend
from tenspiler.loopir import nodes
from tenspiler.loopir.definedness import conditions
from tenspiler.loopir.nodes import Container, Expr, Flavour, Function, Parameter, ScalarType, Span, Stmt
from tenspiler.symbolic.bisection import after_bisection
from tenspiler.symbolic.leaving import Round, joined, last_facts, left_state, refuted, restricted, untouched
from tenspiler.symbolic.obligation import LoopRange, Nobody, Obligation, Observer, identical
from tenspiler.symbolic.path import Path
from tenspiler.symbolic.shell import Handed, Shell, says_nothing
from tenspiler.symbolic.state import ArrayValue, State, merge, unknown_array
from tenspiler.symbolic.summary import LoopSummary

MOST_NODES = 20_000
ALLOCATION_BITS = 31  # narrower casts of an extent really wrap; wider ones are required not to


class Unreadable(Exception):
    """A variable without a known value is read, so nothing can be said of what depends on it."""

    def __init__(self, name: str, span: Span) -> None:
        super().__init__(name)
        self.name = name
        self.span = span


class TooLarge(Exception):
    """What one iteration computes has outgrown what can be reasoned about; the place is where it did."""

    def __init__(self, span: Span) -> None:
        super().__init__("too large")
        self.span = span


class Executor:
    """Runs a function's statements on symbolic states, telling an observer what is owed."""

    def __init__(self, function: Function, summaries: Mapping[int, LoopSummary], observer: Observer) -> None:
        self.function = function
        self.summaries = summaries
        self.observer = observer
        self.shells: list[Shell] = []

    def quiet(self) -> Executor:
        """An executor that tells nobody what is owed, for what is run again."""
        return Executor(self.function, {}, Nobody())

    # ------------------------------------------------------------ entry

    def entry(self) -> tuple[State, Path]:
        """The state and the facts with which the function is entered."""
        state, path = State(), Path()
        for parameter in self.function.parameters:
            if isinstance(parameter.type, ScalarType):
                symbol = Sym(parameter.name, parameter.type.dtype)
                state = state.with_scalar(parameter.name, symbol)
                self.know_range(symbol, path)
            else:
                value = unknown_array(parameter.name, parameter.type.element.dtype, parameter.type.rank)
                state = state.with_array(parameter.name, value)
                if isinstance(parameter.origin, nodes.Fixed):
                    for own, extent in zip(value.shape, parameter.origin.shape, strict=True):
                        path.learn(eq(own, integer(extent)))
        for _, fact in self.declared_extents(state, path):
            path.learn(fact)
        for rows in self.function.apart:
            path.learn(rows.condition)
        return state, path

    def declared_extents(self, state: State, path: Path) -> Iterator[tuple[Parameter, Cell]]:
        """What the declarations of the parameters say of their extents, in the state at entry.

        Nested vectors show no extent below an empty one.
        """
        for parameter in self.function.parameters:
            kind = parameter.type
            outer: Cell = FALSE
            for axis, extent in enumerate(parameter.extents):
                own = Extent(parameter.name, axis)
                if extent is not None:
                    number = self.index(self.evaluate(extent, state, path), path, parameter.span)
                    yield parameter, disj(outer, eq(own, number))
                if isinstance(kind, nodes.ArrayType) and kind.container is Container.VECTOR:
                    outer = disj(outer, eq(own, integer(0)))

    def know_range(self, symbol: Sym, path: Path) -> None:
        """The range of a fixed-width scalar is a fact."""
        if symbol.dtype.is_fixed:
            path.learn(fits(cast(symbol, INT), symbol.dtype))

    # ------------------------------------------------------------ statements

    def run(self, body: tuple[Stmt, ...], state: State, path: Path) -> State:
        """The state after a sequence of statements."""
        for statement in body:
            spend(len(state.scalars) >> 4)
            state = self.step(statement, state, path)
            if any(map(is_too_large, _changed_by(statement, state))):
                raise TooLarge(statement.span)
        return state

    def step(self, statement: Stmt, state: State, path: Path) -> State:
        """The state after one statement."""
        match statement:
            case nodes.Assign():
                return state.with_scalar(statement.name, self.evaluate(statement.value, state, path))
            case nodes.Store():
                return self.store(statement, state, path)
            case nodes.NewArray():
                return self.new_array(statement, state, path)
            case nodes.CopyArray():
                return state.with_array(statement.array, self.copied(statement, state, path))
            case nodes.Argsort():
                return state.with_array(statement.array, self.ordered(statement, state, path))
            case nodes.Append():
                return self.append(statement, state, path)
            case nodes.If():
                condition = self.evaluate(statement.condition, state, path)
                if condition in (TRUE, FALSE):
                    return self.run(statement.then if condition == TRUE else statement.orelse, state, path)
                branches = path.branch(condition), path.branch(negate(condition))
                with self.either_way(path) as ways:
                    yes = self.run(statement.then, state, branches[0])
                    ways.turn()
                    no = self.run(statement.orelse, state, branches[1])
                path.learn_divisors(condition, *branches)
                return merge(condition, yes, no)
            case nodes.For():
                return self.loop(statement, state, path)
            case nodes.While():
                found = after_bisection(self, statement, state, path)
                if found is None:
                    raise Unreadable("while", statement.span)
                return found
            case nodes.Require():
                condition = self.evaluate(statement.condition, state, path)
                self.require(condition, statement.reason, path, statement.span)
                return state
            case _:
                assert_never(statement)

    def store(self, statement: nodes.Store, state: State, path: Path) -> State:
        value = self.evaluate(statement.value, state, path)
        indices = self.place(statement.array, statement.indices, state, path, statement.span)
        array = self.array(statement.array, state, statement.span)
        here = conj(*(eq(Sym(b, INT), i) for b, i in zip(array.binders, indices, strict=True)))
        body = select(here, value, array.body)
        return state.with_array(statement.array, ArrayValue(array.dtype, array.shape, array.binders, body))

    def new_array(self, statement: nodes.NewArray, state: State, path: Path) -> State:
        kind = self.function.variables[statement.array]
        assert isinstance(kind, nodes.ArrayType)
        shape: list[Cell] = []
        for extent in statement.shape:
            number = self.index(self.evaluate(extent, state, path), path, statement.span)
            if kind.container is not Container.LIST:
                self.require(le(integer(0), number), "negative dimension", path, statement.span)
            shape.append(number if path.bounds.non_negative(number) else clamp_extent(number))
        shape += [integer(0)] * (kind.rank - len(shape))
        binders = tuple(fresh("k") for _ in shape)
        if statement.fill is None:
            fill: Cell = Elem(fresh("unset"), tuple(Sym(b, INT) for b in binders), kind.element.dtype)
        else:
            fill = self.evaluate(statement.fill, state, path)
        return state.with_array(statement.array, ArrayValue(kind.element.dtype, tuple(shape), binders, fill))

    def copied(self, statement: nodes.CopyArray, state: State, path: Path) -> ArrayValue:
        """A copy; the inner extents of an empty nested list, which nobody can see, are 0 in a NumPy array."""
        value = self.view(statement.source, state, path)
        kinds = [self.function.variables[n] for n in (statement.array, statement.source.array)]
        containers = [k.container for k in kinds if isinstance(k, nodes.ArrayType)]
        if containers[0] is not Container.NDARRAY or containers[1] is Container.NDARRAY:
            return value
        shape = [value.shape[0]]
        for extent in value.shape[1:]:
            shape.append(select(eq(shape[-1], integer(0)), integer(0), extent))
        return ArrayValue(value.dtype, tuple(shape), value.binders, value.body)

    def ordered(self, statement: nodes.Argsort, state: State, path: Path) -> ArrayValue:
        """The positions of keys in their order. No key matters that is not there, nor one that is alone."""
        keys = self.view(statement.keys, state, path)
        binder, rank = fresh("j"), fresh("p")
        inside = within(Sym(binder, INT), integer(0), keys.shape[0])
        key = normal(keys.at((Sym(binder, INT),)))
        several = (t for t in subterms(key) if _says_several(t, keys.shape[0], path))
        key = under(key, [normal(inside), *several])
        kind = self.function.variables[statement.array]
        assert isinstance(kind, nodes.ArrayType)
        body = cast(argsort(binder, keys.shape[0], key, Sym(rank, INT)), kind.element.dtype)
        return ArrayValue(body.dtype, keys.shape, (rank,), body)

    def append(self, statement: nodes.Append, state: State, path: Path) -> State:
        array = self.array(statement.array, state, statement.span)
        length = array.shape[0]
        at_end = eq(Sym(array.binders[0], INT), length)
        grown = normal(add(length, integer(1)))
        if isinstance(statement.value, nodes.View):
            row = self.view(statement.value, state, path)
            for new, old in zip(row.shape, array.shape[1:], strict=True):
                alike = disj(eq(length, integer(0)), eq(new, old))
                self.owe("shape", alike, "rows of different lengths", path, statement.span)
            value = row.at(tuple(Sym(b, INT) for b in array.binders[1:]))
            shape = (grown, *row.shape)
        else:
            value = self.evaluate(statement.value, state, path)
            shape = (grown,)
        body = select(at_end, value, array.body)
        return state.with_array(statement.array, ArrayValue(array.dtype, shape, array.binders, body))

    # ------------------------------------------------------------ loops

    def loop(self, statement: nodes.For, state: State, path: Path) -> State:
        """The state after a loop, by its summary; the induction that justifies the summary is owed."""
        summary = self.summaries.get(statement.label)
        lo, hi = self.range_of(statement, state, path)
        if summary is None:
            summary = LoopSummary(statement.label, fresh(statement.counter), {}, {})
        self.check_base(statement, summary, state, path, lo)
        symbol = Sym(fresh(statement.counter), INT)
        round = self.check_step(statement, summary, state, path, symbol, lo, hi)
        if summary.handed_on:
            self.shells.append(self.shell(statement, summary, state, path, lo, hi, round))
        if statement.until is not None:
            return self.leave_early(statement, summary, state, path, lo, hi, round)
        return self.leave(statement, summary, state, path, lo, hi)

    def shell(
        self,
        statement: nodes.For,
        summary: LoopSummary,
        state: State,
        path: Path,
        lo: Cell,
        hi: Cell,
        round: Round,
    ) -> Shell:
        """A loop that hands variables on; only one that always runs, and to its end, may be one."""
        if path.loops or path.guards or statement.until is not None:
            raise Unreadable(min(summary.handed_on), statement.span)
        handed: list[Handed] = []
        for name in sorted(summary.handed_on):
            before, after = (s.arrays.get(name) or s.scalars.get(name) for s in (state, round.after))
            if before is None or after is None or before.dtype is not after.dtype:
                raise Unreadable(name, statement.span)
            if not says_nothing(summary, name, before, lo):
                raise Unreadable(name, statement.span)
            handed.append(Handed(name, before, after))
        end = end_of(lo, hi, path)
        facts = tuple(path.facts), tuple(round.inside.facts)
        loops = round.inside.loops
        return Shell(statement.label, statement.span, round.index, lo, hi, end, tuple(handed), *facts, loops)

    def range_of(self, statement: nodes.For, state: State, path: Path) -> tuple[Cell, Cell]:
        """The range of the loop's index: the counter itself for steps of one, else the iteration's number."""
        start = self.index(self.evaluate(statement.start, state, path), path, statement.span)
        stop = self.index(self.evaluate(statement.stop, state, path), path, statement.span)
        if statement.step == 1:
            return start, stop
        distance = sub(stop, start) if statement.step > 0 else sub(start, stop)
        size = abs(statement.step)
        rounded = add(distance, integer(size - 1))
        return integer(0), normal(scalar("floordiv", rounded, integer(size)) if size > 1 else distance)

    def counter_value(self, statement: nodes.For, state: State, path: Path, index: Cell) -> Cell:
        """The counter in the iteration that a loop index names, as a number."""
        if statement.step == 1:
            return index
        quiet = self.quiet()
        start = quiet.index(quiet.evaluate(statement.start, state, path), path, statement.span)
        return normal(add(start, mul(integer(statement.step), index)))

    def enter(
        self,
        statement: nodes.For,
        state: State,
        head: State,
        path: Path,
        index: Sym,
        lo: Cell,
        hi: Cell,
        exit: Cell | None = None,
    ) -> tuple[State, Path]:
        """An arbitrary iteration: the head state with the counter set, and the path inside the body.

        No iteration after the one that leaves the loop, `exit`, is reached.
        """
        reached = (le(lo, index), lt(index, hi), *(() if exit is None else (le(index, exit),)))
        inside = path.enter(LoopRange(index.name, lo, hi, exit, statement.label), reached)
        if statement.until is not None:
            head = head.with_scalar(statement.until, FALSE)
        number = self.counter_value(statement, state, path, index)
        kind = self.function.variables[statement.counter]
        assert isinstance(kind, ScalarType)
        if kind.dtype.is_fixed and not inside.bounds.fits(number, kind.dtype):
            leaves = "the counter leaves its type"
            self.owe("defined", fits(number, kind.dtype), leaves, inside, statement.span)
        return head.with_scalar(statement.counter, inside.held(number, kind.dtype)), inside

    def check_base(
        self, statement: nodes.For, summary: LoopSummary, state: State, path: Path, lo: Cell
    ) -> None:
        head = summary.at(state, lo, changed_variables(statement), path.environment)
        self.compare("base", statement, summary, state, head, path)
        self.owe_invariants("base", statement, summary, state, path, path, lo)
        if statement.until is None:
            return
        exit = summary.exit_from(state, path.environment)
        if exit is None or statement.until not in state.scalars:
            raise Unreadable(statement.until, statement.span)
        entered = identical(state.scalars[statement.until], FALSE)
        claim = (statement.label, statement.until)
        self.owe("base", entered, "the loop may be left before it begins", path, statement.span)
        self.owe("base", le(lo, exit), "the exit comes before the loop", path, statement.span, claim)

    def check_step(
        self,
        statement: nodes.For,
        summary: LoopSummary,
        state: State,
        path: Path,
        index: Sym,
        lo: Cell,
        hi: Cell,
    ) -> Round:
        changed = changed_variables(statement)
        round = self.round(statement, summary, state, path, index, lo, hi)
        later = normal(add(index, integer(1)))
        following = summary.at(state, later, changed, path.environment)
        if statement.until is None:
            self.compare("step", statement, summary, round.after, following, round.inside)
            self.owe_invariants("step", statement, summary, state, path, round.inside, later)
            return round
        exit = summary.exit_from(state, path.environment)
        left = round.after.scalars.get(statement.until)
        if exit is None or left is None:
            raise Unreadable(statement.until, statement.span)
        stays = round.inside.branch(TRUE)
        for fact in refuted(left):
            stays.learn(fact)
        after = restricted(round.after, refuted(left))
        self.compare("step", statement, summary, after, following, stays)
        self.owe_invariants("step", statement, summary, state, path, stays, later)
        claim = (statement.label, statement.until)
        goes_on, here = lt(index, exit), le(exit, index)
        self.owe("step", goes_on, "the loop is left later than claimed", stays, statement.span, claim)
        leaves = round.inside.branch(left)
        self.owe("exit", here, "the loop is left earlier than claimed", leaves, statement.span, claim)
        return round

    def round(
        self,
        statement: nodes.For,
        summary: LoopSummary,
        state: State,
        path: Path,
        index: Sym,
        lo: Cell,
        hi: Cell,
    ) -> Round:
        """Run the body once, from the head of an arbitrary iteration."""
        head = summary.at(state, index, changed_variables(statement), path.environment)
        exit = summary.exit_from(state, path.environment)
        start, inside = self.enter(statement, state, head, path, index, lo, hi, exit)
        for claim in summary.invariants_at(state, index, path.environment).values():
            inside.learn(claim)
        inside.environment = summary.inside(head, index, path.environment)
        return Round(index, head, self.run(statement.body, start, inside), inside)

    def owe_invariants(
        self,
        kind: str,
        statement: nodes.For,
        summary: LoopSummary,
        state: State,
        outside: Path,
        path: Path,
        index: Cell,
    ) -> None:
        """Owe what a summary says to hold at the head of an iteration of a loop entered in `state`."""
        for name, claim in summary.invariants_at(state, index, outside.environment).items():
            reason = f"what a summary says of `{name}` does not hold"
            self.owe(kind, claim, reason, path, statement.span, (statement.label, name))

    def compare(
        self, kind: str, statement: nodes.For, summary: LoopSummary, actual: State, claimed: State, path: Path
    ) -> None:
        """Owe that two states agree on what a summary speaks of."""
        for name in summary.scalars:
            if name not in actual.scalars:
                raise Unreadable(name, statement.span)
            if actual.scalars[name].dtype is not claimed.scalars[name].dtype:
                raise Unreadable(name, statement.span)
            if name in summary.handed_on:
                continue  # the history of a variable is defined by what rounds make of it
            goal = identical(actual.scalars[name], claimed.scalars[name])
            claim = (statement.label, name)
            self.owe(kind, goal, f"`{name}` differs from its summary", path, statement.span, claim)
        for name in summary.arrays:
            if name not in actual.arrays:
                raise Unreadable(name, statement.span)
            claim = (statement.label, name)
            values = actual.arrays[name], claimed.arrays[name]
            if name in summary.handed_on:
                self.compare_shapes(kind, claim, *values, path, statement.span)
            else:
                self.compare_arrays(kind, claim, *values, path, statement.span)

    def compare_arrays(
        self,
        kind: str,
        claim: tuple[int, str],
        actual: ArrayValue,
        claimed: ArrayValue,
        path: Path,
        span: Span,
    ) -> None:
        """Owe that two arrays have one shape, and one element at an arbitrary index inside it."""
        reason = f"`{claim[1]}` differs from its summary"
        self.compare_shapes(kind, claim, actual, claimed, path, span)
        indices = tuple(Sym(fresh("k"), INT) for _ in actual.shape)
        goal = identical(actual.at(indices), claimed.at(indices))
        if goal == TRUE:
            return
        inside = path.branch(TRUE)
        for index, extent in zip(indices, claimed.shape, strict=True):
            inside.learn(le(integer(0), index))
            inside.learn(lt(index, extent))
        self.owe(kind, goal, reason, inside, span, claim)

    def compare_shapes(
        self,
        kind: str,
        claim: tuple[int, str],
        actual: ArrayValue,
        claimed: ArrayValue,
        path: Path,
        span: Span,
    ) -> None:
        """Owe that two arrays have one shape."""
        name = claim[1]
        reason = f"`{name}` differs from its summary"
        declared = self.function.variables[name]
        rigid = isinstance(declared, nodes.ArrayType) and declared.container is Container.NDARRAY
        nonempty: Cell = TRUE
        for a, b in zip(actual.shape, claimed.shape, strict=True):
            goal = disj(negate(nonempty), eq(a, b)) if nonempty != TRUE else eq(a, b)
            self.owe(kind, normal(goal), reason, path, span, claim)
            if not rigid:
                nonempty = conj(nonempty, negate(eq(a, integer(0))))

    def leave(
        self,
        statement: nodes.For,
        summary: LoopSummary,
        state: State,
        path: Path,
        lo: Cell,
        hi: Cell,
    ) -> State:
        """The state after the loop, the counter included where it has a value."""
        end = end_of(lo, hi, path)
        changed = changed_variables(statement)
        after = summary.at(state, end, changed, path.environment)
        for name in summary.handed_on - changed:
            after = after.with_array(name, state.arrays[name])  # which is as it was, and known
        if statement.counter in state.scalars and statement.counter not in summary.scalars:
            last = self.counter_value(statement, state, path, normal(sub(end, integer(1))))
            before = state.scalars[statement.counter]
            if not _assigns(statement, statement.counter):
                value = select(lt(lo, hi), cast(last, before.dtype), before)
                after = after.with_scalar(statement.counter, value)
        return after

    def leave_early(
        self,
        statement: nodes.For,
        summary: LoopSummary,
        state: State,
        path: Path,
        lo: Cell,
        hi: Cell,
        round: Round,
    ) -> State:
        """The state after a loop that may have been left: by the iteration that left it, or by its range."""
        flag, changed = statement.until, changed_variables(statement)
        exit = summary.exit_from(state, path.environment)
        assert flag is not None
        assert exit is not None
        end = end_of(lo, hi, path)
        claim = (statement.label, flag)
        self.owe("base", le(exit, end), "the exit comes after the loop", path, statement.span, claim)
        left = lt(exit, end)
        closed, run_out = (summary.at(state, t, changed, path.environment) for t in (exit, end))
        after = joined(left, left_state(round, flag, exit), closed, run_out, untouched(round, flag))
        last = normal(apply("min", (exit, sub(end, integer(1))), INT))
        if statement.counter in state.scalars and not _assigns(statement, statement.counter):
            before = state.scalars[statement.counter]
            numbers = (self.counter_value(statement, state, path, t) for t in (exit, sub(end, integer(1))))
            at_exit, at_end = (cast(number, before.dtype) for number in numbers)
            value = select(left, at_exit, select(lt(lo, hi), at_end, before))
            after = after.with_scalar(statement.counter, value)
        for fact in (le(lo, exit), le(exit, end), *last_facts(round, path, lo, hi, last)):
            path.learn(fact)
        return after.with_scalar(flag, left)

    # ------------------------------------------------------------ arrays and places

    def array(self, name: str, state: State, span: Span) -> ArrayValue:
        """The value of an array that must be known."""
        if name not in state.arrays:
            raise Unreadable(name, span)
        return state.arrays[name]

    def place(
        self, name: str, indices: tuple[Expr, ...], state: State, path: Path, span: Span
    ) -> tuple[Cell, ...]:
        """Index cells of a place in an array, checked to be in range and counted from the front."""
        array = self.array(name, state, span)
        kind = self.function.variables[name]
        assert isinstance(kind, nodes.ArrayType)
        wraps = kind.container in (Container.LIST, Container.NDARRAY)
        found: list[Cell] = []
        for expression, extent in zip(indices, array.shape, strict=False):
            index = self.index(self.evaluate(expression, state, path), path, span)
            if is_too_large(index):
                raise TooLarge(span)
            found.append(self.in_range(name, index, extent, wraps, path, span))
        return tuple(found)

    def in_range(self, name: str, index: Cell, extent: Cell, wraps: bool, path: Path, span: Span) -> Cell:
        reason = f"index out of range for `{name}`"
        whole, index = index, path.settled(index)
        self.require(lt(index, extent), reason, path, span)
        if path.bounds.non_negative(index):
            self.require(le(integer(0), index), reason, path, span)
            return whole
        if not wraps:
            self.require(le(integer(0), index), reason, path, span)
            return whole
        self.require(le(integer(0), normal(add(index, extent))), reason, path, span)
        if path.bounds.non_negative(sub(integer(-1), index)):
            return normal(add(index, extent))
        return normal(select(lt(index, integer(0)), add(index, extent), index))

    def view(self, source: nodes.View, state: State, path: Path) -> ArrayValue:
        """An array, or a row of one, as a value of its own."""
        array = self.array(source.array, state, source.span)
        indices = self.place(source.array, source.indices, state, path, source.span)
        rest = tuple(fresh("k") for _ in array.binders[len(indices) :])
        body = array.at((*indices, *(Sym(b, INT) for b in rest)))
        return ArrayValue(array.dtype, array.shape[len(indices) :], rest, body)

    # ------------------------------------------------------------ expressions

    def evaluate(self, expression: Expr, state: State, path: Path) -> Cell:
        """The value of an expression."""
        match expression:
            case nodes.Const():
                return Lit(expression.value, expression.type.dtype)
            case nodes.Var():
                if expression.name not in state.scalars:
                    raise Unreadable(expression.name, expression.span)
                return state.scalars[expression.name]
            case nodes.Load():
                array = self.array(expression.array, state, expression.span)
                place = self.place(expression.array, expression.indices, state, path, expression.span)
                return _set(array.at(place), path)
            case nodes.Length():
                self.place(expression.array, expression.through, state, path, expression.span)
                extent = self.array(expression.array, state, expression.span).shape[expression.axis]
                return cast(extent, expression.type.dtype)
            case nodes.Select():
                condition = self.evaluate(expression.condition, state, path)
                decided = _decided(condition, path)
                if decided is not None:
                    return self.evaluate(expression.yes if decided else expression.no, state, path)
                branches = path.branch(condition), path.branch(negate(condition))
                with self.either_way(path) as ways:
                    yes = self.evaluate(expression.yes, state, branches[0])
                    ways.turn()
                    no = self.evaluate(expression.no, state, branches[1])
                path.learn_divisors(condition, *branches)
                return select(condition, yes, no)
            case nodes.Op():
                args = tuple(self.evaluate(a, state, path) for a in expression.args)
                if any(map(is_too_large, args)):
                    raise TooLarge(expression.span)
                return self.operate(expression, args, path)
            case _:
                assert_never(expression)

    def operate(self, expression: nodes.Op, args: tuple[Cell, ...], path: Path) -> Cell:
        """An operator on known operands: its definedness is owed or assumed, and then known."""
        result = expression.type
        operands = tuple(path.number(a) if a.dtype.is_integer else a for a in args)
        dtypes = tuple(a.dtype for a in args)
        for condition in conditions(expression.op, operands, dtypes, result):
            if condition.holds is None or condition.kind == "assumed" or _unchecked(expression, dtypes):
                if not (expression.op == "cast" and isinstance(operands[0], Extent)):
                    self.observer.assume(f"no {condition.reason} in the source")
                if condition.holds is not None:
                    path.learn(condition.holds)
            else:
                self.require(condition.holds, condition.reason, path, expression.span)
        value = _visible_extremum(expression.op, args, path) or _of_a_choice(expression.op, operands, path)
        if value is None:
            value = apply(expression.op, args, result.dtype)
        if _cannot_wrap(expression, dtypes) and value.dtype.is_fixed:
            path.views.setdefault(value, normal(apply(expression.op, operands, INT)))
        return value

    def index(self, cell: Cell, path: Path, span: Span) -> Cell:
        """An integer cell as a number, in a place where 64-bit wrap-around is excluded by a precondition."""
        number = path.number(cell)
        return normal(self.unwrapped(number, path, span))

    def unwrapped(self, number: Cell, path: Path, span: Span) -> Cell:
        """See through unsigned sums and products, and wide casts, once they are required to fit."""
        match number:
            case Apply(op="cast", args=(Apply(op="add" | "mul" as op, args=args) as inner,)) if (
                inner.dtype.kind is Kind.UNSIGNED and inner.dtype.bits >= ALLOCATION_BITS
            ):
                parts = tuple(self.index(a, path, span) for a in args)
                return self.fitting(inner, apply(op, parts, INT), path, span)
            case Apply(op="cast", args=(Apply(op="sub", args=(a, b)) as inner,)) if (
                inner.dtype.kind is Kind.UNSIGNED and inner.dtype.bits >= ALLOCATION_BITS
            ):
                left, right = self.index(a, path, span), self.index(b, path, span)
                difference = normal(sub(left, right))
                if path.bounds.non_negative(difference):
                    return difference
                wrapped = add(difference, integer(1 << inner.dtype.bits))
                return select(le(right, left), difference, wrapped)
            case Apply(
                op="cast",
                args=(
                    Apply(
                        op="cast", args=(Apply(op="add" | "sub" | "mul" as op, args=args) as inner,)
                    ) as outer,
                ),
            ) if (
                inner.dtype.kind is Kind.UNSIGNED
                and outer.dtype.is_fixed
                and ALLOCATION_BITS <= outer.dtype.bits <= inner.dtype.bits
            ):
                # Wrapping twice is wrapping once to the narrower type: `int i = v.size() - 1`.
                parts = tuple(self.index(a, path, span) for a in args)
                return self.fitting(outer, apply(op, parts, INT), path, span)
            case Apply(op="cast", args=(Apply(op="cast", args=(inner,)) as outer,)) if (
                outer.dtype.is_fixed and outer.dtype.bits >= ALLOCATION_BITS and inner.dtype.is_integer
            ):
                return self.fitting(outer, self.index(inner, path, span), path, span)
            case Apply(op="add" | "sub" | "mul" | "neg" as op, args=args) if number.dtype is INT:
                return apply(op, tuple(self.unwrapped(a, path, span) for a in args), INT)
            case _:
                return number

    def fitting(self, cell: Cell, number: Cell, path: Path, span: Span) -> Cell:
        """`number` as the value of the fixed-width `cell`, once it is required to be in range."""
        dtype = cell.dtype
        if not path.bounds.fits(number, dtype):
            self.require(le(integer(dtype.lowest), number), f"an index leaves {dtype}", path, span)
            self.require(le(number, integer(dtype.highest)), f"an index leaves {dtype}", path, span)
        path.views[cell] = normal(number)
        return number

    # ------------------------------------------------------------ owing

    @contextmanager
    def either_way(self, path: Path) -> Generator[Ways]:
        """Collect what two branches owe; what both of them need is owed once, without the condition."""
        outer, ways = self.observer, Ways()
        self.observer = ways
        try:
            yield ways
        finally:
            self.observer = outer
        for text in ways.assumed:
            outer.assume(text)
        for obligation in ways.common(path):
            self.require(obligation.goal, obligation.reason, path, obligation.span)
        for obligation in (*ways.first, *ways.second):
            if not path.knows(obligation.goal):
                outer.owe(obligation)

    def require(self, goal: Cell, reason: str, path: Path, span: Span) -> None:
        """Owe that something holds whenever execution gets here, and rely on it from here on."""
        for part in _conditions(normal(goal)):
            if not path.knows(part):
                self.owe("defined", part, reason, path, span)
                path.learn(part)

    def owe(
        self,
        kind: str,
        goal: Cell,
        reason: str,
        path: Path,
        span: Span,
        claim: tuple[int, str] | None = None,
    ) -> None:
        if goal != TRUE and not path.knows(goal):
            facts = tuple(path.facts)
            self.observer.owe(
                Obligation(kind, span, facts, goal, reason, path.loops, path.guards, claim=claim)
            )


@final
class Ways:
    """What the two branches of a choice owe."""

    def __init__(self) -> None:
        self.first: list[Obligation] = []
        self.second: list[Obligation] = []
        self.assumed: dict[str, None] = {}
        self.turned = False

    def turn(self) -> None:
        """The second branch begins."""
        self.turned = True

    def owe(self, obligation: Obligation) -> None:
        """Note what has to be proved."""
        (self.second if self.turned else self.first).append(obligation)

    def assume(self, text: str) -> None:
        """Note what is taken for granted."""
        self.assumed[text] = None

    def common(self, path: Path) -> list[Obligation]:
        """Conditions that both branches need whenever they are taken, under no further condition."""

        def direct(obligation: Obligation) -> bool:
            near = len(obligation.guards) <= len(path.guards) + 1
            return obligation.kind == "defined" and obligation.loops == path.loops and near

        needed = {o.goal for o in self.second if direct(o)}
        return [o for o in self.first if direct(o) and o.goal in needed]


def _set(element: Cell, path: Path) -> Cell:
    """What has been put into an array, where it is known that something has."""
    match element:
        case Apply(op="select", args=(condition, set_, Elem(array=name))) if name.startswith("unset#"):
            return set_ if all(map(path.knows, conjuncts(condition))) else element
        case _:
            return element


def _says_several(condition: Cell, extent: Cell, path: Path) -> bool:
    """Whether a condition says that an array has more than one element."""
    match condition:
        case Apply(op="lt", args=(Lit(value=1), count)) if count.dtype.is_integer:
            number = path.number(count)
            return extent in (number, clamp_extent(number))
        case _:
            return False


def end_of(lo: Cell, hi: Cell, path: Path) -> Cell:
    """The index at which a range has run out."""
    return hi if path.bounds.at_least(hi, lo) else normal(apply("max", (lo, hi), INT))


def _decided(condition: Cell, path: Path) -> bool | None:
    """A comparison of integers, where the facts show how it comes out."""
    match condition:
        case Apply(op="lt", args=(a, b)) if a.dtype is INT:
            if path.bounds.at_least(a, b):
                return False
            return True if path.bounds.at_least(sub(b, integer(1)), a) else None
        case _:
            return None


def _visible_extremum(op: str, args: tuple[Cell, ...], path: Path) -> Cell | None:
    """The smaller or larger of two integers, where the facts show which it is."""
    if op not in ("min", "max") or args[0].dtype is not INT:
        return None
    a, b = args
    if path.bounds.at_least(b, a):
        return a if op == "min" else b
    if path.bounds.at_least(a, b):
        return b if op == "min" else a
    return None


def _of_a_choice(op: str, operands: tuple[Cell, ...], path: Path) -> Cell | None:
    """How `c ? a : b` compares with an integer, where the facts show it for both: as `c` says, or not.

    Of floats the facts know whole parts only.
    """
    if op not in COMPARISONS or not operands[0].dtype.is_integer:
        return None
    match operands:
        case (Apply(op="select", args=(condition, yes, no)), other):
            pass
        case _:
            return None
    when = _compared(op, yes, other, path.branch(condition))
    otherwise = None if when is None else _compared(op, no, other, path.branch(negate(condition)))
    if when is None or otherwise is None or when == otherwise:
        return None
    return condition if when else negate(condition)


def _compared(op: str, a: Cell, b: Cell, path: Path) -> bool | None:
    """How an integer compares with another, where the facts show it."""
    a, b = path.number(a), path.number(b)
    lower, higher = sub(b, integer(1)), add(b, integer(1))
    match op:
        case "lt" | "ge":
            below = True if path.bounds.at_least(lower, a) else False if path.bounds.at_least(a, b) else None
            return below if op == "lt" or below is None else not below
        case "le" | "gt":
            above = True if path.bounds.at_least(a, higher) else False if path.bounds.at_least(b, a) else None
            return above if op == "gt" or above is None else not above
        case "eq" | "ne":
            apart = path.bounds.at_least(lower, a) or path.bounds.at_least(a, higher)
            same = not apart and path.bounds.at_least(a, b) and path.bounds.at_least(b, a)
            return None if not apart and not same else same == (op == "eq")
        case _:
            return None


def is_too_large(cell: Cell) -> bool:
    """Whether a value has outgrown what can be reasoned about; what occurs in it again counts once."""
    return size_of(cell) > MOST_NODES and any(True for _ in islice(subterms(cell), MOST_NODES, None))


def _changed_by(statement: Stmt, state: State) -> list[Cell]:
    """The values that a statement may have changed."""
    match statement:
        case nodes.Assign():
            return [state.scalars[statement.name]]
        case nodes.Store() | nodes.Append():
            return [state.arrays[statement.array].body]
        case _:
            return state.values()


def changed_variables(statement: nodes.For) -> frozenset[str]:
    """Everything that a loop may change, its counter included."""
    body = (statement,)
    return nodes.assigned_scalars(body) | nodes.written_arrays(body)


def _conditions(goal: Cell) -> list[Cell]:
    return [p for p in conjuncts(goal) if p != TRUE]


def _assigns(statement: nodes.For, name: str) -> bool:
    return name in nodes.assigned_scalars(statement.body)


def _unchecked(expression: nodes.Op, dtypes: tuple[DType, ...]) -> bool:
    """What is assumed of casts: floats fit the integers that they are converted to where nothing says what
    happens otherwise, and integers (of which the tensors hold 64 bits) do not exceed the range of a float.
    """
    if expression.op != "cast":
        return False
    to_float = dtypes[0] is INT and expression.type.dtype.is_float
    return to_float or (dtypes[0].is_float and expression.type.flavour is not Flavour.PYTHON)


def _cannot_wrap(expression: nodes.Op, dtypes: tuple[DType, ...]) -> bool:
    """Signed arithmetic of C, whose overflow is undefined, and divisions of C."""
    if expression.op in ("truncdiv", "truncrem"):
        return expression.type.flavour is Flavour.C
    signed = expression.type.dtype.kind is Kind.SIGNED and expression.type.flavour is Flavour.C
    return signed and expression.op in ("add", "sub", "mul", "neg")
