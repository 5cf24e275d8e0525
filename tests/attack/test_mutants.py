"""Every mutant of the verifier is caught by its test; what is no mutant is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.mutation.catalogue import ROOT, MisplacedMutant, Mutant, read_mutants
from benchmarks.mutation.report import PAGE, is_unnoticed, page, run_mutants
from benchmarks.mutation.trial import controls, trials

MUTANTS = read_mutants()


def test_every_mutant_is_caught() -> None:
    survivors = [t for t in trials(MUTANTS) if t.caught is None]
    assert not survivors
    assert len(MUTANTS) >= 390


def test_the_unchanged_code_is_not() -> None:
    """Nor is a change that means nothing: what catches mutants passes otherwise."""
    unchanged, meaningless = controls(MUTANTS)
    assert is_unnoticed(unchanged), unchanged
    assert is_unnoticed(meaningless), meaningless


def test_a_mutant_that_crashes_or_is_not_there_is_not_caught() -> None:
    mutant = next(m for m in MUTANTS if m.file == "tenspiler/verification/solver.py")
    crash = replace(mutant, new="raise RuntimeError")
    unused = replace(mutant, file="tenspiler/cli/explain.py", old='"""', new='"""')
    misplaced = replace(mutant, old="no such text")
    for trial in trials([crash, unused, misplaced]):
        assert trial.caught is None
        assert trial.trouble


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_is_one_change_of_what_is_there(mutant: Mutant) -> None:
    source = (ROOT / mutant.file).read_text(encoding="utf-8")
    changed = mutant.applied(source)
    assert changed != source
    compile(changed, mutant.file, "exec")
    with pytest.raises(MisplacedMutant):
        mutant.applied(changed.replace(mutant.old, ""))
    with pytest.raises(MisplacedMutant):
        mutant.applied(source + source)


def test_names_are_unique() -> None:
    assert max(Counter(m.name for m in MUTANTS).values()) == 1
    assert run_mutants(["no such mutant"], search=False, write=False) == 2


def test_the_page_shows_them() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(MUTANTS), "run python -m benchmarks mutants --write"
