"""Random programs through the lifter: what is proved computes what the interpreter does, on all inputs tried.

`TENSPILER_FUZZ_SECONDS` and `TENSPILER_FUZZ_SEED` make the run longer or another one.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from time import monotonic

import pytest
from fuzzing import Tally, try_program
from random_programs import random_function

from tenspiler.loopir.interpreter import Finished, run
from tenspiler.loopir.printer import show
from tenspiler.sampling import samples

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
    tally = Tally()
    begin, seed = monotonic(), SEED
    while monotonic() < begin + SECONDS:
        try_program(random_function(seed), tally, rounds=40)
        seed += 1
    return tally


def found(tally: Tally, *kinds: str) -> str:
    return "\n\n".join(str(finding) for finding in tally.findings if finding.kind in kinds)


def test_what_is_proved_is_right(tally: Tally) -> None:
    assert not found(tally, "wrong", "wrong alias", "undefined program", "undefended")


def test_emitted_code_is_right(tally: Tally) -> None:
    assert not found(tally, "wrong code", "emitted raises", "guard raises", "unguarded code")


def test_nothing_crashes(tally: Tally) -> None:
    assert not found(tally, "crash", "emission crash")


def test_preconditions_refuse_no_defined_input(tally: Tally) -> None:
    assert not found(tally, "timid", "undefined precondition")


def test_the_attack_is_one(tally: Tally) -> None:
    """Enough programs are lifted, and enough inputs compared, for silence to mean something."""
    programs = sum(tally.outcomes.values())
    assert tally.outcomes["proved"] >= 0.25 * programs, tally.outcomes
    assert tally.inputs["compared"] >= 10 * tally.outcomes["proved"], tally.inputs


def test_programs_and_inputs_depend_on_the_seed_alone() -> None:
    for seed in range(10):
        function, again = random_function(seed), random_function(seed)
        assert show(function) == show(again)
        assert repr(list(samples(function, 5))) == repr(list(samples(again, 5)))


def test_most_sampled_inputs_are_accepted() -> None:
    accepted = tried = 0
    for seed in range(60):
        function = random_function(seed)
        for arguments in samples(function, 20):
            tried += 1
            accepted += isinstance(run(function, arguments, fuel=20_000), Finished)
    assert accepted >= 0.4 * tried, f"{accepted} of {tried}"
