"""What was required of each iteration is dropped where what came after it implies it, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tensir.build import apply, fold, le, lt
from tensir.cells import TRUE, Cell, Elem, Extent, Sym, integer
from tensir.dtypes import INT
from tenspiler.loopir.nodes import Span
from tenspiler.symbolic.obligation import LoopRange, Obligation
from tenspiler.verification.discharge import Ledger
from tenspiler.verification.proof import Required

HERE = Span("f.py", 1, 1, 1, 2)
ROW, N, M = Sym("i", INT), Sym("n", INT), Sym("m", INT)
ZERO = integer(0)
RANGE = (le(ZERO, ROW), lt(ROW, N))
SQUARE = lt(
    apply("mul", (ROW, ROW), INT), Extent("a", 0)
)  # which is at no end the hardest to meet, to look at
EMPTY = Required(le(N, ZERO), HERE, "nothing runs")
OTHER = Required(le(N, M), HERE, "that says nothing of it")
ON_ELEMENTS = Required(
    fold("and", "j", ZERO, N, TRUE, le(Elem("p", (Sym("j", INT),), INT), ZERO)), HERE, "elements"
)


def owed(goal: Cell = SQUARE, known: tuple[Cell, ...] = RANGE, guards: tuple[Cell, ...] = ()) -> Obligation:
    loops = (LoopRange("i", ZERO, N),)
    return Obligation("defined", HERE, (*known, *guards), goal, "an index", loops, guards)


def left(*owing: Obligation | Required) -> list[Cell]:
    """The preconditions that are left of what was required, in order."""
    ledger = Ledger((), frozenset({"n", "m"}))
    for one in owing:
        if isinstance(one, Required):
            ledger.preconditions.append(one)
        else:
            ledger.require(one)
    before = len(ledger.discharged)
    conditions = [r.condition for r in ledger.preconditions]
    ledger.reconsider()
    kept = [r.condition for r in ledger.preconditions]
    assert len(ledger.discharged) - before == (0 if kept == conditions else len(owing) - 1)
    return kept


EVERYWHERE = fold("and", "i", ZERO, N, TRUE, SQUARE)


def test_what_follows_is_dropped() -> None:
    assert left(owed(), EMPTY) == [EMPTY.condition]


@pytest.mark.parametrize("after", [OTHER, ON_ELEMENTS], ids=["of sizes", "of elements"])
def test_what_does_not_follow_is_kept(after: Required) -> None:
    assert left(owed(), after) == [EVERYWHERE, after.condition]


def test_each_place_that_needs_it_has_to_be_proved() -> None:
    """The second one is reached where nothing says that an iteration runs."""
    assert left(owed(), owed(known=()), EMPTY) == [EVERYWHERE, EMPTY.condition]
    assert left(owed(known=()), owed(), EMPTY) == [EVERYWHERE, EMPTY.condition]


def test_conditions_on_elements_do_not_drop_each_other() -> None:
    bound = lt(apply("mul", (ROW, ROW), INT), integer(9))
    other = owed(goal=bound)
    known_square, known_bound = owed(known=(*RANGE, bound)), owed(goal=bound, known=(*RANGE, SQUARE))
    assert len(left(known_square, known_bound, OTHER)) == 3
    assert len(left(owed(), other, OTHER)) == 3


def test_what_is_known_on_the_way_counts() -> None:
    """An iteration that runs only where the array is large enough needs no condition."""
    enough = lt(apply("mul", (ROW, ROW), INT), M)
    large = Required(le(M, Extent("a", 0)), HERE, "a size")
    inside = owed(guards=(enough,))
    assert left(inside, large) == [large.condition]
    assert left(replace(inside, hypotheses=RANGE), large) != [large.condition]
