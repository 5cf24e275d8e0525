"""What a path knows of numbers: integers that did not wrap are the numbers that they would be, on that path."""

from __future__ import annotations

from tensir.build import add, cast, lt, mul, scalar
from tensir.cells import Apply, Sym, integer
from tensir.dtypes import I32, I64, INT
from tensir.polynomial import normal
from tenspiler.symbolic.path import Path

X, Y, K = Sym("x", I32), Sym("y", I32), Sym("k", INT)
PRODUCT = Apply("mul", (X, Y), I32)
NUMBER = mul(Sym("x", INT), Sym("y", INT))


def test_a_number_is_seen_through_where_it_is_known_not_to_have_wrapped() -> None:
    path = Path()
    inside = add(cast(cast(PRODUCT, I64), INT), K)
    assert path.number(inside) != path.number(add(NUMBER, K))
    path.views[PRODUCT] = NUMBER
    assert path.number(inside) == path.number(add(NUMBER, K))


def test_what_a_branch_knows_of_numbers_is_not_known_behind_it() -> None:
    path = Path()
    inside = add(cast(PRODUCT, INT), K)
    path.branch(lt(K, integer(0))).views[PRODUCT] = NUMBER
    assert path.number(inside) == normal(inside)


def test_others_are_not_seen_through() -> None:
    path = Path(views={PRODUCT: NUMBER})
    other = scalar("mul", X, X)
    assert path.number(add(cast(other, INT), K)) == normal(add(cast(other, INT), K))
