"""What is checked at a call is proved to be what a precondition says, and anything else is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tensir.build import add, negate
from tensir.cells import FALSE, TRUE, Cell, Fold, integer, rewritten
from tensir.evaluator import check_requirements
from tensir.tensors import Program, Scalar, Tensor
from tenspiler import interface, pipeline
from tenspiler.diagnostics.diagnostic import Refusal
from tenspiler.frontends.python.reader import read
from tenspiler.loopir.nodes import Function
from tenspiler.verification.proof import Proof

TRIANGLE = """
def quotients(x: list[int], y: list[list[int]]) -> int:
    total = 0
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            total += x[i] // y[i][j]
    return total
"""

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


def on_a_range(first: int, last: int, op: str = "and") -> Callable[[Cell], Cell]:
    """A condition that does not ask of the first or last elements, or asks for one of them."""

    def change(cell: Cell) -> Cell:
        if not isinstance(cell, Fold):
            return cell
        lo, hi = add(cell.lo, integer(first)), add(cell.hi, integer(-last))
        return Fold(op, cell.binder, lo, hi, TRUE if op == "and" else FALSE, cell.body)

    return lambda condition: rewritten(condition, change)


WRONG: dict[str, Callable[[Cell], Cell]] = {
    "nothing": lambda _: TRUE,
    "everything": lambda _: FALSE,
    "the opposite": negate,
    "all but the last": on_a_range(0, 1),
    "all but the first": on_a_range(1, 0),
    "any of them": on_a_range(0, 0, "or"),
}


def checked_as(
    change: Callable[[Cell], Cell], chosen: int
) -> Callable[[Function, Proof], tuple[Tensor, ...]]:
    """Checks of which one is for another condition."""

    def tensors(of: Function, proof: Proof, loose: frozenset[str] = frozenset()) -> tuple[Tensor, ...]:
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


def test_a_range_that_depends_on_another_is_a_mask() -> None:
    """`all(i < j < n: p)` is checked as `all(j < n: j <= i or p)`."""
    (found,) = read("quotients.py", TRIANGLE).functions
    assert isinstance(found, Function)
    assert len(pipeline.lift(found).proof.checks) > 1


SHORTER = """
def f(table: list[int], done: list[int], query: list[int]) -> list[int]:
    out = []
    for r in range(len(query)):
        for t in range(query[r]):
            out.append(table[done[r] + t])
    return out
"""


def test_what_a_check_takes_in_fits() -> None:
    """Rows at the end that are empty need no start: a check must not take as many starts as there are rows."""
    (found,) = read("shorter.py", SHORTER).functions
    assert isinstance(found, Function)
    lifted = pipeline.lift(found)
    for check in lifted.proof.checks:
        arguments = {"table": [5, 6, 7], "done": [0, 2], "query": [2, 1, 0]}
        assert check_requirements(Program("f", lifted.program.parameters, (("return", check),)), arguments)
