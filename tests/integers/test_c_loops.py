"""Random loops of C and C++ through the whole lifter: emitted code against the compiled source.

`TENSPILER_INTEGERS` multiplies how many there are, `TENSPILER_FUZZ_SEED` makes them others.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import numpy as np
import pytest
from c_loops import CompiledLoops, Loop, LoopAuthor
from compiled import HEADERS
from effort import SEED, TIMES
from lifted import Tally, backends_of, excused, is_refusal, may_cancel, run, same

from tenspiler.frontends.c import read
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.pipeline import lift_function

LOOPS, INPUTS = 50, 15


@pytest.mark.parametrize("language", ["c", "cpp"])
@pytest.mark.skipif(shutil.which("g++") is None, reason="needs g++")
def test_loops_compute_what_the_compiled_source_does(language: str, tmp_path: Path) -> None:
    tally = Tally()
    for batch in range(TIMES):
        rng = Random(f"{language} loops {SEED} {batch}")
        author = LoopAuthor(rng, language)
        loops = [author.loop(f"f{k}") for k in range(LOOPS)]
        original = CompiledLoops(loops, language, tmp_path)
        text = HEADERS[language] + "".join(loop.text for loop in loops)
        found = {f.name: f for f in read(f"f.{language}", text).functions}
        for loop in loops:
            compare(loop, found[loop.name], original, rng, tally)
    print(language, tally)
    assert not tally.wrong, "\n".join([f"{len(tally.wrong)} wrong", *tally.wrong[:5]])
    assert not tally.timid, "\n".join([f"{len(tally.timid)} timid", *tally.timid[:5]])
    assert tally.proved >= 0.5 * LOOPS * TIMES
    assert tally.inputs["compared"] >= 8 * tally.proved


def compare(loop: Loop, function: object, original: CompiledLoops, rng: Random, tally: Tally) -> None:
    """Lift one loop and compare, on every backend that has code for it, up to the first difference."""
    if isinstance(function, RefusedFunction):
        tally.refusals.update(d.code for d in function.diagnostics)
        return
    result = lift_function(function, ["numpy", "torch"], 0.0)
    if result.verdict != "proved":
        tally.refusals.update(d.code for d in result.diagnostics)
        return
    tally.proved += 1
    functions = backends_of(result)
    for _ in range(INPUTS):
        arguments = loop.arguments(rng)
        after = original(loop, arguments)
        if after is None:
            tally.inputs["undefined"] += 1
            continue
        held = dict(zip(loop.parameters, after, strict=True))
        for backend, emitted in functions.items():
            with np.errstate(all="ignore"):
                given = [np.array(a) if np.ndim(a) else a for a in arguments]
                got = run(emitted, given, tensors=backend == "torch")
            where = f"{loop.text}{result.tensir}\n{backend} on {dict(zip(loop.parameters, arguments, strict=True))}"
            if is_refusal(got):
                tally.inputs["guarded"] += 1
                tally.guards[str(got)[:60]] += 1
                if not excused(got):
                    tally.timid.append(f"{where}: {got}")
                    return
                continue
            wanted = [held[name] for name in result.outputs]
            answer = [got] if len(wanted) == 1 or isinstance(got, Exception) else list(got)
            if may_cancel(arguments, result.grade == "exact"):
                tally.inputs["may cancel"] += 1
                continue
            if not same(wanted, answer, result.grade == "exact"):
                tally.wrong.append(f"{where}: {wanted}, not {got!r}")
                return
            tally.inputs["compared"] += 1


def test_unsigned_divisors_may_need_all_64_bits() -> None:
    text = "void f(const uint64_t *a, const uint64_t *b, uint64_t *out, int n) { for (int i = 0; i < n; i++) out[i] = a[i] % b[i]; }"
    (function,) = read("f.c", HEADERS["c"] + text).functions
    assert not isinstance(function, RefusedFunction)
    result = lift_function(function, ["numpy", "torch"], 0.0)
    a, b = (np.array(x, dtype=np.uint64) for x in ([2**64 - 1, 7], [2**64 - 2, 2**63]))
    for backend, emitted in backends_of(result).items():
        given = [a, b, np.zeros(2, np.uint64), np.int32(2)]
        assert run(emitted, given, tensors=backend == "torch").tolist() == [1, 7]
        given[1] = np.array([1, 0], dtype=np.uint64)
        assert is_refusal(run(emitted, given, tensors=backend == "torch"))
