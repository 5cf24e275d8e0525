"""Random loops of C and C++ through the whole lifter: emitted code against the compiled source.

`TENSPILER_INTEGERS` multiplies how many there are, `TENSPILER_FUZZ_SEED` makes them others.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from c_loops import CompiledLoops, Loop, LoopAuthor
from compiled import HEADERS
from effort import SEED, TIMES
from lifted import Tally, backends_of, compare, is_refusal, run, same

from tenspiler.frontends.c import read
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.pipeline import lift_function

LOOPS = 50


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
            outcome = partial(held_after, original, loop)
            compare(loop, found[loop.name], rng, tally, outcome, called, same)
    print(language, tally)
    assert not tally.wrong, "\n".join([f"{len(tally.wrong)} wrong", *tally.wrong[:5]])
    assert not tally.timid, "\n".join([f"{len(tally.timid)} timid", *tally.timid[:5]])
    assert tally.proved >= 0.5 * LOOPS * TIMES
    assert tally.inputs["compared"] >= 8 * tally.proved


def held_after(original: CompiledLoops, loop: Loop, arguments: Sequence[Any]) -> dict[str, Any] | None:
    """What a call leaves in the parameters of a loop; None where it is undefined."""
    after = original(loop, arguments)
    return None if after is None else dict(zip(loop.parameters, after, strict=True))


def called(backend: str, emitted: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """What the code of a backend gives for copies of the arguments, on tensors if it is PyTorch's."""
    with np.errstate(all="ignore"):
        given = [np.array(a) if np.ndim(a) else a for a in arguments]
        return run(emitted, given, tensors=backend == "torch")


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
