"""Shrinking: what comes out still differs, is minimal where something was planted, and never changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensir import parse_program
from tenspiler.frontends.reading import read_file
from tenspiler.loopir.nodes import Function
from tenspiler.refutation.literals import arguments_of, call
from tenspiler.refutation.search import Refuter
from tenspiler.refutation.shrink import shrink

SOURCE = """\
import numpy as np

def lists(a: list[int], m: list[list[float]], n: int, flag: bool) -> int:
    s = 0
    for i in range(n):
        s += a[i]
    return s

def arrays(a: np.ndarray[tuple[int, int], np.dtype[np.int64]], b: np.ndarray[tuple[int], np.dtype[np.float32]]) -> int:
    s = 0
    for i in range(a.shape[0]):
        s += 1
    return s
"""


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Function]:
    path = tmp_path_factory.mktemp("source") / "source.py"
    path.write_text(SOURCE)
    return {f.name: f for f in read_file(path).functions if isinstance(f, Function)}


def shrunk(function: Function, arguments: tuple[Any, ...], differs: Any) -> str:
    smallest = shrink(function, arguments, differs)
    assert differs(smallest)
    values = dict(zip((p.name for p in function.parameters), smallest, strict=True))
    return call(function, arguments_of(function, values))


LARGE = ([5, 7, -3, 12, 9, 7], [[1.5, 2.25], [0.1, -7.0], [3.0, 9.0]], 6, True)


@pytest.mark.parametrize(
    ("differs", "text"),
    [
        (lambda a, m, n, flag: True, "lists([], [], n=0, flag=False)"),
        (lambda a, m, n, flag: len(a) >= 3, "lists([0, 0, 0], [], n=0, flag=False)"),
        (lambda a, m, n, flag: len(a) >= n >= 3, "lists([0, 0, 0], [], n=3, flag=False)"),
        (lambda a, m, n, flag: any(x > 6 for x in a), "lists([7], [], n=0, flag=False)"),
        (lambda a, m, n, flag: any(x < 0 for x in a) and flag, "lists([-1], [], n=0, flag=True)"),
        (lambda a, m, n, flag: len(a) > 3 and a[3] > 8, "lists([0, 0, 0, 9], [], n=0, flag=False)"),
        (lambda a, m, n, flag: n > 2 and n in a, "lists([3], [], n=3, flag=False)"),
        (lambda a, m, n, flag: len(set(a)) >= 3, "lists([0, 1, -1], [], n=0, flag=False)"),
        (lambda a, m, n, flag: len(a) == 2 * len(m) > 2, "lists([0, 0, 0, 0], [[], []], n=0, flag=False)"),
        (lambda a, m, n, flag: sum(map(sum, m)) > 2, "lists([], [[3.0]], n=0, flag=False)"),
        (lambda a, m, n, flag: any(x == -7.0 for row in m for x in row), "lists([], [[-7.0]], n=0, flag=False)"),
        (lambda a, m, n, flag: any(not x.is_integer() for row in m for x in row), "lists([], [[0.5]], n=0, flag=False)"),
    ],
)  # fmt: skip
def test_what_was_planted_is_all_that_is_left(
    functions: dict[str, Function], differs: Any, text: str
) -> None:
    assert shrunk(functions["lists"], LARGE, lambda arguments: differs(*arguments)) == text


@pytest.mark.parametrize(
    ("differs", "text"),
    [
        (lambda a, b: a.shape[1] > a.shape[0] > 0, "arrays(np.array([[0, 0]], dtype=np.int64), np.array([], dtype=np.float32))"),
        (lambda a, b: a.size == 0, "arrays(np.zeros((0, 0), dtype=np.int64), np.array([], dtype=np.float32))"),
        (lambda a, b: np.isnan(b).any(), 'arrays(np.zeros((0, 0), dtype=np.int64), np.array([float("nan")], dtype=np.float32))'),
        (lambda a, b: np.signbit(b).any() and not (b < 0).any(), "arrays(np.zeros((0, 0), dtype=np.int64), np.array([-0.0], dtype=np.float32))"),
        (lambda a, b: (a == 1 << 40).any(), f"arrays(np.array([[{1 << 40}]], dtype=np.int64), np.array([], dtype=np.float32))"),
    ],
)  # fmt: skip
def test_arrays_keep_dtype_and_shape(functions: dict[str, Function], differs: Any, text: str) -> None:
    large = np.array([[1, 2, 3], [4, 1 << 40, 6]]), np.array([1.0, np.nan, 2.0, -0.0], dtype=np.float32)
    found = [large, (np.zeros((0, 5), dtype=np.int64), np.array([-0.0, 1.0], dtype=np.float32))]
    start = next(arguments for arguments in found if differs(*arguments))
    assert shrunk(functions["arrays"], start, lambda arguments: bool(differs(*arguments))) == text


@pytest.mark.parametrize("value", [1.7e308, -1.7e308, 5e-324, 1e300])
def test_floats_at_the_edges(functions: dict[str, Function], value: float) -> None:
    text = shrunk(functions["lists"], ([], [[value]], 0, False), lambda arguments: arguments[1] == [[value]])
    assert text == f"lists([], [[{value}]], n=0, flag=False)"


numbers = st.integers(-20, 20)


@settings(max_examples=40)
@given(st.lists(numbers, max_size=6), st.integers(0, 6), st.integers(-5, 30), st.integers(0, 3))
def test_what_comes_out_still_differs(
    functions: dict[str, Function], a: list[int], n: int, limit: int, at: int
) -> None:
    def differs(arguments: tuple[Any, ...]) -> bool:
        cells, _, size, _ = arguments
        return len(cells) >= size and (sum(cells) > limit or (len(cells) > at and cells[at] == 7))

    arguments = (a, [[0.5]], n, True)
    if differs(arguments):
        smallest = shrink(functions["lists"], arguments, differs)
        assert differs(smallest)
        assert len(smallest[0]) <= len(a)
        assert repr(shrink(functions["lists"], arguments, differs)) == repr(smallest)
        assert repr(shrink(functions["lists"], smallest, differs)) == repr(smallest)


def test_a_counterexample_is_of_the_kind_that_was_found(functions: dict[str, Function]) -> None:
    """An input on which outputs differ is not made smaller into one on which the program is not defined."""
    program = parse_program("""
        program lists(a: int[p], m: f64[q, r], n: int, flag: bool) -> (return: int)
          return = reduce_add[axis=0](slice[axis=0, start=0, length=n, step=1](a)) * 2
    """)
    found = Refuter(functions["lists"], program).search()
    assert found is not None
    assert found.difference == "output `return` is 2 and not 1"
    narrow = parse_program("""
        program lists(a: int[p], m: f64[q, r], n: int, flag: bool) -> (return: int)
          return = reduce_add[axis=0](slice[axis=0, start=1, length=n, step=1](a))
    """)
    found = Refuter(functions["lists"], narrow).search()
    assert found is not None
    assert found.place is not None
    assert len(found.arguments["a"]) > found.arguments["n"] > 0


def test_only_inputs_on_which_the_function_is_defined_count(tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    path.write_text(
        "def f(a: list[int]) -> int:\n    s = 0\n    for i in range(5):\n        s += a[i]\n    return s\n"
    )
    (function,) = read_file(path).functions
    assert isinstance(function, Function)
    found = Refuter(function, parse_program("program f(a: int[n]) -> (return: int)\n  return = 1")).search()
    assert found is not None
    assert len(found.arguments["a"]) == 5
