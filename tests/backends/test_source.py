"""The layout of emitted code: long lines are broken without a change of what they say."""

from __future__ import annotations

from typing import Any

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
