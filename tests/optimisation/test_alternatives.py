"""Arrays written in several regions: which alternatives are one, and in which box all of them are."""

from __future__ import annotations

import pytest

from tensir.build import conj, eq, fold, le, lt, mul, select, sub
from tensir.cells import Cell, Elem, Extent, Lit, Sym, integer
from tensir.dtypes import F64, INT
from tenspiler.optimisation.alternatives import alternatives, canonical, merged
from tenspiler.optimisation.facts import Facts
from tenspiler.optimisation.region import hull

ROW, COLUMN, N, K = (Sym(name, INT) for name in "ijnk")
ROWS, COLUMNS = Extent("c", 0), Extent("c", 1)
ZERO, ONE = integer(0), integer(1)
REST = Elem("c", (ROW, COLUMN), F64)


def product(row: Cell, column: Cell) -> Cell:
    factors = (Elem("x", (K, row), F64), Elem("x", (K, column), F64))
    return fold("add", "k", ZERO, N, Lit(0.0, F64), mul(*factors))


def inside(*more: Cell) -> Facts:
    return Facts((le(ZERO, ROW), lt(ROW, N), le(ZERO, COLUMN), lt(COLUMN, N), *more))


def test_a_triangle_and_its_mirror_are_one() -> None:
    chain = select(le(COLUMN, ROW), product(ROW, COLUMN), select(le(ROW, COLUMN), product(COLUMN, ROW), REST))
    assert canonical(merged(*alternatives(chain), inside())) == canonical(product(ROW, COLUMN))


def test_what_is_known_of_elements_does_not_stand_in_the_way() -> None:
    chain = select(le(COLUMN, ROW), product(ROW, COLUMN), select(le(ROW, COLUMN), product(COLUMN, ROW), REST))
    found = alternatives(chain)
    divisor = lt(ZERO, Elem("d", (ONE,), INT))
    assert merged(*found, inside(divisor)) == merged(*found, inside())


def test_the_diagonal_is_told_apart_from_both_triangles() -> None:
    corner = conj(eq(ROW, sub(N, ONE)), eq(COLUMN, sub(N, ONE)))
    diagonal = conj(eq(ROW, COLUMN), lt(ROW, sub(N, ONE)))
    one = Lit(1.0, F64)
    below = select(lt(ROW, COLUMN), product(COLUMN, ROW), select(diagonal, one, REST))
    chain = select(corner, one, select(lt(COLUMN, ROW), product(ROW, COLUMN), below))
    found = merged(*alternatives(chain), inside())
    assert canonical(found) == canonical(select(eq(ROW, COLUMN), one, product(ROW, COLUMN)))


def test_other_values_are_not_merged() -> None:
    chain = select(le(COLUMN, ROW), product(ROW, COLUMN), select(le(ROW, COLUMN), product(ROW, ROW), REST))
    found = merged(*alternatives(chain), inside())
    assert found == select(le(COLUMN, ROW), product(ROW, COLUMN), product(ROW, ROW))


def test_what_covers_less_keeps_the_rest() -> None:
    chain = select(lt(COLUMN, ROW), product(ROW, COLUMN), select(lt(ROW, COLUMN), product(COLUMN, ROW), REST))
    found = merged(*alternatives(chain), inside())
    assert found in (
        select(eq(ROW, COLUMN), REST, product(ROW, COLUMN)),
        select(eq(COLUMN, ROW), REST, product(ROW, COLUMN)),
    )


@pytest.mark.parametrize(
    ("known", "conditions", "extents"),
    [
        ((le(N, ROWS), le(N, COLUMNS)), [conj(le(COLUMN, ROW), lt(ROW, N))], (N, N)),
        (
            (le(N, ROWS), le(N, COLUMNS)),
            [conj(le(COLUMN, ROW), lt(ROW, N)), conj(le(ROW, COLUMN), lt(COLUMN, N))],
            (N, N),
        ),
        ((le(N, ROWS), eq(COLUMNS, N)), [conj(le(COLUMN, ROW), lt(ROW, N))], (COLUMNS, COLUMNS)),
        ((le(N, ROWS),), [lt(ROW, N)], (N, COLUMNS)),
        ((), [le(COLUMN, ROW)], None),
        ((), [lt(ROW, N), lt(COLUMN, N)], None),
    ],
)
def test_the_box_of_all(
    known: tuple[Cell, ...], conditions: list[Cell], extents: tuple[Cell, ...] | None
) -> None:
    facts = Facts((*known, lt(ZERO, N)))
    shape = (ROWS, facts.renamed(COLUMNS))
    box = hull([facts.renamed(c) for c in conditions], ("i", "j"), shape, facts)
    assert (box.extents if box else None) == extents
    assert box is None or box.starts == (ZERO, ZERO)


def test_where_nothing_can_be_there_is_nothing_to_tell_apart() -> None:
    k, n = Sym("k", INT), Sym("n", INT)
    one, other = Elem("a", (k,), F64), Elem("b", (k,), F64)
    nowhere = Facts([lt(k, n), lt(n, k)])
    assert merged([(lt(k, n), one), (eq(k, n), other)], one, nowhere) in (one, other)
