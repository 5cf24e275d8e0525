"""The one place where Z3 runs: scripts in, verdicts out, under limits that do not depend on the machine's load."""

from __future__ import annotations

from enum import Enum

import z3

RLIMIT = 3_000_000
SEED = 0


class MalformedScript(Exception):
    """The solver could not read a script."""


class Answer(Enum):
    """What the solver said about a script: only `UNSAT` proves anything."""

    UNSAT = "unsat"
    SAT = "sat"
    UNKNOWN = "unknown"


def check(script: str, rlimit: int = RLIMIT) -> Answer:
    """Whether a script has a model; every failure of the solver is `UNKNOWN`.

    Raises `MalformedScript` for a script that is none, which is a defect of the encoder.
    """
    try:
        solver = z3.SimpleSolver(ctx=z3.Context())
        solver.set("rlimit", rlimit)
        solver.set("random_seed", SEED)
    except z3.Z3Exception:
        return Answer.UNKNOWN
    try:
        solver.from_string(script)
    except z3.Z3Exception as error:
        raise MalformedScript(str(error)) from error
    try:
        found = solver.check()
    except z3.Z3Exception:
        return Answer.UNKNOWN
    if found == z3.unknown and "interrupted" in solver.reason_unknown():
        raise KeyboardInterrupt
    if found == z3.unsat:
        return Answer.UNSAT
    return Answer.SAT if found == z3.sat else Answer.UNKNOWN
