"""Tables of a module are taken as they are, and watched: the name, the content, and who else writes them."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import table_functions as functions

FUNCTIONS: list[tuple[str, str, Callable[[], Any]]] = [
    ("kernel", "KERNEL", lambda: [5, 6, 7, 8]),
    ("weighted", "WEIGHTS", lambda: [4.0, 8.0, 2.0]),
    ("grid", "GRID", lambda: [[0.5, 0.25], [2.0, 1.0]]),
    ("array", "ARRAY", lambda: np.array([0.5, 1.5, 2.5])),
]
CHANGES: dict[str, list[Any]] = {
    "KERNEL": [[1, 2, 3], [1, 2], [1.0, 2.0, 1.0], (1, 2, 1)],
    "WEIGHTS": [(0.5, 0.5), [0.25, 0.5, 0.25]],
    "GRID": [[[1.0, 2.0], [3.0, 5.0]]],
    "ARRAY": [np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 3.0], np.float32), [1.0, 2.0, 3.0]],
}


def called(function: Any, argument: Any) -> tuple[Any, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = function(argument)
    return result, [str(w.message) for w in caught]


def assert_as_the_original(name: str, argument: Any) -> list[str]:
    lifted = getattr(functions, name)
    mine, theirs = copy.deepcopy(argument), copy.deepcopy(argument)
    result, messages = called(lifted, mine)
    assert result == lifted.original(theirs)
    assert repr(mine) == repr(theirs)
    return messages


@pytest.fixture(autouse=True)
def _say_again() -> None:
    for name, _, make in FUNCTIONS:
        getattr(functions, name)(make())
        getattr(functions, name)._engine._said.clear()


@pytest.mark.parametrize(("name", "table", "make"), FUNCTIONS)
def test_tables_are_read(name: str, table: str, make: Callable[[], Any]) -> None:
    assert assert_as_the_original(name, make()) == []


@pytest.mark.parametrize(("name", "table", "make"), FUNCTIONS)
def test_a_table_that_is_bound_anew(
    name: str, table: str, make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in CHANGES[table]:
        monkeypatch.setattr(functions, table, value)
        getattr(functions, name)._engine._said.clear()
        messages = assert_as_the_original(name, make())
        assert len(messages) == 1
        assert f"`{table}`" in messages[0]
    monkeypatch.undo()
    assert assert_as_the_original(name, make()) == []


def test_a_table_whose_content_changes() -> None:
    functions.KERNEL[1] = 7
    functions.GRID[1][0] = 9.0
    functions.ARRAY[2] = 9.0
    try:
        for name, table, make in FUNCTIONS:
            messages = assert_as_the_original(name, make())
            assert len(messages) == (table != "WEIGHTS")
            assert all(f"`{table}`" in m for m in messages)
    finally:
        functions.KERNEL[1], functions.GRID[1][0], functions.ARRAY[2] = 2, 3.0, 3.0


@pytest.mark.parametrize(("name", "table"), [("kernel", "KERNEL"), ("grid", "GRID"), ("array", "ARRAY")])
def test_a_table_that_is_the_argument_too(name: str, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lifted, own = getattr(functions, name), getattr(functions, table)
    before = copy.deepcopy(own)
    try:
        _, messages = called(lifted, own)
        mine = copy.deepcopy(own)
        own[:] = copy.deepcopy(before)
        lifted.original(own)
        assert repr(mine) == repr(own)
        assert len(messages) == 1
    finally:
        own[:] = before
