"""Programs that are subtly wrong are never proved and mostly refuted; their right twins are proved."""

from __future__ import annotations

import gc
import tomllib
import weakref
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tensir import Program, parse_program
from tenspiler.checking import Counterexample, counterexample, differs_on, judge, signature_mismatch
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import summarise_and_establish
from tenspiler.refutation.search import Refuter
from tenspiler.symbolic.execute import Unreadable
from tenspiler.synthesis.summarise import Search
from tenspiler.verification.discharge import Unproved
from tenspiler.verification.encode import Arithmetic
from tenspiler.verification.verify import Established, SignatureError, conclude

FOLDER = Path(__file__).parent / "wrong_pairs"


@dataclass(frozen=True)
class Case:
    """A function, the program that it is, and edits of that program that make it wrong.

    A function that is not `lifted` has no summary yet: not even the right program is proved.
    """

    name: str
    language: str
    source: str
    right: str
    wrong: tuple[tuple[str, str, str], ...]
    exact: bool
    lifted: bool

    def program(self, old: str = "", new: str = "") -> Program:
        assert self.right.count(old) == 1 or not old, f"{old!r} is not in the program once"
        return parse_program(self.right.replace(old, new) if old else self.right)


def read_cases() -> dict[str, Case]:
    cases = [
        entry for path in sorted(FOLDER.glob("*.toml")) for entry in tomllib.loads(path.read_text())["case"]
    ]
    assert len({c["name"] for c in cases}) == len(cases), "two cases share a name"
    return {
        c["name"]: Case(
            c["name"],
            c["language"],
            c["source"],
            c["right"],
            tuple((why, old, new) for why, old, new in c["wrong"]),
            c.get("exact", False),
            c.get("lifted", True),
        )
        for c in cases
    }


CASES = read_cases()
PAIRS = [(case, *wrong) for case in CASES.values() for wrong in case.wrong]


@cache
def function_of(name: str) -> Function:
    """The function of a case, read as a file of its own."""
    case = CASES[name]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{case.language}"
        path.write_text(case.source)
        (function,) = read_file(path).functions
    assert isinstance(function, Function), function.diagnostics
    return function


@lru_cache(maxsize=1)
def established(name: str) -> Established:
    """The loops of a case, proved; the solver's workspace in it is large, so only the last one is kept."""
    return summarise_and_establish(function_of(name), Search())[0]


def test_the_workspace_of_one_function_is_kept() -> None:
    sessions = [weakref.ref(established(name).ledger.session) for name in list(CASES)[:3]]
    gc.collect()
    assert [session() is None for session in sessions] == [True, True, False]


def is_proved(case: Case, old: str, new: str) -> bool:
    """What `judge` asks first, with the loops of the function proved once for all of its pairs."""
    try:
        proof = conclude(established(case.name), case.program(old, new))
    except (Unproved, Unreadable, SignatureError):
        return False
    return not case.exact or proof.arithmetic is Arithmetic.EXACT


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_right_programs_are_proved_where_the_function_is_lifted(case: Case) -> None:
    judgement = judge(function_of(case.name), case.program(), exact=case.exact)
    if case.lifted:
        assert judgement.verdict == "proved", judgement.reason
        assert judgement.proof is not None
    else:
        assert judgement.verdict == "unknown"
    assert counterexample(function_of(case.name), case.program(), 200, exact=case.exact) is None


@pytest.mark.parametrize(
    ("case", "why", "old", "new"), [pytest.param(*pair, id=f"{pair[0].name}-{pair[1]}") for pair in PAIRS]
)
def test_wrong_programs_are_not_proved(case: Case, why: str, old: str, new: str) -> None:
    assert not is_proved(case, old, new), why


def test_bits_count_where_they_are_asked_for() -> None:
    case = CASES["scaled_sum"]
    factored = case.program("s * a + s * t", "s * (a + t)")
    assert judge(function_of(case.name), factored).verdict == "proved"
    assert judge(function_of(case.name), factored, exact=True).verdict == "refuted"


def test_most_wrong_programs_are_refuted_by_an_input() -> None:
    refuted = 0
    for case, _, old, new in PAIRS:
        program = case.program(old, new)
        mismatch = signature_mismatch(function_of(case.name), program)
        found = counterexample(function_of(case.name), program, 200, exact=case.exact, mismatch=mismatch)
        found = found or searched(case, program)
        if found is None:
            continue
        refuted += 1
        arguments = tuple(found.arguments.values())
        again = differs_on(function_of(case.name), program, arguments, exact=case.exact, mismatch=mismatch)
        assert again is not None
        assert again.difference == found.difference
    assert len(PAIRS) >= 270
    assert refuted >= 0.95 * len(PAIRS), f"{refuted} of {len(PAIRS)}"


def searched(case: Case, program: Program) -> Counterexample | None:
    """A counterexample that sampling has missed."""
    try:
        conclude(established(case.name), program)
    except Unproved as error:
        refuter = Refuter(function_of(case.name), program, exact=case.exact)
        return refuter.search(established(case.name), error.obligation)
    except (Unreadable, SignatureError):
        pass
    return None
