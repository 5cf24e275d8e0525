"""What preconditions on all elements say of single ones: true wherever they hold, and enough for segments."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from tensir.build import add, apply, conj, disj, fold, le, lt
from tensir.cell_evaluator import evaluate_cell
from tensir.cells import FALSE, TRUE, Cell, Elem, Extent, Sym, integer
from tensir.dtypes import BOOL, INT
from tenspiler.verification.quantified import instances

ROW, P, K = Sym("i", INT), Sym("p", INT), Sym("k", INT)
N = Sym("n", INT)


def element(array: str, index: Cell) -> Cell:
    return Elem(array, (index,), INT)


def after(index: Cell) -> Cell:
    return apply("add", (index, integer(1)), INT)


def everywhere(binder: Sym, lo: Cell, hi: Cell, holds: Cell) -> Cell:
    return fold("and", binder.name, lo, hi, TRUE, holds)


IN_RANGE = disj(
    le(element("ptr", after(ROW)), element("ptr", ROW)), le(element("ptr", after(ROW)), Extent("x", 0))
)
CONDITIONS = {
    "one index": everywhere(ROW, integer(0), N, IN_RANGE),
    "from two on": everywhere(ROW, integer(2), N, lt(element("ptr", ROW), integer(3))),
    "two indices": everywhere(
        ROW, integer(0), N,
        everywhere(P, element("ptr", ROW), element("ptr", after(ROW)), lt(element("x", P), integer(4))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS.keys())
def test_what_is_said_of_single_elements_is_true(condition: Cell) -> None:
    question = [
        lt(element("ptr", K), element("ptr", after(K))),
        lt(element("x", K), element("x", element("ptr", K))),
    ]
    said = instances([condition], question)
    assert said
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        arrays: dict[str, Any] = {
            "ptr": rng.integers(-1, 7, 6).astype(object), "x": rng.integers(0, 6, 8).astype(object),
        }  # fmt: skip
        values = {"n": int(rng.integers(0, 5)), "k": int(rng.integers(0, 5))}
        try:
            if not evaluate_cell(condition, values, arrays):
                continue
            held += 1
            assert evaluate_cell(conj(*said), values, arrays)
        except IndexError:
            continue
    assert held > 20


def test_it_is_said_where_the_question_reads() -> None:
    said = instances([CONDITIONS["one index"]], [lt(element("ptr", after(after(K))), integer(3))])
    text = [t for s in said for t in (s,) if "ptr" in str(s)]
    assert len(said) == 2  # at k + 1, whose next element it is, and at k + 2
    assert text == said


def test_nothing_is_said_of_other_arrays() -> None:
    assert instances(CONDITIONS.values(), [lt(element("y", K), integer(3))]) == []
    other = Sym("flag", BOOL)
    assert instances([other, fold("or", "i", integer(0), N, TRUE, other)], [element("ptr", K)]) == []


def conditions_at_random(rng: random.Random, depth: int = 2) -> Cell:
    """Conditions on all elements of some range, one in another at times, whose indices have names of others."""
    binder = Sym(rng.choice("ipkn"), INT)
    names = [binder, K, N, P, ROW]
    place = add(rng.choice(names), integer(rng.choice((-1, 0, 0, 1))))
    small = le(
        element(rng.choice(("ptr", "x")), place), rng.choice((integer(rng.randint(1, 6)), rng.choice(names)))
    )
    lo = rng.choice((integer(0), integer(1), rng.choice(names[1:]), element("ptr", rng.choice(names[1:]))))
    hi = rng.choice(
        (N, K, integer(3), Extent("x", 0), element("ptr", add(rng.choice(names[1:]), integer(1))))
    )
    inner = conditions_at_random(rng, depth - 1) if depth > 1 and rng.random() < 0.5 else small
    how, begin = rng.choice((("and", TRUE),) * 6 + (("or", TRUE), ("or", FALSE), ("and", FALSE)))
    if rng.random() < 0.3:
        inner = disj(inner, lt(rng.choice(names), integer(1)))
    return fold(how, binder.name, lo, hi, begin, inner)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_said_is_true_whatever_the_names(seed: int) -> None:
    rng, said_of = random.Random(seed), 0
    for _ in range(60):
        condition = conditions_at_random(rng)
        question = [
            lt(
                element("ptr", rng.choice((K, P, ROW, N))),
                element("x", add(rng.choice((K, P, ROW)), integer(1))),
            ),
            lt(element("x", element("ptr", rng.choice((P, ROW)))), integer(2)),
        ]
        said = instances([condition], question)
        for _ in range(25 if said else 0):
            arrays: dict[str, Any] = {
                "ptr": np.array([rng.randint(-1, 5) for _ in range(7)], dtype=object),
                "x": np.array([rng.randint(-1, 6) for _ in range(8)], dtype=object),
            }
            values = {name: rng.randint(-1, 5) for name in "nkpi"}
            try:
                if evaluate_cell(condition, values, arrays):
                    said_of += 1
                    assert evaluate_cell(conj(*said), values, arrays), condition
            except IndexError:
                continue
    assert said_of > 50
