"""Discharge obligations one by one; what is needed of the arguments becomes a precondition, a weak one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from time import perf_counter
from typing import TypeAlias, final

from tensir.build import (
    add,
    apply,
    branch,
    conj,
    conjuncts,
    eq,
    fold,
    identity,
    implies,
    le,
    lt,
    negate,
    sub,
    under,
    within,
)
from tensir.cells import (
    TRUE,
    Apply,
    Cell,
    Elem,
    Fold,
    Sym,
    free_symbols,
    fresh,
    integer,
    reads_elements,
    size_of,
    substitute,
    subterms,
)
from tensir.dtypes import BOOL, INT
from tensir.first import first_of
from tensir.last import last_of
from tensir.order import is_argsort
from tensir.polynomial import Polynomial, linear_in, normal, plus, polynomial, tidy, to_cell
from tensir.recurrences import RECURRENCES, elements_of
from tenspiler.effort import spend
from tenspiler.symbolic.execute import MOST_NODES, TooLarge
from tenspiler.symbolic.obligation import LoopRange, Obligation, identical
from tenspiler.symbolic.ranges import inside_ranges
from tenspiler.symbolic.shell import Shell, history, speaks_of_rounds
from tenspiler.symbolic.state import ArrayValue
from tenspiler.verification.bitvectors import bit_vector_script
from tenspiler.verification.differences import Difference, differences, rewritten_by
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.induction import Induction, inductions, outer_folds
from tenspiler.verification.lemmas import Question
from tenspiler.verification.numbers import asked_for, handed_on, parameters_compared
from tenspiler.verification.proof import Discharged, Required
from tenspiler.verification.quantified import instances
from tenspiler.verification.solver import RLIMIT, Answer, Session, check, proof_script

MOST_INSTANCES = 4
SMALL = 1_000  # an equation of so many nodes is no work for the solver where its sides are alike
MOST_DIFFERENCES = 3
QUICK_RLIMIT = RLIMIT // 10
Instance: TypeAlias = tuple[list[Cell], Cell]  # guards, and the goal that is needed under them
IN_ROUNDS = "which depends on what the rounds of a loop hand on, and cannot be checked before"
EQUATIONS = frozenset({"base", "step", "shape", "final", "congruence", "induction"})
MOST_INDUCTIONS = 6


@final
class Unproved(Exception):
    """An obligation that could not be discharged; `answer` is what the solver said last."""

    def __init__(self, obligation: Obligation, answer: Answer) -> None:
        super().__init__(obligation.reason)
        self.obligation = obligation
        self.answer = answer


@final
class NeverDefined(Exception):
    """The source fails on every run that gets to this place."""

    def __init__(self, obligation: Obligation) -> None:
        super().__init__(obligation.reason)
        self.obligation = obligation


@final
class Ledger:
    """Hears what is owed, discharges it at once, and keeps the books.

    Without `infer`, nothing becomes a precondition; a `quick` ledger gives up early, for what is worth
    having only if it is cheap. `floats` are the parameters of which a proof may ask that they hold no NaN.
    With `inducts`, equations between folds may be proved by an induction of their own, which is not cheap.
    """

    def __init__(
        self,
        entry_facts: tuple[Cell, ...],
        parameters: frozenset[str],
        infer: bool = True,
        quick: bool = False,
        floats: frozenset[str] = frozenset(),
        session: Session | None = None,
    ) -> None:
        self.session = session or Session()
        self.quick = quick
        self.entry_facts = entry_facts
        self.parameters = parameters
        self.infer = infer
        self.floats = floats
        self.inducts = False
        self.strict = True
        self.discharged: list[Discharged] = []
        self.preconditions: list[Required] = []
        self.assumptions: dict[str, None] = {}
        self.histories: dict[str, frozenset[str]] = {}
        self.bounded: frozenset[str] = frozenset()
        self._plain: dict[Cell, bool] = {}
        self._universal: dict[Cell, list[Obligation]] = {}
        self._instances: set[Cell] = set()

    def is_near(self, obligation: Obligation) -> bool:
        """Whether what is equal over the reals is taken to decide the same, also where it was rounded.

        It is in closed forms, and in all that is searched, unless the ledger is `strict`.
        """
        return obligation.is_near or not self.strict

    def assume(self, text: str) -> None:
        """Something is taken for granted, and has to be printed."""
        self.assumptions[text] = None

    def owe(self, obligation: Obligation) -> None:
        """Discharge an obligation or raise `Unproved` or `NeverDefined`."""
        for part in conjuncts(inside_ranges(normal(obligation.goal))):
            if part != TRUE:
                self.discharge(replace(obligation, goal=part))

    def discharge(self, obligation: Obligation) -> None:
        spend()
        if self.by_difference(obligation):
            return
        answer = self.attempt(obligation, Arithmetic.EXACT)
        if answer is Answer.UNSAT:
            return
        if obligation.kind == "defined" and self.infer:
            self.require(obligation)
            return
        if not self.quick and self.by_difference(obligation, easily=False):
            return
        if not self.quick and self.by_congruence(obligation, Arithmetic.EXACT, answer=answer):
            return
        if self.by_induction(obligation, Arithmetic.EXACT):
            return
        if _has_floats(obligation.goal):
            for numbers in self.may_need(obligation):
                real = self.attempt(obligation, Arithmetic.REAL, numbers)
                if real is Answer.UNSAT:
                    return
                if not self.quick and self.by_congruence(obligation, Arithmetic.REAL, numbers, answer=real):
                    return
                if self.by_induction(obligation, Arithmetic.REAL, numbers):
                    return
        raise Unproved(obligation, answer)

    def by_difference(self, obligation: Obligation, easily: bool = True) -> bool:
        """Prove a large equation by the few small places in which its sides differ."""
        match obligation.goal:
            case Apply(op="eq", args=(a, _)) if a.dtype.is_float:
                return False  # NaN is identical to itself, and equal to nothing
            case Apply(op="identical" | "eq", args=(a, b)) if obligation.kind == "final":
                found = differences(a, b)
            case _:
                return False
        if not found and size_of(obligation.goal) <= SMALL:
            return False  # the solver says so itself, and its script is kept
        largest = max((size_of(d.one) + size_of(d.other) for d in found), default=0)
        if len(found) > MOST_DIFFERENCES or largest > size_of(obligation.goal) * 9 // 10:
            return False
        begin, before = perf_counter(), len(self.discharged)
        equal: list[Difference] = []
        for pair in sorted(found, key=lambda d: size_of(d.one) + size_of(d.other)):
            pair = rewritten_by(equal, pair)
            equal.append(pair)
            part = replace(obligation, goal=identical(pair.one, pair.other))
            hypotheses = [*self.plain_preconditions(), *obligation.hypotheses, *pair.known]
            known = instances((r.condition for r in self.preconditions), (*hypotheses, part.goal))
            question = self.question([*hypotheses, *known], part.goal, opaque=True)
            if self.ask(question, quick=True) is Answer.UNSAT:
                self.book(part, Arithmetic.EXACT, question, begin)
                continue
            inside = replace(
                part, kind="congruence", hypotheses=(*obligation.hypotheses, *pair.known, *known)
            )
            if easily or not self.by_congruence(inside, Arithmetic.EXACT):
                del self.discharged[before:]
                return False
        return True

    def may_need(self, obligation: Obligation) -> Iterator[frozenset[str]]:
        """Parameters in which a proof over the reals may exclude NaN: none, then those that are compared.

        Where the source asks for a NaN itself, it is not excluded.
        """
        asked = asked_for((obligation.goal, *obligation.hypotheses))
        free = (self.floats - asked) | {h for h, needs in self.histories.items() if not needs & asked}
        goal = self.behind(parameters_compared((obligation.goal,), free))
        known = self.behind(parameters_compared(obligation.hypotheses, free))
        yield from dict.fromkeys((frozenset[str](), goal, goal | known))

    def hand_on(self, shell: Shell) -> None:
        """Note what rounds hand on that holds no NaN, and which parameters must hold none for that."""
        values = {
            history(h.name, shell.label): (_element(h.entry), _element(h.step))
            for h in shell.handed
            if h.entry.dtype.is_float
        }
        earlier = frozenset(self.histories) | self.bounded
        numbers, bounded = handed_on(values, self.floats | earlier)
        self.bounded |= bounded
        read = [t for name in numbers for v in values[name] for t in subterms(v) if t.dtype.is_float]
        names = {t.array for t in read if isinstance(t, Elem)} | {t.name for t in read if isinstance(t, Sym)}
        needs = self.behind(names & (self.floats | self.histories.keys()))
        if not needs & asked_for(v for name in numbers for v in values[name]):
            self.histories |= dict.fromkeys(numbers, needs)

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """The parameters that must hold no NaN so that some parameters and histories hold none."""
        return frozenset[str]().union(*(self.histories.get(name, {name}) for name in names))

    def said(self, numbers: frozenset[str]) -> frozenset[str]:
        """What is known of floats if the parameters that are named hold no NaN."""
        kept = frozenset(h for h, needs in self.histories.items() if needs <= numbers)
        return numbers | kept | self.bounded

    def by_congruence(
        self,
        obligation: Obligation,
        arithmetic: Arithmetic,
        numbers: frozenset[str] = frozenset(),
        depth: int = 3,
        answer: Answer = Answer.SAT,
    ) -> bool:
        """Prove that folds on both sides agree element by element, and then the goal from that.

        `depth` is how often there may be a choice which folds those are; folds in folds are no choice.
        `answer` is what the solver says of the goal as it is.
        """
        if depth == 0 or obligation.kind not in EQUATIONS:
            return False
        if self.by_cases(obligation, arithmetic, numbers, depth, answer):
            return True
        equal: list[Cell] = []
        before = len(self.discharged)
        pairs = list(_fold_pairs(obligation.goal))
        left = depth if len(pairs) == 1 else depth - 1
        for one, other in pairs:
            if self.agree(one, other, obligation, arithmetic, numbers, left):
                equal.append(Apply("identical", (one, other), BOOL))
        if equal:
            helped = replace(obligation, hypotheses=(*obligation.hypotheses, *equal))
            if self.attempt(helped, arithmetic, numbers) is Answer.UNSAT:
                return True
        del self.discharged[before:]
        return False

    def by_cases(
        self,
        obligation: Obligation,
        arithmetic: Arithmetic,
        numbers: frozenset[str],
        depth: int,
        answer: Answer,
    ) -> bool:
        """Prove an equation on either side of a choice that is made in it: where folds need to know which, or
        where it was too much for the solver in one piece.
        """
        before = len(self.discharged)
        cases = _cases(obligation.goal, of_all=answer is Answer.UNKNOWN)
        for condition, goal in cases:
            known = (*obligation.hypotheses, condition)
            for equal in pinned(condition, obligation.hypotheses):
                goal = solved_for(equal, goal)
            part = replace(obligation, kind="congruence", hypotheses=known, goal=goal)
            said = self.attempt(part, arithmetic, numbers)
            if said is Answer.UNSAT:
                continue
            if not self.by_congruence(part, arithmetic, numbers, depth, said):
                del self.discharged[before:]
                return False
        return bool(cases)

    def agree(
        self,
        one: Fold,
        other: Fold,
        obligation: Obligation,
        arithmetic: Arithmetic,
        numbers: frozenset[str],
        depth: int,
    ) -> bool:
        """Whether two folds have one start and the same elements at any index of one range.

        Or of the shorter range, where the longer one goes on with elements that change nothing.
        """
        index = Sym(fresh("j"), INT)
        bodies = [self.session.instances.element(f, index) for f in (one, other)]
        if bodies[0].dtype is not bodies[1].dtype:  # steps in one type, and steps that wrap into it
            return False
        if is_argsort(one):  # which of two keys is less, reals that are equal do not say
            arithmetic, numbers = Arithmetic.EXACT, frozenset()

        def holds(goal: Cell, *known: Cell) -> bool:
            hypotheses = (*obligation.hypotheses, *known)
            part = replace(obligation, kind="congruence", hypotheses=hypotheses, goal=goal)
            return (
                goal == TRUE
                or self.attempt(part, arithmetic, numbers) is Answer.UNSAT
                or self.by_congruence(part, arithmetic, numbers, depth)
            )

        if not holds(identical(one.init, other.init)):
            return False
        shared = one.hi
        ends = (apply("max", (f.hi, integer(0)), INT) for f in (one, other))
        if not holds(eq(*ends)):
            neutral = _neutral(one, arithmetic)
            if neutral is None:
                return False
            if holds(le(one.hi, other.hi)):
                longer, rest = other, bodies[1]
            elif holds(le(other.hi, one.hi)):
                longer, rest, shared = one, bodies[0], other.hi
            else:
                return False
            beyond = (le(integer(0), index), le(shared, index), lt(index, longer.hi))
            if not holds(identical(rest, neutral), *beyond):
                return False
        taken = [elements_of(body) if one.op in RECURRENCES else (body,) for body in bodies]
        inside = (le(integer(0), index), lt(index, shared))
        return all(holds(identical(a, b), *inside) for a, b in zip(*taken, strict=True))

    def by_induction(
        self,
        obligation: Obligation,
        arithmetic: Arithmetic,
        numbers: frozenset[str] = frozenset(),
        depth: int = 2,
    ) -> bool:
        """Prove a property by induction on the bound of a fold, and the goal from it."""
        if not self.inducts or depth == 0 or obligation.kind not in ("final", "induction"):
            return False
        before = len(self.discharged)
        for induction in islice(inductions(obligation.goal, obligation.hypotheses), MOST_INDUCTIONS):
            if self.holds_by(induction, obligation, arithmetic, numbers, depth):
                known = (*obligation.hypotheses, induction.at(induction.bound))
                helped = replace(obligation, hypotheses=known)
                if self.attempt(helped, arithmetic, numbers) is Answer.UNSAT:
                    return True
            del self.discharged[before:]
        return False

    def holds_by(
        self,
        induction: Induction,
        obligation: Obligation,
        arithmetic: Arithmetic,
        numbers: frozenset[str],
        depth: int,
    ) -> bool:
        """Whether a property holds at its bound: at 0, and at t + 1 if at t, for t below the bound."""
        symbol = Sym(fresh("t"), INT)
        below = (le(integer(0), symbol), lt(symbol, induction.bound), induction.at(symbol))
        parts: list[tuple[tuple[Cell, ...], Cell]] = [
            ((), le(integer(0), induction.bound)),
            ((), induction.at(integer(0))),
            (below, induction.at(add(symbol, integer(1)))),
        ]
        for hypotheses, goal in parts:
            for part in conjuncts(inside_ranges(normal(goal))):
                known = (*obligation.hypotheses, *hypotheses)
                owed = replace(obligation, kind="induction", hypotheses=known, goal=part)
                if part == TRUE or self.attempt(owed, arithmetic, numbers) is Answer.UNSAT:
                    continue
                if self.by_congruence(owed, arithmetic, numbers):
                    continue
                if not self.by_induction(owed, arithmetic, numbers, depth - 1):
                    return False
        return True

    def attempt(
        self, obligation: Obligation, arithmetic: Arithmetic, numbers: frozenset[str] = frozenset()
    ) -> Answer:
        """Try to prove an obligation from its hypotheses and the preconditions so far.

        Over the reals, the parameters in `numbers` are taken to hold no NaN, which the proof then owns.
        """
        begin = perf_counter()
        hypotheses = [*self.plain_preconditions(), *obligation.hypotheses]
        answer = Answer.UNKNOWN
        equation = obligation.kind in EQUATIONS
        near = self.is_near(obligation) and arithmetic is Arithmetic.REAL
        for opaque in (True, False) if equation else (False,):
            question = self.question(hypotheses, obligation.goal, arithmetic, opaque, numbers, near)
            answer = self.ask(question)
            if answer is Answer.UNSAT:
                if numbers and self.contradict(hypotheses, arithmetic, numbers, near):
                    return Answer.UNKNOWN
                self.book(obligation, arithmetic, question, begin, numbers)
                return answer
        if obligation.kind in ("final", "congruence"):
            known = instances((r.condition for r in self.preconditions), (*hypotheses, obligation.goal))
            for opaque in (True, False) if known else ():
                facts = [*hypotheses, *known]
                question = self.question(facts, obligation.goal, arithmetic, opaque, numbers, near)
                if self.ask(question) is Answer.UNSAT:
                    self.book(obligation, arithmetic, question, begin, numbers)
                    return Answer.UNSAT
        bits = bit_vector_script(obligation.goal, hypotheses) if equation else None
        if bits is not None and self.ask(bits) is Answer.UNSAT:
            self.book(obligation, Arithmetic.EXACT, bits, begin)
            return Answer.UNSAT
        return answer  # a model of arbitrary vectors says nothing of those that there are

    def book(
        self,
        obligation: Obligation,
        arithmetic: Arithmetic,
        question: Question | str,
        begin: float,
        numbers: frozenset[str] = frozenset(),
    ) -> None:
        """Keep what was proved, since `begin`, and how."""
        script = proof_script(question, self.rlimit(), self.session)
        self.discharged.append(Discharged(obligation, arithmetic, script, perf_counter() - begin, numbers))

    def contradict(
        self,
        hypotheses: list[Cell],
        arithmetic: Arithmetic,
        numbers: frozenset[str] = frozenset(),
        near: bool = False,
    ) -> bool:
        """Whether hypotheses contradict each other, so that nothing follows from them."""
        question = self.question(hypotheses, None, arithmetic, numbers=numbers, near=near)
        return self.ask(question) is Answer.UNSAT

    def question(
        self,
        hypotheses: Iterable[Cell],
        goal: Cell | None,
        arithmetic: Arithmetic = Arithmetic.EXACT,
        opaque: bool = False,
        numbers: frozenset[str] = frozenset(),
        near: bool = False,
    ) -> Question:
        """What to ask of the solver, written once in this function's session."""
        key = tuple(hypotheses), goal, arithmetic, opaque, numbers, near
        questions = self.session.questions
        if key not in questions:
            said = self.said(numbers)
            made = self.session.instances
            encoder = Encoder(arithmetic, opaque=opaque, numbers=said, instances=made, near=near)
            questions[key] = encoder.question(key[0], goal)
        return questions[key]

    def consistent_facts(self, facts: list[Cell]) -> bool:
        """Whether the solver knows a model of some facts."""
        return self.ask(self.question(facts, None)) is Answer.SAT

    def judge(self, obligation: Obligation, arithmetic: Arithmetic, numbers: frozenset[str]) -> Answer:
        """What becomes of an obligation in one arithmetic: `UNSAT` only if each part of it is proved."""
        for part in conjuncts(inside_ranges(normal(obligation.goal))):
            answer = Answer.UNSAT
            if part != TRUE:
                answer = self.attempt(replace(obligation, goal=part), arithmetic, numbers)
            if answer is not Answer.UNSAT:
                return answer
        return Answer.UNSAT

    def ask(self, question: Question | str, quick: bool = False) -> Answer:
        """The solver's answer to a question, in this function's session."""
        return check(question, self.rlimit(quick), self.session)

    def rlimit(self, quick: bool = False) -> int:
        """How much the solver may do for an answer."""
        return QUICK_RLIMIT if self.quick or quick else RLIMIT

    def plain_preconditions(self) -> list[Cell]:
        """Preconditions that speak of no single elements, or of a first or last index only, as hypotheses."""
        return [r.condition for r in self.preconditions if self._is_plain(r.condition)]

    def _is_plain(self, condition: Cell) -> bool:
        if condition not in self._plain:
            self._plain[condition] = not has_folds(condition, but_searches=True)
        return self._plain[condition]

    # ------------------------------------------------------------ preconditions

    def require(self, obligation: Obligation) -> None:
        """Make a precondition of a condition that the source needs and that does not always hold."""
        if any(map(speaks_of_rounds, obligation.guards)):
            parts = [part for guard in obligation.guards for part in conjuncts(guard)]
            guards = tuple(part for part in dict.fromkeys(parts) if not speaks_of_rounds(part))
            if self.is_required(replace(obligation, guards=guards)):
                return
        conditions = self.at_the_extreme(obligation) or self.in_each_segment(obligation)
        if conditions:
            self._instances.update(conditions)
        else:
            conditions = [self.for_all(obligation)]
            self._universal.setdefault(conditions[0], []).append(obligation)
        known = {r.condition for r in self.preconditions}
        for condition in conditions:
            if size_of(condition) > MOST_NODES:  # it is printed as it is written out
                raise TooLarge(obligation.span)
            if condition != TRUE and condition not in known:
                self.preconditions.append(Required(condition, obligation.span, obligation.reason))

    def is_required(self, obligation: Obligation) -> bool:
        """Whether it is a precondition already that a condition holds in every iteration."""
        known = {r.condition for r in self.preconditions}
        return not speaks_of_rounds(obligation.goal) and self.for_all(obligation) in known

    def reconsider(self) -> None:
        """Prove what was required for every iteration, if it follows from what was required after that.

        A place that is read before the sizes are known to suffice is in range if they do.
        """
        for required in list(self.preconditions):
            obligations = self._universal.get(required.condition, ())
            later = self.preconditions[self.preconditions.index(required) + 1 :]
            if not obligations or required.condition in self._instances or self._is_plain(required.condition):
                continue
            if not any(self._is_plain(r.condition) for r in later):
                continue
            before = len(self.discharged)
            if all(self.attempt(o, Arithmetic.EXACT) is Answer.UNSAT for o in obligations):
                self.preconditions.remove(required)
            else:
                del self.discharged[before:]

    def at_the_extreme(self, obligation: Obligation) -> list[Cell] | None:
        """The condition at the iterations where it is hardest to meet, if those imply all others.

        Being instances, they exclude no input on which the source is defined.
        """
        for found in _instances(obligation):
            claims = [implies(conj(*guards), goal) for guards, goal in found]
            if not free_symbols(conj(*claims)) <= self.parameters or any(map(speaks_of_rounds, claims)):
                continue
            enough = replace(obligation, hypotheses=(*obligation.hypotheses, *claims))
            if self.implied(enough) is not Answer.UNSAT:
                continue
            return [self.weakened(obligation, list(guards), goal) for guards, goal in found]
        return None

    def in_each_segment(self, obligation: Obligation) -> list[Cell] | None:
        """As at the extreme, in each round of outer loops, where the bounds of inner ones are elements."""
        for depth in range(1, len(obligation.loops)):
            outer, inner = obligation.loops[:depth], obligation.loops[depth:]
            if not any(reads_elements(bound) for loop in inner for bound in (loop.lo, loop.hi)):
                return None
            known = self.parameters | {loop.symbol for loop in outer}
            part = replace(obligation, loops=inner)
            for found in _instances(part, together=True):
                claims = [implies(conj(*guards), goal) for guards, goal in found]
                if not free_symbols(conj(*claims)) <= known or any(map(speaks_of_rounds, claims)):
                    continue
                enough = replace(obligation, hypotheses=(*obligation.hypotheses, *claims))
                if self.implied(enough) is Answer.UNSAT:
                    weak = (self.weakened(part, list(guards), goal) for guards, goal in found)
                    return [self.for_all(replace(part, loops=outer, guards=(), goal=w)) for w in weak]
        return None

    def weakened(self, obligation: Obligation, guards: list[Cell], goal: Cell) -> Cell:
        """One instance as a precondition, without the guards that it does not need."""
        if self.ask(self.consistent(obligation, (*guards, goal))) is Answer.UNSAT:
            raise NeverDefined(obligation) if _is_failure(obligation) else Unproved(obligation, Answer.SAT)
        kept = list(guards)
        for guard in guards:
            rest = [g for g in kept if g != guard]
            if self.needless(guard, rest, goal):
                kept = rest
        return normal(implies(conj(*map(_tidied, kept)), _tidied(goal)))

    def implied(self, obligation: Obligation) -> Answer:
        """Whether hypotheses and preconditions imply the goal; nothing is booked."""
        hypotheses = [*self.plain_preconditions(), *obligation.hypotheses]
        return self.ask(self.question(hypotheses, obligation.goal))

    def consistent(self, obligation: Obligation, conditions: tuple[Cell, ...]) -> Question:
        facts = [*self.entry_facts, *self.plain_preconditions(), *conditions]
        return self.question(facts, None)

    def needless(self, guard: Cell, others: list[Cell], goal: Cell) -> bool:
        """Whether the goal holds anyway where one guard fails and the others hold."""
        facts = [*self.entry_facts, *self.plain_preconditions(), *others, negate(guard)]
        return self.ask(self.question(facts, goal), quick=True) is Answer.UNSAT

    def for_all(self, obligation: Obligation) -> Cell:
        """The condition for every iteration, to be checked as it stands."""
        condition = implies(conj(*obligation.guards), _tidied(obligation.goal))
        bounds = (edge for loop in obligation.loops for edge in (loop.lo, loop.hi, loop.exit or TRUE))
        if any(map(speaks_of_rounds, (condition, *bounds))):
            raise Unproved(replace(obligation, reason=f"{obligation.reason}, {IN_ROUNDS}"), Answer.SAT)
        for loop in reversed(obligation.loops):
            if loop.exit is not None:
                condition = implies(le(Sym(loop.symbol, INT), loop.exit), condition)
            condition = fold("and", loop.symbol, loop.lo, loop.hi, TRUE, condition)
        if not free_symbols(condition) <= self.parameters:
            raise Unproved(obligation, Answer.UNKNOWN)
        return condition


def _element(value: Cell | ArrayValue) -> Cell:
    """A number, or an arbitrary element of an array."""
    if not isinstance(value, ArrayValue):
        return value
    places = zip(value.binders, value.shape, strict=True)
    inside = [within(Sym(b, INT), integer(0), n) for b, n in places]
    return under(normal(value.body), list(map(normal, inside)))


def _cases(goal: Cell, of_all: bool) -> list[tuple[Cell, Cell]]:
    """What an equation comes to where the condition of a choice in it holds, and where it does not.

    Without `of_all`, only of one between folds.
    """
    match goal:
        case Apply(op="identical" | "eq" as op, args=(a, b)) if of_all or (has_folds(a) and has_folds(b)):
            condition = _choice(a) or _choice(b)
        case _:
            return []
    if condition is None:
        return []
    equal = identical if op == "identical" else eq
    cases: list[tuple[Cell, Cell]] = []
    for place, holds in enumerate((condition, negate(condition)), start=1):
        one, other = (under(branch(condition, side, place), [holds]) for side in (a, b))
        cases.append((holds, solved_for(holds, equal(one, other))))
    return cases


def _choice(side: Cell) -> Cell | None:
    """The condition of a choice between what one side of an equation is, or what is added up to it."""
    match side:
        case Apply(op="select", args=(condition, _, _)):
            return condition
        case Apply(op="add", args=(a, b)):
            return _choice(a) or _choice(b)
        case _:
            return None


def solved_for(condition: Cell, goal: Cell) -> Cell:
    """A goal where a condition holds: if that says what an index is, with this in the place of the index."""
    for part in conjuncts(condition):
        match part:
            case Apply(op="eq", args=(a, b)) if a.dtype is INT:
                for one, other in ((a, b), (b, a)):
                    if isinstance(one, Sym) and one.name not in free_symbols(other):
                        return normal(substitute(goal, {one.name: other}, make=apply))
            case _:
                pass
    return goal


def pinned(condition: Cell, hypotheses: Iterable[Cell]) -> Iterator[Cell]:
    """What a comparison of integers is equal to, where hypotheses have it on the other side of the same."""
    slacks = [s for part in conjuncts(condition) if (s := _at_least_zero(part)) is not None]
    others = [s for h in hypotheses if (s := _at_least_zero(h)) is not None] if slacks else []
    for slack in slacks:
        if plus({}, slack, -1) in others:
            yield eq(*_sides(slack))


def _at_least_zero(condition: Cell) -> Polynomial | None:
    """What a comparison of integers says to be at least 0."""
    match condition:
        case Apply(op="le" | "lt" as op, args=(a, b)) if a.dtype is INT:
            return plus(polynomial(b), polynomial(add(a, integer(0 if op == "le" else 1))), -1)
        case _:
            return None


def _sides(slack: Polynomial) -> tuple[Cell, Cell]:
    """A symbol that stands alone in a sum, and what it is where the sum is 0; the sum and 0 if none does."""
    for monomial, coefficient in slack.items():
        rest = to_cell(plus({}, plus(slack, {monomial: -coefficient}), -coefficient))
        match monomial:
            case (Sym(name=name) as symbol,) if abs(coefficient) == 1 and name not in free_symbols(rest):
                return symbol, rest
            case _:
                pass
    return to_cell(slack), integer(0)


def _neutral(fold: Fold, arithmetic: Arithmetic) -> Cell | None:
    """An element that does not change what a fold has come to; a sum of floats may have come to -0.0."""
    if fold.op in ("min", "max"):
        return None if fold.dtype.is_float else fold.init
    if fold.dtype.is_float and arithmetic is Arithmetic.EXACT:
        return None
    return identity(fold.op, fold.dtype)


def _fold_pairs(goal: Cell) -> Iterator[tuple[Fold, Fold]]:
    """Outermost folds of the two sides of an equation that may be the same function of the index."""
    match goal:
        case Apply(op="identical" | "eq", args=(a, b)):
            left, right = outer_folds(a), outer_folds(b)
        case _:
            return
    for one in left:
        for other in right:
            if one.op == other.op and one.dtype is other.dtype and one != other:
                yield one, other


def _is_failure(obligation: Obligation) -> bool:
    """Whether the source fails where the condition does not hold; an index may well leave its type."""
    return not obligation.reason.startswith("an index leaves")


def _instances(obligation: Obligation, together: bool = False) -> Iterator[list[Instance]]:
    """Guards and goal at iterations at which a comparison is tightest, the likeliest first.

    Where it may be tightest in one of several, they are given one by one, or also `together`.
    """

    def pick(loops: tuple[LoopRange, ...], instances: list[Instance]) -> Iterator[list[Instance]]:
        if not loops:
            yield [(list(dict.fromkeys(g for g in guards if g != TRUE)), goal) for guards, goal in instances]
            return
        loop = loops[-1]
        guards, goal = instances[0]
        extremes = _extremes(goal, loop, guards)
        joint = (tuple(extremes),) if together and len(extremes) > 1 else ()
        for places in (*((e,) for e in extremes), *joint, *_both_ends(goal, loop)):
            yield from pick(loops[:-1], [_at(one, loop, where) for one in instances for where in places])

    whole: Instance = (list(obligation.guards), obligation.goal)
    yield from islice(pick(obligation.loops, [whole]), MOST_INSTANCES)


def _at(instance: Instance, loop: LoopRange, where: Cell) -> Instance:
    """An instance at one iteration of a loop, which has to be one that runs."""
    guards, goal = instance
    put = {loop.symbol: where}
    reached = (*guards, *_reached(loop, where))
    narrowed = [part for g in reached for part in conjuncts(normal(substitute(g, put, make=apply)))]
    return narrowed, normal(substitute(goal, put, make=apply))


def _both_ends(goal: Cell, loop: LoopRange) -> list[tuple[Cell, Cell]]:
    """The first and the last iteration, where a comparison is linear in the index with an unknown slope."""
    slack = _comparison_slack(goal, loop.symbol)
    if slack is None or set(slack[0]) <= {()}:
        return []
    return [(loop.lo, _last(loop)[0])]


def _comparison_slack(goal: Cell, symbol: str) -> tuple[Polynomial, Polynomial] | None:
    """`(s, r)` with an integer comparison saying `s * symbol + r >= 0`, or `> 0`."""
    match goal:
        case Apply(op="le" | "lt", args=(a, b)) if a.dtype is INT:
            return linear_in(sub(b, a), symbol)
        case _:
            return None


def _reached(loop: LoopRange, where: Cell) -> tuple[Cell, ...]:
    """What must hold for an iteration to run."""
    in_range = (le(loop.lo, where), lt(where, loop.hi))
    return in_range if loop.exit is None else (*in_range, le(where, loop.exit))


def _extremes(goal: Cell, loop: LoopRange, guards: list[Cell]) -> list[Cell]:
    """The iterations at one end of a loop: the last that the guards let through, or the last of all."""
    slack = _comparison_slack(goal, loop.symbol)
    if slack is None:
        return [] if loop.symbol in free_symbols(goal) else [loop.lo]
    signs = {c > 0 for c in slack[0].values()}
    if len(signs) > 1:
        return []
    if not signs:
        return [
            *(_edge(g, loop.symbol, last=False) for g in guards if _is_edge(g, loop.symbol, False)),
            loop.lo,
        ]
    last = signs == {False}
    edges = [_edge(g, loop.symbol, last) for g in guards if _is_edge(g, loop.symbol, last)]
    return [*edges, *(_last(loop) if last else [loop.lo])]


def _last(loop: LoopRange) -> list[Cell]:
    """The last iteration of a loop; where it may be left, also the last that does not leave it."""
    end = normal(sub(loop.hi, integer(1)))
    if loop.exit is None:
        return [end]
    return [apply("min", (loop.exit, end), INT), normal(sub(loop.exit, integer(1)))]


def _is_edge(guard: Cell, symbol: str, last: bool) -> bool:
    split = _slack(guard, symbol)
    return split is not None and split[0] == {(): -1 if last else 1}


def _edge(guard: Cell, symbol: str, last: bool) -> Cell:
    """The last (or first) value of a symbol that a guard admits."""
    split = _slack(guard, symbol)
    assert split is not None
    rest = to_cell(split[1])
    return rest if last else normal(sub(integer(0), rest))


def _slack(guard: Cell, symbol: str) -> tuple[Polynomial, Polynomial] | None:
    """`(s, r)` with the guard saying `s * symbol + r >= 0`."""
    match guard:
        case Apply(op="le" | "lt" as op, args=(a, b)) if a.dtype is INT and symbol in free_symbols(guard):
            return linear_in(sub(sub(b, a), integer(0 if op == "le" else 1)), symbol)
        case _:
            return None


def _tidied(goal: Cell) -> Cell:
    match goal:
        case Apply(op="le" | "lt" as op, args=(a, b)) if a.dtype is INT:
            return tidy(op, a, b)
        case _:
            return goal


def _has_floats(cell: Cell) -> bool:
    return any(t.dtype.is_float for t in subterms(cell))


def has_folds(cell: Cell, but_searches: bool = False) -> bool:
    """Whether a condition quantifies over elements, searches for an index not counted if so wished."""
    folds = (t for t in subterms(cell) if isinstance(t, Fold))
    return any(not (but_searches and (first_of(t) or last_of(t))) for t in folds)
