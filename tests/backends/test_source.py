"""The layout of emitted code: long lines are broken without a change of what they say."""

from __future__ import annotations

import ast
from random import Random
from typing import Any

import pytest

from tenspiler.backend.emission.source import WIDTH, break_line

ONE = " + ".join(f"first(value{k}, {k})" for k in range(12))


def run(line: str) -> Any:
    lines = break_line(line)
    assert len(lines) > 1
    space: dict[str, Any] = {f"value{k}": k for k in range(12)} | {
        "first": lambda a, b: a,
        "pair": lambda *xs: xs,
    }
    exec("\n".join(lines), space)
    return space["result"]


def test_a_long_value_in_brackets_is_no_tuple() -> None:
    assert len(ONE) > WIDTH
    assert run(f"result = {ONE} & 255") == sum(range(12)) & 255
    assert run(f"result = {ONE} + first(1, {ONE})") == sum(range(12)) + 1


def test_a_long_tuple_remains_one() -> None:
    assert run(f"result = ({ONE}, {ONE})") == (66, 66)
    assert run(f"result = ({ONE},)") == (66,)
    assert run(f"result = pair({ONE}, {ONE})") == (66, 66)


HEADS = ("    return ", "    part = ", "    if not ", "    place[axis] = ")


def expression(rng: Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.1:
        return rng.choice(("alpha", "a_longer_name", "1", "x.dtype", "0xFFFFFFFF"))
    a, b = expression(rng, depth - 1), expression(rng, depth - 1)
    return rng.choice(
        (
            f"f.g({a})",
            f"h({a}, {b}, axis=1)",
            f"({a} + {b})",
            f"{a} & {b}",
            f"({a},)",
            f"v[{a} : {b}, None]",
            f"({a}, {b})",
        )
    )


def module(lines: list[str], head: str) -> str:
    return "\n".join(["def f():", *lines, *(["        pass"] if head.strip().startswith("if") else [])])


@pytest.mark.parametrize("head", HEADS)
def test_broken_lines_say_the_same(head: str) -> None:
    rng = Random(5)
    broken = 0
    for _ in range(250):
        line = (
            head + expression(rng, rng.choice((3, 4, 5, 6))) + (":" if head.strip().startswith("if") else "")
        )
        pieces = break_line(line)
        assert ast.dump(ast.parse(module(pieces, head))) == ast.dump(ast.parse(module([line], head)))
        broken += len(pieces) > 1
        assert len(line) > WIDTH or pieces == [line]
    assert broken >= 80


def test_a_long_value_is_not_broken_in_brackets_that_hold_nothing() -> None:
    """As in `(long).item()`."""
    lines = break_line(f"result = pair({', '.join(f'value{k} + value{k}' for k in range(9))}).count()")
    assert len(lines) > 1
    assert not any(line.rstrip().endswith("count(") for line in lines)
