"""Runs mutants against tests, each in a process of its own, and says which test caught it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, final

from benchmarks.mutation.catalogue import ROOT, Mutant

# Every test that is about what may be called proved or refuted, those that tell most for their time first.
SUITE = (
    "tests/symbolic",
    "tests/verification",
    "tests/attack/test_wrong_pairs.py",
    "tests/test_aliasing.py",
    "tests/loopir",
    "tests/test_pipeline.py",
    "tests/test_inexactness.py",
    "tests/test_decisions.py",
    "tests/refutation",
    "tests/cache",
    "tests/tensir",
)


@final
@dataclass(frozen=True, slots=True)
class Trial:
    """What the tests made of one mutant, or of the unchanged code if it has none.

    `caught` is the test that failed. A test that crashed, or a process that died, caught nothing; `trouble`
    says what happened then.
    """

    mutant: Mutant | None
    caught: str | None
    passed: int
    trouble: str
    seconds: float


def trials(mutants: Sequence[Mutant], tests: Sequence[str] | None = None) -> Iterator[Trial]:
    """Each mutant against its own test, or against the given ones until one of them fails."""
    jobs = [(m, list(tests) if tests is not None else [f"tests/{m.caught_by}"]) for m in mutants]
    yield from _run(jobs)


def controls(mutants: Sequence[Mutant]) -> Iterator[Trial]:
    """The same tests with no change, and with one that changes nothing: neither may be caught."""
    tests = list(dict.fromkeys(f"tests/{m.caught_by}" for m in mutants))
    yield from _run([(None, tests), (unchanging(mutants[0].file), tests)])


def unchanging(file: str) -> Mutant:
    """A change of a file that means the same."""
    first = ROOT.joinpath(file).read_text(encoding="utf-8").splitlines()[0]
    return Mutant("no change of meaning", file, "nothing", f"{first}\n", f"{first}\n\n", "")


def _run(jobs: Sequence[tuple[Mutant | None, list[str]]]) -> Iterator[Trial]:
    words = [
        json.dumps({"name": m.name if m else "", "mutant": asdict(m) if m else None, "tests": tests})
        for m, tests in jobs
    ]
    command = [sys.executable, "-m", "benchmarks.mutation.server"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        for (mutant, _), word in zip(jobs, words, strict=True):
            print(word, file=server.stdin, flush=True)
            yield _trial(mutant, json.loads(server.stdout.readline() or '{"died": "the server"}'))
        server.stdin.close()


def _trial(mutant: Mutant | None, found: dict[str, Any]) -> Trial:
    seconds = found.get("seconds", 0.0)
    if "died" in found:
        return Trial(mutant, None, 0, f"died: {found['died']}", seconds)
    trouble = "; ".join(f"{test}: {why}" for test, why in found["crashed"].items())
    if not found["applied"]:
        trouble = "the changed module was never loaded"
    elif not trouble and found["caught"] is None and not found["passed"]:
        trouble = "no test ran"
    caught = found["caught"] if found["applied"] else None
    return Trial(mutant, caught, found["passed"], trouble, seconds)
