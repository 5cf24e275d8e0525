"""Random Python loops through the whole lifter: emitted code against CPython and NumPy.

`TENSPILER_INTEGERS` multiplies how many there are, `TENSPILER_FUZZ_SEED` makes them others.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any

import numpy as np
import pytest
from effort import SEED, TIMES
from lifted import Tally, compare, run, same_in_python
from python_loops import PythonLoop, PythonLoopAuthor
from python_source import PRELUDE

from tenspiler.frontends.python import read

LOOPS = 50


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
                outcome = partial(held_after, scope[loop.name], loop)
                compare(loop, found[loop.name], rng, tally, outcome, called, same_in_python)
    print("numpy" if numpy else "python", tally)
    assert not tally.wrong, "\n".join([f"{len(tally.wrong)} wrong", *tally.wrong[:5]])
    assert not tally.timid, "\n".join([f"{len(tally.timid)} timid", *tally.timid[:5]])
    assert tally.proved >= 0.3 * LOOPS * TIMES
    assert tally.inputs["compared"] >= 6 * tally.proved


def held_after(
    original: Callable[..., Any], loop: PythonLoop, arguments: Sequence[Any]
) -> dict[str, Any] | None:
    """What a call returns and leaves in the parameters of a loop; None where it raises."""
    after = copy.deepcopy(arguments)
    try:
        returned = original(*after)
    except (ArithmeticError, ValueError, TypeError, IndexError):
        return None
    return dict(zip(loop.parameters, after, strict=True)) | {"return": returned}


def called(backend: str, emitted: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """What the code of a backend gives for copies of the arguments."""
    return run(emitted, copy.deepcopy(arguments))
