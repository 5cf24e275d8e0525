"""Random programs through the lifter: what is proved computes what the interpreter does, on all inputs tried.

`TENSPILER_FUZZ_SECONDS` (of processor time) and `TENSPILER_FUZZ_SEED` make the run longer or another one;
`python -m benchmarks fuzz` is the same for hours and on all cores.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from time import process_time

import pytest

from benchmarks.fuzzing.generator import Generated, program_of, random_program
from benchmarks.fuzzing.inputs import inputs
from benchmarks.fuzzing.shapes import SHAPES
from benchmarks.fuzzing.tally import Tally
from benchmarks.fuzzing.trial import CRASHES, TIMID, WRONG, WRONG_CODE, Way, attempt, literals
from tenspiler.loopir.interpreter import Finished, run
from tenspiler.loopir.printer import show

SECONDS = float(os.environ.get("TENSPILER_FUZZ_SECONDS", "20"))
SEED = int(os.environ.get("TENSPILER_FUZZ_SEED", "0"))
MOST_MEMORY = 8 << 30


@pytest.fixture(scope="module")
def _bounded_memory() -> Iterator[None]:
    """A program that wants an absurd array meets an error and not the machine's limit."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.fixture(scope="module")
def tally(_bounded_memory: None) -> Tally:
    tally, way = Tally(), Way(rounds=40)
    end, seed = process_time() + SECONDS, SEED
    while process_time() < end:
        tally.add(attempt(program_of(seed, sources=True), way))
        seed += 1
    return tally


def found(tally: Tally, kinds: tuple[str, ...]) -> str:
    return "\n\n".join(str(finding) for finding in tally.findings if finding.kind in kinds)


def test_what_is_proved_is_right(tally: Tally) -> None:
    assert not found(tally, WRONG)


def test_emitted_code_is_right(tally: Tally) -> None:
    assert not found(tally, WRONG_CODE)


def test_nothing_crashes(tally: Tally) -> None:
    assert not found(tally, CRASHES)


def test_preconditions_refuse_no_defined_input(tally: Tally) -> None:
    assert not found(tally, TIMID)


def test_the_attack_is_one(tally: Tally) -> None:
    """Enough programs are lifted, and enough inputs compared, for silence to mean something."""
    lifted = tally.lifted["total"]
    assert lifted >= 0.25 * tally.programs["total"], tally.outcomes
    assert tally.inputs["compared"] >= 10 * lifted, tally.inputs
    assert tally.inputs["code compared"] >= 0.7 * tally.inputs["compared"], tally.inputs


def some(family: str, count: int) -> list[Generated]:
    return [random_program(seed, family) for seed in range(count)]


@pytest.mark.parametrize("family", SHAPES)
def test_every_class_is_written_and_runs(family: str) -> None:
    """The programs of a class depend on the seed alone, and many inputs are accepted."""
    accepted = tried = 0
    for program, again in zip(some(family, 12), some(family, 12), strict=True):
        assert show(program.function) == show(again.function)
        for arguments in inputs(program.function, 12, program.seed):
            tried += 1
            accepted += isinstance(run(program.function, arguments, fuel=20_000), Finished)
    assert accepted >= 0.25 * tried, f"{accepted} of {tried}"


def test_inputs_depend_on_the_seed_alone() -> None:
    for seed in range(10):
        function = random_program(seed).function
        names = [p.name for p in function.parameters]
        runs = [[literals(dict(zip(names, a, strict=True))) for a in inputs(function, 9, seed)] for _ in "ab"]
        assert runs[0] == runs[1]
        assert len(set(runs[0])) > 1


def test_near_misses_are_other_programs() -> None:
    programs = [program_of(seed, sources=True) for seed in range(120)]
    near = [p for p in programs if p.family.startswith("near miss")]
    assert len(near) >= 10
    assert len({show(p.function) for p in near}) >= 0.8 * len(near)
