"""The effort of a lift: counted alike whatever was done before, and given up with a reason of its own."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest

from tensir.cells import Apply, Sym
from tensir.dtypes import BOOL, INT
from tenspiler.cli.plan import Pending, make_plan
from tenspiler.effort import MOST_CHARACTERS, OutOfEffort, effort, spend
from tenspiler.loopir.nodes import Function
from tenspiler.pipeline import lift_function
from tenspiler.steps import MILLION
from tenspiler.verification.encode import Arithmetic, Encoder

TOTAL = """\
def total(a: list[int]) -> int:
    s = 0
    for i in range(len(a)):
        s += a[i]
    return s
"""
RUNNING = """\
def running(a: list[float], b: list[float]) -> float:
    s = 0.0
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] > b[j]:
                s += a[i] * b[j]
    return s
"""


def read(text: str, folder: Path) -> Function:
    path = folder / "source.py"
    path.write_text(text)
    (step,) = make_plan([str(path)]).steps
    assert isinstance(step, Pending)
    return step.function


def steps_of(function: Function) -> int:
    """The least number of steps that is enough, to one part in a thousand."""
    low, high = 0, MILLION
    while high - low > high // 1000:
        middle = (low + high) // 2
        enough = lift_function(function, ("numpy",), 0.0, steps=middle).verdict == "proved"
        low, high = (low, middle) if enough else (middle, high)
    return high


def test_a_limit_is_a_limit() -> None:
    with effort(100) as one:
        spend(60)
        with pytest.raises(OutOfEffort):
            spend(60)
    assert one.noted == 120
    spend(10**9)  # outside nothing is counted


def test_what_is_given_up_is_unknown(tmp_path: Path) -> None:
    result = lift_function(read(TOTAL, tmp_path), ("numpy",), 0.0, steps=1000)
    assert (result.verdict, [d.code for d in result.diagnostics]) == ("unknown", ["TSP3007"])
    assert lift_function(read(TOTAL, tmp_path), ("numpy",), 0.0).verdict == "proved"


def test_steps_depend_on_the_function_alone(tmp_path: Path) -> None:
    total, running = read(TOTAL, tmp_path), read(RUNNING, tmp_path)
    before = steps_of(running)
    lift_function(total, ("numpy",), 0.0)
    assert steps_of(running) == before
    assert steps_of(total) < before


def test_the_command_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tenspiler.cli.format import Format
    from tenspiler.cli.lift import INCONCLUSIVE, Request, run_lift

    path = tmp_path / "total.py"
    path.write_text(TOTAL)
    request = Request((str(path),), ("numpy",), None, Format.JSON, use_cache=False, steps=1000)
    assert run_lift(request) == INCONCLUSIVE
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert result["diagnostics"][0]["code"] == "TSP3007"


def test_long_bodies_take_little(tmp_path: Path) -> None:
    lines = [f"    x{k} = a[{k % 7}] * {k}.0" for k in range(2000)]
    text = "\n".join(["def long(a: list[float]) -> float:", *lines, "    s = 0.0", "    for x in a:"])
    function = read(f"{text}\n        s += x\n    return s + x5\n", tmp_path)
    assert lift_function(function, ("numpy",), 0.0, steps=2 * MILLION).verdict == "proved"


@pytest.mark.parametrize("limit", [1_000, MILLION * MILLION])
def test_a_script_that_is_too_long_is_not_written(limit: int) -> None:
    encoder = Encoder(Arithmetic.EXACT)
    facts = (Apply("lt", (Sym(f"x{i}", INT), Sym("y", INT)), BOOL) for i in count())
    with effort(limit), pytest.raises(OutOfEffort):
        encoder.script(facts, None)
    written = sum(map(len, encoder.lines))
    assert written < min(10_000 + 4 * limit, 2 * MOST_CHARACTERS)
