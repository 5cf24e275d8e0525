"""What a type checker makes of decorated functions; `test_example.py` runs pyright on this file."""

from collections.abc import Callable
from typing import assert_type

import tenspiler
from tenspiler import Lifted


@tenspiler.lift
def scale(a: list[float], factor: float = 2.0) -> list[float]:
    return [x * factor for x in a]


@tenspiler.lift(grade="exact", on_refusal="raise")
def total(a: list[float]) -> float:
    return sum(a)


class Filter:
    @tenspiler.lift
    def apply(self, a: list[float]) -> int:
        return len(a)

    @tenspiler.lift
    @staticmethod
    def plain(a: list[float]) -> int:
        return len(a)

    @tenspiler.lift
    @classmethod
    def made(cls, a: list[float]) -> int:
        return len(a)


assert_type(scale([1.0]), list[float])
assert_type(scale([1.0], factor=3.0), list[float])
assert_type(total([1.0]), float)
assert_type(Filter().apply([1.0]), int)
assert_type(Filter.plain([1.0]), int)
assert_type(Filter.made([1.0]), int)
assert_type(scale.tensir, str | None)
plain: Callable[[list[float]], float] = total
lifted: Lifted[[list[float]], float] = total

scale("ab")  # pyright: ignore[reportArgumentType]
total([1.0], 2.0)  # pyright: ignore[reportCallIssue]
Filter().apply()  # pyright: ignore[reportCallIssue]
tenspiler.lift(grade="nearly")  # pyright: ignore[reportCallIssue, reportArgumentType]
