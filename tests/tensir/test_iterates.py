"""Iterates: rounds that hand values on, in text and as the evaluator runs them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensir import TensIRSyntaxError, evaluate, failed_requirements, parse_program, show_program

PATHS = """
program paths(weight: f64[n, n], source: int) -> (return: f64[n])
  iterate k < (n - 1) {
    carry distance = select(iota[extent=n]() == source, 0.0, full[shape=[n]](inf:f64)) -> found
    through = expand[axis=1, extent=n](distance) + weight
    next distance = min(distance, reduce_min[axis=0](through))
  }
  return = found
"""

PAIR = """
program pair(x: int, least: int, most: int) -> (return.0: int, return.1: int)
  iterate least <= k < most {
    carry a = x -> a1
    carry b = 1 -> b1
    next a = b
    next b = a + b * k
  }
  return.0 = a1
  return.1 = {b1 + 1}
"""

TWICE = """
program twice(x: f64[n], rounds: int) -> (return: f64[n])
  iterate i < rounds {
    carry y = x -> y1
    next y = y * 2.0
  }
  iterate j < rounds {
    carry z = y1 -> `next`
    next z = z + y1 + f64({j})
  }
  return = `next`
"""


@pytest.mark.parametrize("text", [PATHS, PAIR, TWICE])
def test_text_is_read_back(text: str) -> None:
    program = parse_program(text)
    assert parse_program(show_program(program)) == program


@given(st.integers(-9, 9), st.integers(-3, 5), st.integers(-3, 6))
def test_all_values_are_those_before_the_round(x: int, least: int, most: int) -> None:
    a, b = x, 1
    for k in range(least, most):
        a, b = b, a + b * k
    found = evaluate(parse_program(PAIR), {"x": x, "least": least, "most": most})
    assert (found["return.0"], found["return.1"]) == (a, b + 1)


@given(st.integers(0, 5), st.lists(st.floats(-9, 9), max_size=4))
def test_later_iterates_see_what_earlier_ones_leave(rounds: int, x: list[float]) -> None:
    y = np.array(x)
    for _ in range(rounds):
        y = y * 2.0
    z = y
    for j in range(rounds):
        z = z + y + j
    found = evaluate(parse_program(TWICE), {"x": x, "rounds": rounds})["return"]
    np.testing.assert_array_equal(found, z)


def test_shortest_paths() -> None:
    weight = np.array([[0, 1, 5.0], [9, 0, 1], [1, 1, 0]])
    found = evaluate(parse_program(PATHS), {"weight": weight, "source": 0})["return"]
    np.testing.assert_array_equal(found, [0.0, 1.0, 2.0])


def test_requirements_are_those_of_each_round() -> None:
    text = """
program f(x: f64[n], rounds: int) -> (return: f64[1])
  iterate k < rounds {
    carry y = full[shape=[1]](0.0) -> z
    next y = slice[axis=0, start=k, length=1, step=1](x)
  }
  return = z
"""
    program = parse_program(text)
    assert not failed_requirements(program, {"x": [1.0, 2.0], "rounds": 2})
    assert failed_requirements(program, {"x": [1.0, 2.0], "rounds": 3})


def test_a_round_may_not_change_a_shape() -> None:
    text = """
program f(x: f64[n], rounds: int) -> (return: f64[n])
  iterate k < rounds {
    carry y = x -> z
    next y = concat[axis=0](y, x)
  }
  return = z
"""
    with pytest.raises(ValueError, match="shape"):
        evaluate(parse_program(text), {"x": [1.0], "rounds": 1})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("-> a1", "-> x", "`x` is a name of the header"),
        ("-> a1", "-> b1", "given twice"),
        ("carry b = 1", "carry a = 1", "given twice"),
        ("next b =", "next a =", "is not carried, or is given twice"),
        ("next b =", "c =", "what `b` is next is missing"),
        ("next a = b", "next a = 1.0", "another type"),
        ("= a1\n", "= a\n", "there is no value `a`"),
        ("{b1 + 1}", "{k}", "there is no scalar `k`"),
        ("<= k <", "<= x <", "given twice"),
        ("least <= k < most", "most", "a range is written"),
    ],
)
def test_what_is_no_iterate(old: str, new: str, message: str) -> None:
    assert PAIR.count(old) >= 1
    with pytest.raises(TensIRSyntaxError, match=message):
        parse_program(PAIR.replace(old, new, 1))
