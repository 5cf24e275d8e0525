"""The one place where Z3 runs: scripts in, answers out, under limits that ignore the machine's load."""

# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Hashable
from enum import Enum
from hashlib import sha256
from typing import final

import z3  # pyright: ignore[reportMissingTypeStubs]

from tenspiler.effort import spend, spend_script
from tenspiler.verification.instances import Instances

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
class Session:
    """The solver's workspace for one function, so that what is asked of it depends on that function alone.

    What was answered is not asked again, and what was encoded, by whatever key, not encoded again.
    """

    def __init__(self) -> None:
        self.context = new_context()
        self.answers: dict[tuple[bytes, int], Answer] = {}
        self.scripts: dict[Hashable, str] = {}
        self.instances = Instances()
        self._counted = 0

    def count(self, total: int) -> None:
        """The resources that the solver has used in this workspace are steps of the lift."""
        spend((total - self._counted) // RESOURCES_PER_STEP)
        self._counted = total


def check(script: str, rlimit: int = RLIMIT, session: Session | None = None) -> Answer:
    """Whether a script has a model.

    Raises `SolverFailed` where the solver throws or runs out of memory, `KeyboardInterrupt` where the user
    interrupts it, and `MalformedScript` for a script that is none, which is a defect of the encoder.
    """
    session = session or Session()
    question = sha256(script.encode()).digest(), rlimit
    if question not in session.answers:
        session.answers[question] = _asked(script, rlimit, session)
        spend_script(len(script))
    return session.answers[question]


def _asked(script: str, rlimit: int, session: Session) -> Answer:
    """What the solver says to a script."""
    try:
        solver = z3.SimpleSolver(ctx=session.context)
        solver.set("rlimit", rlimit)
        solver.set("random_seed", SEED)
        # What it does with products of reals there is not counted as work, so that no limit ends it.
        solver.set("smt.arith.nl.grobner", False)
        solver.from_string(script)
        found = solver.check()
        session.count(solver.statistics().get_key_value("rlimit count"))
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
        return Answer.UNSAT
    return Answer.SAT if found == z3.sat else Answer.UNKNOWN


def _reason(error: z3.Z3Exception) -> str:
    """What an exception of the solver says; Z3 gives bytes."""
    said: object = getattr(error, "value", error)
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return text.removeprefix("b'").removesuffix("'").strip() or "no reason was given"
