"""A second opinion: the scripts that Z3 found contradictory, put to cvc5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import final

import cvc5

from benchmarks.discovery import Source
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import lift
from tenspiler.verification.proof import Proof

# cvc5's own units of work, so that the answer does not depend on the machine's load.
RLIMIT = 400_000


@final
@dataclass(slots=True)
class Opinion:
    """What cvc5 said to the scripts of one function: how often what, and the scripts that have a model."""

    name: str
    answers: Counter[str] = field(default_factory=Counter[str])
    refuted: list[str] = field(default_factory=list[str])

    def __str__(self) -> str:
        return f"{self.name:36} {counts(self.answers)}"


def counts(answers: Counter[str]) -> str:
    """The answers as text."""
    return ", ".join(f"{answers[a]} {a}" for a in ("unsat", "unknown", "sat"))


def ask(script: str, rlimit: int = RLIMIT) -> str:
    """`unsat`, `sat` or `unknown`; raises `RuntimeError` for a script that cvc5 cannot read."""
    terms = cvc5.TermManager()
    solver = cvc5.Solver(terms)
    solver.setOption("rlimit", str(rlimit))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, f"{script}\n(check-sat)\n", "script")
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, parser.getSymbolManager()).strip()
    if answer not in ("unsat", "sat", "unknown"):
        raise RuntimeError(answer)
    return answer


def opinion(name: str, proof: Proof) -> Opinion:
    """What cvc5 says to everything that a proof rests on."""
    found = Opinion(name)
    for script in dict.fromkeys(d.script for d in proof.discharged):
        answer = ask(script)
        found.answers[answer] += 1
        if answer == "sat":
            found.refuted.append(script)
    return found


def opinions(sources: Iterable[Source]) -> Iterator[Opinion]:
    """The opinion on every kernel that is proved."""
    for source in sources:
        for function in read_file(source.path).functions:
            if not isinstance(function, Function):
                continue
            try:
                proof = lift(function).proof
            except Refusal:
                continue
            yield opinion(f"{source.suite} {source.form} {function.name}", proof)
