"""Every function of the corpus is lifted or refused as expected, and agrees with its original if lifted."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

import pytest
from differential import compare
from originals import Inputs, Original, open_original

from tenspiler.cli.lift import carry_out
from tenspiler.cli.plan import make_plan
from tenspiler.result import LiftResult

CORPUS = Path(__file__).parent / "corpus"
EXPECTATIONS: dict[str, dict[str, str]] = tomllib.loads((CORPUS / "expectations.toml").read_text())
CASES = [
    pytest.param(file, function, expectation, id=f"{file}:{function}")
    for file, functions in EXPECTATIONS.items()
    for function, expectation in functions.items()
]


EXCUSES = {"rectangular": "different lengths", "apart": "overlap otherwise"}
"""What emitted code says of inputs that it may refuse, by expectation."""


def inputs_path(source: Path) -> Path:
    return source if source.suffix == ".py" else source.with_name(f"{source.stem}_inputs.py")


@functools.cache
def inputs(file: str) -> Inputs:
    return Inputs.read(inputs_path(CORPUS / file))


@functools.cache
def original(file: str) -> Original:
    return open_original(CORPUS / file, inputs(file))


def lifted(file: str, function: str) -> LiftResult:
    (step,) = make_plan([f"{CORPUS / file}:{function}"]).steps
    return carry_out(step, ["numpy"])


@pytest.mark.parametrize(("file", "function", "expectation"), CASES)
def test_verdict_and_agreement(file: str, function: str, expectation: str) -> None:
    result = lifted(file, function)
    reasons = [f"{d.code} {d.message}" for d in result.diagnostics]
    assert result.verdict != "error", reasons
    if expectation == "refuse":
        assert result.verdict != "proved"
    if expectation.startswith("TSP"):
        assert result.verdict != "proved", "it is lifted now, and the corpus should say so"
        assert [d.code for d in result.diagnostics] == [expectation]
    if expectation in ("lift", "apart"):
        assert result.verdict == "proved", reasons
    if result.verdict == "proved":
        comparison = compare(result, original(file), inputs(file).makers[function])
        assert comparison.difference is None
        assert comparison.tried
        if expectation in EXCUSES:
            assert all(EXCUSES[expectation] in guard for guard in comparison.guards)
        else:
            assert not comparison.timid, comparison.guards


@pytest.mark.parametrize("file", EXPECTATIONS)
def test_every_function_has_an_expectation(file: str) -> None:
    assert set(inputs(file).makers) == set(EXPECTATIONS[file])


def test_every_source_has_expectations() -> None:
    sources = {
        *CORPUS.glob("python/*.py"),
        *CORPUS.glob("c/*.c"),
        *CORPUS.glob("cpp/*.cpp"),
        *CORPUS.glob("numerical/*.c"),
    }
    sources -= {path for path in sources if path.stem.endswith("_inputs")}
    assert {str(path.relative_to(CORPUS)) for path in sources} == set(EXPECTATIONS)
