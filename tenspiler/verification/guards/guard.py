"""Guards on a proof, by runs of the source on small inputs.

1. A precondition accepts an input; the hypotheses under which something is owed are met in a run.
2. What is taken to hold at a place without further conditions does hold whenever a run gets there.
3. A claim about a loop, or about an output, that is broken so that a run refutes it is not proved.
4. The state of a run is a model of what the solver is told there: hypotheses and lemmas contradict neither
   each other nor the state. Where 3 ends with a model, that is one.
5. What a history is defined by, of a variable that the rounds of a loop hand on, is what the variable was.

What 2 to 5 find is a bug of the compiler: `Unsound`. A place that no run gets to must at least not be
contradictory as far as the solver can tell, or visibly be dead: else the proof is `Vacuous`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, final

import numpy as np

from tensir.build import conjuncts, lt, negate, within
from tensir.cells import (
    TRUE,
    Apply,
    Cell,
    Elem,
    Extent,
    Fold,
    Lit,
    Sym,
    free_symbols,
    fresh,
    integer,
    subterms,
)
from tensir.dtypes import BOOL, INT
from tenspiler.loopir.nodes import For, Function, Span
from tenspiler.symbolic.execute import Executor
from tenspiler.symbolic.obligation import Nobody, Obligation, identical
from tenspiler.symbolic.path import Path
from tenspiler.symbolic.shell import Shell
from tenspiler.symbolic.state import ArrayValue, State
from tenspiler.symbolic.summary import LoopSummary
from tenspiler.verification.discharge import Ledger
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.guards.breakage import broken_goals
from tenspiler.verification.guards.runs import Rows, Runs, cell_symbols
from tenspiler.verification.proof import Discharged
from tenspiler.verification.shells import definitions
from tenspiler.verification.solver import Answer

CHECKED_RUNS = 6
FEW_RUNS, MOST_RUNS = 2, 40
FIRST_ROWS = 4  # which are enough as a rule, and of which a value costs less
NONLINEAR = frozenset(
    {"mul", "floordiv", "mod", "truncdiv", "truncrem", "shl", "shr", "bitand", "bitor", "bitxor"}
)

_on: ContextVar[bool] = ContextVar("guards", default=True)


@final
class Vacuous(Exception):
    """The hypotheses of a proof contradict each other, so that it says nothing."""

    def __init__(self, span: Span) -> None:
        super().__init__("contradictory hypotheses")
        self.span = span


@final
class Unsound(Exception):
    """A guard has caught the verifier at something false: a bug, and nothing may be called proved."""

    def __init__(self, span: Span, what: str) -> None:
        super().__init__(what)
        self.span = span
        self.what = what


@contextmanager
def unguarded() -> Generator[None]:
    """Proofs without guards, to measure what these cost; nothing is called proved of what is made here."""
    token = _on.set(False)
    try:
        yield
    finally:
        _on.reset(token)


def guards_are_on() -> bool:
    """Whether proofs are guarded, as they are everywhere but in a measurement of the guards."""
    return _on.get()


@final
@dataclass(frozen=True, slots=True)
class Entered:
    """A loop and the state in which it is entered."""

    statement: For
    state: State
    path: Path
    lo: Cell
    hi: Cell


@final
class Recorder(Executor):
    """An executor that keeps the states in which the loops are entered."""

    def __init__(self, function: Function, summaries: Mapping[int, LoopSummary], ledger: Ledger) -> None:
        super().__init__(function, summaries, ledger)
        self.entered: dict[int, Entered] = {}
        self.ledger = ledger

    def loop(self, statement: For, state: State, path: Path) -> State:
        """The state after a loop; of one that stays, it is first seen what its rounds keep."""
        summary = self.summaries.get(statement.label)
        if summary is not None and summary.handed_on:
            quiet = Executor(self.function, self.summaries, Nobody())
            quiet.loop(statement, state, path.branch(TRUE))
            self.ledger.hand_on(quiet.shells[-1])
        return super().loop(statement, state, path)

    def range_of(self, statement: For, state: State, path: Path) -> tuple[Cell, Cell]:
        """The range of a loop, whose entry is kept."""
        lo, hi = super().range_of(statement, state, path)
        self.entered.setdefault(statement.label, Entered(statement, state, path.branch(TRUE), lo, hi))
        return lo, hi


@final
class Guard:
    """The guards of one function's proof."""

    def __init__(
        self,
        function: Function,
        summaries: Mapping[int, LoopSummary],
        ledger: Ledger,
        entered: Mapping[int, Entered],
        shells: Sequence[Shell] = (),
    ) -> None:
        self.function = function
        self.summaries = summaries
        self.ledger = ledger
        self.entered = entered
        self.shells = shells
        self.runs = Runs(function, [r.condition for r in ledger.preconditions], [s.label for s in shells])
        self.unseen: dict[Span, None] = {}

    # ------------------------------------------------------------ all guards

    def check(self, end: Sequence[Cell]) -> None:
        """Guard the summaries; raises `Vacuous` or `Unsound`. `end` holds where the function ends."""
        final = Obligation("final", self.function.span, tuple(end), TRUE)
        if self.seen(final) is None:
            self.unseen[final.span] = None
            if self.ledger.contradict(self.known(final), Arithmetic.EXACT):
                raise Vacuous(final.span)
        for group in self.places():
            self.seen(group, CHECKED_RUNS)
        for label, entries in self.steps().items():
            self.guard_loop(label, entries)
        for shell in self.shells:
            self.guard_shell(shell)

    def guard_shell(self, shell: Shell) -> None:
        """Guard 5: what a history is defined by is what a variable was, in runs."""
        for handed, value, defined, in_rounds in definitions(shell):
            facts, loops = (shell.inside, shell.loops) if in_rounds else (shell.entered, ())
            if isinstance(value, ArrayValue) and isinstance(defined, ArrayValue):
                indices = tuple(Sym(fresh("k"), INT) for _ in value.shape)
                inside = [
                    c
                    for k, n in zip(indices, value.shape, strict=True)
                    for c in conjuncts(within(k, integer(0), n))
                ]
                facts, goal = (*facts, *inside), identical(value.at(indices), defined.at(indices))
            elif not isinstance(value, ArrayValue) and not isinstance(defined, ArrayValue):
                goal = identical(value, defined)
            else:
                raise Unsound(shell.span, "a variable that is handed on changes its kind")
            claim = Obligation("step", shell.span, facts, goal, loops=loops)
            if self.false(claim, CHECKED_RUNS) is not None:
                raise Unsound(shell.span, f"what a round makes of `{handed.name}` is not what a run does")

    def known(self, obligation: Obligation) -> list[Cell]:
        """What an obligation may be proved from."""
        return [*self.ledger.plain_preconditions(), *obligation.hypotheses]

    def places(self) -> Iterator[Obligation]:
        """One obligation for each set of hypotheses that no larger one includes."""
        kept: list[tuple[frozenset[Cell], Obligation]] = []
        owed = {d.obligation.hypotheses: d.obligation for d in self.ledger.discharged}
        for obligation in sorted(owed.values(), key=lambda o: -len(o.hypotheses)):
            facts = frozenset(obligation.hypotheses)
            if obligation.kind != "congruence" and not any(facts <= larger for larger, _ in kept):
                kept.append((facts, obligation))
                yield obligation

    def steps(self) -> dict[int, list[Discharged]]:
        """What was proved of each loop's induction step, by label."""
        found: dict[int, list[Discharged]] = {label: [] for label in self.entered}
        for entry in self.ledger.discharged:
            claim = entry.obligation.claim
            if entry.obligation.kind == "step" and claim is not None and claim[0] in found:
                found[claim[0]].append(entry)
        return {label: entries for label, entries in found.items() if entries}

    def guard_loop(self, label: int, entries: Sequence[Discharged]) -> None:
        """Guards 3 and 4 for one loop."""
        entry = max(entries, key=lambda e: len(e.obligation.hypotheses))
        if self.seen(entry.obligation) is None:
            self.unseen[entry.obligation.span] = None
            self.must_be_possible(label, entry)
        else:
            self.refute_broken(entry)

    def check_outputs(self, entries: Sequence[Discharged]) -> None:
        """Guard what was proved of the outputs of a program; raises `Unsound`."""
        for entry in entries:
            if entry.obligation.kind == "final":
                self.refute_broken(entry)

    # ------------------------------------------------------------ runs

    def seen(self, obligation: Obligation, most: int | None = None) -> Rows | None:
        """A state of a run, of so many at most, that meets an obligation's hypotheses; None if there is none.

        Raises `Unsound` where a run gets to a place and what is taken to hold there does not.
        """
        loops, hypotheses = obligation.loops, _evaluable(obligation.hypotheses)
        always = not obligation.guards and all(loop.exit is None for loop in loops)
        for number, run in enumerate(islice(self.runs, most)):
            cells = cell_symbols(hypotheses, run.env, loops)
            rows = run.rows(loops, cells)
            found = rows and rows.each(hypotheses)
            if rows is None or found is None:
                continue
            if always and number < CHECKED_RUNS:
                for fact, (value, unknown) in zip(hypotheses, found, strict=True):
                    if not np.all(np.asarray(value, dtype=bool) | np.asarray(unknown, dtype=bool)):
                        self.must_depend(fact, cells, obligation)
            met = rows.all_of(found)
            if met.any():
                return rows.row(int(np.argmax(met)))
        return None

    def must_depend(self, fact: Cell, cells: Sequence[str], obligation: Obligation) -> None:
        """Guard 2: a fact that is false at a place speaks of an arbitrary element, or of floats."""
        if free_symbols(fact) & {*cells} or any(t.dtype.is_float for t in subterms(fact)):
            return
        raise Unsound(obligation.span, "what a proof takes for granted is false in a run of the source")

    # ------------------------------------------------------------ the solver

    def must_be_possible(self, label: int, entry: Discharged) -> None:
        """A loop that no run was seen in is not a contradiction, or never runs."""
        obligation, place = entry.obligation, self.entered[label]
        known, near = self.known(obligation), self.ledger.is_near(obligation)
        if not self.ledger.contradict(known, entry.arithmetic, entry.numbers, near):
            return
        before = [*self.ledger.plain_preconditions(), *place.path.facts]
        runs = lt(place.lo, place.hi)
        possible = self.ledger.consistent_facts(before)
        if not possible or not self.ledger.contradict([*before, runs], Arithmetic.EXACT):
            raise Vacuous(obligation.span)

    # ------------------------------------------------------------ broken claims

    def refute_broken(self, entry: Discharged) -> None:
        """Guards 3 and 4: a claim that is wrong in a run is not proved, and the run is a model."""
        obligation = entry.obligation
        for goal, surely in broken_goals(obligation):
            wrong = replace(obligation, kind="broken", goal=goal)
            state = self.false(wrong, MOST_RUNS if surely else FEW_RUNS)
            if state is None:
                continue
            known = [*self.known(obligation), goal, obligation.goal]
            pinned = (*obligation.hypotheses, *pins(known, state))
            answer = self.ledger.judge(replace(wrong, hypotheses=pinned), entry.arithmetic, entry.numbers)
            if answer is Answer.UNSAT:
                raise Unsound(obligation.span, "a claim that a run of the source refutes was proved")
            if answer is Answer.UNKNOWN:
                self.model(entry, state)
            return
        self.unseen[obligation.span] = None

    def model(self, entry: Discharged, state: Rows) -> None:
        """Guard 4: with the values of a state, what the solver was told has a model."""
        obligation = entry.obligation
        facts = [*self.known(obligation), obligation.goal]
        pinned = [*facts, *pins(facts, state)]
        if self.ledger.contradict(pinned, entry.arithmetic, entry.numbers, self.ledger.is_near(obligation)):
            raise Unsound(obligation.span, "a lemma contradicts a run of the source")

    def false(self, obligation: Obligation, runs: int) -> Rows | None:
        """A state of a run that meets the hypotheses of an obligation, but not what it claims."""
        hypotheses, goal = _evaluable(obligation.hypotheses), obligation.goal
        for run in islice(self.runs, runs):
            cells = cell_symbols((*hypotheses, goal), run.env, obligation.loops)
            rows = run.rows(obligation.loops, cells)
            met = None if rows is None else rows.where(hypotheses)
            if rows is None or met is None or not met.any():
                continue
            (places,) = np.nonzero(met)
            for few in filter(len, (places[:FIRST_ROWS], places[FIRST_ROWS:])):
                wrong = _is_false(goal, rows.only(few))
                if wrong.any():
                    return rows.row(int(few[np.argmax(wrong)]))
        return None


def _evaluable(facts: Iterable[Cell]) -> list[Cell]:
    """Facts without those that only a proof speaks of."""
    return [f for f in facts if not any(isinstance(t, Apply) and t.op == "identical" for t in subterms(f))]


def _is_false(goal: Cell, rows: Rows) -> Any:
    """Where a claim is false; of floats, visibly so."""
    match goal:
        case Apply(op="identical" | "eq", args=(a, b)):
            found = rows.each((a, b))
        case _:
            a = goal
            found = rows.each((goal, TRUE))
    if found is None:
        return np.zeros(rows.size, dtype=bool)
    (x, no_x), (y, no_y) = found
    if a.dtype.is_float:
        finite = np.isfinite(x) & np.isfinite(y)
        apart = finite & ~np.isclose(x, y, rtol=1e-3, atol=1e-3)
    else:
        apart = np.asarray(x != y, dtype=bool)
    return np.broadcast_to(apart & ~np.asarray(no_x) & ~np.asarray(no_y), (rows.size,))


def pins(cells: Iterable[Cell], state: Rows) -> list[Cell]:
    """The values, in one state, of integers and truth values that cells are made of, as facts."""
    terms = [t for t in dict.fromkeys(t for c in cells for t in subterms(c)) if _is_pinned(t, state.env)]
    found = state.each(terms) or []
    return [_is(t, v) for t, (v, unknown) in zip(terms, found, strict=bool(found)) if not np.any(unknown)]


def _is_pinned(term: Cell, env: Mapping[str, Any]) -> bool:
    if term.dtype.is_float or not free_symbols(term) <= env.keys():
        return False
    match term:
        case Sym() | Extent() | Elem() | Fold():
            return True
        case Apply():
            return term.op in NONLINEAR
        case Lit():
            return False


def _is(term: Cell, value: Any) -> Cell:
    if term.dtype is BOOL:
        return term if bool(value) else negate(term)
    return Apply("eq", (term, Lit(int(value), term.dtype)), BOOL)
