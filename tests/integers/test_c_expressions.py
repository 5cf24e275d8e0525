"""Random C and C++ functions as text: what the frontend reads computes what the compilers' code does.

`TENSPILER_INTEGERS` multiplies how many there are, `TENSPILER_FUZZ_SEED` makes them others.
"""

from __future__ import annotations

import math
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np
import pytest
from c_source import Author, Source, dtype_of
from compiled import HEADERS, UNCHECKED_SHIFTS, outcomes, random_rows
from effort import SEED, TIMES

from tenspiler.frontends.c import read
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.loopir.checker import check
from tenspiler.loopir.interpreter import Finished, Program, Raised

FUNCTIONS, INPUTS, DEPTH = 300, 40, 4


@dataclass
class Tally:
    """What became of the functions, and of the inputs of those that are read.

    `lenient` are the inputs on which a shift is undefined in the source and has a value in LoopIR.
    """

    read: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    defined: int = 0
    undefined: int = 0
    folded: int = 0
    lenient: list[tuple[Source, int, np.ndarray]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.read} read, {dict(self.refusals)} refused; inputs: {self.defined} defined, "
            f"{self.undefined} undefined, {self.folded} folded, {len(self.lenient)} lenient; {len(self.wrong)} wrong"
        )


@pytest.mark.parametrize("language", ["c", "cpp"])
@pytest.mark.skipif(shutil.which("g++") is None, reason="needs g++")
def test_functions_compute_what_the_compiled_source_does(language: str, tmp_path: Path) -> None:
    tally = Tally()
    for batch in range(TIMES):
        compare_batch(Random(f"{language} {SEED} {batch}"), language, tmp_path, tally)
    print(language, tally)
    assert not tally.wrong, "\n".join([f"{len(tally.wrong)} wrong", *tally.wrong[:5]])
    assert tally.read >= 0.9 * FUNCTIONS * TIMES
    assert tally.defined >= 0.4 * tally.read * INPUTS
    assert tally.undefined >= 0.1 * tally.read * INPUTS
    # gcc computes `(int8_t)(a * b)` in narrow arithmetic, and nothing overflows.
    assert tally.folded <= 0.02 * tally.read * INPUTS
    assert len(tally.lenient) <= 0.01 * tally.read * INPUTS


def compare_batch(rng: Random, language: str, folder: Path, tally: Tally) -> None:
    """Read, run and compare some functions."""
    author = Author(rng, language)
    functions = [author.function(f"f{k}", k % DEPTH + 1) for k in range(FUNCTIONS)]
    rows = random_rows(rng, INPUTS)
    compiled = outcomes(functions, language, rows, folder).tolist()
    unit = read(f"f.{language}", HEADERS[language] + "".join(f.text for f in functions))
    found = {f.name: f for f in unit.functions}
    lenient = len(tally.lenient)
    for source, expected in zip(functions, compiled, strict=True):
        function = found[source.name]
        if isinstance(function, RefusedFunction):
            tally.refusals.update(d.code for d in function.diagnostics)
            continue
        check(function)
        tally.read += 1
        compare(source, Program(function), rows, expected, tally)
    compare_lenient(tally.lenient[lenient:], language, rows, folder, tally)


def compare(
    source: Source, program: Program, rows: np.ndarray, expected: list[list[int]], tally: Tally
) -> None:
    """Hold the interpreter against the compiled function on every input, up to the first difference."""
    result = dtype_of(source.result)
    for place, (row, (undefined, pattern)) in enumerate(zip(rows, expected, strict=True)):
        outcome = program.run([*values(source, row), np.zeros(1, dtype=result.numpy)])
        match outcome:
            case Raised() if undefined:
                tally.undefined += 1
            case Raised():
                tally.folded += 1
            case Finished() if undefined:
                tally.lenient.append((source, place, outcome.changed["out"]))
            case Finished() if same(outcome.changed["out"], pattern):
                tally.defined += 1
            case _:
                tally.wrong.append(f"{source.text}{values(source, row)}: {hex(pattern)}, not {outcome}")
                return


def compare_lenient(
    cases: list[tuple[Source, int, np.ndarray]], language: str, rows: np.ndarray, folder: Path, tally: Tally
) -> None:
    """Where LoopIR alone has a value, a shift must be to blame, and the machine's value the same.

    C counts a bit that is shifted into the sign as undefined, C++ does not; a count that is wider than what
    it shifts is converted.
    """
    functions = list({source.name: source for source, _, _ in cases}.values())
    if not functions:
        return
    compiled = outcomes(functions, language, rows, folder, UNCHECKED_SHIFTS).tolist()
    by_name = dict(zip((f.name for f in functions), compiled, strict=True))
    for source, place, out in cases:
        undefined, pattern = by_name[source.name][place]
        if undefined or not same(out, pattern):
            want = "undefined" if undefined else hex(pattern)
            tally.wrong.append(f"{source.text}{values(source, rows[place])}: {want}, not {out}")


def values(source: Source, row: np.ndarray) -> list[int | float | bool]:
    """The arguments of a function in one row of inputs."""
    return [row[name].item() for name in source.parameters]


def same(out: np.ndarray, pattern: int) -> bool:
    """Whether a stored number has these bits; one NaN is as good as another."""
    expected = np.frombuffer(np.uint64(pattern).tobytes()[: out.itemsize], dtype=out.dtype)
    if out.dtype.kind == "f" and math.isnan(out[0]) and math.isnan(expected[0]):
        return True
    return out.tobytes() == expected.tobytes()
