"""Cells that are alike get the same bound indices, and nothing else changes."""

from __future__ import annotations

from random import Random

from random_cells import INTEGERS, World, random_cell

from tensir.build import add, scalar, sub
from tensir.cells import (
    Cell,
    Elem,
    Fold,
    Sym,
    alike,
    canonical_binders,
    integer,
    rename_binder,
    rewritten,
    subterms,
)
from tensir.dtypes import INT
from tenspiler.verification.encode import Arithmetic, Encoder
from tenspiler.verification.solver import Answer, check

CELLS = 300


def renamed(cell: Cell) -> Cell:
    """The same cell with other bound indices."""
    numbers = iter(range(1000))

    def other(term: Cell) -> Cell:
        if not isinstance(term, Fold):
            return term
        name = f"other{next(numbers)}"
        return rename_binder(term, name)

    return rewritten(cell, other)


def test_values_stay() -> None:
    rng = Random(7)
    nested = 0
    for _ in range(CELLS):
        cell, world = random_cell(rng, rng.choice(INTEGERS), 4), World(rng)
        common = canonical_binders(cell)
        assert alike(cell, common)
        assert world.value(common) == world.value(cell)
        nested += sum(isinstance(t, Fold) for t in subterms(cell)) > 1
    assert nested > 20


def test_cells_that_are_alike_become_one() -> None:
    rng = Random(8)
    for _ in range(CELLS):
        cell = random_cell(rng, rng.choice(INTEGERS), 4)
        other = renamed(cell)
        assert alike(cell, other)
        assert canonical_binders(other) == canonical_binders(cell)


def test_cells_that_are_not_alike_stay_apart() -> None:
    j, k = Sym("j", INT), Sym("k", INT)

    def total(of: Cell, binder: str) -> Cell:
        return Fold("add", binder, integer(0), Sym("n", INT), integer(0), of)

    one = total(total(sub(j, k), "k"), "j")
    assert canonical_binders(one) != canonical_binders(total(total(sub(k, j), "k"), "j"))
    assert canonical_binders(one) == canonical_binders(total(total(sub(k, j), "j"), "k"))


def test_quotients_of_sums_that_are_alike_differ_by_what_their_dividends_do() -> None:
    n, step = Sym("n", INT), Sym("step", INT)

    def count(binder: str) -> Cell:
        element = scalar("mod", Elem("a", (Sym(binder, INT),), INT), integer(3))
        return Fold("add", binder, integer(0), n, integer(0), element)

    more = scalar("floordiv", add(count("j"), step), step)
    claim = scalar("eq", more, add(scalar("floordiv", count("k"), step), integer(1)))
    divided = scalar("ne", step, integer(0))
    assert check(Encoder(Arithmetic.EXACT).question([divided], claim)) is Answer.UNSAT
    assert check(Encoder(Arithmetic.EXACT).question([], claim)) is not Answer.UNSAT
