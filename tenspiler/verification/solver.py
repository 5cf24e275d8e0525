"""The one place where Z3 runs: scripts in, answers out, under limits that ignore the machine's load."""

# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from typing import final

import z3  # pyright: ignore[reportMissingTypeStubs]

from tenspiler.effort import spend, spend_script
from tenspiler.verification.instances import Instances
from tenspiler.verification.lemmas import Lemma, Question, all_facts, asserted

RLIMIT = 3_000_000
RESOURCES_PER_STEP = 3
SEED = 0
MOST_MEGABYTES = 2048
# What Z3 does not give back after it ran out of memory may add up to so many times the above.
MOST_LOSSES = 2

z3.set_param("memory_max_size", MOST_MEGABYTES)


class SolverFailed(Exception):
    """The solver broke down, which says nothing of what it was asked."""


class MalformedScript(Exception):
    """The solver could not read a script."""


class Answer(Enum):
    """What the solver said about a script: only `UNSAT` proves anything."""

    UNSAT = "unsat"
    SAT = "sat"
    UNKNOWN = "unknown"


def new_context() -> z3.Context:
    """A workspace of the solver; raises `SolverFailed` where lost memory leaves no room for it.

    Z3 keeps what it had when its memory ran out, and where none is left the next workspace is a null pointer.
    """
    lost = z3.Z3_get_estimated_alloc_size() >> 20
    if lost > MOST_LOSSES * MOST_MEGABYTES:
        raise SolverFailed("out of memory")
    if lost > MOST_MEGABYTES // 2:
        z3.set_param("memory_max_size", lost + MOST_MEGABYTES)
    return z3.Context()


@final
@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and which facts of the lemmas the solver was told for it."""

    answer: Answer
    facts: tuple[str, ...] = ()


@final
class Session:
    """The solver's workspace for one function, so that what is asked of it depends on that function alone.

    What was answered is not asked again, and what was encoded, by whatever key, not encoded again.
    """

    def __init__(self) -> None:
        self.context = new_context()
        self.answers: dict[tuple[bytes, int], Answered] = {}
        self.questions: dict[Hashable, Question] = {}
        self.constants: dict[str, z3.FuncDeclRef] = {}
        self.instances = Instances()
        self._counted = 0

    def count(self, total: int) -> int:
        """What the solver has used in this workspace makes steps of the lift; how much of that is new."""
        used, self._counted = total - self._counted, total
        spend(used // RESOURCES_PER_STEP)
        return used


def check(question: Question | str, rlimit: int = RLIMIT, session: Session | None = None) -> Answer:
    """Whether a script has a model that goes with all its lemmas.

    Raises `SolverFailed` where the solver throws or runs out of memory, `KeyboardInterrupt` where the user
    interrupts it, and `MalformedScript` for a script that is none, which is a defect of the encoder.
    """
    return _answered(question, rlimit, session or Session()).answer


def proof_script(question: Question | str, rlimit: int, session: Session) -> str:
    """A question as it was put when it was answered, with what the solver was told of the lemmas."""
    asked = question if isinstance(question, Question) else Question(question)
    return asked.told(_answered(asked, rlimit, session).facts)


def _answered(question: Question | str, rlimit: int, session: Session) -> Answered:
    asked = question if isinstance(question, Question) else Question(question)
    key = asked.digest(), rlimit
    if key not in session.answers:
        session.answers[key] = found = _asked(asked, rlimit, session)
        spend_script(len(asked.script) + sum(map(len, found.facts)))
    return session.answers[key]


def _asked(question: Question, rlimit: int, session: Session) -> Answered:
    """What the solver says to a script, told of the lemmas whatever its models go against."""
    told: list[str] = []
    left: list[Lemma] = list(question.lemmas)
    if "Real" in question.script:
        # What came before in a workspace may send products of reals where no limit ends the search.
        session = Session()
    budget = _Budget(rlimit, session)
    try:
        solver = _solver(session)
        solver.from_string(question.script)
        found = budget.check(solver)
        while found == z3.sat and left:
            values = question.values(_Constants(solver.model(), session))
            kept = [lemma for lemma in left if lemma.holds(values)]
            if len(kept) == len(left):
                break
            facts = all_facts(lemma for lemma in left if not lemma.holds(values))
            left, told = kept, told + facts
            solver.from_string("\n".join(asserted(facts)))  # what the script declares is still known
            found = budget.check(solver)
        if found == z3.unknown and left:
            told += all_facts(left)
            solver = _solver(session)
            solver.from_string(question.told(told))
            found = budget.check(solver)
        why = solver.reason_unknown() if found == z3.unknown else ""
    except z3.Z3Exception as error:
        if "(error" in str(error):
            raise MalformedScript(str(error)) from error
        raise SolverFailed(_reason(error)) from error
    except MemoryError as error:
        raise SolverFailed("out of memory") from error
    if "interrupted" in why:
        raise KeyboardInterrupt
    if "memout" in why or "out of memory" in why:
        raise SolverFailed("out of memory")
    if found == z3.unsat:
        return Answered(Answer.UNSAT, tuple(told))
    return Answered(Answer.SAT if found == z3.sat else Answer.UNKNOWN, tuple(told))


@final
class _Budget:
    """What is left of the resources that one answer may take."""

    def __init__(self, rlimit: int, session: Session) -> None:
        self.left = rlimit
        self.session = session

    def check(self, solver: z3.Solver) -> z3.CheckSatResult:
        """What a solver says with what is left; nothing once that is used up."""
        if self.left <= 0:
            return z3.unknown
        solver.set("rlimit", self.left)
        found = solver.check()
        self.left -= self.session.count(solver.statistics().get_key_value("rlimit count"))
        return found


def _solver(session: Session) -> z3.Solver:
    """A solver that knows nothing yet."""
    solver = z3.SimpleSolver(ctx=session.context)
    solver.set("random_seed", SEED)
    # What it does with products of reals there is not counted as work, so that no limit ends it.
    solver.set("smt.arith.nl.grobner", False)
    return solver


@final
class _Constants:
    """The values of integer constants in a model, by their names; 0 for those that it leaves open."""

    def __init__(self, model: z3.ModelRef, session: Session) -> None:
        self.model = model
        self.session = session

    def __call__(self, name: str) -> int:
        known = self.session.constants
        if name not in known:
            known[name] = z3.Int(name.strip("|"), self.session.context).decl()
        found = self.model.get_interp(known[name])  # pyright: ignore[reportUnknownVariableType]
        return found.as_long() if isinstance(found, z3.IntNumRef) else 0


def _reason(error: z3.Z3Exception) -> str:
    """What an exception of the solver says; Z3 gives bytes."""
    said: object = getattr(error, "value", error)
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return text.removeprefix("b'").removesuffix("'").strip() or "no reason was given"
