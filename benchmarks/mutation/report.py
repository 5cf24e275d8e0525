"""What the mutants came to: a table for the terminal, a page for the documentation, and an exit code."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence

from benchmarks.mutation.catalogue import ROOT, Mutant, read_mutants
from benchmarks.mutation.trial import SUITE, Trial, controls, trials

PAGE = ROOT / "docs" / "mutants.md"

HEAD = """# Mutants of the verifier

Tests that never fail say nothing of the code that they test. Each line below is a small change of the code
that decides what is called proved (an obligation dropped, a bound weakened, a guard forgotten, an answer
misread), and the test that fails with it. `python -m benchmarks mutants` makes the changes, one at a time,
each in a process of its own, and runs those tests; only a failed assertion counts, or a guard that calls the
verifier unsound, and no crash. First it runs the same tests on the unchanged code, and on a change that means
nothing: those must pass.

A change is an entry of `tests/attack/mutants/*.toml`: text that is in its file exactly once, and what becomes
of it. `python -m benchmarks mutants NAME --search` says which test, if any, notices a new one, and
`python -m benchmarks mutants --write` writes this page.
"""


def add_options(parser: ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("names", metavar="NAME", nargs="*", help="all of `tests/attack/mutants` by default")
    parser.add_argument("--search", action="store_true", help="run every test that may notice")
    parser.add_argument("--write", action="store_true", help="write docs/mutants.md and run nothing")


def run_mutants(names: Sequence[str], search: bool, write: bool) -> int:
    """Carry out the command: 0 if all mutants and no controls are caught, 1 if not, 2 for an unknown name."""
    mutants = read_mutants()
    unknown = set(names) - {m.name for m in mutants}
    if unknown:
        print(f"no mutant is called {', '.join(sorted(unknown))}")
        return 2
    if write:
        PAGE.write_text(page(mutants), encoding="utf-8")
        return 0
    chosen = [m for m in mutants if not names or m.name in names]
    sound = search or all(_passes(t) for t in controls(chosen))
    caught = [_is_caught(t) for t in trials(chosen, SUITE if search else None)]
    print(f"{sum(caught)} of {len(caught)} mutants caught")
    return 0 if sound and all(caught) else 1


def page(mutants: Iterable[Mutant]) -> str:
    """The page of the documentation: every mutant, what it lets through and what catches it."""
    lines = [HEAD]
    file = ""
    for mutant in sorted(mutants, key=lambda m: m.file):
        if mutant.file != file:
            file = mutant.file
            lines += [
                f"\n## `{file}`\n",
                "| mutant | what it lets through | caught by |",
                "| --- | --- | --- |",
            ]
        cells = (mutant.name, mutant.breaks, f"`{mutant.caught_by}`")
        lines.append(f"| {' | '.join(c.replace('|', '&#124;') for c in cells)} |")
    return "\n".join(lines) + "\n"


def is_unnoticed(trial: Trial) -> bool:
    """Whether tests ran and all of them passed."""
    return trial.caught is None and not trial.trouble and trial.passed > 0


def _passes(trial: Trial) -> bool:
    name = trial.mutant.name if trial.mutant else "unchanged code"
    fate = f"{trial.passed} tests pass" if is_unnoticed(trial) else f"CAUGHT by {trial.caught}"
    _line(trial, f"{name}: {fate}")
    return is_unnoticed(trial)


def _is_caught(trial: Trial) -> bool:
    fate = f"caught by {trial.caught}" if trial.caught else f"SURVIVED {trial.passed} tests"
    assert trial.mutant is not None
    _line(trial, f"{trial.mutant.file}: {trial.mutant.name}: {fate}")
    return trial.caught is not None


def _line(trial: Trial, text: str) -> None:
    more = f"; {trial.trouble}" if trial.trouble else ""
    print(f"{trial.seconds:6.2f} s  {text}{more}", flush=True)
