"""A precondition is dropped only where others, or the types, imply it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir import INT, Cell, Extent, Sym, evaluate_cell
from tensir.build import add, conj, disj, eq, le, lt, mul, sub
from tensir.cells import integer
from tenspiler.frontends import c
from tenspiler.loopir.nodes import Function, Span
from tenspiler.pipeline import lift
from tenspiler.verification.proof import Required
from tenspiler.verification.redundancy import needed

N, M, A = Sym("n", INT), Sym("m", INT), Extent("a", 0)
INT_ARRAYS = [np.zeros(length, INT.numpy) for length in range(4)]
SPAN = Span("planted", 1, 1, 1, 1)


def kept(*conditions: Cell, facts: tuple[Cell, ...] = ()) -> list[Cell]:
    required = [Required(condition, SPAN, "planted") for condition in conditions]
    return [r.condition for r in needed(required, facts)]


TRIPLE = mul(integer(3), N)
EMPTY = le(N, integer(0))
FITS = le(TRIPLE, A)
ALMOST = le(TRIPLE, add(A, integer(2)))
IN_64_BITS = le(TRIPLE, integer(2**64))


@pytest.mark.parametrize(
    ("conditions", "rest"),
    [
        ((ALMOST, FITS), [FITS]),
        ((FITS, ALMOST), [FITS]),
        ((lt(TRIPLE, add(A, integer(1))), FITS), [FITS]),
        ((IN_64_BITS, FITS), [FITS]),
        ((disj(EMPTY, ALMOST), FITS), [FITS]),
        ((disj(EMPTY, ALMOST), disj(EMPTY, FITS)), [disj(EMPTY, FITS)]),
        ((ALMOST, disj(EMPTY, FITS)), [ALMOST, disj(EMPTY, FITS)]),
        ((ALMOST, le(mul(integer(3), M), A)), [ALMOST, le(mul(integer(3), M), A)]),
        ((eq(N, M), FITS), [eq(N, M), FITS]),
    ],
)
def test_what_another_one_implies_is_dropped(conditions: tuple[Cell, ...], rest: list[Cell]) -> None:
    assert kept(*conditions) == rest


def test_what_the_types_imply_is_dropped() -> None:
    small = le(N, integer(2**31 - 1))
    assert kept(IN_64_BITS, facts=(small,)) == []
    assert kept(IN_64_BITS) == [IN_64_BITS]
    assert kept(disj(EMPTY, IN_64_BITS), facts=(small,)) == []


numbers = st.sampled_from((N, M, A, TRIPLE, add(A, integer(1)), sub(M, integer(2)), integer(0), integer(4)))
comparisons = st.builds(lambda op, x, y: op(x, y), st.sampled_from((le, lt)), numbers, numbers)
conditions = st.one_of(comparisons, st.builds(disj, comparisons, comparisons))


@given(st.lists(conditions, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_what_stays_implies_what_goes(all_of_them: list[Cell]) -> None:
    whole, rest = conj(*all_of_them), conj(*kept(*all_of_them))
    for n, m, length in product(range(-2, 5), range(-1, 7, 2), range(4)):
        arrays = {"a": INT_ARRAYS[length]}
        holds = [bool(evaluate_cell(x, {"n": n, "m": m}, arrays)) for x in (whole, rest)]
        assert holds[0] == holds[1]


def test_the_last_of_three_colours_is_enough() -> None:
    source = "void f(unsigned char *p, const unsigned char *q, int n) { for (int i = 0; i < n; i++) p[i] = q[3 * i] / 4 + q[3 * i + 1] / 2 + q[3 * i + 2] / 4; }"
    (function,) = c.read("planted.c", source).functions
    assert isinstance(function, Function)
    (colours,) = (p for p in lift(function).proof.preconditions if "`q`" in p.reason)
    assert colours.condition == le(TRIPLE, Extent("q", 0))
