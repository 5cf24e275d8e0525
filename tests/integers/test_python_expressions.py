"""Random Python functions as text: what the frontend reads computes, or raises, as CPython and NumPy do.

`TENSPILER_INTEGERS` multiplies how many there are, `TENSPILER_FUZZ_SEED` makes them others.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
import pytest
from effort import SEED, TIMES
from python_source import PRELUDE, PythonAuthor, PythonSource
from values import argument

from tenspiler.frontends.python import read
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.checker import check
from tenspiler.loopir.interpreter import Finished, Outcome, OutOfFuel, Program, Raised

FUNCTIONS, INPUTS, DEPTH = 600, 30, 4
# What NumPy's documentation leaves open, and LoopIR does not define; shifts by negative counts are of that.
OPEN = ("shift count out of range", "float out of the range")


@dataclass
class Tally:
    """What became of the functions, and of the inputs of those that are read."""

    read: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    inputs: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.read} read, {dict(self.refusals)} refused; inputs: {dict(self.inputs)}; {len(self.wrong)} wrong"


@pytest.mark.parametrize("numpy", [False, True], ids=["python", "numpy"])
def test_functions_compute_what_python_does(numpy: bool) -> None:
    tally = Tally()
    for batch in range(TIMES):
        rng = Random(f"{numpy} {SEED} {batch}")
        author = PythonAuthor(rng, numpy)
        functions = [author.function(f"f{k}", k % DEPTH + 1) for k in range(FUNCTIONS)]
        text = PRELUDE + "".join(f.text for f in functions)
        scope: dict[str, Any] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(text, scope)
            found = {f.name: f for f in read("f.py", text).functions}
            for source in functions:
                compare(source, found[source.name], scope[source.name], rng, tally)
    print("numpy" if numpy else "python", tally)
    assert not tally.wrong, "\n".join([f"{len(tally.wrong)} wrong", *tally.wrong[:5]])
    assert tally.read >= (0.4 if numpy else 0.6) * FUNCTIONS * TIMES
    assert tally.inputs["defined"] >= 0.5 * tally.read * INPUTS


def compare(source: PythonSource, function: Any, original: Any, rng: Random, tally: Tally) -> None:
    """Hold the interpreter against the function itself, up to the first difference."""
    if isinstance(function, RefusedFunction):
        tally.refusals.update(d.code for d in function.diagnostics)
        return
    check(function)
    tally.read += 1
    program = Program(function)
    for _ in range(INPUTS):
        arguments = [argument(rng, annotation) for annotation in source.parameters.values()]
        expected = called(original, arguments)
        plain = [a.item() if isinstance(a, np.generic) else a for a in arguments]
        outcome = program.run([[], *plain])
        kind = judged(expected, outcome)
        if kind is None:
            inputs = dict(zip(source.parameters, arguments, strict=True))
            tally.wrong.append(f"{source.text}{inputs}: {expected!r}, not {outcome}")
            return
        tally.inputs[kind] += 1


def called(original: Any, arguments: list[Any]) -> Any:
    """What the original returns, or the exception that it raises."""
    try:
        return original([], *arguments)
    except (ArithmeticError, ValueError, TypeError) as error:
        return error


def judged(expected: Any, outcome: Outcome) -> str | None:
    """What kind of agreement there is between the original and LoopIR; None where there is none."""
    match outcome:
        case Raised() if isinstance(expected, Exception):
            return "raised"
        case Raised() if outcome.reason.startswith(OPEN):
            return "open"
        case Raised(reason="division by zero") if isinstance(expected, np.generic):
            return "open"  # a division that is Python's or NumPy's, as a branch decides, is taken to raise
        case OutOfFuel():
            return "too large"
        case Finished(results=(value,)) if not isinstance(expected, Exception) and same(expected, value):
            return "defined"
        case _:
            return None


def same(expected: Any, value: Any) -> bool:
    """Whether LoopIR's number is the source's: of the same kind, and to the bit."""
    if isinstance(expected, np.generic):
        expected = expected.item()
    if isinstance(expected, float) and isinstance(value, float):
        return (math.isnan(expected) and math.isnan(value)) or expected.hex() == value.hex()
    if isinstance(value, float) and type(expected) is int:  # `0 if n == 0 else total / n` is a float
        return value == expected
    return type(expected) is type(value) and expected == value
