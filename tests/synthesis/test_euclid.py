"""Quotients and remainders are put back together, whatever they are multiplied by."""

from __future__ import annotations

import pytest

from tensir.build import add, mul, scalar, sub
from tensir.cells import Cell, Sym
from tensir.dtypes import INT
from tenspiler.synthesis.euclid import recombined

K, M, N = (Sym(name, INT) for name in "kmn")
Q, R = scalar("floordiv", K, N), scalar("mod", K, N)


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (sub(K, mul(N, Q)), R),
        (add(mul(N, Q), R), K),
        (sub(mul(K, M), mul(M, mul(N, Q))), mul(M, R)),
        (add(sub(mul(K, M), mul(M, mul(N, Q))), Q), add(mul(M, R), Q)),
        (sub(mul(K, M), mul(M, Q)), sub(mul(K, M), mul(M, Q))),
        (sub(K, mul(M, mul(N, Q))), sub(K, mul(M, mul(N, Q)))),
    ],
)
def test_shorter_forms(long: Cell, short: Cell) -> None:
    assert recombined(long) == recombined(short)
    assert recombined(short) == recombined(recombined(short))
