"""Evaluation of cells: untaken branches, folds with bounds that vary, exact integers; cells as text."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from tensir import F32, F64, I8, I32, INT, Apply, Cell, Elem, Extent, Fold, Lit, Sym, evaluate_cell, show_cell
from tensir.build import add, cast, conj, eq, fold, le, lt, mul, scalar, select, sub
from tensir.cells import free_symbols, integer
from tensir.dtypes import BOOL
from tensir.polynomial import mentions, polynomial

AT, J, N = Sym("i", INT), Sym("j", INT), Sym("n", INT)
V = np.array([5, -3, 2, 7], dtype=np.int32)


def v(index: Cell) -> Elem:
    return Elem("v", (index,), I32)


def values(cell: Cell, **env: object) -> list[object]:
    return evaluate_cell(cell, env, {"v": V}).tolist()


def places(*indices: int) -> np.ndarray:
    return np.array(indices, dtype=object)


def test_an_untaken_branch_may_be_out_of_range() -> None:
    cell = select(lt(AT, integer(3)), v(add(AT, integer(1))), Lit(0, I32))
    assert values(cell, i=places(0, 1, 2, 3, 99)) == [-3, 2, 7, 0, 0]
    with pytest.raises(IndexError):
        values(v(add(AT, integer(1))), i=places(0, 3))
    with pytest.raises(IndexError):
        values(v(AT), i=-1)


def test_a_decided_conjunction_may_be_out_of_range() -> None:
    positive = scalar("gt", v(AT), Lit(0, I32))
    assert values(conj(lt(AT, Extent("v", 0)), positive), i=places(0, 1, 4)) == [True, False, False]
    assert values(Apply("or", (positive, lt(integer(3), AT)), BOOL), i=places(1, 4)) == [False, True]
    with pytest.raises(IndexError):
        values(Apply("or", (positive, lt(AT, integer(3))), BOOL), i=places(1, 4))


def test_a_product_with_zero_may_be_out_of_range() -> None:
    absent = select(lt(AT, integer(3)), Lit(1, I32), Lit(0, I32))
    for op in ("mul", "bitand"):
        assert values(Apply(op, (v(AT), absent), I32), i=places(3, 4, 9)) == [0, 0, 0]
    with pytest.raises(IndexError):
        values(Apply("mul", (v(AT), Lit(2, I32)), I32), i=places(0, 4))
    with pytest.raises(IndexError):
        values(Apply("mul", (Apply("cast", (v(AT),), F64), Lit(0.0, F64)), F64), i=places(0, 4))


def test_a_truth_value_is_an_index_as_the_number_that_it_is() -> None:
    there = cast(lt(AT, integer(3)), INT)
    assert values(v(there), i=1) == -3
    assert values(v(there), i=places(1, 5)) == [-3, 5]
    assert type(values(there, i=1)) is int


def test_folds_have_bounds_of_their_own_at_each_index() -> None:
    prefix = fold("add", "k", integer(0), AT, Lit(0, I32), v(Sym("k", INT)))
    assert values(prefix, i=places(0, 1, 2, 4, -5)) == [0, 5, 2, 11, 0]
    window = fold("max", "k", sub(AT, integer(1)), add(AT, integer(1)), Lit(-9, I32), v(Sym("k", INT)))
    assert values(window, i=places(1, 2, 3)) == [5, 2, 7]
    with pytest.raises(IndexError):
        values(window, i=places(0, 1))


def test_folds_nest_and_may_share_the_name_of_their_index() -> None:
    inner = Fold("add", "k", integer(0), Sym("k", INT), integer(0), Sym("k", INT))
    outer = Fold("add", "k", integer(0), N, integer(0), add(inner, mul(Sym("k", INT), AT)))
    expected = [sum(sum(range(k)) + k * i for k in range(5)) for i in (0, 2)]
    assert values(outer, i=places(0, 2), n=5) == expected
    twice = add(Fold("add", "k", integer(0), N, integer(0), Sym("k", INT)), inner)
    assert values(twice, n=4, k=3) == 6 + 3


def test_what_no_index_changes_is_computed_once() -> None:
    """Folds in folds, each a number of its own: the work adds up, and does not multiply."""
    total: Cell = integer(1)
    for depth in range(40):
        total = Fold(
            "add", f"k{depth}", integer(0), integer(3), integer(0), mul(total, Sym(f"k{depth}", INT))
        )
    assert values(total) == 3**40
    varying = Fold("add", "k", integer(0), J, Lit(0, I32), mul(mul(v(Sym("k", INT)), v(AT)), Lit(2, I32)))
    outer = Fold("add", "j", integer(0), N, Lit(0, I32), varying)
    assert values(outer, i=places(0, 3), n=4) == [
        2 * sum(5 + 2 * (j > 2) - 3 * (j > 1) for j in range(1, 4)) * x for x in (5, 7)
    ]


def test_folds_are_exact_from_left_to_right() -> None:
    data = np.random.default_rng(3).normal(size=(50, 3)).astype(np.float32)
    cell = fold("add", "k", integer(0), Extent("a", 0), Lit(1.5, F32), Elem("a", (Sym("k", INT), AT), F32))
    expected = [np.float32(1.5)] * 3
    for row in data:
        expected = [a + b for a, b in zip(expected, row, strict=True)]
    np.testing.assert_array_equal(
        np.ravel(evaluate_cell(cell, {"i": places(0, 1, 2)}, {"a": data})), expected
    )


def test_integers_are_unbounded_and_fixed_widths_wrap() -> None:
    big = mul(mul(AT, AT), mul(AT, AT))
    assert values(big, i=places(10**9, -(10**6))) == [10**36, 10**24]
    assert values(scalar("max", AT, J), i=2**63, j=-1) == 2**63
    assert values(select(lt(AT, J), AT, J), i=-1, j=2**64) == -1
    assert values(scalar("floordiv", AT, J), i=places(7, -7, 5), j=places(2, 2, 0)) == [3, -4, 0]
    small = Sym("s", I8)
    assert values(add(small, small), s=np.array([100, -128], np.int8)) == [-56, 0]
    assert values(mul(Sym("s", INT), integer(2)), s=np.array([100, -128], np.int8)) == [200, -256]


def test_integers_beyond_the_floats_become_infinite() -> None:
    cell = Apply("cast", (AT,), F32)
    assert values(cell, i=places(10**400, -(10**400), 2**60 + 2**36 + 1, 3)) == [
        np.inf, -np.inf, float(np.float32(np.int64(2**60 + 2**36 + 1))), 3.0,
    ]  # fmt: skip


def test_arrays_without_elements() -> None:
    cell = fold("add", "k", integer(0), Extent("e", 0), Lit(4, I32), Elem("e", (Sym("k", INT),), I32))
    assert evaluate_cell(cell, {}, {"e": np.zeros(0, np.int32)}) == 4
    guarded = select(lt(AT, Extent("e", 0)), Elem("e", (AT,), I32), Lit(1, I32))
    assert evaluate_cell(guarded, {"i": places(0, 1)}, {"e": np.zeros(0, np.int32)}).tolist() == [1, 1]
    assert evaluate_cell(cell, {"i": places()}, {"e": V}).size == 0


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (add(mul(Elem("a", (AT, J), F32), Elem("b", (J,), F32)), Lit(1.0, F32)), "a[i, j] * b[j] + 1.0"),
        (
            fold("add", "k#7", integer(0), N, Lit(0.0, F32), Elem("a", (AT, Sym("k#7", INT)), F32)),
            "sum(k < n: a[i, k])",
        ),
        (fold("max", "i#7", AT, N, v(AT), v(Sym("i#7", INT))), "max(i <= i1 < n: v[i1]; v[i])"),
        (le(integer(0), Extent("a", 0)), "0 <= len(a)"),
        (eq(Extent("a", 1), Extent("b", 0)), "a.shape[1] == len(b)"),
        (lt(Apply("cast", (v(AT),), INT), N), "v[i] < n"),
        (mul(add(AT, J), sub(AT, sub(J, N))), "(i + j) * (i - (j - n))"),
        (Apply("neg", (add(AT, J),), INT), "-(i + j)"),
        (Apply("neg", (integer(1),), INT), "neg(1)"),
        (Apply("not", (Apply("and", (lt(AT, J), eq(AT, N)), BOOL),), BOOL), "not (i < j and i == n)"),
        (select(lt(AT, J), AT, J), "select(i < j, i, j)"),
    ],
)
def test_cells_read_as_formulas(cell: Cell, text: str) -> None:
    assert show_cell(cell) == text


def test_importing_tensir_brings_numpy_and_nothing_else() -> None:
    heavy = "{'z3', 'lark', 'torch', 'jax', 'tensorflow', 'mlx', 'triton', 'scipy'}"
    code = f"import tensir, sys; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# ---------------------------------------------------------------- large terms


def chain(depth: int, end: Cell) -> Cell:
    """A term that nests deeply."""
    for _ in range(depth):
        end = Apply("add", (Apply("mul", (end, Lit(1.5, F64)), F64), Sym("y", F64)), F64)
    return end


def test_deep_terms_that_differ_are_told_apart_at_once() -> None:
    """The parts are not looked at, all the way down."""
    assert chain(5000, Sym("x", F64)) != chain(5000, Sym("z", F64))
    assert Elem("a", (chain(5000, Sym("x", F64)),), F64) != Elem("a", (chain(5000, Sym("z", F64)),), F64)
    assert chain(50, Sym("x", F64)) == chain(50, Sym("x", F64))


def test_terms_of_one_hash_are_compared_by_their_parts() -> None:
    """`-1` and `-2` have one hash in Python, and so has what is made of them."""
    one, other = (Apply("neg", (integer(value),), INT) for value in (-1, -2))
    assert hash(one) == hash(other)
    assert one != other
    assert Elem("a", (one,), F64) != Elem("a", (other,), F64)
    assert Elem("a", (one,), F64) != Elem("a", (one,), F32)
    folds = [Fold("add", "i", integer(0), integer(n), integer(0), one) for n in (-1, -2)]
    assert hash(folds[0]) == hash(folds[1])
    assert folds[0] != folds[1]


def test_terms_with_nan_are_equal_whichever_nan_it_is() -> None:
    one, other = (Apply("neg", (Lit(float("nan"), F64),), F64) for _ in range(2))
    assert one == other
    assert len({one, other}) == 1


def test_what_occurs_often_is_looked_at_once() -> None:
    term: Cell = Apply("add", (Sym("x", INT), Sym("y", INT)), INT)
    for _ in range(100):
        term = Apply("mul", (term, term), INT)
    assert free_symbols(term) == {"x", "y"}
    assert mentions(term, "y")
    assert not mentions(term, "z")


def test_what_is_done_to_a_polynomial_changes_no_other() -> None:
    cell = add(mul(integer(3), Sym("n", INT)), integer(2))
    expected = {(Sym("n", INT),): 3, (): 2}
    mine = polynomial(cell)
    assert mine == expected
    mine.clear()
    assert polynomial(cell) == expected
