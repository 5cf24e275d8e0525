"""Programs that are subtly wrong are never proved and mostly refuted; their right twins are proved."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tensir import Program, parse_program
from tenspiler.checking import Counterexample, Judgement, counterexample, differs_on, judge
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import summarise_and_establish
from tenspiler.refutation.search import Refuter
from tenspiler.symbolic.execute import Unreadable
from tenspiler.synthesis.summarise import Search
from tenspiler.verification.discharge import NeverDefined, Unproved
from tenspiler.verification.verify import Vacuous, conclude

FOLDER = Path(__file__).parent / "wrong_pairs"


@dataclass(frozen=True)
class Case:
    """A function, the program that it is, and edits of that program that make it wrong."""

    name: str
    language: str
    source: str
    right: str
    wrong: tuple[tuple[str, str, str], ...]
    exact: bool

    def program(self, old: str = "", new: str = "") -> Program:
        assert self.right.count(old) == 1 or not old, f"{old!r} is not in the program once"
        return parse_program(self.right.replace(old, new) if old else self.right)


def read_cases() -> dict[str, Case]:
    cases = [
        entry for path in sorted(FOLDER.glob("*.toml")) for entry in tomllib.loads(path.read_text())["case"]
    ]
    return {
        c["name"]: Case(
            c["name"],
            c["language"],
            c["source"],
            c["right"],
            tuple((why, old, new) for why, old, new in c["wrong"]),
            c.get("exact", False),
        )
        for c in cases
    }


CASES = read_cases()
PAIRS = [(case, *wrong) for case in CASES.values() for wrong in case.wrong]


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Function]:
    folder = tmp_path_factory.mktemp("sources")
    found: dict[str, Function] = {}
    for case in CASES.values():
        path = folder / f"{case.name}.{case.language}"
        path.write_text(case.source)
        (function,) = read_file(path).functions
        assert isinstance(function, Function), function.diagnostics
        found[case.name] = function
    return found


@cache
def judged(function_id: int, name: str, old: str, new: str) -> Judgement:
    return judge(_FUNCTIONS[function_id], CASES[name].program(old, new), exact=CASES[name].exact)


_FUNCTIONS: dict[int, Function] = {}


def judge_pair(functions: dict[str, Function], case: Case, old: str, new: str) -> Judgement:
    function = functions[case.name]
    _FUNCTIONS[id(function)] = function
    return judged(id(function), case.name, old, new)


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_right_programs_are_proved(case: Case, functions: dict[str, Function]) -> None:
    judgement = judge_pair(functions, case, "", "")
    assert judgement.verdict == "proved", judgement.reason
    assert judgement.proof is not None
    assert counterexample(functions[case.name], case.program(), 200, exact=case.exact) is None


@pytest.mark.parametrize(
    ("case", "why", "old", "new"), PAIRS, ids=lambda part: part.name if isinstance(part, Case) else None
)
def test_wrong_programs_are_not_proved(
    case: Case, why: str, old: str, new: str, functions: dict[str, Function]
) -> None:
    judgement = judge_pair(functions, case, old, new)
    assert judgement.verdict != "proved", why


def test_most_wrong_programs_are_refuted_by_an_input(functions: dict[str, Function]) -> None:
    refuted = 0
    for case, _, old, new in PAIRS:
        judgement = judge_pair(functions, case, old, new)
        found = judgement.counterexample or searched(functions[case.name], case, old, new)
        if found is None:
            continue
        refuted += 1
        arguments = tuple(found.arguments.values())
        again = differs_on(functions[case.name], case.program(old, new), arguments, exact=case.exact)
        assert again is not None
        assert again.difference == found.difference
    assert len(PAIRS) >= 45
    assert refuted >= 0.95 * len(PAIRS), f"{refuted} of {len(PAIRS)}"


def searched(function: Function, case: Case, old: str, new: str) -> Counterexample | None:
    """A counterexample that sampling has missed."""
    try:
        established, _ = summarise_and_establish(function, Search())
        conclude(established, case.program(old, new))
    except Unproved as error:
        return Refuter(function, case.program(old, new), exact=case.exact).search(
            established, error.obligation
        )
    except (Unreadable, NeverDefined, Vacuous):
        pass
    return None
