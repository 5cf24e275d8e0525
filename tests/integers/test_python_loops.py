"""Random Python loops through the whole lifter: emitted code against CPython and NumPy.

`TENSPILER_INTEGERS` multiplies how many there are, `TENSPILER_FUZZ_SEED` makes them others.
"""

from __future__ import annotations

import copy
import warnings
from random import Random
from typing import Any

import numpy as np
import pytest
from effort import SEED, TIMES
from lifted import Tally, backends_of, excused, is_refusal, may_cancel, run, same_in_python
from python_loops import PythonLoop, PythonLoopAuthor
from python_source import PRELUDE

from tenspiler.frontends.python import read
from tenspiler.frontends.unit import RefusedFunction
from tenspiler.pipeline import lift_function

LOOPS, INPUTS = 50, 15


@pytest.mark.parametrize("numpy", [False, True], ids=["python", "numpy"])
def test_loops_compute_what_python_does(numpy: bool) -> None:
    tally = Tally()
    for batch in range(TIMES):
        rng = Random(f"{numpy} loops {SEED} {batch}")
        author = PythonLoopAuthor(rng, numpy)
        loops = [author.loop(f"f{k}") for k in range(LOOPS)]
        text = PRELUDE + "".join(loop.text for loop in loops)
        scope: dict[str, Any] = {}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            exec(text, scope)
            found = {f.name: f for f in read("f.py", text).functions}
            for loop in loops:
                compare(loop, found[loop.name], scope[loop.name], rng, tally)
    print("numpy" if numpy else "python", tally)
    assert not tally.wrong, "\n".join([f"{len(tally.wrong)} wrong", *tally.wrong[:5]])
    assert not tally.timid, "\n".join([f"{len(tally.timid)} timid", *tally.timid[:5]])
    assert tally.proved >= 0.3 * LOOPS * TIMES
    assert tally.inputs["compared"] >= 6 * tally.proved


def compare(loop: PythonLoop, function: object, original: Any, rng: Random, tally: Tally) -> None:
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
        after = copy.deepcopy(arguments)
        try:
            returned = original(*after)
        except (ArithmeticError, ValueError, TypeError, IndexError):
            tally.inputs["undefined"] += 1
            continue
        held = dict(zip(loop.parameters, after, strict=True)) | {"return": returned}
        wanted = [held[name] for name in result.outputs]
        for backend, emitted in functions.items():
            got = run(emitted, copy.deepcopy(arguments))
            inputs = dict(zip(loop.parameters, arguments, strict=True))
            where = f"{loop.text}{result.tensir}\n{backend} on {inputs}"
            if is_refusal(got):
                tally.inputs["guarded"] += 1
                tally.guards[str(got)[:60]] += 1
                if not excused(got):
                    tally.timid.append(f"{where}: {got}")
                    return
                continue
            answer = [got] if len(wanted) == 1 or isinstance(got, Exception) else list(got)
            if may_cancel(arguments, result.grade == "exact"):
                tally.inputs["may cancel"] += 1
                continue
            if not same_in_python(wanted, answer, result.grade == "exact"):
                tally.wrong.append(f"{where}: {wanted}, not {got!r}")
                return
            tally.inputs["compared"] += 1
