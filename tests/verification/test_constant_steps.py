"""Recurrences whose steps are the same in each round: what goes into them depends on no index."""

from __future__ import annotations

import pytest
from kernels import python_function

from tensir import evaluate
from tensir.build import select
from tensir.cells import Fold, Lit, Sym, integer
from tensir.dtypes import BOOL, F64, INT
from tensir.recurrences import together
from tenspiler.loopir.interpreter import Finished, run
from tenspiler.pipeline import lift
from tenspiler.verification.skeleton import Reading, skeleton

TURNED = (
    "def f(n: int, x: float) -> int:\n    s = 0\n    for i in range(n):\n        s = 2 - s\n    return s\n"
)
BEGUN = "def f(n: int, x: float) -> float:\n    s = -2.0\n    for i in range(n):\n        s = 0.5 if x > 0 else 0.5 * s\n    return s\n"
HELD = "def f(n: int, x: float) -> float:\n    s = 1.0\n    for i in range(n):\n        s = max(0.5 * x + s, x)\n    return s\n"


@pytest.mark.parametrize("source", [TURNED, BEGUN, HELD], ids=["turned", "begun anew", "held"])
def test_steps_that_stay_the_same(source: str) -> None:
    function = python_function(source)
    lifted = lift(function)
    for n in range(-1, 6):
        for x in (-1.0, 0.0, 0.25):
            outcome = run(function, (n, x))
            assert isinstance(outcome, Finished)
            assert evaluate(lifted.program, {"n": n, "x": x})["return"] == outcome.results[0]


def test_each_element_fills_a_hole_of_its_own() -> None:
    x, flag = Sym("x", F64), Sym("flag", BOOL)
    element = together(flag, x, Lit(0.5, F64))
    other = together(Lit(False, BOOL), x, x)
    for body in (element, select(flag, element, other)):
        fold = Fold("reset_linear", "i", integer(0), Sym("n", INT), Lit(0.0, F64), body)
        assert {hole.dtype for hole in skeleton(fold).holes} == {BOOL, F64}
        assert all(t.dtype in (BOOL, F64) for t in skeleton(fold, Reading.REALS).holes)
    one, two = (
        Fold("reset_linear", "i", integer(0), Sym("n", INT), Lit(0.0, F64), together(flag, *pair))
        for pair in ((x, Sym("y", F64)), (Sym("y", F64), x))
    )
    assert skeleton(one).holes != skeleton(two).holes
