"""What is checked at a call is proved to be what a precondition says, and anything else is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tensir.build import add, negate
from tensir.cells import FALSE, TRUE, Cell, Fold, integer, rewritten
from tensir.tensors import Scalar, Tensor
from tenspiler import interface, pipeline
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.reader import read
from tenspiler.loopir.nodes import Function
from tenspiler.verification.proof import Proof

SOURCE = """
def gathered(x: list[int], index: list[int], scale: int) -> list[int]:
    out = []
    for i in index:
        out.append(x[i] // scale)
    return out
"""


def function() -> Function:
    (found,) = read("gathered.py", SOURCE).functions
    assert isinstance(found, Function)
    return found


def shortened(condition: Cell) -> Cell:
    """A condition that does not ask of the last element."""

    def change(cell: Cell) -> Cell:
        if isinstance(cell, Fold):
            return Fold(cell.op, cell.binder, cell.lo, add(cell.hi, integer(-1)), cell.init, cell.body)
        return cell

    return rewritten(condition, change)


WRONG: dict[str, Callable[[Cell], Cell]] = {
    "nothing": lambda _: TRUE,
    "everything": lambda _: FALSE,
    "the opposite": negate,
    "all but the last": shortened,
}


def checked_as(
    change: Callable[[Cell], Cell], chosen: int
) -> Callable[[Function, Proof], tuple[Tensor, ...]]:
    """Checks of which one is for another condition."""

    def tensors(of: Function, proof: Proof) -> tuple[Tensor, ...]:
        conditions = [r.condition for r in proof.preconditions]
        conditions[chosen] = change(conditions[chosen])
        return tuple(interface.condition_tensor(of, c) for c in conditions)

    return tensors


def test_checks_that_say_what_they_should() -> None:
    lifted = pipeline.lift(function())
    assert len(lifted.proof.preconditions) == len(lifted.proof.checks) == 3
    assert not all(isinstance(check, Scalar) for check in lifted.proof.checks)


@pytest.mark.parametrize("chosen", range(3))
@pytest.mark.parametrize("name", WRONG)
def test_checks_that_say_something_else(monkeypatch: pytest.MonkeyPatch, name: str, chosen: int) -> None:
    required = pipeline.lift(function()).proof.preconditions[chosen]
    if WRONG[name](required.condition) == required.condition:
        return  # nothing to shorten
    monkeypatch.setattr(pipeline, "condition_tensors", checked_as(WRONG[name], chosen))
    with pytest.raises(Refusal) as caught:
        pipeline.lift(function())
    assert caught.value.diagnostic.code == "TSP3001"
    assert "precondition" in str(caught.value.diagnostic)
